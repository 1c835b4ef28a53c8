"""Estimates how long work will still take from its speed so far, and says how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection


class Remaining:
    """Estimates the seconds left of work whose stages can alternate.

    It assumes that each stage keeps its average speed. There is no estimate before every stage in `stages` has begun.
    """

    def __init__(self, stages: Collection[str] = (), *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._done: dict[str, int] = {}
        self._left = dict.fromkeys(stages, 1)
        self._spent: dict[str, float] = {}
        self._stage, self._since = "", clock()

    def advance(self, stage: str, done: int, total: int) -> float | None:
        """The seconds left, now that `done` of `total` items of this stage are finished; None if unknown."""
        now = self._clock()
        self._spent[self._stage] = self._spent.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = stage, now
        self._done[stage], self._left[stage] = done, total - done
        seconds = 0.0
        for name, left in self._left.items():
            if left and not self._done.get(name):
                return None
            if left:
                seconds += self._spent.get(name, 0.0) / self._done[name] * left
        return seconds


def in_parts(seconds: float | None) -> dict[str, int]:
    """The hours and minutes ("h", "m"), or the seconds ("s"); {} for a few seconds, or if unknown.

    >>> in_parts(7500)
    {'h': 2, 'm': 5}
    """
    if seconds is None or seconds < 5:
        return {}
    if seconds < 90:
        return {"s": max(5, int(round(seconds, -1 if seconds > 20 else 0)))}
    hours, minutes = divmod(round(seconds / 60), 60)
    return {"h": hours, "m": minutes} if hours else {"m": minutes}


def in_words(seconds: float | None) -> str:
    """`about 3 min left`; "" for a few seconds, or if unknown.

    >>> in_words(7500)
    'about 2 h 5 min left'
    """
    units = {"h": "h", "m": "min", "s": "s"}
    parts = " ".join(f"{number} {units[unit]}" for unit, number in in_parts(seconds).items())
    return f"about {parts} left" if parts else ""


def amount(done: int, total: int) -> str:
    """`3 of 10`, or in megabytes where so many can only be bytes.

    >>> amount(30_000_000, 1_100_000_000)
    '30 of 1,100 MB'
    """
    if total > 1_000_000:
        return f"{done / 1e6:,.0f} of {total / 1e6:,.0f} MB"
    return f"{done:,} of {total:,}"
