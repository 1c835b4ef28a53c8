"""Finds the borders of rows and columns in drawn tables. If only rows have lines, white space separates the columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from index.reading.readers.pdf.glyphs import Rectangle
from index.reading.readers.pdf.tables.pieces import Cells, PageLine, Piece

_INSIDE = 1.0  # points from the edges of a word
_NEAR = 2.0  # points by which the ends of lines can differ
_FEWEST_LINES = 4  # of a table without upright lines: around the names and between at least two rows
_ABOVE = 1.5  # how far the names can be above the first line of a table, in heights of a line of text
_LINE_SPACE = 0.5  # the most white space between two lines of a cell, in such heights
_LOWEST, _SPACE = 8.0, 5.0  # points between two lines, and of white space between two columns

Place = tuple[int, int]  # row and column


@dataclass(frozen=True, slots=True)
class Grid:
    """A table that is drawn: the borders of its columns from the left, and of its rows from the top.

    There are no columns if only the rows have lines; then `span` is where these lines begin and end.
    """

    columns: Sequence[float]
    rows: Sequence[float]
    down: Sequence[Rectangle] = ()  # the lines between columns
    open_left: frozenset[Place] = frozenset()  # cells without a line between them and the cell to their left
    open_above: frozenset[Place] = frozenset()
    span: tuple[float, float] | None = None

    def cell(self, box: Rectangle) -> Place | None:
        """The row and column of the cell that contains the middle of a box; of a merged cell, the first ones."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        column = sum(edge <= x for edge in self.columns) - 1
        row = sum(edge >= y for edge in self.rows) - 1
        is_inside = 0 <= column < len(self.columns) - 1 and 0 <= row < len(self.rows) - 1
        return self.first_of((row, column)) if is_inside else None

    def first_of(self, place: Place) -> Place:
        """The first row and column of the merged cell that this place belongs to."""
        row, column = place
        while True:
            if (row, column) in self.open_left:
                column -= 1
            elif (row, column) in self.open_above:
                row -= 1
            else:
                return row, column

    def part(self, first: int, end: int) -> Grid:
        """The rows from `first` to the one before `end`, as a grid of its own."""
        left, above = (
            frozenset((row - first, column) for row, column in places if first <= row < end)
            for places in (self.open_left, self.open_above)
        )
        return replace(self, rows=self.rows[first : end + 1], open_left=left, open_above=above)

    def cuts(self, box: Rectangle) -> bool:
        """Whether a line between two columns goes through a box, so that these are not cells."""
        y = (box[1] + box[3]) / 2
        return any(box[0] + _INSIDE < line[0] < box[2] - _INSIDE and line[1] <= y <= line[3] for line in self.down)


def bands(across: Iterable[Rectangle]) -> Iterator[Grid]:
    """The tables of horizontal lines with the same ends, without vertical lines."""
    whole = sorted(_joined(across), key=lambda line: (round(line[0] / _NEAR), round(line[2] / _NEAR), -line[1]))
    for _, same in groupby(whole, key=lambda line: (round(line[0] / _NEAR), round(line[2] / _NEAR))):
        lines = list(same)
        heights = [line[1] for line in lines]
        rows = heights[:1] + [low for high, low in pairwise(heights) if high - low > _NEAR]
        if len(rows) >= _FEWEST_LINES and all(high - low >= _LOWEST for high, low in pairwise(rows)):
            yield Grid((), rows, span=(lines[0][0], lines[0][2]))


def _joined(across: Iterable[Rectangle]) -> Iterator[Rectangle]:
    """The horizontal lines. Lines that are drawn cell by cell are joined."""
    current: Rectangle | None = None
    for line in sorted(across, key=lambda line: (line[1], line[0])):
        if current and abs(current[1] - line[1]) < 0.2 and line[0] <= current[2] + _NEAR:
            current = (current[0], current[1], max(current[2], line[2]), current[3])
        else:
            if current:
                yield current
            current = line
    if current:
        yield current


def with_columns(grid: Grid, lines: Sequence[PageLine]) -> Grid | None:
    """The grid with columns between gaps of white space through all of its rows; None if there are no such gaps."""
    left, right = grid.span or (0.0, 0.0)
    inside = [
        piece
        for line in lines
        for piece in line
        if grid.rows[-1] < piece.middle_height < grid.rows[0] and left - _NEAR <= piece.middle <= right + _NEAR
    ]
    inside += (last := _below(grid, lines, inside))
    if last:
        grid = replace(grid, rows=[*grid.rows, min(piece.bottom for piece in last)])
    taken = _covered(inside)
    if len(taken) < 2 or taken[0][0] < left - _SPACE or taken[-1][1] > right + _SPACE:
        return None
    cuts = [(before[1] + after[0]) / 2 for before, after in pairwise(taken)]
    columns = [left - _SPACE, *cuts, right + _SPACE]
    above = [line for line in lines if 0 < line[0].middle_height - grid.rows[0] < _ABOVE * line[0].height]
    for line in above:
        places = [sum(edge <= piece.middle for edge in columns) - 1 for piece in line]
        if places == list(range(len(taken))):  # the names are above the first line
            return replace(grid, columns=columns, rows=[max(piece.top for piece in line), *grid.rows])
    return replace(grid, columns=columns)


def _below(grid: Grid, lines: Sequence[PageLine], inside: Sequence[Piece]) -> list[Piece]:
    """The row below the last line, if each row has a line above it only. It has words in several of the columns."""
    columns = _covered(inside)
    left, right = grid.span or (0.0, 0.0)
    ordered = sorted(
        (piece for line in lines for piece in line if piece.middle_height < grid.rows[-1]), key=lambda piece: -piece.top
    )
    found: list[Piece] = []
    bottom = grid.rows[-1]
    for piece in ordered:
        if bottom - piece.top > (_LINE_SPACE if found else _ABOVE) * piece.height:
            break
        found.append(piece)
        bottom = min(bottom, piece.bottom)
    places = [
        [i for i, span in enumerate(columns) if span[0] - _NEAR < piece.right and piece.left < span[1] + _NEAR]
        for piece in found
    ]
    is_row = len({place[0] for place in places if place}) > 1 and all(len(place) == 1 for place in places)
    return found if is_row and all(left - _NEAR <= piece.middle <= right + _NEAR for piece in found) else []


def _covered(pieces: Sequence[Piece]) -> list[tuple[float, float]]:
    """The spans that the pieces cover, from the left, with white space between them."""
    taken: list[tuple[float, float]] = []
    for piece in sorted(pieces, key=lambda piece: piece.left):
        if taken and piece.left - taken[-1][1] < _SPACE:
            taken[-1] = (taken[-1][0], max(taken[-1][1], piece.right))
        else:
            taken.append((piece.left, piece.right))
    return taken


def are_rows(rows: Sequence[Cells]) -> bool:
    """Whether the text between two lines is mostly one row, and not several rows."""
    several = 0
    for row in rows:
        heights = {tuple(round(piece.middle_height) for piece in cell) for cell in row if cell}
        several += len(heights) == 1 and len(heights.pop()) > 1
    return 2 * several <= len(rows)
