"""Tables on a scan: tesseract reads their columns one after another, so their rows are put together by the places of
the words, as on a page of a PDF without lines.

All words of a line count as equally high, because the box of a word is only as high as its letters.
"""

from __future__ import annotations

import array
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean, median

from index.reading.readers.contents import TableRow
from index.reading.readers.pdf.glyphs import PageText, Rectangle
from index.reading.readers.pdf.tables.rows import with_rows
from index.records import Box

_HIGH = 800.0  # points of a page, as in a PDF
_SAME_LINE = 0.5  # of a word's height: how far the middles of words of one line can be apart
_LINE_ONLY = re.compile(r"[|_\[\]]+|[—-]{3,}")  # what is left of the lines of a table

Placed = tuple[int, int, int]  # the number of a word, and its characters [start, end) in a row


@dataclass(frozen=True, slots=True)
class ScannedTable:
    """The numbers of the words of a table, and its rows, each with the places of the words in it."""

    words: frozenset[int]
    rows: Sequence[tuple[str, Sequence[Placed]]]


def scanned_tables(words: Sequence[tuple[str, Box]], width: float) -> list[ScannedTable]:
    """The tables among the words of an image that is so many points wide."""
    page = _Page(words, width)
    written = with_rows(page.text, page)
    return [page.table(written, [*rows]) for _, rows in groupby(written.rows, key=lambda row: row.table)]


class _Page:
    """The words line by line from the top, as the text of a page with the boxes of its characters."""

    def __init__(self, words: Sequence[tuple[str, Box]], width: float) -> None:
        self._all = words
        self._boxes: list[Rectangle] = []
        self._words: list[int] = []  # by character
        text = ""
        for line in _lines(words):
            boxes = [words[number][1] for number in line]
            top, bottom = min(box.top for box in boxes), max(box.top + box.height for box in boxes)
            for number in line:
                said, box = words[number]
                step = box.width / len(said)
                for at in range(len(said) + 1):  # with the space after it
                    left = box.left + step * min(at, len(said) - 1)
                    self._boxes.append((left * width, _HIGH * (1 - bottom), (left + step) * width, _HIGH * (1 - top)))
                    self._words.append(number)
                text += f"{said} "
            text = f"{text[:-1]}\n"
        self.text = PageText(text[:-1], array.array("i", range(max(0, len(text) - 1))))

    def box(self, index: int) -> Rectangle:
        return self._boxes[index]

    def font(self, _index: int) -> object:
        return ""

    def table(self, written: PageText, rows: Sequence[TableRow]) -> ScannedTable:
        """The rows of one table of the page as it is written."""
        found = []
        for row in rows:
            start, text = row.start, row.line.text
            found.append((text, list(self._placed(written, start, start + len(text)))))
        own = frozenset(number for _, placed in found for number, _, _ in placed)
        return ScannedTable(own | self._lines_among(own), found)

    def _lines_among(self, own: frozenset[int]) -> frozenset[int]:
        """What is left of drawn lines between the words of a table."""
        middles = [_middle(self._all[number][1]) for number in own]
        return frozenset(
            number
            for number, (said, box) in enumerate(self._all)
            if _LINE_ONLY.fullmatch(said) and min(middles) <= _middle(box) <= max(middles)
        )

    def _placed(self, written: PageText, start: int, end: int) -> Iterator[Placed]:
        for word in re.finditer(r"\S+", written.text[start:end]):
            number = self._words[written.index[start + word.start()]]
            if word[0] != "|":
                yield number, word.start(), word.end()


def _lines(words: Sequence[tuple[str, Box]]) -> list[list[int]]:
    """The numbers of the words of each line, from the left, without what is left of drawn lines."""
    numbers = [number for number, (said, _) in enumerate(words) if not _LINE_ONLY.fullmatch(said)]
    off = _SAME_LINE * median([words[number][1].height for number in numbers] or [0])
    lines: list[list[int]] = []
    for number in sorted(numbers, key=lambda number: _middle(words[number][1])):
        if lines and abs(_middle(words[number][1]) - fmean(_middle(words[one][1]) for one in lines[-1])) <= off:
            lines[-1].append(number)
        else:
            lines.append([number])
    return [sorted(line, key=lambda number: words[number][1].left) for line in lines]


def _middle(box: Box) -> float:
    return box.top + box.height / 2
