"""PowerPoint files in their format from before 2007 (.ppt): [MS-PPT]. Only the text is read, in order."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from index.reading.readers.contents import Contents, Draft
from index.reading.readers.office.compound import opened, stated_title, stored_pictures, stream
from index.reading.readers.office.ppt_looks import with_looks

_NOTE = "read without the numbers of its slides from an old format, hidden slides included: save it as .pptx"
_WIDE_TEXT, _NARROW_TEXT, _STYLES, _MASTER = 4000, 4008, 4001, 1016
_MOST_DEPTH = 40


def read_ppt(data: bytes) -> Contents:
    """The text of a PowerPoint file from before 2007."""
    with opened(data) as file:
        draft = Draft()
        said = ""
        for text in _slide_texts(stream(file, "PowerPoint Document")):
            if text not in (said, "*"):  # a placeholder's text is stored twice; "*" stands for a number or a date
                draft.add(text.replace("\r", "\n").replace("\x0b", "\n"))
            said = text
        contents = draft.contents(stated_title(file))
        pictures = stored_pictures(file, "Pictures")
        return Contents(contents.title, contents.text, contents.sections, (_NOTE,), pictures=pictures)


def _slide_texts(stream: bytes) -> Iterator[str]:
    """The texts in the order of the file, each with its raised and lowered parts written as such."""
    text = ""
    for kind, content in _atoms(stream):
        if kind in (_WIDE_TEXT, _NARROW_TEXT):
            if text:
                yield text
            text = content.decode("utf-16-le" if kind == _WIDE_TEXT else "latin-1", "replace")
        elif kind == _STYLES and text:
            yield with_looks(text, content)
            text = ""
    if text:
        yield text


def _atoms(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """The records with content in the order of the file, without those of masters, which only say where to click."""
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
            elif kind in (_WIDE_TEXT, _NARROW_TEXT, _STYLES):
                yield kind, stream[begin : min(at, end)]
