"""The best hits read once more, each together with the question, and put in a better order, as far as time allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from index.errors import WeightsError
from index.records import Hit
from index.text.normalise import normalise

if TYPE_CHECKING:
    from index.embedding.encoder import PairScorer

RERANKED = 20  # of the best hits


class Reranker(Protocol):
    """Tells how well texts answer a question. Several threads may use it at once."""

    @property
    def name(self) -> str:
        """Which weights."""
        ...

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> list[float]:
        """The score of each text, from the first on, as far as `seconds` reached; a higher one answers better.

        A score depends on the question and that text alone. Scores of several questions need not compare.
        """
        ...


class CrossEncoderReranker:
    """A `Reranker` from a folder of weights for sentence-transformers' CrossEncoder; it never touches the network.

    The model is loaded when it is first asked, and that is not counted as its time.
    """

    def __init__(self, folder: Path, *, name: str) -> None:
        self.name = name
        self._folder = folder
        self._loading = Lock()

    @cached_property
    def _scorer(self) -> PairScorer:
        from index.embedding.encoder import PairScorer  # takes seconds to import

        try:
            return PairScorer(self._folder)
        except (OSError, ValueError) as error:
            raise WeightsError(
                f"the weights of the reranker in {self._folder} cannot be loaded ({error}). "
                "Set QUOTH_RERANKER to a folder of a CrossEncoder with one score, or to nothing."
            ) from error

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> list[float]:
        with self._loading:
            scorer = self._scorer
        return scorer.scores(question, texts, seconds=seconds)


def rerank(question: str, hits: Sequence[Hit], reranker: Reranker, *, seconds: float) -> list[Hit]:
    """The same hits, the best of them in the order of the reranker's scores; equal ones stay in theirs.

    What it did not reach in time stays where it was, behind the others. The fused scores are kept and go to the hits
    in their new order: they say how sure the search is, which the scores of a reranker, made for an order, do not.
    """
    best = hits[:RERANKED]
    scores = reranker.scores(question, [_read(hit) for hit in best], seconds=seconds)
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    reranked = [replace(best[old], score=hits[new].score, by="reranked") for new, old in enumerate(order)]
    return [*reranked, *hits[len(scores) :]]


def _read(hit: Hit) -> str:
    return normalise("\n".join(filter(None, [hit.passage.heading, hit.passage.text])))
