"""Finds the rows of a label in a table of a PDF page, if it is beside the first, the middle or the last of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from index.reading.readers.pdf.tables.pieces import PageLine, Piece

_OFF = 0.35  # of a line's height: how far a cell can be from the middle of its rows
_LINES = 0.5  # of a line's height: white space between two lines of one label

Numbered = tuple[int, PageLine]  # a line, with its number


def without_labels(
    rows: Sequence[Numbered], labels: Sequence[tuple[int, Piece]]
) -> tuple[list[Numbered], list[tuple[int, Piece]]]:
    """The rows up to the first of another size, and the labels. A row beside its label is longer by that piece."""
    sizes = [len(row) for _, row in rows]
    width = min(sizes[:2], default=0) if labels else sizes[0] if sizes else 0
    left = min((row[0].left for _, row in rows if len(row) == width), default=0.0)
    kept: list[Numbered] = []
    found = list(labels)
    for number, row in rows:
        is_beside = bool(labels) and len(row) == width + 1 and row[0].right < left
        if len(row) != width and not is_beside:
            break
        kept.append((number, row[1:] if is_beside else row))
        found += [(number, row[0])] if is_beside else []
    last = kept[-1][0] if kept and len(kept) < len(rows) else None
    return kept, sorted((one for one in found if last is None or one[0] <= last), key=lambda one: one[0])


def joined_labels(labels: Iterable[Piece]) -> Iterator[Piece]:
    """The labels, each with its further lines close below it, and as high as one line in the middle of them."""
    runs: list[list[Piece]] = []
    for label in labels:
        before = runs[-1][-1] if runs else None
        if before and label.start == before.end + 1 and abs(before.bottom - label.top) < _LINES * label.height:
            runs[-1].append(label)
        else:
            runs.append([label])
    for run in runs:
        text, middle = "\n".join(line.text for line in run), (run[0].top + run[-1].bottom) / 2
        left, right, half = min(line.left for line in run), max(line.right for line in run), run[0].height / 2
        yield Piece(text, run[0].start, run[-1].end, left, right, middle - half, middle + half)


def with_labels(rows: Sequence[PageLine], labels: Sequence[Piece]) -> list[Sequence[Piece]]:
    """The rows from the top, each with the label of its group as its first cell. No rows if the groups are in doubt."""
    if len(set(map(len, rows))) > 1:
        return []
    ordered = sorted(rows, key=lambda row: -row[0].middle_height)
    if not labels:
        return list[Sequence[Piece]](ordered)
    if max(label.right for label in labels) >= min(row[0].left for row in ordered):
        return []
    heights = [row[0].middle_height for row in ordered]
    groups = sorted(labels, key=lambda label: -label.middle_height)
    found = {way(groups, heights) for way in (_at_top, _at_middle, _at_bottom)} - {()}
    if len(found) != 1:
        return []
    own = [label for label, size in zip(groups, found.pop(), strict=True) for _ in range(size)]
    return [[label, *row] for label, row in zip(own, ordered, strict=True)]


def _at_top(labels: Sequence[Piece], heights: Sequence[float]) -> tuple[int, ...]:
    """How many rows belong to each label if labels are beside their first rows; empty if they are not."""
    at = [*_rows_beside(labels, heights), len(heights)]
    return tuple(after - first for first, after in pairwise(at)) if len(at) == len(labels) + 1 and at[0] == 0 else ()


def _at_bottom(labels: Sequence[Piece], heights: Sequence[float]) -> tuple[int, ...]:
    """The same if labels are beside their last rows."""
    at = [-1, *_rows_beside(labels, heights)]
    is_whole = len(at) == len(labels) + 1 and at[-1] == len(heights) - 1
    return tuple(last - before for before, last in pairwise(at)) if is_whole else ()


def _rows_beside(labels: Sequence[Piece], heights: Sequence[float]) -> list[int]:
    """The numbers of the rows at the heights of the labels."""
    return [
        number
        for label in labels
        for number, height in enumerate(heights)
        if abs(height - label.middle_height) <= _OFF * label.height
    ]


def _at_middle(labels: Sequence[Piece], heights: Sequence[float]) -> tuple[int, ...]:
    """The same if labels are in the middle of their rows."""
    sizes: list[int] = []
    first = 0
    for label in labels:
        off = _OFF * label.height
        middles = enumerate(((heights[first] + last) / 2 for last in heights[first:]), start=1)
        size = next((number for number, middle in middles if abs(middle - label.middle_height) <= off), 0)
        first += size
        sizes.append(size)
        if not size or first == len(heights):
            break
    return tuple(sizes) if all(sizes) and len(sizes) == len(labels) and first == len(heights) else ()
