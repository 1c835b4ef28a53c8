"""Several rankings -> one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

By = Literal["dense", "lexical", "fused", "reranked"]  # a way of searching
WAYS: tuple[By, ...] = ("dense", "lexical", "fused")  # that every index has
Ranking = list[tuple[int, float]]  # keys of passages and their scores, best first; equal scores in order of key


def fuse(rankings: Sequence[Mapping[int, float]], k: int, *, weights: Sequence[float]) -> Ranking:
    """The k keys with the best weighted mean of their scores, best first, after each ranking's are spread over 0 to 1.

    A key that a ranking lacks counts as its worst. Scores, not ranks: where one ranking is sure and the other is not,
    the sure one wins. (Bruch et al. 2023, "An analysis of fusion functions for hybrid retrieval".)

    >>> fuse([{1: 0.9, 2: 0.8, 3: 0.1}, {2: 7.0, 3: 2.0}], 2, weights=[0.5, 0.5])
    [(2, 0.9375), (1, 0.5)]
    """
    fused = {key: 0.0 for scores in rankings for key in scores}
    total = sum(weights)
    for scores, weight in zip(rankings, weights, strict=True):
        low, high = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
        for key, score in scores.items():
            fused[key] += weight / total * ((score - low) / (high - low) if high > low else 1.0)
    return ranked(fused, k)


def lead(scores: Mapping[int, float]) -> float:
    """By how much the best score stands out from the second, as a share of what all of them are spread over: 0 to 1.

    >>> lead({1: 0.9, 2: 0.5, 3: 0.1})
    0.5
    """
    first, second = [*sorted(scores.values(), reverse=True)[:2], 0.0, 0.0][:2]
    spread = first - min(scores.values(), default=0.0)
    return (first - second) / spread if spread else 0.0


def ranked(scores: Mapping[int, float], k: int) -> Ranking:
    """The k keys of the highest scores, best first; equal scores in order of key.

    >>> ranked({3: 0.5, 1: 0.5, 2: 0.9}, 2)
    [(2, 0.9), (1, 0.5)]
    """
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[: max(0, k)]


def best(fetch: Callable[[int], Ranking], k: int) -> Ranking:
    """The k best of a store whose `fetch(n)` returns its n best, equal scores in any order.

    Which of several equal scores make the cut must not depend on the order in which they were stored: more are
    fetched until the last is worse than the k-th.
    """
    if k < 1:
        return []
    n = k + 1
    while True:
        found = fetch(n)
        if len(found) < n or found[-1][1] < found[k - 1][1]:
            return ranked(dict(found), k)
        n *= 2
