"""Puts the lines of a PDF page with one column in order from the top, if the file has them in another order."""

from __future__ import annotations

import array
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from index.reading.readers.pdf.glyphs import PageText
from index.reading.readers.pdf.tables.pieces import PageLine, Piece

_MOST_PIECES = 400  # of a page: comparing them takes time
_OVERLAP = 0.3  # of a line's height: two lines below each other with little space between them share less


class Glyphs(Protocol):
    """The properties of the page's characters that are needed, by PDFium's number of each."""

    def is_level(self, index: int) -> bool: ...
    def is_mirrored(self, index: int) -> bool: ...


_Placed = tuple[int, Piece]  # with its number in the file's order
_Band = list[_Placed]  # what is on one line, or beside it


def from_the_top(page: PageText, lines: Sequence[PageLine], glyphs: Glyphs) -> PageText:
    """The page with what is drawn too late in its place.

    Lines beside each other keep the order of the file: only a page whose lines follow each other downwards can be put
    in order. What is drawn first at the foot of the page stays first.
    """
    pieces = [piece for line in lines for piece in line]
    if len(pieces) > _MOST_PIECES or not any(_is_above(after, before) for before, after in pairwise(pieces)):
        return page
    places = [page.index[piece.start] for piece in pieces]
    if not all(map(glyphs.is_level, places)) or any(map(glyphs.is_mirrored, places)):
        return page
    drawn = _bands(pieces)
    if drawn is None:
        return page
    foot = _end_of_foot(drawn)
    ordered = drawn[:foot] + sorted(drawn[foot:], key=_top, reverse=True)
    if ordered == drawn or _sideways(ordered) > _sideways(drawn):
        return page
    return _written(page, ordered)


def _is_above(piece: Piece, other: Piece) -> bool:
    return piece.middle_height > other.top


def _bands(pieces: Sequence[Piece]) -> list[_Band] | None:
    """What is on the page, by height, in the file's order; None if the file goes back to a height that it had left."""
    bands: list[_Band] = []
    for placed in sorted(enumerate(pieces), key=lambda placed: -placed[1].top):
        bands.append([placed])
        while len(bands) > 1 and any(_are_beside(*both) for both in _pairs(bands[-2], bands[-1])):
            last = bands.pop()
            bands[-1] += last
    for band in bands:
        band.sort(key=lambda placed: placed[0])
        if band[-1][0] - band[0][0] != len(band) - 1:
            return None
    return sorted(bands, key=lambda band: band[0][0])


def _pairs(one: _Band, other: _Band) -> list[tuple[Piece, Piece]]:
    return [(mine, its) for _, mine in one for _, its in other]


def _are_beside(one: Piece, other: Piece) -> bool:
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    is_apart = one.right <= other.left or other.right <= one.left
    return shared > (0 if is_apart else _OVERLAP * min(one.height, other.height))


def _end_of_foot(drawn: Sequence[_Band]) -> int:
    """How many bands are drawn before the text that are the foot of the page, and its head if this is drawn first."""
    head = int(_top(drawn[0]) == max(map(_top, drawn)))
    end = head
    while end < len(drawn) - 1 and _top(drawn[end]) < min(map(_bottom, drawn[end + 1 :])) - drawn[end][0][1].height:
        end += 1
    return end if end > head else 0


def _bottom(band: _Band) -> float:
    return min(piece.bottom for _, piece in band)


def _top(band: _Band) -> float:
    return max(piece.top for _, piece in band)


def _sideways(bands: Sequence[_Band]) -> int:
    """How often what follows has nothing above or below what is before it, as in columns that are read across."""
    edges = [(min(piece.left for _, piece in band), max(piece.right for _, piece in band)) for band in bands]
    return sum(before[1] <= after[0] or after[1] <= before[0] for before, after in pairwise(edges))


def _written(page: PageText, bands: Sequence[_Band]) -> PageText:
    text, index = "", array.array("i")
    for band in bands:
        start = page.text.rfind("\n", 0, band[0][1].start) + 1
        if page.text[start : band[0][1].start].strip():
            start = band[0][1].start
        end = page.text.find("\n", band[-1][1].end)
        if end < 0 or page.text[band[-1][1].end : end].strip():
            end = band[-1][1].end
        if text:
            text += "\n"
            index.append(page.index[start])
        text += page.text[start:end]
        index.extend(page.index[start:end])
    return PageText(text, index)
