"""Puts the columns of a PDF page one after another if the file has them line by line, or from right to left."""

from __future__ import annotations

import array
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from index.reading.readers.pdf.glyphs import PageText, compounds_of, is_suspended, keeps_hyphen
from index.reading.readers.pdf.tables.pieces import PageLine, Piece

_FEWEST_LINES = 4  # with all columns
_MOST_LINES, _MOST_COLUMNS = 200, 4
_FEWEST_WORDS = 4  # the fewest words of a column's line on average: with fewer, it can be a table
_MOST_ENDED = 0.4  # the largest share of a column's lines that end a sentence: more are cells of a table
_LEADING = 3.0  # the largest distance between two lines of one column, in heights of a line
_BESIDE = 0.5  # the smallest share of the lower of two columns that must be beside the other
_ENDS = (".", "!", "?", ":", ";")

Gutter = tuple[float, float]  # where white space between two columns begins and ends


@dataclass(frozen=True, slots=True)
class Run:
    """The lines [first, after) of a page, and the pieces in them by column."""

    first: int
    after: int
    columns: Sequence[Sequence[Piece]]


def with_columns(page: PageText, lines: Sequence[PageLine]) -> PageText:
    """The page with its columns one after another, also if the file has them line by line or the right one first."""
    runs = list(mixed_columns(lines)) or list(_turned(page, lines))
    return _rewritten(page, runs) if runs else page


def mixed_columns(lines: Sequence[PageLine]) -> Iterator[Run]:
    """The runs of lines that contain a line of each column."""
    at = 0
    while at < len(lines):
        after, gutters = _run(lines, at)
        columns = _columns(lines[at:after], gutters)
        whole = sum(len(line) == len(columns) for line in lines[at:after])
        if after - at >= _FEWEST_LINES and whole >= _FEWEST_LINES and all(map(_is_prose, columns)):
            yield Run(at, after, columns)
            at = after
        else:
            at += 1


def _run(lines: Sequence[PageLine], first: int) -> tuple[int, list[Gutter]]:
    """The end of the run of lines from `first` on that the same gutters divide, and these gutters."""
    if not 2 <= len(lines[first]) <= _MOST_COLUMNS:
        return first, []
    gutters: list[Gutter] = [(float("-inf"), float("inf"))] * (len(lines[first]) - 1)
    at = first
    while at < min(len(lines), first + _MOST_LINES) and len(lines[at]) <= len(lines[first]):
        below = lines[at - 1][0].middle_height - lines[at][0].middle_height if at > first else 1.0
        if not 0 < below < _LEADING * lines[at][0].height:
            break
        narrowed = _narrowed(lines[at], gutters) if at > first else _gutters(lines[at])
        if narrowed is None:
            break
        gutters = narrowed
        at += 1
    while at > first and len(lines[at - 1]) < 2:
        at -= 1  # a line alone below all columns can belong to none of them
    return at, gutters


def _gutters(line: PageLine) -> list[Gutter] | None:
    gutters = [(before.right, after.left) for before, after in pairwise(line)]
    return gutters if all(left < right for left, right in gutters) else None


def _narrowed(line: PageLine, gutters: Sequence[Gutter]) -> list[Gutter] | None:
    """The gutters above this line, narrowed to its white space. None if it has words in a gutter or fits no column."""
    found: list[Gutter] = []
    for gutter in gutters:
        before = [piece for piece in line if piece.left < gutter[0]]
        left = max((piece.right for piece in before), default=gutter[0])
        right = min((piece.left for piece in line if piece.left >= gutter[0]), default=gutter[1])
        left, right = max(left, gutter[0]), min(right, gutter[1])
        if left >= right:
            return None
        found.append((left, right))
    columns = [sum(piece.left >= right for _, right in found) for piece in line]
    return found if len(set(columns)) == len(columns) else None


def _columns(lines: Sequence[PageLine], gutters: Sequence[Gutter]) -> list[list[Piece]]:
    columns: list[list[Piece]] = [[] for _ in range(len(gutters) + 1)]
    for line in lines:
        for piece in line:
            columns[sum(piece.left >= right for _, right in gutters)].append(piece)
    return columns


def _is_prose(column: Sequence[Piece]) -> bool:
    """Whether the pieces are lines of prose, and not cells of a table."""
    words = sum(len(piece.text.split()) for piece in column)
    ended = sum(piece.text.endswith(_ENDS) for piece in column)
    return words >= _FEWEST_WORDS * len(column) and ended <= _MOST_ENDED * len(column)


def _turned(page: PageText, lines: Sequence[PageLine]) -> Iterator[Run]:
    """The runs of a right column with the left one after it, in scripts that run from left to right."""
    blocks = list(_blocks(lines))
    if len(blocks) < 2 or _is_from_right(page.text):
        return
    skipped = -1
    for number, ((first, middle), (_, after)) in enumerate(pairwise(blocks)):
        before, behind = ([line[0] for line in lines[a:b]] for a, b in ((first, middle), (middle, after)))
        if number > skipped and _are_turned(before, behind):
            yield Run(first, after, [behind, before])
            skipped = number + 1


def _are_turned(before: Sequence[Piece], behind: Sequence[Piece]) -> bool:
    if min(len(before), len(behind)) < _FEWEST_LINES or not (_is_prose(before) and _is_prose(behind)):
        return False
    if max(piece.right for piece in behind) > min(piece.left for piece in before):
        return False
    shared = min(before[0].top, behind[0].top) - max(before[-1].bottom, behind[-1].bottom)
    return shared > _BESIDE * min(one[0].top - one[-1].bottom for one in (before, behind))


def _blocks(lines: Sequence[PageLine]) -> Iterator[tuple[int, int]]:
    """The runs of lines below each other that have one piece each."""
    first = 0
    for number in range(1, len(lines) + 1):
        if number < len(lines) and len(lines[number]) == len(lines[number - 1]) == 1:
            above, below = lines[number - 1][0], lines[number][0]
            gap = above.middle_height - below.middle_height
            if 0 < gap < _LEADING * below.height and min(above.right, below.right) > max(above.left, below.left):
                continue
        yield first, number
        first = number


def _is_from_right(text: str) -> bool:
    signs = [unicodedata.bidirectional(sign) for sign in text[:2000] if sign.isalpha()]
    return bool(signs) and fmean(sign in ("R", "AL") for sign in signs) > 0.5


def _rewritten(page: PageText, runs: Sequence[Run]) -> PageText:
    characters: list[str] = []
    index = array.array("i")
    compounds = compounds_of(page.text)
    done = 0

    def copy(start: int, end: int) -> None:
        characters.extend(page.text[start:end])
        index.extend(page.index[start:end])

    for run in runs:
        pieces = [piece for column in run.columns for piece in column]
        begin, end = min(piece.start for piece in pieces), max(piece.end for piece in pieces)
        copy(done, begin)
        for piece, following in pairwise([*pieces, None]):
            if piece is None:
                continue
            is_broken = following is not None and _is_broken(piece.text, following.text, compounds)
            copy(piece.start, piece.end - is_broken)
            if following is not None and not is_broken:
                characters.append("\n")
                index.append(page.index[following.start])
        done = end
    copy(done, len(page.text))
    return PageText("".join(characters), index)


def _is_broken(line: str, following: str, compounds: frozenset[str]) -> bool:
    """Whether a word was broken at the end of the line, so that the hyphen is not part of it."""
    if not line.endswith("-") or not line[-2:-1].isalpha() or not following[:1].islower():
        return False
    return not is_suspended(following) and not keeps_hyphen(line[:-1], following, compounds)
