"""Word documents in the binary format of Word 97 to 2003 (.doc), read as [MS-DOC] describes them.

The text is stored in pieces. Its formatting is stored separately, in pages of 512 bytes, by the place of the text's
bytes in the file: runs of struck-out, hidden or raised characters, and paragraphs with their styles or cells of tables.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.errors import DocumentError
from index.reading.readers.office.word_97_lists import Lists, lists_of

DAMAGED = "is damaged: its text cannot be found. Open it in its program and save it as .docx or .pptx"
_CURE = "Save it as .docx or .pdf"

# Places in the file information block.
_MAGIC, _FLAGS, _LENGTHS, _STYLES, _CHARACTERS, _PARAGRAPHS, _PIECES = 0xA5EC, 0x0A, 0x4C, 0xA2, 0xFA, 0x102, 0x01A2
_LISTS, _USES_OF_LISTS = 0x2E2, 0x2EA
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_PROPERTIES, _PIECE_TABLE = 1, 2
_PAGE = 512
_MOST_PAGES, _MOST_STYLES = 100_000, 4_095
_SIZES = (
    1,
    1,
    2,
    4,
    2,
    2,
    0,
    3,
)  # bytes of a value, by the upper bits of its code; 0: it begins with its length
_SHIFTS = {1: 1, 2: -1}
# The properties that are used.
_DELETED, _STRUCK, _STRUCK_TWICE, _VANISHED, _SHIFTED, _STYLED = 0x0800, 0x0837, 0x2A53, 0x083C, 0x2A48, 0x4A30
_IN_TABLE, _ENDS_ROW, _LEVEL, _ROW, _TABS = 0x2416, 0x2417, 0x2640, 0xD608, 0xC615
_OF_LIST, _LIST_LEVEL = 0x460B, 0x260A
_NO_STYLE, _OF_TEXT, _BODY_LEVEL = 0xFFF, 1, 9
_GOES_ON_DOWN = 1  # of two bits of a cell: merged with the one above


@dataclass(frozen=True, slots=True)
class Look:
    """The formatting of a run of characters, as far as it changes their meaning."""

    is_struck: bool = False
    is_hidden: bool = False
    height: int = 0  # above the line (1), on it, or below (-1)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The properties of a paragraph: the level of its heading, 0 for text, and its place in a table."""

    style: int = 0
    level: int = 0
    is_in_table: bool = False
    ends_row: bool = False
    edges: tuple[int, ...] = ()  # of the cells of a row, where it ends
    merged: frozenset[int] = frozenset()  # the cells of the row that are merged with those above
    list: int = 0  # the number of its list, 1 for the first, or 0
    list_level: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Characters with the same formatting in one paragraph. `part` is the number of their text, 0 for the main text."""

    text: str
    part: int
    look: Look
    paragraph: Paragraph


@dataclass(frozen=True, slots=True)
class _Style:
    base: int
    level: int  # of headings
    of_text: bytes  # its properties of characters
    of_paragraphs: bytes


def runs_of(main: bytes, tables: Sequence[bytes]) -> Iterator[Run]:
    """The text of a document in order. `tables` are the streams 0Table and 1Table, each empty if it is missing."""
    try:
        magic, flags = struct.unpack_from("<H8xH", main)
        if magic != _MAGIC:
            raise DocumentError(f"was written by Word 95 or older. {_CURE}")
        if flags & _ENCRYPTED:
            raise DocumentError("is password-protected: save a copy without a password")
        table = tables[bool(flags & _SECOND_TABLE)]
        lengths = [max(0, length) for length in struct.unpack_from("<8i", main, _LENGTHS)]
        looks = _Looks(main, table)
        place = 0
        for text, begin, width in _pieces(main, _at(main, table, _PIECES)):
            for start, end, look, paragraph in looks.within(begin, begin + width * len(text), width):
                for part, said in _by_part(text[start:end], place + start, lengths):
                    yield Run(said, part, look, paragraph)
            place += len(text)
    except (struct.error, IndexError) as error:
        raise DocumentError(DAMAGED) from error


def knows_looks(main: bytes) -> bool:
    """Whether the file states the formatting of its characters."""
    return len(main) > _CHARACTERS + 8 and struct.unpack_from("<I", main, _CHARACTERS + 4)[0] > 0


def numbered_lists(main: bytes, tables: Sequence[bytes]) -> Lists:
    """The lists of a document; none if it has none."""
    if len(main) < _USES_OF_LISTS + 8:
        return Lists()
    table = tables[bool(struct.unpack_from("<H", main, _FLAGS)[0] & _SECOND_TABLE)]
    start, size = struct.unpack_from("<II", main, _LISTS)
    return lists_of(table, start, _at(main, table, _USES_OF_LISTS)) if size else Lists()


def _at(main: bytes, table: bytes, place: int) -> bytes:
    """The part of the table stream that the information block names at this place."""
    start, size = struct.unpack_from("<II", main, place)
    return table[start : start + size]


def _by_part(text: str, place: int, lengths: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The text of the characters from `place` on, split at the starts of other parts of the document."""
    end = 0
    for part, length in enumerate(lengths):
        begin, end = end, end + length
        said = text[max(0, begin - place) : max(0, end - place)]
        if said:
            yield part, said


