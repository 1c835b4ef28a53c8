"""Tables -> one line for each row, each value with the header of its column: "name: Ada | born: 1815"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Self

from index.reading.readers.forms import beside, is_form, is_marked_form
from index.reading.readers.headers import Covered, are_names, header_size, is_caption, is_remark, joined_names
from index.reading.readers.row_kinds import are_units, begins_with_a_part, is_alone, pairs, with_units
from index.reading.readers.row_labels import with_labels
from index.reading.readers.stacked import is_title, later_names, trimmed

_MAX_COLUMNS = 1_000  # because a column span can claim any number
_FEWEST_OF_TWO = 4  # rows of two tables below each other
BETWEEN = " | "  # two values of a line


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as written: its text on one line, and how many columns and rows it covers."""

    text: str
    is_header: bool = False
    columns: int = 1
    rows: int = 1
    is_bold: bool = False  # as a whole


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is written as a line, with its number, 1 for the first, and the headers of its values."""

    row: int
    headers: Sequence[str]
    values: Sequence[str]
    is_named: bool = False  # whether its first cell is the header of the first value

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
    """The text of a row of a table, with its place. A reader adds it to a text like any other line."""

    __slots__ = ("begins", "line")
    line: Line
    begins: bool  # whether it is the first line of a table

    @classmethod
    def of(cls, line: Line, *, begins: bool) -> Self:
        made = cls(line.text)
        made.line, made.begins = line, begins
        return made


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[TableLine]:
    """The lines of a table, one for each row.

    The header consists of the first rows that are marked as such, or else of the first row if it looks like one. It is
    repeated in every line, so that each line can be understood and cited alone. A row further down can name the columns
    of another table.
    """
    grid = _grid(rows)
    starts = list(_starts(rows, grid))
    if not starts:
        lines = _lines(grid)
    else:
        parts = [(a, _lines(_grid(rows[a:b]))) for a, b in pairwise([0, *starts, len(rows)])]
        lines = [replace(line, row=line.row + start) for start, part in parts for line in part]
    return [TableLine.of(line, begins=i == 0) for i, line in enumerate(lines)]


def _starts(rows: Sequence[Sequence[Cell]], grid: Sequence[Sequence[Cell]]) -> Iterator[int]:
    """The numbers of the rows at which other tables begin, and of the titles above them."""
    texts = [trimmed([cell.text for cell in row]) for row in grid] if len(grid) >= _FEWEST_OF_TWO else []
    before = 0
    for number in later_names(texts, lambda number: _is_marked(grid, number)):
        if sum(max(1, cell.columns) for cell in rows[number]) == len(grid[number]):  # no cell reaches into the row
            if is_title(texts[number - 1]) and number - 1 > before:
                yield number - 1
            yield number
            before = number


def _is_marked(grid: Sequence[Sequence[Cell]], number: int) -> bool:
    """Whether the file marks the row as names of columns, other ones than those above it."""
    row, above = grid[number], grid[number - 1]
    is_marked = all(cell.is_header for cell in row) and not all(cell.is_header for cell in grid[number + 1])
    names = [cell.text for cell in row if cell.text]
    if not is_marked or len(names) < 2 or not are_names(names) or [cell.text for cell in grid[0]] == names:
        return False
    return not all(cell.is_header for cell in above) or is_title(trimmed([cell.text for cell in above]))


def _lines(grid: list[list[Cell]]) -> list[Line]:
    """The lines of one table."""
    texts = [[cell.text for cell in row] for row in grid]
    if is_marked_form(grid) or (is_form(texts) and len(texts[0]) > 2):
        found = [Line(number, *beside(row)) for number, row in enumerate(texts, start=1)]
        return [line for line in found if line.text]
    marked = _marked(grid)
    above = sum(1 for _ in takewhile(is_caption, texts[:marked]))  # titles that look like first rows
    marked -= above
    grid[:above] = [[replace(cell, is_header=False) for cell in row] for row in grid[:above]]
    if marked == 1 and _goes_on_below(grid[above:]):
        marked = max(marked, header_size(texts[above:]))  # many programs can mark the first row only
    if not marked:
        while above + 2 < len(texts) and (is_caption(texts[above]) or not any(texts[above])):
            above += 1
    names_rows = any(row[0].is_header for row in grid[above + 1 :] if row)
    size = marked if marked else 0 if names_rows or is_form(texts[above:]) else header_size(texts[above:])
    if above + size >= len(grid):
        above = size = 0
    headers = joined_names(texts[above : above + size], are_marked=bool(marked))
    values = texts[above + size :]
    if size and values and are_units(headers, values[0], values[1:]):
        headers, values, size = with_units(headers, values[0]), values[1:], size + 1
    has_parts = bool(size) and begins_with_a_part(values)
    names = texts[above] if size == 1 else None
    repeats = frozenset(number for number, row in enumerate(texts) if number > above and row == names)
    if size:
        grid[above + size :] = with_labels(grid[above + size :], texts[above + size :])
    lines = [
        _line(number, row, [] if is_above or ((has_parts or number in repeats) and _is_part(row)) else headers)
        for number, row, is_above in _numbered(grid, above, size)
        if number - 1 not in repeats
    ]
    return [line for line in lines if line.text]


def _is_part(row: Sequence[Cell]) -> bool:
    return is_alone([cell.text for cell in row])


def in_cell(lines: Iterable[str]) -> str:
    """The lines of a table that is inside a cell of another one, as a text for that cell.

    >>> in_cell(["name: Ada | duty: night", "name: Bo | duty: day"])
    'name: Ada, duty: night; name: Bo, duty: day'
    """
    return "; ".join(line.replace(BETWEEN, ", ") for line in lines)


def _numbered(grid: Sequence[Sequence[Cell]], above: int, size: int) -> Iterator[tuple[int, Sequence[Cell], bool]]:
    """The rows that are not names of columns: the number of each, its cells, and whether it is above the names."""
    for number, row in enumerate(grid, start=1):
        if not above < number <= above + size:
            yield number, row, number <= above


def _line(number: int, row: Sequence[Cell], headers: Sequence[str]) -> Line:
    values = [cell.text for cell in row]
    if len(row) > 1 and row[0].is_header and not any(headers) and not is_caption(values):
        first = next((i for i, value in enumerate(values) if i and value), 0)
        if not first:
            return Line(number, (), [f"{values[0]}: "])
        return Line(number, [*[""] * first, values[0]], ["", *values[1:]], is_named=True)
    if not any(headers):
        names, paired = pairs(values)
        return Line(number, names, paired or values)
    is_apart = is_caption(values) or is_remark(values, len(headers))
    return Line(number, [] if is_apart else headers, values)


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The rows with every cell in its own column.

    A cell that covers several rows is repeated in each. One that covers several columns is only one value.
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
                placed[column + offset] = cell if offset == 0 else replace(cell, text=Covered.by(cell.text))
            column += max(cell.columns, 1)
        width = max(placed, default=-1) + 1
        grid.append([placed.get(i, Cell("")) for i in range(width)])
        hanging = {i: replace(cell, rows=cell.rows - 1) for i, cell in placed.items() if cell.rows > 1}
    return grid


def _goes_on_below(grid: Sequence[Sequence[Cell]]) -> bool:
    """Whether a name in the first row reaches down into the second."""
    return any(cell.text and cell.rows > 1 for cell in grid[0]) or (
        len(grid) > 1 and bool(grid[0][0].text) and grid[1][:1] != [] and grid[0][0].text == grid[1][0].text
    )


def _marked(grid: Sequence[Sequence[Cell]]) -> int:
    """The number of first rows that the file marks as names of the columns."""
    marked = 0
    while marked < len(grid) and _is_all_marked(grid[marked]):
        if marked and (len(grid[marked]) == 1 or _is_caption_below(grid[: marked + 1])):
            break  # it names the following rows
        marked += 1
    return marked


def _is_all_marked(row: Sequence[Cell]) -> bool:
    """Whether the file marks all cells of the row but perhaps an empty corner."""
    marked = row[1:] if len(row) > 2 and not row[0].text else row
    return bool(marked) and all(cell.is_header for cell in marked)


def _is_caption_below(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the last row has one text over all columns, below one that names several."""
    *above, last = ([cell.text for cell in row] for row in rows)
    return is_caption(last) and not all(map(is_caption, above))


def labelled(headers: Sequence[str], values: Sequence[str]) -> str:
    """A row as a line: each value with its header, without empty values.

    >>> labelled(["name", "born"], ["Ada", "1815", "London"])
    'name: Ada | born: 1815 | London'
    """
    named = zip([*headers, *[""] * len(values)], (value.replace(BETWEEN, " / ") for value in values), strict=False)
    return BETWEEN.join(f"{header}: {value}" if header else value for header, value in named if value)
