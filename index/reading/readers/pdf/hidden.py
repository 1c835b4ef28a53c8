"""Removes text of a PDF page that nobody sees: white on white, too small, off the page, covered, or not painted.

Words that are suspicious by their colour or mode are looked for on an image of the page. So white words on a dark
background are kept, and so is the unpainted text over the image of a scan.
"""

from __future__ import annotations

import array
import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence

import pypdfium2 as pdfium
from PIL import Image, ImageStat
from pypdfium2 import raw

from index.reading.readers.pdf.covered import covered
from index.reading.readers.pdf.glyphs import LayerGlyphs, PageText, Rectangle
from index.reading.readers.pdf.paths import Path

_LIGHT, _FAINT = 225, 32  # of 255: every colour of a glyph is at least as light, or it is so transparent
_UNPAINTED = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_TINY, _READABLE = 1.3, 5.0  # points of height
_SCALE, _MOST_PIXELS = 2.0, 4_000_000  # pixels a point, and of the image
_CONTRAST = 24  # of 255, between the darkest and the lightest pixel of a visible word
_EDGE = 0.2  # of a word's height, ignored at the top and the bottom because other lines reach into it
_LAYER = [*map(ord, "OC\0")]  # the name of the mark of optional content
_WORD = re.compile(r"\S*\w\S*")


def without_hidden(
    text: PageText, page: pdfium.PdfPage, layer: pdfium.PdfTextPage, glyphs: LayerGlyphs, paths: Sequence[Path]
) -> tuple[PageText, list[str]]:
    """The page without its hidden texts, and these texts. `paths` are what is drawn on it."""
    words = [match.span() for match in _WORD.finditer(text.text)]
    firsts = [glyphs.box(text.index[start]) for start, _ in words]
    below = covered(firsts, [text.index[start] for start, _ in words], paths, page, layer)
    below = _below(below, text, words, page, glyphs)
    hidden = {*_tiny(firsts), *_outside(firsts, page), *_unseen(text, words, page, layer, glyphs), *below}
    if not hidden:
        return text, []
    kept: list[int] = list(range(words[0][0]))
    for number, (start, end) in enumerate(words):
        following = words[number + 1][0] if number + 1 < len(words) else len(text.text)
        if number not in hidden:
            kept += range(start, following)
        elif "\n" in text.text[end:following] and kept and text.text[kept[-1]] != "\n":
            kept.append(text.text.index("\n", end))  # keep the line end if the line begins with visible words
    places: list[str] = []
    for number in sorted(hidden):
        start, end = words[number]
        if number - 1 in hidden:
            places[-1] += " " + text.text[start:end]
        else:
            places.append(text.text[start:end])
    return PageText("".join(text.text[i] for i in kept), array.array("i", (text.index[i] for i in kept))), places


def _tiny(letters: Sequence[Rectangle]) -> list[int]:
    """The numbers of the words too small to read. None if all words are: such a page is meant to be enlarged."""
    sizes = [max(right - left, top - bottom) for left, bottom, right, top in letters]  # also for text that runs upwards
    if max(sizes, default=0) < _READABLE:
        return []
    return [number for number, size in enumerate(sizes) if size < _TINY]


def _outside(letters: Sequence[Rectangle], page: pdfium.PdfPage) -> Iterator[int]:
    left, bottom, right, top = page.get_bbox()  # what is displayed: without what is cropped away
    for number, box in enumerate(letters):
        if box[2] < left or box[0] > right or box[3] < bottom or box[1] > top:
            yield number


def _unseen(
    text: PageText,
    words: Sequence[tuple[int, int]],
    page: pdfium.PdfPage,
    layer: pdfium.PdfTextPage,
    glyphs: LayerGlyphs,
) -> Iterator[int]:
    """The suspicious words that the image of the page does not show."""
    unpainted, light = _suspicious(layer, [text.index[start] for start, _ in words])
    if not unpainted and not light:
        return
    image = _image(page)
    boxes = [_box(text, word, glyphs) for word in words]
    painted = [box for number, box in enumerate(boxes) if number not in unpainted]
    for number in sorted(unpainted | light):
        x, y = (boxes[number][0] + boxes[number][2]) / 2, (boxes[number][1] + boxes[number][3]) / 2
        # The visible words are the painted ones, not unpainted words over them.
        covers = number in unpainted and any(box[0] < x < box[2] and box[1] < y < box[3] for box in painted)
        if covers or not _is_seen(boxes[number], image, page):
            yield number


