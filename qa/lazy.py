"""Values that take long to make: a model to download and load, a process to start."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lazy(Generic[T]):
    """A value that is made at first use. It has its own lock, so nobody waits who does not need this value."""

    def __init__(self, make: Callable[[], T], is_current: Callable[[T], bool] = lambda _: True) -> None:
        self._make = make
        self._is_current = is_current
        self._lock = threading.Lock()
        self._value: T | None = None

    def get(self) -> T:
        """The value, made now if there is none or it is no longer current. Raises what making it raises."""
        with self._lock:
            if self._value is None or not self._is_current(self._value):
                self._value = self._make()  # the old one is not closed: another thread may be using it
            return self._value

    def take(self) -> T | None:
        """The value if it was made; the next `get` makes it again."""
        with self._lock:
            value, self._value = self._value, None
            return value
