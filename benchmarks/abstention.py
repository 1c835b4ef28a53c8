"""Fits and measures what decides whether an answer is shown: `python -m benchmarks.abstention [--answers FILE]`.

It asks the questions of tests/gold/kinds with nothing withheld, and keeps the model's probability for the passages, and
for the quotes alone. With a FILE that is there, these are read from it instead, and no model is needed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.kinds import KINDS, ask_folder, is_right
from benchmarks.metrics import auroc
from qa.chatbot import Chatbot
from qa.engines.engine import Engine
from qa.engines.probability import logit
from qa.evaluation.report import markdown
from qa.evidence.answerability import OF_BOTH, OF_MODELS, calibrate, combine
from qa.records import Prompt
from qa.settings import load_settings

INVERSE_PENALTY = 1.0  # of the squares of the weights
SHOWN = ("fact", "yes or no")  # the forms whose text depends on this decision
LEVELS = (0.25, 0.3, 0.4, 0.5, 0.6)


@dataclass(frozen=True, slots=True)
class Decided:
    """A question whose answer has quotes, and the model's two probabilities (0 to 1) of Yes."""

    folder: str
    id: str
    answerable: bool
    right: bool  # what was written
    of_passages: float
    of_quotes: float


class Recording:
    """An engine that keeps the probabilities that it gave."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.of_passages = self.of_quotes = float("nan")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:
        said = self.engine.probability(prompt, word, other)
        if said is not None and prompt.passages:
            self.of_passages, self.of_quotes = said, float("nan")
        elif said is not None:
            self.of_quotes = said
        return said


def decided(folder: Path, engine: Recording) -> Iterator[Decided]:
    """The decided questions of a folder, answered by the engine."""

    class Recorded(Chatbot):
        @property
        def engine(self) -> Engine:
            return engine

    for question, answer in ask_folder(folder, Recorded, min_confidence=0.0):
        if not answer.abstained and answer.form in SHOWN and not np.isnan(engine.of_quotes):
            right, answerable = is_right(answer, question), question.get("answerable", True)
            yield Decided(folder.name, question["id"], answerable, right, engine.of_passages, engine.of_quotes)
        engine.of_quotes = float("nan")  # the next answer can need no decision


def fit(rows: Sequence[Decided]) -> tuple[float, float, float]:
    """Weights of the two logits, and offset. Answerable and unanswerable questions count alike."""
    features = np.array([[logit(calibrate(row.of_passages, *OF_MODELS)), logit(row.of_quotes)] for row in rows])
    fitted = LogisticRegression(C=INVERSE_PENALTY, class_weight="balanced")
    fitted.fit(features, [row.answerable for row in rows])
    return float(fitted.coef_[0, 0]), float(fitted.coef_[0, 1]), float(fitted.intercept_[0])


def report(rows: Sequence[Decided]) -> str:
    """How well each probability tells the answerable from the unanswerable, and what each threshold would show."""
    by = {
        "passages": [calibrate(row.of_passages, *OF_MODELS) for row in rows],
        "quotes": [row.of_quotes for row in rows],
        "both": [combine(calibrate(row.of_passages, *OF_MODELS), row.of_quotes) for row in rows],
    }
    answerable, right = ([getattr(row, name) for row in rows] for name in ("answerable", "right"))
    ranks = [(name, f"{auroc(scores, answerable):.3f}", f"{auroc(scores, right):.3f}") for name, scores in by.items()]
    levels = [
        (name, f"{level}", *_outcomes(rows, by[name], level)) for name in ("passages", "both") for level in LEVELS
    ]
    weights = ", ".join(f"{one:.2f}" for one in fit(rows))
    return "\n\n".join(
        (
            f"{len(rows)} questions, {sum(answerable)} answerable; fitted anew: {weights}; in use: {OF_BOTH}",
            markdown(("probability for", "AUROC, answerable", "AUROC, right"), ranks),
            markdown(("confidence from", "at least", "right shown", "unanswerable declined"), levels),
        )
    )


def _outcomes(rows: Sequence[Decided], scores: Sequence[float], level: float) -> tuple[str, str]:
    shown = [row for row, score in zip(rows, scores, strict=True) if score >= level]
    right, unanswerable = sum(row.right for row in rows), sum(not row.answerable for row in rows)
    declined = unanswerable - sum(not row.answerable for row in shown)
    return f"{sum(row.right for row in shown)} of {right}", f"{declined} of {unanswerable}"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=Path, help="keep what was asked in this file; if it is there, read it")
    parser.add_argument("--only", default="", help="only the kinds whose names begin so, such as 02")
    options = parser.parse_args(arguments)
    rows: list[Decided] = []
    if options.answers and options.answers.exists():
        rows = [Decided(**json.loads(line)) for line in options.answers.read_text("utf-8").splitlines()]
    if not rows:
        with Chatbot(load_settings()) as chatbot:
            engine = Recording(chatbot.engine)
            for folder in sorted(KINDS.glob(f"{options.only}*")):
                rows += decided(folder, engine)
        if options.answers:
            options.answers.write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows), "utf-8")
    print(report(rows))


if __name__ == "__main__":
    main()
