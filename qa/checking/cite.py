"""Turns the text of an answer into statements: each cites the exact words that support it, and is checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice
from operator import or_

import numpy as np

from index.text.sentences import sentence_spans
from qa.checking.judge import NO_TEXT, Judge, Premise, Verdict, coverage, missing_facts
from qa.records import Citation, Failure, Sentence, Source, Statement
from qa.text.markers import end_of_markers, keep_markers, marker_numbers, with_markers, without_markers
from qa.text.parsed import ParsedText
from qa.text.quotations import find_quotations, is_stitched, stands_in

MAX_QUOTE_SENTENCES = 3
# Another sentence is quoted only if it adds at least this share of the statement's content words.
SENTENCE_COST = 0.1
STITCHED = "the quotation combines words from several places"


@dataclass(frozen=True, slots=True)
class _Checked:
    citations: tuple[Citation, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class SentenceCheck:
    """Checks the sentences of an answer, each only once. A marker `[n]` means `sources[n - 1]`.

    What a sentence only repeats from `question` needs no support. `confidence` is the probability (0 to 1) that the
    sources answer the question.
    """

    sources: Sequence[Source]
    judge: Judge
    question: ParsedText = NO_TEXT
    confidence: float | None = None
    _known: dict[str, Statement] = field(default_factory=dict, init=False)

    def __call__(self, sentence: str) -> Statement:
        """The sentence as a statement, with its citations and its verdict.

        If the cited passages do not support it but another passage does, that passage is cited instead. If none does,
        the sentence keeps its markers and is not supported. A sentence without content words is not checked.
        """
        if sentence not in self._known:
            self._known[sentence] = _statement(sentence, self)
        return self._known[sentence]

    def compare(self, claim: ParsedText, numbers: Sequence[int]) -> _Checked | None:
        """Check the claim against each cited passage alone, and against all of them together if none is enough."""
        quotations = find_quotations(claim.text)
        spans = {number: locate(claim, self.sources[number - 1]) for number in numbers}

        def check(cited: Sequence[int]) -> _Checked:
            citations = tuple(_citation(number, spans[number]) for number in cited)
            premise = _premise([spans[number] for number in cited], [self.sources[number - 1] for number in cited])
            found = self.judge.judge(claim, premise, self.question, self.confidence)
            if not all(any(stands_in(words, c.passage.text) for c in citations) for words in quotations):
                found = Verdict(supported=False, score=found.score / 2, reason="the quotation is not in the cited text")
            return _Checked(citations, found)

        alone = [check([number]) for number in numbers]
        enough = [checked for checked in alone if checked.verdict.supported]
        if enough:
            best = max(enough, key=lambda checked: checked.verdict.score)
            return _Checked(tuple(citation for checked in enough for citation in checked.citations), best.verdict)
        if len(alone) > 1:
            return check(numbers)
        return alone[0] if alone else None

    def repair(self, claim: ParsedText) -> _Checked | None:
        """The check against the single passage that supports the claim best. None if no passage does."""
        every = (self.compare(claim, [number]) for number in range(1, len(self.sources) + 1))
        supporting = [checked for checked in every if checked and checked.verdict.supported]
        return max(supporting, key=lambda checked: checked.verdict.score, default=None)


def cite(text: str, check: SentenceCheck, sentences: int | None = None) -> tuple[Statement, ...]:
    """The sentences of `text` in order, each checked by `check`. `sentences` limits how many."""
    return tuple(check(text[start:end]) for start, end in islice(statement_spans(text), sentences))


def statement_spans(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of `text`. Markers after a full stop belong to the sentence before them."""
    done = 0
    for span_start, span_end in sentence_spans(text):
        start, end = max(span_start, done), end_of_markers(text, span_end)
        if start < span_end:
            yield start, end
        done = max(done, end)


def locate(statement: ParsedText, source: Source) -> tuple[Sentence, ...]:
    """The one to three consecutive sentences of the source that support `statement` best.

    Facts count first: sentences with more of the statement's facts win. Then those with more of its words win.
    """

    def worth(window: Sequence[Sentence]) -> tuple[float, float]:
        held = reduce(or_, (sentence.parsed.facts for sentence in window))
        lacking = len(missing_facts(statement.facts, held, (source.parsed,)))
        # Words of the heading count as found, so they need no further sentence.
        words = source.heading.word_set.union(*(sentence.parsed.word_set for sentence in window))
        return -lacking, coverage(statement.words, words) - SENTENCE_COST * (len(window) - 1)

    return max(_windows(source.sentences), key=worth)


