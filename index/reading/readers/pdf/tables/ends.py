"""How the drawn tables of a PDF page begin and end, to know which table goes on from the page before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from index.reading.readers.headers import is_number
from index.reading.readers.pdf.glyphs import PageText
from index.reading.readers.pdf.tables.grids import Grid

_MOST_PAGES = 20  # of a table whose names are only on its first page
_NEAR = 2.0  # points by which the columns of two pages can differ

Columns = Sequence[float]  # the places of the lines between them


@dataclass(frozen=True, slots=True)
class TableEnds:
    """The columns of the tables with which a page begins and ends, and the names in the last one."""

    first: Columns = ()
    last: Columns = ()
    names: Sequence[str] = ()
    is_one: bool = False  # whether the page is one table
    is_sure: bool = False  # whether the names are sure: there are numbers below them

    @classmethod
    def of(cls, page: PageText, drawn: Sequence[Grid]) -> Self:
        """Those of a page, given its drawn tables."""
        if not page.rows or not drawn:
            return cls()
        begin, end = page.rows[0], page.rows[-1]
        first = drawn[0].columns if not page.text[: begin.start].strip() else ()
        last = drawn[-1].columns if "\n" not in page.text[end.start :].strip() else ()
        names = tuple(end.line.headers)
        values = (value for row in page.rows if row.table == end.table for value in row.line.values)
        return cls(first, last, names, begin.table == end.table, any(names) and any(map(is_number, values)))

    def goes_on_from(self, before: TableEnds) -> bool:
        """Whether the first table of this page is the last one of the page before."""
        return (
            len(self.first) > 0
            and len(self.first) == len(before.last)
            and all(abs(one - other) <= _NEAR for one, other in zip(self.first, before.last, strict=True))
        )


def names_above(number: int, ends_of: Callable[[int], TableEnds]) -> Sequence[str]:
    """The names of the columns of the table with which a page begins, from the page on which it begins."""
    first = number
    while first > max(1, number - _MOST_PAGES):
        ends = ends_of(first)
        is_between = first < number
        if (is_between and (ends.is_sure or not ends.is_one)) or not ends.first:
            break
        if not ends.goes_on_from(ends_of(first - 1)):
            break
        first -= 1
    return ends_of(first).names if first < number else ()
