"""Rows of figures with their sample sizes and 95 % intervals, and tables as CSV. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from qa.evaluation.answers import Share
from qa.evaluation.metrics import Mean

Row = tuple[str, ...]


def to_csv(table: str) -> str:
    """A table in Markdown as CSV; a column of means with intervals becomes two."""
    head, _, *rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()]
    columns = []
    for name, *cells in zip(head, *rows, strict=True):
        if any(" ± " in cell for cell in cells):
            means, _, halves = zip(*(cell.partition(" ± ") for cell in cells), strict=True)
            columns += [(name, *means), (f"{name} ±", *halves)]
        else:
            columns.append((name, *cells))
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(zip(*columns, strict=True))
    return written.getvalue()


def share_row(name: str, outcomes: Sequence[bool]) -> Row:
    """The name, the percentage that is true, the sample size, and the interval."""
    return (name, *_cells(outcomes))


def share(outcomes: Sequence[bool]) -> str:
    """The same in one cell."""
    shown, n, interval = _cells(outcomes)
    return f"{shown} of {n} ({interval})"


def mean_row(name: str, values: Sequence[float]) -> Row:
    """The name, the mean of values from 0 to 1, the sample size, and the interval."""
    if not values:
        return name, "–", "0", "–"
    mean = Mean.of(values)
    return name, f"{mean.mean:.3f}", f"{mean.n}", f"{max(0.0, mean.low):.3f} to {min(1.0, mean.high):.3f}"


def _cells(outcomes: Sequence[bool]) -> Row:
    counted = Share(sum(outcomes), len(outcomes))
    low, high = counted.interval
    shown = f"{counted.count / counted.n:.0%}" if counted.n else "–"
    return shown, f"{counted.n}", f"{max(0.0, low):.0%} to {high:.0%}"
