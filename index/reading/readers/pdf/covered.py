"""Words of a PDF page that a rectangle covers which is drawn later, as programs do that "white out" an old price."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.reading.readers.pdf.glyphs import Rectangle
from index.reading.readers.pdf.paths import Path

_MOST = 100  # rectangles of a page; only drawings and large tables have more
_LOWEST = 5.0  # points; a lower rectangle is a line
_SEGMENTS = (4, 5)  # of a rectangle
_EDGE = 0.1  # of a letter's width and height, which need not be covered
_OPAQUE = 255


def covered(
    boxes: Sequence[Rectangle],
    firsts: Sequence[int],
    paths: Sequence[Path],
    page: pdfium.PdfPage,
    layer: pdfium.PdfTextPage,
) -> Iterator[int]:
    """The numbers of the words whose first character is below a rectangle, by its box and its number."""
    rectangles = [(path.place, path.box) for path in paths if path.is_after_text and _hides(path)]
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


def _hides(path: Path) -> bool:
    """Whether it is a rectangle of one colour that nothing shines through."""
    if path.box[3] - path.box[1] < _LOWEST or path.segments not in _SEGMENTS:
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    mode, strokes = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path.drawn, mode, strokes)
    is_filled = mode.value != raw.FPDF_FILLMODE_NONE and not raw.FPDFPageObj_HasTransparency(path.drawn)
    has_colour = is_filled and raw.FPDFPageObj_GetFillColor(path.drawn, red, green, blue, alpha)
    return bool(has_colour) and alpha.value == _OPAQUE


def _order(page: pdfium.PdfPage) -> dict[int, int]:
    """The place of each object in the order of drawing, by its address."""
    objects = (raw.FPDFPage_GetObject(page, place) for place in range(raw.FPDFPage_CountObjects(page)))
    return {ctypes.addressof(drawn.contents): place for place, drawn in enumerate(objects)}
