"""Finds the pictures on PDF pages that can hold words, such as a table that was pasted as a picture."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from itertools import islice

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.reading.readers.contents import Attachment
from index.reading.readers.pdf.glyphs import LayerGlyphs, PageText, Rectangle

_MOST = 20  # pictures of a document: each takes a second or two
_MOST_OBJECTS = 200  # pictures of a page
_SMALLEST = 0.015  # of the page; smaller ones are logos and icons
_LARGEST_BEHIND = 3  # characters of the page on a picture: more are a text in front of it, or that of a scan
_DPI, _WIDEST = 150, 2_000  # of a picture, and its pixels across


class Pictures:
    """Collects the pictures of a document page by page. One that comes again, such as a letterhead, is taken once.

    They are only counted if they are not `drawn`, because drawing them takes a fifth of the time of reading a PDF.
    """

    def __init__(self, *, drawn: bool) -> None:
        self.found: list[Attachment] = []
        self.undrawn = 0
        self._drawn = drawn
        self._known = set[tuple[int, int, int]]()

    def add(self, number: int, page: pdfium.PdfPage, text: PageText, glyphs: LayerGlyphs) -> None:
        """Add the pictures of a page with this number and text. Turned pages are left out."""
        if page.get_rotation():
            return
        width, height = page.get_size()
        for image, box in islice(_images(page), _MOST_OBJECTS):
            if len(self.found) + self.undrawn == _MOST:
                return
            is_large = (box[2] - box[0]) * (box[3] - box[1]) >= _SMALLEST * width * height
            if not is_large or not self._is_new(image) or _is_behind(text, glyphs, box):
                continue
            if self._drawn:
                self.found.append(Attachment(f"picture on page {number}", _shown(page, box)))
            else:
                self.undrawn += 1

    def _is_new(self, image: raw.FPDF_PAGEOBJECT) -> bool:
        width, height = ctypes.c_uint(), ctypes.c_uint()
        raw.FPDFImageObj_GetImagePixelSize(image, width, height)
        key = (width.value, height.value, raw.FPDFImageObj_GetImageDataRaw(image, None, 0))
        is_new = key not in self._known
        self._known.add(key)
        return is_new


def _images(page: pdfium.PdfPage) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, Rectangle]]:
    """The images of a page and their boxes. Most pages have none, so this must be fast."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for number in range(raw.FPDFPage_CountObjects(page)):
        drawn = raw.FPDFPage_GetObject(page, number)
        if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_IMAGE:
            raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
            yield drawn, (left.value, bottom.value, right.value, top.value)


def _is_behind(text: PageText, glyphs: LayerGlyphs, box: Rectangle) -> bool:
    """Whether there is text on the picture."""
    inside = 0
    for character, index in zip(text.text, text.index, strict=True):
        if not character.isspace():
            left, bottom, right, top = glyphs.box(index)
            inside += box[0] < (left + right) / 2 < box[2] and box[1] < (bottom + top) / 2 < box[3]
            if inside > _LARGEST_BEHIND:
                return True
    return False


def _shown(page: pdfium.PdfPage, box: Rectangle) -> bytes:
    """The part of the page in the box, as a PNG."""
    left, bottom, right, top = page.get_bbox()
    cut = tuple(max(0.0, edge) for edge in (box[0] - left, box[1] - bottom, right - box[2], top - box[3]))
    scale = min(_DPI / 72, _WIDEST / max(box[2] - box[0], box[3] - box[1], 1.0))
    png = io.BytesIO()
    page.render(scale=scale, crop=cut).to_pil().save(png, "PNG", compress_level=1)
    return png.getvalue()