def _windows(sentences: tuple[Sentence, ...]) -> Iterator[tuple[Sentence, ...]]:
    """Runs of sentences without a gap: what was left out of a passage is not quoted."""
    for first in range(len(sentences)):
        for end in range(first + 1, min(first + MAX_QUOTE_SENTENCES, len(sentences)) + 1):
            if sentences[end - 1].order - sentences[first].order == end - 1 - first:
                yield sentences[first:end]


def _statement(sentence: str, check: SentenceCheck) -> Statement:
    claim, written = ParsedText(without_markers(sentence)), marker_numbers(sentence)
    numbers = [number for number in written if 1 <= number <= len(check.sources)]
    fabricated: tuple[Failure, ...] = ("fabricated marker",) if len(numbers) < len(written) else ()
    if not claim.words:
        # A horizontal rule or a code fence is not a sentence.
        text = with_markers(sentence, ()) if any(map(str.isalnum, claim.text)) else claim.text
        return Statement(text, (), supported=None, score=None, failures=fabricated)
    cited = check.compare(claim, numbers)
    if cited and cited.verdict.supported:
        shown = [citation.number for citation in cited.citations]
        text = keep_markers(sentence, len(check.sources)) if shown == numbers else with_markers(sentence, shown)
        return Statement(text, cited.citations, True, cited.verdict.score, failures=fabricated)
    if repaired := check.repair(claim):
        text = with_markers(sentence, [citation.number for citation in repaired.citations])
        wrong: tuple[Failure, ...] = ("wrong passage",) if numbers else ()
        return Statement(
            text,
            repaired.citations,
            True,
            repaired.verdict.score,
            _correction(numbers, written),
            failures=fabricated + wrong,
        )
    texts = [source.passage.text for source in check.sources]
    stitched = any(is_stitched(words, texts) for words in find_quotations(claim.text))
    failures: tuple[Failure, ...] = (*fabricated, "stitched quote" if stitched else "unsupported")
    if cited is None:
        reason = STITCHED if stitched else "no retrieved passage supports this sentence"
        return Statement(with_markers(sentence, ()), (), False, 0.0, reason, failures=failures)
    shown = [citation.number for citation in cited.citations]
    reason = STITCHED if stitched else cited.verdict.reason
    return Statement(
        with_markers(sentence, shown), cited.citations, False, cited.verdict.score, reason, failures=failures
    )


def _correction(numbers: Sequence[int], written: Sequence[int]) -> str:
    """Why the citation of a supported sentence was corrected. "" if the model wrote none."""
    if not written:
        return ""
    wrong = numbers or written
    names = " and ".join(f"[{number}]" for number in wrong)
    if numbers:
        return f"{names} {'does' if len(wrong) == 1 else 'do'} not support this sentence"
    return f"{names} is not a retrieved passage" if len(wrong) == 1 else f"{names} are not retrieved passages"


def _citation(number: int, quoted: Sequence[Sentence]) -> Citation:
    passage, start, end = quoted[0].passage, quoted[0].start, quoted[-1].end
    return Citation(number, passage, passage.text[start:end], passage.start + start, passage.start + end)


def _premise(quoted: Sequence[Sequence[Sentence]], sources: Sequence[Source]) -> Premise:
    """The quoted sentences of all sources as one premise."""
    return Premise(
        _together([_quote(sentences) for sentences in quoted]),
        _together([source.place for source in sources]),
        _together([source.parsed for source in sources]),
        np.stack([sentence.vector for sentences in quoted for sentence in sentences]),
    )


def _quote(sentences: Sequence[Sentence]) -> ParsedText:
    first, last = sentences[0], sentences[-1]
    return ParsedText(first.passage.text[first.start : last.end], [sentence.parsed for sentence in sentences])


def _together(texts: Sequence[ParsedText]) -> ParsedText:
    if len(texts) == 1:
        return texts[0]
    return ParsedText("\n".join(text.text for text in texts), [part for text in texts for part in text.sentences])


def join(text: str, statements: Sequence[Statement]) -> str:
    """`text` with its first sentences replaced by the texts of their `statements`."""
    pieces, done = [], 0
    for (start, end), statement in zip(statement_spans(text), statements, strict=False):
        pieces += [text[done:start], statement.text]
        done = end
    return "".join([*pieces, text[done:]])
