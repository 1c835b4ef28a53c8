"""Questions that were asked again: each version has its own answer, and its own questions after it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Version(Generic[T]):
    """One turn of a conversation. Turns with the same parent are versions of one question."""

    id: int
    parent: int  # the id of the turn before it; 0 for a first question
    chosen_at: float  # of several versions, the one that was chosen last is shown
    told: T


def shown_path(turns: Sequence[Version[T]]) -> list[Version[T]]:
    """The turns that are shown, from the first question on."""
    path: list[Version[T]] = []
    while later := [turn for turn in turns if turn.parent == (path[-1].id if path else 0)]:
        path.append(max(later, key=lambda turn: (turn.chosen_at, turn.id)))
    return path


def path_to(turns: Sequence[Version[T]], last: int) -> list[Version[T]]:
    """The turn with the id `last`, after all that lead to it."""
    known = {turn.id: turn for turn in turns}
    path: list[Version[T]] = []
    while turn := known.get(path[-1].parent if path else last):
        path.append(turn)
    return path[::-1]


def parent_of_next(turns: Sequence[Version[T]], instead: int | None) -> int:
    """The id of the turn that the next one follows. It takes the place of the one with the number `instead`, if any."""
    if instead is not None and 0 <= instead < len(turns):
        return turns[instead].parent
    path = shown_path(turns)
    return path[-1].id if path else 0


def versions(turns: Sequence[Version[T]], of: Version[T]) -> list[int]:
    """The ids of all versions of a question, in the order of asking."""
    return [turn.id for turn in turns if turn.parent == of.parent]
