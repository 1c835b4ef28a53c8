"""Tables side by side on a sheet, with an empty column between them."""

from __future__ import annotations

from collections.abc import Sequence

from index.reading.readers.headers import Covered, Row, header_size

_SHORTER = 2  # rows by which one of two tables side by side ends before the other

Span = tuple[int, int]  # the first column of a table, and the one after it


def sides_of(rows: Sequence[Row]) -> list[Span]:
    """The columns of each of several tables side by side in the rows; none if they can be parts of one table.

    They are tables of their own if each has names for its columns and, besides, a caption, a name that another has
    too, or fewer rows.
    """
    spans = _filled(rows)
    if len(spans) < 2 or any(end - start < 2 for start, end in spans):
        return []
    tables = [[row[start:end] for row in rows if any(row[start:end])] for start, end in spans]
    are_captioned = all(len(table) > 1 and table[0][0] and not any(table[0][1:]) for table in tables)
    tables = [table[1:] for table in tables] if are_captioned else tables
    if not all(header_size(table) for table in tables):
        return []
    names = [name for table in tables for name in table[0] if name]
    sizes = [len(table) for table in tables]
    are_apart = are_captioned or len(set(names)) < len(names) or max(sizes) - min(sizes) >= _SHORTER
    return spans if are_apart else []


def _filled(rows: Sequence[Row]) -> list[Span]:
    """The runs of columns with texts."""
    width = max(map(len, rows), default=0)
    has_text = [any(i < len(row) and (row[i] or isinstance(row[i], Covered)) for row in rows) for i in range(width)]
    starts = [i for i in range(width) if has_text[i] and not (i and has_text[i - 1])]
    ends = [i + 1 for i in range(width) if has_text[i] and not (i + 1 < width and has_text[i + 1])]
    return list(zip(starts, ends, strict=True))
