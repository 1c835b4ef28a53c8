"""Words of a PDF page that a rectangle covers which is drawn later, as programs do that "white out" an old price."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.reading.readers.pdf.glyphs import Rectangle

_MOST_OBJECTS = 5_000  # of a page; only drawings have more, and they are not examined
_LOWEST = 5.0  # points; a lower rectangle is a line
_SEGMENTS = (4, 5)  # of a rectangle
_COVERED = 0.8  # of a word's width and height
_OPAQUE = 255


def covered(
    boxes: Sequence[Rectangle], firsts: Sequence[int], page: pdfium.PdfPage, layer: pdfium.PdfTextPage
) -> Iterator[int]:
    """The numbers of the words below a rectangle, by their boxes and first characters."""
    rectangles = list(_rectangles(page))
    found = [
        (number, max(places))
        for number, box in enumerate(boxes if rectangles else ())
        if (places := [place for place, rectangle in rectangles if _covers(rectangle, box)])
    ]
    order = _order(page) if found else {}
    for number, place in found:
        drawn = raw.FPDFText_GetTextObject(layer, firsts[number])
        if drawn and order.get(ctypes.addressof(drawn.contents), place) < place:
            yield number


def _rectangles(page: pdfium.PdfPage) -> Iterator[tuple[int, Rectangle]]:
    """The rectangles of one colour that nothing shines through, with their place in the order of drawing."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    mode, strokes = ctypes.c_int(), ctypes.c_int()
    for place in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        drawn = raw.FPDFPage_GetObject(page, place)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_PATH:
            continue
        raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
        if top.value - bottom.value < _LOWEST or raw.FPDFPath_CountSegments(drawn) not in _SEGMENTS:
            continue
        raw.FPDFPath_GetDrawMode(drawn, mode, strokes)
        is_filled = mode.value != raw.FPDF_FILLMODE_NONE and not raw.FPDFPageObj_HasTransparency(drawn)
        if is_filled and raw.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha) and alpha.value == _OPAQUE:
            yield place, (left.value, bottom.value, right.value, top.value)


def _covers(rectangle: Rectangle, box: Rectangle) -> bool:
    shared = ((min(rectangle[i + 2], box[i + 2]) - max(rectangle[i], box[i]), box[i + 2] - box[i]) for i in (0, 1))
    return all(both >= _COVERED * whole for both, whole in shared)


def _order(page: pdfium.PdfPage) -> dict[int, int]:
    """The place of each object in the order of drawing, by its address."""
    objects = (raw.FPDFPage_GetObject(page, place) for place in range(raw.FPDFPage_CountObjects(page)))
    return {ctypes.addressof(drawn.contents): place for place, drawn in enumerate(objects)}
