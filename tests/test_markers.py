"""Markers in a streamed text appear only when complete, and only if they name a passage."""

import pytest

from qa.text.markers import (
    can_go_on,
    end_of_markers,
    keep_markers,
    marker_numbers,
    show_markers,
    with_markers,
    without_markers,
)

TEXT = "Nvidia fell 17 % [1]. It lost 589 billion dollars[2] 【3】. A list [1, 2, 9] and [not one]. End [9]."
SHOWN = "Nvidia fell 17 % [1]. It lost 589 billion dollars [2] [3]. A list [1][2] and [not one]. End."


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_the_pieces_join_to_the_same_text_however_they_are_cut(size: int) -> None:
    pieces = [TEXT[i : i + size] for i in range(0, len(TEXT), size)]
    assert "".join(show_markers(pieces, 3)) == SHOWN


def test_a_half_printed_marker_is_held_back() -> None:
    shown = show_markers(iter(["Nvidia fell [", "1", "]", " today"]), 1)
    assert [piece for piece in shown if piece] == ["Nvidia fell", " [1]", " today"]


def test_a_marker_cut_off_by_the_end_is_not_shown() -> None:
    assert "".join(show_markers(["Nvidia fell [1"], 1)) == "Nvidia fell"


def test_an_open_bracket_that_is_no_marker_is_shown() -> None:
    assert "".join(show_markers(["see [the", " list]"], 1)) == "see [the list]"


def test_a_marker_of_no_passage_is_never_shown() -> None:
    assert keep_markers("So [9] it is [0].", 8) == "So it is."


def test_numbers_are_read_in_order_and_once() -> None:
    assert marker_numbers("a [2] b [1, 2]") == [2, 1]


def test_markers_are_written_before_the_closing_punctuation() -> None:
    assert with_markers("He said “no.” [4]", [1, 2]) == "He said “no [1][2].”"
    assert with_markers("A row of a table", [3]) == "A row of a table [3]"
    assert with_markers("Nothing [4].", []) == "Nothing [no source]."
    assert with_markers("Nothing [no source].", [2]) == "Nothing [2]."


def test_without_markers_leaves_the_sentence() -> None:
    assert without_markers("It fell 17 % [1][2].") == "It fell 17 %."


def test_markers_behind_a_full_stop_are_found() -> None:
    text = "It fell. [1] [2] Then"
    assert text[: end_of_markers(text, 8)] == "It fell. [1] [2]"


def test_a_number_in_round_brackets_is_a_marker_only_behind_the_last_sentence_of_a_line() -> None:
    assert marker_numbers("It fell. (2)\nIt rose! (1)") == [2, 1]
    assert without_markers("It fell. (2)") == "It fell."
    assert marker_numbers("Three steps. (1) Open it. (2) Close it.") == []
    assert marker_numbers("It fell (2). In spring. (1999)") == []


@pytest.mark.parametrize("text", ["So [1][2], a[i] and [see 3].", "【note】 [12] x", "[1] [x9]", "no brackets 12"])
def test_what_is_allowed_is_allowed_at_every_step(text: str) -> None:
    assert all(can_go_on(text[:i], 12) for i in range(len(text) + 1))


@pytest.mark.parametrize(
    "marker", ["[3]", "[0]", "[12]", "[ 1]", "[^1]", "【1】", "［2］", "[[3]", "[1, 2]", "[\u00a03]", "[2,3]"]
)
def test_a_marker_of_no_passage_cannot_be_finished(marker: str) -> None:
    assert not can_go_on(f"So {marker}", 2)


def test_without_passages_no_marker_can_be_begun() -> None:
    assert can_go_on("So [", 0)
    assert not can_go_on("So [1", 0)
