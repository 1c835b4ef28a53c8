"""Updates of an index that several servers share: each shows the progress of the others, helps, and can stop them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from index.errors import (
    STOPPED,
    BusyIndexError,
    MismatchedIndexError,
    MissingIndexError,
    StoppedError,
    StoreError,
)
from index.records import Changes, Progress
from index.stores.patience import Patience
from index.stores.postgres.update_board import UpdateBoard
from ui.index_job import WAITING, JobState

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

_LOOK_S = 0.5
_PATIENCE_S = 60.0  # while the database is being restarted
_GRACE_S = 15.0  # in which another process can take its turn again, if it only lost its connection


class UpdatesElsewhere:
    """The updates of the chatbot's index by other processes."""

    def __init__(self, chatbot: Chatbot) -> None:
        self._chatbot = chatbot
        self._board = UpdateBoard(chatbot.settings.store)
        self._ended: tuple[JobState, int] = (JobState(), 0)  # the last state of this process, and the run it belongs to

    def state(self, own: JobState) -> JobState:
        """See `Elsewhere`. An error of this process is no longer shown once another update has begun."""
        try:
            seen = self._board.seen()
        except StoreError:
            return own  # the list of documents says that the database is gone
        if seen.is_running or seen.is_helped:
            return JobState(running=True, stage=seen.stage, done=seen.done, total=seen.total, name=seen.name)
        if self._ended[0] is not own:
            self._ended = (own, seen.run)
        return JobState() if own.error and seen.run > self._ended[1] else own

    def stop(self) -> None:
        """See `Elsewhere`."""
        self._board.stop()

    def after(self, update: Callable[[Progress], Changes], progress: Progress) -> Changes:
        """Run the update once no other process runs one. Until then, help to read documents.

        If somebody stops the other update, this one stops too.
        """
        while True:
            stopped = self._board.seen().stopped
            try:
                return update(progress)
            except BusyIndexError:
                self._wait(progress, stopped)

    def _wait(self, progress: Progress, before: int) -> None:
        patience = Patience(_PATIENCE_S)
        runs_at = time.monotonic()
        while True:
            seen = patience.apply(self._board.seen)
            now = time.monotonic()
            if seen.is_running:
                runs_at = now
            elif seen.has_ended or now - runs_at > _GRACE_S:
                break
            progress(WAITING, 0, 0)
            if not self._help(progress):
                time.sleep(_LOOK_S)
        if seen.stopped != before:
            raise StoppedError(STOPPED)

    def _help(self, progress: Progress) -> int:
        """Read documents of the other update, if this process can, and return how many."""
        try:
            return self._chatbot.work(progress=progress)
        except (MissingIndexError, MismatchedIndexError):
            return 0  # the index was just replaced, or is rebuilt with other settings
        except StoreError as error:
            if error.passing:
                return 0
            raise
