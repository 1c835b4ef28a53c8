"""The rows of the tables of LaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.reading.readers.tables import Cell


def filled_down(rows: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
    """The rows with the text of a cell of several rows in the empty cells below it, which LaTeX wants there."""
    above: dict[int, Cell] = {}  # by column: the cells that reach into the row
    for row in rows:
        filled, column, reaching = list[Cell](), 0, dict[int, Cell]()
        for cell in row:
            covering = above.get(column)
            own = covering if covering and not cell.text else cell
            filled.append(cell if own is cell and cell.rows == 1 else Cell(own.text, own.is_header, cell.columns))
            if own.rows > 1:
                reaching[column] = replace(own, rows=own.rows - 1)
            column += cell.columns
        if any(cell.text for cell in row):
            above = reaching
            yield filled
