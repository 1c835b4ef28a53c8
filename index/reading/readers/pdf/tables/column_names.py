"""Finds the names of columns above figures on a PDF page, on any number of lines.

Words are names only by their places: a name is aligned with its column, a name of several columns is above their
middle, every column has a distinct name, and there are no other words between the names and the figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Self

from index.reading.readers.headers import is_amount, is_number
from index.reading.readers.pdf.tables.pieces import OFF, PageLine, Piece

_HIGHEST = 9  # the most lines of names
_FIRST_GAP, _GAP = 2.5, 1.0  # the largest gaps between the figures and the names and between names, in lines' heights
_CENTRED = 3.0  # points by which a name of several columns can be off their middle
_LONGEST = 120  # characters
_LINE_END = 2  # characters between a line and the next
_MOST_WAYS = 1000  # the most assignments of names to columns that are tried
_IS_NAME = re.compile(r"\W*[^\W\d_]|.*\b(?:19|20)\d\d\b|[%$€£]$")


@dataclass(slots=True, eq=False)
class Column:
    """Figures below each other: the right edge of their last digits, and their edges with and without marks."""

    edge: float
    left: float
    right: float
    outer: float
    names: list[Piece] = field(default_factory=list)  # from the lowest up

    @classmethod
    def around(cls, edge: float, figure: Piece) -> Self:
        return cls(edge, figure.left, figure.right, figure.left)

    def widen(self, figure: Piece, outermost: Piece) -> None:
        """Extend the column to this figure and the marks around it."""
        self.left, self.right = min(self.left, figure.left), max(self.right, figure.right)
        self.outer = min(self.outer, outermost.left)

    def name(self) -> str:
        return " ".join(piece.text for piece in reversed(self.names))


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the labels and of each column from the top down, on the last `lines` lines above the figures."""

    lines: int
    of_labels: Sequence[Piece]
    of_columns: Sequence[Sequence[Piece]]


def names_above(lines: Sequence[PageLine], top: Piece, columns: Sequence[Column]) -> Names | None:
    """The names of the columns on the last of these lines, above the piece `top`. None in doubt."""
    labels: list[Piece] = []
    taken: set[int] = set()
    waiting: list[Piece] = []  # names of the labels at a height between those of the columns' names
    below, gap = top.top, _FIRST_GAP
    for level in _levels(lines, top):
        own = [piece for piece in level if _is_left_of(columns[0], piece)]
        if len(own) > 1 and _stand_before_edges(level[1:], columns):
            own = level[:1]
        elif own and level[0].left > top.right and _stand_before_edges(level, columns):
            own = []
        others = level[len(own) :]
        if not others and columns[0].names and not labels and not waiting:
            waiting = own
            continue
        own = waiting + own
        if not others or min(piece.bottom for piece in others) - below > gap * others[0].height:
            break
        placed = _placed(others, columns)
        if placed is None and len(others) == 1:
            break  # a title
        if placed is None or (own and labels) or not _tells_apart(columns, placed):
            return None
        for piece, owners in zip(others, placed, strict=True):
            for column in owners:
                column.names.append(piece)
        labels += own
        taken.update(piece.start for piece in own + others)
        waiting = []
        below, gap = max(piece.top for piece in others), _GAP
    count = _lines_of(taken, lines)
    if count is None or not _are_names(columns) or (labels and _are_below_others(columns)):
        return None
    return Names(count, labels, [column.names[::-1] for column in columns])


def _is_left_of(column: Column, piece: Piece) -> bool:
    """Whether the piece is above the labels, which are left of the figures of the first column."""
    return piece.right <= column.outer and not (column.names and _reaches(piece, column))


def _levels(lines: Sequence[PageLine], top: Piece) -> list[list[Piece]]:
    """The pieces just above the piece `top`, level by level from the lowest up, each from the left."""
    above: list[Piece] = []
    for line in reversed(lines):
        if any(not 0 < piece.middle_height - top.middle_height < _HIGHEST * 1.5 * top.height for piece in line):
            break
        above += line
    levels: list[list[Piece]] = []
    for piece in sorted(above, key=lambda piece: piece.middle_height):
        if levels and piece.middle_height - levels[-1][0].middle_height < 0.5 * piece.height:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    return [sorted(level, key=lambda piece: piece.left) for level in levels]


def _placed(pieces: Sequence[Piece], columns: Sequence[Column]) -> Sequence[Sequence[Column]] | None:
    """The columns that each piece of a level names, if there is only one way. A way without gaps is preferred."""
    if groups := _repeated_groups(pieces, columns):
        return groups
    if _stand_before_edges(pieces, columns):
        return [[column] for column in columns]
    is_full = len(pieces) == len(columns)
    ways = list(islice(_ways([list(_owners(piece, columns, is_full=is_full)) for piece in pieces], 0), _MOST_WAYS))
    without_gaps = [way for way in ways if all(before.stop == after.start for before, after in pairwise(way))]
    best = without_gaps or ways
    return [columns[owners.start : owners.stop] for owners in best[0]] if len(best) == 1 else None


