"""What the Documents tab shows now: the update, the files that were added, the documents, and the deleted ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.errors import MissingIndexError, QuothError
from index.records import Failure, Listing
from ui.index_health import health_of
from ui.index_job import JobState
from ui.jobs import Jobs
from ui.web.accounts.people import Person, Role
from ui.web.page.documents import (
    EVERYTHING,
    NOTHING,
    Wish,
    deleted_html,
    error_html,
    health_html,
    is_long,
    models_html,
    shelf_html,
    status_html,
    uploads_html,
)
from ui.web.receiving import Receiver
from ui.web.visible import may_see, seen_by

if TYPE_CHECKING:
    from qa.chatbot import Chatbot


@dataclass(frozen=True, slots=True)
class Shelf:
    """The parts of the tab as HTML."""

    status: str  # the progress of the update
    uploads: str
    files: str
    deleted: str
    is_long: bool  # there are so many documents that one wants to search them
    is_running: bool  # an update is running
    is_busy: bool  # something on the tab is about to change
    documents: int
    max_mb: int


def look(chatbot: Chatbot, jobs: Jobs, receiver: Receiver, person: Person, wish: Wish = EVERYTHING) -> Shelf:
    """The tab as the person may see it, with the documents that they wish to see."""
    chatbot = seen_by(chatbot, person)
    listings: list[Listing] = []
    failures: list[Failure] = []
    state = _seen_state(jobs.index.state, person)
    uploads = [one for one in receiver.uploads.recent() if may_see(person, one.path or one.name)]
    deleted = [one for one in receiver.folder.deleted() if may_see(person, one.path)]
    try:
        listings, failures = chatbot.documents(), chatbot.failures()
        files = shelf_html(listings, failures, wish)
        if listings and person.role is Role.ADMIN:  # it also tells of documents that others do not see
            files += health_html(health_of(chatbot))
    except MissingIndexError as error:  # once an update was tried, the status line says why there is none
        files = "" if state.running or state.error or uploads else error_html(str(error))
    except QuothError as error:
        files = error_html(str(error))
    status = status_html(state)
    if not listings and (state.is_empty or not receiver.folder.root.is_dir()):
        status, files = "", NOTHING  # a first start, and no error: adding a file makes the folder
    return Shelf(
        status=models_html(jobs.models.state) + status,
        uploads=uploads_html(uploads, listings, failures, state),
        files=files,
        deleted=deleted_html(deleted),
        is_long=is_long(listings, failures),
        is_running=state.running,
        is_busy=state.running or any(upload.is_receiving for upload in uploads),
        documents=len(listings),
        max_mb=receiver.max_mb,
    )


def _seen_state(state: JobState, person: Person) -> JobState:
    """How the update goes, without the names of files that the person may not see."""
    name = state.name if may_see(person, state.name) else ""
    if state.changes is None:
        return replace(state, name=name)
    failed = tuple(failure for failure in state.changes.failed if may_see(person, failure.path))
    return replace(state, name=name, changes=replace(state.changes, failed=failed))
