"""Merged cells of a sheet: the text of the first cell is used for all rows and columns that they cover."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.reading.readers.headers import Covered

_MOST_OPEN = 1_000  # the most ranges that reach into one row
Place = tuple[int, int]  # row and column, 0 for the first


@dataclass(frozen=True, slots=True)
class _Open:
    """A range that reaches into the row: its last row, its columns, and its text."""

    last: int
    left: int
    right: int
    text: str


class Merged:
    """Fills in the rows of one sheet as they come, from the top."""

    def __init__(self, ranges: Iterable[tuple[Place, Place]]) -> None:
        self._waiting = deque(sorted(ranges))
        self._open: list[_Open] = []

    def filled(self, row: int, texts: Sequence[str], left: int) -> list[str]:
        """The texts of a row, which begins in the column `left`, with those of the cells that reach into it."""
        filled = list(texts)
        self._open = [one for one in self._open if one.last >= row]
        for one in self._open:
            _put(filled, one, left)
        while self._waiting and self._waiting[0][0][0] <= row:
            (first_row, first), (last_row, last) = self._waiting.popleft()
            if first_row == row and left <= first < left + len(filled) and len(self._open) < _MOST_OPEN:
                opened = _Open(last_row, first, last, filled[first - left])
                _put(filled, opened, left)
                self._open.append(opened)
        return filled


def _put(texts: list[str], one: _Open, left: int) -> None:
    """Repeat the text in the first column of the range, and mark the others as covered."""
    for column in range(max(one.left, left), min(one.right + 1, left + len(texts))):
        if not texts[column - left]:
            texts[column - left] = one.text if column == one.left else Covered.by(one.text)
