"""Turns the text of an answer into statements: each cites the exact words that support it, and is checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from index.text.sentences import sentence_spans
from qa.checking.clauses import split_clauses
from qa.checking.compare import coverage
from qa.checking.judge import MIN_COVERAGE, NO_TEXT, Judge, Verdict, other_subject
from qa.checking.locate import locate, make_premise, nearest
from qa.records import Citation, Failure, Sentence, Source, Statement
from qa.text.markers import end_of_markers, keep_markers, marker_numbers, with_markers, without_markers
from qa.text.parsed import ParsedText
from qa.text.quotations import find_quotations, is_stitched, stands_in
from qa.text.units import CURRENCIES, CURRENCY_BEFORE, UNITS, any_of

# The currency of an amount. "175 euros" of a source that only says "175" is wrong, "175" is not.
_MONEY = [name for name, unit in UNITS.items() if unit in CURRENCIES]
_CURRENCY = re.compile(rf"(?:{CURRENCY_BEFORE})\s?(?=\d)|(?<=\d)\s?(?:{any_of(_MONEY)})(?!\w)", re.IGNORECASE)
LIST = 3  # a sentence with this many clauses or more is a list, and each item must be supported
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
            premise = make_premise([spans[number] for number in cited], cited, self.sources)
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

    def other_subject(self, sentence: Sentence, number: int) -> str:
        """Why the sentence of the source [number] is about another thing than the question. "" if nothing shows it."""
        premise = make_premise([(sentence,)], [number], self.sources)
        return other_subject(NO_TEXT, premise, self.question)

    def support(self, claim: ParsedText, numbers: Sequence[int]) -> _Checked | None:
        """The check against the cited passages, or else against the single passage that supports the claim best.

        If the quoted words do not support the whole claim, each of its clauses is checked by itself. None if there is
        no support.
        """
        checked = self.compare(claim, numbers)
        if not checked or not checked.verdict.supported:
            checked = self._repair(claim)
        if checked and self._is_quoted(claim, checked):
            return checked
        clauses = split_clauses(claim)
        if len(clauses) == 1 or find_quotations(claim.text):
            return checked
        apart = self._check_apart(clauses)
        return apart if apart or len(clauses) >= LIST else checked

    def _repair(self, claim: ParsedText) -> _Checked | None:
        every = (self.compare(claim, [number]) for number in range(1, len(self.sources) + 1))
        supporting = [checked for checked in every if checked and checked.verdict.supported]
        return max(supporting, key=lambda checked: checked.verdict.score, default=None)

    def _is_quoted(self, claim: ParsedText, checked: _Checked) -> bool:
        """Whether the cited words, with their titles and headings, have enough of the claim's own words."""
        new = [word for word in claim.words if word not in self.question.word_set]
        places = (f"{c.quote} {c.title} {c.passage.heading}" for c in checked.citations)
        held = ParsedText(" ".join(places)).word_set
        return not new or coverage(new, held, inflected=not claim.is_english) >= MIN_COVERAGE

    def _check_apart(self, clauses: Sequence[ParsedText]) -> _Checked | None:
        """The check of each clause against the place that supports it best. None if one has no such place.

        A sentence can draw on several places, as a list of steps does. It is supported as well as its worst clause.
        """
        new = [clause for clause in clauses if not self.question.word_set.issuperset(clause.words)]
        found = [self.compare(clause, [nearest(clause, self.sources)]) for clause in new] if self.sources else []
        supported = [checked for checked in found if checked and checked.verdict.supported]
        if not supported or len(supported) < len(new):
            return None
        worst = min((checked.verdict for checked in supported), key=lambda verdict: verdict.score)
        return _Checked(_joined([c for checked in supported for c in checked.citations]), worst)


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


def _statement(sentence: str, check: SentenceCheck) -> Statement:
    claim, written = ParsedText(without_markers(sentence)), marker_numbers(sentence)
    numbers = [number for number in written if 1 <= number <= len(check.sources)]
    fabricated: tuple[Failure, ...] = ("fabricated marker",) if len(numbers) < len(written) else ()
    if not claim.words:
        # A horizontal rule or a code fence is not a sentence.
        text = with_markers(sentence, ()) if any(map(str.isalnum, claim.text)) else claim.text
        return Statement(text, (), supported=None, score=None, failures=fabricated)
    if checked := check.support(claim, numbers):
        shown = list(dict.fromkeys(citation.number for citation in checked.citations))
        kept = set(shown) <= set(numbers)
        text = keep_markers(sentence, len(check.sources)) if shown == numbers else with_markers(sentence, shown)
        reason = "" if kept else _correction(numbers, written)
        wrong: tuple[Failure, ...] = ("wrong passage",) if numbers and not kept else ()
        return Statement(text, checked.citations, True, checked.verdict.score, reason, failures=fabricated + wrong)
    if (bare := _CURRENCY.sub("", sentence)) != sentence:  # a model adds a sign of money to a bare number
        without = _statement(bare, check)
        if without.supported:
            return without
    cited = check.compare(claim, numbers)
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


def _joined(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """The citations, with those that overlap or follow each other as one: the steps of a list are one quote."""
    found: list[Citation] = []
    for one in sorted(citations, key=lambda citation: (citation.number, citation.start)):
        passage, last = one.passage, found[-1] if found else None
        if (
            last
            and last.number == one.number
            and not passage.text[last.end - passage.start : one.start - passage.start].strip()
        ):
            end = max(last.end, one.end)
            quote = passage.text[last.start - passage.start : end - passage.start]
            found[-1] = Citation(one.number, passage, quote, last.start, end)
        else:
            found.append(one)
    return tuple(found)


def _citation(number: int, quoted: Sequence[Sentence]) -> Citation:
    passage, start, end = quoted[0].passage, quoted[0].start, quoted[-1].end
    return Citation(number, passage, passage.text[start:end], passage.start + start, passage.start + end)


def join(text: str, statements: Sequence[Statement]) -> str:
    """`text` with its first sentences replaced by the texts of their `statements`."""
    pieces, done = [], 0
    for (start, end), statement in zip(statement_spans(text), statements, strict=False):
        pieces += [text[done:start], statement.text]
        done = end
    return "".join([*pieces, text[done:]])
