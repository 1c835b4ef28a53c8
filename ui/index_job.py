"""Updates of the index, one at a time. Everyone can see the progress, and anyone can stop it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from index.errors import QuothError, StoppedError
from index.records import Changes, Progress
from ui.time_left import Remaining

STAGES = ("reading", "embedding")  # the slow ones of an update
STOPPED = "The update was stopped. Finished work is kept, and the next update resumes."

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

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


@dataclass(slots=True)
class IndexJob:
    """At most one update at a time. `update` gets a `Progress` to call; that call raises once the update is to stop."""

    update: Callable[[Progress], Changes]
    state: JobState = JobState()
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _closed: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Start the update in a separate thread. If one is running, do nothing."""
        if not self.state.running and self._turn.acquire(timeout=1):  # a finished one releases it a moment later
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
        if self.state.running:
            self.state = JobState(running=True, stage="stopping")

    def report(self, error: str) -> None:
        """Have this as the state, until the next update, of what keeps updates from being made."""
        if not self.state.running:
            self.state = JobState(error=error)

    def close(self) -> None:
        """End the running update at its next step, and any later one at its first."""
        self._closed.set()

    def _begin(self) -> None:
        self._stopped.clear()
        self.state = JobState(running=True, stage="starting")

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
            self.state = replace(self.state, stage=stage, done=done, total=total, name=name, left_s=left_s)
            if progress:
                progress(stage, done, total, name)

        try:
            changes = self.update(advance)
        except QuothError as error:
            self.state = JobState(error=str(error))
            raise
        except OSError as error:
            self.state = JobState(error=f"The update stopped: {error}.")
            raise
        except BaseException:
            self.state = JobState(error="The update stopped because of a fault in Quoth. The log has the details.")
            raise
        self.state = JobState(changes=changes)
        return changes


def index_job(chatbot: Chatbot) -> IndexJob:
    """The update of the chatbot's index as a job."""
    return IndexJob(lambda progress: chatbot.update(progress=progress, accept_empty=_was_emptied(chatbot)))


def _was_emptied(chatbot: Chatbot) -> bool:
    """Whether all documents of the index were deleted on the page. Then the folder is empty on purpose."""
    from ui.web.folder import Folder  # slow to import, and `quoth --help` is not to wait for it

    with suppress(QuothError):
        indexed = {listing.document_id for listing in chatbot.documents()}
        deleted = {one.path for one in Folder(chatbot.settings.documents).deleted()}
        return bool(indexed) and indexed <= deleted
    return False
