"""The rows of the tables of LaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from index.reading.readers.tables import Cell


def without_covered(rows: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
    """The rows without the empty cells that LaTeX wants under a cell of several rows."""
    open_rows: dict[int, int] = {}  # by column: the further rows that a cell above covers
    for row in rows:
        kept, column, opened = list[Cell](), 0, dict[int, int]()
        for cell in row:
            if not (open_rows.get(column) and not cell.text):
                kept.append(cell)
                opened.update(dict.fromkeys(range(column, column + cell.columns), cell.rows - 1))
            column += cell.columns
        if any(cell.text for cell in row):
            open_rows = {**{at: left - 1 for at, left in open_rows.items()}, **opened}
            open_rows = {at: left for at, left in open_rows.items() if left > 0}
        yield kept
