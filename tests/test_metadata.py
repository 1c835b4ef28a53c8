"""What the catalogue knows: pages, changes, and files that could not be read."""

from __future__ import annotations

from datetime import date

import pytest
from fakes import FakeModels, HeldDocuments, ScriptedEngine, make_document, make_headed

from index.reading.readers.contents import PROPERTIES
from index.records import Failure
from qa.forms.library.metadata import _since, asks_for_metadata
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings


class Dated(HeldDocuments):
    def changed_on(self, document_id: str) -> date:
        return date.today() if document_id == "new.txt" else date(2020, 5, 3)

    def failures(self) -> list[Failure]:
        return [Failure("broken.pdf", "it is encrypted")]


BOOK = make_headed("book.pdf", "The long book", ("", 1, "Once upon a time."), ("", 2, "The end."))
LIBRARY = Dated(BOOK, make_document("new.txt", "News of the day."))


def ask(question: str, index: HeldDocuments = LIBRARY) -> Answer:
    *_, answer = Pipeline(index, FakeModels(ScriptedEngine("")), Settings()).answer(question)
    assert isinstance(answer, Answer)
    assert answer.form == "library"
    return answer


def test_pages_are_counted() -> None:
    assert ask("How many pages does the long book have?").text == "The long book (book.pdf) has 2 pages [1]."
    assert ask("How many pages does the book have?", HeldDocuments(BOOK)).text.endswith("has 2 pages [1].")
    assert ask("Wie viele Seiten hat book.pdf?").text.endswith("hat 2 Seiten [1].")
    assert ask("How many pages does the annual report have?").abstained


def test_titles_and_types_are_told() -> None:
    plan = make_headed(
        "plan.docx", "Rules of the hall", ("", None, "Rules of the hall\n\nThe stage is closed on Sunday.")
    )
    library = HeldDocuments(plan, BOOK)
    for question in (
        "What is the title of plan.docx?",
        "title stored inside the plan?",
        "Welchen Titel hat plan.docx?",
    ):
        answer = ask(question, library)
        assert "Rules of the hall" in answer.text
        assert [citation.quote for citation in answer.citations] == ["Rules of the hall"]
    assert not ask("What is the title of book.pdf?", library).citations  # the text does not have it
    for question in ("What sort of file is the plan?", "¿Qué tipo de archivo es plan.docx?"):
        assert "DOCX" in ask(question, library).text


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("How many pages does the plan for the stage have?", True),
        ("How many pages does the plan for the attic have?", False),
    ],
)
def test_a_document_is_meant_by_its_noun_if_its_text_has_the_others(question: str, named: bool) -> None:
    plan = make_headed("plan.docx", "Rules of the hall", ("", None, "The stage is closed on Sunday."))
    assert ("plan.docx" in ask(question, HeldDocuments(plan, BOOK)).text) == named


def test_what_could_not_be_read_is_said() -> None:
    assert ask("What could not be read?").text == "1 file could not be read:\n\n- broken.pdf: it is encrypted"
    assert ask("Which files could not be read?", HeldDocuments(BOOK)).text == "All files could be read."


def test_what_changed_is_listed() -> None:
    assert "new.txt" in ask("What has changed since Monday?").text
    assert "book.pdf" not in ask("Which documents are new this week?").text
    assert "book.pdf" in ask("Which files were changed since 1 March 2020?").text
    assert ask("When was book.pdf last changed?").text == "The file book.pdf was last changed on 3 May 2020."


def test_the_change_that_a_file_states_is_cited() -> None:
    stated = make_headed("heat.docx", "Heat", ("", None, "It is cold."), (PROPERTIES, None, "Last changed: 2019-02-01"))
    answer = ask("When was heat.docx last changed?", Dated(stated, BOOK))
    assert answer.text.startswith("heat.docx states that it was last changed on 1 February 2019 [1].\n")
    assert answer.text.endswith("The file heat.docx was last changed on 3 May 2020.")
    odd = make_headed("odd.md", "Odd", ("", None, "Last changed: the 31st of February"))
    answer = ask("When was odd.md last changed?", Dated(odd, BOOK))
    assert answer.text.startswith("odd.md states that it was last changed on the 31st of February [1].")


def test_days_are_understood() -> None:
    today = date(2026, 11, 28)  # a Saturday
    for words, day in {"since Monday": 23, "since yesterday": 27, "in the last 3 days": 25, "today": 28}.items():
        assert _since(f"what has changed {words}", today) == date(2026, 11, day), words


@pytest.mark.parametrize(
    "question",
    [
        "How long is the warranty?",
        "What has changed since 2024?",
        "What has changed since 31 February?",
        "When was it built?",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert not asks_for_metadata(question)
