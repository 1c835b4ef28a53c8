"""A follow-up carries what it leans on; a whole question stays as it is."""

import pytest

from qa.records import Turn
from qa.rewrite import standalone

HISTORY = [Turn("How long is the probation period?", "Six months [1].")]


@pytest.mark.parametrize("question", ["And for apprentices?", "What about managers?", "Is it paid?", "Why?"])
def test_a_follow_up_is_searched_with_the_question_before(question: str) -> None:
    assert standalone(question, HISTORY) == f"How long is the probation period? {question}"


@pytest.mark.parametrize(
    "question", ["How many days of annual leave do new employees get?", "When was DeepSeek R1 released to the public?"]
)
def test_a_question_that_stands_alone_is_searched_alone(question: str) -> None:
    assert standalone(question, HISTORY) == question


def test_the_first_question_is_searched_as_it_is() -> None:
    assert standalone("Is it paid?", []) == "Is it paid?"
