"""Answer text and passages -> statements, each tied to the exact words it rests on and checked against them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial, reduce
from itertools import islice
from operator import or_

from index.records import Passage
from index.text.sentences import sentence_spans
from qa.checking.judge import Evidence, Judge, Verdict, coverage, missing_facts
from qa.records import Citation, Failure, Statement
from qa.text.facts import find_facts
from qa.text.markers import end_of_markers, keep_markers, marker_numbers, with_markers, without_markers
from qa.text.quotations import find_quotations, is_stitched, stands_in
from qa.text.words import content_words

MAX_QUOTE_SENTENCES = 3
# A longer quote must earn each further sentence: by at least this share of the statement's content words.
SENTENCE_COST = 0.1
STITCHED = "its quoted words are put together from several places"


@dataclass(frozen=True, slots=True)
class _Checked:
    citations: tuple[Citation, ...]
    verdict: Verdict


Check = Callable[[str], Statement]  # of a sentence with its markers
Compare = Callable[[str, Sequence[int]], _Checked | None]  # of a claim and the numbers of its passages


def cite(text: str, check: Check, sentences: int | None = None) -> tuple[Statement, ...]:
    """The sentences of `text` in order, or the first of them, with citations and verdicts, as `check` gives them."""
    return tuple(check(text[start:end]) for start, end in islice(statement_spans(text), sentences))


def sentence_check(
    passages: Sequence[Passage], judge: Judge, question: str = "", confidence: float | None = None
) -> Check:
    """What makes a statement of a sentence, whose `[n]` names `passages[n - 1]`; of the same sentence, only once.

    `question` is what the sentence answers: what it only repeats from there needs no support. `confidence` (0 to 1) is
    how likely the passages answer it.

    A sentence that its own markers do not support is cited to the passage that does, if there is one: its markers
    are replaced. Else it keeps its markers and is not supported. A sentence without content is not checked.
    """
    judged = partial(judge.judge, question=question, confidence=confidence)
    compare = partial(_compare, passages=passages, judge=judged)
    return cache(partial(_statement, passages=passages, compare=compare))


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
    words, said = content_words(statement), find_facts(statement)
    spans = sentence_spans(passage.text)
    facts = [find_facts(passage.text[start:end]) for start, end in spans]

    def worth(window: range) -> tuple[float, float]:
        held = reduce(or_, (facts[i] for i in window))
        quote = passage.text[spans[window[0]][0] : spans[window[-1]][1]]
        lacking = len(missing_facts(said, held, passage.text))
        # What the heading says needs no further sentence.
        return -lacking, coverage(words, f"{passage.heading} {quote}") - SENTENCE_COST * (len(window) - 1)

    best = max(_windows(len(spans)), key=worth)
    return passage.start + spans[best[0]][0], passage.start + spans[best[-1]][1]


def _windows(sentences: int) -> Iterator[range]:
    for first in range(sentences):
        for end in range(first + 1, min(first + MAX_QUOTE_SENTENCES, sentences) + 1):
            yield range(first, end)


def _statement(sentence: str, *, passages: Sequence[Passage], compare: Compare) -> Statement:
    claim, written = without_markers(sentence), marker_numbers(sentence)
    numbers = [number for number in written if 1 <= number <= len(passages)]
    fabricated: tuple[Failure, ...] = ("fabricated marker",) if len(numbers) < len(written) else ()
    if not content_words(claim):
        text = with_markers(sentence, ()) if any(map(str.isalnum, claim)) else claim  # a rule or a fence is no sentence
        return Statement(text, (), supported=None, score=None, failures=fabricated)
    cited = compare(claim, numbers)
    if cited and cited.verdict.supported:
        shown = [citation.number for citation in cited.citations]
        text = keep_markers(sentence, len(passages)) if shown == numbers else with_markers(sentence, shown)
        return Statement(text, cited.citations, True, cited.verdict.score, failures=fabricated)
    if repaired := _repair(claim, len(passages), compare):
        text = with_markers(sentence, [citation.number for citation in repaired.citations])
        wrong: tuple[Failure, ...] = ("wrong passage",) if numbers else ()
        return Statement(
            text,
            repaired.citations,
            True,
            repaired.verdict.score,
            _mended(numbers, written),
            failures=fabricated + wrong,
        )
    stitched = any(is_stitched(words, [passage.text for passage in passages]) for words in find_quotations(claim))
    failures: tuple[Failure, ...] = (*fabricated, "stitched quote" if stitched else "unsupported")
    if cited is None:
        reason = STITCHED if stitched else "none of the passages says this"
        return Statement(with_markers(sentence, ()), (), False, 0.0, reason, failures=failures)
    shown = [citation.number for citation in cited.citations]
    reason = STITCHED if stitched else cited.verdict.reason
    return Statement(
        with_markers(sentence, shown), cited.citations, False, cited.verdict.score, reason, failures=failures
    )


def _mended(numbers: Sequence[int], written: Sequence[int]) -> str:
    """How the citation of a sentence that is supported was repaired; "" where it had none."""
    if not written:
        return ""
    wrong = " and ".join(f"[{number}]" for number in numbers or written)
    return f"it was cited to {wrong}, which " + ("does not say it" if numbers else "is no passage that was found")


def _repair(claim: str, passages: int, compare: Compare) -> _Checked | None:
    """The single passage that supports the claim best, if one does."""
    every = (compare(claim, [number]) for number in range(1, passages + 1))
    supporting = [checked for checked in every if checked and checked.verdict.supported]
    return max(supporting, key=lambda checked: checked.verdict.score, default=None)


def _compare(
    claim: str, numbers: Sequence[int], *, passages: Sequence[Passage], judge: Callable[[str, Evidence], Verdict]
) -> _Checked | None:
    """The verdict on the claim against all its cited spans together, or against one if one is enough."""
    quotations = find_quotations(claim)

    def verdict(citations: Sequence[Citation]) -> Verdict:
        found = judge(claim, _evidence(citations))
        if all(any(stands_in(words, c.passage.text) for c in citations) for words in quotations):
            return found
        return Verdict(supported=False, score=found.score / 2, reason="its quoted words do not stand there")

    citations = [_citation(claim, number, passages[number - 1]) for number in numbers]
    alone = [_Checked((citation,), verdict((citation,))) for citation in citations]
    enough = [checked for checked in alone if checked.verdict.supported]
    if enough:
        best = max(enough, key=lambda checked: checked.verdict.score)
        return _Checked(tuple(citation for checked in enough for citation in checked.citations), best.verdict)
    if len(citations) > 1:
        return _Checked(tuple(citations), verdict(citations))
    return alone[0] if alone else None


def _citation(claim: str, number: int, passage: Passage) -> Citation:
    start, end = locate(claim, passage)
    return Citation(number, passage, passage.text[start - passage.start : end - passage.start], start, end)


def _evidence(citations: Sequence[Citation]) -> Evidence:
    return Evidence(
        quote="\n".join(citation.quote for citation in citations),
        place="\n".join(f"{citation.title}\n{citation.passage.heading}" for citation in citations),
        passage="\n".join(citation.passage.text for citation in citations),
    )


def join(text: str, statements: Sequence[Statement]) -> str:
    """`text` with its sentences, or the first of them, replaced by the texts of `statements`, which check them."""
    pieces, done = [], 0
    for (start, end), statement in zip(statement_spans(text), statements, strict=False):
        pieces += [text[done:start], statement.text]
        done = end
    return "".join([*pieces, text[done:]])