def _below(
    covered_words: Iterable[int],
    text: PageText,
    words: Sequence[tuple[int, int]],
    page: pdfium.PdfPage,
    glyphs: LayerGlyphs,
) -> Iterator[int]:
    """The covered words that the image of the page does not show, or only other words in their place."""
    found = set(covered_words)
    image = _image(page) if found else None
    boxes = [_box(text, word, glyphs) for word in words] if found else []
    for number in sorted(found):
        x, y = (boxes[number][0] + boxes[number][2]) / 2, (boxes[number][1] + boxes[number][3]) / 2
        others = (box for other, box in enumerate(boxes) if other not in found)
        is_written_over = any(box[0] < x < box[2] and box[1] < y < box[3] for box in others)
        if image and (is_written_over or not _is_seen(boxes[number], image, page)):
            yield number


def _suspicious(layer: pdfium.PdfTextPage, firsts: Sequence[int]) -> tuple[set[int], set[int]]:
    """The numbers of the words that are not painted, and of those in a light colour or on a layer that can be switched
    off, by their first characters."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    unpainted, light = set[int](), set[int]()
    for number, index in enumerate(firsts):
        drawn = raw.FPDFText_GetTextObject(layer, index)
        if raw.FPDFTextObj_GetTextRenderMode(drawn) in _UNPAINTED:
            unpainted.add(number)
        elif raw.FPDFPageObj_CountMarks(drawn) > 0 and _is_on_layer(drawn):
            light.add(number)  # the image shows whether the layer is switched on
        elif raw.FPDFText_GetFillColor(layer, index, red, green, blue, alpha) and (
            min(red.value, green.value, blue.value) >= _LIGHT or alpha.value <= _FAINT
        ):
            light.add(number)
    return unpainted, light


def _is_on_layer(drawn: raw.FPDF_PAGEOBJECT) -> bool:
    """Whether the text is on a layer that people can switch on and off."""
    name, size = (ctypes.c_ushort * len(_LAYER))(), ctypes.c_ulong()
    return any(
        raw.FPDFPageObjMark_GetName(raw.FPDFPageObj_GetMark(drawn, number), name, ctypes.sizeof(name), size)
        and name[:] == _LAYER
        for number in range(raw.FPDFPageObj_CountMarks(drawn))
    )


def _box(text: PageText, word: tuple[int, int], glyphs: LayerGlyphs) -> Rectangle:
    first, last = glyphs.box(text.index[word[0]]), glyphs.box(text.index[word[1] - 1])
    return min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3])


def _image(page: pdfium.PdfPage) -> Image.Image:
    """The page as it is displayed, in shades of grey."""
    across, down = page.get_size()
    scale = min(_SCALE, (_MOST_PIXELS / (across * down)) ** 0.5)
    image: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return image.convert("L")


def _is_seen(box: Rectangle, image: Image.Image, page: pdfium.PdfPage) -> bool:
    x, y = ctypes.c_int(), ctypes.c_int()
    width, height = image.size
    edge = _EDGE * (box[3] - box[1])
    corners = []
    for corner in ((box[0], box[1] + edge), (box[2], box[3] - edge)):
        raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, *corner, x, y)
        corners.append((x.value, y.value))
    (left, right), (top, bottom) = (sorted(places) for places in zip(*corners, strict=True))
    left, top, right, bottom = max(0, left), max(0, top), min(width, right + 1), min(height, bottom + 1)
    if left >= right or top >= bottom:
        return False
    ((darkest, lightest),) = ImageStat.Stat(image.crop((left, top, right, bottom))).extrema
    return lightest - darkest >= _CONTRAST
