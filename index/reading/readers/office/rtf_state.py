"""What holds for the text of a rich text file at one place: where it goes, its encoding and its look."""

from __future__ import annotations

from dataclasses import dataclass, replace

_HEIGHTS = {"super": 1, "sub": -1, "nosupersub": 0, "up": 1, "dn": -1}
_GROUNDS = ("cb", "chcbpat", "cbpat", "clcbpat", "clcbpatraw", "highlight", "chshdng", "shading", "clshdng")


@dataclass(frozen=True, slots=True)
class State:
    """The settings inside a group, which end with it."""

    target: str = "text"  # where text goes: "text", "note", "running", "title", a table's name, or "" for nowhere
    encoding: str = "cp1252"
    font: str = ""
    skipped: int = 1  # the number of characters after a Unicode character that are for older programs
    is_hidden: bool = False
    is_struck: bool = False
    is_bold: bool = False
    colour: int = 0  # of the text, in the table of colours
    has_ground: bool = False  # a colour behind the text
    size: int = 24  # half points
    height: int = 0  # above the line, below it where negative


def with_look(state: State, word: str, number: int | None) -> State | None:
    """The state with the formatting that the word sets. None if the word sets no formatting."""
    if word == "v":
        return replace(state, is_hidden=number != 0)
    if word in ("strike", "striked", "deleted"):
        return replace(state, is_struck=number != 0)
    if word == "b":
        return replace(state, is_bold=number != 0)
    if word in _HEIGHTS:
        return replace(state, height=_HEIGHTS[word] * (6 if number is None else number))
    if word == "cf":
        return replace(state, colour=number or 0)
    if word == "fs":
        return replace(state, size=number or 0)
    return replace(state, has_ground=bool(number)) if word in _GROUNDS else None
