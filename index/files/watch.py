"""Keeps an index in step with its folder by looking at the folder again and again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Event

from index.errors import BusyIndexError, QuothError
from index.files.file_state import Stamp
from index.files.walk import walk
from index.records import Changes

EVERY_S = 2.0
_SHARE = 0.05  # of the time that looking may take: a huge folder is looked at less often
_PATIENCE = 15  # looks in a row that find other changes before one updates all the same: a log is never quiet

Look = Mapping[str, Stamp] | QuothError


def keep_in_step(
    documents: Path,
    index: Path,
    *,
    update: Callable[[], Changes],
    tell: Callable[[Changes | QuothError], object],
    stop: Event,
    every_s: float = EVERY_S,
) -> None:
    """Call `update` whenever files under `documents` changed and were then quiet for one look, until `stop` is set.

    Its changes are told, and what went wrong, once: a folder that is gone is waited for, an index that another writes
    is tried again at the next look, anything else once the folder changes.
    """
    before: Look | None = None
    done: Look | None = None
    restless = 0
    told = ""
    for found in _looks(documents, index, stop, every_s):
        restless = 0 if found == before else restless + 1
        before = found
        outcome: Changes | QuothError | None = found if isinstance(found, QuothError) else None
        if outcome is None and found != done and (restless == 0 or restless > _PATIENCE):
            restless = 0
            outcome = _outcome(update)
            done = None if isinstance(outcome, BusyIndexError) else found
        if outcome is not None and str(outcome) != told:
            tell(outcome)
        told = str(outcome) if isinstance(outcome, QuothError) else ""


def _looks(documents: Path, index: Path, stop: Event, every_s: float) -> Iterator[Look]:
    pause = every_s
    while not stop.wait(pause):
        began = time.monotonic()
        found = _look(documents, index)
        pause = max(every_s, (time.monotonic() - began) / _SHARE)
        yield found


def _look(documents: Path, index: Path) -> Look:
    try:
        return walk(documents, without=index)
    except QuothError as error:
        return error
    except OSError as error:
        return QuothError(f"{documents} cannot be looked through ({error}). See to its permissions.")


def _outcome(update: Callable[[], Changes]) -> Changes | QuothError:
    try:
        return update()
    except QuothError as error:
        return error
