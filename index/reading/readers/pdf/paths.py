"""The lines and shapes that are drawn on a page of a PDF, which are asked for once for each page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.reading.readers.pdf.glyphs import Rectangle

_MOST_OBJECTS = 5_000  # of a page; only drawings have more, and they are not examined


@dataclass(frozen=True, slots=True)
class Path:
    """A line or shape: its place in the order of drawing, the box around it, and whether text was drawn before it."""

    place: int
    box: Rectangle
    is_after_text: bool
    drawn: raw.FPDF_PAGEOBJECT

    @property
    def segments(self) -> int:
        """The number of its sides and turns."""
        count: int = raw.FPDFPath_CountSegments(self.drawn)
        return count


def paths_of(page: pdfium.PdfPage) -> Iterator[Path]:
    """The lines and shapes of a page in the order of drawing, while the page is open."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    has_text = False
    for place in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        drawn = raw.FPDFPage_GetObject(page, place)
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
            yield Path(place, (left.value, bottom.value, right.value, top.value), has_text, drawn)
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            has_text = True
