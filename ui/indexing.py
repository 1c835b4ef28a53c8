"""The update of the index as one background job, whose progress everyone can look at."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from index.errors import QuothError
from index.records import Changes, Progress

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JobState:
    """How far the job is: `done` of `total` things of this `stage` are finished; then `changes`, or an `error`."""

    running: bool = False
    stage: str = ""
    done: int = 0
    total: int = 0
    name: str = ""  # of the thing in hand
    changes: Changes | None = None
    error: str = ""


@dataclass(slots=True)
class IndexJob:
    """At most one update at a time, in a thread of its own. `update` is given a `Progress` to call."""

    update: Callable[[Progress], Changes]
    state: JobState = JobState()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Start the update; where one is running already, that one goes on."""
        with self._lock:
            if self.state.running:
                return
            self.state = JobState(running=True, stage="starting")
        threading.Thread(target=self._run, daemon=True, name="index update").start()

    def _run(self) -> None:
        try:
            self.state = JobState(changes=self.update(self._advance))
        except QuothError as error:
            self.state = JobState(error=str(error))
        except Exception:
            log.exception("the update of the index failed")
            self.state = JobState(error="The update stopped because of a fault in Quoth; its log says which.")

    def _advance(self, stage: str, done: int, total: int, name: str = "") -> None:
        self.state = replace(self.state, stage=stage, done=done, total=total, name=name)
