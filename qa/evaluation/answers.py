"""Gold questions -> an `AnswerReport`: how many answers are correct, cite the right document, or rightly abstain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, median
from typing import Any, Protocol, Self

from index.records import Progress, no_progress
from qa.evaluation.datasets import GoldQuestion
from qa.evaluation.metrics import contains_any, wilson_interval
from qa.records import Answer, Turn


@dataclass(frozen=True, slots=True)
class Result:
    """One gold question and its answer."""

    id: str
    gold: GoldQuestion
    answer: Answer

    @property
    def correct(self) -> bool:
        """Whether the answer's text contains every fact that is asked for."""
        return not self.answer.abstained and self._holds_the_facts(self.answer.text)

    @property
    def written_correctly(self) -> bool:
        """The same, without the sentence that is quoted after the model's text."""
        written = " ".join(statement.text for statement in self.answer.statements if not statement.verbatim)
        return not self.answer.abstained and self._holds_the_facts(written)

    def _holds_the_facts(self, text: str) -> bool:
        facts = filter(None, [self.gold.answers, self.gold.also, *self.gold.items])
        return all(contains_any(text, list(forms)) for forms in facts)

    @property
    def completeness(self) -> float:
        """The share (0 to 1) of the items that the answer's text contains."""
        items = self.gold.items
        found = sum(contains_any(self.answer.text, list(forms)) for forms in items)
        return 0.0 if self.answer.abstained or not items else found / len(items)

    @property
    def cites_right(self) -> bool:
        """Whether a gold document is cited."""
        return any(citation.document_id in self.gold.documents for citation in self.answer.citations)

    @property
    def retrieved(self) -> bool:
        """Whether a passage of a gold document was retrieved."""
        return any(hit.passage.document_id in self.gold.documents for hit in self.answer.hits)


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `n`."""

    count: int
    n: int

    @property
    def interval(self) -> tuple[float, float]:
        return wilson_interval(self.count, self.n)

    def __str__(self) -> str:
        if self.n == 0:
            return "none"
        low, high = self.interval
        return f"{self.count} of {self.n} = {self.count / self.n:.0%} (95 % interval {low:.0%} to {high:.0%})"


@dataclass(frozen=True, slots=True)
class FormFigures:
    """The figures of the questions that ask for one form of answer."""

    right: Share  # of the answerable: every item is in the answer
    complete: float  # the mean share of the items of the answerable questions
    cited: Share  # of the answerable that name a document: it is cited
    abstained: Share  # of the unanswerable
    median_s: float

    @classmethod
    def of(cls, results: Sequence[Result]) -> Self:
        answerable = [result for result in results if result.gold.answerable]
        return cls(
            right=_share(r.correct for r in answerable),
            complete=fmean(r.completeness for r in answerable) if answerable else 0.0,
            cited=_share(r.cites_right for r in answerable if r.gold.documents),
            abstained=_share(r.answer.abstained for r in results if not r.gold.answerable),
            median_s=median(r.answer.timings.get("total", 0.0) for r in results),
        )


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """The results of an evaluation, and their figures."""

    results: tuple[Result, ...]

    def shares(self) -> dict[str, Share]:
        """Each share with its sample size, by name."""
        answerable = [result for result in self.results if result.gold.answerable]
        unanswerable = [result for result in self.results if not result.gold.answerable]
        statements = [
            s for r in self.results for s in r.answer.statements if s.supported is not None and not s.verbatim
        ]
        return {
            "right document retrieved": _share(r.retrieved for r in answerable),
            "answered": _share(not r.answer.abstained for r in answerable),
            "correct": _share(r.correct for r in answerable),
            "correct as written, without the quoted sentence": _share(r.written_correctly for r in answerable),
            "correct and cites the right document": _share(r.correct and r.cites_right for r in answerable),
            "unanswerable: abstained": _share(r.answer.abstained for r in unanswerable),
            "answered, and shown with documents that disagree": _share(
                bool(r.answer.conflicts) for r in self.results if not r.answer.abstained
            ),
            "statements shown as supported": _share(bool(s.supported) for s in statements),
        }

    def by_form(self) -> dict[str, FormFigures]:
        """The figures of each form of answer that the questions name."""
        forms = dict.fromkeys(result.gold.form for result in self.results if result.gold.form)
        return {form: FormFigures.of([r for r in self.results if r.gold.form == form]) for form in forms}

    def median_seconds(self) -> dict[str, float]:
        """The median seconds of each stage over all questions."""
        stages = {stage for result in self.results for stage in result.answer.timings}
        return {
            stage: median(r.answer.timings[stage] for r in self.results if stage in r.answer.timings)
            for stage in sorted(stages)
        }

    def figures(self) -> dict[str, Any]:
        """All figures as plain numbers."""
        shares = {
            name: {"count": share.count, "n": share.n, "interval_95": share.interval}
            for name, share in self.shares().items()
        }
        figures = {"shares": shares, "median_seconds": self.median_seconds(), "missed": self.missed()}
        forms = {form: asdict(found) for form, found in self.by_form().items()}
        return figures | ({"forms": forms} if forms else {})

    def missed(self) -> list[str]:
        """The ids of questions with a wrong or no answer, and of unanswerable questions that were answered."""
        return [r.id for r in self.results if (not r.correct if r.gold.answerable else not r.answer.abstained)]


class Answerer(Protocol):
    """The part of a `Chatbot` that is evaluated."""

    def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Answer: ...


def evaluate(chatbot: Answerer, questions: Sequence[GoldQuestion], *, progress: Progress = no_progress) -> AnswerReport:
    """Ask every question, and report."""
    return AnswerReport(tuple(ask_all(chatbot, questions, progress=progress)))


def ask_all(
    chatbot: Answerer, questions: Sequence[GoldQuestion], *, progress: Progress = no_progress
) -> Iterator[Result]:
    """Yield the result of each question as soon as it is answered."""
    for done, gold in enumerate(questions, start=1):
        yield Result(gold.id, gold, chatbot.ask(gold.question, history=gold.history))
        progress("asking", done, len(questions), gold.id)


def _share(outcomes: Iterable[bool]) -> Share:
    found = list(outcomes)
    return Share(sum(found), len(found))
