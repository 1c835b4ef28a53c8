"""How well P(Yes) tells right from wrong, before and after. Only the adapter differs between the two. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from benchmarks.metrics import Array, Flags, Indices, auroc, resampled
from benchmarks.tables import Row
from benchmarks.teach.examples import Example
from qa.evaluation.report import markdown

ANSWERED = 0.9  # the share of answerable questions that are answered


def report(examples: Sequence[Example], before: Array, after: Array) -> str:
    """A table of each set: before, after and the difference, with the sample size and the 95 % intervals."""
    rows = [row for name in dict.fromkeys(one.set for one in examples) for row in _rows(name, examples, before, after)]
    return markdown(["set", "measure", "before", "after", "difference", "n"], rows)


def by_task(examples: Sequence[Example], logits: Array) -> str:
    """The AUROC of each set and task, on one line."""
    found = []
    for kind in dict.fromkeys((one.set, one.task) for one in examples):
        own = [i for i, one in enumerate(examples) if (one.set, one.task) == kind]
        found.append(f"{' '.join(kind)} {auroc(logits[own], [examples[i].yes for i in own]):.3f} ({len(own)})")
    return ", ".join(found)


def declined(logits: Array, right: Flags) -> float:
    """The share of unanswerable questions that are declined if nine in ten of the answerable ones are answered.

    >>> declined(np.array([2.0, 1.0, 0.0, 1.5]), np.array([True, True, False, False]))
    0.5
    """
    if right.all() or not right.any():
        return float("nan")
    asked = np.sort(logits[right])
    least = asked[int((1 - ANSWERED) * len(asked))]
    return float((logits[~right] < least).mean())


def _rows(name: str, examples: Sequence[Example], before: Array, after: Array) -> Iterator[Row]:
    own = np.array([i for i, one in enumerate(examples) if one.set == name])
    first, then = before[own], after[own]
    right = np.array([examples[i].yes for i in own])
    articles = [examples[i].article for i in own]
    sizes = f"{right.sum()} + {(~right).sum()}"

    def row(measure: str, of: Callable[[Array, Flags], float]) -> Row:
        def cell(value: Callable[[Indices], float], sign: str = "") -> str:
            low, high = resampled(value, articles)
            return f"{value(np.arange(len(own))):{sign}.3f} ({low:{sign}.3f} to {high:{sign}.3f})"

        cells = (
            cell(lambda i: of(first[i], right[i])),
            cell(lambda i: of(then[i], right[i])),
            cell(lambda i: of(then[i], right[i]) - of(first[i], right[i]), "+"),
        )
        return (name, measure, *cells, sizes)

    yield row("AUROC", auroc)
    if examples[own[0]].task != "statement":
        yield row("declined at 90 % answered", declined)
