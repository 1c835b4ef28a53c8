"""Finds the pictures on PDF pages that can hold words, such as a table that was pasted as a picture."""

from __future__ import annotations

import io

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
    """Collects the pictures of a document page by page. One that comes again, such as a letterhead, is taken once."""

    def __init__(self) -> None:
        self.found: list[Attachment] = []
        self._known = set[tuple[int, int, int]]()

    def add(self, number: int, page: pdfium.PdfPage, text: PageText, glyphs: LayerGlyphs) -> None:
        """Add the pictures of a page with this number and text. Turned pages are left out."""
        if len(self.found) == _MOST or page.get_rotation():
            return
        width, height = page.get_size()
        images = page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=1)
        for drawn, _ in zip(images, range(_MOST_OBJECTS), strict=False):
            left, bottom, right, top = drawn.get_bounds()
            if (right - left) * (top - bottom) < _SMALLEST * width * height or not self._is_new(drawn):
                continue
            if len(self.found) < _MOST and not _is_behind(text, glyphs, (left, bottom, right, top)):
                self.found.append(Attachment(f"picture on page {number}", _shown(page, (left, bottom, right, top))))

    def _is_new(self, drawn: pdfium.PdfImage) -> bool:
        key = (*drawn.get_px_size(), raw.FPDFImageObj_GetImageDataRaw(drawn, None, 0))
        is_new = key not in self._known
        self._known.add(key)
        return is_new


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
