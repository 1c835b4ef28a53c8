"""Takes the language out of the vectors of an embedder that keeps texts of each language in a place of their own.

Two texts of one language are then no nearer to each other than two of different languages that say the same, and the
cosine of unrelated texts is near 0. From each vector, the mean vector of its language is subtracted. (Yang et al. 2021,
"A Simple and Effective Method To Eliminate the Self Language Bias in Multilingual Representations".) The figures are
in docs/retrieval.md. `python -m benchmarks.centres` makes the file of the means.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np

from index.arrays import Rows
from index.text.identify import language_probabilities

FILE = Path(__file__).with_name("centres.npz")
OF = ("multilingual-e5-small-4bit", "multilingual-e5-small")  # the embedders that the means are of
_CHARACTERS = 300  # that tell the language of a text


@dataclass(frozen=True)
class Centres:
    """The mean vectors of passages and of questions in each language: (languages, dim)."""

    languages: tuple[str, ...]
    passages: Rows
    questions: Rows

    @classmethod
    def read(cls, file: Path = FILE) -> Self:
        with np.load(file, allow_pickle=False) as held:
            rows = (held[name].astype(np.float32) for name in ("passages", "questions"))
            return cls(tuple(map(str, held["languages"])), *rows)

    @cached_property
    def version(self) -> str:
        """Changes if any number changes: the vectors of two versions cannot be compared."""
        return hashlib.sha256(self.passages.tobytes() + self.questions.tobytes()).hexdigest()[:8]

    def centre_passages(self, texts: Sequence[str], rows: Rows) -> Rows:
        """The rows (n, dim) of the texts without what their languages add, each of length 1."""
        return self._centre(texts, rows, self.passages)

    def centre_questions(self, texts: Sequence[str], rows: Rows) -> Rows:
        return self._centre(texts, rows, self.questions)

    def _centre(self, texts: Sequence[str], rows: Rows, means: Rows) -> Rows:
        """A text that can be in several languages is centred on the mean of them, weighted by their probabilities."""
        odds = [language_probabilities(text[:_CHARACTERS]) for text in texts]
        weights = np.array([[one[code] for code in self.languages] for one in odds], np.float32)
        moved = rows - weights @ means
        centred: Rows = (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)
        return centred
