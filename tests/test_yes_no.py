"""Answers to yes-or-no questions begin with the word that the cited words show, and with none if they show none."""

from __future__ import annotations

import pytest
from fakes import FakeModels, ListedPassages, ScriptedEngine, make_passage

from qa.forms.yes_no import asks_yes_or_no
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings


def ask(question: str, source: str, written: str) -> Answer:
    index = ListedPassages([make_passage(source)])
    *_, answer = Pipeline(index, FakeModels(ScriptedEngine(written)), Settings()).answer(question)
    assert isinstance(answer, Answer)
    assert answer.form == "yes or no"
    return answer


@pytest.mark.parametrize(
    ("question", "source", "word"),
    [
        ("Is the warranty transferable?", "The warranty is transferable to a buyer.", "Yes"),
        ("Are receipts needed for meals?", "No receipts are needed for meals.", "No"),
        ("May I use an extension lead?", "Do not use an extension lead.", "No"),
        ("May I have a second job?", "You may have a second job if it does not compete with us.", "It depends"),
        ("Can I go back to an older version?", "Going back to an older version is possible, but never to 2.0.", "Yes"),
        ("Darf ich Hunde mitbringen?", "Hunde mitbringen darf niemand nicht.", ""),
    ],
)
def test_the_word_is_what_the_cited_words_show(question: str, source: str, word: str) -> None:
    answer = ask(question, source, source)
    if word:
        assert answer.text.startswith(f"{word}. {source.rstrip('.')}")
    assert answer.statements[0].text in answer.text


def test_a_sentence_that_its_source_does_not_say_gets_no_word() -> None:
    answer = ask("Are dogs allowed in the hall?", "Dogs are not allowed in the hall.", "Dogs are allowed in the hall.")
    assert not answer.text.startswith(("Yes", "No"))


def test_words_about_something_else_decide_nothing() -> None:
    answer = ask("Is the pool heated in winter?", "The sauna opens at nine.", "The sauna opens at nine.")
    assert not answer.text.startswith(("Yes", "No"))


@pytest.mark.parametrize("question", ["Is it red or blue?", "What is it?", "Do you know when it opens?", "Is this it"])
def test_other_questions_are_left_alone(question: str) -> None:
    assert not asks_yes_or_no(question)
