"""Sentences of the passages as statements of their own: quoted, cited, and true without a check."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.records import Passage
from qa.records import Citation, Prompt, ScoredSentence, Statement
from qa.text.markers import without_markers

MAX_SENTENCES = 3
# A further sentence is quoted only if its probability is at least this share of the best one's.
NEARLY_AS_LIKELY = 0.5


def best_sentences(prompt: Prompt) -> list[ScoredSentence]:
    """Up to three sentences that are likeliest to answer, in the order of the passages; what two say, only once."""
    best_first = sorted(prompt.sentences, key=lambda sentence: -sentence.score)
    different: dict[str, ScoredSentence] = {}  # two documents may say the same
    for sentence in best_first:
        different.setdefault(quoted_line(prompt, sentence), sentence)
    likely = [s for s in different.values() if s.score >= NEARLY_AS_LIKELY * best_first[0].score]
    return sorted(likely[:MAX_SENTENCES], key=lambda sentence: (sentence.rank, sentence.order))


def quote_best(prompt: Prompt) -> tuple[Statement, ...]:
    """The best sentences as statements: what can be shown at once, before a model has written a word."""
    return tuple(quote_sentence(prompt.passages[s.rank], s, s.rank + 1) for s in best_sentences(prompt))


def quote_likeliest(prompt: Prompt, statements: Sequence[Statement]) -> Statement | None:
    """The likeliest sentence of the prompt's passages as a statement of its own, unless `statements` quote it already.

    A small model sometimes tells a near fact: the reader then sees beside it what the evidence itself puts first.
    """
    likeliest = max(prompt.sentences, key=lambda sentence: sentence.score, default=None)
    if likeliest is None:
        return None
    statement = quote_sentence(prompt.passages[likeliest.rank], likeliest, likeliest.rank + 1)
    (own,) = statement.citations
    quoted = [citation for other in statements for citation in other.citations]
    if any(c.document_id == own.document_id and c.start < own.end and own.start < c.end for c in quoted):
        return None
    return statement


def quoted_line(prompt: Prompt, sentence: ScoredSentence) -> str:
    """The sentence on one line, without the bullet of a list that it stood in and without markers."""
    return _one_line(prompt.passages[sentence.rank].text[sentence.start : sentence.end])


def _one_line(text: str) -> str:
    return re.sub(r"^(?:[-*•#>]+ )+", "", " ".join(without_markers(text).split()))


def quote_sentence(passage: Passage, sentence: ScoredSentence, number: int) -> Statement:
    """A sentence of the passage, whose marker is `[number]`, as a statement that only quotes it."""
    quote = passage.text[sentence.start : sentence.end]
    citation = Citation(number, passage, quote, passage.start + sentence.start, passage.start + sentence.end)
    text = f"“{_one_line(quote)}” [{number}]"
    return Statement(text, (citation,), supported=True, score=1.0, verbatim=True)
