"""The work behind the page: models are fetched and loaded, and the index is updated."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from index.errors import MissingIndexError, QuothError, StoppedError
from index.records import Changes, Progress
from ui.index_job import IndexJob, JobState
from ui.time_left import amount

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

LOADING = "loading the models"
RETRY_S = 60.0  # seconds before failed models are tried again
NO_DOCUMENTS = "There are no documents yet. Add files on the page, or put them into the documents folder."
FAULT = "The models cannot be loaded because of a fault in Quoth. The log has the details."

log = logging.getLogger(__name__)


@dataclass(slots=True)
class ModelJob:
    """Fetches and loads the models. `state` shows the progress, or the error of the last try."""

    state: JobState = field(default_factory=JobState)
    closed: threading.Event = field(default_factory=threading.Event)

    def progress(self, stage: str, done: int, total: int, name: str = "") -> None:
        """The `Progress` of fetching models."""
        if self.closed.is_set():
            raise StoppedError("Fetching stopped because the program is ending. Downloaded parts are kept.")
        if self.state.running:
            fetched = JobState(running=True, stage=LOADING)
            self.state = fetched if done >= total else replace(fetched, stage=stage, done=done, total=total, name=name)

    def run(self, chatbot: Chatbot, tell: Callable[[str], object]) -> None:
        """Load the models. After an error, `tell` it and try again, until it works or the job is closed."""
        while not self._load(chatbot) and not self.closed.is_set():
            tell(self.state.error)
            self.closed.wait(RETRY_S)

    def _load(self, chatbot: Chatbot) -> bool:
        from index.text.identify import identify_language  # slow to import, and `quoth --help` is not to wait for it

        self.state = JobState(running=True, stage=LOADING)
        try:
            chatbot.load()
            identify_language("")  # loads what it needs, or the first question would wait for it
        except QuothError as error:
            self.state = JobState(error=str(error))
            return False
        except Exception:
            log.exception("the models could not be loaded")
            self.state = JobState(error=FAULT)
            return False
        self.state = JobState()
        return True


@dataclass(frozen=True, slots=True)
class Jobs:
    """The two jobs of one chatbot."""

    index: IndexJob
    models: ModelJob = field(default_factory=ModelJob)

    def not_ready(self) -> str:
        """Why no question can be answered yet, on one line; "" if one can, or if it only has to wait for seconds."""
        state = self.models.state
        if state.error:
            return state.error
        return f"A model is being fetched ({_how_far(state)}). Ask again when it is ready." if state.total else ""

    def explain(self, error: QuothError) -> str:
        """The error in words for the page. If there is no index yet, the words say how far the first update is."""
        if not isinstance(error, MissingIndexError):
            return str(error)
        state = self.index.state
        if state.running:
            how_far = f" ({_how_far(state)})" if state.total else ""
            return f"Your documents are being read for the first time{how_far}. Ask again in a moment."
        return NO_DOCUMENTS if state.is_empty else state.error or str(error)


def jobs_of(chatbot: Chatbot) -> Jobs:
    """The jobs of this chatbot, not started yet."""
    return Jobs(index_job(chatbot))


def _how_far(state: JobState) -> str:
    return f"{state.stage} {amount(state.done, state.total)}"


def index_job(chatbot: Chatbot) -> IndexJob:
    """The update of the chatbot's index as a job."""

    def update(progress: Progress) -> Changes:
        return chatbot.update(progress=progress, accept_empty=_was_emptied(chatbot))

    def rebuild(progress: Progress) -> Changes:
        return chatbot.update(progress=progress, accept_empty=_was_emptied(chatbot), rebuild=True)

    if not chatbot.settings.store:
        return IndexJob(update, rebuild=rebuild)
    from ui.shared_job import UpdatesElsewhere  # psycopg is optional

    elsewhere = UpdatesElsewhere(chatbot)
    return IndexJob(partial(elsewhere.after, update), elsewhere, partial(elsewhere.after, rebuild))


def _was_emptied(chatbot: Chatbot) -> bool:
    """Whether all documents of the index were deleted on the page. Then the folder is empty on purpose."""
    from ui.web.folder import Folder  # slow to import, and `quoth --help` is not to wait for it

    with suppress(QuothError):
        indexed = {listing.document_id for listing in chatbot.documents()}
        deleted = {one.path for one in Folder(chatbot.settings.documents).deleted()}
        return bool(indexed) and indexed <= deleted
    return False
