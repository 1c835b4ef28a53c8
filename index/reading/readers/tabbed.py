"""Tables whose cells are only divided by tabs, line by line or paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.reading.readers.headers import header_size, is_amount, is_number
from index.reading.readers.tables import Cell, TableLine, table_lines

_FEWEST_LINES = 3  # the names and two rows
_TABS = re.compile(r" *\t[\t ]*")
_INNER_TABS = re.compile(r"[^\t]\t *\t")  # several tabs up to a cell, or an empty cell


def tabbed_lines(lines: Sequence[str]) -> list[TableLine]:
    """A line for each row of the table that the lines are; none in doubt.

    The names of the columns are above figures. Two columns are a table only if the first has numbers or no name,
    because they can be a list, such as "name: Ada, age: 36".
    """
    if len(lines) < _FEWEST_LINES or not all("\t" in line for line in lines):
        return []
    rows = [[cell.strip() for cell in line.rstrip().split("\t")] for line in lines]
    width = max(map(len, rows))
    if any(len(row) < width for row in rows) and any(map(_INNER_TABS.search, lines)):
        rows = [_TABS.split(line.rstrip()) for line in lines]
        width = len(rows[0])
        if any(len(row) != width for row in rows):
            return []
    if len(rows[0]) < width or any(len(row) < 2 for row in rows):
        return []
    size = header_size(rows)
    names, below = rows[0], rows[size:]
    if not size or (width == 2 and names[0] and not all(is_number(row[0]) for row in below)):
        return []
    columns = [[row[i] for row in below if i < len(row) and row[i]] for i in range(1, width)]
    is_table = any(len(column) > 1 and all(map(is_amount, column)) for column in columns)
    return table_lines([[Cell(text) for text in row] for row in rows]) if is_table else []
