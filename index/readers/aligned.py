"""Tables of a PDF page -> one line a row, each value with its header, as in every other format.

A PDF says nothing of tables: there are only words in rows, with wide gaps between them, that stand below each other.
"""

from __future__ import annotations

import array
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.readers.glyphs import PageText, Rectangle
from index.readers.tables import BETWEEN, are_names, is_number

FEWEST_ROWS = 2  # below the header
_GAP = 0.8  # of a line's height: wider than a space in justified text, and as narrow as columns come
_OFF = 4.0  # points by which a value may miss the left edge, the middle or the right edge of its header
_MOST_WORDS = 6  # of a value on average: longer ones are the lines of a text in columns
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\S+")


class Glyphs(Protocol):
    """What has to be known of the page's characters, by PDFium's number for each."""

    def box(self, index: int) -> Rectangle: ...
    def font(self, index: int) -> object: ...


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of one line with no wide gap between them: characters [start, end) of the text, and where they stand."""

    start: int
    end: int
    left: float
    right: float
    bottom: float
    top: float

    def is_below(self, header: _Piece) -> bool:
        """Whether the left edges, the middles or the right edges of both stand below each other."""
        return min(abs(mine - its) for mine, its in zip(self._stops(), header._stops(), strict=True)) <= _OFF

    def goes_on_with(self, piece: _Piece) -> bool:
        """Whether the piece stands further right on the same line."""
        shared = min(self.top, piece.top) - max(self.bottom, piece.bottom)
        return shared > 0.5 * (self.top - self.bottom) and piece.left >= self.right - _OFF

    def _stops(self) -> tuple[float, float, float]:
        return self.left, (self.left + self.right) / 2, self.right


_Row = list[tuple[int, _Piece]]  # the pieces of a row in order, each with the number of its column


def with_rows(page: PageText, glyphs: Glyphs) -> PageText:
    """The page with every line of a table as "header: value | header: value", and without the line of the headers.

    A character that is put in has the place of the next one that stands on the page.
    """
    lines = _lines(_pieces(page, glyphs))
    characters: list[str] = []
    index = array.array("i")
    done = 0

    def put(text: str, place: int) -> None:
        characters.append(text)
        index.extend([place] * len(text))

    def copy(start: int, end: int) -> None:
        characters.append(page.text[start:end])
        index.extend(page.index[start:end])

    for header, rows in _tables(lines, page, glyphs):
        copy(done, header[0].start)
        for row in rows:
            above = None
            for column, piece in row:
                name = page.text[header[column].start : header[column].end]
                label = " " if column == above else f"{'' if above is None else BETWEEN}{name}: "
                put(label, page.index[piece.start])
                copy(piece.start, piece.end)
                above, done = column, piece.end
            if row is not rows[-1]:
                put("\n", page.index[done - 1])
    copy(done, len(page.text))
    return PageText("".join(characters), index)


def _lines(pieces: Iterable[_Piece]) -> list[list[_Piece]]:
    """The pieces line by line as they stand on the page; PDFium breaks some lines in two, and writes others as one."""
    lines: list[list[_Piece]] = []
    for piece in pieces:
        if lines and lines[-1][-1].goes_on_with(piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _pieces(page: PageText, glyphs: Glyphs) -> Iterator[_Piece]:
    """The pieces of the page in order."""
    above: _Piece | None = None
    for word in _WORD.finditer(page.text):
        left, bottom, _, top = glyphs.box(page.index[word.start()])
        piece = _Piece(word.start(), word.end(), left, glyphs.box(page.index[word.end() - 1])[2], bottom, top)
        if above and above.goes_on_with(piece) and piece.left - above.right <= _GAP * (top - bottom):
            above = replace(above, end=piece.end, right=piece.right)
        else:
            if above:
                yield above
            above = piece
    if above:
        yield above


def _tables(
    lines: Sequence[Sequence[_Piece]], page: PageText, glyphs: Glyphs
) -> Iterator[tuple[Sequence[_Piece], Sequence[_Row]]]:
    """The headers and the rows of each table, in order."""
    at = 0
    while at < len(lines):
        names = [page.text[piece.start : piece.end] for piece in lines[at]]
        # Names are looked at first: below every line of figures there may be hundreds that stand like it.
        rows = list(_rows_below(lines, at)) if len(names) > 1 and are_names(names) else []
        if len(rows) >= FEWEST_ROWS and _is_table(lines[at], names, rows, page, glyphs):
            yield lines[at], rows
            last = rows[-1][-1][1]
            at = next(number for number in range(at, len(lines)) if last in lines[number])
        at += 1


def _rows_below(lines: Sequence[Sequence[_Piece]], header: int) -> Iterator[_Row]:
    row: _Row = []
    for pieces in lines[header + 1 :]:
        columns = [_column(piece, lines[header]) for piece in pieces]
        known = [column for column in columns if column is not None]
        if len(known) < len(pieces) or known != sorted(set(known)):
            break
        line = list(zip(known, pieces, strict=True))
        if row and known[0] and (len(known) == 1 or known[0] >= row[-1][0]):
            row += line  # the value above goes on, or its row does after a value of several lines
        elif len(known) > 1:
            yield from [row] * bool(row)
            row = line
        else:
            break
    yield from [row] * bool(row)


def _column(piece: _Piece, headers: Sequence[_Piece]) -> int | None:
    return next((number for number, header in enumerate(headers) if piece.is_below(header)), None)


def _is_table(
    header: Sequence[_Piece], names: Sequence[str], rows: Sequence[_Row], page: PageText, glyphs: Glyphs
) -> bool:
    """Are these names above values? They are set in a font of their own, or stand above a column of numbers."""
    columns: list[list[str]] = [[] for _ in header]
    for row in rows:
        for column, piece in row:
            columns[column].append(page.text[piece.start : piece.end])
    if any(map(_is_prose, columns)):
        return False
    of_names = {glyphs.font(page.index[piece.start]) for piece in header}
    of_values = {glyphs.font(page.index[row[-1][1].start]) for row in rows}
    return of_names.isdisjoint(of_values) or (
        not any(_DIGIT.search(name) for name in names) and any(map(_are_numbers, columns[1:]))
    )


def _is_prose(texts: Sequence[str]) -> bool:
    return sum(len(text.split()) for text in texts) > _MOST_WORDS * len(texts)


def _are_numbers(texts: Sequence[str]) -> bool:
    return len(texts) >= FEWEST_ROWS and all(map(is_number, texts))
