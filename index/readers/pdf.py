"""PDF: the text of every page, where its words stand on the page, and the page as an image.

Where words stand is not stored: the original file is asked again when a citation is shown, which costs
milliseconds, and `boxes` marks nothing unless the page still holds the quoted words.
"""

from __future__ import annotations

import array
import ctypes
import io
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.errors import DocumentError
from index.readers.bookmarks import Path, page_cuts
from index.readers.contents import CONTROL, MAX_HEADING, Contents, one_line, sections_between
from index.records import Box, Section

PAGE_BREAK = "\n\n"  # between two pages; in no section
MAX_UNMAPPED, MAX_STRANGE = 0.2, 0.02  # shares of a page's characters that only a garbled page exceeds both
MAX_PIXELS, MAX_SIDE = 4_000_000, 10_000  # of a page image
_HYPHENS = (0x02, 0xFFFE)  # what PDFium makes of a hyphen at the end of a line
_NO_TITLE = re.compile(
    r"^(?:untitled|unknown|microsoft word - .*)$|\.(?:docx?|odt|rtf|txt|pdf|indd|qxd|tex|dvi|ps|pages|pptx?|xlsx?)$",
    re.IGNORECASE,
)
_WIDEST_SPACE = 0.04  # of the page's width, between words of one line; between columns it is wider
_LINE_ENDS = (0x0A, 0x0D)
_WHITE = (0x02, 0x09, *_LINE_ENDS)
_GRID = 1_000_000  # device units across a page, so that boxes are exact to a millionth of it


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page; character i of `text` is number `index[i]` among PDFium's characters."""

    text: str
    index: array.array[int]


def read_pdf(data: bytes) -> Contents:
    """The text of a PDF with at least one section a page; its first section begins with the page.

    Headings come from the bookmarks. Pages without text are left out. Raises `DocumentError` if there is no text
    on any page, if the file is damaged, or if it needs a password.
    """
    with _opened(data) as document:
        bookmarks = _bookmarks(document)
        parts: list[str] = []
        sections: list[Section] = []
        length = 0
        path: Path = ()
        for page in range(1, len(document) + 1):
            text = _text_of_page(document, page)
            cuts, path = page_cuts(text, bookmarks.get(page, ()), path)
            if text.strip():
                parts.append(text)
                sections += sections_between(cuts, text, offset=length, page=page)
                length += len(text) + len(PAGE_BREAK)
        if not parts:
            raise DocumentError("holds no text that can be read, only images perhaps: run text recognition (OCR) on it")
        return Contents(_stated_title(document), PAGE_BREAK.join(parts), tuple(sections))


def boxes(data: bytes, page: int, start: int, end: int, quote: str) -> list[Box]:
    """Where the characters [start, end) of a page's text stand: one box a line, in reading order.

    There are none unless these characters are the `quote`: wrong words are never marked.
    """
    with _opened(data) as document, _page(document, page) as opened, _text_layer(opened) as layer:
        page_text = _page_text(_codes(layer))
        if not quote or start < 0 or len(quote) != end - start or page_text.text[start:end] != quote:
            return []
        first, last = page_text.index[start], page_text.index[end - 1]
        count = layer.count_rects(first, last - first + 1)
        placed = [_displayed(opened, *layer.get_rect(i)) for i in range(count)]
        visible = [box for box in placed if box.width > 0 and box.height > 0]
        return _lines(visible) if _is_level(opened, layer, first) else visible


def page_image(data: bytes, page: int, *, width: int = 1200) -> bytes:
    """The page as it is displayed, as a PNG `width` pixels wide, or narrower if it is a very long page."""
    with _opened(data) as document:
        document.init_forms()  # so that the values of form fields are drawn
        with _page(document, page) as opened:
            across, down = opened.get_size()
            scale = min(width / across, MAX_SIDE / max(across, down), (MAX_PIXELS / (across * down)) ** 0.5)
            png = io.BytesIO()
            opened.render(scale=scale).to_pil().save(png, "PNG", compress_level=1)
            return png.getvalue()


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    """The document; one that only restricts printing or copying opens without its owner's password."""
    if b"%PDF-" not in data[:1024]:
        raise DocumentError("is not a PDF")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise DocumentError("is password-protected: save a copy without a password") from error
        raise DocumentError("is damaged: it cannot be opened as a PDF") from error
    try:
        yield document
    finally:
        document.close()


@contextmanager
def _page(document: pdfium.PdfDocument, page: int) -> Iterator[pdfium.PdfPage]:
    if not 1 <= page <= len(document):
        raise DocumentError(f"has no page {page}: it has {len(document)}")
    try:
        opened = document[page - 1]
    except pdfium.PdfiumError as error:
        raise DocumentError(f"is damaged: its page {page} cannot be opened") from error
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def _text_layer(page: pdfium.PdfPage) -> Iterator[pdfium.PdfTextPage]:
    try:
        layer = page.get_textpage()
    except pdfium.PdfiumError as error:
        raise DocumentError("is damaged: the text of a page cannot be read") from error
    try:
        yield layer
    finally:
        layer.close()


