"""Pictures in a document: their words are recognised as on a scan, and added after the text of the document."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from index.errors import DocumentError
from index.reading.readers.contents import Attachment, Contents, Part, appended, sections_of
from index.reading.readers.images import picture_size, words_on
from index.reading.readers.ocr import CURE

MAX_PICTURES = 50  # the most pictures of a document that are recognised; each takes a second or two
MAX_S, MAX_COMPUTING_S = 600, 20  # for all of them, so that slow pictures do not keep the text from being read
_SMALLEST = (100, 20)  # pixels; smaller pictures are icons and decoration


def with_pictures(contents: Contents, tesseract: str) -> Contents:
    """The contents with the words on their pictures; `tesseract` is the path of the program, or ""."""
    if not contents.pictures:
        return contents
    different = list({picture.data: picture for picture in contents.pictures}.values())
    readable, notes = _sorted_out(different)
    if readable and not tesseract:
        notes.append(not_read(len(readable), CURE))
        readable = []
    parts, damaged, looked_at = list[Part](), 0, 0
    begun, computed = time.monotonic(), time.process_time()
    for picture in readable[:MAX_PICTURES]:
        if time.monotonic() - begun > MAX_S or time.process_time() - computed > MAX_COMPUTING_S:
            break
        looked_at += 1
        try:
            text = words_on(picture.data, tesseract)
        except DocumentError:
            damaged += 1
            continue
        parts.append(Part(Contents("", text, sections_of(text, ())), heading=picture.name))
    if looked_at < len(readable):
        notes.append(f"only the first {looked_at} of {len(readable)} pictures were read: split it")
    notes += [not_read(damaged, "perhaps damaged or too large")] if damaged else []
    return replace(appended(contents, parts, notes), attachments=contents.attachments)


def _sorted_out(pictures: Sequence[Attachment]) -> tuple[list[Attachment], list[str]]:
    """The pictures that are large enough for words, and notes on pictures of unknown formats."""
    readable, unknown = list[Attachment](), Counter[str]()
    for picture in pictures:
        try:
            width, height = picture_size(picture.data)
        except DocumentError:
            unknown[_format(picture.data)] += 1
            continue
        if width >= _SMALLEST[0] and height >= _SMALLEST[1]:
            readable.append(picture)
    return readable, [not_read(count, kind) for kind, count in unknown.items()]


def _format(data: bytes) -> str:
    """The reason why the picture cannot be read."""
    if data[40:44] == b" EMF" or data.startswith((b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00")):
        return "a drawing in a format of Windows (EMF or WMF)"
    return "a drawing (SVG)" if b"<svg" in data[:1000] else "an unknown format"


def not_read(count: int, why: str) -> str:
    """The note on so many pictures.

    >>> not_read(2, "a drawing")
    '2 pictures were not read: a drawing'
    """
    return f"{count} picture{' was' if count == 1 else 's were'} not read: {why}"
