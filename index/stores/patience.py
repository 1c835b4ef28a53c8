"""Tries again what fails because a database cannot be reached now: it can be one that is being restarted."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from index.errors import StoreError

QUESTION_S = 10.0  # as long as a question waits
_PAUSE_S = 0.1  # before the second new try; the first follows at once, because a new connection is often all it needs
_LONGEST_PAUSE_S = 1.0

T = TypeVar("T")


@dataclass(slots=True)
class Patience:
    """Waits until a database can be reached again, for at most `seconds`. Threads can share it.

    If it is gone for longer, all later tries fail at once, until one succeeds: else everybody who asks would wait.
    """

    seconds: float
    _lost_at: float | None = None

    def apply(self, what: Callable[[], T]) -> T:
        """What it returns, which must be the same however often it is begun. Raises what it raises the last time."""
        pause = 0.0
        while True:
            try:
                found = what()
            except StoreError as error:
                if not error.passing:
                    raise
                now = time.monotonic()
                if self._lost_at is None:
                    self._lost_at = now
                if pause and now - self._lost_at > self.seconds:
                    raise
            else:
                self._lost_at = None
                return found
            time.sleep(pause)
            pause = min(max(_PAUSE_S, 2 * pause), _LONGEST_PAUSE_S)
