"""PDF: the text of every page, where its words stand on the page, and the page as an image.

Where words stand is not stored: the original file is asked again when a citation is shown, which costs
milliseconds, and `boxes` marks nothing unless the page still holds the quoted words.
"""

from __future__ import annotations

import ctypes
import io
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from index.errors import DocumentError
from index.reading.readers.contents import (
    MAX_HEADING,
    PAGE_BREAK,
    Contents,
    left_out,
    numbered,
    one_line,
    sections_between,
)
from index.reading.readers.grid import table_cells
from index.reading.readers.ocr import CURE, LANGUAGES, MAX_PAGES, Recognised, recognise
from index.reading.readers.pdf.bookmarks import Path, page_cuts
from index.reading.readers.pdf.glyphs import (
    LayerGlyphs,
    PageText,
    character_codes,
    is_garbled,
    page_text,
    rectangles,
    runs_of,
)
from index.reading.readers.pdf.line_boxes import merged_lines
from index.reading.readers.pdf.raised import with_scripts
from index.reading.readers.pdf.struck import without_struck
from index.reading.readers.pdf.tables.rows import with_rows
from index.records import Box, Section

MAX_PIXELS, MAX_SIDE = 4_000_000, 10_000  # of a page image
RECOGNISED_DPI, MAX_RECOGNISED_PIXELS = 300, 20_000_000  # of the image on which text is recognised
MAX_BESIDE = 20  # characters, such as a page number, that may stand beside a scan
MIN_COVERED = 0.5  # share of the page that a scan covers
MAX_FORMS = 3  # depth at which images are still looked for
_ENOUGH = 500  # characters, of which at least as many are no white space
_SEEN = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING)
_NO_TITLE = re.compile(
    r"^(?:untitled|unknown|microsoft word - .*)$|\.(?:docx?|odt|rtf|txt|pdf|indd|qxd|tex|dvi|ps|pages|pptx?|xlsx?)$",
    re.IGNORECASE,
)
_GRID = 1_000_000  # device units across a page, so that boxes are exact to a millionth of it


def read_pdf(data: bytes, tesseract: str = "") -> Contents:
    """The text of a PDF with at least one section a page; its first section begins with the page.

    Headings come from the bookmarks. Pages that are only an image are recognised by `tesseract`, the path of the
    program; where it is "", they are noted. Raises `DocumentError` if there is no text on any page, if the file is
    damaged, or if it needs a password.
    """
    with _opened(data) as document:
        bookmarks = _bookmarks(document)
        texts = _Texts(document, tesseract)
        parts: list[str] = []
        sections: list[Section] = []
        length = 0
        path: Path = ()
        for page in range(1, len(document) + 1):
            text = texts.of(page)
            cuts, path = page_cuts(text, bookmarks.get(page, ()), path)
            if text.strip():
                parts.append(text)
                sections += sections_between(cuts, text, offset=length, page=page)
                length += len(text) + len(PAGE_BREAK)
        notes = tuple(texts.notes())
        if not parts:
            raise DocumentError(f"holds no text that can be read: {'; '.join(notes) or 'its pages are empty'}")
        return Contents(_stated_title(document), PAGE_BREAK.join(parts), tuple(sections), notes)


def boxes(data: bytes, page: int, start: int, end: int, quote: str, *, tesseract: str = "") -> list[Box]:
    """Where the characters [start, end) of a page's text stand: one box a line, in reading order.

    The names of a table's columns stand above its rows, once for all. There are no boxes unless these characters are
    the `quote`: wrong words are never marked.
    """
    with _opened(data) as document, _page(document, page) as opened, _text_layer(opened) as layer:
        codes = character_codes(layer)
        if tesseract and _is_scan(opened, layer, codes):
            return _recognised(opened, tesseract).boxes(start, end, quote)
        written, _ = _written(opened, layer, codes)
        if not quote or start < 0 or len(quote) != end - start or written.text[start:end] != quote:
            return []
        runs = runs_of(written.index[start:end])
        placed = (_displayed(opened, *found) for first, last in runs for found in rectangles(layer, first, last))
        visible = dict.fromkeys(box for box in placed if box.width > 0 and box.height > 0)
        return merged_lines(visible) if _is_level(opened, layer, runs[0][0]) else list(visible)


def cells(data: bytes, page: int, start: int, end: int, quote: str) -> str:
    """The cells of a table that the characters [start, end) of a page's text came from, such as "table 2, B3".

    The tables of a page are counted by themselves, and the names of the columns as one row. "" unless these characters
    are the `quote`, and where they are of no table.
    """
    with _opened(data) as document, _page(document, page) as opened, _text_layer(opened) as layer:
        written, _ = _written(opened, layer, character_codes(layer))
        return table_cells(Contents("", written.text, (), rows=written.rows), None, start, end, quote)


