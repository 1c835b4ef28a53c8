"""A lock that is first come, first served."""

from __future__ import annotations

import threading
from collections import deque


class FairLock:
    """A lock that goes to the thread that has waited longest, which `threading.Lock` does not promise."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queue: deque[object] = deque()  # the holder, then those who wait

    def __enter__(self) -> None:
        ticket = object()
        with self._changed:
            self._queue.append(ticket)
            try:
                self._changed.wait_for(lambda: self._queue[0] is ticket)
            except BaseException:  # Ctrl-C while it waits
                self._queue.remove(ticket)
                raise

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._queue.popleft()
            self._changed.notify_all()
