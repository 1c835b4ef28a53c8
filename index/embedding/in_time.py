"""Scores pairs of a question and a text on several threads, as many as the time allows."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor


class PairScorer(ABC):
    """A cross-encoder. `threads` batches of `at_once` texts are scored at a time, each on one thread."""

    at_once = 4

    def __init__(self, threads: int, prepare: Callable[[], None] | None = None) -> None:
        self._pool = ThreadPoolExecutor(threads, "pairs", initializer=prepare)

    @abstractmethod
    def score(self, question: str, texts: list[str]) -> list[float]:
        """The score of the question with each text."""

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> list[float]:
        """The scores of the question with the texts, in order. Only the first texts have one if the time runs out."""
        until = time.monotonic() + seconds
        batches = [list(texts[first : first + self.at_once]) for first in range(0, len(texts), self.at_once)]
        tasks = [self._pool.submit(self._score_until, until, question, batch) for batch in batches]
        scores: list[float] = []
        for task in tasks:
            try:
                scores += task.result(max(0.0, until - time.monotonic()))
            except (TimeoutError, CancelledError):
                break
        for task in tasks:
            task.cancel()
        return scores

    def _score_until(self, until: float, question: str, texts: list[str]) -> list[float]:
        if time.monotonic() >= until:
            raise TimeoutError  # the caller no longer waits
        return self.score(question, texts)
