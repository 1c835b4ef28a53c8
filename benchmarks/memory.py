"""How much memory a process holds. Imports only the standard library: other systems' environments run it too."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Event, Thread
from typing import Self

_EVERY_S = 0.02


def peak_memory(pid: int | str = "self") -> int:
    """The most bytes that the process has held in memory so far."""
    return _bytes("VmHWM", pid)


def own_memory(pid: int | str = "self") -> int:
    """The bytes that the process holds, without the files that it has mapped: those the system can drop."""
    return _bytes("RssAnon", pid)


class OwnMemory:
    """Records the peak of `own_memory` while it is open."""

    def __init__(self) -> None:
        self.peak = 0  # bytes
        self._ended = Event()
        self._thread = Thread(target=self._look, name="looking at the memory", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_EVERY_S):
            self.peak = max(self.peak, own_memory())


def _bytes(name: str, pid: int | str = "self") -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(rf"{name}:\s+(\d+) kB", status)[0]) * 1024
