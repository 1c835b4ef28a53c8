"""Probabilities and logits, and how likely a model is to begin with one of two words. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable

_LEAST = 1e-4  # probabilities are clipped to this and 1 minus this
LIKELY_TOKENS = 20  # the most that OpenAI's API returns


def first_word_probability(word: str, other: str, likely: Iterable[tuple[str, float]]) -> float | None:
    """The probability (0 to 1) that a text begins with `word`, given that it begins with `word` or `other`.

    `likely` contains the most likely first tokens and the natural logarithms of their probabilities. A token counts for
    the word that starts with it: " Yes" and "Y" both count for "Yes". The result is None if no token counts.

    >>> round(first_word_probability("Yes", "No", [("Yes", -0.5), ("No", -1.5), ("It", -3.0)]), 3)
    0.731
    """
    mass = {word: 0.0, other: 0.0}
    for token, logarithm in likely:
        start = token.strip()
        begun = [candidate for candidate in mass if start and candidate.startswith(start)]
        if len(begun) == 1:
            mass[begun[0]] += math.exp(min(0.0, logarithm))  # an endpoint can send any number
    total = sum(mass.values())
    return mass[word] / total if total else None


def logit(probability: float) -> float:
    """The logarithm of the odds of a probability, which is first clipped to 0.0001 to 0.9999."""
    bounded = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(bounded / (1 - bounded))


def sigmoid(log_odds: float) -> float:
    """The probability that has this logit."""
    return 1 / (1 + math.exp(-log_odds))
