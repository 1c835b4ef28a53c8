"""Tables side by side on a sheet, with an empty column between them."""

from __future__ import annotations

from collections.abc import Sequence

from index.reading.readers.headers import Row, Span, filled_spans, header_size

_SHORTER = 2  # rows by which one of two tables side by side ends before the other


def sides_of(rows: Sequence[Row]) -> list[Span]:
    """The columns of each of several tables side by side in the rows; none if they can be parts of one table.

    They are tables of their own if each has names for its columns and, besides, a caption, a name that another has
    too, or fewer rows.
    """
    spans = filled_spans(rows)
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
