"""Divides lines of figures whose columns have no more white space between them than words, as in plain web pages.

      Town    2021 2022 2023
      Gdansk  1204 1311 1422
      Radom   310  322  335

The figures of two lines or more are below each other, and there is a name above each of their columns. Otherwise the
lines stay as they are: a text can have several numbers beside each other, and a number can have spaces in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from index.reading.readers.headers import is_number
from index.reading.readers.pdf.glyphs import PageText
from index.reading.readers.pdf.tables.pieces import Glyphs, PageLine, Piece

_FEWEST = 2  # columns of figures, and lines
_OFF = 2.0  # points by which the edges or middles of the figures of a column can differ
_FAR = 2.0  # heights between two lines, at most
_WORD = re.compile(r"\S+")
_FIGURES_AT_END = re.compile(r"\d\S*\s+\S*\d\S*$")  # a quick check of a piece


def with_narrow_columns(lines: Sequence[PageLine], page: PageText, glyphs: Glyphs) -> Sequence[PageLine]:
    """The lines, with a piece for each figure, and for the name above it, where they are columns."""
    divided = list(lines)
    at = 1
    while at < len(lines):
        after = at
        has_more = len(lines[at]) > max(_FEWEST, len(lines[at - 1])) and is_number(lines[at][-1].text)
        if has_more or any(_FIGURES_AT_END.search(piece.text) for piece in lines[at]):
            after = _divide(divided, at, page, glyphs)
        at = max(after, at + 1)
    return divided


def _divide(lines: list[PageLine], first: int, page: PageText, glyphs: Glyphs) -> int:
    """Divide the lines of figures that begin on the line `first`, and return the number of the line after them."""
    words = _words(lines[first], page, glyphs)
    count = _figures(words)
    if not _FEWEST <= count < len(words):
        return first
    rows = [words]
    for number in range(first + 1, len(lines)):
        row = _words(lines[number], page, glyphs)
        is_near = rows[-1][0].bottom - row[0].top < _FAR * row[0].height
        if not is_near or _figures(row) != count or len(row) == count or not _are_columns([*rows, row], count):
            break
        rows.append(row)
    names = _words(lines[first - 1], page, glyphs)
    if len(rows) < _FEWEST or not _are_above(names, rows, count):
        return first
    for number, row in enumerate([names, *rows], start=first - 1):
        figures = row[len(row) - count :]
        lines[number] = [*_before(lines[number], figures[0], row), *figures]
    return first + len(rows)


def _before(line: PageLine, figure: Piece, words: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces of a line before its first figure."""
    for piece in line:
        own = [word for word in words if piece.start <= word.start < min(piece.end, figure.start)]
        if own:
            yield replace(piece, text=piece.text[: own[-1].end - piece.start], end=own[-1].end, right=own[-1].right)


def _words(line: PageLine, page: PageText, glyphs: Glyphs) -> list[Piece]:
    """The words of a line, each as a piece."""
    words: list[Piece] = []
    for piece in line:
        for word in _WORD.finditer(piece.text):
            start, end = piece.start + word.start(), piece.start + word.end()
            left, right = glyphs.box(page.index[start])[0], glyphs.box(page.index[end - 1])[2]
            words.append(replace(piece, text=word[0], start=start, end=end, left=left, right=right))
    return words


def _figures(words: Sequence[Piece]) -> int:
    """How many words at the end of the line are numbers."""
    return sum(1 for _ in takewhile(lambda word: is_number(word.text), reversed(words)))


def _are_columns(rows: Sequence[Sequence[Piece]], count: int) -> bool:
    """Whether the last figures of the rows are below each other."""
    for number in range(-count, 0):
        column = [row[number] for row in rows]
        sides = ([one.left for one in column], [one.middle for one in column], [one.right for one in column])
        if min(max(side) - min(side) for side in sides) > _OFF:
            return False
    return True


def _are_above(names: Sequence[Piece], rows: Sequence[Sequence[Piece]], count: int) -> bool:
    """Whether the last words of the names are above one column of figures each, and the others above the labels."""
    if len(names) < count or names[0].bottom - rows[0][0].top > _FAR * names[0].height:
        return False
    spans = [(min(row[n].left for row in rows), max(row[n].right for row in rows)) for n in range(-count, 0)]
    above = [[n for n, span in enumerate(spans) if name.left < span[1] and span[0] < name.right] for name in names]
    labels_end = max(row[-count - 1].right for row in rows)
    are_over_labels = all(name.left < labels_end for name in names[:-count])
    return are_over_labels and above[-count:] == [[n] for n in range(count)] and not any(above[:-count])
