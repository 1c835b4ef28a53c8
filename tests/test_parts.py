"""A question that asks several things is answered part by part."""

from __future__ import annotations

import pytest
from fakes import FakeModels, HeldDocuments, make_headed

from index.reading.read import read
from qa.engines.extractive_engine import ExtractiveEngine
from qa.forms.question_parts import split_parts
from qa.pipeline import Pipeline
from qa.records import Answer, Turn
from qa.settings import Settings

POOL = make_headed("pool.md", "Pool", ("Hours", None, "The pool opens at nine. Dogs are not allowed."))
PRICES = make_headed(
    "prices.md", "Prices", ("Prices", None, "A ticket for the pool costs 4 euros. A towel is 2 euros.")
)
LIBRARY = HeldDocuments(POOL, PRICES)


def ask(question: str, library: HeldDocuments = LIBRARY) -> Answer:
    models = FakeModels(ExtractiveEngine())  # type: ignore[arg-type]
    *_, answer = Pipeline(library, models, Settings()).answer(question)
    assert isinstance(answer, Answer)
    for statement in answer.statements:
        assert statement.text in answer.text
        for citation in statement.citations:
            assert answer.hits[citation.number - 1].passage == citation.passage
            assert f"[{citation.number}]" in statement.text
    return answer


def test_both_parts_are_answered_and_their_markers_are_numbered_through() -> None:
    answer = ask("When does the pool open, and how much is a ticket for the pool?")
    assert "The pool opens at nine" in answer.text
    assert "4 euros" in answer.text
    assert {citation.document_id for citation in answer.citations} == {"pool.md", "prices.md"}
    assert len({hit.passage.id for hit in answer.hits}) == len(answer.hits)


def test_a_part_that_the_documents_do_not_answer_is_named() -> None:
    answer = ask("When does the pool open, and who is Zebulon Quarrington?")
    assert "The pool opens at nine" in answer.text
    assert "Your documents do not say. (who is Zebulon Quarrington?)" in answer.text
    assert not answer.abstained


def test_a_follow_up_is_not_taken_apart() -> None:
    history = [Turn("When does the pool open?", "At nine [1].")]
    models = FakeModels(ExtractiveEngine())  # type: ignore[arg-type]
    *_, answer = Pipeline(LIBRARY, models, Settings()).answer(
        "And who runs it, and when does it close?", history=history
    )
    assert isinstance(answer, Answer)
    assert "(who runs it?)" not in answer.text


@pytest.mark.parametrize(
    ("first", "said"),
    [("How many tickets are there for Tue?", "30:"), ("How many documents do you have?", "There are 3 documents")],
)
def test_each_part_is_answered_in_its_form(first: str, said: str) -> None:
    sales = read(b"Day,Tickets\nMon,12\nTue,30\nWed,8\n", "sales.csv")
    answer = ask(f"{first} And how much is a ticket for the pool?", HeldDocuments(POOL, PRICES, sales))
    assert said in answer.text
    assert "4 euros" in answer.text


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("When and where is the meeting?", 2),
        ("Was kostet das Zelt und wie lange dauert der Aufbau?", 2),
        ("Quand ouvre-t-il et combien coûte une entrée ?", 0),  # "il" is named nowhere, and "ouvre" is no known verb
        ("What does the lid cost, and who sells it, and how long does it last?", 3),
        ("Who has to hire the technicians, and by what date?", 0),
        ("How do I know what to do and when to do it?", 0),
        ("Which is cheaper, and by how much?", 0),
        ("What is written about salt and water?", 0),
        ("Right. And where can I hang the towel, and how long may it stay there?", 2),
        ("I work at the pool. When does it open, and who is the warden?", 0),  # all of it is about that pool
        ("¿Cuánto cuesta la toalla? ¿Y dónde está la caja?", 2),
        ("Quanto costa la carta e chi è il direttore?", 2),
        ("Wat kost de zaal en wanneer is hij vrij?", 2),
        ("Ile kosztuje bilet i gdzie jest kasa?", 2),
        ("Quanto custa a sala, e quem é o gerente?", 2),
    ],
)
def test_only_whole_questions_are_parts(question: str, parts: int) -> None:
    assert len(split_parts(question)) == parts
