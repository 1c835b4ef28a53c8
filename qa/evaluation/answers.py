"""Gold questions -> an `AnswerReport`: how many answers are correct, cite the right document, or rightly abstain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Protocol

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
        facts = [self.gold.answers, *([self.gold.also] if self.gold.also else [])]
        return all(contains_any(text, list(forms)) for forms in facts)

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
        return {"shares": shares, "median_seconds": self.median_seconds(), "missed": self.missed()}

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
