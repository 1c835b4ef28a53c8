"""Puts the footnotes of a page before a sentence that goes on on the next page, so that they do not cut it in two."""

from __future__ import annotations

import array
import re
from collections.abc import Callable
from statistics import median

from index.reading.readers.pdf.glyphs import LayerGlyphs, PageText
from index.reading.readers.pdf.page_ends import carried
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
    end = lines[notes - 1].end()
    begin = lines[notes].start()
    body = page.text[:end]
    spans = sentence_spans(body, max(0, end - _MOST), end)
    start = spans[-1][0] if spans else 0
    if not start or any(row.start >= start for row in page.rows) or not carried(body, following()):
        return page
    pieces = [(0, start), (begin, len(page.text)), (start, end)]
    text, index = "", array.array("i")
    for first, after in pieces:
        if text and text[-1] != "\n":
            text += "\n"
            index.append(index[-1])
        text += page.text[first:after]
        index.extend(page.index[first:after])
    return PageText(text, index, page.rows)


def _first_of_notes(page: PageText, lines: list[re.Match[str]], glyphs: LayerGlyphs) -> int:
    """The number of the line at which notes begin, up to the end of the page; 0 if it has none."""
    heights: list[float] = []
    for line in lines[-_MOST_LINES - _COMPARED :]:
        word = _LAST_WORD.search(line[0])
        number = page.index[line.start() + word.start()] if word else -1
        _, bottom, _, top = glyphs.box(number) if number >= 0 else (0.0, 0.0, 0.0, 0.0)
        heights.append(top - bottom)
    usual = median(heights) if heights else 0.0
    count = 0
    while count < min(len(heights) - 1, _MOST_LINES) and 0 < heights[-1 - count] <= _SMALLER * usual:
        count += 1
    while count and not _NOTE.match(lines[-count][0].lstrip()):
        count -= 1
    return len(lines) - count if count and len(lines) > count else 0
