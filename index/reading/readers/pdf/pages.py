"""PDF: the text of every page, the boxes of its words, and the page as an image.

Boxes are not stored. They are read from the original file when a citation is shown, which takes milliseconds. There are
none if the page no longer contains the quoted words.
"""

from __future__ import annotations

import ctypes
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from index.errors import DocumentError
from index.reading.readers.contents import (
    AUTHOR,
    CHANGED,
    CREATED,
    MAX_HEADING,
    PAGE_BREAK,
    Contents,
    Cut,
    left_out,
    numbered,
    one_line,
    sections_between,
)
from index.reading.readers.grid import table_cells
from index.reading.readers.ocr import CURE, LANGUAGES, MAX_PAGES, Recognised, recognise
from index.reading.readers.pdf.annotations import attachments
from index.reading.readers.pdf.bookmarks import Path, page_cuts
from index.reading.readers.pdf.glyphs import is_garbled, rectangles, runs_of
from index.reading.readers.pdf.headings import Headings
from index.reading.readers.pdf.layers import Pages
from index.reading.readers.pdf.line_boxes import merged_lines
from index.reading.readers.pdf.page_ends import seam
from index.reading.readers.pdf.pictures import Pictures
from index.reading.readers.pictures import not_read
from index.records import Box, Section

MAX_PIXELS, MAX_SIDE = 4_000_000, 10_000  # of a page image
RECOGNISED_DPI, MAX_RECOGNISED_PIXELS = 300, 20_000_000  # of the image on which text is recognised
_NO_TITLE = re.compile(
    r"^\W*(?:untitled|unknown|anonymous|no title|unbenannt|ohne titel|sans titre|sin título|microsoft word - .*)\W*$"
    r"|\.(?:docx?|odt|rtf|txt|pdf|indd|qxd|tex|dvi|ps|pages|pptx?|xlsx?)$",
    re.IGNORECASE,
)
_GRID = 1_000_000  # device units across a page, so that boxes are exact to a millionth of it


def read_pdf(data: bytes, tesseract: str = "") -> Contents:
    """The text of a PDF with at least one section for each page. The first section of a page begins with the page.

    Headings come from the bookmarks, or else from the type of the lines. `tesseract`, the path of the program,
    recognises pages that are only an image; if it is "", a note names them. Raises `DocumentError` if no page has text,
    if the file is damaged, or if it needs a password.
    """
    with _opened(data) as document, closing(Pages(document)) as pages:
        bookmarks = _bookmarks(document)
        headings = None if bookmarks else Headings()
        texts = _Texts(pages, tesseract, headings)
        read: list[_Read] = []
        for page in range(1, len(document) + 1):
            text = texts.of(page)
            gone_on = pages.carried_to(page) if read and text.strip() else 0
            read += [_Read(page, text, gone_on)] if text.strip() else []
        found = {one.page: one.text for one in read}
        cuts = headings.cuts_in(found) if headings is not None else _cuts_at(bookmarks, found)
        text, sections = _put_together(read, cuts)
        attached = tuple(attachments(document))
        notes = tuple(texts.notes())
        if not read and not attached and not texts.unseen:
            raise DocumentError(f"holds no text that can be read: {'; '.join(notes) or 'its pages are empty'}")
        title, unseen = _stated_title(document), tuple(texts.unseen)
        stated = ((AUTHOR, "Author"), (CREATED, "CreationDate"), (CHANGED, "ModDate"))
        properties = tuple((name, document.get_metadata_value(key)) for name, key in stated)
        pictures = tuple(texts.pictures.found)
        return Contents(title, text, sections, notes, attached, properties=properties, pictures=pictures, unseen=unseen)


def boxes(data: bytes, page: int, start: int, end: int, quote: str, *, tesseract: str = "") -> list[Box]:
    """The boxes of the characters [start, end) of a page's text: one for each line, in reading order.

    The name of a table's column has the box above the rows. If these characters are not the `quote`, there are no
    boxes, so wrong words are never marked. Words of the sentence on the next page have none.
    """
    with _opened(data) as document, closing(Pages(document)) as pages:
        opened = pages.opened(page)
        if tesseract and opened.is_scan:
            return _recognised(opened.page, tesseract).boxes(start, end, quote)
        written = pages.with_end(page)
        if not quote or start < 0 or len(quote) != end - start or written.text[start:end] != quote:
            return []
        index = [place for place in written.index[start:end] if place >= 0]
        if not index:
            return []
        runs, layer = runs_of(index), opened.layer
        placed = (_displayed(opened.page, *found) for first, last in runs for found in rectangles(layer, first, last))
        visible = dict.fromkeys(box for box in placed if box.width > 0 and box.height > 0)
        return merged_lines(visible) if _is_level(opened.page, layer, runs[0][0]) else list(visible)


def cells(data: bytes, page: int, start: int, end: int, quote: str) -> str:
    """The cells of a table that the characters [start, end) of a page's text came from, such as "table 2, B3".

    The tables of each page are numbered from 1, and the names of the columns count as one row. "" if these characters
    are not the `quote`, or not in a table.
    """
    with _opened(data) as document, closing(Pages(document)) as pages:
        pages.opened(page)
        written = pages.with_end(page)
        return table_cells(Contents("", written.text, (), rows=written.rows), None, start, end, quote)


