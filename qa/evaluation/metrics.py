"""Metrics of answers and rankings. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log2, sqrt
from statistics import fmean, stdev
from typing import Self

from index.text.normalise import normalise


def contains_any(text: str, answers: list[str]) -> bool:
    """Whether the text contains one of the answers. Case and white space are ignored."""
    folded = normalise(text).casefold()
    return any(normalise(answer).casefold() in folded for answer in answers)


def wilson_interval(successes: int, n: int, *, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (for z = 1.96) by Wilson (1927). It is also valid for small n.

    >>> [round(bound, 2) for bound in wilson_interval(38, 40)]
    [0.83, 0.99]
    """
    if n == 0:
        return 0.0, 1.0
    share = successes / n
    middle = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)


def ndcg(ranking: Sequence[str], relevance: Mapping[str, float], *, k: int = 10) -> float:
    """nDCG of the first k, 0 to 1 (Järvelin and Kekäläinen, 2002), as in trec_eval.

    `relevance` is the grade of each relevant id. Grades of 0 and below count as not relevant.

    >>> round(ndcg(["b", "a"], {"a": 1.0}), 3)
    0.631
    """
    gains = [max(0.0, relevance.get(found, 0.0)) for found in ranking[:k]]
    ideal = _discounted(sorted((grade for grade in relevance.values() if grade > 0), reverse=True)[:k])
    return _discounted(gains) / ideal if ideal else 0.0


def recall(ranking: Sequence[str], relevant: Collection[str], *, k: int) -> float:
    """The share of the relevant ids that are among the first k.

    >>> recall(["a", "x", "b"], {"a", "b"}, k=2)
    0.5
    """
    return len(set(ranking[:k]) & set(relevant)) / len(set(relevant)) if relevant else 0.0


def all_recalled(ranking: Sequence[str], relevant: Collection[str], *, k: int) -> float:
    """1 if every relevant id is among the first k, otherwise 0. It matters for answers that need all of them.

    >>> all_recalled(["a", "x", "b"], {"a", "b"}, k=3)
    1.0
    """
    return float(bool(relevant) and set(relevant) <= set(ranking[:k]))


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str], *, k: int = 10) -> float:
    """1 / the rank of the first relevant id. 0 if none is among the first k.

    >>> reciprocal_rank(["x", "a"], {"a"})
    0.5
    """
    return next((1 / rank for rank, found in enumerate(ranking[:k], start=1) if found in relevant), 0.0)


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of a measure over n questions, with its 95 % interval: the mean +- 1.96 standard errors."""

    mean: float
    low: float
    high: float
    n: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """The mean of one or more values. The interval of a single value is that value."""
        middle = fmean(values)
        margin = 1.96 * stdev(values) / sqrt(len(values)) if len(values) > 1 else 0.0
        return cls(middle, middle - margin, middle + margin, len(values))


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, start=1))
