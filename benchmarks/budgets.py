"""How good answers are, and how soon they begin, with different budgets of evidence: `python -m benchmarks.budgets`.

Asks the answerable gold questions about the sample documents with each budget of tokens, and prints a Markdown table.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.tables import share
from qa import Chatbot, load_settings
from qa.evaluation.answers import AnswerReport, evaluate
from qa.evaluation.datasets import read_questions
from qa.evaluation.report import markdown
from ui.cli.shell import shown_progress

BUDGETS = (75, 150, 300, 600)
_BEFORE = ("search", "compose", "decide", "first words")  # the stages until the first written word


@dataclass(frozen=True, slots=True)
class Point:
    """A budget and its results."""

    tokens: int
    right: tuple[bool, ...]  # of each question: the facts stand in the answer
    written: tuple[bool, ...]  # and in what the model wrote, without the sentence that is quoted behind it
    first_word: float  # seconds, median
    whole: float

    @classmethod
    def of(cls, tokens: int, report: AnswerReport) -> Point:
        """The results in a report."""
        timings = [result.answer.timings for result in report.results if "first words" in result.answer.timings]
        return cls(
            tokens,
            tuple(result.correct for result in report.results),
            tuple(result.written_correctly for result in report.results),
            median(sum(taken[stage] for stage in _BEFORE) for taken in timings),
            median(taken["total"] for taken in timings),
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask with every budget and print the results."""
    options = _options(arguments)
    questions = [question for question in read_questions(options.questions) if question.answerable]
    points = []
    with TemporaryDirectory() as folder, shown_progress() as progress:
        for tokens in options.budgets:
            settings = load_settings(index=Path(folder), evidence_tokens=tokens)
            with Chatbot(settings) as chatbot:
                chatbot.update()
                points.append(Point.of(tokens, evaluate(chatbot, questions[:: options.every], progress=progress)))
            print(table(points[-1:]), flush=True)
    print(table(points))


def table(points: Sequence[Point]) -> str:
    """The table: a row for each budget."""
    head = ["tokens at most", "right", "right as written", "first word, s", "whole answer, s"]
    rows = [(f"{p.tokens}", share(p.right), share(p.written), f"{p.first_word:.1f}", f"{p.whole:.1f}") for p in points]
    return markdown(head, rows)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.budgets", description=__doc__)
    parser.add_argument("--questions", type=Path, default=Path("tests/gold/questions.jsonl"), metavar="FILE")
    parser.add_argument("--budgets", type=int, nargs="+", default=BUDGETS, metavar="TOKENS")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask every Nth question")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