def page_image(data: bytes, page: int, *, width: int = 1200) -> bytes:
    """The page as it is displayed, as a PNG `width` pixels wide, or narrower if it is a very long page."""
    with _opened(data) as document, closing(Pages(document)) as pages:
        opened = pages.page(page)
        png = io.BytesIO()
        _drawn(opened, width / opened.get_width(), MAX_PIXELS).save(png, "PNG", compress_level=1)
        return png.getvalue()


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    """The document. If it only restricts printing or copying, it opens without the owner's password."""
    if b"%PDF-" not in data[:1024]:
        raise DocumentError("is not a PDF")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise DocumentError("is password-protected: save a copy without a password") from error
        raise DocumentError("is damaged: it cannot be opened as a PDF") from error
    try:
        if document.get_formtype():
            document.init_forms()  # so that the values of form fields are known, and drawn
        yield document
    finally:
        document.close()


@dataclass(frozen=True, slots=True)
class _Read:
    """The text of a page; its first `gone_on` characters end the last sentence of the page before it."""

    page: int
    text: str
    gone_on: int


def _cuts_at(bookmarks: Mapping[int, Sequence[Path]], texts: Mapping[int, str]) -> dict[int, list[Cut]]:
    """By page of the `texts`: where the headings of the bookmarks begin."""
    cuts: dict[int, list[Cut]] = {}
    path: Path = ()
    for page in sorted({*texts, *bookmarks}):
        cuts[page], path = page_cuts(texts.get(page, ""), bookmarks.get(page, ()), path)
    return cuts


def _put_together(read: Sequence[_Read], cuts: Mapping[int, Sequence[Cut]]) -> tuple[str, tuple[Section, ...]]:
    """The text of all pages and its sections, which begin at pages and at the cuts of each page."""
    length = 0
    parts: list[str] = []
    sections: list[Section] = []
    for one in read:
        if one.gone_on:  # the last section of the previous page ends on this page
            end = one.text[: one.gone_on].rstrip()
            lost, between = seam(parts[-1], end)
            parts[-1:] = [parts[-1][: len(parts[-1]) - lost], between]
            length += len(between) - lost
            sections[-1] = replace(sections[-1], end=length + len(end))
        elif parts:
            parts.append(PAGE_BREAK)
            length += len(PAGE_BREAK)
        later = [replace(cut, start=max(0, cut.start - one.gone_on)) for cut in cuts[one.page]]
        sections += sections_between(later, one.text[one.gone_on :], offset=length + one.gone_on, page=one.page)
        parts.append(one.text)
        length += len(one.text)
    return "".join(parts), tuple(sections)


class _Texts:
    """The texts of a document's pages, and the pages that could not be read. `headings` are shown the lines."""

    def __init__(self, pages: Pages, tesseract: str, headings: Headings | None) -> None:
        self._pages = pages
        self._tesseract = tesseract
        self._tried: list[int] = []  # pages on which text was to be recognised
        self._textless: list[int] = []
        self._damaged: list[int] = []
        self._struck = 0  # places
        self.unseen: list[str] = []
        self.pictures = Pictures(drawn=bool(tesseract))
        self._headings = headings

    def of(self, page: int) -> str:
        """The text of a page, recognised if it is a scan. Pages that cannot be read are remembered for the notes."""
        try:
            opened = self._pages.opened(page)
            if not opened.is_scan:
                return self._written(page)
            text = self._recognised(page, opened.page)
            self._textless += [] if text else [page]
            return text or ("" if is_garbled(opened.layer, opened.codes) else self._written(page))
        except (DocumentError, pdfium.PdfiumError):
            self._damaged.append(page)  # the other pages can be read
            return ""

    def _written(self, page: int) -> str:
        opened = self._pages.opened(page)
        self._struck += opened.struck
        self.unseen += opened.hidden
        if not opened.is_scan:
            self.pictures.add(page, opened.page, opened.text, opened.glyphs)
        written = self._pages.written(page)
        if self._headings is not None:
            self._headings.add(page, written, opened.glyphs)
        return written.text

    def _recognised(self, page: int, opened: pdfium.PdfPage) -> str:
        if not self._tesseract or len(self._tried) == MAX_PAGES:
            return ""
        self._tried.append(page)
        return _recognised(opened, self._tesseract).text

    def notes(self) -> Iterator[str]:
        """The notes for the owner of the file."""
        if self._struck:
            yield left_out(self._struck)
        if self.pictures.undrawn:
            yield not_read(self.pictures.undrawn, CURE)
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
    """A rectangle in PDF units as a box on the displayed page: turned, cropped, and measured from the top left."""
    x = ctypes.c_int()
    y = ctypes.c_int()
    xs, ys = [], []
    for corner in ((left, bottom), (right, top)):
        raw.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, *corner, x, y)
        xs.append(min(max(x.value / _GRID, 0.0), 1.0))
        ys.append(min(max(y.value / _GRID, 0.0), 1.0))
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _is_level(page: pdfium.PdfPage, layer: pdfium.PdfTextPage, index: int) -> bool:
    """Whether the text runs from left to right, or right to left, on the page as displayed, and not up or down."""
    angle: float = math.degrees(raw.FPDFText_GetCharAngle(layer, index)) - page.get_rotation()
    return abs((angle + 90) % 180 - 90) < 5
