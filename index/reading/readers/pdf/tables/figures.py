"""Tables of figures on a PDF page, as in reports: a label and figures in every row, below names on several lines.

                  Three Months Ended      Nine Months Ended
                  June 25,   June 26,    June 25,   June 26,
                    2022       2021        2022       2021
    Net sales:
      Products    $ 63,355   $ 63,948   $ 245,241  $ 232,309
      Services      19,604     17,486      58,941     50,148

The last digits of a column's figures are below each other. It is a table only if every column has a distinct name
(`index.reading.readers.pdf.tables.column_names`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.reading.readers.headers import is_number, is_year
from index.reading.readers.pdf.glyphs import PageText
from index.reading.readers.pdf.tables.column_names import Column, Names, names_above
from index.reading.readers.pdf.tables.pieces import OFF, Cells, Glyphs, PageLine, Piece, Table

_FEWEST = 2  # columns of figures, and rows
_MOST = 40  # columns
_MOST_LABELS = 3  # lines of only a label between the names and the first figures, or between figures
_MOST_BETWEEN = 3  # rows' heights between two rows
_YEAR = re.compile(r"(?:19|20)\d\d$")
_NOTHING = re.compile(r"[—–-]$|[Nn]/?[Aa]$|NM$|\*$")
_OPENING = re.compile(r"[$€£¥]$")
_CLOSING = re.compile(r"[%)*:]+$|\(\w{1,2}\)$")  # or the mark of a footnote
_LETTERS = re.compile(r"[^\W\d_]{2}")
_OF_A_TABLE = re.compile(r"\b(?:19|20)\d\d\b|^\(.*\)$")  # a label with a period or a unit is that of all figures below
_SIGN_OF_NEXT = re.compile(r"\d.*\s[$£]$")
_SEVERAL = re.compile(r"\d\s+[($€£¥]*\d")
_THOUSANDS = re.compile(r"\D*\d{1,3}(?:\s\d{3})+\D*$")


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure with its marks, and the right edge of its last digit."""

    pieces: tuple[Piece, ...]
    value: Piece
    edge: float
    is_number: bool  # False for a dash that means nothing


@dataclass(frozen=True, slots=True)
class _Row:
    """A line with a label, with figures or with both."""

    label: Sequence[Piece]
    figures: Sequence[_Figure]

    @property
    def first(self) -> Piece:
        return [*self.label, *(figure.value for figure in self.figures)][0]


def figure_tables(
    lines: Sequence[PageLine], page: PageText, glyphs: Glyphs, *, first: int, after: int
) -> Iterator[Table]:
    """The tables of figures among the lines [first, after), in order."""
    rows = [_row(line, page, glyphs) for line in lines[first:after]]
    done = at = 0
    while at < len(rows):
        block = _Block()
        end = at
        while end < len(rows) and block.takes(rows[end]):
            end += 1
        if block.is_table():
            labels = _labels_above(rows[done:at], block)
            top = at - len(labels)
            if names := names_above(lines[first + done : first + top], lines[first + top][0], block.columns):
                yield _table(names, first + top - names.lines, first + at, labels, block)
                done = at + len(block)
        at = max(end, at + 1)


def _table(names: Names, first: int, at: int, labels: Sequence[_Row], block: _Block) -> Table:
    width = len(block.columns)
    above: list[Cells] = [[row.label, *[()] * width] for row in labels]
    return Table(first, at + len(block), [names.of_labels, *names.of_columns], above + block.cells())


