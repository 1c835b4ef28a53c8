"""Keys with scores -> the best of them, in the same order everywhere. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Ranking = list[tuple[int, float]]  # keys of passages and their scores, best first; equal scores in order of key


def ranked(scores: Mapping[int, float], k: int) -> Ranking:
    """The k keys with the highest scores, best first; equal scores in order of key.

    >>> ranked({3: 0.5, 1: 0.5, 2: 0.9}, 2)
    [(2, 0.9), (1, 0.5)]
    """
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[: max(0, k)]


def best(fetch: Callable[[int], Ranking], k: int) -> Ranking:
    """The k best of a store. Its `fetch(n)` returns the n best, with equal scores in any order.

    The choice between equal scores must not depend on the order in which they were stored. So more are fetched until
    the last is worse than the k-th.
    """
    if k < 1:
        return []
    n = k + 1
    while True:
        found = fetch(n)
        if len(found) < n or found[-1][1] < found[k - 1][1]:
            return ranked(dict(found), k)
        n *= 2
