"""The order of steps: how many there are, which is the last, and what comes before and after one."""

from __future__ import annotations

import pytest
from fakes import FakeModels, HeldDocuments, make_headed

from qa.engines.extractive_engine import ExtractiveEngine
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings

KETTLE = make_headed(
    "kettle.md",
    "Kettle",
    ("Descaling", None, "# Descaling\n\n1. Empty the tank.\n2. Mix the descaler.\n3. Fill in the mixture.\n4. Wait."),
    ("Bread", None, "# Bread\n\nMix flour and water. Then knead the dough. Let it rest. Finally, bake it."),
    ("Phases", None, "# Phases\n\nPhase: P1 | Name: Design\nPhase: P2 | Name: Prototype\nPhase: P3 | Name: Launch"),
    ("Ölwechsel", None, "# Ölwechsel\n\n1. Pumpe ausschalten.\n2. Altes Öl ablassen.\n3. Filter ersetzen."),
    ("Démontage", None, "# Démontage\n\n1. Couper le courant.\n2. Retirer le capot.\n3. Desserrer les vis."),
    ("Limpieza", None, "# Limpieza\n\n1. Cortar la corriente.\n2. Vaciar el depósito.\n3. Secar la tapa."),
)
LIBRARY = HeldDocuments(KETTLE)


def ask(question: str) -> Answer:
    models = FakeModels(ExtractiveEngine())  # type: ignore[arg-type]
    *_, answer = Pipeline(LIBRARY, models, Settings()).answer(question)
    assert isinstance(answer, Answer)
    for citation in answer.citations:
        assert LIBRARY.document(citation.document_id).text[citation.start : citation.end] == citation.quote
    for statement in answer.statements:
        assert statement.text in answer.text
    return answer


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("What comes after mixing the descaler?", "“Fill in the mixture.” [1]"),
        ("What do I do before I fill in the mixture?", "“Mix the descaler.” [1]"),
        ("What comes after step 3 of descaling?", "“Wait.” [1]"),
        ("Which step comes before step 2 of descaling?", "“Empty the tank.” [1]"),
        ("What is the last step of descaling?", "“Wait.” [1]"),
        ("What do I do first when descaling?", "“Empty the tank.” [1]"),
        ("How many steps does descaling take?", "There are 4 steps:"),
        ("What happens after kneading the dough?", "“Let it rest.”"),
        ("What is the last step of baking bread?", "“Finally, bake it.”"),
        ("What comes after the prototype?", "P3 (Name: Launch)"),
        ("Was kommt nach Schritt 2 beim Ölwechsel?", "“Filter ersetzen.”"),
        ("Was kommt nach dem Ablassen des Öls?", "“Filter ersetzen.”"),
        ("Wie viele Schritte hat der Ölwechsel?", "Es sind 3 Schritte:"),
        ("Quelle est la dernière étape du démontage ?", "“Desserrer les vis.”"),
        ("Combien d'étapes y a-t-il pour le démontage ?", "Il y a 3 étapes :"),
        ("Qu'est-ce qui vient avant l'étape 2 de démontage ?", "“Couper le courant.”"),
        ("¿Cuántos pasos tiene la limpieza?", "Son 3 pasos:"),
        ("¿Qué viene después de vaciar el depósito?", "“Secar la tapa.”"),
    ],
)
def test_the_order_of_a_list_answers(question: str, start: str) -> None:
    answer = ask(question)
    assert answer.text.startswith(start)
    assert (answer.form, answer.abstained) == ("steps", False)


def test_the_ends_of_a_list_are_said() -> None:
    assert ask("What comes after waiting?").text.startswith("Nothing: this is the last step. “Wait.”")
    assert ask("What comes before emptying the tank?").text.startswith("Nothing: this is the first step.")
    assert ask("What comes after step 9 of descaling?").text == "There are only 4 steps."


@pytest.mark.parametrize("question", ["What comes after the rebuild of the garage?", "How many steps are there?"])
def test_what_no_list_has_or_several_have_is_left_alone(question: str) -> None:
    assert ask(question).form != "steps"


@pytest.mark.parametrize(
    "question", ["What is the first floor used for?", "How many people are there?", "What is after all the price?"]
)
def test_other_questions_are_not_taken(question: str) -> None:
    assert ask(question).form != "steps"
