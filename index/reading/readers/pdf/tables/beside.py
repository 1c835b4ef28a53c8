"""Two tables side by side on a PDF page, without lines, whose columns have the same names, as on a payslip.

Earnings       Amount    Deductions     Amount
Basic pay    2,100.00    Income tax     210.40
Overtime       145.50    Pension         84.00
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.reading.readers.headers import are_names
from index.reading.readers.pdf.glyphs import PageText
from index.reading.readers.pdf.tables.aligned import aligned_tables
from index.reading.readers.pdf.tables.pieces import OFF, Glyphs, PageLine, Table, texts

_FEWEST = 4  # names of two tables
_MOST = 60  # lines


def tables_beside(lines: Sequence[PageLine], page: PageText, glyphs: Glyphs) -> Iterator[Table]:
    """The tables among the lines, in order. The right one is `beside` the left one."""
    at = 0
    while at < len(lines):
        table = _table(lines[at : at + _MOST], page, glyphs) if _are_names_of_two(lines[at]) else None
        if table:
            yield replace(table, first=at, after=at + table.after)
        at += table.after if table else 1


def _are_names_of_two(names: PageLine) -> bool:
    """Whether the line has a name twice, and each half of it only different ones."""
    said, half = texts(names), len(names) // 2
    is_even = len(names) >= _FEWEST and len(names) % 2 == 0
    return is_even and len(set(said)) < len(said) and are_names(said[:half]) and are_names(said[half:])


def _table(lines: Sequence[PageLine], page: PageText, glyphs: Glyphs) -> Table | None:
    """The tables whose names are on the first of the lines. None if other words are among their rows."""
    border = lines[0][len(lines[0]) // 2].left - OFF
    halves = (
        [[piece for piece in line if piece.left < border] for line in lines],
        [[piece for piece in line if piece.left >= border] for line in lines],
    )
    found = []
    for half in halves:
        own = half[: next((number for number, line in enumerate(half) if not line), len(half))]
        table = next(aligned_tables(own, page, glyphs), None)
        if table is None or table.first:
            return None
        found.append(table)
    left, right = found
    after = max(left.after, right.after)
    is_whole = not any(line for half, own in zip(halves, found, strict=True) for line in half[own.after : after])
    return replace(left, after=after, beside=right) if is_whole else None
