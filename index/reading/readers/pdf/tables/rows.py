"""Writes the tables of a PDF page with one line for each row, each value with its names, as in every other format.

A PDF does not mark tables. There are only words in rows below each other, with wide gaps between them.
"""

from __future__ import annotations

import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from index.reading.readers.contents import TableRow
from index.reading.readers.pdf.glyphs import PageText
from index.reading.readers.pdf.tables.aligned import aligned_tables
from index.reading.readers.pdf.tables.beside import tables_beside
from index.reading.readers.pdf.tables.centred import centred_tables
from index.reading.readers.pdf.tables.continued import OpenTable, going_on
from index.reading.readers.pdf.tables.figures import figure_tables
from index.reading.readers.pdf.tables.grids import Grid
from index.reading.readers.pdf.tables.narrow import with_narrow_columns
from index.reading.readers.pdf.tables.pieces import Cells, Glyphs, PageLine, Piece, Table, lines_of
from index.reading.readers.pdf.tables.ruled import ruled_tables
from index.reading.readers.pdf.tables.wrapped import wrapped_tables
from index.reading.readers.row_labels import with_labels
from index.reading.readers.tables import BETWEEN, Line


def with_rows(
    page: PageText,
    glyphs: Glyphs,
    lines: Sequence[PageLine] | None = None,
    drawn: Sequence[Grid] = (),
    above: Sequence[str] = (),
    *,
    open_above: OpenTable | None = None,
) -> PageText:
    """The page with every line of a table as "name: value | name: value", and without the lines of the names.

    An inserted name has its own place on the page, above its column. Characters between two words have the place of the
    second word. `lines` are the lines of the page, if they are known already, and `drawn` the tables that are drawn.
    The page can begin with a table whose columns are named `above`, on an earlier page, or with the rows of the table
    without lines `open_above`.
    """
    lines = with_narrow_columns(lines_of(page, glyphs) if lines is None else lines, page, glyphs)
    text = _Text(page)
    begun = going_on(lines, open_above) if open_above else None
    tables = (
        chain([begun], _undrawn_tables(lines, page, glyphs, first=begun.after, after=len(lines)))
        if begun
        else (_tables(lines, page, glyphs, drawn, above))
    )
    for table in tables:
        text.copy_until(min(piece.start for line in lines[table.first : table.after] for piece in line))
        text.put_table(table)
        if table.beside:
            text.end_line()
            text.put_table(table.beside)
        text.go_to(max(piece.end for line in lines[table.first : table.after] for piece in line))
    text.copy_until(len(page.text))
    return text.page()


Finder = Callable[[Sequence[PageLine], PageText, Glyphs], Iterator[Table]]


def _tables(
    lines: Sequence[PageLine], page: PageText, glyphs: Glyphs, drawn: Sequence[Grid], above: Sequence[str]
) -> Iterator[Table]:
    """The tables in order: tables that are drawn, and between them tables without lines."""
    done = 0
    for table in ruled_tables(lines, page, glyphs, drawn, above):
        if table.first >= done:
            yield from _undrawn_tables(lines, page, glyphs, first=done, after=table.first)
            yield table
            done = table.after
    yield from _undrawn_tables(lines, page, glyphs, first=done, after=len(lines))


def _undrawn_tables(
    lines: Sequence[PageLine],
    page: PageText,
    glyphs: Glyphs,
    *,
    first: int,
    after: int,
    finders: Sequence[Finder] = (tables_beside, wrapped_tables, aligned_tables, centred_tables),
) -> Iterator[Table]:
    """The tables among the lines [first, after) that the first finder finds, and between them those of the others.

    By default these are tables side by side, tables of wrapped words, tables with names on one line, and tables with
    centred names. Tables of figures come last.
    """
    if not finders:
        yield from figure_tables(lines, page, glyphs, first=first, after=after)
        return
    find, *others = finders
    done = first
    for found in find(lines[first:after], page, glyphs):
        table = replace(found, first=found.first + first, after=found.after + first)
        yield from _undrawn_tables(lines, page, glyphs, first=done, after=table.first, finders=others)
        yield table
        done = table.after
    yield from _undrawn_tables(lines, page, glyphs, first=done, after=after, finders=others)


class _Text:
    """Builds the new text of a page."""

    def __init__(self, page: PageText) -> None:
        self._page = page
        self._done = 0  # characters of the page
        self._characters: list[str] = []
        self._index = array.array("i")
        self._rows: list[TableRow] = []
        self._tables = 0

    def page(self) -> PageText:
        return PageText("".join(self._characters), self._index, tuple(self._rows))

    def copy_until(self, end: int) -> None:
        self._characters += self._page.text[self._done : end]
        self._index.extend(self._page.index[self._done : end])
        self._done = end

    def go_to(self, start: int) -> None:
        self._done = start

    def end_line(self) -> None:
        self._put("\n", self._index[-1])

    def put_table(self, table: Table) -> None:
        """Write the rows of the table. The names count as its first row, even if they are on several lines."""
        self._tables += 1
        names = table.above or [_spoken(name) for name in table.header]
        begin = 2 if any(map(bool, table.header)) else 1
        texts = [[_spoken(cell) for cell in row] for row in table.rows]
        for row, cells in enumerate(with_labels(table.rows, texts), start=begin):
            if row > begin:
                self.end_line()
            line = Line(row, names if len(cells) > 1 else (), [_spoken(cell) for cell in cells])
            self._rows.append(TableRow(len(self._characters), self._tables, line))
            self._put_row(table, cells)

    def _put_row(self, table: Table, cells: Cells) -> None:
        start = len(self._characters)
        if len(cells) == 1:
            self._put_words(cells[0])
            return
        for name, above, cell in zip(table.header, table.above or [""] * len(cells), cells, strict=True):
            if cell:
                if len(self._characters) > start:
                    self._put(BETWEEN, self._place((name or cell)[0]))
                if above:  # it has no place on this page
                    self._put(f"{above}: ", self._place(cell[0]))
                elif name:
                    self._put_words(name)
                    self._put(": ", self._place(cell[0]))
                self._put_words(cell)

    def _put_words(self, pieces: Sequence[Piece]) -> None:
        for number, piece in enumerate(pieces):
            if number:
                self._put(" ", self._place(piece))
            self._characters += piece.text.replace("\n", " ")
            self._index.extend(self._page.index[piece.start : piece.end])

    def _put(self, text: str, place: int) -> None:
        self._characters += text
        self._index.extend([place] * len(text))

    def _place(self, piece: Piece) -> int:
        return self._page.index[piece.start]


def _spoken(pieces: Sequence[Piece]) -> str:
    return " ".join(piece.text.replace("\n", " ") for piece in pieces)
