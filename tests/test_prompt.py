"""The prompt: its fixed part first, passages numbered, and never more of them than fit."""

import pytest
from fakes import make_passage

from qa.prompt import compose, split_decision
from qa.records import Turn

LEAVE = make_passage("You get 25 days of leave. They expire on 31 March.", heading="Leave")
PARKING = make_passage("Parking costs 40 euros a month.", document_id="parking.md")


def words(text: str) -> int:
    return len(text.split())


def test_the_passages_are_numbered_in_order_and_the_question_comes_last() -> None:
    prompt = compose("How many days?", [LEAVE, PARKING], budget_tokens=100, count_tokens=words)
    task = prompt.messages[-1].content
    assert task.index("[1] Handbook > Leave. You get 25 days") < task.index("[2] Parking. Parking costs")
    assert task.endswith("Question: How many days?")
    assert prompt.passages == (LEAVE, PARKING)


def test_everything_before_the_passages_is_the_same_for_every_question() -> None:
    first = compose("How many days?", [LEAVE], budget_tokens=100, count_tokens=words)
    second = compose("What does parking cost?", [PARKING], budget_tokens=100, count_tokens=words)
    assert first.messages[:-1] == second.messages[:-1]
    assert [message.role for message in first.messages[:3]] == ["system", "user", "assistant"]


def test_a_passage_that_does_not_fit_is_left_out_and_a_smaller_one_behind_it_is_not() -> None:
    long = make_passage("word " * 50, document_id="long.md")
    prompt = compose("?", [LEAVE, long, PARKING], budget_tokens=25, count_tokens=words)
    assert prompt.passages == (LEAVE, PARKING)


def test_the_first_passage_is_cut_at_a_sentence_and_keeps_its_place() -> None:
    (cut,) = compose("?", [LEAVE], budget_tokens=10, count_tokens=words).passages
    assert cut.text == "You get 25 days of leave."
    assert (cut.start, cut.end) == (LEAVE.start, LEAVE.start + len(cut.text))


def test_a_follow_up_is_asked_with_the_turn_before() -> None:
    history = [Turn("Older?", "Old."), Turn("How many days?", "You get 25 days [1].")]
    task = compose("And then?", [LEAVE], history=history, budget_tokens=99, count_tokens=words).messages[-1].content
    assert "Earlier question: How many days?\nEarlier answer: You get 25 days.\nQuestion: And then?" in task
    assert "Older?" not in task


@pytest.mark.parametrize(
    ("pieces", "answers", "rest"),
    [
        (["Yes", ". You get", " 25 days [1]."], True, "You get 25 days [1]."),
        (["Y", "es", ".", " You get 25"], True, "You get 25"),
        (["No", "."], False, ""),
        (["No."], False, ""),
        (["Now", " it is open."], True, "Now it is open."),
        (["Yesterday it", " closed."], True, "Yesterday it closed."),
        (["You get", " 25 days."], True, "You get 25 days."),
        (["Yes"], True, ""),
        ([], True, ""),
    ],
)
def test_the_first_word_is_the_decision_and_is_not_shown(pieces: list[str], answers: bool, rest: str) -> None:
    decision, shown = split_decision(pieces)
    assert (decision, "".join(shown)) == (answers, rest)
