"""Updates of an index that several servers share: each shows the progress of the others, helps, and can stop them."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from index.errors import STOPPED, BusyIndexError, MissingIndexError, StoppedError, StoreError
from index.records import Changes, Progress
from index.stores.postgres.update_board import UpdateBoard
from ui.index_job import WAITING, JobState

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

_LOOK_S = 0.5


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
        if seen.is_running:
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
        while (seen := self._board.seen()).is_running:
            progress(WAITING, 0, 0)
            with suppress(MissingIndexError):
                if self._chatbot.work(progress=progress):
                    continue
            time.sleep(_LOOK_S)
        if seen.stopped != before:
            raise StoppedError(STOPPED)
