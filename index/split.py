"""Document -> passages: whole sentences packed up to a number of tokens, inside one section. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b

from index.normalise import normalise
from index.records import Document, Passage, Section
from index.sentences import Span, sentence_spans, trimmed

MAX_TOKENS = 200
SPLITTER_VERSION = 2  # raise it when the same text is split in another way

TokenStarts = Callable[[str], Sequence[int]]

# WordPiece reads any word of more than 100 characters as one token, so tokens alone do not bound the size of a passage.
_CHARACTERS_PER_TOKEN = 8


def split(document: Document, *, max_tokens: int, token_starts: TokenStarts) -> list[Passage]:
    """The passages of the document in order; they do not overlap, and none crosses a section.

    A passage is as many whole sentences as fit in `max_tokens`; a longer sentence is cut between words.
    `token_starts(text)` is where each token of a text begins, in characters. Its id depends on the document's id, the
    passage's words and how often they came before, never on its place: an insertion above it leaves it unchanged.
    """
    seen: Counter[str] = Counter()
    passages = []
    for section in document.sections:
        for start, end in _pack(document.text, section, max_tokens, token_starts):
            text = document.text[start:end]
            words = normalise(text)
            passages.append(
                Passage(
                    id=passage_id(document.id, words, seen[words]),
                    document_id=document.id,
                    title=document.title,
                    text=text,
                    start=start,
                    end=end,
                    page=section.page,
                    heading=section.heading,
                )
            )
            seen[words] += 1
    return passages


def passage_id(document_id: str, words: str, occurrence: int) -> str:
    """The id of the passage of these normalised words that has so many like it before it in its document."""
    return blake2b("\0".join([document_id, words, str(occurrence)]).encode(), digest_size=16).hexdigest()


def _pack(text: str, section: Section, max_tokens: int, token_starts: TokenStarts) -> Iterator[Span]:
    """Spans of neighbouring sentences, each as long as the limit allows; those without a letter or digit left out."""
    max_characters = max_tokens * _CHARACTERS_PER_TOKEN
    span: Span | None = None
    tokens = 0
    for (start, end), count in _pieces(text, section, max_tokens, token_starts):
        if span and tokens + count <= max_tokens and end - span[0] <= max_characters:
            span, tokens = (span[0], end), tokens + count
            continue
        if span and _says_something(text[slice(*span)]):
            yield span
        span, tokens = (start, end), count
    if span and _says_something(text[slice(*span)]):
        yield span


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _pieces(text: str, section: Section, max_tokens: int, token_starts: TokenStarts) -> Iterator[tuple[Span, int]]:
    """The sentences of a section with their numbers of tokens; those over the limits in parts that are not."""
    for start, end in sentence_spans(text, section.start, section.end):
        rest = start
        while rest < end:
            # Only as much as can fit is looked at: a line of 20 MB is never tokenized whole.
            window = text[rest : min(end, rest + max_tokens * _CHARACTERS_PER_TOKEN)]
            starts = token_starts(window)
            length = _fitting(window, starts, max_tokens, ends=rest + len(window) == end)
            yield trimmed(text, rest, rest + length), bisect_left(starts, length)
            rest += length


def _fitting(window: str, starts: Sequence[int], max_tokens: int, *, ends: bool) -> int:
    """How many characters of the window make the next piece: what fits, back to a space in its second half."""
    if ends and len(starts) <= max_tokens:
        return len(window)
    fits = starts[max_tokens] if len(starts) > max_tokens else len(window)
    space = max(window.rfind(" ", 0, fits), window.rfind("\n", 0, fits))
    return space + 1 if space >= fits // 2 else max(1, fits)
