"""Raised, lowered and struck-out parts of texts in cells of .xls files: the table of shared texts [MS-XLS] 2.4.265."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.reading.readers.scripts import lowered, raised

_FONT, _TEXTS, _CONTINUED = 0x0031, 0x00FC, 0x003C
_BEGINS, _ENDS = 0x0809, 0x000A
_NO_FONT = 4  # no font has this number
_WIDE, _EXTENDED, _RICH = 1, 4, 8  # flags of a text
_MOST = 1_000_000  # texts


@dataclass(frozen=True, slots=True)
class _Font:
    is_struck: bool = False
    position: int = 0  # 1: raised, 2: lowered

    def shown(self, text: str) -> str:
        if self.is_struck:
            return ""
        return raised(text) if self.position == 1 else lowered(text) if self.position == 2 else text

    @property
    def is_plain(self) -> bool:
        return not self.is_struck and self.position not in (1, 2)


def rich_texts(records: Iterable[tuple[int, bytes]]) -> dict[int, tuple[str, str]]:
    """The texts with such parts, by number: their beginning, which has the look of the cell, and the rest.

    `records` are those of the workbook before its sheets.
    """
    fonts: list[_Font] = []
    chunks: list[bytes] = []
    count = 0
    is_continued = False
    for kind, content in records:
        if kind == _FONT and len(content) >= 10:
            fonts += [_Font()] * (len(fonts) == _NO_FONT)
            look, position = struct.unpack_from("<xxHxxxxH", content)
            fonts.append(_Font(bool(look & 8), position))
        if kind == _TEXTS and len(content) >= 8:
            count = min(struct.unpack_from("<I", content, 4)[0], _MOST)
            chunks.append(content[8:])
        elif kind == _CONTINUED and is_continued:
            chunks.append(content)
        is_continued = kind == _TEXTS or (kind == _CONTINUED and is_continued)
    if all(font.is_plain for font in fonts):
        return {}
    return dict(_rich(_Chunks(chunks), count, fonts))


def _rich(chunks: _Chunks, count: int, fonts: Sequence[_Font]) -> Iterator[tuple[int, tuple[str, str]]]:
    for number in range(count):
        try:
            text, runs = chunks.text()
        except struct.error:  # the file ends here
            return
        looks = [(begin, fonts[font] if font < len(fonts) else _Font()) for begin, font in runs]
        if looks:
            ends = [*(begin for begin, _ in looks[1:]), len(text)]
            parts = (look.shown(text[begin:end]) for (begin, look), end in zip(looks, ends, strict=True))
            yield number, (text[: looks[0][0]], "".join(parts))


class _Chunks:
    """Reads texts that can be divided between records."""

    def __init__(self, chunks: Sequence[bytes]) -> None:
        self._chunks = chunks
        self._chunk = 0
        self._at = 0

    def text(self) -> tuple[str, list[tuple[int, int]]]:
        """The next text, and its runs: where each begins, and the number of its font."""
        length, flags = struct.unpack("<HB", self._bytes(3))
        runs = struct.unpack("<H", self._bytes(2))[0] if flags & _RICH else 0
        extra = struct.unpack("<I", self._bytes(4))[0] if flags & _EXTENDED else 0
        text = self._characters(length, is_wide=bool(flags & _WIDE))
        looks = list(struct.iter_unpack("<HH", self._bytes(4 * runs)))
        self._bytes(extra)
        return text, [(begin, font) for begin, font in looks]

    def _bytes(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            if self._chunk >= len(self._chunks):
                raise struct.error
            part = self._chunks[self._chunk][self._at : self._at + size - len(found)]
            found += part
            self._at += len(part)
            if self._at == len(self._chunks[self._chunk]):
                self._chunk, self._at = self._chunk + 1, 0
        return found

    def _characters(self, length: int, *, is_wide: bool) -> str:
        """So many characters. If they go on in the next record, it begins with how wide they are there."""
        text = ""
        while len(text) < length:
            if self._chunk >= len(self._chunks):
                raise struct.error
            if self._at == 0 and text:
                is_wide = bool(self._bytes(1)[0] & _WIDE)
            left = len(self._chunks[self._chunk]) - self._at
            count = min(length - len(text), left // (1 + is_wide))
            if not count:
                raise struct.error
            encoding = "utf-16-le" if is_wide else "latin-1"
            text += self._bytes(count * (1 + is_wide)).decode(encoding, "replace")
        return text


def records_of(stream: bytes, begin: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of a workbook's stream, without those of the charts in it."""
    at = begin
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BEGINS) - (kind == _ENDS)
        if kind == _ENDS and depth <= 0:
            return
        if depth <= 1:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
