"""Two columns of a PDF page that its file holds line by line -> one after the other."""

from __future__ import annotations

import array
from collections.abc import Sequence

from index.reading.readers.pdf.glyphs import PageText
from index.reading.readers.pdf.tables.pieces import PageLine, Piece

_FEWEST_LINES = 4  # with both columns
_MOST_LINES = 200
_FEWEST_WORDS = 4  # of a line of a column on average: what is shorter may be a table
_MOST_ENDED = 0.4  # share of the lines of a column that end a sentence: more are cells of a table
_LEADING = 3.0  # heights between two lines of one column
_ENDS = (".", "!", "?", ":", ";")


def with_columns(page: PageText, lines: Sequence[PageLine]) -> PageText:
    """The page with columns that were written line by line one after the other; what a file orders itself stays."""
    runs: list[tuple[int, int, float]] = []  # the first line, that after the last, and the middle of the gutter
    at = 0
    while at < len(lines):
        end, gutter = _run(lines, at)
        if end - at >= _FEWEST_LINES and _are_columns(lines[at:end], gutter):
            runs.append((at, end, gutter))
            at = end
        else:
            at += 1
    return _rewritten(page, lines, runs) if runs else page


def _run(lines: Sequence[PageLine], first: int) -> tuple[int, float]:
    """The end of the lines from the first on that one gutter divides, and its middle."""
    if len(lines[first]) != 2:
        return first, 0.0
    left, right = float("-inf"), float("inf")
    at = first
    while at < min(len(lines), first + _MOST_LINES) and len(lines[at]) <= 2:
        below = lines[at - 1][0].middle_height - lines[at][0].middle_height if at > first else 1.0
        if not 0 < below < _LEADING * lines[at][0].height:
            break
        narrowed = _narrowed(lines[at], left, right)
        if narrowed is None:
            break
        left, right = narrowed
        at += 1
    while at > first and len(lines[at - 1]) < 2:
        at -= 1  # what stands alone below both columns may be of neither
    return at, (left + right) / 2


def _narrowed(line: PageLine, left: float, right: float) -> tuple[float, float] | None:
    """The gutter that this line leaves of the one from `left` to `right`, if any."""
    if len(line) == 2:
        left, right = max(left, line[0].right), min(right, line[1].left)
    elif line[0].right <= right and line[0].left < left:
        left = max(left, line[0].right)
    elif line[0].left >= left:
        right = min(right, line[0].left)
    else:
        return None
    return (left, right) if left < right else None


def _are_columns(lines: Sequence[PageLine], gutter: float) -> bool:
    """Whether both sides are lines of a text, and not the cells of a table."""
    if sum(len(line) == 2 for line in lines) < _FEWEST_LINES:
        return False
    for side in _sides(lines, gutter):
        words = sum(len(piece.text.split()) for piece in side)
        ended = sum(piece.text.endswith(_ENDS) for piece in side)
        if words < _FEWEST_WORDS * len(side) or ended > _MOST_ENDED * len(side):
            return False
    return True


def _sides(lines: Sequence[PageLine], gutter: float) -> tuple[list[Piece], list[Piece]]:
    pieces = [piece for line in lines for piece in line]
    return [p for p in pieces if p.middle < gutter], [p for p in pieces if p.middle >= gutter]


def _rewritten(page: PageText, lines: Sequence[PageLine], runs: Sequence[tuple[int, int, float]]) -> PageText:
    characters: list[str] = []
    index = array.array("i")
    done = 0

    def copy(start: int, end: int) -> None:
        characters.extend(page.text[start:end])
        index.extend(page.index[start:end])

    for first, after, gutter in runs:
        columns = lines[first:after]
        pieces = [piece for line in columns for piece in line]
        begin, end = min(piece.start for piece in pieces), max(piece.end for piece in pieces)
        copy(done, begin)
        for number, piece in enumerate(piece for side in _sides(columns, gutter) for piece in side):
            if number:
                characters.append("\n")
                index.append(page.index[piece.start])
            copy(piece.start, piece.end)
        done = end
    copy(done, len(page.text))
    return PageText("".join(characters), index)
