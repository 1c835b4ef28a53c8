"""Reranks the best hits with a cross-encoder, as far as the time allows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from index.errors import QuothError, WeightsError
from index.records import Hit
from index.text.normalise import normalise

if TYPE_CHECKING:
    from index.embedding.in_time import PairScorer

RERANKED = 20  # of the best hits
_log = logging.getLogger(__name__)


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
    """A `Reranker` from a folder of weights. It never uses the network.

    The folder holds a CrossEncoder of sentence-transformers, or `model.onnx` and `tokenizer.json`.

    The model is loaded at first use. Loading does not count as reranking time.
    """

    def __init__(self, folder: Path, *, name: str) -> None:
        self.name = name
        self._folder = folder
        self._loading = Lock()

    @cached_property
    def _scorer(self) -> PairScorer:
        try:
            if (self._folder / "model.onnx").is_file():
                from index.embedding.onnx_scorer import OnnxPairScorer  # slow to import

                return OnnxPairScorer(self._folder)
            from index.embedding.encoder import TorchPairScorer  # slow to import

            return TorchPairScorer(self._folder)
        except (OSError, ValueError) as error:
            raise WeightsError(
                f"the weights of the reranker in {self._folder} cannot be loaded ({error}). "
                "Set QUOTH_RERANKER to a folder with a CrossEncoder that gives one score, or to off."
            ) from error

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> list[float]:
        with self._loading:
            scorer = self._scorer
        return scorer.scores(question, texts, seconds=seconds)


class OptionalReranker:
    """A reranker that is left out if it cannot be loaded: then no text has a score. The log says so, once."""

    def __init__(self, name: str, load: Callable[[], Reranker]) -> None:
        self.name = name
        self._load = load
        self._loading = Lock()

    @cached_property
    def _reranker(self) -> Reranker | None:
        try:
            reranker = self._load()
            reranker.scores("", [""], seconds=0)  # loads the weights
        except QuothError as error:
            _log.warning("Answers are less exact, because they are ranked without the reranker: %s", error)
            return None
        return reranker

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> list[float]:
        with self._loading:
            reranker = self._reranker
        return reranker.scores(question, texts, seconds=seconds) if reranker else []


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
