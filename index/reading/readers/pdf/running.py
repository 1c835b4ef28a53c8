"""Finds running headers, footers and page numbers of a PDF: lines at the edge of a page that other pages have too.

Such a line is kept once, before the text of the first page that has it; page numbers are left out. A page is compared
only with the two pages before and after it, so that one page can be read again alone, to show a citation.
"""

from __future__ import annotations

import array
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

from index.reading.readers.pdf.glyphs import PageText, Rectangle

NEIGHBOURS = 2  # pages on either side, because left and right pages can differ

_LINE = re.compile(r"[^\n]*\S")
_WORD = re.compile(r"\S+")
_MOST_ROWS = 3  # at either edge
_MOST_PARTS = 4  # lines side by side: more are lines that run upwards
_ZONE = 0.13  # of a page's height
_GAP = 0.6  # of a line's height: white space between the edge and the text
_SMALL, _GAP_OF_SMALL = 0.75, 0.2  # of the height of the text; the same gap for such lines
_MOST_DIGITS = 15
_WIDE = 0.8  # of a line's height: white space inside a line, between its parts
_FEWEST_COLUMNS = 3  # a row of at least so many parts above another one is the header of a table
_LARGEST = 1.4  # of the height of most lines; larger lines are titles
_OFF = 2.5  # points by which the place of the same line can differ
_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|pagina|página|side|sida|strona|p)\b\.?)?\s*(?:#|[ivxlc]{1,7})\s*(?:(?:of|/|von|de|sur|di|van)\s*#)?\W*"
)


