"""The characters that PDFium finds on a page -> text, with the number of each character in PDFium."""

from __future__ import annotations

import array
import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.reading.readers.contents import CONTROL, TableRow

MAX_UNMAPPED, MAX_STRANGE = 0.2, 0.02  # shares of a page's characters; only a garbled page exceeds both

# The codes of ligatures in the fonts of TeX (T1 and OT1). Fonts of bitmaps do not say what their codes mean.
_LIGATURES = dict(
    zip((*range(0x1B, 0x20), 0x0B, 0x0C, 0x0E, 0x0F), "ff fi fl ffi ffl ff fi ffi ffl".split(), strict=True)
)
_HYPHENS = (0x02, 0xFFFE)  # what PDFium makes of a hyphen at the end of a line
_OTHER_HYPHENS = (0xAD, 0x2010)  # which some programs write there
_LINE_ENDS, _SPACE, _MINUS = (0x0A, 0x0D), 0x20, 0x2D
_WHITE = (0x02, 0x09, *_LINE_ENDS)
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]+-[^\W\d_]+(?![^\W\d_])")
_LAST_WORD, _FIRST_WORD = re.compile(r"[^\W\d_]+$"), re.compile(r"[^\W\d_]+")
_LONGEST_WORD, _LONGEST_LINE = 50, 300  # the most characters that are examined
_SPACE_WIDTH, _AS_WIDE = 0.1, 1.5  # of a character's height; of the narrowest space in a line
_SMALLER = 0.9  # times the height of the text: the most that a note has
_CLOSE_BELOW = 3.0  # the most that the next line is below, in heights of a character
_INDENT = 6.0  # how far left of the line before it a line can begin, in heights of a character
# Words that keep their hyphen at a line end: by their first part, by their last, or by both.
_FIRSTS = frozenset(
    "self two three twenty thirty forty fifty"
    " celui celle ceux celles demi vice avant après arrière rendez peut grand"
    " quatre vingt trente quarante cinquante soixante".split()
)
_SOUS = re.compile(r"cri|trac|traire|sig")  # how words go on that begin with "sous" and have no hyphen
_LASTS = frozenset("based friendly related driven oriented specific efficient".split())
_FIRSTS_OF_BOTH = frozenset(
    "part full real half long short mid high low large small first second third well cost".split()
)
_LASTS_OF_BOTH = frozenset("time term level risk speed scale range quality class party known round effective".split())
_JOINING = re.compile(r"(?:und|oder|bzw|beziehungsweise|sowie|and|or|och|og|eller|of)(?![^\W\d_])")
_LONGEST_NAME = 200  # bytes of a font's name
_LEFT_OUT = 3  # characters at the end of a line: a hyphen and what ends the line
_TILT = 0.01  # a few degrees
_FLAT = 0.1  # points; every visible glyph is higher and wider

Rectangle = tuple[float, float, float, float]  # left, bottom, right, top, in PDF units
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page; character i of `text` is number `index[i]` among PDFium's characters."""

    text: str
    index: array.array[int]
    rows: tuple[TableRow, ...] = ()  # of the tables on it


class LayerGlyphs:
    """The boxes of PDFium's characters on a page, each as high as its font, and their fonts."""

    def __init__(self, layer: pdfium.PdfTextPage) -> None:
        self.layer = layer
        self._boxes: dict[int, Rectangle] = {}  # a cache, because the same boxes are needed several times

    def box(self, index: int) -> Rectangle:
        rectangle = self._boxes.get(index)
        if rectangle is None:
            rectangle = self._boxes[index] = self.layer.get_charbox(index, loose=True)
        return rectangle

    def inked(self, index: int) -> Rectangle:
        """The box around what is drawn of the character."""
        box: Rectangle = self.layer.get_charbox(index)
        return box

    def origin(self, index: int) -> Point:
        """The start of the character's baseline."""
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(self.layer, index, x, y)
        return x.value, y.value

    def is_level(self, index: int) -> bool:
        """Whether the character is upright on the page as it is stored."""
        return math.cos(raw.FPDFText_GetCharAngle(self.layer, index)) > 1 - _TILT

    def is_mirrored(self, index: int) -> bool:
        """Whether the character is drawn upside down as in a mirror, so that the lines run upwards."""
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self.layer, index, matrix)
        turns: bool = matrix.a * matrix.d - matrix.b * matrix.c < 0
        return turns

    def font(self, index: int) -> tuple[bytes, int]:
        """The font's name and weight."""
        name = ctypes.create_string_buffer(_LONGEST_NAME)
        raw.FPDFText_GetFontInfo(self.layer, index, name, _LONGEST_NAME, None)
        return name.value, raw.FPDFText_GetFontWeight(self.layer, index)


