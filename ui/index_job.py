"""Updates of the index, one at a time. Everyone can see the progress, and anyone can stop it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from index.errors import STOPPED, NoDocumentsError, QuothError, StoppedError
from index.records import Changes, Progress
from ui.time_left import Remaining

STAGES = ("reading", "embedding")  # the slow ones of an update
WAITING = "waiting for another update"
_TOGETHER_S = 10.0  # seconds between updates that are told as one

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
    is_empty: bool = False  # the error is that there are no documents yet


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
    rebuild: Callable[[Progress], Changes] | None = None  # like `update`, but reads every document again
    own: JobState = JobState()  # of the update in this process
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _closed: threading.Event = field(default_factory=threading.Event)
    _told: Changes = field(default_factory=Changes)  # what the last updates did
    _ended: float = float("-inf")  # the time of the last one

    @property
    def state(self) -> JobState:
        """How the update is going, in this process or elsewhere; or how the last one ended."""
        own = self.own
        if self.elsewhere is None or (own.running and own.stage != WAITING):
            return own
        return self.elsewhere.state(own)

    def start(self, *, anew: bool = False, rebuild: bool = False) -> None:
        """Start the update, or the rebuild, in a separate thread. If one is running, do nothing.

        `anew`: somebody wants to know what this update does. Otherwise one that changes nothing is not told.
        """
        work = self.rebuild if rebuild and self.rebuild else self.update
        if anew:
            self._told = Changes()
        if not self.own.running and self._turn.acquire(timeout=1):  # a finished one releases it a moment later
            self._begin()
            threading.Thread(target=self._run_in_turn, args=(work,), daemon=True, name="index update").start()

    def run(self, progress: Progress) -> Changes:
        """Run an update in this thread, after any running one, and return its changes. `progress` is called too.

        Raises what the update raises, and `StoppedError` after `stop` is called.
        """
        with self._turn:
            self._begin()
            return self._run(self.update, progress)

    def stop(self) -> None:
        """End the running update at its next step."""
        self._stopped.set()
        if self.elsewhere:
            self.elsewhere.stop()
        if self.own.running:
            self.own = JobState(running=True, stage="stopping")

    def report(self, error: QuothError) -> None:
        """Show this error as the state until the next update begins."""
        if not self.own.running:
            self.own = _failed(error)

    def close(self) -> None:
        """End the running update at its next step. Any later one ends at its first step."""
        self._closed.set()

    def _begin(self) -> None:
        self._stopped.clear()
        self.own = JobState(running=True, stage="starting")

    def _run_in_turn(self, work: Callable[[Progress], Changes]) -> None:
        try:
            self._run(work)
        except QuothError:
            log.debug("the update ended", exc_info=True)  # `state` says how
        except Exception:
            log.exception("the update of the index failed")
        finally:
            self._turn.release()

    def _run(self, work: Callable[[Progress], Changes], progress: Progress | None = None) -> Changes:
        remaining = Remaining(STAGES)
        began = time.monotonic()

        def advance(stage: str, done: int, total: int, name: str = "") -> None:
            if self._stopped.is_set() or self._closed.is_set():
                raise StoppedError(STOPPED)
            left_s = remaining.advance(stage, done, total)
            self.own = replace(self.own, stage=stage, done=done, total=total, name=name, left_s=left_s)
            if progress:
                progress(stage, done, total, name)

        try:
            changes = work(advance)
        except QuothError as error:
            self.own = _failed(error)
            raise
        except OSError as error:
            self.own = JobState(error=f"The update stopped: {error}.")
            raise
        except BaseException:
            self.own = JobState(error="The update stopped because of a fault in Quoth. The log has the details.")
            raise
        is_idle = not (changes.added or changes.changed or changes.removed)
        is_one_of_several = is_idle or began - self._ended < _TOGETHER_S
        self._told = _in_one(self._told, changes) if is_one_of_several else changes
        if not is_idle:
            self._ended = time.monotonic()
        self.own = JobState(changes=self._told)
        return changes


def _failed(error: QuothError) -> JobState:
    return JobState(error=str(error), is_empty=isinstance(error, NoDocumentsError))


def _in_one(before: Changes, now: Changes) -> Changes:
    """What two updates did, as if they were one: files that are added one by one cause several."""
    added = tuple(path for path in (*before.added, *now.added) if path not in now.removed)
    changed = tuple(path for path in {*before.changed, *now.changed} if path not in {*added, *now.removed})
    removed = {*before.removed, *now.removed} - {*before.added, *now.added}
    return replace(now, added=added, changed=changed, removed=tuple(removed))
