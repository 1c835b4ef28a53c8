"""Writes the rows of a sheet as lines that can be understood alone, and finds the cells that a text came from."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Self

from index.reading.readers.contents import Contents, one_line
from index.reading.readers.forms import beside, is_form
from index.reading.readers.headers import (
    Covered,
    Span,
    are_names,
    header_size,
    is_caption,
    is_number,
    is_remark,
    is_value,
    joined_names,
)
from index.reading.readers.row_kinds import are_units, begins_with_a_part, is_alone, pairs, with_units
from index.reading.readers.row_labels import lacks_label, repeated_cells
from index.reading.readers.sides import sides_of
from index.reading.readers.stacked import (
    AROUND,
    begins_anew,
    columns_of_numbers,
    has_words_at,
    is_title,
    trimmed,
)
from index.reading.readers.tables import Line

_AHEAD = 20  # rows that decide whether the one above them is a header

Numbered = tuple[int, Sequence[str]]  # the row's number, 1 for the first, and its values


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet before it becomes text: its name, "" for a file of values, and its rows in their order.

    Empty rows can be missing, if at least one is left between two tables. `left` is the number of the first column.
    """

    name: str
    rows: Iterable[Numbered]
    left: int = 1
    is_headed: bool = False  # the first row is the header unless it cannot be

    def lines(self) -> Iterator[Line]:
        """The lines that the rows become, in order."""
        return grid_lines(self.rows, is_headed=self.is_headed)


def grid_lines(rows: Iterable[Numbered], *, is_headed: bool = False) -> Iterator[Line]:
    """The lines of a sheet, which can contain several tables with empty rows or columns between them.

    Of tables side by side, the left one comes first. A row of one cell above a table is its caption. Rows after a gap
    keep the header above it unless they have their own or are wider. With `is_headed`, the first row is the header
    unless it cannot be.
    """
    columns = _Columns()
    begins = True
    left = 0  # the number of header rows that follow
    waiting: list[Numbered] = []  # rows of tables side by side
    sides: Sequence[Span] = ()
    for (number, row), following in _with_following(rows):
        below = list(takewhile(any, (other for _, other in following))) if begins else []
        if sides and any(row):
            waiting.append((number, row))
        elif left:
            left -= 1
        elif not any(row):
            yield from _beside(waiting, sides)
            begins, sides = True, ()
            columns = _Columns() if columns.is_form else columns
        elif begins and (sides := sides_of([row, *below])):
            waiting = [(number, row)]
        elif begins and columns.are_apart_from(row, below):
            yield _Columns().line(number, row)
        elif begins and not is_headed and is_form([row, *below]):
            columns, begins, is_headed = _Columns(is_form=len(row) > 2), False, False
            yield columns.line(number, row)
        elif begins and (size := header_size([row, *below]) or int(is_headed and _can_name(row, following))):
            columns = _Columns.named(row, below, size)
            begins, is_headed, left = False, False, columns.size - 1
        elif columns.are_repeated(row):
            begins = False
        elif not begins and columns.end_at(row, following):
            below = list(takewhile(lambda one: any(one) and not is_title(one), (other for _, other in following)))
            columns = _Columns.named(row, below, max(1, header_size([row, *below])))
            left = columns.size - 1
        else:
            if begins and not all(columns.headers[i : i + 1] for i, value in enumerate(row) if value):
                columns = _Columns()
            begins = is_headed = False
            yield columns.line(number, row, above_names=columns.begin_below(row, following))
    yield from _beside(waiting, sides)


