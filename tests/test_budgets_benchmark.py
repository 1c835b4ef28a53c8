"""The benchmark of evidence budgets: what it counts."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.budgets import Point, table
from qa.evaluation.answers import AnswerReport, Result
from qa.evaluation.datasets import GoldQuestion
from qa.records import Answer, Statement

GOLD = GoldQuestion("1", "How many days?", ("30",), (), (), ())
WRITTEN = Statement("It is 30 days. [1]", (), True, 0.9)
ANSWER = Answer(
    GOLD.question, GOLD.question, WRITTEN.text, (WRITTEN,), (), False, 0.9, "fake",
    {"search": 0.5, "compose": 0.25, "decide": 1.0, "first words": 0.25, "write": 2.0, "total": 4.0},
)  # fmt: skip


def test_a_quote_behind_the_answer_counts_as_right_but_not_as_written() -> None:
    quoted = replace(ANSWER, statements=(replace(WRITTEN, verbatim=True),))
    abstained = replace(ANSWER, abstained=True, timings={"total": 9.0})
    results = tuple(Result("1", GOLD, answer) for answer in (ANSWER, quoted, abstained))
    point = Point.of(300, AnswerReport(results))
    assert (point.right, point.written) == ((True, True, False), (True, False, False))
    assert (point.first_word, point.whole) == (2.0, 4.0)
    assert "| 300 | 67% of 3 " in table([point])