def is_garbled(layer: pdfium.PdfTextPage, codes: Sequence[int]) -> bool:
    """Whether the fonts do not say what their glyphs mean. PDFium then returns numbers of glyphs as letters.

    The flag alone is also set in good files, but their glyphs do not become control or private-use characters.
    """
    strange = sum((code < 0x20 and code not in _WHITE) or 0xE000 <= code < 0xF900 for code in codes)
    if strange <= MAX_STRANGE * len(codes):
        return False
    unmapped: int = sum(raw.FPDFText_HasUnicodeMapError(layer, i) == 1 for i in range(len(codes)))
    return unmapped > MAX_UNMAPPED * len(codes)


def character_codes(layer: pdfium.PdfTextPage) -> list[int]:
    return [raw.FPDFText_GetUnicode(layer, i) for i in range(layer.count_chars())]


def page_text(codes: Sequence[int], glyphs: LayerGlyphs) -> PageText:
    """The characters of a page without control characters. Words that were broken at a line end are joined."""
    characters: list[str] = []
    index = array.array("i")
    has_hyphens = any(hyphen in codes for hyphen in (*_HYPHENS, *_OTHER_HYPHENS))
    compounds = compounds_of(_text_of(codes)) if has_hyphens else frozenset[str]()
    i = 0
    while i < len(codes):
        is_hyphen = (
            codes[i] in _HYPHENS
            or (codes[i] == _MINUS and _is_after_digit_at_line_end(codes, i))
            or (codes[i] in _OTHER_HYPHENS and (i + 1 == len(codes) or codes[i + 1] in _LINE_ENDS))
        )
        character, following = _hyphen(codes, i, compounds, glyphs) if is_hyphen else _character(codes, i)
        if codes[i] in _LIGATURES and _is_beside_letter(codes, i):
            character, following = _LIGATURES[codes[i]], i + 1
        characters += character
        index.extend([i] * len(character))
        i = following
    return PageText("".join(characters), index)


def _is_beside_letter(codes: Sequence[int], i: int) -> bool:
    return any(chr(codes[at]).isalpha() for at in (i - 1, i + 1) if 0 <= at < len(codes))


def _is_after_digit_at_line_end(codes: Sequence[int], i: int) -> bool:
    """Whether a hyphen is in a word such as "CO2-neutral", which continues in the next line."""
    if not 0 < i < len(codes) - 1 or codes[i + 1] not in _LINE_ENDS or not chr(codes[i - 1]).isdecimal():
        return False
    following = next((code for code in codes[i + 1 : i + 4] if code not in _LINE_ENDS), 0)
    return chr(following).islower()


