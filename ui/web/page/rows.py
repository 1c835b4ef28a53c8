"""Rows of tables, which the readers write as "Name: value | Name: value", and the tables they are shown as. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

_CELL = re.compile(r"([^:|]{1,60}): (.*)", re.DOTALL)

Row = tuple[tuple[str, ...], tuple[str, ...]]  # the names of the columns, and the values


def row_of(line: str) -> Row | None:
    """The cells of a row; None if the line is not one."""
    cells = [_CELL.fullmatch(cell.strip()) for cell in line.strip().strip("“”").split(" | ")]
    if len(cells) < 2 or not all(cells):
        return None
    names, values = zip(*((cell[1].strip(), cell[2].strip()) for cell in cells if cell), strict=True)
    return names, values


def rows_of(text: str) -> list[Row]:
    """The rows that a text consists of; [] if it is anything else than rows with the same columns."""
    rows = [row_of(line) for line in text.strip().strip("“”").splitlines() if line.strip()]
    if not rows or None in rows or len({row[0] for row in rows if row}) > 1:
        return []
    return [row for row in rows if row]


def table_html(rows: Sequence[Row]) -> str:
    """The rows as a table. They have the same columns."""
    names, _ = rows[0]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{escape(value)}</td>' for value in values)}</tr>" for _, values in rows)
    return f'<table class="rows"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