@dataclass(slots=True)
class _Columns:
    """The names of the columns of a table, on its first `size` rows, and what is known of its rows."""

    headers: Sequence[str] = ()
    size: int = 0
    names: Sequence[str] = ()  # as they are on a single row
    repeated: frozenset[str] = frozenset()
    has_parts: bool = False
    label: str = ""  # of the last row
    numbers: Sequence[int] = ()  # the columns with numbers in the first rows
    above: Sequence[Sequence[str]] = ()  # the last rows
    is_form: bool = False  # the names stand left of the values

    @classmethod
    def named(cls, row: Sequence[str], below: Sequence[Sequence[str]], size: int) -> Self:
        """The columns that the first of these rows name."""
        headers, values = joined_names([row, *below][:size]), below[size - 1 :]
        if values and are_units(headers, values[0], values[1:]):
            headers, values, size = with_units(headers, values[0]), values[1:], size + 1
        names = row if size == 1 else ()
        numbers = columns_of_numbers(values)
        return cls(headers, size, names, repeated_cells(values), begins_with_a_part(values), numbers=numbers)

    def are_repeated(self, row: Sequence[str]) -> bool:
        """Whether the row repeats the names, as on each page of a print."""
        return any(row) and list(row) == list(self.names)

    def are_apart_from(self, row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
        """Whether the row after a gap is no row of the table: a caption, or a few words below the whole table."""
        is_below = is_alone(row) and " " in row[0] and not any(sum(map(bool, other)) > 1 for other in below)
        return _is_caption(row, below) or _is_preamble(row, below) or (bool(self.headers) and is_below)

    def end_at(self, row: Sequence[str], following: Iterable[Numbered]) -> bool:
        """Whether the row names the columns of another table."""
        can_end = has_words_at(self.numbers, row) or isinstance(row[-1], Covered) or self._are_other_things(row)
        return can_end and begins_anew(self.headers, self.above, row, (other for _, other in following))

    def _are_other_things(self, row: Sequence[str]) -> bool:
        """Whether the row names the same columns but the first."""
        return len(row) > 2 and self.headers[1:2] == row[1:2] and row[1:] == self.headers[1:]

    def begin_below(self, row: Sequence[str], following: Iterable[Numbered]) -> bool:
        """Whether the next row names columns: again, or those of another table whose title this row is."""
        below = [other for _, other in following] if is_title(row) else []
        if not below:
            return False
        is_new = bool(self.headers) and begins_anew(self.headers, [*self.above, row], below[0], below[1:])
        return is_new or self.are_repeated(below[0])

    def line(self, number: int, row: Sequence[str], *, above_names: bool = False) -> Line:
        """The row as a line; a row without headers can be one of a form, or above names that are repeated."""
        is_part = (self.has_parts or above_names) and is_alone(row)
        is_apart = is_part or is_caption(row) or is_remark(row, len(self.headers))
        self.above = (*self.above[-AROUND:], row)
        if self.is_form:
            return Line(number, *beside(row))
        if is_apart or not self.headers:
            names, values = pairs(row)
            return Line(number, names, values or row)
        cells = [self.label, *row[1:]] if self.label and lacks_label(row, self.repeated) else row
        self.label = cells[0] or self.label
        return Line(number, self.headers, cells)


def _beside(rows: Sequence[Numbered], sides: Sequence[Span]) -> Iterator[Line]:
    """The lines of tables side by side, table by table."""
    for start, end in sides:
        for line in grid_lines((number, row[start:end]) for number, row in rows if any(row[start:end])):
            before = [""] * start
            yield Line(line.row, [*before, *line.headers] if line.headers else (), [*before, *line.values])


def cells_of(sheet: Sheet, start: int, end: int, quote: str) -> str:
    """The cells that [start, end) of a sheet's text came from, such as "B7" or "A7:C9".

    "" if no cell of a row is in the span, or if its text is not the quote.
    """
    name = one_line(sheet.name)
    head = f"{name}\n\n" if name else ""
    begin = len(head)
    touched: list[tuple[int, int]] = []
    held = head[start:end]
    for line in sheet.lines():
        text = f"{line.text}\n"
        held += text[max(0, start - begin) : max(0, end - begin)]
        touched += [(line.row, column) for column in line.columns(start - begin, end - begin)]
        begin += len(text)
        if begin > end:
            break
    return _reference(touched, sheet.left) if held == quote else ""


def table_cells(contents: Contents, page: int | None, start: int, end: int, quote: str) -> str:
    """The cells that [start, end) of a page's text came from (None: of the whole text), such as "table 2, B3".

    "" if the span has no cell of a table or cells of several tables, or if its text is not the quote.
    """
    begin = min((section.start for section in contents.sections if section.page == page and page), default=0)
    start, end = begin + start, begin + end
    if contents.text[start:end] != quote:
        return ""
    touched = [
        (row.table, row.line.row, column)
        for row in contents.rows
        for column in row.line.columns(start - row.start, end - row.start)
    ]
    tables = {table for table, _, _ in touched}
    return f"table {tables.pop()}, {_reference([cell[1:] for cell in touched], 1)}" if len(tables) == 1 else ""


def _reference(cells: Sequence[tuple[int, int]], left: int) -> str:
    if not cells:
        return ""
    rows, columns = zip(*cells, strict=True)
    first = f"{column_letters(left + min(columns))}{min(rows)}"
    last = f"{column_letters(left + max(columns))}{max(rows)}"
    return first if first == last else f"{first}:{last}"


def column_letters(column: int) -> str:
    """The name of a column, of which 1 is A and 27 AA."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _with_following(rows: Iterable[Numbered]) -> Iterator[tuple[Numbered, Iterable[Numbered]]]:
    """Each row without the empty cells at its end (unless a merged cell covers them), and some of the rows after it."""
    numbered = ((number, trimmed(row)) for number, row in rows)
    ahead = deque(islice(numbered, _AHEAD + 1))
    while ahead:
        row = ahead.popleft()
        yield row, ahead
        ahead.extend(islice(numbered, 1))


def _can_name(row: Sequence[str], following: Iterable[Numbered]) -> bool:
    """Whether the first row can name the columns. A single text above wider rows is a line of a preamble."""
    widths = [len(other) for _, other in following]
    is_wide = bool(widths) and widths[0] > 0 and (len(row) > 1 or max(widths) == 1)
    return is_wide and are_names(row) and not (len(row) == 2 and is_value(row[1]))


def _is_preamble(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the row is a line such as "Station: North pier" above the names of the columns."""
    is_narrow = bool(below) and len(row) < min(map(len, below)) and all(row)
    is_narrow = is_narrow and not is_number(row[0])
    return is_narrow and all(below[0]) and header_size(below) == 1 and row[0] != below[0][0]


def _is_caption(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    is_alone = sum(map(bool, row)) == 1 and not (row[0] == "" and header_size([row, *below]))
    return is_alone and any(sum(map(bool, other)) > 1 for other in below)