def runs_of(index: Sequence[int]) -> list[tuple[int, int]]:
    """The first and last number of each run of characters that follow each other on the page. `index` is in order.

    A line end or hyphen that the text leaves out does not end a run.
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
    """The rectangles of PDFium's characters `first` to `last`, as few as PDFium makes.

    PDFium does not know the heights of glyphs if the font is not in the file, as in vertical Japanese. Then there is
    one rectangle for each character, as high as the font.
    """
    found = [layer.get_rect(i) for i in range(layer.count_rects(first, last - first + 1))]
    if not all(map(_is_flat, found)):
        return found
    loose = [layer.get_charbox(i, loose=True) for i in range(first, last + 1)]
    return [rectangle for rectangle in loose if not _is_flat(rectangle)]


def _is_flat(rectangle: Rectangle) -> bool:
    left, bottom, right, top = rectangle
    return right - left < _FLAT or top - bottom < _FLAT


def compounds_of(text: str) -> frozenset[str]:
    """The words with a hyphen that are on one line of a text."""
    return frozenset(_COMPOUND.findall(text.lower()))


def keeps_hyphen(before: str, after: str, compounds: frozenset[str]) -> bool:
    """Whether the words before and after a line end keep the hyphen between them, as in self-service."""
    first, last = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    first_word, last_word = (found[0].lower() if found else "" for found in (first, last))
    is_of_both = first_word in _FIRSTS_OF_BOTH and last_word in _LASTS_OF_BOTH
    is_known = f"{first_word}-{last_word}" in compounds
    # "state-of-the-art", but not "E-Mail-Verkehr", where a capital begins the word that is broken.
    is_of_chain = first is not None and before[first.start() - 1 : first.start()] == "-" and first[0][0].islower()
    is_first = first_word in _FIRSTS or (first_word == "sous" and not _SOUS.match(last_word))
    return is_first or last_word in _LASTS or is_of_both or is_known or is_of_chain


def is_suspended(after: str) -> bool:
    """Whether the words after a hyphen at a line end leave its word incomplete, as in "Ein- und Ausgänge"."""
    return _JOINING.match(after) is not None


def _text_of(codes: Sequence[int]) -> str:
    return "".join(chr(code) if 0 < code < 0xD800 else " " for code in codes)


def _is_far_left(glyphs: LayerGlyphs, codes: Sequence[int], hyphen: int, following: int) -> bool:
    """Whether the next character is far left of the start of the line, so that it belongs to another column."""
    left, bottom, _, top = glyphs.box(max(0, hyphen - 1))  # the hyphen itself can lack a place
    gaps = list(_gaps_before(glyphs, codes, hyphen))
    spaces = [gap for gap, _ in gaps if gap > _SPACE_WIDTH * (top - bottom)]
    # A wide gap is between columns, unless all spaces of a justified line are as wide.
    between_columns = max(top - bottom, _AS_WIDE * min(spaces) if len(spaces) > 1 else 0)
    for gap, its_left in gaps:
        if gap > between_columns:
            break
        left = min(left, its_left)
    return left - glyphs.box(following)[0] > _INDENT * (top - bottom)


def _is_smaller(glyphs: LayerGlyphs, before: int, following: int) -> bool:
    """Whether the next line is in smaller type, as a note below the text."""
    (_, bottom, _, top), (_, its_bottom, _, its_top) = glyphs.box(max(0, before)), glyphs.box(following)
    return 0 < its_top - its_bottom < _SMALLER * (top - bottom)


def _is_next_line(glyphs: LayerGlyphs, before: int, following: int) -> bool:
    """Whether the next line is close below, and not at the edge of the page or beside the text."""
    (_, bottom, _, top), (_, _, _, its_top) = glyphs.box(max(0, before)), glyphs.box(following)
    return -_CLOSE_BELOW * (top - bottom) < its_top - top < 0


def _gaps_before(glyphs: LayerGlyphs, codes: Sequence[int], hyphen: int) -> Iterator[tuple[float, float]]:
    """For each character of the line before the hyphen, from the right: the gap after it, and its left edge."""
    left, bottom, _, top = glyphs.box(max(0, hyphen - 1))
    for number in range(hyphen - 2, max(-1, hyphen - _LONGEST_LINE), -1):
        if codes[number] in _LINE_ENDS:
            return
        if codes[number] == _SPACE:  # one that PDFium puts in has no place
            continue
        its_left, its_bottom, its_right, its_top = glyphs.box(number)
        if min(top, its_top) - max(bottom, its_bottom) <= 0:
            return
        yield left - its_right, its_left
        left = min(left, its_left)


def _character(codes: Sequence[int], i: int) -> tuple[str, int]:
    """The character at `i` ("" if it is dropped), and the position of the next one."""
    code = codes[i]
    if 0xD800 <= code < 0xDC00 and i + 1 < len(codes) and 0xDC00 <= codes[i + 1] < 0xE000:
        return chr(0x10000 + ((code - 0xD800) << 10) + (codes[i + 1] - 0xDC00)), i + 2
    if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd", i + 1
    character = chr(code)
    return "" if character == "\r" or CONTROL.match(character) else character, i + 1


def _hyphen(codes: Sequence[int], i: int, compounds: frozenset[str], glyphs: LayerGlyphs) -> tuple[str, int]:
    """The same for a hyphen at the end of a line, which is dropped if it only breaks a word."""
    following = i + 1
    while following < len(codes) and codes[following] in _LINE_ENDS:
        following += 1
    # "infor-mation" is one word; "2024-2025" and "Jean-Paul" keep their hyphen.
    if following == len(codes) or not chr(codes[following]).islower():
        is_other = following < len(codes) and (
            _is_smaller(glyphs, i - 1, following)
            or (chr(codes[following]).isalpha() and not _is_next_line(glyphs, i - 1, following))
        )
        return "-\n" if is_other else "-", following
    if _is_far_left(glyphs, codes, i, following):
        return "-\n", following
    if chr(codes[i - 1]).isdecimal():  # "CO2-neutral"
        return "-", following
    before = _text_of(codes[max(0, i - _LONGEST_WORD) : i])
    after = _text_of(codes[following : following + _LONGEST_WORD])
    if is_suspended(after):
        return "-\n", following
    return "-" if keeps_hyphen(before, after, compounds) else "", following
