"""The cell that a model's SQL leads to: both ways must agree on one cell, and the model say that it answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes import FakeModels, HeldDocuments, ScriptedEngine

from index.reading.read import read
from qa.pipeline import Pipeline
from qa.records import Answer, Prompt
from qa.settings import Settings

PRIJZEN = (
    "artikel,voorraad,prijs\nKettingslot 120 cm,4,46.5\nKettingslot 90 cm,9,38\nBeugelslot groot,2,29.95\n"
    "Fietsbel koper,11,on request\n"
)
ASKED = "hoe duur is het kettingslot van 120 cm"
CELL = "SELECT prijs FROM prijzen WHERE artikel = 'Kettingslot 120 cm'"


class Deciding(ScriptedEngine):
    """Writes one query after the other, and says whether a cell answers."""

    def __init__(self, queries: tuple[str, ...], says: float) -> None:
        super().__init__("", confidence=0.0)
        self.queries = queries
        self.says = says

    def stream(self, prompt: Prompt, *, max_tokens: int) -> Iterator[str]:
        self.text = self.queries[min(len(self.prompts), len(self.queries) - 1)]
        return super().stream(prompt, max_tokens=max_tokens)

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:
        is_cell = prompt.messages[-1].content.startswith("Text from")
        return self.says if is_cell else super().probability(prompt, word, other)


def ask(question: str, *queries: str, says: float = 0.9, beside: str = "") -> tuple[Answer, int]:
    """The answer, and how often the model wrote SQL."""
    engine = Deciding(queries, says)
    documents = HeldDocuments(
        read(PRIJZEN.encode(), "prijzen.csv"), *([read(beside.encode(), "brief.md")] if beside else [])
    )
    *_, answer = Pipeline(documents, FakeModels(engine), Settings()).answer(question)
    assert isinstance(answer, Answer)
    return answer, sum("write SQL" in prompt.messages[0].content for prompt in engine.prompts)


def test_the_cell_on_which_both_ways_agree_is_the_answer() -> None:
    answer, asked = ask(ASKED, CELL, "SELECT prijs FROM prijzen WHERE artikel LIKE '%Kettingslot 120%'")
    assert answer.text.startswith("46.5: “prijs” in the row"), answer.text
    assert (answer.model, asked) == ("scripted", 2)
    assert "Kettingslot 120 cm" in answer.citations[0].quote


@pytest.mark.parametrize(
    ("queries", "asked"),
    [
        ((CELL, "SELECT prijs FROM prijzen WHERE artikel = 'Kettingslot 90 cm'"), 2),
        (("SELECT prijs FROM prijzen WHERE artikel LIKE 'Kettingslot%'",), 1),  # two cells
        (("SELECT max(prijs) FROM prijzen WHERE artikel = 'Kettingslot 120 cm'",), 1),  # no cell as it stands
        (("SELECT artikel, prijs FROM prijzen WHERE artikel = 'Kettingslot 120 cm'",), 1),
        (("SELECT prijs FROM prijzen WHERE artikel = 'Beugelslot groot'",), 1),  # the question does not name it
        (("I do not know.",), 1),
    ],
)
def test_nothing_is_answered_so_unless_both_lead_to_one_cell(queries: tuple[str, ...], asked: int) -> None:
    answer, times = ask(ASKED, *queries)
    assert not answer.sql
    assert times == asked


def test_a_sentence_with_more_words_of_the_question_is_read_instead() -> None:
    question = "hoe duur is het kettingslot van 120 cm voor leden van de club"
    assert ask(question, CELL)[0].sql
    answer, times = ask(question, CELL, beside="Voor leden van de club is het kettingslot van 120 cm niet duur.\n")
    assert not answer.sql
    assert times == 0


def test_the_model_must_find_that_the_cell_answers() -> None:
    assert not ask(ASKED, CELL, says=0.3)[0].sql


@pytest.mark.parametrize(
    "question",
    [
        "hoe duur is een helm",  # nothing of the table is named
        "Welk slot is niet het kettingslot van 120 cm?",
    ],
)
def test_what_the_table_does_not_tell_is_left_to_the_passages(question: str) -> None:
    assert not ask(question, "SELECT prijs FROM prijzen WHERE artikel = 'Kettingslot 120 cm'")[0].sql


CLASSES = (
    "Day,Hall class,Hall teacher,Studio class,Studio teacher\nThursday,Table tennis,Ann Moor,Judo beginners,Bo Lind\n"
    "Friday,Chess,Cy Hart,Dance,Di Eck\n"
)


@pytest.mark.parametrize(("column", "is_taken"), [("studio_teacher", True), ("hall_teacher", False)])
def test_the_cell_stands_below_the_same_heading_as_what_names_its_row(column: str, *, is_taken: bool) -> None:
    engine = Deciding(
        (f"SELECT {column} FROM classes WHERE day = 'Thursday' AND studio_class = 'Judo beginners'",), 0.9
    )
    documents = HeldDocuments(read(CLASSES.encode(), "classes.csv"))
    question = "on thursday, by whom are the judo beginners run?"
    *_, answer = Pipeline(documents, FakeModels(engine), Settings()).answer(question)
    assert isinstance(answer, Answer)
    assert bool(answer.sql) == is_taken


@pytest.mark.parametrize(
    ("columns", "is_taken"),
    [("studio_teacher", False), ("studio_teacher, day", True), ("day, hall_teacher", False)],
)
def test_two_things_that_are_asked_for_are_two_cells_of_a_row(columns: str, *, is_taken: bool) -> None:
    engine = Deciding((f"SELECT {columns} FROM classes WHERE studio_class = 'Judo beginners'",), 0.9)
    documents = HeldDocuments(read(CLASSES.encode(), "classes.csv"))
    *_, answer = Pipeline(documents, FakeModels(engine), Settings()).answer(
        "by whom are the judo beginners coached and on what weekday"
    )
    assert isinstance(answer, Answer)
    assert bool(answer.sql) == is_taken


@pytest.mark.parametrize(("column", "is_taken"), [("prijs", True), ("voorraad", False)])
def test_the_answer_to_a_price_is_money_where_the_table_has_some(column: str, *, is_taken: bool) -> None:
    answer, _ = ask(ASKED, f"SELECT {column} FROM prijzen WHERE artikel = 'Kettingslot 120 cm'")
    assert bool(answer.sql) == is_taken
