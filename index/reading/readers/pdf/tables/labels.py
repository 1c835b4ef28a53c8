"""Finds the rows of a label in a table of a PDF page, if it is beside the first, the middle or the last of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from index.reading.readers.pdf.tables.pieces import PageLine, Piece

_OFF = 0.35  # of a line's height: how far a cell can be from the middle of its rows


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
    return tuple(after - first for first, after in pairwise(at)) if len(at) > len(labels) and at[0] == 0 else ()


def _at_bottom(labels: Sequence[Piece], heights: Sequence[float]) -> tuple[int, ...]:
    """The same if labels are beside their last rows."""
    at = [-1, *_rows_beside(labels, heights)]
    is_whole = len(at) > len(labels) and at[-1] == len(heights) - 1
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
