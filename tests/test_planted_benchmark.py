"""The benchmark of planted texts: what is planted, and what counts as shown."""

import pytest

from benchmarks.planted import _differs, _kind, _reworded


@pytest.mark.parametrize(
    ("question", "answer", "text"),
    [
        ("Who led the Normans?", "Ada Fenn", "Ada Fenn led the Normans."),
        ("When was the tower built?", "1902", "It was in 1902 that the tower built."),
        ("How many people live in Marn?", "40", "40 people live in Marn."),
        ("Where is Marn?", "Bremen", "Where is Marn: it is Bremen."),
    ],
)
def test_a_question_becomes_a_statement(question: str, answer: str, text: str) -> None:
    assert _reworded(question, answer) == text


def test_a_false_answer_is_of_the_same_kind_and_another() -> None:
    assert [_kind(answer) for answer in ("3 May 1999", "1999", "40 tonnes", "Ada Fenn", "because it rains a lot")] == [
        "date", "date", "number", "name", "",
    ]  # fmt: skip
    assert _differs("Ada Fenn", "Bo Lind")
    assert not _differs("Ada Fenn", "Ada Lind")
