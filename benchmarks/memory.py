"""How much memory this process holds of its own, while something runs."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Event, Thread
from typing import Self

_EVERY_S = 0.02
_STATUS = Path("/proc/self/status")


class OwnMemory:
    """Looks, while it is open, at what the process holds without the files it has mapped: those the system may drop."""

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
            kilobytes = re.findall(r"RssAnon:\s+(\d+) kB", _STATUS.read_text())[0]
            self.peak = max(self.peak, int(kilobytes) * 1024)
