"""A label that stands only in the first of its rows, as if it were merged over them, is that of each.

      Zone     Weight     Price
      Inland   to 5 kg     4.50
               to 10 kg    6.00
      Europe   to 5 kg     9.50
               to 10 kg   14.00

An empty cell can also be a value that nobody knows. So the labels go on only where the rows below each of them have the
same second cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeVar

from index.reading.readers.headers import Covered

_Cell = TypeVar("_Cell")
_FEWEST = 2  # labels with rows that have none
_SHARED = 2 / 3  # of the rows: those whose second cells occur below several labels


def repeated_cells(rows: Sequence[Sequence[str]]) -> frozenset[str]:
    """The second cells of rows that occur below several labels; none if empty first cells can be anything else."""
    groups: list[list[str]] = []
    for row in rows:
        if len(row) < 2 or not row[1] or isinstance(row[0], Covered):
            continue
        if row[0]:
            groups.append([])
        if not groups:
            return frozenset()
        groups[-1].append(row[1])
    if sum(len(group) > 1 for group in groups) < _FEWEST or any(len(set(group)) < len(group) for group in groups):
        return frozenset()
    labels = [row[0] for row in rows if row and row[0]]
    counted = Counter(cell for group in groups for cell in group)
    shared = frozenset(cell for cell, count in counted.items() if count > 1)
    held = sum(count for cell, count in counted.items() if cell in shared)
    is_sure = len(set(labels)) == len(labels) and held >= _SHARED * sum(counted.values())
    return shared if is_sure else frozenset()


def with_labels(rows: Sequence[Sequence[_Cell]], texts: Sequence[Sequence[str]]) -> Iterator[list[_Cell]]:
    """The rows, each with the label that stands in the first cell of an earlier one. `texts` has those of the cells."""
    repeated = repeated_cells(texts)
    label: Sequence[_Cell] = ()
    for row, text in zip(rows, texts, strict=True):
        if label and lacks_label(text, repeated):
            yield [*label, *row[1:]]
        else:
            label = row[:1] if text and text[0] else label
            yield list(row)


def lacks_label(row: Sequence[str], repeated: frozenset[str]) -> bool:
    """Whether the label above the row is also its own."""
    return len(row) > 1 and not row[0] and not isinstance(row[0], Covered) and row[1] in repeated
