"""Puts the notes below a page or a column before a sentence that goes on in the next, so that it is not cut in two."""

from __future__ import annotations

import array
import re
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

from index.reading.readers.pdf.glyphs import LayerGlyphs, PageText
from index.reading.readers.pdf.page_ends import carried, seam
from index.text.sentences import sentence_spans

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_LAST_WORD = re.compile(r"\S+\s*$")
_NOTE = re.compile(r"\(?(?:\d{1,3}|[*†‡§]{1,3}|[¹²³⁰⁴-⁹]{1,3})[.)]?(?:\s|(?=[^\W\d_]))")
_SMALLER = 0.92  # of the height of the text
_MOST_LINES, _COMPARED = 15, 12  # of the notes, and of the text above them
_MOST = 600  # characters of the sentence that goes on


def notes_first(page: PageText, glyphs: LayerGlyphs, following: Callable[[], str]) -> PageText:
    """The page with its notes before its last sentence, if the text of the page `following` ends this."""
    lines = list(_LINE.finditer(page.text))
    notes = _first_of_notes(page, lines, glyphs)
    if not notes:
        return page
    order = _order(page, lines[notes - 1].end(), lines[notes].start(), len(page.text), following)
    return _rearranged(page, order) if order else page


def notes_of_columns_first(page: PageText, glyphs: LayerGlyphs) -> PageText:
    """The page with the notes below a column before its last sentence, if the next column ends this."""
    lines = list(_LINE.finditer(page.text))
    at = 1
    while at < len(lines):
        after = _end_of_column(page, lines, at, glyphs) if _NOTE.match(lines[at][0].lstrip()) else 0
        at += 1
        if not after:
            continue
        begin, rest = lines[at - 1].start(), lines[after].start()
        order = _order(page, lines[at - 2].end(), begin, rest, partial(page.text.__getitem__, slice(rest, None)))
        if order:
            lost, _ = seam(page.text[: order[-1][1]], page.text[rest:])
            first, end = order.pop()
            page = _rearranged(page, [*order, (first, end - lost), (rest, len(page.text))], is_joined=bool(lost))
            lines = list(_LINE.finditer(page.text))
            at = after
    return page


def _order(page: PageText, end: int, begin: int, rest: int, following: Callable[[], str]) -> list[tuple[int, int]]:
    """The page up to `rest` in parts, the notes from `begin` on before the sentence that ends at `end`.

    Empty if the text `following` does not end this sentence.
    """
    body = page.text[:end]
    spans = sentence_spans(body, max(0, end - _MOST), end)
    start = spans[-1][0] if spans else 0
    if not start or any(row.start >= start for row in page.rows) or not carried(body, following()):
        return []
    return [(0, start), (begin, rest), (start, end)]


def _rearranged(page: PageText, parts: Sequence[tuple[int, int]], *, is_joined: bool = False) -> PageText:
    """The parts of the page, on lines of their own. If it `is_joined`, the last part goes on in the same word."""
    text, index = "", array.array("i")
    for number, (first, after) in enumerate(parts, 1):
        if text and text[-1] != "\n" and not (is_joined and number == len(parts)):
            text += "\n"
            index.append(index[-1])
        text += page.text[first:after]
        index.extend(page.index[first:after])
    return PageText(text, index, page.rows)


def _end_of_column(page: PageText, lines: list[re.Match[str]], at: int, glyphs: LayerGlyphs) -> int:
    """The number of the line above which a column ends with notes that begin at line `at`; 0 if they do not."""
    sizes = [_size(page, line, glyphs) for line in lines[max(0, at - _COMPARED) : at]]
    usual = median(top - bottom for bottom, top in sizes)
    lowest = sizes[-1][0]
    for number in range(at, min(len(lines), at + _MOST_LINES)):
        bottom, top = _size(page, lines[number], glyphs)
        if bottom > lowest + usual and number > at:
            return number
        if not 0 < top - bottom <= _SMALLER * usual or top > lowest + usual:
            return 0
        lowest = bottom
    return 0


def _size(page: PageText, line: re.Match[str], glyphs: LayerGlyphs) -> tuple[float, float]:
    """Where the last word of a line begins in height, and where it ends."""
    word = _LAST_WORD.search(line[0])
    number = page.index[line.start() + word.start()] if word else -1
    _, bottom, _, top = glyphs.box(number) if number >= 0 else (0.0, 0.0, 0.0, 0.0)
    return bottom, top


def _first_of_notes(page: PageText, lines: list[re.Match[str]], glyphs: LayerGlyphs) -> int:
    """The number of the line at which notes begin, up to the end of the page; 0 if it has none."""
    heights: list[float] = []
    for line in lines[-_MOST_LINES - _COMPARED :]:
        bottom, top = _size(page, line, glyphs)
        heights.append(top - bottom)
    usual = median(heights) if heights else 0.0
    count = 0
    while count < min(len(heights) - 1, _MOST_LINES) and 0 < heights[-1 - count] <= _SMALLER * usual:
        count += 1
    while count and not _NOTE.match(lines[-count][0].lstrip()):
        count -= 1
    return len(lines) - count if count and len(lines) > count else 0
