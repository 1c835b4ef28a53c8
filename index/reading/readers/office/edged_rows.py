"""Finds how many columns each cell covers in .rtf and .doc tables, where only the edges of the cells are known."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from index.reading.readers.contents import one_line
from index.reading.readers.tables import Cell

_OFF = 60  # twips by which the edges of aligned cells can differ


@dataclass(frozen=True, slots=True)
class EdgedRow:
    """The texts of a row's cells, their right edges, and how they are merged: `beside` with the cell left of them, or
    `below` with the one above. There may be no edges."""

    texts: Sequence[str]
    edges: Sequence[int]
    beside: Collection[int] = ()
    below: Collection[int] = ()


def cells_by_edges(rows: Sequence[EdgedRow]) -> list[list[Cell]]:
    """The rows with the number of columns that each cell covers. A cell merged downwards is repeated in every row."""
    edges: list[int] = []
    for edge in sorted(edge for row in rows for edge in row.edges):
        if not edges or edge - edges[-1] > _OFF:
            edges.append(edge)
    # If there are more edges than cells in any row, the rows do not share their columns.
    are_columns = len(edges) == max((len(row.texts) for row in rows), default=0)
    above: dict[int, str] = {}
    return [_cells(row, edges if are_columns else (), above) for row in rows]


def _cells(row: EdgedRow, edges: Sequence[int], above: dict[int, str]) -> list[Cell]:
    cells: list[Cell] = []
    column = 0
    for number, text in enumerate(row.texts):
        after = column + 1
        if edges and number < len(row.edges):
            after = max(after, bisect_left(edges, row.edges[number] - _OFF) + 1)
        if number in row.beside and cells:
            cells[-1] = replace(cells[-1], columns=cells[-1].columns + after - column)
        else:
            said = above.get(column, "") if number in row.below else one_line(text)
            above[column] = said
            cells.append(Cell(said, columns=after - column))
        column = after
    return cells
