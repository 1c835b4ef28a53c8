"""A first-come, first-served lock."""

from __future__ import annotations

import threading
from collections import deque


class FairLock:
    """A lock that the longest-waiting thread gets next. `threading.Lock` does not guarantee this."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queue: deque[object] = deque()  # the holder, then the waiting threads

    def __enter__(self) -> None:
        ticket = object()
        with self._changed:
            self._queue.append(ticket)
            try:
                self._changed.wait_for(lambda: self._queue[0] is ticket)
            except BaseException:  # such as Ctrl-C while waiting
                self._queue.remove(ticket)
                raise

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._queue.popleft()
            self._changed.notify_all()
