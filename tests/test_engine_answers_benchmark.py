"""The benchmark that asks the gold questions of each engine."""

import json

import pytest
from gold_sets import run_benchmark

from benchmarks.engine_answers import _likeness, _row

ASKED = [
    {
        "id": str(place), "answerable": place < 2, "right": place == 0, "declined": place == 2,
        "text": f"Text {place}.", "confidence": place / 4, "peak": 10**9,
        "seconds": {"first word": place, "last word": 2 * place},
    }
    for place in range(4)
]  # fmt: skip


def test_a_row_counts_right_and_declined_answers_and_the_median_seconds() -> None:
    asked = [{**each, "seconds": {"first quote": 0.5, **each["seconds"]}} for each in ASKED]
    row = _row("extractive", asked)
    assert row[:2] == ["extractive", "2; 2"]
    assert row[2].startswith("1 of 2 = 50%")
    assert row[3].startswith("1 of 2 = 50%")
    assert row[4:] == ["0.5", "1.5", "3.0", "1.0"]


def test_answers_are_alike_by_text_verdict_and_confidence() -> None:
    others = [{**ASKED[0], "text": "Other."}, {**ASKED[1], "right": True}, *ASKED[2:]]
    told = "3 of 4 answers are the same, 1 of 2 judged alike; correlation of confidence 1.00"
    assert _likeness(ASKED, others) == told


@pytest.mark.slow
def test_the_questions_of_a_file_are_asked_of_each_engine(tmp_path) -> None:
    questions = [
        {"id": "a", "question": "When did DeepSeek bring out R1?", "answerable": True, "answers": ["never"]},
        {"id": "b", "question": "Who painted the ceiling of the chapel?", "answerable": False, "answers": []},
    ]
    file = tmp_path / "few.jsonl"
    file.write_text("\n".join(map(json.dumps, questions)))
    printed = run_benchmark("engine_answers", "--questions", file, "--engines", "extractive", "extractive")
    assert printed.startswith("few, load ")
    assert "| extractive | 1; 1 | 0 of 1 = 0%" in printed
