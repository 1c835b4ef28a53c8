"""The files that were added through the page, with the progress of each or why it was refused. Everyone sees all."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import count
from threading import Lock

_KEPT = 500  # files remembered
_SHOWN_S = 600  # after this time, a file is only in the list of documents


@dataclass(frozen=True, slots=True)
class Upload:
    """One file: `received` of `size` bytes. `path` is set once it is saved, `reason` if it was refused."""

    name: str  # as it was sent
    size: int | None  # None: not known before it has arrived
    received: int = 0
    path: str = ""
    reason: str = ""
    at: float = 0.0  # when it last changed

    @property
    def is_receiving(self) -> bool:
        return not self.path and not self.reason


class Uploads:
    """The newest uploads, oldest first. Threads can share it. They are kept in memory only."""

    def __init__(self) -> None:
        self._held: dict[int, Upload] = {}
        self._numbers = count()
        self._lock = Lock()

    def begin(self, name: str, size: int | None) -> int:
        """Note a new upload. Returns its number."""
        with self._lock:
            number = next(self._numbers)
            self._held[number] = Upload(name, size, at=time.time())
            while len(self._held) > _KEPT:
                del self._held[next(iter(self._held))]
            return number

    def advance(self, number: int, received: int) -> None:
        self._change(number, received=received)

    def saved(self, number: int, path: str) -> None:
        self._change(number, path=path)

    def refused(self, number: int, reason: str) -> None:
        self._change(number, reason=reason)

    def forget(self, number: int) -> None:
        with self._lock:
            self._held.pop(number, None)

    def forget_path(self, path: str) -> None:
        """Forget the files that were saved there: they were deleted or renamed since."""
        with self._lock:
            self._held = {number: one for number, one in self._held.items() if one.path != path}

    def recent(self) -> list[Upload]:
        """The uploads of the last minutes, and those that are not complete."""
        since = time.time() - _SHOWN_S
        with self._lock:
            return [one for one in self._held.values() if one.is_receiving or one.at > since]

    def _change(self, number: int, **changed: int | str) -> None:
        with self._lock:
            if number in self._held:
                upload = replace(self._held[number], at=time.time(), **changed)  # type: ignore[arg-type]
                self._held[number] = replace(upload, size=upload.received) if upload.path else upload
