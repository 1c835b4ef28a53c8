"""Words of a PDF page that a rectangle covers which is drawn later, as programs do that "white out" an old price."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.reading.readers.pdf.glyphs import Rectangle

_MOST_OBJECTS, _MOST = 2_000, 100  # objects and rectangles; only drawings and large tables have more
_LOWEST = 5.0  # points; a lower rectangle is a line
_SEGMENTS = (4, 5)  # of a rectangle
_EDGE = 0.1  # of a letter's width and height, which need not be covered
_OPAQUE = 255


def covered(
    boxes: Sequence[Rectangle], firsts: Sequence[int], page: pdfium.PdfPage, layer: pdfium.PdfTextPage
) -> Iterator[int]:
    """The numbers of the words whose first character is below a rectangle, by its box and its number."""
    rectangles = list(_rectangles(page))
    order: dict[int, int] = {}
    for number, box in enumerate(boxes if 0 < len(rectangles) <= _MOST else ()):
        wide, high = _EDGE * (box[2] - box[0]), _EDGE * (box[3] - box[1])
        left, bottom, right, top = box[0] + wide, box[1] + high, box[2] - wide, box[3] - high
        places = [place for place, (a, b, c, d) in rectangles if a <= left and right <= c and b <= bottom and top <= d]
        if not places:
            continue
        order = order or _order(page)
        drawn = raw.FPDFText_GetTextObject(layer, firsts[number])
        if drawn and order.get(ctypes.addressof(drawn.contents), max(places)) < max(places):
            yield number


def _rectangles(page: pdfium.PdfPage) -> Iterator[tuple[int, Rectangle]]:
    """The rectangles of one colour that nothing shines through, with their place in the order of drawing.

    Those before all text lie below it.
    """
    has_text = False
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    mode, strokes = ctypes.c_int(), ctypes.c_int()
    count = raw.FPDFPage_CountObjects(page)
    for place in range(count if count <= _MOST_OBJECTS else 0):
        drawn = raw.FPDFPage_GetObject(page, place)
        kind = raw.FPDFPageObj_GetType(drawn)
        has_text = has_text or kind == raw.FPDF_PAGEOBJ_TEXT
        if kind != raw.FPDF_PAGEOBJ_PATH or not has_text:
            continue
        if raw.FPDFPath_CountSegments(drawn) not in _SEGMENTS:
            continue
        raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
        if top.value - bottom.value < _LOWEST:
            continue
        raw.FPDFPath_GetDrawMode(drawn, mode, strokes)
        is_filled = mode.value != raw.FPDF_FILLMODE_NONE and not raw.FPDFPageObj_HasTransparency(drawn)
        if is_filled and raw.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha) and alpha.value == _OPAQUE:
            yield place, (left.value, bottom.value, right.value, top.value)


def _order(page: pdfium.PdfPage) -> dict[int, int]:
    """The place of each object in the order of drawing, by its address."""
    objects = (raw.FPDFPage_GetObject(page, place) for place in range(raw.FPDFPage_CountObjects(page)))
    return {ctypes.addressof(drawn.contents): place for place, drawn in enumerate(objects)}
