"""Removes struck-out text from a PDF page: text with a line drawn through it, or struck out by an annotation."""

from __future__ import annotations

import array
import ctypes
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.reading.readers.pdf.glyphs import LayerGlyphs, PageText, Rectangle
from index.reading.readers.pdf.paths import Path

_MOST_THROUGH = 50  # the most lines through one word
_MOST_ANNOTATIONS = 1_000
_THICKEST, _SHORTEST = 2.5, 3.0  # points of a line
_LOW, _HIGH = 0.28, 0.72  # of a glyph's height: where a line goes through it
_OFF = 0.7  # of a glyph's height: how far the ends of a line can be from those of the words
_WORD = re.compile(r"\S+")


def without_struck(
    text: PageText, page: pdfium.PdfPage, glyphs: LayerGlyphs, paths: Iterable[Path]
) -> tuple[PageText, int]:
    """The page without its struck-out text, and the number of places with such text. `paths` are drawn on it."""
    lines = sorted(_lines(page, paths), key=lambda line: line[1])
    if not lines:
        return text, 0
    struck = set(_struck(text, lines, glyphs))
    if not struck:
        return text, 0
    places = sum(i - 1 not in struck and not _is_gap(text.text, i, struck) for i in struck)
    kept: list[int] = []
    for i, character in enumerate(text.text):
        is_space_left = character.isspace() and i - 1 in struck and (not kept or text.text[kept[-1]].isspace())
        if is_space_left:
            struck.add(i)  # of the two spaces around the struck-out text, one is enough
        elif i not in struck:
            kept.append(i)
    return PageText("".join(text.text[i] for i in kept), array.array("i", (text.index[i] for i in kept))), places


def _is_gap(text: str, i: int, struck: set[int]) -> bool:
    """Whether a struck word follows another, with only white space between."""
    before = i - 1
    while before >= 0 and text[before].isspace():
        before -= 1
    return before in struck


def _lines(page: pdfium.PdfPage, paths: Iterable[Path]) -> Iterator[Rectangle]:
    """The horizontal lines that are drawn on the page, and the middle lines of struck-out annotations."""
    for left, bottom, right, top in (path.box for path in paths):
        if top - bottom <= _THICKEST and right - left >= _SHORTEST:
            middle = (bottom + top) / 2
            yield left, middle, right, middle
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_STRIKEOUT:
            yield from _quads(annotation)
        raw.FPDFPage_CloseAnnot(annotation)


def _quads(annotation: raw.FPDF_ANNOTATION) -> Iterator[Rectangle]:
    points = raw.FS_QUADPOINTSF()
    for number in range(min(raw.FPDFAnnot_CountAttachmentPoints(annotation), _MOST_ANNOTATIONS)):
        if raw.FPDFAnnot_GetAttachmentPoints(annotation, number, ctypes.byref(points)):
            xs = points.x1, points.x2, points.x3, points.x4
            ys = points.y1, points.y2, points.y3, points.y4
            middle = (min(ys) + max(ys)) / 2
            yield min(xs), middle, max(xs), middle


def _struck(text: PageText, lines: list[Rectangle], glyphs: LayerGlyphs) -> Iterator[int]:
    """The characters that lines go through, each line from the beginning of one character to the end of another."""
    heights = [line[1] for line in lines]
    through: dict[int, list[tuple[int, Rectangle]]] = {}  # by line: characters and their boxes
    for word in _WORD.finditer(text.text):
        _, bottom, _, top = glyphs.box(text.index[word.start()])
        height = top - bottom
        first, last = (bisect_left(heights, bottom + share * height) for share in (_LOW, _HIGH))
        for number in range(first, min(last, first + _MOST_THROUGH)):
            for i in range(word.start(), word.end()):
                box = glyphs.box(text.index[i])
                is_through = box[1] <= lines[number][1] <= box[3]  # not so of a number above the bar of a fraction
                if is_through and lines[number][0] < (box[0] + box[2]) / 2 < lines[number][2]:
                    through.setdefault(number, []).append((i, box))
    for number, found in through.items():
        left, right = min(box[0] for _, box in found), max(box[2] for _, box in found)
        off = _OFF * max(box[3] - box[1] for _, box in found)
        if abs(left - lines[number][0]) <= off and abs(right - lines[number][2]) <= off:
            places = [i for i, _ in found]
            yield from (i for i in range(places[0], places[-1] + 1) if i in places or text.text[i].isspace())
