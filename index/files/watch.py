"""Keeps an index in step with its folder by looking at the folder every two seconds.

watchfiles (1.3) was tried and cannot replace that: it reports nothing that another machine changes on a network drive,
and nothing more once the folder was removed and made again. Its own polling misses a file whose time was kept. One
look at 10,000 files takes 50 ms.
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
RETRY_S = 60.0  # until an update that failed is tried again, though no file has changed
_SHARE = 0.05  # of the time that looking may take: a huge folder is looked at less often
_PATIENCE = 15  # looks in a row that find other changes before one updates all the same: a log is never quiet

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
    """Call `update` whenever files under `documents` changed and were then quiet for one look, until `stop` is set.

    Its changes are told, and what went wrong, once: a folder that is gone is waited for, an index that another writes
    is tried again at the next look, anything else once the folder changes, or after a minute.
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
            done = None  # what goes on meanwhile is not known
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
        return QuothError(f"{documents} cannot be looked through ({error}). See to its permissions.")


def outcome_of(update: Callable[[], Changes]) -> Outcome:
    """The changes of an update, or what went wrong, whatever that is: nothing ends the watching."""
    try:
        return update()
    except QuothError as error:
        return error
    except Exception as error:
        if not isinstance(error, OSError):
            _log.exception("the update of the index failed")
        return QuothError(f"the index was not brought up to date ({error}). Quoth tries again in a minute.")


def _may_pass(outcome: Outcome) -> bool:
    return isinstance(outcome, QuothError) and not isinstance(outcome, StoppedError)


def _tell(tell: Callable[[Outcome], object], outcome: Outcome) -> None:
    try:
        tell(outcome)
    except OSError as error:  # a terminal that was closed
        _log.warning("It cannot be shown (%s): %s", error, outcome)
