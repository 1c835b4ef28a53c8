"""Metrics of answers and of judges, with 95 % intervals. Pure."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
Indices = np.ndarray[tuple[int, ...], np.dtype[np.int64]]

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_RESAMPLES = 1000


def squad_words(text: str) -> list[str]:
    """The words of `text` as SQuAD 2.0 compares them: lower case, without punctuation and articles."""
    return re.sub(r"\b(a|an|the)\b", " ", text.lower().translate(_PUNCTUATION)).split()


def exact_match(text: str, answers: Sequence[str]) -> float:
    """1 if `text` is one of the answers, as SQuAD 2.0 compares them, else 0."""
    return float(any(squad_words(text) == squad_words(answer) for answer in answers))


def token_f1(text: str, answers: Sequence[str]) -> float:
    """The best F1 of the words shared with one of the answers, as SQuAD 2.0 counts them.

    >>> round(token_f1("It is in France.", ["France"]), 2)
    0.4
    """
    return max((_f1(sum((Counter(a) & Counter(b)).values()), a, b) for a, b in _compared(text, answers)), default=0.0)


def rouge_l(text: str, answers: Sequence[str]) -> float:
    """The best F1 of the longest common subsequence of words with one of the answers: ROUGE-L of Lin (2004)."""
    return max((_f1(_common(a, b), a, b) for a, b in _compared(text, answers)), default=0.0)


def auroc(scores: Sequence[float] | Array, right: Sequence[bool] | Flags) -> float:
    """The probability that a right one scores higher than a wrong one; ties count half."""
    values, labels = np.asarray(scores, float), np.asarray(right, bool)
    if labels.all() or not labels.any():
        return float("nan")
    better, equal = (compare(values[labels][:, None], values[~labels]).mean() for compare in (np.greater, np.equal))
    return float(better + equal / 2)


def balanced_accuracy(accepted: Sequence[bool] | Flags, right: Sequence[bool] | Flags) -> float:
    """The mean of two shares: right ones that are accepted, and wrong ones that are not."""
    said, labels = np.asarray(accepted, bool), np.asarray(right, bool)
    return float((said[labels].mean() + (~said[~labels]).mean()) / 2)


def calibration_error(
    probabilities: Sequence[float] | Array, right: Sequence[bool] | Flags, *, bins: int = 10
) -> float:
    """How far probabilities are from the shares that come true, on average, in bins of equal width (ECE).

    >>> calibration_error([0.75, 0.75, 0.75, 0.75], [True, True, True, False])
    0.0
    """
    given, labels = np.asarray(probabilities, float), np.asarray(right, float)
    bin_of = np.minimum((given * bins).astype(int), bins - 1)
    gaps = [(bin_of == b).mean() * abs(given[bin_of == b].mean() - labels[bin_of == b].mean()) for b in set(bin_of)]
    return float(sum(gaps))


def resampled(measure: Callable[[Indices], float], groups: Sequence[object]) -> tuple[float, float]:
    """The 95 % interval of `measure`, a function of the indices that are counted, by the bootstrap.

    Those of one group, such as the pairs of one document, are drawn together.
    """
    members: dict[object, list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group, []).append(index)
    every = [np.array(indices) for indices in members.values()]
    random = np.random.default_rng(5)
    drawn = (
        np.concatenate([every[i] for i in random.integers(len(every), size=len(every))]) for _ in range(_RESAMPLES)
    )
    low, high = np.nanpercentile([measure(indices) for indices in drawn], [2.5, 97.5])
    return float(low), float(high)


def _compared(text: str, answers: Sequence[str]) -> list[tuple[list[str], list[str]]]:
    return [(squad_words(text), squad_words(answer)) for answer in answers]


def _f1(shared: int, a: Sequence[str], b: Sequence[str]) -> float:
    return 2 * shared / (len(a) + len(b)) if shared else 0.0


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    lengths = [0] * (len(b) + 1)
    for word in a:
        previous = 0
        for j, other in enumerate(b, start=1):
            previous, lengths[j] = lengths[j], previous + 1 if word == other else max(lengths[j], lengths[j - 1])
    return lengths[-1]
