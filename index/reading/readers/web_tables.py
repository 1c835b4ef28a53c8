"""Finds the rows of the tables of a web page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from index.reading.readers.tables import Cell
from index.reading.readers.web_lists import count_of
from index.reading.readers.web_looks import is_bold

_MOST_INNER = 50  # tables in a table
_FEWEST_PLAIN = 2  # rows of data in a table that has other tables in it
_ORDER = {"thead": -1, "tbody": 0, "tfoot": 1}  # wherever the file has them
_MAX_CELL = 1_000  # characters; a table with a longer cell lays out a page and holds no data


def data_rows(table: LexborNode, text_of: Callable[[LexborNode], str]) -> list[list[Cell]]:
    """The rows of a table of data; none if the table only lays out a page.

    `text_of` writes a cell on one line. A table with tables in it lays out a page, unless most of its rows have
    several cells without a table.
    """
    if table.attributes.get("role") == "presentation":
        return []
    inner = len(table.css("table")) - 1
    if inner > _MOST_INNER:
        return []
    own = list(_own_rows(table))
    if inner:
        plain = [sum(bool(cell.text(strip=True)) and not cell.css_first("table") for cell in row) for row in own]
        if sum(count > 1 for count in plain) < max(_FEWEST_PLAIN, len(own) / 2):
            return []
    rows = [[_cell(node, text_of) for node in row] for row in own]
    too_long = any(len(cell.text) > _MAX_CELL for row in rows for cell in row)
    return [] if too_long or table.css_first("h1, h2, h3, h4, h5, h6") else rows


def _own_rows(table: LexborNode) -> Iterator[list[LexborNode]]:
    """The cells of each row as they are shown, without those of tables in them."""
    parts = [child for child in table.iter() if child.tag in _ORDER or child.tag == "tr"]
    for child in sorted(parts, key=lambda part: _ORDER.get(part.tag or "", 0)):
        if child.tag in _ORDER:
            yield from _own_rows(child)
        elif child.tag == "tr":
            yield [cell for cell in child.iter() if cell.tag in ("td", "th")]


def _cell(node: LexborNode, text_of: Callable[[LexborNode], str]) -> Cell:
    spans = count_of(node, "colspan", 1), count_of(node, "rowspan", 1)
    return Cell(text_of(node), node.tag == "th", *spans, is_bold=not _is_bare(node) and is_bold(node))


def _is_bare(cell: LexborNode) -> bool:
    """Whether the cell has nothing but a text. Most have, and looking at their type takes time."""
    only = cell.child
    return (only is None or (only.is_text_node and only.next is None)) and "style" not in cell.attributes
