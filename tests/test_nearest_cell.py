"""The cell whose row a question names, and whose column it calls otherwise.

The reranker here reads a table of which words mean what, and the engine says Yes to what the test says it does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from fakes import FakeEmbedder, FakeModels, HeldDocuments, ScriptedEngine
from numpy.typing import NDArray

from index.reading.read import read
from qa.pipeline import Pipeline
from qa.records import Answer, Prompt
from qa.settings import Settings

TARIFF = (
    "Season,Length of stay,Dogs up to 10 kg,Dogs over 10 kg,Cats Single pen,Cats Shared pen,Rabbits Hutch\n"
    "Low (1 Oct - 31 Mar),1 - 3 nights,14.5,21,12.1,9.3,6.2\n"
    "Low (1 Oct - 31 Mar),4 nights and more,13,19.5,11.2,8.4,5.6\n"
    "High (1 Apr - 30 Sep),1 - 3 nights,18,27.5,15.2,11.7,8.1\n"
    "High (1 Apr - 30 Sep),4 nights and more,16.5,25.4,14,10.6,7.3\n"
)
ROTA = (
    "Day,Poolside Early,Poolside Late,Front desk Early,Front desk Late\nMonday,Ann,Bo,Cy,Di\nTuesday,Ed,Flo,Gus,Hal\n"
    "Friday,Ida,Jo,Kim,Lou\n"
)
MEANS = {"bunny": "Rabbits", "labrador": "Dogs", "kitten": "Cats", "alone": "Single", "morning": "Early"}


def in_other_words(text: str) -> str:
    return " ".join(f"{word} {MEANS.get(word.strip('?,.'), '')}" for word in text.split())


class Embedder(FakeEmbedder):
    """An embedder that knows the words too."""

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super().embed_questions([in_other_words(text) for text in texts])


class Reranker:
    """A reranker that counts the words of the text that the question has, in these or in other words."""

    name = "words"

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> list[float]:  # noqa: ARG002
        asked = set(in_other_words(question).casefold().replace("?", " ").split())
        return [float(len(asked & set(text.casefold().split()))) for text in texts]


class Deciding(ScriptedEngine):
    """An engine that says whether a cell answers, and keeps what it was asked about."""

    def __init__(self, *, says: float) -> None:
        super().__init__("", confidence=0.0)
        self.says = says
        self.read_texts: list[str] = []

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:
        text = prompt.messages[-1].content
        if not text.startswith("Text from"):
            return super().probability(prompt, word, other)
        self.read_texts.append(text.partition("\n")[0])
        return self.says


def ask(question: str, text: str, *, says: float = 0.9) -> tuple[Answer, list[str]]:
    engine = Deciding(says=says)
    models = FakeModels(engine, embedder=Embedder(), reranker=Reranker())
    *_, answer = Pipeline(HeldDocuments(read(text.encode(), "tariff.csv")), models, Settings()).answer(question)
    assert isinstance(answer, Answer)
    return answer, engine.read_texts


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("What do you charge for a bunny for 2 nights in May?", TARIFF, "8.1"),
        ("What would our 31 kg labrador be, staying six nights in August?", TARIFF, "25.4"),
        ("And a kitten alone for two weeks in January?", TARIFF, "11.2"),
        ("Which of you is at the front desk on Tuesday morning?", ROTA, "Gus"),
    ],
)
def test_a_column_that_is_called_otherwise_is_found(question: str, text: str, value: str) -> None:
    answer, told = ask(question, text)
    assert answer.text.startswith(f"{value}:"), answer.text
    assert told
    assert value in told[-1]
    assert answer.citations


def test_the_model_must_find_that_the_cell_answers() -> None:
    assert ask("What do you charge for a bunny for 2 nights in May?", TARIFF, says=0.3)[0].abstained


@pytest.mark.parametrize(
    "question",
    [
        "What do you charge for a parrot for 2 nights in May?",  # no column means it
        "What do you charge for a kitten for 2 nights in May?",  # two columns do
        "What do you charge for a bunny?",  # no row is named
        "What do you charge for a bunny for 2 nights in May with 3 litres of milk?",  # an amount that is nowhere
        "Who is not at the front desk on Tuesday morning?",
    ],
)
def test_what_is_open_is_not_answered(question: str) -> None:
    assert ask(question, TARIFF if "charge" in question else ROTA)[1] == []


def test_a_row_is_not_named_by_a_word_of_many() -> None:
    models = "Property,X-100,X-200\nSuitable for rooms up to,90,180\nWeight in kg,11,14.5\nTank in litres,3.8,5.5\n"
    assert ask("What is the smallest room that I may put an X-200 in?", models)[1] == []


def test_a_thing_that_the_table_does_not_have_is_not_another_thing_of_it() -> None:
    prices = "Article,Colour,Price\nHygrometer probe,white,59.00\nDust filter,grey,18.50\nDrain hose,black,12.00\n"
    assert ask("Price of a replacement battery for the hygrometer probe?", prices)[1] == []


def test_another_quarter_is_not_the_nearest_one() -> None:
    sold = "Model,Year,Q4 2025 sold,Stock at the end\nX-100,a,1200,15\nX-200,b,2610,31\n"
    assert ask("How many of the X-200 were sold in the third quarter of 2025?", sold)[1] == []


def test_a_cell_that_points_elsewhere_tells_nothing() -> None:
    chips = "Chip,Maker,Export barred since,Price\nA-100,x,see the note below,9\nH-100,x,September 2022,12\n"
    assert ask("Since what date has nobody been free to ship the A-100?", chips)[1] == []
