"""The benchmark of questions that are computed from tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from gold_sets import run_benchmark, write_jsonl

from benchmarks.computing import is_right


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ([589000000.0], ["589,000,000"]),
        ([236250.0], ["$236,250"]),
        ([date(1994, 2, 4)], ["February 4, 1994"]),
        (['"So Emotional"'], ["So Emotional"]),
        (["Café [1]"], ["cafe"]),
        (["Ada", "Bob"], ["Bob", "Ada"]),
    ],
)
def test_values_are_compared_by_what_they_say(values: list[object], wanted: list[str]) -> None:
    assert is_right(values, wanted)


@pytest.mark.parametrize(
    ("values", "wanted"), [([], ["3"]), ([3.0, 4.0], ["3"]), ([3.0], ["3", "3"]), (["Ada"], ["Bob"])]
)
def test_other_values_are_not_right(values: list[object], wanted: list[str]) -> None:
    assert not is_right(values, wanted)


@pytest.mark.slow
def test_the_rules_are_measured_without_a_model(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "a.csv").write_text("Town,People\nOrsund,10\nLydmoor,30\n")
    asked = {"id": "1", "question": "What is the total of the people?", "table": "a.csv", "answers": ["40"]}
    write_jsonl(tmp_path / "questions.jsonl", [asked, {**asked, "id": "2", "answers": ["41"]}])
    said = run_benchmark("computing", tmp_path, "--answers", tmp_path / "answers.jsonl")
    assert "questions 2" in said
    assert "right, of all 50% of 2" in said
    assert "right, of those answered by rule 50% of 2" in said
    assert run_benchmark("computing", tmp_path, "--answers", tmp_path / "answers.jsonl", "--minutes", 0) == said
