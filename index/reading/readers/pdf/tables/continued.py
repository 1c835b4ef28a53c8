"""Tables of figures without lines that go on at the top of the next page, where their columns have no names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.reading.readers.contents import TableRow
from index.reading.readers.headers import is_amount
from index.reading.readers.pdf.glyphs import PageText
from index.reading.readers.pdf.tables.pieces import OFF, Cells, Glyphs, PageLine, Piece, Table
from index.reading.readers.tables import BETWEEN, labelled

_MOST_PAGES = 3  # back to the names of a table: so many are open at once

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class OpenTable:
    """The table with which a page ends: the names of its columns, their left and right edges, and those of figures."""

    names: Sequence[str]
    spans: Sequence[Span]
    figures: frozenset[int]


def open_table(page: PageText, glyphs: Glyphs) -> OpenTable | None:
    """The table with names and figures that the page ends with; None if it ends with anything else."""
    end = page.rows[-1] if page.rows else None
    if end is None or not any(end.line.headers) or "\n" in page.text[end.start :].strip():
        return None
    names, rows = end.line.headers, [row for row in page.rows if row.table == end.table]
    width = len(names)
    boxes: list[list[Span]] = [[] for _ in names]
    for row in rows:
        for column, start, last in _places(row):
            boxes[column].append((glyphs.box(page.index[start])[0], glyphs.box(page.index[last])[2]))
    if not all(boxes):
        return None
    spans = [(min(left for left, _ in column), max(right for _, right in column)) for column in boxes]
    values = [[row.line.values[i] for row in rows if row.line.values[i]] for i in range(width)]
    figures = frozenset(i for i in range(1, width) if all(map(is_amount, values[i])))
    return OpenTable(names, spans, figures) if figures else None


def _places(row: TableRow) -> Iterator[tuple[int, int, int]]:
    """The columns of a row with values, and the places of their first and last characters in the page's text."""
    end = row.start
    for column, value in enumerate(row.line.values):
        if value:
            end += len(labelled(row.line.headers[column : column + 1], [value]))
            yield column, end - len(value), end - 1
            end += len(BETWEEN)


def going_on(lines: Sequence[PageLine], table: OpenTable) -> Table | None:
    """The first lines of the page, if they are rows of the table with which the page before ends."""
    rows: list[Cells] = []
    for line in lines:
        cells = _cells(line, table)
        if cells is None:
            break
        rows.append(cells)
    return Table(0, len(rows), [()] * len(table.names), rows, table.names) if rows else None


def _cells(line: PageLine, table: OpenTable) -> Cells | None:
    """The pieces of the line by column. None if it is no row: a label, and figures where the table has only figures."""
    cells: list[list[Piece]] = [[] for _ in table.names]
    for piece in line:
        over = [i for i, span in enumerate(table.spans) if piece.left < span[1] + OFF and span[0] - OFF < piece.right]
        if len(over) != 1 or cells[over[0]] or (over[0] in table.figures and not is_amount(piece.text)):
            return None
        cells[over[0]].append(piece)
    return cells if cells[0] and any(cells[i] for i in table.figures) else None


def table_above(
    number: int, lines_of: Callable[[int], Sequence[PageLine]], ends_of: Callable[[int], OpenTable | None]
) -> OpenTable | None:
    """The table of an earlier page that goes on at the top of the page `number`, over pages that it fills."""
    between: list[Sequence[PageLine]] = [lines_of(number)]
    for page in range(number - 1, max(0, number - 1 - _MOST_PAGES), -1):
        if not between[-1] or len(between[-1][0]) < 2:
            return None
        if table := ends_of(page):
            filled = (going_on(lines, table) for lines in between[1:])
            is_one = all(one and one.after == len(own) for one, own in zip(filled, between[1:], strict=True))
            return table if is_one else None
        between.append(lines_of(page))
    return None