def page_image(data: bytes, page: int, *, width: int = 1200) -> bytes:
    """The page as it is displayed, as a PNG `width` pixels wide, or narrower if it is a very long page."""
    with _opened(data) as document:
        document.init_forms()  # so that the values of form fields are drawn
        with _page(document, page) as opened:
            png = io.BytesIO()
            _drawn(opened, width / opened.get_width(), MAX_PIXELS).save(png, "PNG", compress_level=1)
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


class _Texts:
    """The texts of a document's pages, and which of them could not be had."""

    def __init__(self, document: pdfium.PdfDocument, tesseract: str) -> None:
        self._document = document
        self._tesseract = tesseract
        self._tried: list[int] = []  # pages on which text was to be recognised
        self._textless: list[int] = []
        self._damaged: list[int] = []
        self._struck = 0  # places

    def of(self, page: int) -> str:
        """The text of a page, recognised if it is a scan; what could not be had is remembered."""
        try:
            with _page(self._document, page) as opened, _text_layer(opened) as layer:
                codes = character_codes(layer)
                if not _is_scan(opened, layer, codes):
                    return self._written(opened, layer, codes)
                text = self._recognised(page, opened)
                self._textless += [] if text else [page]
                return text or ("" if is_garbled(layer, codes) else self._written(opened, layer, codes))
        except (DocumentError, pdfium.PdfiumError):
            self._damaged.append(page)  # the other pages can be read
            return ""

    def _written(self, opened: pdfium.PdfPage, layer: pdfium.PdfTextPage, codes: Sequence[int]) -> str:
        written, struck = _written(opened, layer, codes)
        self._struck += struck
        return written.text

    def _recognised(self, page: int, opened: pdfium.PdfPage) -> str:
        if not self._tesseract or len(self._tried) == MAX_PAGES:
            return ""
        self._tried.append(page)
        return _recognised(opened, self._tesseract).text

    def notes(self) -> Iterator[str]:
        """What to tell the owner of the file."""
        if self._struck:
            yield left_out(self._struck)
        if self._damaged:
            yield f"{numbered('page', self._damaged)} could not be read"
        tried = [page for page in self._textless if page in self._tried]
        untried = [page for page in self._textless if page not in self._tried]
        if tried:
            yield f"no text could be recognised on {numbered('page', tried)}: {LANGUAGES}"
        if untried and self._tesseract:
            yield f"{numbered('page', untried)} came after the first {MAX_PAGES} scans and had no turn: split it"
        elif untried:
            yield f"{numbered('page', untried)} show{'s' * (len(untried) == 1)} an image instead of text: {CURE}"


def _written(page: pdfium.PdfPage, layer: pdfium.PdfTextPage, codes: Sequence[int]) -> tuple[PageText, int]:
    """The text of a page, and the number of places where text was struck out."""
    glyphs = LayerGlyphs(layer)
    valid, struck = without_struck(page_text(codes), page, glyphs)
    return with_rows(with_scripts(valid, glyphs), glyphs), struck


def _is_scan(page: pdfium.PdfPage, layer: pdfium.PdfTextPage, codes: Sequence[int]) -> bool:
    """Is the text only to be seen? The page is an image with hardly a word beside it, or its fonts name no letters."""
    letters = sum(0x20 < code < 0x110000 and not chr(code).isspace() for code in codes[:_ENOUGH])
    if letters >= MAX_BESIDE:
        return is_garbled(layer, codes)
    objects = page.get_objects(filter=_SEEN if not letters else _SEEN[:1], max_depth=MAX_FORMS)
    return any(not letters or _area(drawn) > MIN_COVERED * page.get_width() * page.get_height() for drawn in objects)


def _area(drawn: pdfium.PdfObject) -> float:
    left, bottom, right, top = drawn.get_bounds()
    return float((right - left) * (top - bottom))


def _drawn(page: pdfium.PdfPage, scale: float, max_pixels: int) -> Image.Image:
    """The page as an image of `scale` pixels a point, or fewer if it is large."""
    across, down = page.get_size()
    bounded = min(scale, MAX_SIDE / max(across, down), (max_pixels / (across * down)) ** 0.5)
    image: Image.Image = page.render(scale=bounded).to_pil()
    return image


def _recognised(page: pdfium.PdfPage, tesseract: str) -> Recognised:
    return recognise(_drawn(page, RECOGNISED_DPI / 72, MAX_RECOGNISED_PIXELS), tesseract)


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
