"""Tables -> one line a row, each value with the header of its column: "name: Ada | born: 1815"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

_MAX_COLUMNS = 1_000  # a column span may claim any number
BETWEEN = " | "  # two values of a line
_MAX_HEADER = 60  # characters of a cell that can still be a header
_NUMBER = re.compile(r"[^\w]*\d[\d\s.,:/%–-]*(?:[^\w]|[¹²³⁰⁴-⁹])*$")  # perhaps with the mark of a footnote


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as written: its text on one line, and how many columns and rows it covers."""

    text: str
    is_header: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is written as a line, with its number, 1 for the first, and the headers of its values."""

    row: int
    headers: Sequence[str]
    values: Sequence[str]
    is_named: bool = False  # by its first cell, which is written as the header of the first value

    @property
    def text(self) -> str:
        return labelled(self.headers, self.values)

    def columns(self, start: int, end: int) -> Iterator[int]:
        """The columns, 0 for the first, whose header or value has a character in [start, end) of the text."""
        begin = 0
        for column, value in enumerate(self.values):
            if value:
                length = len(labelled(self.headers[column : column + 1], [value]))
                if begin < end and start < begin + length:
                    yield column
                    if self.is_named and not begin:
                        yield 0
                begin += length + len(BETWEEN)


class TableLine(str):
    """The text of a row of a table, which knows its place: a reader adds it to a text like any other line."""

    __slots__ = ("begins", "line")
    line: Line
    begins: bool  # a table

    @classmethod
    def of(cls, line: Line, *, begins: bool) -> Self:
        made = cls(line.text)
        made.line, made.begins = line, begins
        return made


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[TableLine]:
    """The lines of a table, one a row.

    The header is the leading rows that are marked as such, or else the first row if it looks like one; it is
    repeated in every line, so that each line can be understood, and cited, alone.
    """
    grid = _grid(rows)
    size = _header_size(grid)
    headers = [_joined(column) for column in _columns(grid[:size])]
    lines = [_line(number, row, headers) for number, row in enumerate(grid[size:], size + 1)]
    return [TableLine.of(line, begins=i == 0) for i, line in enumerate(line for line in lines if line.text)]


def _line(number: int, row: Sequence[Cell], headers: Sequence[str]) -> Line:
    values = [cell.text for cell in row]
    if len(row) > 1 and row[0].is_header and not any(headers):
        first = next((i for i, value in enumerate(values) if i and value), 0)
        if not first:
            return Line(number, (), [f"{values[0]}: "])
        return Line(number, [*[""] * first, values[0]], ["", *values[1:]], is_named=True)
    return Line(number, headers, values)


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The rows with every cell in its own column.

    A cell that covers several rows is repeated in each; one that covers several columns is a header of each, but
    a value only once.
    """
    grid: list[list[Cell]] = []
    hanging: dict[int, Cell] = {}  # by column: cells of earlier rows that reach down into this one
    for row in rows:
        placed: dict[int, Cell] = dict(hanging)
        column = 0
        for cell in row:
            while column in placed:
                column += 1
            for offset in range(min(max(cell.columns, 1), _MAX_COLUMNS - column)):
                placed[column + offset] = cell if offset == 0 or cell.is_header else replace(cell, text="")
            column += max(cell.columns, 1)
        width = max(placed, default=-1) + 1
        grid.append([placed.get(i, Cell("")) for i in range(width)])
        hanging = {i: replace(cell, rows=cell.rows - 1) for i, cell in placed.items() if cell.rows > 1}
    return grid


def _columns(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    width = max(map(len, rows), default=0)
    return [[row[i].text for row in rows if i < len(row)] for i in range(width)]


def _joined(texts: Sequence[str]) -> str:
    """The headers above one column as one: "Sales" over "2024" is "Sales 2024"."""
    return " ".join(dict.fromkeys(filter(None, texts)))


def _header_size(grid: Sequence[Sequence[Cell]]) -> int:
    marked = 0
    while marked < len(grid) and grid[marked] and all(cell.is_header for cell in grid[marked]):
        marked += 1
    if marked:
        return marked if marked < len(grid) else 0
    if len(grid) < 2 or any(row[0].is_header for row in grid[1:] if row):
        return 0
    first, *others = ([cell.text for cell in row] for row in grid)
    return int(looks_like_header(first, others))


def looks_like_header(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Short, distinct words above every column; in a table of two columns also numbers below them.

    Without the numbers, two columns are as likely a list of names and values, whose first row is no header. Nothing
    needs to stand above the first column, which may name the rows.
    """
    if len(first) < 2 or not others or not are_names(first[1:]) or first[0] in first[1:]:
        return False
    if first[0] and not are_names(first[:1]):
        return False
    return len(first) > 2 or all(len(row) > 1 and is_number(row[1]) for row in others)


def are_names(texts: Sequence[str]) -> bool:
    """Whether the texts can be names of columns: short, distinct, and no numbers."""
    if len(set(texts)) < len(texts):
        return False
    return all(0 < len(text) <= _MAX_HEADER and not is_number(text) for text in texts)


def is_number(text: str) -> bool:
    """Whether the text is a number, perhaps with a sign or a currency's."""
    return _NUMBER.match(text) is not None


def labelled(headers: Sequence[str], values: Sequence[str]) -> str:
    """A row as a line: each value with its header, empty ones left out.

    >>> labelled(["name", "born"], ["Ada", "1815", "London"])
    'name: Ada | born: 1815 | London'
    """
    named = zip([*headers, *[""] * len(values)], values, strict=False)
    return BETWEEN.join(f"{header}: {value}" if header else value for header, value in named if value)