def _pieces(main: bytes, table: bytes) -> Iterator[tuple[str, int, int]]:
    """The pieces of the text in their order, each with its place in the file and the bytes of a character."""
    at = 0
    while at < len(table) and table[at] == _PROPERTIES:
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    if at >= len(table) or table[at] != _PIECE_TABLE:
        raise DocumentError(DAMAGED)
    size = struct.unpack_from("<I", table, at + 1)[0]
    plc = table[at + 5 : at + 5 + size]
    count = max(0, (len(plc) - 4) // 12)
    places = struct.unpack_from(f"<{count + 1}i", plc)
    for number in range(count):
        offset = struct.unpack_from("<2xI", plc, 4 * (count + 1) + 8 * number)[0]
        characters = max(0, places[number + 1] - places[number])
        if offset & 0x40000000:
            begin = (offset & 0x3FFFFFFF) // 2
            yield main[begin : begin + characters].decode("cp1252", "replace"), begin, 1
        else:
            # A character outside the basic plane counts as two.
            stored = main[offset : offset + 2 * characters]
            yield "".join(map(chr, struct.unpack(f"<{len(stored) // 2}H", stored[: len(stored) // 2 * 2]))), offset, 2


class _Looks:
    """The formatting of a document's characters and paragraphs, by their bytes in the file."""

    def __init__(self, main: bytes, table: bytes) -> None:
        self._styles = _styles(_at(main, table, _STYLES))
        self._characters = dict(_stored(main, _at(main, table, _CHARACTERS), 1))
        self._paragraphs = dict(_stored(main, _at(main, table, _PARAGRAPHS), 13))
        self._starts = [sorted(found) for found in (self._characters, self._paragraphs)]
        self._known: dict[tuple[int, bytes], Look] = {}

    def within(self, begin: int, end: int, width: int) -> Iterator[tuple[int, int, Look, Paragraph]]:
        """The characters of a piece, run by run: the first one, the one after the last, and their formatting."""
        cuts = {begin, end}
        for starts in self._starts:
            cuts.update(starts[bisect_right(starts, begin) : bisect_right(starts, end)])
        ordered = sorted(cuts)
        for start, following in pairwise(ordered):
            paragraph = self._paragraph(self._of(start, 1, self._paragraphs))
            look = self._look(paragraph.style, self._of(start, 0, self._characters))
            yield (start - begin) // width, (following - begin) // width, look, paragraph

    def _of(self, place: int, kind: int, stored: Mapping[int, bytes]) -> bytes:
        number = bisect_right(self._starts[kind], place) - 1
        return stored[self._starts[kind][number]] if number >= 0 else b""

    def _look(self, style: int, own: bytes) -> Look:
        key = style, own
        if key not in self._known:
            look = Look()
            for of_style in self._with_bases(style):
                look = _with_properties(look, of_style.of_text)
            named = next((struct.unpack("<H", value)[0] for code, value in _properties(own) if code == _STYLED), -1)
            for of_style in self._with_bases(named):
                look = _with_properties(look, of_style.of_text)
            self._known[key] = _with_properties(look, own)
        return self._known[key]

    def _paragraph(self, stored: bytes) -> Paragraph:
        if len(stored) < 2:
            return Paragraph()
        style = struct.unpack_from("<H", stored)[0]
        found = Paragraph(style)
        for of_style in self._with_bases(style):
            found = replace(found, level=of_style.level or found.level)
            found = _placed(found, of_style.of_paragraphs)
        return _placed(found, stored[2:])

    def _with_bases(self, style: int) -> list[_Style]:
        """The styles that this style is based on, the most basic first, and then the style itself."""
        found: list[_Style] = []
        while style in self._styles and self._styles[style] not in found:
            found.append(self._styles[style])
            style = self._styles[style].base
        return found[::-1]


def _stored(main: bytes, plc: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    """The properties of every run (`size` 1) or paragraph (13), each with its first byte in the file."""
    count = min(max(0, (len(plc) - 4) // 8), _MOST_PAGES)
    for number in struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count else ():
        page = main[(number & 0x3FFFFF) * _PAGE :][:_PAGE]
        if len(page) < _PAGE:
            continue
        entries = page[-1]
        places = struct.unpack_from(f"<{entries + 1}I", page) if 4 * (entries + 1) < _PAGE else ()
        for i, place in enumerate(places[:-1]):
            entry = 4 * (entries + 1) + size * i
            at = 2 * page[entry] if entry < _PAGE else 0
            yield place, _entry(page, at, is_paragraph=size > 1) if at else b""
        if places:
            yield places[-1], b""


def _entry(page: bytes, at: int, *, is_paragraph: bool) -> bytes:
    if not is_paragraph:
        return page[at + 1 : at + 1 + page[at]]
    if page[at]:
        return page[at + 1 : at + 2 * page[at]]
    return page[at + 2 : at + 2 + 2 * page[at + 1]] if at + 1 < _PAGE else b""


def _properties(stored: bytes) -> Iterator[tuple[int, bytes]]:
    """The codes and values of a list of properties."""
    at = 0
    while at + 2 < len(stored):
        code = struct.unpack_from("<H", stored, at)[0]
        at += 2
        size = _SIZES[code >> 13]
        if code == _ROW and at + 2 <= len(stored):
            size = struct.unpack_from("<H", stored, at)[0] - 1
            at += 2
        elif code == _TABS and stored[at] == 0xFF:
            return  # as long as its tabs need: nothing of it matters here
        elif not size:
            size = stored[at]
            at += 1
        value = stored[at : at + size]
        if len(value) == size:
            yield code, value
        at += max(size, 0)


def _with_properties(look: Look, stored: bytes) -> Look:
    for code, value in _properties(stored):
        if code in (_DELETED, _STRUCK, _STRUCK_TWICE):
            look = replace(look, is_struck=_is_on(value, look.is_struck))
        elif code == _VANISHED:
            look = replace(look, is_hidden=_is_on(value, look.is_hidden))
        elif code == _SHIFTED:
            look = replace(look, height=_SHIFTS.get(value[0], 0))
    return look


def _is_on(value: bytes, of_style: bool) -> bool:
    """Whether a property is on: 0x80 means as in the style, and 0x81 the opposite."""
    return of_style if value[0] == 0x80 else not of_style if value[0] == 0x81 else value[0] != 0


def _placed(paragraph: Paragraph, stored: bytes) -> Paragraph:
    for code, value in _properties(stored):
        if code == _IN_TABLE:
            paragraph = replace(paragraph, is_in_table=value[0] != 0)
        elif code == _ENDS_ROW:
            paragraph = replace(paragraph, ends_row=value[0] != 0)
        elif code == _LEVEL:
            paragraph = replace(paragraph, level=value[0] + 1 if value[0] < _BODY_LEVEL else 0)
        elif code == _OF_LIST:
            paragraph = replace(paragraph, list=struct.unpack("<H", value)[0])
        elif code == _LIST_LEVEL:
            paragraph = replace(paragraph, list_level=value[0])
        elif code == _ROW and value:
            count = value[0]
            edges = struct.unpack_from(f"<{count + 1}h", value, 1) if len(value) > 2 * count + 2 else ()
            kinds = [value[at : at + 2] for at in range(2 * count + 3, len(value) - 1, 20)][:count]
            merged = {i for i, kind in enumerate(kinds) if struct.unpack("<H", kind)[0] >> 5 & 3 == _GOES_ON_DOWN}
            paragraph = replace(paragraph, edges=edges, merged=frozenset(merged))
    return paragraph


def _styles(sheet: bytes) -> dict[int, _Style]:
    """The styles of a document by their number."""
    if len(sheet) < 6:
        return {}
    header, count, base_size = struct.unpack_from("<HHH", sheet)
    at = 2 + header
    found: dict[int, _Style] = {}
    for number in range(min(count, _MOST_STYLES)):
        if at + 2 > len(sheet):
            break
        size = struct.unpack_from("<H", sheet, at)[0]
        style = sheet[at + 2 : at + 2 + size]
        at += 2 + size + size % 2
        if len(style) > base_size + 2:
            found[number] = _style(style, base_size)
    return found


def _style(style: bytes, base_size: int) -> _Style:
    kind, based, uses = struct.unpack_from("<HHH", style)
    number, is_of_text = kind & 0xFFF, based & 0xF == _OF_TEXT
    at = base_size + 2 * struct.unpack_from("<H", style, base_size)[0] + 4  # after its name
    lists: list[bytes] = []
    for _ in range(min(uses & 0xF, 3)):
        if at + 2 > len(style):
            break
        size = struct.unpack_from("<H", style, at)[0]
        lists.append(style[at + 2 : at + 2 + size])
        at += 2 + size + size % 2
    of_paragraphs, of_text = [*lists, b"", b""][:2] if is_of_text else (b"", *lists, b"")[:2]
    level = number if is_of_text and 1 <= number <= 9 else 0
    return _Style(based >> 4, level, of_text, of_paragraphs[2:])
