"""Makes statements that only quote sentences of the passages. They need no check."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.headings import innermost
from qa.records import Citation, Prompt, Sentence, Statement
from qa.text.markers import without_markers

_BULLET = re.compile(r"^(?:[-*•‣◦▪●○■□·✓#>]+ +)+")
_OF_MAIL = re.compile(r"\n(?:[ \t]*>)+")
MAX_SENTENCES = 3
# The answer without a model: another sentence is quoted if its score is at least this share of the best score.
NEARLY_AS_LIKELY = 0.5
# The quotes beside an answer are fewer: most of the second and third ones do not answer (docs/quality.md).
AS_LIKELY = 0.8


def best_sentences(prompt: Prompt, share: float = NEARLY_AS_LIKELY) -> list[Sentence]:
    """Up to three sentences that are most likely to answer, in the order of the passages, without duplicates.

    Each has at least this `share` of the best score. Questions and headings answer nothing, so they are only quoted if
    there is nothing else.
    """
    best_first = sorted(prompt.sentences, key=lambda sentence: (not says_something(sentence), -sentence.score))
    different: dict[str, Sentence] = {}  # two documents can contain the same sentence
    for sentence in best_first:
        different.setdefault(one_line(sentence.text), sentence)
    first = [s for s in different.values() if says_something(s)] or [*different.values()]
    likely = [s for s in first if s.score >= share * first[0].score]
    return sorted(likely[:MAX_SENTENCES], key=lambda sentence: (prompt.number_of(sentence), sentence.order))


def quote_best(prompt: Prompt) -> tuple[Statement, ...]:
    """The best sentences as statements. They are shown at once, before the model writes."""
    return tuple(quote_sentence(sentence, prompt.number_of(sentence)) for sentence in best_sentences(prompt, AS_LIKELY))


def likeliest_uncited(prompt: Prompt, statements: Sequence[Statement]) -> Sentence | None:
    """The likeliest sentence of the prompt's passages. None if `statements` already cite it.

    The small default model sometimes picks a similar but wrong fact. The reader can then compare it with this sentence.
    """
    said = [sentence for sentence in prompt.sentences if says_something(sentence)]
    likeliest = max(said, key=lambda sentence: sentence.score, default=None)
    if likeliest is None:
        return None
    start, end = likeliest.passage.start + likeliest.start, likeliest.passage.start + likeliest.end
    quoted = [citation for other in statements for citation in other.citations]
    is_cited = any(c.document_id == likeliest.passage.document_id and c.start < end and start < c.end for c in quoted)
    return None if is_cited else likeliest


def says_something(sentence: Sentence) -> bool:
    """Whether the sentence can answer: it is not a question, a heading, or the number of a heading such as "5."."""
    text = one_line(sentence.text)
    heading = innermost(sentence.passage.heading)
    return bool(sentence.parsed.words) and any(map(str.isalpha, text)) and text[-1:] not in "?？" and text != heading


def one_line(text: str) -> str:
    """The text on one line, without its list bullet, without markers, and without the ">" of a quoted mail's lines."""
    return _BULLET.sub("", " ".join(_OF_MAIL.sub("\n", without_markers(text)).split()))


def quote_sentence(sentence: Sentence, number: int) -> Statement:
    """A statement that only quotes the sentence. `[number]` is the marker of its passage."""
    passage = sentence.passage
    citation = Citation(number, passage, sentence.text, passage.start + sentence.start, passage.start + sentence.end)
    return Statement(f"“{one_line(sentence.text)}” [{number}]", (citation,), supported=True, score=1.0, verbatim=True)
