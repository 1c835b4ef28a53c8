"""Tables of a PDF page without any lines, whose cells contain words on several lines.

                 Role             Who decides         What is needed
                 Purchases        The head of         An offer in
                 up to 500        the team            writing
                 euros

                 Travel           The director        A request ten
                                                      days before

Rows are known by the white space between them, which is higher than that between the lines of a cell, and by their
cells, which begin at the same height or have their middles there. A line of a cell is only broken where the next word
would not fit, which tells a wrapped cell from a list of short lines. In doubt there is no table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.reading.readers.headers import are_names, is_number
from index.reading.readers.pdf.glyphs import PageText
from index.reading.readers.pdf.tables.pieces import Cells, Glyphs, PageLine, Piece, Table, is_below_a_row, texts

_FEWEST_ROWS = 2  # below the names
_MOST_LINES = 300  # of a table; a page has seldom more
_FAR = 3.0  # heights of a line between two rows, at most
_FARTHER = 15.0  # the same between two pieces in the order of the text
_SPACE = 3.0  # points between two columns, at least
_MORE = 0.2  # of a line's height: how much more white there is between two rows than between two lines of a cell
_OFF = 0.35  # of a line's height: how far the cells of a row can be from the same height
_ROUGH = 0.5  # of a line's height: the error in the estimated width of a word
_NAME = re.compile(r"(?=.*[^\W\d_]{2})(?:\S+\s+){0,4}\S*[^\s.;:,]$")  # at most five words, which no sentence ends with
_MOST_WORDS = 8  # of a cell in the first column, on average: columns of a newspaper have longer paragraphs

_Placed = tuple[int, int, Piece]  # the number of the line, that of the column, and the piece


def wrapped_tables(lines: Sequence[PageLine], page: PageText, glyphs: Glyphs) -> Iterator[Table]:
    """The tables among the lines, in order."""
    at = 0
    while at < len(lines):
        table = _table(lines, at, page, glyphs) if _can_be_names(lines, at) else None
        if table:
            yield table
        at = table.after if table else at + 1


def _can_be_names(lines: Sequence[PageLine], at: int) -> bool:
    """Whether the line has a short name for each of several columns, and is not one of several rows."""
    names = lines[at]
    if len(names) < 2 or not are_names(texts(names)) or not all(_NAME.match(name.text) for name in names):
        return False
    return not is_below_a_row(lines, at)


def _table(lines: Sequence[PageLine], at: int, page: PageText, glyphs: Glyphs) -> Table | None:
    """The table with its names on the line `at`; None if there is none for certain."""
    names = lines[at]
    rows = _rows(list(_placed(lines, at)), names[0].bottom)
    while rows and len({column for _, column, _ in rows[-1]}) < 2:
        rows.pop()  # text below the table
    used = sorted({number for row in rows for number, _, _ in row})
    if len(rows) < _FEWEST_ROWS or used != list(range(at + 1, used[-1] + 1)):
        return None
    cells = [_cells(row, len(names)) for row in rows]
    if not (_are_aligned(cells) and _are_of_words(cells) and _are_wrapped(cells)):
        return None
    fonts = [
        {glyphs.font(page.index[piece.start]) for piece in row}
        for row in (names, [c[0] for r in cells for c in r if c])
    ]
    is_clear = len(names) > 2 and all(row[0] and sum(map(bool, row)) + 1 >= len(names) for row in cells)
    if fonts[0] & fonts[1] and not is_clear:
        return None
    return Table(at, used[-1] + 1, [[name] for name in names], cells)


def _placed(lines: Sequence[PageLine], at: int) -> Iterator[_Placed]:
    """The pieces below the names, each with its line and its column, until one is in no column or in two."""
    spans = [(name.left, name.right) for name in lines[at]]
    lowest = min(name.bottom for name in lines[at])
    for number, line in enumerate(lines[at + 1 : at + 1 + _MOST_LINES], start=at + 1):
        found: list[_Placed] = []
        for piece in _cells_of(line, [left for left, _ in spans]):
            columns = [
                i for i, span in enumerate(spans) if span[0] - _SPACE < piece.right and piece.left < span[1] + _SPACE
            ]
            is_below = piece.middle_height < lines[at][0].bottom and piece.top > lowest - _FARTHER * piece.height
            if len(columns) != 1 or not is_below:
                return
            (column,) = columns
            spans[column] = min(spans[column][0], piece.left), max(spans[column][1], piece.right)
            found.append((number, column, piece))
        lowest = min(lowest, *(piece.bottom for piece in line))
        yield from found


def _cells_of(line: PageLine, lefts: Sequence[float]) -> list[Piece]:
    """The pieces of a line, joined where wide spaces divide the words of one column of a justified table."""
    cells: list[Piece] = []
    for piece in line:
        before = cells[-1] if cells else None
        is_next_word = before and piece.start == before.end + 1
        if before and is_next_word and not any(before.right < left - _SPACE <= piece.right for left in lefts):
            text = f"{before.text} {piece.text}"
            cells[-1] = replace(before, text=text, end=piece.end, right=piece.right)
        else:
            cells.append(piece)
    return cells


def _rows(placed: Sequence[_Placed], bottom: float) -> list[list[_Placed]]:
    """The pieces row by row from the top, which is at `bottom`, the end of the names.

    Between two rows there is more white than between two lines of a cell.
    """
    ordered = sorted(placed, key=lambda one: -one[2].top)
    space = _line_space(ordered)
    rows: list[list[_Placed]] = []
    for one in ordered:
        piece = one[2]
        if bottom - piece.top > _FAR * piece.height:
            break
        if not rows or bottom - piece.top > space + _MORE * piece.height:
            rows.append([])
            bottom = piece.bottom
        rows[-1].append(one)
        bottom = min(bottom, piece.bottom)
    return rows


def _line_space(ordered: Sequence[_Placed]) -> float:
    """The smallest white space between two lines of the same column."""
    by_column: dict[int, list[Piece]] = {}
    for _, column, piece in ordered:
        by_column.setdefault(column, []).append(piece)
    pairs = (pair for pieces in by_column.values() for pair in pairwise(pieces))
    spaces = [above.bottom - below.top for above, below in pairs if above.middle_height > below.top]
    return min(spaces, default=0.0)


def _cells(row: Sequence[_Placed], columns: int) -> Cells:
    """The pieces of each cell, line by line."""
    return [
        sorted(
            (piece for _, its, piece in row if its == column),
            key=lambda piece: (-round(piece.middle_height), piece.left),
        )
        for column in range(columns)
    ]


def _are_wrapped(rows: Sequence[Cells]) -> bool:
    """Whether every line of a cell that is not its last is so full that the first word of the next did not fit."""
    for column in range(len(rows[0])):
        right = max((piece.right for row in rows for piece in row[column]), default=0.0)
        for row in rows:
            for piece, following in pairwise(row[column]):
                word = following.text.split()[0]
                width = (following.right - following.left) * len(word) / len(following.text)
                if following.middle_height < piece.bottom and piece.right + width < right - _ROUGH * piece.height:
                    return False
    return True


def _are_aligned(rows: Sequence[Cells]) -> bool:
    """Whether the cells of every row begin at the same height, or have their middles there."""
    filled = [[cell for cell in row if cell] for row in rows]
    height = filled[0][0][0].height
    tops = [[cell[0].middle_height for cell in row] for row in filled]
    middles = [[(cell[0].middle_height + cell[-1].middle_height) / 2 for cell in row] for row in filled]
    return any(all(max(heights) - min(heights) <= _OFF * height for heights in of_rows) for of_rows in (tops, middles))


def _are_of_words(rows: Sequence[Cells]) -> bool:
    """Whether cells go on over several lines of words, and the first column has short labels."""
    several = [cell for row in rows for cell in row if len(cell) > 1]
    if not several or any(all(is_number(piece.text) for piece in cell) for cell in several):
        return False
    labels = [row[0] for row in rows if row[0]]
    words = sum(len(piece.text.split()) for cell in labels for piece in cell)
    return 2 * len(labels) >= len(rows) and words <= _MOST_WORDS * len(labels)
