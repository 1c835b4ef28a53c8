"""The log of a long run: lines with the time, what is done, the speed and the time that is left."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

EVERY_S = 60.0


class Log:
    """A `Progress` that writes a line at most once a minute, to a file and to the terminal."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stage = ""
        self._began = self._shown = time.monotonic()
        self._first = 0

    def say(self, line: str) -> None:
        """Write the line with the time before it."""
        line = f"{datetime.now():%Y-%m-%d %H:%M} {line}"
        print(line, flush=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def __call__(self, stage: str, done: int, total: int, name: str = "") -> None:
        now = time.monotonic()
        if f"{stage} {total}" != self._stage:
            self._stage, self._began, self._shown, self._first = f"{stage} {total}", now, now, done
            self.say(f"{stage}: {done:,} of {total:,} {name}")
        elif now - self._shown >= EVERY_S:
            self._shown = now
            speed = (done - self._first) / (now - self._began)
            left = (total - done) / speed / 60 if speed else 0.0
            self.say(f"{stage}: {done:,} of {total:,} {name}, {speed:.3g} a second, {left:.0f} minutes left")
