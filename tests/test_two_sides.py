"""Comparisons: each side is searched for by itself and quoted, and a missing side is named."""

from __future__ import annotations

import pytest
from fakes import FakeModels, HeldDocuments, ScriptedEngine, make_document

from qa.forms.comparisons.two_sides import asks_for_comparison, find_comparison
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings

BASIC = make_document("basic.md", "The Basic plan costs 5 euros. The Basic plan has 20 GB of storage. It is popular.")
PLUS = make_document("plus.md", "The Plus plan costs 12 euros. The Plus plan has 200 GB of storage.")
LIBRARY = HeldDocuments(BASIC, PLUS)


def ask(question: str) -> Answer:
    *_, answer = Pipeline(LIBRARY, FakeModels(ScriptedEngine("")), Settings()).answer(question)
    assert isinstance(answer, Answer)
    for citation in answer.citations:
        assert LIBRARY.document(citation.document_id).text[citation.start : citation.end] == citation.quote
        assert answer.hits[citation.number - 1].passage == citation.passage
    return answer


@pytest.mark.parametrize(
    "question",
    [
        "Compare the storage of the Basic plan and the Plus plan.",
        "What is the difference in storage between the Basic plan and the Plus plan?",
        "How does the storage of the Basic plan differ from that of the Plus plan?",
        "Vergleiche storage von Basic plan und Plus plan",
    ],
)
def test_both_sides_are_quoted(question: str) -> None:
    answer = ask(question)
    assert answer.form == "comparison"
    assert "20 GB" in answer.text
    assert "200 GB" in answer.text
    assert {citation.document_id for citation in answer.citations} == {"basic.md", "plus.md"}


def test_a_side_without_evidence_is_said_to_be_missing() -> None:
    answer = ask("Compare the storage of the Basic plan and the Ultra plan.")
    assert "20 GB" in answer.text
    assert answer.text.endswith("**the Ultra plan**: Your documents do not say.")


def test_what_nobody_mentions_is_not_compared() -> None:
    assert ask("Compare the colour of the Basic plan and the Plus plan.").abstained
    assert ask("What is the difference between the Ultra plan and the Mega plan?").abstained


def test_an_aspect_can_stand_with_the_first_side_alone() -> None:
    found = find_comparison("Compare core time in Lydmoor and in Sandel Quay.")
    assert found is not None
    assert (found.aspect, [side.name for side in found.sides]) == ("core time in", ["Lydmoor", "Sandel Quay"])


@pytest.mark.parametrize(
    "question", ["How much more does Plus cost than Basic?", "What comes between A and B?", "Is it the same and good?"]
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert not asks_for_comparison(question)
