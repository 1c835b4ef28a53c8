"""Compound files: the container of many streams in which Office stored its documents before 2007."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import olefile

from index.errors import DocumentError
from index.reading.readers.contents import Attachment, one_line

_DAMAGED = "is damaged: its text cannot be found. Open it in its program and save it as .docx or .pptx"
_PICTURE = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff[\xdb\xe0-\xef]")
_PNG_END, _JPEG_END = b"IEND\xaeB\x60\x82", b"\xff\xd9"
_MOST = 200  # pictures


def opened(data: bytes) -> olefile.OleFileIO:
    """The file. Raises `DocumentError` if it is damaged."""
    try:
        return olefile.OleFileIO(io.BytesIO(data))
    except (OSError, ValueError, IndexError) as error:
        raise DocumentError(_DAMAGED) from error


def stream(file: olefile.OleFileIO, name: str) -> bytes:
    """The bytes of a stream. Raises `DocumentError` if there is none."""
    try:
        content: bytes = file.openstream(name).read()
    except (OSError, ValueError, IndexError) as error:
        raise DocumentError(_DAMAGED) from error
    return content


def stated_title(file: olefile.OleFileIO) -> str:
    """The title in the file's properties."""
    title = file.get_metadata().title if file.exists("\x05SummaryInformation") else b""
    return one_line((title or b"").decode("cp1252", "replace"))


def stored_pictures(file: olefile.OleFileIO, name: str) -> tuple[Attachment, ...]:
    """The PNG and JPEG pictures in the stream with this name; empty if there is no such stream."""
    return tuple(_pictures(stream(file, name))) if file.exists(name) else ()


def _pictures(data: bytes) -> Iterator[Attachment]:
    at = count = 0
    while count < _MOST and (found := _PICTURE.search(data, at)):
        ending = _PNG_END if found[0].startswith(b"\x89") else _JPEG_END
        following = _PICTURE.search(data, found.end())
        last = following.start() if following else len(data)
        # A JPEG can contain a smaller one, so it ends at the last end mark before the next picture.
        end = data.rfind(ending, found.end(), last) + len(ending)
        at = found.end() if end < found.end() else end
        if end > found.end():
            count += 1
            yield Attachment("picture", data[found.start() : end])
