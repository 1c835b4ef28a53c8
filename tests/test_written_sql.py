"""The prompts for SQL: hints stand only where the question asks for what they tell."""

from __future__ import annotations

import pytest
from test_typed import make_table

from qa.forms.tables.written_sql import PROMPTS

TABLE = make_table("Boat: Otter | Crew: 4", "Boat: Heron | Crew: 6", name="boats.csv")
AFTER, BEFORE, YEAR, DIFFERENCE = "The one after x", "The one before x", "The year of a date", "A difference"


@pytest.mark.parametrize(
    ("question", "hints"),
    [
        ("How large is the crew of the Otter?", []),
        ("Which boat came after the Otter?", [AFTER]),
        ("Welches Boot kam nach der Otter?", [AFTER]),
        ("Which boat is the one before the Heron?", [BEFORE]),
        ("Quel bateau est venu avant le Heron?", [BEFORE]),
        ("How many years after the Otter was the Heron built?", []),
        ("How many boats were there in 2015?", [YEAR]),
        ("What is the difference between the crews of the Otter and the Heron?", [DIFFERENCE]),
        ("Is the crew of the Otter larger?", ["Yes or no: SELECT CASE WHEN ... THEN 'yes' ELSE 'no' END"]),
        ("Ist das Boot Otter größer?", ["Yes or no: SELECT CASE WHEN ... THEN 'ja' ELSE 'nein' END"]),
    ],
)
def test_a_hint_is_given_for_what_is_asked(question: str, hints: list[str]) -> None:
    for prompt in PROMPTS:
        text = prompt(question, [TABLE]).messages[-1].content
        told = text.partition("Write only the SQL.")[2].partition("-- Question:")[0]
        given = [line.removeprefix("-- ") for line in told.strip().splitlines()]
        assert len(given) == len(hints)
        assert all(line.startswith(hint) for line, hint in zip(given, hints, strict=True))


def test_the_ways_to_ask_begin_alike_and_one_shows_rows() -> None:
    schema, rows = (prompt("How large is the crew?", [TABLE]).messages[-1].content for prompt in PROMPTS)
    assert "-- 1 | 'Otter' | 4" in rows
    assert "Otter' | 4" not in schema
    assert rows.startswith(schema.partition("\n\n")[0])
