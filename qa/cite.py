"""Answer text and passages -> statements, each tied to the exact words it rests on and checked against them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.records import Passage
from index.sentences import sentence_spans
from qa.facts import find_facts
from qa.markers import end_of_markers, marker_numbers, with_markers, without_markers
from qa.records import Citation, Statement
from qa.verify import Judge, Verdict, coverage, missing_facts
from qa.words import content_words

MAX_QUOTE_SENTENCES = 3
# A longer quote must earn each further sentence: by at least this share of the statement's content words.
SENTENCE_COST = 0.1


@dataclass(frozen=True, slots=True)
class _Checked:
    citations: tuple[Citation, ...]
    verdict: Verdict


def cite(text: str, passages: Sequence[Passage], judge: Judge) -> tuple[Statement, ...]:
    """The sentences of `text` in order, with citations and verdicts. `[n]` in `text` names `passages[n - 1]`.

    A sentence that its own markers do not support is cited to the passage that does, if there is one: its markers
    are replaced. Else it keeps its markers and is not supported. A sentence without content is not checked.
    """
    return tuple(_statement(text[start:end], passages, judge) for start, end in statement_spans(text))


def statement_spans(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of `text`; markers behind a full stop belong to the sentence before them."""
    done = 0
    for span_start, span_end in sentence_spans(text):
        start, end = max(span_start, done), end_of_markers(text, span_end)
        if start < span_end:
            yield start, end
        done = max(done, end)


def locate(statement: str, passage: Passage) -> tuple[int, int]:
    """The span of the document's text, inside `passage`, that best supports `statement`: whole sentences, few.

    Spans that hold more of the statement's facts come first, then those that hold more of its words.
    """
    words, facts = content_words(statement), find_facts(statement)
    spans = sentence_spans(passage.text)
    windows = [
        (spans[first][0], spans[last][1], last - first)
        for first in range(len(spans))
        for last in range(first, min(first + MAX_QUOTE_SENTENCES, len(spans)))
    ]

    def worth(window: tuple[int, int, int]) -> tuple[float, float]:
        quote = passage.text[window[0] : window[1]]
        lacking = len(missing_facts(facts, quote, passage.text))
        # What the heading says needs no further sentence.
        return -lacking, coverage(words, f"{passage.heading} {quote}") - SENTENCE_COST * window[2]

    start, end, _ = max(windows, key=worth)
    return passage.start + start, passage.start + end


def _statement(sentence: str, passages: Sequence[Passage], judge: Judge) -> Statement:
    claim = without_markers(sentence)
    numbers = [number for number in marker_numbers(sentence) if 1 <= number <= len(passages)]
    if not content_words(claim):
        return Statement(with_markers(sentence, numbers), (), supported=None, score=None)
    cited = _check(claim, numbers, passages, judge)
    best = cited if cited and cited.verdict.supported else _repair(claim, passages, judge) or cited
    if best is None:
        reason = "none of the passages says this"
        return Statement(claim, (), supported=False, score=0.0, reason=reason)
    shown = [citation.number for citation in best.citations]
    text = sentence if shown == numbers else with_markers(sentence, shown)
    return Statement(text, best.citations, best.verdict.supported, best.verdict.score, best.verdict.reason)


def _check(claim: str, numbers: Sequence[int], passages: Sequence[Passage], judge: Judge) -> _Checked | None:
    """The verdict on the claim against all its cited spans together, or against one if one is enough."""
    citations = [_citation(claim, number, passages[number - 1]) for number in numbers]
    alone = [_Checked((citation,), _judge(claim, (citation,), judge)) for citation in citations]
    enough = [checked for checked in alone if checked.verdict.supported]
    if enough:
        best = max(enough, key=lambda checked: checked.verdict.score)
        return _Checked(tuple(citation for checked in enough for citation in checked.citations), best.verdict)
    if len(citations) > 1:
        return _Checked(tuple(citations), _judge(claim, citations, judge))
    return alone[0] if alone else None


def _repair(claim: str, passages: Sequence[Passage], judge: Judge) -> _Checked | None:
    """The single passage that supports the claim best, if one does."""
    every = (_check(claim, [number], passages, judge) for number in range(1, len(passages) + 1))
    supporting = [checked for checked in every if checked and checked.verdict.supported]
    return max(supporting, key=lambda checked: checked.verdict.score, default=None)


def _citation(claim: str, number: int, passage: Passage) -> Citation:
    start, end = locate(claim, passage)
    return Citation(number, passage, passage.text[start - passage.start : end - passage.start], start, end)


def _judge(claim: str, citations: Sequence[Citation], judge: Judge) -> Verdict:
    quote = "\n".join(citation.quote for citation in citations)
    context = "\n".join(
        f"{citation.title}\n{citation.passage.heading}\n{citation.passage.text}" for citation in citations
    )
    return judge.judge(claim, quote, context)


def join(text: str, statements: Sequence[Statement]) -> str:
    """`text` with its sentences replaced by the texts of `statements`, which `cite` made of it."""
    pieces, done = [], 0
    for (start, end), statement in zip(statement_spans(text), statements, strict=True):
        pieces += [text[done:start], statement.text]
        done = end
    return "".join(pieces).strip()
