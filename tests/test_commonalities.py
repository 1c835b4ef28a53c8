"""What two things have in common: what the documents say of both."""

from __future__ import annotations

import pytest
from fakes import FakeModels, HeldDocuments, make_headed

from qa.engines.extractive_engine import ExtractiveEngine
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings

BASIC = make_headed(
    "basic.md",
    "Basic plan",
    ("", None, "The Basic plan costs 5 euros. It has 20 GB and daily backups. It can be cancelled every month."),
)
PLUS = make_headed(
    "plus.md",
    "Plus plan",
    ("", None, "The Plus plan costs 12 euros. It has 200 GB and daily backups. It can be cancelled every month."),
)
DEVICES = make_headed(
    "devices.md",
    "Devices",
    ("Devices", None, "Property: Weight | A-1: 16 kg | A-2: 21 kg\nProperty: Refrigerant | A-1: R-290 | A-2: R-290"),
)
LIBRARY = HeldDocuments(BASIC, PLUS, DEVICES)


def ask(question: str) -> Answer:
    models = FakeModels(ExtractiveEngine())  # type: ignore[arg-type]
    *_, answer = Pipeline(LIBRARY, models, Settings()).answer(question)
    assert isinstance(answer, Answer)
    for citation in answer.citations:
        assert LIBRARY.document(citation.document_id).text[citation.start : citation.end] == citation.quote
    return answer


@pytest.mark.parametrize(
    "question",
    [
        "What do both plans have in common?",
        "What do the Basic plan and the Plus plan have in common?",
        "Was haben Basic plan und Plus plan gemeinsam?",
    ],
)
def test_what_is_said_of_both_is_quoted_and_cited_twice(question: str) -> None:
    answer = ask(question)
    assert "“It can be cancelled every month.” [1][2]" in answer.text
    assert "“daily backups” [1][2]" in answer.text
    assert "euros" not in answer.text
    assert answer.form == "comparison"


def test_a_row_counts_if_its_cells_are_equal() -> None:
    answer = ask("What do the A-1 and the A-2 have in common?")
    assert "R-290" in answer.text
    assert "21 kg" not in answer.text
