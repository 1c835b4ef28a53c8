"""How many questions were answered, and how long that took."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from qa.records import Answer, Piece

BOUNDS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0)  # seconds
OUTCOMES = ("answered", "abstained", "stopped", "failed")


@dataclass(slots=True)
class Usage:
    """Counts since the server started. Threads can share it."""

    outcomes: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(OUTCOMES, 0)))
    running: int = 0
    seconds: float = 0.0
    count: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    _within: Counter[float] = field(default_factory=Counter)

    def watched(self, pieces: Iterator[Piece]) -> Iterator[Piece]:
        """Yield the same pieces, and count the answer: complete, failed or stopped, and its seconds."""
        with self._one() as outcome:
            for piece in pieces:
                if isinstance(piece, Answer):
                    outcome.append("abstained" if piece.abstained else "answered")
                yield piece

    def buckets(self) -> dict[str, int]:
        """How many answers took at most each number of seconds."""
        counts = {f"{bound:g}": sum(self._within[b] for b in BOUNDS if b <= bound) for bound in BOUNDS}
        return {**counts, "+Inf": self.count}

    @contextmanager
    def _one(self) -> Iterator[list[str]]:
        began, outcome = time.monotonic(), list[str]()
        with self.lock:
            self.running += 1
        try:
            yield outcome
        except GeneratorExit:
            outcome.append("stopped")
            raise
        except BaseException:
            outcome.append("failed")
            raise
        finally:
            took = time.monotonic() - began
            with self.lock:
                self.running -= 1
                self.outcomes[outcome[0] if outcome else "stopped"] += 1
                if outcome and outcome[0] in ("answered", "abstained"):
                    self.count += 1
                    self.seconds += took
                    self._within[next((bound for bound in BOUNDS if took <= bound), float("inf"))] += 1
