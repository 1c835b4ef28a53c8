"""How the update of a shared index is going: noted by the process that runs it, seen and stopped by all others."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from index.errors import STOPPED, BusyIndexError, StoppedError, StoreError
from index.records import Progress
from index.stores.postgres.address import Address
from index.stores.postgres.database import Session, lock_number
from index.stores.postgres.shared import SharedTables

_EVERY_S = 0.5  # progress is noted at most this often within a stage
_TABLES = """
CREATE TABLE IF NOT EXISTS update_board (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), run bigint NOT NULL DEFAULT 0,
    stage text NOT NULL DEFAULT '', done bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0,
    name text NOT NULL DEFAULT '', stop boolean NOT NULL DEFAULT false, stopped bigint NOT NULL DEFAULT 0);
ALTER TABLE update_board ADD COLUMN IF NOT EXISTS helped_at timestamptz;
ALTER TABLE update_board ADD COLUMN IF NOT EXISTS ended bigint NOT NULL DEFAULT 0;
INSERT INTO update_board DEFAULT VALUES ON CONFLICT DO NOTHING;
"""
# The lock ends with its process, so a killed update does not seem to run.
_IS_RUNNING = """
EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32 | objid::bigint) = %s)
"""
# A worker says when it has finished. If it is killed, it does not seem to work for longer than this.
_SEEN = f"""
SELECT run, stage, done, total, name, stopped, {_IS_RUNNING},
    coalesce(helped_at > clock_timestamp() - interval '1 minute', false), ended = run
FROM update_board
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """The last update of an index, whichever process ran it."""

    run: int  # counts the updates
    stage: str
    done: int
    total: int
    name: str
    stopped: int  # the last run that was stopped on request; 0: none
    is_running: bool
    is_helped: bool  # workers read the rest of an update that no longer runs
    has_ended: bool  # false if it runs, was killed, or has lost its connection


class UpdateBoard:
    """The board of the index at this address. Threads can share it. Its methods raise `StoreError`."""

    def __init__(self, address: str) -> None:
        self._shared = SharedTables(address, _TABLES)
        self._lock_number = lock_number(Address.read(address).schema)

    def begin(self) -> int:
        """Note that this process begins an update, and return its number. It must hold the lock of updates."""
        with self._shared.session() as session:
            return int(
                session.value(
                    "UPDATE update_board SET run = run + 1, stage = '', done = 0, total = 0, name = '', stop = false,"
                    " helped_at = NULL RETURNING run"
                )
            )

    def check(self, run: int, session: Session) -> None:
        """Raise `BusyIndexError` if another update than this one has begun, by any session of the database.

        As the last statement of a transaction: no other begins before its end.
        """
        if session.value(f"SELECT run FROM {self._shared.schema}.update_board FOR SHARE") != run:
            raise self._taken()

    def end(self, run: int) -> None:
        """Note that the update of this process is over, however it ended."""
        with self._shared.session() as session:
            session.rows("UPDATE update_board SET ended = run WHERE run = %s", run)

    def end_stopped(self, run: int) -> None:
        """Note that the update of this process was stopped on request."""
        with self._shared.session() as session:
            session.rows("UPDATE update_board SET stopped = run, stop = false WHERE run = %s", run)

    def note(self, run: int, progress: tuple[str, int, int, str]) -> bool:
        """Note the progress, and return whether the update is to stop. Raises `BusyIndexError` as `check`."""
        with self._shared.session() as session:
            noted = session.rows(
                "UPDATE update_board SET stage = %s, done = %s, total = %s, name = %s WHERE run = %s RETURNING stop",
                *progress, run,
            )  # fmt: skip
        if not noted:
            raise self._taken()
        return bool(noted[0][0])

    def note_help(self, progress: tuple[str, int, int, str]) -> int:
        """Note the progress of a worker, unless the update itself runs and does so.

        Returns the number of the update whose rest is not to be read, because somebody has stopped it, or 0.
        """
        with self._shared.session() as session:
            noted = session.rows(
                "UPDATE update_board SET stage = %s, done = %s, total = %s, name = %s, helped_at = clock_timestamp()"
                f" WHERE NOT {_IS_RUNNING} RETURNING CASE WHEN stop THEN run ELSE 0 END",
                *progress, self._lock_number,
            )  # fmt: skip
        return int(noted[0][0]) if noted else 0

    def end_help(self) -> None:
        """Note that a worker has finished. Others that still work note it again."""
        with self._shared.session() as session:
            session.run("UPDATE update_board SET helped_at = NULL WHERE helped_at IS NOT NULL")

    def stop(self) -> None:
        """Ask the process that updates the index to stop at its next step."""
        with self._shared.session() as session:
            session.run("UPDATE update_board SET stop = true")

    def seen(self) -> Seen:
        """The board as it is now."""
        with self._shared.session() as session:
            ((*values,),) = session.rows(_SEEN, self._lock_number)
        return Seen(*values)

    def close(self) -> None:
        """Close all idle connections."""
        self._shared.close()

    def _taken(self) -> BusyIndexError:
        return BusyIndexError(
            f"the connection to the database was lost, and another `quoth` has begun to update the index in "
            f"{self._shared.place}. Wait for it to finish, then try again."
        )


class NotedProgress:
    """A `Progress` that also notes it on a board. It raises `StoppedError` once somebody has asked to stop.

    `note` notes it, and returns whether to stop.
    """

    def __init__(self, note: Callable[[tuple[str, int, int, str]], object], progress: Progress) -> None:
        self._note = note
        self._progress = progress
        self._stage = ""
        self._noted_at = 0.0

    def __call__(self, stage: str, done: int, total: int, name: str = "") -> None:
        self._progress(stage, done, total, name)
        now = time.monotonic()
        if stage == self._stage and now - self._noted_at < _EVERY_S:
            return
        self._stage, self._noted_at = stage, now
        with suppress(StoreError):  # the update itself notices a lost database, and waits for it
            if self._note((stage, done, total, name)):
                raise StoppedError(STOPPED)
