"""Values that are slow to make, such as a model to load or a process to start."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lazy(Generic[T]):
    """A value that is made at first use. Each has its own lock, so a thread waits only for values that it needs."""

    def __init__(self, make: Callable[[], T], is_current: Callable[[T], bool] = lambda _: True) -> None:
        self._make = make
        self._is_current = is_current
        self._lock = threading.Lock()
        self._value: T | None = None

    def get(self) -> T:
        """The value. It is made if there is none or it is out of date. Raises what `make` raises."""
        with self._lock:
            if self._value is None or not self._is_current(self._value):
                self._value = self._make()  # the old one is not closed: another thread can be using it
            return self._value

    def take(self) -> T | None:
        """Remove and return the value, or None. The next `get` makes a new one."""
        with self._lock:
            value, self._value = self._value, None
            return value
