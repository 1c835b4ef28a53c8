"""Steps are found by what their heading means where no word of the question is in it."""

from collections.abc import Sequence

import numpy as np
import pytest
from fakes import FakeEmbedder, FakeModels, HeldDocuments, ScriptedEngine
from numpy.typing import NDArray

from index.reading.read import read
from qa.forms.steps.asked import find_topic
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings

MANUAL = """# Pottery

## Bisque firing
1. Check that all is dry.
2. Choose programme 3.

## Reclaiming clay
1. Let the scraps dry.
2. Break them.
3. Soak them for two days.
"""


class Meanings(FakeEmbedder):
    """Words that mean the same have one vector."""

    SAME = (("reuse", "reclaiming"), ("leftovers", "clay"), ("bake", "firing"))

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super().embed_questions([self._plain(text) for text in texts])

    def _plain(self, text: str) -> str:
        plain = text.lower()
        for one, other in self.SAME:
            plain = plain.replace(one, other)
        return plain


def ask(question: str) -> Answer:
    models = FakeModels(ScriptedEngine("", confidence=0.0), embedder=Meanings())
    *_, answer = Pipeline(HeldDocuments(read(MANUAL.encode(), "pottery.md")), models, Settings()).answer(question)
    assert isinstance(answer, Answer)
    return answer


def test_the_list_whose_heading_means_the_question_has_the_steps() -> None:
    answer = ask("How do I reuse leftovers?")
    assert answer.form == "steps"
    assert "Reclaiming clay" in answer.text
    assert answer.text.count("\n") == 4


@pytest.mark.parametrize("question", ["How do I paint the door?", "How do I reuse bake?", "How do I reuse clay?"])
def test_a_list_that_means_something_else_or_no_more_than_another_one_has_not(question: str) -> None:
    assert ask(question).form != "steps"


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("steps bisque firing?", "bisque firing"),
        ("Schritte zum Glasieren", "Glasieren"),
        ("Descaling the heater step by step", "Descaling the heater"),
        ("alle stappen voor de biscuitstook", "de biscuitstook"),
        ("Ik ga als laatste weg. Wat moet ik in welke volgorde doen?", "Ik ga als laatste weg"),
        ("I smell gas. What do I have to do?", "I smell gas"),
        ("Es brennt. Was soll ich tun?", "Es brennt"),
        ("I smell gas. What does the meter cost?", None),
        ("Come si fa la ricotta? Vorrei tutti i passaggi in ordine.", "la ricotta"),
        ("c'è odore di gas, cosa devo fare passo per passo?", "c'è odore di gas"),
        ("Hoe maak ik de oven schoon? Graag alle stappen in volgorde.", "de oven schoon"),
        ("How do I light the forge? I want all the steps in order, please.", "light the forge"),
        ("Comment fait-on la pâte ? Je voudrais toutes les étapes.", "la pâte"),
        ("¿Cómo se hace la barbotina?", "la barbotina"),
        ("¿Qué tengo que hacer, paso a paso, para encender el horno?", "encender el horno"),
        ("qué hay que hacer antes de salir", "salir"),
        ("The alarm went off for no reason. Steps?", "The alarm went off for no reason"),
        ("What must I do, step by step, to bleed the radiator?", "bleed the radiator"),
    ],
)
def test_what_the_steps_are_of_is_read_from_short_questions_and_from_the_sentence_before(
    question: str, topic: str | None
) -> None:
    assert find_topic(question) == topic
