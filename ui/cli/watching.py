"""Keeps the index up to date with the documents folder, for `quoth index --watch` and behind the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING

from index.errors import QuothError, StoppedError, WeightsError
from index.records import Changes, Failure, Listing
from ui.cli.shell import show, show_unread, shown_progress, summary
from ui.index_job import STAGES, IndexJob
from ui.jobs import RETRY_S, Jobs, index_job

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

LOADING_S = 60.0  # a model is loaded in a shorter time

Told = Changes | QuothError


def watch(chatbot: Chatbot) -> None:
    """Update the index as files change, until Ctrl-C. The index must be up to date."""
    show(f"Watching {chatbot.settings.documents}. Press Ctrl-C to stop.")
    known = [*chatbot.failures(), *in_part(chatbot.documents())]
    try:
        _keep_in_step(chatbot, index_job(chatbot), Event(), tell=_telling(known))
    except KeyboardInterrupt:
        show("Stopped watching.")


@contextmanager
def working(chatbot: Chatbot, jobs: Jobs) -> Iterator[Callable[[], None]]:
    """Yield a function that starts two threads: one loads the models, the other keeps the index up to date.

    They end with the block.
    """
    stop = jobs.models.closed
    threads = [
        Thread(target=jobs.models.run, args=(chatbot, _show_error), daemon=True, name="loading the models"),
        Thread(target=_index, args=(chatbot, jobs.index, stop), daemon=True, name="watching the documents"),
    ]

    def start() -> None:
        for thread in threads if not stop.is_set() else ():
            thread.start()

    try:
        yield start
    finally:
        stop.set()
        jobs.index.close()
        # The chatbot must not be closed while a thread uses it. If Python ended while one loads a model, C++ code would
        # abort the process. A download that hangs is not waited for.
        for thread, seconds in zip(threads, (LOADING_S, None), strict=True):
            if thread.ident:  # it was started
                thread.join(seconds)


def in_part(listings: Iterable[Listing]) -> list[Failure]:
    """The parts of these documents that could not be read."""
    return [Failure(listing.document_id, note) for listing in listings for note in listing.notes]


def _index(chatbot: Chatbot, job: IndexJob, stop: Event) -> None:
    """Update the index as soon as there is an embedder, and keep it up to date until `stop` is set."""
    tell = _telling()
    from index.files.watch import outcome_of

    while isinstance(outcome := outcome_of(partial(_update, job)), WeightsError):
        tell(outcome)
        if stop.wait(RETRY_S):
            return
    if isinstance(outcome, Changes):
        show(summary(outcome))
        with suppress(QuothError):  # that the index cannot be opened is reported elsewhere
            if advice := chatbot.advise_embedder():
                show(advice)
        outcome = Changes(failed=outcome.failed, in_part=outcome.in_part)
    tell(outcome)
    if isinstance(outcome, StoppedError):  # somebody stopped it on the page, where it can be started again
        while job.state.error and not stop.wait(1):
            pass
    _keep_in_step(chatbot, job, stop, tell=tell)


def _update(job: IndexJob) -> Changes:
    with shown_progress(STAGES) as progress:
        return job.run(progress)


def _keep_in_step(chatbot: Chatbot, job: IndexJob, stop: Event, *, tell: Callable[[Told], None]) -> None:
    from index.files.watch import keep_in_step

    def report(outcome: Told) -> None:
        if isinstance(outcome, QuothError):
            job.report(outcome)  # the page shows it, even if no update was started
        tell(outcome)

    settings = chatbot.settings
    if settings.bucket:
        Thread(target=_keep_fetching, args=(chatbot, stop, report), daemon=True, name="fetching documents").start()
    keep_in_step(settings.documents, settings.index, update=partial(_update, job), tell=report, stop=stop)


def _keep_fetching(chatbot: Chatbot, stop: Event, report: Callable[[Told], None]) -> None:
    """Update the copies of a bucket's documents each minute, until `stop` is set. Watching notices what changed."""
    while not stop.wait(RETRY_S):
        try:
            chatbot.fetch_documents()
        except QuothError as error:
            report(error)


def _telling(known: Iterable[Failure] = ()) -> Callable[[Told], None]:
    """A function that prints what an update did, and shows new problems. Nothing is shown twice in a row."""
    said: set[Failure] = set(known)
    last = ""

    def tell(outcome: Told) -> None:
        nonlocal last
        if isinstance(outcome, QuothError):
            if str(outcome) != last:
                _show_error(str(outcome))
            last = str(outcome)
            return
        last = ""
        show_unread(*([one for one in found if one not in said] for found in (outcome.failed, outcome.in_part)))
        said.clear()
        said.update(outcome.failed, outcome.in_part)
        if outcome.added or outcome.changed or outcome.removed:
            print(summary(outcome), flush=True)

    return tell


def _show_error(error: str) -> None:
    show(f"quoth: {error}")
