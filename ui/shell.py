"""What all commands share: how they end, the chatbot they use, and what they show of an update."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from index.records import Changes
from ui.progress import ShownProgress

if TYPE_CHECKING:
    from qa.chatbot import Chatbot

DONE, MISTAKE, ABSTAINED, INTERRUPTED = 0, 1, 3, 130  # exit statuses; wrong usage is 2


@contextmanager
def open_chatbot(**arguments: Any) -> Iterator[Chatbot]:
    """The chatbot of the settings in force; `arguments` are settings that were given on the command line."""
    from qa import Chatbot, load_settings

    with shown_progress() as progress, Chatbot(load_settings(**arguments), progress=progress) as chatbot:
        yield chatbot


@contextmanager
def shown_progress() -> Iterator[ShownProgress]:
    """Progress on stderr, ended with a line of its own."""
    progress = ShownProgress()
    try:
        yield progress
    finally:
        progress.close()


def show_update(chatbot: Chatbot, *, rebuild: bool = False) -> Changes:
    """The changes of an update whose progress and failures are shown on stderr."""
    with shown_progress() as progress:
        changes = chatbot.update(progress=progress, rebuild=rebuild)
    for failure in changes.failed:
        show(f"not read: {failure.path}: {failure.reason}")
    return changes


def summary(changes: Changes) -> str:
    """What an update did, in one line."""
    return (
        f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.removed)} removed, "
        f"{changes.unchanged} unchanged, {len(changes.failed)} not read"
    )


def show(line: str) -> None:
    """Print one line on stderr, whatever the names and words in it hold."""
    from ui.render import one_line, printable

    print(printable(one_line(line)), file=sys.stderr)
