"""The sheets of a workbook are named."""

from __future__ import annotations

import pytest
from fakes import FakeModels, ScriptedEngine
from made_archives import make_xlsx
from test_computed_tables import Folder, ask

from index.reading.read import read

SHEETS = {"Staff": [["Name", "Role"], ["Ada", "Desk"]], "Rooms": [["Desk", "Room"], ["A", "B-114"]]}
OFFICE = read(make_xlsx(SHEETS), "office.xlsx")
COSTS = read(make_xlsx({"2024": [["Item", "Euros"], ["Tea", 5]]}), "costs.xlsx")
NOTES = read(b"The sheets are clean.", "notes.txt")


@pytest.mark.parametrize(
    "question", ["Which sheets does the workbook have?", "How many sheets are there?", "Welche Blätter hat die Mappe?"]
)
def test_the_sheets_of_the_only_workbook_are_named_and_cited(question: str) -> None:
    answer = ask(question, Folder([OFFICE, NOTES]))
    has = "hat 2 Tabellenblätter" if question.startswith("Welche") else "has 2 sheets"
    assert answer.text == f"office.xlsx {has}: Staff, Rooms [1]."
    assert [citation.quote for citation in answer.citations] == ["Staff", "Rooms"]
    for citation in answer.citations:
        assert OFFICE.text[citation.start : citation.end] == citation.quote


def test_of_several_workbooks_the_one_that_is_named_is_meant() -> None:
    index = Folder([OFFICE, COSTS, NOTES])
    assert ask("Which sheets are in costs.xlsx?", index).text == "costs.xlsx has 1 sheet: 2024 [1]."
    engine = ScriptedEngine("No.", confidence=0.0)
    assert ask("Which sheets are there?", index, FakeModels(engine)).form != "list"
