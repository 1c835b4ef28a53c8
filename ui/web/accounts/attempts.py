"""Counts failed logins, and limits them, so that nobody can guess a password by trying many."""

from __future__ import annotations

import ipaddress
import time
from collections import deque
from collections.abc import Callable
from threading import Lock

WITHIN_S = 15 * 60.0
# A whole office can share an address, and anybody can type another's name: neither locks people out for long.
MOST = {"address": 20, "name": 50}
_REMEMBERED = 10_000  # addresses and names


class Attempts:
    """The failed attempts of the last minutes. Threads can share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: dict[tuple[str, str], deque[float]] = {}
        self._lock = Lock()

    def begin(self, address: str, name: str) -> float:
        """Count an attempt and return 0. If there were too many, count nothing and return the seconds to wait."""
        now = self._clock()
        with self._lock:
            kinds = {key: MOST[key[0]] for key in _keys(address, name)}
            for key in kinds:
                times = self._failed.setdefault(key, deque())
                while times and times[0] <= now - WITHIN_S:
                    times.popleft()
            waits = [self._failed[key][0] + WITHIN_S - now for key, most in kinds.items() if self._count(key) >= most]
            if waits:
                return max(waits)
            for key in kinds:
                self._failed[key].append(now)
            while len(self._failed) > _REMEMBERED:
                del self._failed[next(iter(self._failed))]
            return 0.0

    def succeeded(self, address: str, name: str) -> None:
        """Forget the attempts with this name, and the last one from this address: the password was right."""
        with self._lock:
            of_address, of_name = _keys(address, name)
            self._failed.pop(of_name, None)
            if times := self._failed.get(of_address):
                times.pop()

    def _count(self, key: tuple[str, str]) -> int:
        return len(self._failed[key])


def _keys(address: str, name: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The keys to count by: the address (of IPv6 its first 64 bits, which one person can own), and the name."""
    try:
        parsed = ipaddress.ip_address(address)
        network = ipaddress.ip_network((parsed, 64 if parsed.version == 6 else 32), strict=False)
    except ValueError:
        return ("address", address), ("name", name.casefold())
    return ("address", str(network)), ("name", name.casefold())
