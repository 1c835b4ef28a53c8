"""Raised and lowered parts of a text in a PowerPoint file from before 2007: its StyleTextPropAtom [MS-PPT] 2.9.44."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from index.reading.readers.scripts import lowered, raised, with_scripts

# The fields of a run in their order: the bits of its mask that announce each, and its size in bytes.
_OF_PARAGRAPH = (
    *((0xF, 2), (1 << 7, 2), (1 << 4, 2), (1 << 6, 2), (1 << 5, 4), (1 << 11, 2), (1 << 12, 2), (1 << 13, 2)),
    *((1 << 14, 2), (1 << 8, 2), (1 << 10, 2), (1 << 15, 2)),
)
_TAB_STOPS = 1 << 20  # a count, and four bytes for each
_AFTER_TAB_STOPS = ((1 << 16, 2), (0xE0000, 2), (1 << 21, 2))
_OF_CHARACTERS = ((0x3FFF, 2), (1 << 16, 2), (1 << 21, 2), (1 << 22, 2), (1 << 23, 2), (1 << 17, 2), (1 << 18, 4))
_POSITION = 1 << 19  # above the line, or below it if negative; the last field


def with_looks(text: str, styles: bytes) -> str:
    """The text with its raised and lowered parts written as in `scripts`; as it is if the styles do not fit it."""
    try:
        runs = list(_runs(styles, len(text)))
    except struct.error:
        return text
    pieces: list[str] = []
    at = 0
    for count, position in runs:
        piece = text[at : at + count]
        pieces.append(raised(piece) if position > 0 else lowered(piece) if position < 0 else piece)
        at += count
    return with_scripts("".join(pieces) + text[at:])


def _runs(styles: bytes, length: int) -> Iterator[tuple[int, int]]:
    """The runs of characters: how many there are, and their position. The end of the text counts as a character."""
    at = done = 0
    while done <= length:  # the paragraphs
        count, _, mask = struct.unpack_from("<IHI", styles, at)
        at = _skipped(at + 10, mask, _OF_PARAGRAPH)
        if mask & _TAB_STOPS:
            at += 2 + 4 * struct.unpack_from("<H", styles, at)[0]
        at = _skipped(at, mask, _AFTER_TAB_STOPS)
        done += max(count, 1)
    done = 0
    while done <= length:
        count, mask = struct.unpack_from("<II", styles, at)
        at = _skipped(at + 8, mask, _OF_CHARACTERS)
        position = struct.unpack_from("<h", styles, at)[0] if mask & _POSITION else 0
        at += 2 * bool(mask & _POSITION)
        yield count, position
        done += max(count, 1)


def _skipped(at: int, mask: int, fields: Sequence[tuple[int, int]]) -> int:
    return at + sum(size for bits, size in fields if mask & bits)
