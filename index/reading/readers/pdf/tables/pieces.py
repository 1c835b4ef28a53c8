"""Splits the lines of a PDF page at wide gaps into pieces. A table is made of pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.reading.readers.pdf.glyphs import PageText, Rectangle

OFF = 4.0  # points by which the left edges, middles or right edges of aligned pieces can differ
_GAP = 0.8  # of a line's height: wider than a space in justified text, and not wider than the narrowest gap of columns
LARGER = 1.12  # times the height of a line: pieces of one size differ by less
_WORD = re.compile(r"\S+")


class Glyphs(Protocol):
    """The properties of the page's characters that are needed, by PDFium's number of each."""

    def box(self, index: int) -> Rectangle: ...
    def font(self, index: int) -> object: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one line without a wide gap between them: characters [start, end) of the text, and their box."""

    text: str
    start: int
    end: int
    left: float
    right: float
    bottom: float
    top: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def middle_height(self) -> float:
        return (self.bottom + self.top) / 2

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def is_in_line_with(self, other: Piece) -> bool:
        """Whether the left edges, the middles or the right edges of both are aligned."""
        sides = ((self.left, other.left), (self.middle, other.middle), (self.right, other.right))
        return min(abs(mine - its) for mine, its in sides) <= OFF

    def goes_on_with(self, piece: Piece) -> bool:
        """Whether the piece is further right on the same line."""
        shared = min(self.top, piece.top) - max(self.bottom, piece.bottom)
        return shared > 0.5 * self.height and piece.left >= self.right - OFF


PageLine = Sequence[Piece]
Cells = Sequence[Sequence[Piece]]  # by column: the pieces of a cell, in order


@dataclass(frozen=True, slots=True)
class Table:
    """A table on the lines [first, after) of a page, which contain nothing else: its names and its rows, by column.

    A row of one cell among others is the name of a part.
    """

    first: int
    after: int
    header: Cells
    rows: Sequence[Cells]
    above: Sequence[str] = ()  # the names of its columns, if it begins on an earlier page that has them
    beside: Table | None = None  # another one on the same lines


def lines_of(page: PageText, glyphs: Glyphs) -> list[PageLine]:
    """The pieces line by line, as they are on the page. (PDFium splits some lines in two, and joins others.)"""
    lines: list[list[Piece]] = []
    for piece in _pieces(page, glyphs):
        if lines and lines[-1][-1].goes_on_with(piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return list[PageLine](lines)


def _pieces(page: PageText, glyphs: Glyphs) -> Iterator[Piece]:
    """The pieces of the page in order, each as high as its first word."""
    start = end = 0
    left = right = bottom = top = 0.0
    for word in _WORD.finditer(page.text):
        word_left, word_bottom, _, word_top = glyphs.box(page.index[word.start()])
        word_right = glyphs.box(page.index[word.end() - 1])[2]
        shared = min(top, word_top) - max(bottom, word_bottom)
        gap = word_left - right
        if end and shared > 0.5 * (top - bottom) and -OFF <= gap <= _GAP * (word_top - word_bottom):
            end, right = word.end(), word_right
            continue
        if end:
            yield Piece(page.text[start:end], start, end, left, right, bottom, top)
        start, end = word.span()
        left, right, bottom, top = word_left, word_right, word_bottom, word_top
    if end:
        yield Piece(page.text[start:end], start, end, left, right, bottom, top)


def are_of_one_size(pieces: Sequence[Piece]) -> bool:
    """Whether the pieces are of about one size, as the names of columns are, and those of a letterhead are not."""
    heights = [piece.height for piece in pieces]
    return max(heights) <= LARGER * min(heights)


def is_below_a_row(lines: Sequence[PageLine], at: int) -> bool:
    """Whether the line `at` has another one close above it, in line with several of its pieces."""
    above = lines[at - 1] if at else ()
    is_near = bool(above) and above[0].bottom - lines[at][0].top < lines[at][0].height
    return is_near and sum(any(piece.is_in_line_with(own) for own in lines[at]) for piece in above) > 1


def texts(pieces: Iterable[Piece]) -> list[str]:
    """The text of each piece."""
    return [piece.text for piece in pieces]
