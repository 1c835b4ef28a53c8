from __future__ import annotations

import pytest

from qa.engines.thoughts import part_thoughts
from qa.records import Thought


def answer(*pieces: str, thinking: bool = False) -> str:
    return "".join(piece for piece in part_thoughts(iter(pieces), thinking=thinking) if isinstance(piece, str))


def thoughts(*pieces: str, thinking: bool = False) -> str:
    return "".join(p.text for p in part_thoughts(iter(pieces), thinking=thinking) if isinstance(p, Thought))


def split_everywhere(text: str) -> list[list[str]]:
    return [list(text), [text], *([text[:i], text[i:]] for i in range(1, len(text)))]


@pytest.mark.parametrize("pieces", split_everywhere("\n<think>Hm, 2 < 3 </thin k>\n</think>\n\n 4 > 3 [1]."))
def test_a_thought_is_left_out_wherever_the_pieces_are_cut(pieces: list[str]) -> None:
    assert answer(*pieces) == "4 > 3 [1]."
    assert thoughts(*pieces) == "Hm, 2 < 3 </thin k>\n"


@pytest.mark.parametrize("pieces", split_everywhere("Hm, 2 < 3.</think>\nYes."))
def test_a_thought_that_the_template_opened_is_left_out(pieces: list[str]) -> None:
    assert answer(*pieces, thinking=True) == "Yes."
    assert thoughts(*pieces, thinking=True) == "Hm, 2 < 3."


@pytest.mark.parametrize("pieces", split_everywhere("<think>Hm.</think>Yes."))
def test_a_thought_may_be_opened_twice(pieces: list[str]) -> None:
    assert answer(*pieces, thinking=True) == "Yes."


@pytest.mark.parametrize("pieces", split_everywhere("R1 writes <think>…</think> first."))
def test_an_answer_may_write_about_the_tags(pieces: list[str]) -> None:
    assert answer(*pieces) == "R1 writes <think>…</think> first."


@pytest.mark.parametrize("text", ["", " ", "<", "<thi", "\n<think", "<thinking about it", "Yes."])
def test_what_only_looks_like_a_thought_is_kept(text: str) -> None:
    assert answer(*text) == text
    assert answer(text) == text


def test_a_thought_without_an_end_leaves_nothing() -> None:
    assert answer("<think>", "Hm", ", ", "hm") == ""
    assert answer("Hm", "</thin", thinking=True) == ""
    assert answer("<think>Hm</think>", " ", "\n") == ""


def test_every_piece_of_a_thought_gives_a_chance_to_stop() -> None:
    pieces = part_thoughts(iter(["<think>", "Hm", "m", "</think>", "Yes"]))
    assert list(pieces) == [Thought(""), Thought("Hm"), Thought("m"), Thought(""), "", "Yes"]


def test_closing_closes_what_the_pieces_come_from() -> None:
    closed = []

    def source() -> object:
        try:
            yield from ["<think>", "Hm", "</think>", "Yes", "."]
        finally:
            closed.append(True)

    for read in range(1, 5):
        pieces = part_thoughts(source())
        for _ in range(read):
            next(pieces)
        pieces.close()
        assert len(closed) == read
