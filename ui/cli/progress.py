"""Progress on stderr: a line that changes on a terminal, or else a new line from time to time."""

from __future__ import annotations

import sys
import time
from collections.abc import Collection

from index.files.names import visible
from ui.time_left import Remaining, amount, in_words

LINE_EVERY_S = 5.0


class ShownProgress:
    """A `Progress` that shows each stage, and how long all of `stages` will still take.

    Close it, so that later output starts on a new line.
    """

    def __init__(self, stages: Collection[str] = ()) -> None:
        self._remaining = Remaining(stages)
        self._stage = ""
        self._shown_at = 0.0
        self._on_terminal = sys.stderr.isatty()

    def __call__(self, stage: str, done: int, total: int, name: str = "") -> None:
        if stage != self._stage:
            self.close()
            self._stage = stage
        left = in_words(self._remaining.advance(stage, done, total))
        now = time.monotonic()
        if done < total and now - self._shown_at < (0.1 if self._on_terminal else LINE_EVERY_S):
            return
        self._shown_at = now
        line = " ".join(filter(None, (stage.capitalize(), amount(done, total) + (left and f", {left}"), visible(name))))
        if self._on_terminal:
            sys.stderr.write(f"\r\033[K{line[:100]}")
        else:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def close(self) -> None:
        if self._on_terminal and self._stage:
            sys.stderr.write("\n")
        self._stage = ""
