"""Fuses several rankings into one. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from index.stores.ranking import Ranking, ranked

By = Literal["dense", "lexical", "fused", "reranked"]  # a way of searching
WAYS: tuple[By, ...] = ("dense", "lexical", "fused")  # available in every index


def fuse(
    rankings: Sequence[Mapping[int, float]], k: int, *, weights: Sequence[float], foreign: Collection[int] = ()
) -> Ranking:
    """The k keys with the best weighted mean score, best first. Each ranking's scores are first scaled to 0 to 1.

    A key that a ranking lacks has its lowest score. Scores are fused, not ranks, so a ranking with a clear winner
    counts more than one without. (Bruch et al. 2023, "An analysis of fusion functions for hybrid retrieval".)

    Passages in another language than the question, which are `foreign`, cannot share its words. In the other rankings,
    they have the score that they have in the first, if it is higher than their own.

    >>> fuse([{1: 0.9, 2: 0.8, 3: 0.1}, {2: 7.0, 3: 2.0}], 2, weights=[0.5, 0.5])
    [(2, 0.9375), (1, 0.5)]
    """
    fused = {key: 0.0 for scores in rankings for key in scores}
    total = sum(weights)
    scaled = list(map(_scaled, rankings))
    for key in foreign:
        first = scaled[0].get(key, 0.0)
        for scores in scaled[1:]:
            scores[key] = max(first, scores.get(key, 0.0))
    for scores, weight in zip(scaled, weights, strict=True):
        for key, score in scores.items():
            fused[key] += weight / total * score
    return ranked(fused, k)


def _scaled(scores: Mapping[int, float]) -> dict[int, float]:
    """The scores, scaled to 0 to 1."""
    low, high = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    return {key: (score - low) / (high - low) if high > low else 1.0 for key, score in scores.items()}


def lead(scores: Mapping[int, float]) -> float:
    """The gap between the best and the second score, as a share of the range of all scores: 0 to 1.

    >>> lead({1: 0.9, 2: 0.5, 3: 0.1})
    0.5
    """
    first, second = [*sorted(scores.values(), reverse=True)[:2], 0.0, 0.0][:2]
    spread = first - min(scores.values(), default=0.0)
    return (first - second) / spread if spread else 0.0
