"""The characters of a page that is shown turned, such as a wide table on a page in landscape, as they are seen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.reading.readers.pdf.glyphs import LayerGlyphs, PageText, Point, Rectangle

_TILT = 0.01  # a few degrees
_SAMPLE = 50  # characters


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page is turned clockwise, in degrees, and its edges before that."""

    degrees: int
    page: Rectangle

    @classmethod
    def of(cls, page: pdfium.PdfPage, text: PageText, glyphs: LayerGlyphs) -> Self | None:
        """The turn of a page; None if it is shown as it is stored, or if its text is not upright then."""
        degrees = page.get_rotation() % 360
        if degrees not in (90, 180, 270) or not text.index:
            return None
        turn = cls(degrees, page.get_bbox())
        seen = Turned(glyphs, turn)
        sample = text.index[:: len(text.index) // _SAMPLE + 1]
        return turn if 2 * sum(map(seen.is_level, sample)) > len(sample) else None

    def point(self, x: float, y: float) -> Point:
        """The place of a point on the page as it is shown."""
        left, bottom, right, top = self.page
        if self.degrees == 90:
            return y - bottom, right - x
        return (right - x, top - y) if self.degrees == 180 else (top - y, x - left)

    def box(self, box: Rectangle) -> Rectangle:
        """The same for a rectangle."""
        xs, ys = zip(self.point(box[0], box[1]), self.point(box[2], box[3]), strict=True)
        return min(xs), min(ys), max(xs), max(ys)


class Turned(LayerGlyphs):
    """The characters of the page, each at the place where it is seen."""

    def __init__(self, glyphs: LayerGlyphs, turn: Turn) -> None:
        super().__init__(glyphs.layer)
        self._glyphs = glyphs
        self._turn = turn

    def box(self, index: int) -> Rectangle:
        return self._turn.box(self._glyphs.box(index))

    def inked(self, index: int) -> Rectangle:
        return self._turn.box(self._glyphs.inked(index))

    def origin(self, index: int) -> Point:
        return self._turn.point(*self._glyphs.origin(index))

    def is_level(self, index: int) -> bool:
        angle: float = raw.FPDFText_GetCharAngle(self.layer, index) + math.radians(self._turn.degrees)
        return math.cos(angle) > 1 - _TILT