def _stand_before_edges(pieces: Sequence[Piece], columns: Sequence[Column]) -> bool:
    """Whether there is one name for each column, between the figures of the previous column and the end of its own.

    This happens if names are aligned to the left of cells, and figures to the right.
    """
    if len(pieces) != len(columns) or any(column.names for column in columns):
        return False
    edges = [column.edge for column in columns]
    return all(
        before < piece.left and piece.right <= edge + OFF
        for before, piece, edge in zip([float("-inf"), *edges], pieces, edges, strict=False)
    )


def _repeated_groups(pieces: Sequence[Piece], columns: Sequence[Column]) -> Sequence[Sequence[Column]]:
    """The columns in groups with the same names, such as "Sales, Profit, Sales, Profit", if each has a piece above."""
    size = len(columns) // max(len(pieces), 1)
    if size < 2 or len(pieces) < 2 or size * len(pieces) != len(columns) or not all(one.names for one in columns):
        return ()
    groups = [columns[start : start + size] for start in range(0, len(columns), size)]
    names = {tuple(column.name() for column in group) for group in groups}
    if len(names) > 1 or len(set(names.pop())) < size:
        return ()
    are_above = all(
        group[0].names[-1].left - OFF <= piece.left
        and piece.right <= max(group[-1].right, group[-1].names[-1].right) + OFF
        for piece, group in zip(pieces, groups, strict=True)
    )
    return groups if are_above else ()


def _ways(owners: Sequence[Sequence[range]], start: int) -> Iterator[list[range]]:
    """The ways to choose one of its runs of columns for each piece, each run to the right of the one before."""
    if not owners:
        yield []
        return
    for run in owners[0]:
        if run.start >= start:
            for others in _ways(owners[1:], run.stop):
                yield [run, *others]


def _owners(piece: Piece, columns: Sequence[Column], *, is_full: bool) -> Iterator[range]:
    """The columns that the piece can name: the only one below it, or neighbours if it is above their middle.

    It names exactly one if its level has a name for each column (`is_full`), or if the column's lower names are the
    next words of the text. If it could as well name several, nothing is yielded.
    """
    over = [number for number, column in enumerate(columns) if _reaches(piece, column)]
    single = over[0] if len(over) == 1 and _may_name(piece, over[0], columns) else None
    if single is not None and (is_full or _goes_on(piece, columns[single])):
        yield range(single, single + 1)
        return
    runs = list(_runs_centred_below(piece, columns))
    if single is None:
        yield from runs
    elif not runs and abs(piece.middle - columns[single].names[-1].middle) <= OFF:
        yield range(single, single + 1)


def _runs_centred_below(piece: Piece, columns: Sequence[Column]) -> Iterator[range]:
    for first, column in enumerate(columns):
        for last in range(first + 1, len(columns)):
            if not (column.names and columns[last].names):
                break
            if abs((column.names[0].middle + columns[last].names[0].middle) / 2 - piece.middle) <= _CENTRED:
                yield range(first, last + 1)


def _may_name(piece: Piece, number: int, columns: Sequence[Column]) -> bool:
    """Whether the piece is aligned with the column's lowest names, and does not extend over the labels."""
    column = columns[number]
    if number == 0 and piece.left < column.edge - (columns[1].edge - column.edge) - 2 * OFF:
        return False
    return not column.names or piece.is_in_line_with(column.names[-1])


def _goes_on(piece: Piece, column: Column) -> bool:
    """Whether the lowest names of the column are the next words of the text, as in a cell of several lines."""
    return not column.names or 0 < column.names[-1].start - piece.end <= _LINE_END


def _reaches(piece: Piece, column: Column) -> bool:
    """Whether the piece is above any part of the column or of its names so far."""
    left = min([name.left for name in column.names] or [column.outer])
    right = max([name.right for name in column.names], default=column.right)
    return piece.left < max(right, column.right) and min(left, column.left) < piece.right


def _tells_apart(columns: Sequence[Column], placed: Sequence[Sequence[Column]]) -> bool:
    """Whether a level names all or none of the columns with equal names; otherwise it could also mean the others."""
    reached = {id(column) for owners in placed for column in owners}
    some = {column.name() for column in columns if column.names and id(column) in reached}
    return not some & {column.name() for column in columns if id(column) not in reached}


def _are_below_others(columns: Sequence[Column]) -> bool:
    """Whether values with their units are between the figures and the names of the columns."""
    lowest = [column.names[0].text for column in columns if len(column.names) > 1]
    return len(lowest) == len(columns) and all(is_amount(text) and not is_number(text) for text in lowest)


def _lines_of(taken: set[int], lines: Sequence[PageLine]) -> int | None:
    """The number of last lines that consist of the taken pieces. None if there are other pieces among them."""
    count = seen = 0
    while seen < len(taken):
        count += 1
        starts = {piece.start for piece in lines[-count]}
        if not starts <= taken:
            return None
        seen += len(starts)
    return count


def _are_names(columns: Sequence[Column]) -> bool:
    """Whether every column has a distinct name that begins with a word, a year or a unit."""
    names = [column.name() for column in columns]
    if len(set(names)) < len(names) or not all(names):
        return False
    return all(len(column.name()) <= _LONGEST and _IS_NAME.match(column.names[-1].text) for column in columns)
