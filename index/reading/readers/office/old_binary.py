"""The words of Word and PowerPoint files in their formats from before 2007 (.doc, .ppt): [MS-DOC] and [MS-PPT].

Only the text is read, in its order: tables as lines, no headings. What is deleted or hidden cannot be told from the
rest, and a note says so.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator

import olefile

from index.errors import DocumentError
from index.reading.readers.contents import Contents, Draft, one_line

_CURE = "Save it as .docx or .pdf"
_NOTE = "read without headings from an old format, hidden and deleted text included: save it as .docx or .pptx"
_DAMAGED = "is damaged: its text cannot be found. Open it in its program and save it as .docx or .pptx"

# Where the file information block of Word keeps what is needed here.
_MAGIC, _FLAGS, _LENGTHS, _PIECES = 0xA5EC, 0x0A, 0x4C, 0x01A2
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_PROPERTIES, _PIECE_TABLE = 1, 2
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
_FIELD_MARKS = re.compile("[\x13-\x15]")
_MOST_FIELDS = 20  # depth of fields in fields

# Records of PowerPoint.
_WIDE_TEXT, _NARROW_TEXT, _MASTER = 4000, 4008, 1016
_MOST_DEPTH = 40


def read_doc(data: bytes) -> Contents:
    """The text of a Word file from before 2007, a paragraph or a row of a table a line."""
    with _opened(data) as file:
        draft = Draft()
        for line in _word_text(file).split("\n"):
            draft.add(line)
        return _with_note(draft, file)


def read_ppt(data: bytes) -> Contents:
    """The text of a PowerPoint file from before 2007."""
    with _opened(data) as file:
        draft = Draft()
        said = ""
        for text in _slide_texts(_stream(file, "PowerPoint Document")):
            if text not in (said, "*"):  # a placeholder's text is stored twice; "*" stands for a number or a date
                draft.add(text.replace("\r", "\n").replace("\x0b", "\n"))
            said = text
        return _with_note(draft, file)


def _opened(data: bytes) -> olefile.OleFileIO:
    try:
        return olefile.OleFileIO(io.BytesIO(data))
    except (OSError, ValueError, IndexError) as error:
        raise DocumentError(_DAMAGED) from error


def _with_note(draft: Draft, file: olefile.OleFileIO) -> Contents:
    title = file.get_metadata().title if file.exists("\x05SummaryInformation") else b""
    contents = draft.contents(one_line((title or b"").decode("cp1252", "replace")))
    return Contents(contents.title, contents.text, contents.sections, (_NOTE,))


def _stream(file: olefile.OleFileIO, name: str) -> bytes:
    try:
        content: bytes = file.openstream(name).read()
    except (OSError, ValueError, IndexError) as error:
        raise DocumentError(_DAMAGED) from error
    return content


def _word_text(file: olefile.OleFileIO) -> str:
    main = _stream(file, "WordDocument")
    try:
        magic, flags = struct.unpack_from("<H8xH", main)
        if magic != _MAGIC:
            raise DocumentError(f"was written by Word 95 or older. {_CURE}")
        if flags & _ENCRYPTED:
            raise DocumentError("is password-protected: save a copy without a password")
        characters = sum(max(0, length) for length in struct.unpack_from("<8i", main, _LENGTHS))
        start, size = struct.unpack_from("<II", main, _PIECES)
        table = _stream(file, "1Table" if flags & _SECOND_TABLE else "0Table")
        text = "".join(_pieces(main, table[start : start + size]))[:characters]
    except struct.error as error:
        raise DocumentError(_DAMAGED) from error
    for _ in range(_MOST_FIELDS):  # the code of a field is an instruction, its result is what is seen
        text, changed = _FIELD_CODE.subn("", text)
        if not changed:
            break
    text = _FIELD_MARKS.sub("", text).replace("\x07\x07", "\n").replace("\x07", " | ")
    return re.sub("[\r\x0b\x0c\x0e]", "\n", text).replace("\x1e", "-").replace("\x1f", "")


def _pieces(main: bytes, table: bytes) -> Iterator[str]:
    """The pieces of the text in their order, as the piece table lists them."""
    at = 0
    while at < len(table) and table[at] == _PROPERTIES:
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    if at >= len(table) or table[at] != _PIECE_TABLE:
        raise DocumentError(_DAMAGED)
    size = struct.unpack_from("<I", table, at + 1)[0]
    plc = table[at + 5 : at + 5 + size]
    count = max(0, (len(plc) - 4) // 12)
    places = struct.unpack_from(f"<{count + 1}i", plc)
    for number in range(count):
        offset = struct.unpack_from("<2xI", plc, 4 * (count + 1) + 8 * number)[0]
        characters = max(0, places[number + 1] - places[number])
        if offset & 0x40000000:
            begin = (offset & 0x3FFFFFFF) // 2
            yield main[begin : begin + characters].decode("cp1252", "replace")
        else:
            yield main[offset : offset + 2 * characters].decode("utf-16-le", "replace")


def _slide_texts(stream: bytes) -> Iterator[str]:
    """The texts in the order of the file; those of masters only tell where to click."""
    waiting = [(0, len(stream), 0)]
    while waiting:
        at, end, depth = waiting.pop()
        while at + 8 <= end:
            version, kind, size = struct.unpack_from("<HHI", stream, at)
            begin, at = at + 8, at + 8 + size
            if version & 0xF == 0xF:
                if kind != _MASTER and depth < _MOST_DEPTH:
                    waiting += [(at, end, depth), (begin, min(at, end), depth + 1)]
                    break
            elif kind == _WIDE_TEXT:
                yield stream[begin : min(at, end)].decode("utf-16-le", "replace")
            elif kind == _NARROW_TEXT:
                yield stream[begin : min(at, end)].decode("latin-1")
