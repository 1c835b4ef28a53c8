"""Tells which form of answer a question wants, where no rule knows its wording.

A multinomial logistic regression on the embedding of the question and on its words and pairs of words (TF-IDF, each
row of length 1). It was fitted on some 3,500 questions in eight languages that were written for it.
`python -m benchmarks.question_forms` fits and measures it; docs/kinds_of_questions.md has the figures.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Self, cast

import numpy as np

from index.arrays import Rows
from index.embedding.embedder import Embedder
from qa.records import FormName
from qa.text.words import tokens

FILE = Path(__file__).with_name("classifier.npz")
WORDS_ALONE = ""  # the weights for embedders that the classifier was not fitted with


@dataclass(frozen=True)
class FormClassifier:
    """The fitted weights. `terms` gives each word, or pair of words, its row; `rarity` (terms,) is their IDF."""

    forms: tuple[FormName, ...]
    terms: Mapping[str, int]
    rarity: Rows
    of_embedder: Mapping[str, tuple[Rows, Rows]]  # by its name: the weights (dim + terms, forms) and offsets (forms,)

    @classmethod
    def read(cls, file: Path = FILE) -> Self:
        with np.load(file, allow_pickle=False) as held:
            names = [str(name) for name in held["embedders"]]
            return cls(
                tuple(cast(FormName, str(form)) for form in held["forms"]),
                {str(term): row for row, term in enumerate(held["terms"])},
                held["rarity"].astype(np.float32),
                {
                    name: (held[f"weights{i}"].astype(np.float32), held[f"offsets{i}"].astype(np.float32))
                    for i, name in enumerate(names)
                },
            )

    def odds(self, question: str, embedder: Embedder | None) -> dict[FormName, float]:
        """The probability (0 to 1) of each form. Without an embedder that is known, the words alone tell."""
        known = embedder if embedder and embedder.name in self.of_embedder else None
        weights, offsets = self.of_embedder[known.name if known else WORDS_ALONE]
        row = words_row(question, self.terms, self.rarity)
        if known:
            row = np.concatenate([known.embed_questions([question])[0], row])
        logits = row @ weights + offsets
        odds = np.exp(logits - logits.max())
        return dict(zip(self.forms, (odds / odds.sum()).tolist(), strict=True))


def likeliest(odds: Mapping[FormName, float]) -> tuple[FormName, float]:
    """The form with the highest probability, and that probability."""
    return max(odds.items(), key=lambda one: one[1])


def terms_of(question: str) -> Iterator[str]:
    """The words of the question in small letters, its pairs of neighbouring words, and "?" if it has one."""
    words = [token.casefold() for token in tokens(question)]
    yield from words
    yield from map(" ".join, pairwise(words))
    if "?" in question or "？" in question:
        yield "?"


def words_row(question: str, terms: Mapping[str, int], rarity: Rows) -> Rows:
    """The TF-IDF of the question's terms, of length 1: (terms,). All zeros if none is known."""
    row = np.zeros(len(rarity), np.float32)
    for term, count in Counter(terms_of(question)).items():
        if term in terms:
            row[terms[term]] = (1 + math.log(count)) * rarity[terms[term]]
    return row / (float(np.linalg.norm(row)) or 1.0)


@cache
def form_classifier() -> FormClassifier:
    """The classifier that was fitted."""
    return FormClassifier.read()
