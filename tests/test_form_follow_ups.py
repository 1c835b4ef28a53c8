"""Follow-ups to lists, steps, places, comparisons and summaries."""

from __future__ import annotations

import pytest
from fakes import FakeModels, HeldDocuments, ScriptedEngine, make_headed

from qa.engines.extractive_engine import ExtractiveEngine
from qa.forms.follow_up import find_follow_up, restated
from qa.pipeline import Pipeline
from qa.records import Answer, Turn
from qa.settings import Settings

MANUAL = make_headed(
    "manual.md",
    "Heater manual",
    ("1. Cleaning", 1, "1. Cleaning\n\nHow to clean it:\n\n1. Pull the plug.\n2. Empty the tank.\n3. Wipe the lid."),
    ("2. Storage", 2, "2. Storage\n\nKeep it dry over winter."),
)
LIBRARY = HeldDocuments(MANUAL)
STEPS = "What are the steps for cleaning?"


def ask(question: str, before: str) -> Answer:
    models = FakeModels(ExtractiveEngine())  # type: ignore[arg-type]
    *_, answer = Pipeline(LIBRARY, models, Settings()).answer(question, history=[Turn(before, "...")])
    assert isinstance(answer, Answer)
    assert answer.question == question
    for statement in answer.statements:
        assert statement.text in answer.text
    return answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("And the second one?", "“Empty the tank.” [1]"),
        ("What is the last step?", "“Wipe the lid.” [1]"),
        ("And the ninth one?", "There are only 3."),
    ],
)
def test_one_item_of_the_earlier_answer_is_given(question: str, text: str) -> None:
    assert ask(question, STEPS).text == text


def test_the_items_are_counted_shortened_and_put_into_a_table() -> None:
    assert ask("How many steps are there?", STEPS).text.startswith("There are 3:")
    assert "| 2 | “Empty the tank.” [1] |" in ask("As a table", STEPS).text
    assert len(ask("Shorter, please.", "Summarise the manual.").statements) <= 3


def test_the_earlier_question_is_asked_about_another_place() -> None:
    answer = ask("And section 2?", "What does section 1 of the heater manual say?")
    assert "dry over winter" in answer.text
    assert answer.searched == "What does section 2 of the heater manual say?"
    assert "dry" in ask("And page 2?", "What does section 1 of the heater manual say?").text
    assert ask("And section 9?", "What does section 1 of the heater manual say?").abstained


def test_another_aspect_is_compared_and_another_document_is_summarised() -> None:
    assert restated("And the weight?", "Compare the tank of A-1 and B-2.") == "Compare the weight of A-1 and B-2"
    assert restated("And the manual?", "Summarise the report.") == "Summarise the manual"


def test_other_follow_ups_are_left_to_the_ordinary_way() -> None:
    assert find_follow_up("And the second one?", "How long is the warranty?") is None
    assert restated("And for managers?", "How long is the notice period?") is None


def test_a_scripted_engine_is_not_asked() -> None:
    engine = ScriptedEngine("x")
    list(Pipeline(LIBRARY, FakeModels(engine), Settings()).answer("And the second one?", history=[Turn(STEPS, "...")]))
    assert engine.prompts == []
