"""Keeps an index up to date by scanning its folder every two seconds.

watchfiles (1.3) was tried and cannot replace this. It does not report changes made by another machine on a network
drive, nor anything after the folder was removed and created again. Its polling misses a changed file whose time was
kept. One scan of 10,000 files takes 50 ms.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Event

from index.errors import BusyIndexError, QuothError, StoppedError
from index.files.file_state import Stamp
from index.files.walk import walk
from index.records import Changes

EVERY_S = 2.0
RETRY_S = 60.0  # until a failed update is tried again although no file has changed
_SHARE = 0.05  # the largest share of the time that is spent on scanning: a huge folder is scanned less often
_PATIENCE = 15  # after so many scans in a row with changes, the index is updated anyway: a log file never stays still

Look = Mapping[str, Stamp] | QuothError
Outcome = Changes | QuothError

_log = logging.getLogger(__name__)


def keep_in_step(
    documents: Path,
    index: Path,
    *,
    update: Callable[[], Changes],
    tell: Callable[[Outcome], object],
    stop: Event,
    every_s: float = EVERY_S,
) -> None:
    """Call `update` when files under `documents` changed and then stayed the same for one scan, until `stop` is set.

    `tell` is called once with the changes or the error. If the folder is gone, Quoth waits for it. If another process
    writes the index, the update is tried again at the next scan. After any other error it is tried again when the
    folder changes, or after a minute.
    """
    before: Look | None = None
    done: Look | None = None
    retry_at = math.inf
    restless = 0
    told = ""
    for found in _looks(documents, index, stop, every_s):
        restless = 0 if found == before else restless + 1
        before = found
        outcome: Outcome | None = None
        if isinstance(found, QuothError):
            outcome = found
            done = None  # changes can happen unnoticed
        elif (found != done or time.monotonic() > retry_at) and (restless == 0 or restless > _PATIENCE):
            restless = 0
            outcome = outcome_of(update)
            done = None if isinstance(outcome, BusyIndexError) else found
            retry_at = time.monotonic() + RETRY_S if _may_pass(outcome) else math.inf
        if outcome is not None and str(outcome) != told:
            _tell(tell, outcome)
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
        return QuothError(f"{documents} cannot be scanned ({error}). Check its permissions.")


def outcome_of(update: Callable[[], Changes]) -> Outcome:
    """The changes of an update, or its error. It is returned, not raised, so that watching goes on."""
    try:
        return update()
    except QuothError as error:
        return error
    except Exception as error:
        if not isinstance(error, OSError):
            _log.exception("the update of the index failed")
        return QuothError(f"the index was not updated ({error}). Quoth tries again in a minute.")


def _may_pass(outcome: Outcome) -> bool:
    return isinstance(outcome, QuothError) and not isinstance(outcome, StoppedError)


def _tell(tell: Callable[[Outcome], object], outcome: Outcome) -> None:
    try:
        tell(outcome)
    except OSError as error:  # for example, the terminal was closed
        _log.warning("Cannot show this message (%s): %s", error, outcome)
