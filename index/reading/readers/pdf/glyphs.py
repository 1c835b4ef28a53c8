"""The characters that PDFium finds on a page -> text, each with its place among them."""

from __future__ import annotations

import array
import ctypes
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.reading.readers.contents import CONTROL, TableRow

MAX_UNMAPPED, MAX_STRANGE = 0.2, 0.02  # shares of a page's characters that only a garbled page exceeds both

_HYPHENS = (0x02, 0xFFFE)  # what PDFium makes of a hyphen at the end of a line
_LINE_ENDS = (0x0A, 0x0D)
_WHITE = (0x02, 0x09, *_LINE_ENDS)
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]+-[^\W\d_]+(?![^\W\d_])")
# Words with a hyphen that stays where a line ends after it: by their first part, by their last, or by both.
_FIRSTS = frozenset("self two three twenty thirty forty fifty".split())
_LASTS = frozenset("based friendly related driven oriented specific efficient".split())
_FIRSTS_OF_BOTH = frozenset(
    "part full real half long short mid high low large small first second third well cost".split()
)
_LASTS_OF_BOTH = frozenset("time term level risk speed scale range quality class party known round effective".split())
_LONGEST_NAME = 200  # bytes of a font's name
_LEFT_OUT = 3  # characters at the end of a line: a hyphen and what ends the line
_TILT = 0.01  # a few degrees
_FLAT = 0.1  # points: no glyph that is drawn is so low or so narrow

Rectangle = tuple[float, float, float, float]  # left, bottom, right, top, in PDF units
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page; character i of `text` is number `index[i]` among PDFium's characters."""

    text: str
    index: array.array[int]
    rows: tuple[TableRow, ...] = ()  # of the tables on it


class LayerGlyphs:
    """Where PDFium's characters stand on a page, each as high as its font, and in which fonts."""

    def __init__(self, layer: pdfium.PdfTextPage) -> None:
        self._layer = layer
        self._boxes: dict[int, Rectangle] = {}  # several readers of the page ask for the same ones

    def box(self, index: int) -> Rectangle:
        rectangle = self._boxes.get(index)
        if rectangle is None:
            rectangle = self._boxes[index] = self._layer.get_charbox(index, loose=True)
        return rectangle

    def origin(self, index: int) -> Point:
        """Where the character's baseline begins."""
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(self._layer, index, x, y)
        return x.value, y.value

    def is_level(self, index: int) -> bool:
        """Whether the character stands upright on the page as it is stored."""
        return math.cos(raw.FPDFText_GetCharAngle(self._layer, index)) > 1 - _TILT

    def font(self, index: int) -> tuple[bytes, int]:
        """The font's name and weight."""
        name = ctypes.create_string_buffer(_LONGEST_NAME)
        raw.FPDFText_GetFontInfo(self._layer, index, name, _LONGEST_NAME, None)
        return name.value, raw.FPDFText_GetFontWeight(self._layer, index)


def is_garbled(layer: pdfium.PdfTextPage, codes: Sequence[int]) -> bool:
    """Do the fonts not say what their glyphs mean? PDFium then gives the numbers of glyphs as if they were letters.

    The flag alone also catches sound files, but with them no glyph turns into a control or private-use character.
    """
    strange = sum((code < 0x20 and code not in _WHITE) or 0xE000 <= code < 0xF900 for code in codes)
    if strange <= MAX_STRANGE * len(codes):
        return False
    unmapped: int = sum(raw.FPDFText_HasUnicodeMapError(layer, i) == 1 for i in range(len(codes)))
    return unmapped > MAX_UNMAPPED * len(codes)


def character_codes(layer: pdfium.PdfTextPage) -> list[int]:
    return [raw.FPDFText_GetUnicode(layer, i) for i in range(layer.count_chars())]


def page_text(codes: Sequence[int]) -> PageText:
    """The characters of a page without control characters, words that were broken over lines joined again."""
    characters: list[str] = []
    index = array.array("i")
    compounds = _compounds(codes) if any(hyphen in codes for hyphen in _HYPHENS) else frozenset[str]()
    i = 0
    while i < len(codes):
        character, following = _character(codes, i, compounds)
        if character:
            characters.append(character)
            index.append(i)
        i = following
    return PageText("".join(characters), index)


def runs_of(index: Sequence[int]) -> list[tuple[int, int]]:
    """The first and last of the characters that follow each other on the page, of those with these numbers in order.

    Line ends and a hyphen between two of them, which the text leaves out, part nothing.
    """
    runs = [(index[0], index[0])]
    for number in index[1:]:
        first, last = runs[-1]
        if last <= number <= last + _LEFT_OUT + 1:
            runs[-1] = (first, number)
        else:
            runs.append((number, number))
    return runs


def rectangles(layer: pdfium.PdfTextPage, first: int, last: int) -> list[Rectangle]:
    """Where PDFium's characters `first` to `last` stand, as few rectangles as it makes of them.

    Of a font that is not in the file, as in vertical Japanese, it knows no heights of glyphs; then there is one
    rectangle a character, as high as the font.
    """
    found = [layer.get_rect(i) for i in range(layer.count_rects(first, last - first + 1))]
    if not all(map(_is_flat, found)):
        return found
    loose = [layer.get_charbox(i, loose=True) for i in range(first, last + 1)]
    return [rectangle for rectangle in loose if not _is_flat(rectangle)]


def _is_flat(rectangle: Rectangle) -> bool:
    left, bottom, right, top = rectangle
    return right - left < _FLAT or top - bottom < _FLAT


def _compounds(codes: Sequence[int]) -> frozenset[str]:
    """The words with a hyphen that stand whole on a page."""
    text = "".join(chr(code) if 0 < code < 0xD800 else " " for code in codes).lower()
    return frozenset(_COMPOUND.findall(text))


def _is_compound(codes: Sequence[int], end: int, start: int, compounds: frozenset[str]) -> bool:
    """Whether the word that ends there and the one that begins are two, joined by a hyphen, as self-service is."""
    first, second = end, start
    while first > 0 and chr(codes[first - 1]).isalpha():
        first -= 1
    while second < len(codes) and chr(codes[second]).isalpha():
        second += 1
    before, after = ("".join(map(chr, codes[a:b])).lower() for a, b in ((first, end), (start, second)))
    is_of_both = before in _FIRSTS_OF_BOTH and after in _LASTS_OF_BOTH
    return before in _FIRSTS or after in _LASTS or is_of_both or f"{before}-{after}" in compounds


def _character(codes: Sequence[int], i: int, compounds: frozenset[str]) -> tuple[str, int]:
    """The character that begins at `i`, "" for one that is dropped, and where the next one begins."""
    code = codes[i]
    if code in _HYPHENS:
        following = i + 1
        while following < len(codes) and codes[following] in _LINE_ENDS:
            following += 1
        # "infor-mation" is one word; "2024-2025" and "Jean-Paul" keep their hyphen.
        joins = following < len(codes) and chr(codes[following]).islower()
        joins = joins and not _is_compound(codes, i, following, compounds)
        return "" if joins else "-", following
    if 0xD800 <= code < 0xDC00 and i + 1 < len(codes) and 0xDC00 <= codes[i + 1] < 0xE000:
        return chr(0x10000 + ((code - 0xD800) << 10) + (codes[i + 1] - 0xDC00)), i + 2
    if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd", i + 1
    character = chr(code)
    return "" if character == "\r" or CONTROL.match(character) else character, i + 1