def _text_of_page(document: pdfium.PdfDocument, page: int) -> str:
    """The text of a page; nothing for a damaged page, or one whose fonts do not say what their glyphs mean."""
    try:
        with _page(document, page) as opened, _text_layer(opened) as layer:
            codes = _codes(layer)
            return "" if _is_garbled(layer, codes) else _page_text(codes).text
    except DocumentError:
        return ""  # the other pages can be read


def _is_garbled(layer: pdfium.PdfTextPage, codes: Sequence[int]) -> bool:
    """Do the fonts not say what their glyphs mean? PDFium then gives the numbers of glyphs as if they were letters.

    The flag alone also catches sound files, but with them no glyph turns into a control or private-use character.
    """
    strange = sum((code < 0x20 and code not in _WHITE) or 0xE000 <= code < 0xF900 for code in codes)
    if strange <= MAX_STRANGE * len(codes):
        return False
    unmapped: int = sum(raw.FPDFText_HasUnicodeMapError(layer, i) == 1 for i in range(len(codes)))
    return unmapped > MAX_UNMAPPED * len(codes)


def _codes(layer: pdfium.PdfTextPage) -> list[int]:
    return [raw.FPDFText_GetUnicode(layer, i) for i in range(layer.count_chars())]


def _page_text(codes: Sequence[int]) -> PageText:
    """The characters of a page without control characters, words that were broken over lines joined again."""
    characters: list[str] = []
    index = array.array("i")
    i = 0
    while i < len(codes):
        character, following = _character(codes, i)
        if character:
            characters.append(character)
            index.append(i)
        i = following
    return PageText("".join(characters), index)


def _character(codes: Sequence[int], i: int) -> tuple[str, int]:
    """The character that begins at `i`, "" for one that is dropped, and where the next one begins."""
    code = codes[i]
    if code in _HYPHENS:
        following = i + 1
        while following < len(codes) and codes[following] in _LINE_ENDS:
            following += 1
        # "infor-mation" is one word; "2024-2025" and "Jean-Paul" keep their hyphen.
        joins = following < len(codes) and chr(codes[following]).islower()
        return "" if joins else "-", following
    if 0xD800 <= code < 0xDC00 and i + 1 < len(codes) and 0xDC00 <= codes[i + 1] < 0xE000:
        return chr(0x10000 + ((code - 0xD800) << 10) + (codes[i + 1] - 0xDC00)), i + 2
    if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd", i + 1
    character = chr(code)
    return "" if character == "\r" or CONTROL.match(character) else character, i + 1


def _bookmarks(document: pdfium.PdfDocument) -> dict[int, list[Path]]:
    """By page: the bookmarks that lead to it, each as a path from the top."""
    found: dict[int, list[Path]] = {}
    path: Path = ()
    for bookmark in document.get_toc():
        path = (*path[: bookmark.level], one_line(bookmark.get_title())[:MAX_HEADING])
        target = bookmark.get_dest()
        index = target.get_index() if target else None
        if index is not None and path[-1]:
            found.setdefault(index + 1, []).append(tuple(filter(None, path)))
    return found


def _stated_title(document: pdfium.PdfDocument) -> str:
    """The title in the file's properties, unless a program put a number or the name of a file there."""
    title = one_line(document.get_metadata_value("Title"))
    is_title = re.search(r"[^\W\d_]{2}", title) and not _NO_TITLE.search(title)
    return title if is_title else ""


def _displayed(page: pdfium.PdfPage, left: float, bottom: float, right: float, top: float) -> Box:
    """A rectangle in PDF units as a part of the page as it is displayed: turned, cropped, and from the top left."""
    x = ctypes.c_int()
    y = ctypes.c_int()
    xs, ys = [], []
    for corner in ((left, bottom), (right, top)):
        raw.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, *corner, x, y)
        xs.append(min(max(x.value / _GRID, 0.0), 1.0))
        ys.append(min(max(y.value / _GRID, 0.0), 1.0))
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _is_level(page: pdfium.PdfPage, layer: pdfium.PdfTextPage, index: int) -> bool:
    """Does the text run from left to right (or right to left), and not up or down, on the page as displayed?"""
    angle: float = math.degrees(raw.FPDFText_GetCharAngle(layer, index)) - page.get_rotation()
    return abs((angle + 90) % 180 - 90) < 5


def _lines(placed: list[Box]) -> list[Box]:
    """The boxes with neighbours on one line made one: every word, or change of font, has a box of its own."""
    lines: list[Box] = []
    for box in placed:
        joins = lines and _are_neighbours(lines[-1], box)
        lines.append(_around(lines.pop(), box) if joins else box)
    return lines


def _are_neighbours(one: Box, other: Box) -> bool:
    overlap = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    gap = max(one.left, other.left) - min(one.left + one.width, other.left + other.width)
    return overlap > 0.5 * min(one.height, other.height) and gap < _WIDEST_SPACE


def _around(one: Box, other: Box) -> Box:
    left, top = min(one.left, other.left), min(one.top, other.top)
    right = max(one.left + one.width, other.left + other.width)
    bottom = max(one.top + one.height, other.top + other.height)
    return Box(left, top, right - left, bottom - top)
