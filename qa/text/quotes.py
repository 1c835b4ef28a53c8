"""Makes statements that only quote sentences of the passages. They need no check."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.records import Citation, Prompt, Sentence, Statement
from qa.text.markers import without_markers

MAX_SENTENCES = 3
# Another sentence is quoted only if its score is at least this share of the best score.
NEARLY_AS_LIKELY = 0.5


def best_sentences(prompt: Prompt) -> list[Sentence]:
    """Up to three sentences that are most likely to answer, in the order of the passages, without duplicates."""
    best_first = sorted(prompt.sentences, key=lambda sentence: -sentence.score)
    different: dict[str, Sentence] = {}  # two documents can contain the same sentence
    for sentence in best_first:
        different.setdefault(quoted_line(sentence), sentence)
    likely = [s for s in different.values() if s.score >= NEARLY_AS_LIKELY * best_first[0].score]
    return sorted(likely[:MAX_SENTENCES], key=lambda sentence: (prompt.number_of(sentence), sentence.order))


def quote_best(prompt: Prompt) -> tuple[Statement, ...]:
    """The best sentences as statements. They are shown at once, before the model writes."""
    return tuple(quote_sentence(sentence, prompt.number_of(sentence)) for sentence in best_sentences(prompt))


def quote_likeliest(prompt: Prompt, statements: Sequence[Statement]) -> Statement | None:
    """The likeliest sentence of the prompt's passages as a statement. None if `statements` already cite it.

    The small default model sometimes picks a similar but wrong fact. The reader can then compare it with this sentence.
    """
    likeliest = max(prompt.sentences, key=lambda sentence: sentence.score, default=None)
    if likeliest is None:
        return None
    statement = quote_sentence(likeliest, prompt.number_of(likeliest))
    (own,) = statement.citations
    quoted = [citation for other in statements for citation in other.citations]
    if any(c.document_id == own.document_id and c.start < own.end and own.start < c.end for c in quoted):
        return None
    return statement


def quoted_line(sentence: Sentence) -> str:
    """The sentence on one line, without its list bullet and without markers."""
    return re.sub(r"^(?:[-*•#>]+ )+", "", " ".join(without_markers(sentence.text).split()))


def quote_sentence(sentence: Sentence, number: int) -> Statement:
    """A statement that only quotes the sentence. `[number]` is the marker of its passage."""
    passage = sentence.passage
    citation = Citation(number, passage, sentence.text, passage.start + sentence.start, passage.start + sentence.end)
    return Statement(f"“{quoted_line(sentence)}” [{number}]", (citation,), supported=True, score=1.0, verbatim=True)
