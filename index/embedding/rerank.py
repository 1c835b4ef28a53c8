"""Reranks the best hits with a cross-encoder, as far as the time allows."""

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
    """Scores how well texts answer a question. Several threads can use it at once."""

    @property
    def name(self) -> str:
        """The name of the weights."""
        ...

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> list[float]:
        """The scores of the texts, in order, higher is better. Only the first texts have one if the time runs out.

        A score depends only on the question and that text. Scores of different questions are not comparable.
        """
        ...


class CrossEncoderReranker:
    """A `Reranker` from a folder of weights for sentence-transformers' CrossEncoder. It never uses the network.

    The model is loaded at first use. Loading does not count as reranking time.
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
                "Set QUOTH_RERANKER to a folder with a CrossEncoder that gives one score, or leave it empty."
            ) from error

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> list[float]:
        with self._loading:
            scorer = self._scorer
        return scorer.scores(question, texts, seconds=seconds)


def rerank(question: str, hits: Sequence[Hit], reranker: Reranker, *, seconds: float) -> list[Hit]:
    """The same hits, with the best of them in the order of the reranker's scores. Ties keep their order.

    Hits without a score keep their order behind the others. The fused scores are kept and assigned to the hits in
    their new order, because they say how sure the search is. A reranker's scores are only good for ordering.
    """
    best = hits[:RERANKED]
    scores = reranker.scores(question, [_read(hit) for hit in best], seconds=seconds)
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    reranked = [replace(best[old], score=hits[new].score, by="reranked") for new, old in enumerate(order)]
    return [*reranked, *hits[len(scores) :]]


def _read(hit: Hit) -> str:
    return normalise("\n".join(filter(None, [hit.passage.heading, hit.passage.text])))
