"""Gold questions -> a `Report`: how many answers are right, rightly cited, and rightly not given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Protocol

from index.errors import SettingsError
from index.records import Progress, no_progress
from qa.evaluation.metrics import contains, wilson_interval
from qa.records import Answer, Turn


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question whose answer is known; `answers` is empty where the documents do not say."""

    id: str
    question: str
    answers: tuple[str, ...]  # one of these must occur in the answer
    also: tuple[str, ...]  # and one of these, if there are any
    documents: tuple[str, ...]  # one of these must be cited
    history: tuple[Turn, ...]

    @property
    def answerable(self) -> bool:
        return bool(self.answers)


@dataclass(frozen=True, slots=True)
class Result:
    """One gold question and what was answered."""

    id: str
    gold: GoldQuestion
    answer: Answer

    @property
    def correct(self) -> bool:
        """Whether the answer's text holds every fact that is asked for."""
        return not self.answer.abstained and self._holds_the_facts(self.answer.text)

    @property
    def written_correctly(self) -> bool:
        """The same, of what was written, without the sentence that is only quoted behind it."""
        written = " ".join(statement.text for statement in self.answer.statements if not statement.verbatim)
        return not self.answer.abstained and self._holds_the_facts(written)

    def _holds_the_facts(self, text: str) -> bool:
        facts = [self.gold.answers, *([self.gold.also] if self.gold.also else [])]
        return all(contains(text, list(forms)) for forms in facts)

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
class Report:
    """The results of an evaluation and what they come to."""

    results: tuple[Result, ...]

    def shares(self) -> dict[str, Share]:
        """Each figure with its sample size, by name."""
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
        """The median over the questions of the seconds of each stage."""
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
        """The ids of the questions that were answered wrongly, not at all, or against the documents' silence."""
        return [r.id for r in self.results if (not r.correct if r.gold.answerable else not r.answer.abstained)]


class Asked(Protocol):
    """What is evaluated: a `Chatbot`."""

    def ask(self, question: str, *, history: Sequence[Turn] = ()) -> Answer: ...


def read_questions(path: Path) -> list[GoldQuestion]:
    """The gold questions of a JSON lines file; raises `SettingsError` that names the line that is not right."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error
    questions = [_question(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if not questions:
        raise SettingsError(f"{path} holds no questions.")
    return questions


def evaluate(chatbot: Asked, questions: Sequence[GoldQuestion], *, progress: Progress = no_progress) -> Report:
    """The report on asking every question."""
    results = []
    for done, gold in enumerate(questions, start=1):
        results.append(Result(gold.id, gold, chatbot.ask(gold.question, history=gold.history)))
        progress("asking", done, len(questions), gold.id)
    return Report(tuple(results))


def _question(path: Path, number: int, line: str) -> GoldQuestion:
    try:
        entry = json.loads(line)
        answerable = entry.get("answerable", True)
        document = entry.get("document") or ()
        gold = GoldQuestion(
            id=str(entry.get("id", number)),
            question=entry["question"],
            answers=tuple(entry["answers"]) if answerable else (),
            also=tuple(entry.get("also", ())),
            documents=(document,) if isinstance(document, str) else tuple(document),
            history=tuple(Turn(**turn) for turn in entry.get("history", ())),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SettingsError(
            f"{path}, line {number} is not a gold question ({error!r}). See tests/gold/README.md."
        ) from error
    if answerable and not gold.answers:
        raise SettingsError(f'{path}, line {number}: no answers. Mark it "answerable": false if there is none.')
    return gold


def _share(outcomes: Iterable[bool]) -> Share:
    found = list(outcomes)
    return Share(sum(found), len(found))
