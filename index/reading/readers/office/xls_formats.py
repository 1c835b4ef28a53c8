"""Reads the formats of the cells of .xls workbooks [MS-XLS], as `cell_formats` does for newer ones."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator, Mapping

from index.reading.readers.office.cell_formats import ERRORS, Formats, RowFormats, Rows, codes_of
from index.reading.readers.office.xls_texts import records_of, rich_texts

_NO_STYLE = -1


def xls_formats(stream: bytes) -> Formats:
    """The formats of an .xls workbook, given its stream of records."""
    named: dict[int, str] = {}
    fonts: list[bool] = []
    ids: list[tuple[int, int]] = []  # of formats and of fonts
    for kind, content in records_of(stream, 0):
        if kind == 0x041E and len(content) > 5:
            named[struct.unpack_from("<H", content)[0]] = _text(content[2:], 2)
        elif kind == 0x0031 and len(content) >= 4:
            fonts.append(bool(content[2] & 8))
            if len(fonts) == 4:
                fonts.append(False)  # there is no font of the number 4
        elif kind == 0x00E0 and len(content) >= 4:
            font, number = struct.unpack_from("<HH", content)
            ids.append((number, font))
    struck = frozenset(i for i, (_, font) in enumerate(ids) if fonts[font : font + 1] == [True])
    texts = rich_texts(records_of(stream, 0))
    shown = {number: (start + rest, rest) for number, (start, rest) in texts.items()}
    rows = {name: _xls_reader(stream, begin, shown, struck) for name, begin in sheet_places(stream).items()}
    whole = {number: text for number, (text, _) in shown.items()}
    return Formats(codes_of((number for number, _ in ids), named), struck, whole, rows)


def sheet_places(stream: bytes) -> dict[str, int]:
    """Where each sheet begins in the stream, by its name."""
    return {
        _text(content[6:], 1): struct.unpack_from("<I", content)[0]
        for kind, content in records_of(stream, 0)
        if kind == 0x0085 and len(content) > 7
    }


def _text(content: bytes, size: int) -> str:
    """A text that begins with its length in `size` bytes and with a flag for one or two bytes a character."""
    length = int.from_bytes(content[:size], "little")
    is_wide = content[size : size + 1] == b"\1"
    body = content[size + 1 : size + 1 + length * (1 + is_wide)]
    return body.decode("utf-16-le" if is_wide else "latin-1", "replace")


def _xls_reader(stream: bytes, begin: int, rich: Mapping[int, tuple[str, str]], struck: Collection[int]) -> Rows:
    def rows() -> Iterator[RowFormats]:
        styles, texts = _xls_rows(stream, begin, rich, struck)
        return (RowFormats(row, styles[row], texts.get(row, {})) for row in sorted(styles))

    return rows


def _xls_rows(
    stream: bytes, begin: int, rich: Mapping[int, tuple[str, str]], struck: Collection[int]
) -> tuple[dict[int, dict[int, int]], dict[int, dict[int, str]]]:
    """By row and column, the numbers of the cells' formats, and the `rich` texts and errors that cells show.

    A rich text is known as a whole, and without its beginning, for a cell that strikes this out.
    """
    rows: dict[int, dict[int, int]] = {}
    texts: dict[int, dict[int, str]] = {}
    for kind, content in records_of(stream, begin):
        # numbers, formulas, texts, truth values and errors
        if kind in (0x0203, 0x027E, 0x0006, 0x00FD, 0x0204, 0x0205) and len(content) >= 6:
            row, column, style = struct.unpack_from("<HHH", content)
            rows.setdefault(row, {})[column] = style
            if error := _xls_error(kind, content):
                texts.setdefault(row, {})[column] = error
            elif kind == 0x00FD and len(content) >= 10 and (number := struct.unpack_from("<I", content, 6)[0]) in rich:
                texts.setdefault(row, {})[column] = rich[number][style in struck]
                rows[row][column] = _NO_STYLE if style in struck and rich[number][1].strip() else style
        elif kind == 0x00BD and len(content) >= 6:  # many numbers of one row
            row, column = struct.unpack_from("<HH", content)
            for i in range((len(content) - 6) // 6):
                rows.setdefault(row, {})[column + i] = struct.unpack_from("<H", content, 4 + 6 * i)[0]
    return rows, texts


def _xls_error(kind: int, content: bytes) -> str:
    """The error that a cell shows: as its value, or as the stored result of its formula."""
    if kind == 0x0205 and content[7:8] == b"\1":
        return ERRORS.get(content[6], "")
    if kind == 0x0006 and content[6:7] == b"\2" and content[12:14] == b"\xff\xff":
        return ERRORS.get(content[8], "")
    return ""
