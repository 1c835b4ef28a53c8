"""Finds tables that are forms: the name of each value stands left of it, not above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from index.reading.readers.headers import is_caption, is_number, is_year

_WIDTHS = (2, 4, 6)  # of a form: a name and a value, or several beside each other
_MOST_ROWS = 60
_FEWEST_ROWS = 3  # of a form whose file does not mark the names
_LONGEST = 40  # characters of a name
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"0\d{2,}$")
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4}$")


class FormCell(Protocol):
    """The properties of a cell that are needed."""

    @property
    def text(self) -> str: ...
    @property
    def is_header(self) -> bool: ...
    @property
    def is_bold(self) -> bool: ...


Row = Sequence[str]


def is_marked_form(grid: Sequence[Sequence[FormCell]]) -> bool:
    """Whether the file marks the names of a form, and only them, as headers or by bold type."""
    rows = [row for row in grid if not is_caption([cell.text for cell in row])]
    width = max(map(len, rows), default=0)
    if width not in _WIDTHS or len(rows) > _MOST_ROWS:
        return False
    cells = [(i, cell) for row in rows for i, cell in enumerate(row) if cell.text]
    if width == 2:
        are_marked = len(rows) > 1 and all(cell.is_bold != bool(i) and not cell.is_header for i, cell in cells)
    else:
        are_marked = all((cell.is_bold or cell.is_header) != bool(i % 2) for i, cell in cells)
    names = {i for i, _ in cells if i % 2 == 0}
    return are_marked and len(names) == width / 2


def is_form(rows: Sequence[Row]) -> bool:
    """Whether every other cell is the name of the one right of it, as far as the texts tell.

    The names have no digits and differ. The values below each other are of different kinds: a number, a date, a word.
    """
    width = max(map(len, rows), default=0)
    if not (_FEWEST_ROWS <= len(rows) <= _MOST_ROWS) or width not in _WIDTHS or any(len(row) % 2 for row in rows):
        return False
    names = [row[i] for row in rows for i in range(0, len(row), 2) if row[i] or row[i + 1]]
    if len(set(names)) < len(names) or not all(map(_is_name, names)):
        return False
    columns = [[row[i] for row in rows[1:] if i < len(row) and row[i]] for i in range(1, width, 2)]
    kinds = [set(map(_kind, column)) for column in columns]
    if width == 2:  # the names above two columns can be above numbers of several kinds
        return bool(kinds[0] & {"date", "code"}) and len(kinds[0]) > 1 and not is_year(rows[0][1])
    return all(len(found) > 1 for found in kinds)


def beside(row: Row) -> tuple[list[str], list[str]]:
    """The names and the values of a row of a form. A name stands at the place of its value.

    >>> beside(["Make", "Torvin", "Colour", "Green"])
    (['', 'Make', '', 'Colour'], ['', 'Torvin', '', 'Green'])
    """
    headers, values = [""] * len(row), list(row)
    for i in range(0, len(row) - 1, 2):
        if row[i] and row[i + 1]:
            headers[i + 1], values[i] = row[i].rstrip(":： "), ""
    return headers, values


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and not _DIGIT.search(text)


def _kind(text: str) -> str:
    if not _DIGIT.search(text):
        return "words"
    if _CODE.match(text):
        return "code"
    if _DATE.match(text):
        return "date"
    return "number" if is_number(text) else "mixed"
