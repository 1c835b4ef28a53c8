"""Measures of answers. Pure."""

from __future__ import annotations

from math import sqrt

from index.normalise import normalise


def contains(text: str, answers: list[str]) -> bool:
    """Whether one of the answers occurs in the text, whatever its case and white space."""
    folded = normalise(text).casefold()
    return any(normalise(answer).casefold() in folded for answer in answers)


def wilson_interval(successes: int, n: int, *, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (for z = 1.96), after Wilson (1927), which also holds for small n.

    >>> [round(bound, 2) for bound in wilson_interval(38, 40)]
    [0.83, 0.99]
    """
    if n == 0:
        return 0.0, 1.0
    share = successes / n
    middle = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)
