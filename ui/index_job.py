"""Updates of the index, one at a time. Everyone can see the progress, and anyone can stop it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from index.errors import STOPPED, QuothError, StoppedError
from index.records import Changes, Progress
from ui.time_left import Remaining

STAGES = ("reading", "embedding")  # the slow ones of an update
WAITING = "waiting for another update"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JobState:
    """The progress of the job: `done` of `total` items of this `stage`; at the end `changes`, or an `error`."""

    running: bool = False
    stage: str = ""
    done: int = 0
    total: int = 0
    name: str = ""  # of the current item
    left_s: float | None = None  # an estimate of the seconds until the end
    changes: Changes | None = None
    error: str = ""


class Elsewhere(Protocol):
    """Updates of the same index that other processes run, on this machine or another."""

    def state(self, own: JobState) -> JobState:
        """The state to show: of an update that runs elsewhere, or else that of this process, `own`."""
        ...

    def stop(self) -> None:
        """End the update that runs elsewhere at its next step."""
        ...


@dataclass(slots=True)
class IndexJob:
    """At most one update at a time. `update` gets a `Progress` to call, which raises when the update has to stop."""

    update: Callable[[Progress], Changes]
    elsewhere: Elsewhere | None = None
    own: JobState = JobState()  # of the update in this process
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _closed: threading.Event = field(default_factory=threading.Event)

    @property
    def state(self) -> JobState:
        """How the update is going, in this process or elsewhere; or how the last one ended."""
        own = self.own
        if self.elsewhere is None or (own.running and own.stage != WAITING):
            return own
        return self.elsewhere.state(own)

    def start(self) -> None:
        """Start the update in a separate thread. If one is running, do nothing."""
        if not self.own.running and self._turn.acquire(timeout=1):  # a finished one releases it a moment later
            self._begin()
            threading.Thread(target=self._run_in_turn, daemon=True, name="index update").start()

    def run(self, progress: Progress) -> Changes:
        """Run an update in this thread, after any running one, and return its changes. `progress` is called too.

        Raises what the update raises, and `StoppedError` after `stop` is called.
        """
        with self._turn:
            self._begin()
            return self._run(progress)

    def stop(self) -> None:
        """End the running update at its next step."""
        self._stopped.set()
        if self.elsewhere:
            self.elsewhere.stop()
        if self.own.running:
            self.own = JobState(running=True, stage="stopping")

    def report(self, error: str) -> None:
        """Show this error as the state until the next update begins."""
        if not self.own.running:
            self.own = JobState(error=error)

    def close(self) -> None:
        """End the running update at its next step. Any later one ends at its first step."""
        self._closed.set()

    def _begin(self) -> None:
        self._stopped.clear()
        self.own = JobState(running=True, stage="starting")

    def _run_in_turn(self) -> None:
        try:
            self._run()
        except QuothError:
            log.debug("the update ended", exc_info=True)  # `state` says how
        except Exception:
            log.exception("the update of the index failed")
        finally:
            self._turn.release()

    def _run(self, progress: Progress | None = None) -> Changes:
        remaining = Remaining(STAGES)

        def advance(stage: str, done: int, total: int, name: str = "") -> None:
            if self._stopped.is_set() or self._closed.is_set():
                raise StoppedError(STOPPED)
            left_s = remaining.advance(stage, done, total)
            self.own = replace(self.own, stage=stage, done=done, total=total, name=name, left_s=left_s)
            if progress:
                progress(stage, done, total, name)

        try:
            changes = self.update(advance)
        except QuothError as error:
            self.own = JobState(error=str(error))
            raise
        except OSError as error:
            self.own = JobState(error=f"The update stopped: {error}.")
            raise
        except BaseException:
            self.own = JobState(error="The update stopped because of a fault in Quoth. The log has the details.")
            raise
        self.own = JobState(changes=changes)
        return changes
