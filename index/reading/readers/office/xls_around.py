"""Comments and hidden rows and columns of .xls workbooks [MS-XLS]."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from index.reading.readers.contents import one_line
from index.reading.readers.office.hidden_cells import HiddenCells
from index.reading.readers.office.xls_formats import sheet_places
from index.reading.readers.office.xls_texts import records_of

_ROW, _COLUMNS, _FILTERED, _OBJECT, _OBJECT_TEXT, _CONTINUED, _COMMENT = 0x208, 0x7D, 0x9B, 0x5D, 0x1B6, 0x3C, 0x1C
_ROW_HIDDEN, _COLUMN_HIDDEN, _ROW_GROUP, _COLUMN_GROUP = 0x20, 0x01, 0x07, 0x0700
_MOST_COLUMNS = 256


def xls_hidden(stream: bytes) -> dict[str, HiddenCells]:
    """The hidden rows and columns of each sheet by its name, except those of filters and groups."""
    return {name: _hidden(stream, begin) for name, begin in sheet_places(stream).items()}


def xls_around(stream: bytes) -> dict[str, list[str]]:
    """The comments on the cells of each sheet as lines, by the sheet's name."""
    return {name: list(_remarks(stream, begin)) for name, begin in sheet_places(stream).items()}


def _hidden(stream: bytes, begin: int) -> HiddenCells:
    rows, columns, is_filtered = set[int](), set[int](), False
    for kind, content in records_of(stream, begin):
        if kind == _ROW and len(content) >= 14:
            number, look = struct.unpack_from("<H10xH", content)
            if look & _ROW_HIDDEN and not look & _ROW_GROUP:
                rows.add(number)
        elif kind == _COLUMNS and len(content) >= 10:
            first, last, look = struct.unpack_from("<HH4xH", content)
            if look & _COLUMN_HIDDEN and not look & _COLUMN_GROUP:
                columns.update(range(first, min(last, _MOST_COLUMNS) + 1))
        is_filtered = is_filtered or kind == _FILTERED
    return HiddenCells(frozenset() if is_filtered else frozenset(rows), frozenset(columns))


def _remarks(stream: bytes, begin: int) -> Iterator[str]:
    texts = dict[int, str]()  # by the number of their object
    places = list[tuple[int, int, int]]()  # row, column and object of each comment
    number, is_awaited, length = 0, False, 0
    for kind, content in records_of(stream, begin):
        if kind == _OBJECT and len(content) >= 8:
            number = struct.unpack_from("<6xH", content)[0]
        elif kind == _OBJECT_TEXT and len(content) >= 12:
            is_awaited, length = True, struct.unpack_from("<10xH", content)[0]
        elif kind == _CONTINUED and is_awaited and content:
            is_wide = content[0] & 1
            text = content[1 : 1 + length * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1", "replace")
            texts[number] = texts.get(number, "") + text
            length -= len(text)
            is_awaited = length > 0
        elif kind == _COMMENT and len(content) >= 8:
            row, column, _, key = struct.unpack_from("<4H", content)
            places.append((row, column, key))
    for row, column, key in sorted(places):
        if text := one_line(texts.get(key, "")):
            yield f"Comment on {cell_name(row, column)}: {text}"


def cell_name(row: int, column: int) -> str:
    """The name of a cell of an old sheet, which has at most 256 columns.

    >>> cell_name(0, 0), cell_name(9, 27)
    ('A1', 'AB10')
    """
    high, low = divmod(column, 26)
    return f"{chr(64 + high) if high else ''}{chr(65 + low)}{row + 1}"
