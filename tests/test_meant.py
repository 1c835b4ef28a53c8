"""What a question means by words that a table writes otherwise. The engine here knows which words mean what."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any

import pytest
from fakes import FakeModels, ScriptedEngine
from test_computed_tables import Folder

from index.reading.read import read
from index.reading.written_tables import tables_of
from qa.forms.tables import other_words
from qa.forms.tables.meant import Meant, find_meant
from qa.forms.tables.rules import read_question
from qa.forms.tables.typed import Table, typed
from qa.pipeline import Pipeline
from qa.records import Answer, Prompt
from qa.settings import Settings

COSTS = (
    "Date,Kind,Supplier,Amount (EUR)\n2024-01-09,Electricity,Volt Ltd,412.60\n2024-02-06,Gardening,Tiedke,296.00\n"
    "2024-03-11,Lift,Brenner,718.35\n2024-05-14,Gardening,Tiedke,184.50\n"
)
FEES = (
    "Hall,Slot,Rate member (€/h),Rate guest (€/h)\nCrown,morning,18.5,31\nCrown,evening,27.25,44\n"
    "Linden,morning,9.75,16\nLinden,evening,14,23.5\n"
)


class Knowing(ScriptedEngine):
    """An engine that says Yes to pairs of words that mean the same, and counts what it was asked."""

    def __init__(self, **same: str) -> None:
        super().__init__("")
        self.same = {(said.replace("_", " "), entry) for said, entry in same.items()}
        self.asked: list[tuple[str, ...]] = []

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:  # noqa: ARG002 - scripted
        pair = tuple(re.findall("“(.+?)”", prompt.messages[-1].content))
        self.asked.append(pair)
        return 0.8 if pair in self.same or pair[::-1] in self.same else 0.2


def table(text: str) -> Table:
    (written,) = tables_of(read(text.encode(), "table.csv"))
    return typed(written)


def meant(question: str, text: str, engine: Any) -> Meant | None:
    found: Meant | None = returned(find_meant(question, table(text), FakeModels(engine)))
    return found


def returned(steps: Generator[str, None, Any]) -> Any:
    """What the generator returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize(
    ("question", "text", "same", "read_as", "conditions"),
    [
        ("What did the lawn cost in total?", COSTS, {"lawn": "Gardening"}, [("lawn", "Gardening")], ["Gardening"]),
        ("How much went on the elevator altogether?", COSTS, {"elevator": "Lift"}, [("elevator", "Lift")], ["Lift"]),
        (
            "What does a member pay for Linden in the twilight?",
            FEES,
            {"twilight": "evening"},
            [("twilight", "evening")],
            ["evening", "Linden"],
        ),
        (
            "What does a member pay for the lime tree at dusk?",
            FEES,
            {"lime_tree": "Linden", "dusk": "evening"},
            [("lime tree", "Linden"), ("dusk", "evening")],
            ["evening", "Linden"],
        ),
    ],
)
def test_words_are_read_as_the_entry_that_they_mean(
    question: str, text: str, same: dict[str, str], read_as: list[tuple[str, str]], conditions: list[str]
) -> None:
    found = meant(question, text, Knowing(**same))
    assert found is not None
    assert list(found.read_as) == read_as
    assert not found.unknown
    (reading, *_) = read_question(found.question, table(text))
    assert all(condition in reading.sql for condition in conditions)


@pytest.mark.parametrize(
    ("question", "text", "unknown"),
    [
        ("What does a member pay for the canteen of Linden in the evening?", FEES, "canteen"),
        ("What was paid for the insurance in total in February 2024?", COSTS, "insurance"),
    ],
)
def test_words_that_surely_mean_no_entry_are_told(question: str, text: str, unknown: str) -> None:
    found = meant(question, text, Knowing())
    assert found is not None
    assert found.unknown == unknown


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What did Gardening cost in total?", COSTS),  # nothing is left over
        ("What did everything except the lawn cost in total?", COSTS),  # the word before it changes what is asked
        ("What did unit 4711b cost in total?", COSTS),  # a code is no other word for anything
        ("Who wrote the song of the old sailor and his wooden leg by the sea?", COSTS),  # about something else
    ],
)
def test_other_questions_are_left_alone(question: str, text: str) -> None:
    engine = Knowing()
    assert meant(question, text, engine) is None
    assert not engine.asked


def test_a_model_that_is_not_sure_decides_nothing() -> None:
    class Wavering(Knowing):
        def probability(self, prompt: Prompt, word: str, other: str) -> float | None:
            return 0.55 if super().probability(prompt, word, other) else None

    assert meant("What did the lawn cost in total?", COSTS, Wavering()) is None


def test_an_engine_without_probabilities_decides_nothing() -> None:
    class Silent(Knowing):
        def probability(self, prompt: Prompt, word: str, other: str) -> None:
            super().probability(prompt, word, other)

    engine = Silent()
    assert meant("What does a member pay for the basement of Linden?", FEES, engine) is None
    assert engine.asked


def test_a_word_that_means_no_entry_is_not_left_out() -> None:
    assert meant("Which vegan hall is cheapest for a member?", FEES, Knowing()) is None
    assert meant("How much did a member lose for Linden that evening?", FEES, Knowing()) is None


def answered(question: str, engine: Knowing) -> Answer:
    index = Folder([read(text.encode(), name) for text, name in ((COSTS, "costs.csv"), (FEES, "fees.csv"))])
    *_, answer = Pipeline(index, FakeModels(engine), Settings()).answer(question)
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    ("question", "same", "said", "remark"),
    [
        ("What did the lawn cost in total?", {"lawn": "Gardening"}, "480.50", "I read “lawn” as “Gardening”."),
        (
            "What does a member pay for Linden at dusk?",
            {"dusk": "evening"},
            "14",
            "I read “dusk” as “evening”.",
        ),
        (
            "Was zahlt ein member für Linden bei der Dämmerung?",
            {"Dämmerung": "evening"},
            "14",
            "„Dämmerung“ habe ich als „evening“ verstanden.",
        ),
    ],
)
def test_the_answer_says_how_words_were_read(question: str, same: dict[str, str], said: str, remark: str) -> None:
    answer = answered(question, Knowing(**same))
    assert answer.text.startswith(said)
    assert answer.text.endswith(remark)
    assert answer.citations
    assert not answer.abstained


def test_what_no_row_is_about_is_declined_without_rows_of_other_things() -> None:
    answer = answered("What does a member pay for the canteen of Linden in the evening?", Knowing())
    assert answer.abstained
    assert answer.text == "No row of “fees” is about “canteen”."
    assert not answer.citations


def test_a_row_that_is_named_by_its_code_may_have_other_words_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "Invoice,Supplier,Paid\nF-2025-30,Dray,2025-05-02\nF-2025-31,Vallon,2025-05-12\nF-2025-32,Ronchi,2025-06-01\n"
    )
    index = Folder([read(text.encode(), "payments.csv")])

    def answered_from(question: str) -> str:
        *_, answer = Pipeline(index, FakeModels(Knowing()), Settings()).answer(question)
        assert isinstance(answer, Answer)
        return answer.text

    question = "On what day was the french invoice F-2025-31 paid?"
    assert "No row" not in answered_from(question)
    monkeypatch.setattr(other_words, "_names_code", lambda *_: False)
    assert answered_from(question) == "No row of “payments” is about “french”."
