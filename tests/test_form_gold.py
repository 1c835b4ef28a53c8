"""The gold questions on forms match the sample documents, and each is recognised as its form and as no other."""

import json
from functools import cache
from pathlib import Path

import pytest

from index.reading.read import read
from index.text.normalise import normalise
from qa.evaluation.answers import FormFigures, Result
from qa.evaluation.datasets import read_questions
from qa.evaluation.metrics import contains_any
from qa.forms.dispatch import recognise
from qa.records import Answer

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "gold" / "forms.jsonl"
QUESTIONS = read_questions(GOLD)
OWN_WORDS = ("yes or no", "comparison", "library", "follow-up")  # their items are words of an answer, not of a document

# A table is only looked for: whether one fits the question, its columns decide (tests/test_computed_tables.py). The
# answer to a yes-or-no question is the ordinary one with a word before it.
OWN_ANSWERS = ("fact", "table", "yes or no")


def test_each_form_has_twelve_questions_and_some_that_nothing_answers() -> None:
    for form in {question.form for question in QUESTIONS}:
        own = [question for question in QUESTIONS if question.form == form]
        assert len(own) >= 12, form
        assert 0 < sum(not question.answerable for question in own) < len(own) / 2, form
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)


@cache
def words_of(name: str) -> str:
    """The name and the text of a sample document."""
    return f"{name}\n{read((ROOT / 'documents' / name).read_bytes(), name).text}"


@pytest.mark.parametrize("entry", [q for q in QUESTIONS if q.documents and q.form not in OWN_WORDS], ids=lambda q: q.id)
def test_every_item_stands_in_its_documents(entry) -> None:
    text = "\n".join(map(words_of, entry.documents))
    missing = [forms for forms in entry.items if not contains_any(normalise(text), list(forms))]
    assert missing == []


def test_a_report_counts_items_and_citations_by_form() -> None:
    entry = next(question for question in QUESTIONS if question.id == "list-06")
    text = "Welcome, Your first months, Working time, Holidays and leave, Illness."
    figures = FormFigures.of([Result("list-06", entry, Answer("q", "q", text, (), (), False, 1.0, "m"))])
    assert (figures.right.count, figures.complete, figures.cited.count) == (0, 0.5, 0)


@pytest.mark.parametrize("name", ["questions.jsonl", "held_out.jsonl"])
def test_questions_for_a_fact_are_hardly_ever_taken_by_another_form(name: str) -> None:
    lines = (ROOT / "tests" / "gold" / name).read_text(encoding="utf-8").split("\n")
    asked = [json.loads(line)["question"] for line in lines if line]
    taken = {question: form for question in asked if (form := recognise(question)) not in OWN_ANSWERS}
    assert len(taken) <= 0.03 * len(asked), taken
