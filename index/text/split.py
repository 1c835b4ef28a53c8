"""Document -> passages: whole sentences packed up to a number of tokens, inside one section. Pure.

The words of a section decide where it is cut (content-defined chunking). If each passage were simply filled up, one new
sentence would move every later cut, and nearly all passages of a long text would change. So each cut has a cost, which
comes from the hash of the sentence before it, and the cuts with the lowest total cost are chosen. A few passages after
an insertion, the cuts are at the same cheap places again.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise
from math import sqrt
from zlib import crc32

from index.records import Document, Passage, Section
from index.text.normalise import normalise
from index.text.sentences import Span, sentence_spans, trimmed

MAX_TOKENS = 200
SPLITTER_VERSION = 4  # raise it when the same text is split differently

TokenStarts = Callable[[str], Sequence[int]]

# WordPiece reads any word of more than 100 characters as one token, so tokens alone do not limit the size of a passage.
_CHARACTERS_PER_TOKEN = 8
_WORDS_A_PART = 8  # the average number of words in a part of a sentence that is too long
_WORD = re.compile(r"\S+")


def split(document: Document, *, max_tokens: int, token_starts: TokenStarts) -> list[Passage]:
    """The passages of the document in order. They do not overlap, and none crosses a section.

    A passage is whole sentences of at most `max_tokens`. Only a longer sentence is cut, between words.
    `token_starts(text)` returns where each token of a text begins, in characters. The id of a passage depends on the
    document's id, the passage's words and how often they occurred before. It does not depend on the position, so an
    insertion above the passage leaves it unchanged.
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
    """The id of a passage: `words` is its normalised text, `occurrence` counts equal passages before it."""
    return blake2b("\0".join([document_id, words, str(occurrence)]).encode(), digest_size=16).hexdigest()


def _pack(text: str, section: Section, max_tokens: int, token_starts: TokenStarts) -> Iterator[Span]:
    """Spans of neighbouring sentences, cut at the lowest cost. Spans without a letter or digit are left out."""
    starts, ends, tokens = array("q"), array("q"), array("q", [0])
    for (start, end), count in _pieces(text, section, max_tokens, token_starts):
        starts.append(start)
        ends.append(end)
        tokens.append(tokens[-1] + count)
    max_characters = max_tokens * _CHARACTERS_PER_TOKEN

    def fits(first: int, stop: int) -> bool:
        return tokens[stop] - tokens[first] <= max_tokens and ends[stop - 1] - starts[first] <= max_characters

    for first, stop in pairwise(_cuts([_cost(text[start:end]) for start, end in zip(starts, ends, strict=True)], fits)):
        if _says_something(text[starts[first] : ends[stop - 1]]):
            yield starts[first], ends[stop - 1]


def _cost(sentence: str) -> float:
    """The cost of a cut after the sentence: 0.5 to 1.5, mostly high. Line breaks make no difference.

    With a higher minimum the passages would be longer, and an insertion would change more of them.
    """
    return 0.5 + sqrt(crc32("".join(sentence.split()).encode()) / 2**32)


def _cuts(costs: Sequence[float], fits: Callable[[int, int], bool]) -> list[int]:
    """The cuts, including both ends, so that every [first, stop) fits and the total cost is lowest.

    A single piece always fits, and a span that fits also fits without its first piece. The lowest cost up to a piece is
    its own plus the lowest cost from which one passage reaches it. That is a minimum in a sliding window, so the time
    is linear.
    """
    least, origins = array("d", [0.0]), array("q", [0])
    window = deque([0])  # of cuts from which the next piece can be reached, in rising order of cost
    for stop, cost in enumerate(costs, 1):
        while not fits(window[0], stop):
            window.popleft()
        origins.append(window[0])
        least.append(least[window[0]] + cost)
        while window and least[window[-1]] > least[stop]:
            window.pop()
        window.append(stop)
    cuts = [len(costs)]
    while cuts[-1]:
        cuts.append(origins[cuts[-1]])
    return cuts[::-1]


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _pieces(text: str, section: Section, max_tokens: int, token_starts: TokenStarts) -> Iterator[tuple[Span, int]]:
    """The sentences of a section with their numbers of tokens. Sentences over the limit are split."""
    for start, end in sentence_spans(text, section.start, section.end):
        # Tokenize only as much as can fit: a line of 20 MB is never tokenized as a whole.
        window = text[start : min(end, start + max_tokens * _CHARACTERS_PER_TOKEN)]
        count = len(token_starts(window))
        if count <= max_tokens and start + len(window) == end:
            yield (start, end), count
            continue
        for part in _parts(text, start, end):
            yield from _fitting_parts(text, *part, max_tokens, token_starts)


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    """The span, split after words that their hash selects, independent of position."""
    for word in _WORD.finditer(text, start, end):
        if crc32(word[0].encode()) % _WORDS_A_PART == 0:
            yield start, word.end()
            start = word.end()
    if text[start:end].strip():
        yield start, end


def _fitting_parts(
    text: str, start: int, end: int, max_tokens: int, token_starts: TokenStarts
) -> Iterator[tuple[Span, int]]:
    """The span in parts within the limits, each with its number of tokens."""
    while start < end:
        window = text[start : min(end, start + max_tokens * _CHARACTERS_PER_TOKEN)]
        starts = token_starts(window)
        length = _fitting(window, starts, max_tokens, ends=start + len(window) == end)
        yield trimmed(text, start, start + length), bisect_left(starts, length)
        start += length


def _fitting(window: str, starts: Sequence[int], max_tokens: int, *, ends: bool) -> int:
    """The length of the next piece in characters: as much as fits, up to a space in its second half."""
    if ends and len(starts) <= max_tokens:
        return len(window)
    fits = starts[max_tokens] if len(starts) > max_tokens else len(window)
    space = max(window.rfind(" ", 0, fits), window.rfind("\n", 0, fits))
    return space + 1 if space >= fits // 2 else max(1, fits)