class Glyphs(Protocol):
    """The properties of the page's characters that are needed, by PDFium's number of each."""

    def box(self, index: int) -> Rectangle: ...
    def is_level(self, index: int) -> bool: ...


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """A line at the upper or lower edge of a page, characters [start, end) of its text, which can be a running line."""

    key: str  # its words, without the numbers
    middle: float
    start: int
    end: int
    row: int  # from the upper edge 1, 2, 3; from the lower one -1, -2, -3
    numbers: tuple[int, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it is only the number of the page."""
        return _NUMBER.fullmatch(self.key) is not None

    def is_among(self, others: Iterable[EdgeLine]) -> bool:
        """Whether another page has the same line at the same place."""
        return any(
            other.key == self.key and abs(other.middle - self.middle) <= _OFF and self._counts_with(other)
            for other in others
        )

    def _counts_with(self, other: EdgeLine) -> bool:
        """Whether both have the same numbers, but for one that can be the number of the page.

        "Rule 17: open from 6" and "Rule 33: open from 10" are lines of the text.
        """
        changed = [pair for pair in zip(self.numbers, other.numbers, strict=True) if pair[0] != pair[1]]
        return self.is_number or not changed or (len(changed) == 1 and abs(changed[0][0] - changed[0][1]) <= NEIGHBOURS)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    bottom: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


def edge_lines(page: PageText, glyphs: Glyphs, bottom: float, top: float) -> tuple[EdgeLine, ...]:
    """The lines near the `bottom` or `top` of a page that white space separates from its text."""
    lines = [_line(page, found, glyphs) for found in _LINE.finditer(page.text)]
    if not lines or not glyphs.is_level(page.index[lines[0].start]):
        return ()
    largest = _LARGEST * median(line.height for line in lines)
    low, high = bottom + _ZONE * (top - bottom), top - _ZONE * (top - bottom)
    rows = _rows(lines)
    found = []
    for ordered in (rows, rows[::-1]):
        for number, row in enumerate(ordered[: _at_edge(page, ordered, glyphs)], start=1):
            place = number if ordered is rows else -number
            found += [
                _edge(page, line, place) for line in row if line.height <= largest and not low < line.middle < high
            ]
    return tuple({(line.start, line.end): line for line in reversed(found)}.values())


def without_running(
    page: PageText, own: Sequence[EdgeLine], before: Iterable[EdgeLine], after: Iterable[EdgeLine]
) -> PageText:
    """The page without its running lines, preceded by those that are not on an earlier page."""
    before, after = list(before), list(after)
    known = [line for line in own if line.is_among(before) or (line.is_number and line.is_among(after))]
    new = [line for line in own if line not in known and line.is_among(after)]
    known, new = (_from_the_edge(lines, own, {line.row for line in (*known, *new)}) for lines in (known, new))
    if not known and not new:
        return page
    characters: list[str] = []
    index = array.array("i")
    for line in sorted(new, key=lambda line: -line.middle):
        characters += f"{page.text[line.start : line.end]}\n"
        index.extend(page.index[line.start : line.end])
        index.append(page.index[line.end - 1])
    if new:
        characters.append("\n")
        index.append(index[-1])
    done = 0
    for line in sorted([*known, *new], key=lambda line: line.start):
        characters += page.text[done : line.start]
        index.extend(page.index[done : line.start])
        done = line.end + page.text[line.end : line.end + 1].count("\n")
    characters += page.text[done:]
    index.extend(page.index[done:])
    text = "".join(characters)
    end = len(text.rstrip())
    return PageText(text[:end], index[:end])


def _from_the_edge(lines: Iterable[EdgeLine], own: Iterable[EdgeLine], running: Collection[int]) -> list[EdgeLine]:
    """The lines without those behind a row of the page's text, which are text as well."""
    text = {line.row for line in own} - set(running)
    return [line for line in lines if not any(row * line.row > 0 and abs(row) < abs(line.row) for row in text)]


def _line(page: PageText, found: re.Match[str], glyphs: Glyphs) -> _Line:
    start = found.start() + len(found[0]) - len(found[0].lstrip())
    _, bottom, _, top = glyphs.box(page.index[start])
    return _Line(start, found.end(), bottom, top)


def _rows(lines: Sequence[_Line]) -> list[list[_Line]]:
    """The lines from the top down; lines side by side are one row."""
    rows: list[list[_Line]] = []
    for line in sorted(lines, key=lambda line: -line.middle):
        if rows and rows[-1][0].bottom < line.middle:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _at_edge(page: PageText, rows: Sequence[Sequence[_Line]], glyphs: Glyphs) -> int:
    """The number of first rows that are separated from the others."""
    count = 0
    for number, row in enumerate(rows[:_MOST_ROWS], start=1):
        following = rows[number] if number < len(rows) else None
        if len(row) > _MOST_PARTS:
            break
        if following and _is_head_of_table(page, row, following, glyphs):
            break
        if following is None or _gap(row[0], following[0]) >= _least_gap(row[0], following[0]):
            count = number
    return count


def _gap(one: _Line, other: _Line) -> float:
    return max(one.bottom - other.top, other.bottom - one.top)


def _least_gap(one: _Line, other: _Line) -> float:
    """The least white space between a running line and the text: small print can be close to it."""
    return (_GAP_OF_SMALL if one.height < _SMALL * other.height else _GAP) * one.height


def _is_head_of_table(page: PageText, row: Sequence[_Line], other: Sequence[_Line], glyphs: Glyphs) -> bool:
    parts = _parts(page, row, glyphs)
    return parts >= _FEWEST_COLUMNS and parts == _parts(page, other, glyphs)


def _parts(page: PageText, row: Sequence[_Line], glyphs: Glyphs) -> int:
    parts = 0
    for line in row:
        right: float | None = None
        for word in _WORD.finditer(page.text, line.start, line.end):
            left = glyphs.box(page.index[word.start()])[0]
            parts += right is None or left - right > _WIDE * line.height
            right = glyphs.box(page.index[word.end() - 1])[2]
    return parts


def _edge(page: PageText, line: _Line, row: int) -> EdgeLine:
    words = " ".join(page.text[line.start : line.end].casefold().split())
    key = re.sub(r"\d+", "#", words)
    if _NUMBER.fullmatch(key):
        key = re.sub(r"\b[ivxlc]+\b", "#", key)
    numbers = tuple(int(digits[:_MOST_DIGITS]) for digits in re.findall(r"\d+", words))
    return EdgeLine(key, line.middle, line.start, line.end, row, numbers)