class _Block:
    """Lines of figures below each other, with lines of only a label between them."""

    def __init__(self) -> None:
        self.columns: list[Column] = []
        self._rows: list[tuple[_Row, list[Column]]] = []  # with the column of every figure

    def __len__(self) -> int:
        """The number of lines up to the last one with figures."""
        return max((number for number, (row, _) in enumerate(self._rows, start=1) if row.figures), default=0)

    def takes(self, row: _Row | None) -> bool:
        """Whether the row continues the block. If so, it is added."""
        if row is None or not (row.figures or self.columns) or not self._is_next(row):
            return False
        placed = [self._column_of(figure) for figure in row.figures]
        columns = [column for column in placed if column]
        if len(columns) < len(placed) or len(set(map(id, columns))) < len(columns):
            return False
        for column, figure in zip(columns, row.figures, strict=True):
            column.widen(figure.value, figure.pieces[0])
        self.columns = sorted({id(column): column for column in [*self.columns, *columns]}.values(), key=_edge)
        self._rows.append((row, columns))
        return True

    def _is_next(self, row: _Row) -> bool:
        """Whether the row is close below the last one, its label is left of the figures, and no other table begins."""
        below = self._rows[-1][0].first.bottom - row.first.top if self._rows else 0.0
        if below > _MOST_BETWEEN * row.first.height or not self.leaves_room_for(row.label):
            return False
        if row.figures:
            return True
        is_of_another = any(_OF_A_TABLE.search(piece.text) for piece in row.label)
        return not is_of_another and any(before.figures for before, _ in self._rows[-_MOST_LABELS:])

    def leaves_room_for(self, label: Sequence[Piece]) -> bool:
        """Whether the label ends before the figures begin."""
        return not (label and self.columns) or label[-1].right <= self.columns[0].left

    def is_table(self) -> bool:
        """Whether there are several columns and rows, most of which have a label that ends before the figures begin."""
        rows = [row for row, _ in self._rows if row.figures]
        if len(self.columns) < _FEWEST or len(rows) < _FEWEST:
            return False
        labelled = [row for row in rows if row.label]
        return 2 * len(labelled) > len(rows) and all(self.leaves_room_for(row.label) for row, _ in self._rows)

    def cells(self) -> list[Cells]:
        """The rows: their labels, then the figures column by column."""
        rows: list[Cells] = []
        for row, columns in self._rows[: len(self)]:
            own = {id(column): figure.pieces for column, figure in zip(columns, row.figures, strict=True)}
            rows.append([row.label, *(own.get(id(column), ()) for column in self.columns)])
        return rows

    def _column_of(self, figure: _Figure) -> Column | None:
        """The column with the same right edge, or a new one beside all others, or None.

        In some tables the last digits are below each other, and in others the brackets around negative figures too.
        """
        nearest = min(self.columns, key=lambda column: abs(column.edge - figure.edge), default=None)
        off = OFF if figure.is_number else 3 * OFF
        if nearest and abs(nearest.edge - figure.edge) <= off:
            return nearest
        nearest = min(self.columns, key=lambda column: abs(column.right - figure.value.right), default=None)
        if nearest and abs(nearest.right - figure.value.right) <= OFF:
            return nearest
        is_beside = all(column.right < figure.value.left or figure.value.right < column.left for column in self.columns)
        return Column.around(figure.edge, figure.value) if is_beside and len(self.columns) < _MOST else None


def _edge(column: Column) -> float:
    return column.edge


def _labels_above(rows: Sequence[_Row | None], block: _Block) -> list[_Row]:
    """The lines of only a label just above the block, from the top."""
    found: list[_Row] = []
    for row in reversed(rows[-_MOST_LABELS:]):
        if row is None or row.figures or row.label[-1].right > block.columns[0].outer:
            break
        found.append(row)
    return found[::-1]


def _row(line: PageLine, page: PageText, glyphs: Glyphs) -> _Row | None:
    """The line as a row. None if it contains anything else, or only years, which are names."""
    label, rest = _split([part for piece in line for part in _without_sign_of_next(piece, page, glyphs)])
    figures: list[_Figure] = []
    before: tuple[Piece, ...] = ()
    for piece in rest:
        if _is_figure(piece.text):
            figures.append(_figure((*before, piece), page, glyphs))
            before = ()
        elif _OPENING.match(piece.text):
            before += (piece,)
        elif _CLOSING.match(piece.text) and figures and not before:
            figures[-1] = replace(figures[-1], pieces=(*figures[-1].pieces, piece))
        else:
            return None
    is_row = not before and sum(_LETTERS.search(piece.text) is not None for piece in label) <= 1
    are_years = figures and all(_YEAR.match(figure.value.text) for figure in figures)
    are_dates = figures and not label and all(is_year(figure.value.text) for figure in figures)
    return _Row(label, figures) if is_row and not (are_years or are_dates) else None


def _without_sign_of_next(piece: Piece, page: PageText, glyphs: Glyphs) -> Iterator[Piece]:
    """The piece without a currency sign at its end, and that sign, which belongs to the next figure."""
    if not _SIGN_OF_NEXT.search(piece.text):
        yield piece
        return
    words = len(piece.text[:-1].rstrip())
    last = glyphs.box(page.index[piece.start + words - 1])[2]
    yield replace(piece, text=piece.text[:words], end=piece.start + words, right=last)
    yield replace(piece, text=piece.text[-1], start=piece.end - 1, left=glyphs.box(page.index[piece.end - 1])[0])


def _split(line: PageLine) -> tuple[PageLine, PageLine]:
    """The label of a line and the rest. A year before other figures is their label."""
    size = next((n for n, piece in enumerate(line) if _is_figure(piece.text) or _OPENING.match(piece.text)), len(line))
    if size == 0 and len(line) > 1 and _YEAR.match(line[0].text):
        size = 1
    return line[:size], line[size:]


def _is_figure(text: str) -> bool:
    if _NOTHING.match(text):
        return True
    return is_number(text) and (not _SEVERAL.search(text) or bool(_THOUSANDS.match(text)))


def _figure(pieces: tuple[Piece, ...], page: PageText, glyphs: Glyphs) -> _Figure:
    value = pieces[-1]
    digits = [number for number, character in enumerate(value.text) if character.isdigit()]
    edge = glyphs.box(page.index[value.start + digits[-1]])[2] if digits else value.right
    return _Figure(pieces, value, edge, is_number=bool(digits))
