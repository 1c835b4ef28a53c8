"""Measures how long each stage of an answer takes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

Piece = TypeVar("Piece")


@dataclass(slots=True)
class Stopwatch:
    """Seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)
    lapped: float = field(default_factory=time.perf_counter)

    def lap(self, stage: str) -> None:
        """Add the time since the last lap to `stage`."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self.lapped
        self.seconds["total"] = now - self.started
        self.lapped = now

    def time_writing(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """Yield the pieces. Add the time until the first text to "first words", and the rest to "write"."""
        begun = False
        for piece in pieces:
            if not begun:
                self.lap("first words")
                begun = isinstance(piece, str) and bool(piece.strip())
            yield piece
        self.lap("write")
