"""Reads the sheets of OpenDocument files: the displayed texts of their cells, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from index.reading.readers.contents import one_line
from index.reading.readers.grid import Numbered, Sheet
from index.reading.readers.headers import Covered
from index.reading.readers.office.number_formats import shown
from index.reading.readers.office.odf_text import ROW_GROUPS, SHAPES, cell_text
from index.reading.readers.office.ooxml import attribute, name_of

_MAX_REPEATED = 1_000  # the most copies of a repeated cell or row that is not empty
_MAX_ROWS, _MAX_COLUMNS = 1_048_576, 16_384  # of a sheet
_DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d{1,30})?")


def odf_sheet(table: etree._Element) -> Sheet:
    """The sheet in a table element."""
    return Sheet(one_line(attribute(table, "name")), _numbered(_sheet_rows(table)))


def _numbered(rows: Iterable[etree._Element]) -> Iterator[Numbered]:
    """The number and the values of every row. A repeated row comes at most 1,000 times, or once if it is empty."""
    number = 1
    open_above: dict[int, _Spanning] = {}  # by column: merged cells of the rows above that reach into this one
    for row in rows:
        values = _values(row, open_above)
        times = _count(row, "number-rows-repeated", _MAX_ROWS)
        for repeated in range(min(times, _MAX_REPEATED) if values else 1):
            yield number + repeated, values
        number += times


@dataclass(frozen=True, slots=True)
class _Spanning:
    """A merged cell: its text, and how many further rows it covers."""

    text: str
    rows: int
    is_first: bool  # the column is its first


def _values(row: etree._Element, above: dict[int, _Spanning]) -> list[str]:
    """The values of a row up to the last one that is not empty, because the empty cells after it fill the sheet.

    The text of a merged cell is repeated in every row that it covers, and counts for all its columns.
    """
    values: list[str] = []
    pending = 0  # empty cells since the last value
    spans: dict[int, _Spanning] = {}
    for cell, repeated in _cells(row):
        column = len(values) + pending
        text = shown_in(cell) if name_of(cell) == "table-cell" else ""
        if text:
            columns, rows = (_count(cell, f"number-{kind}-spanned", _MAX_REPEATED) for kind in ("columns", "rows"))
            for i in range(columns if columns > 1 or rows > 1 else 0):
                spans[column + i] = _Spanning(text, rows, is_first=i == 0)
        elif name_of(cell) == "covered-table-cell" and (spanning := spans.get(column, above.get(column))):
            text = spanning.text if spanning.is_first else Covered.by(spanning.text)
        is_kept = text or isinstance(text, Covered)
        times = min(repeated, _MAX_REPEATED) if is_kept else repeated
        if is_kept:
            values += [*[""] * pending, *[text] * times]
            pending = 0
        else:
            pending += times
    left = {column: replace(one, rows=one.rows - 1) for column, one in {**above, **spans}.items() if one.rows > 1}
    above.clear()
    above.update(left)
    return values


def _cells(row: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    """The cells of a row, each with how often it is repeated. Covered cells can be under different ones: they come
    one by one."""
    for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
        times = _count(cell, "number-columns-repeated", _MAX_COLUMNS)
        if name_of(cell) == "table-cell":
            yield cell, times
        else:
            yield from [(cell, 1)] * times


def _sheet_rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if name_of(child) == "table-row":
            yield child
        elif name_of(child) in ROW_GROUPS:
            yield from _sheet_rows(child)


def _count(element: etree._Element, name: str, most: int) -> int:
    digits = attribute(element, name)
    return max(1, min(int(digits), most)) if digits.isdecimal() and len(digits) < 10 else 1


def shown_in(cell: etree._Element) -> str:
    """The text that the cell of a sheet shows."""
    return cell_text(cell, without=("annotation", *SHAPES)) or _stored_value(cell)


def _stored_value(cell: etree._Element) -> str:
    """The value of a cell whose displayed text is not stored."""
    for name in ("string-value", "date-value", "time-value", "boolean-value"):
        if text := attribute(cell, name):
            return text.replace("T", " ") if name == "date-value" else text
    kind, value = attribute(cell, "value-type"), attribute(cell, "value")
    if kind == "percentage" and _DECIMAL.fullmatch(value):
        return shown(float(value), "0.##########%") or value
    return " ".join(filter(None, (value, attribute(cell, "currency") if kind == "currency" else "")))
