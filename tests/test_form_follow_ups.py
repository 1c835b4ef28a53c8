"""Follow-ups to lists, steps, places, comparisons and summaries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes import FakeModels, HeldDocuments, ScriptedEngine, make_headed

from qa.engines.extractive_engine import ExtractiveEngine
from qa.forms.follow_ups.follow_up import find_follow_up, restated
from qa.pipeline import Pipeline
from qa.records import Answer, Prompt, Turn
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


REASONED = make_headed(
    "pump.md",
    "Pump",
    (
        "Pump",
        None,
        "# Pump\n\nThe pump runs at night. It runs at night because power is cheaper then. Its lid is grey.",
    ),
)
SALES = make_headed(
    "sales.csv",
    "Sales",
    ("", None, "Region: North | Revenue: 10\nRegion: South | Revenue: 20\nRegion: West | Revenue: 60"),
)


def ask_all(index: HeldDocuments, *questions: str, engine: object = None) -> Answer:
    """The answer to the last question of a conversation."""
    models = FakeModels(engine or ExtractiveEngine())  # type: ignore[arg-type]
    pipeline = Pipeline(index, models, Settings(min_confidence=0.0))
    history: list[Turn] = []
    for question in questions:
        *_, answer = pipeline.answer(question, history=history)
        assert isinstance(answer, Answer)
        history.append(Turn(question, answer.text, answer.searched))
    for statement in answer.statements:
        assert statement.text in answer.text
    for citation in answer.citations:
        assert answer.hits[citation.number - 1].passage == citation.passage
    return answer


@pytest.mark.parametrize(
    "again",
    [
        "Are you sure?",
        "Really?",
        "Bist du sicher?",
        "Sind Sie sich da sicher?",
        "Woher wissen Sie das?",
        "Tu es sûr ?",
        "¿Estás seguro?",
        "你确定吗？",
    ],
)
def test_a_doubted_answer_is_looked_up_again_and_shows_what_it_stands_on(again: str) -> None:
    answer = ask_all(HeldDocuments(REASONED), "When does the pump run?", again)
    assert answer.text.startswith("Yes, your documents say so.")
    assert "at night" in answer.text


@pytest.mark.parametrize("why", ["Why?", "But why is that?", "Warum?", "Pourquoi ?", "¿Por qué?", "为什么？"])
def test_the_reason_of_the_documents_is_quoted(why: str) -> None:
    answer = ask_all(HeldDocuments(REASONED), "When does the pump run?", why)
    assert answer.text == "- “It runs at night because power is cheaper then.” [1] (Pump)"


def test_without_a_reason_it_says_so() -> None:
    assert ask_all(LIBRARY, STEPS, "Why?").text.startswith("Your documents give no reason. They say:")


def test_what_quoth_says_of_an_answer_is_in_the_language_of_its_question() -> None:
    pump = HeldDocuments(make_headed("pumpe.md", "Pumpe", ("Pumpe", None, "Die Pumpe läuft nachts. Die Tür ist zu.")))
    asked = "Wann läuft die Pumpe im Keller des Hauses?"
    assert ask_all(pump, asked, "Bist du sicher?").text.startswith("Ja, so steht es in Ihren Dokumenten.")
    assert ask_all(pump, asked, "Warum?").text.startswith("Ihre Dokumente nennen keinen Grund. Sie sagen:")


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Only the first two", "1. “Pull the plug.” [1]\n2. “Empty the tank.” [1]"),
        ("Nur die letzten zwei, bitte", "2. “Empty the tank.” [1]\n3. “Wipe the lid.” [1]"),
        ("Les deux premiers", "1. “Pull the plug.” [1]\n2. “Empty the tank.” [1]"),
        ("Solo los dos primeros", "1. “Pull the plug.” [1]\n2. “Empty the tank.” [1]"),
    ],
)
def test_some_of_the_items_are_given(asked: str, text: str) -> None:
    assert ask(asked, STEPS).text == text


def test_the_order_of_the_earlier_list_is_asked() -> None:
    assert ask("What comes after step 2?", STEPS).text.startswith("“Wipe the lid.” [1]")
    assert ask("What comes before emptying the tank?", STEPS).text.startswith("“Pull the plug.” [1]")
    answer = ask_all(LIBRARY, STEPS, "What comes after step 1?", "And then?")
    assert answer.text.startswith("“Wipe the lid.” [1]")
    assert ask_all(LIBRARY, STEPS, "What comes after step 1?", "What is the last step?").text.startswith("“Wipe")


def test_another_operation_is_computed() -> None:
    index = HeldDocuments(SALES)
    assert ask_all(index, "What is the total revenue?", "And the average?").text.startswith("30")
    assert ask_all(index, "What is the average revenue?", "And the highest?").text.startswith("60")


def test_rows_become_a_table_with_their_columns() -> None:
    answer = ask_all(HeldDocuments(SALES), "List all regions.", "As a table")
    assert answer.text.splitlines()[:3] == ["| Region | Revenue |", "|---|---|", "| North | 10 [1] |"]


class Translator(ScriptedEngine):
    """Writes one text, and another if it is asked to translate."""

    said = ""

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str]:
        self.text = self.said if "Translate" in prompt.messages[-1].content else "The pump runs at night"
        yield from super().stream(prompt, max_tokens=max_tokens)


@pytest.mark.parametrize(("said", "supported"), [("Die Pumpe läuft nachts.", True), ("Sie läuft 9 Stunden.", False)])
def test_an_answer_is_translated_and_its_facts_are_checked(said: str, supported: bool) -> None:
    engine = Translator("")
    engine.said = said
    answer = ask_all(HeldDocuments(REASONED), "When does the pump run?", "In German please", engine=engine)
    assert answer.text.startswith(f"{said} [1]")
    assert answer.statements[0].supported is supported


def test_the_engine_that_quotes_says_that_it_cannot_translate() -> None:
    assert ask_all(LIBRARY, STEPS, "Auf Deutsch bitte").text.startswith("Nur ein Sprachmodell kann übersetzen")


@pytest.mark.parametrize(
    "question",
    ["Why is the pump loud?", "Are you sure that the pump is loud?", "What is German?", "The first three days"],
)
def test_questions_of_their_own_are_no_such_follow_ups(question: str) -> None:
    assert find_follow_up(question, "When does the pump run?") is None
