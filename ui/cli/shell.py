"""What all commands share: exit statuses, the chatbot, and how an update is shown."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from index.errors import STOPPED
from index.files.names import visible
from index.records import Changes, Failure, Progress, no_progress
from ui.cli.colours import coloured
from ui.cli.progress import ShownProgress
from ui.index_job import STAGES

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

DONE, MISTAKE, ABSTAINED, INTERRUPTED = 0, 1, 3, 130  # exit statuses; wrong usage is 2


@contextmanager
def open_chatbot(*, progress: Progress = no_progress, **arguments: Any) -> Iterator[Chatbot]:
    """The chatbot for the current settings; `arguments` are settings that were given on the command line.

    The fetching of models is shown on stderr, and reported to `progress` too.
    """
    from qa import Chatbot, load_settings

    with shown_progress() as shown:

        def tell(stage: str, done: int, total: int, name: str = "") -> None:
            shown(stage, done, total, name)
            progress(stage, done, total, name)

        with Chatbot(load_settings(**arguments), progress=tell) as chatbot:
            yield chatbot


@contextmanager
def shown_progress(stages: Collection[str] = ()) -> Iterator[ShownProgress]:
    """Progress of these stages on stderr. Its line is ended afterwards."""
    progress = ShownProgress(stages)
    try:
        yield progress
    finally:
        progress.close()


def show_update(chatbot: Chatbot, *, rebuild: bool = False, accept_empty: bool = False) -> Changes:
    """Update the index, show progress and failures on stderr, and return the changes."""
    try:
        with shown_progress(STAGES) as progress:
            changes = chatbot.update(progress=progress, rebuild=rebuild, accept_empty=accept_empty)
    except KeyboardInterrupt:
        show(STOPPED)
        raise
    show_unread(changes.failed, changes.in_part)
    return changes


def show_unread(failed: Iterable[Failure], in_part: Iterable[Failure]) -> None:
    """Show the files that could not be read, and the unread parts of others, one on each line."""
    for failure in failed:
        show(f"not read: {failure.path}: {failure.reason}")
    for note in in_part:
        show(f"read in part: {note.path}: {note.reason}")


def summary(changes: Changes) -> str:
    """What an update did, on one line."""
    in_part = len({note.path for note in changes.in_part})
    return (
        f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.removed)} removed, "
        f"{changes.unchanged} unchanged, {len(changes.failed)} not read" + (f", {in_part} read in part" * bool(in_part))
    )


def show(line: str) -> None:
    """Print one line on stderr, even if names or words in it hold line ends or control characters."""
    print(coloured(visible(" ".join(line.split())), sys.stderr), file=sys.stderr)
