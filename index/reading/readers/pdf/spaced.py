"""Headings of a PDF whose letters stand apart, "T A R I F F", are words: PDFium takes the gaps for spaces."""

from __future__ import annotations

import array
import re
from itertools import pairwise
from statistics import median

from pypdfium2 import raw

from index.reading.readers.pdf.glyphs import LayerGlyphs, PageText

_LINE = re.compile(r"(?m)^[^\W\d_](?: [^\W\d_]){4,60}$")
_WIDEST = 0.9  # of a letter's height: gaps that can be inside of a word
_BETWEEN = 1.7  # times the usual gap: between words
_EVEN = 0.3  # of the usual gap, by which gaps inside of words differ


def without_gaps(page: PageText, glyphs: LayerGlyphs) -> PageText:
    """The page with the letters of such lines joined to words."""
    dropped: set[int] = set()
    for line in _LINE.finditer(page.text):
        dropped.update(_gaps(page, line.start(), line.end(), glyphs))
    if not dropped:
        return page
    kept = [i for i in range(len(page.text)) if i not in dropped]
    return PageText("".join(page.text[i] for i in kept), array.array("i", (page.index[i] for i in kept)), page.rows)


def _gaps(page: PageText, start: int, end: int, glyphs: LayerGlyphs) -> list[int]:
    """The places of the spaces inside of words; none if the letters are words of one letter."""
    spaces = range(start + 1, end, 2)
    if not all(raw.FPDFText_IsGenerated(glyphs.layer, page.index[place]) == 1 for place in spaces):
        return []
    boxes = [glyphs.box(page.index[place]) for place in range(start, end, 2)]
    gaps = [after[0] - before[2] for before, after in pairwise(boxes)]
    if not 0 < median(gaps) < _WIDEST * (boxes[0][3] - boxes[0][1]):
        return []
    for steps in (
        gaps,
        [after[0] - before[0] for before, after in pairwise(boxes)],
    ):  # even white space, or even places
        usual = median(steps)
        inside = [place for place, step in zip(spaces, steps, strict=True) if step < _BETWEEN * usual]
        if all(abs(step - usual) <= _EVEN * usual for step in steps if step < _BETWEEN * usual):
            return inside
    return []
