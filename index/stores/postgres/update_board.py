"""How the update of a shared index is going: noted by the process that runs it, seen and stopped by all others."""

from __future__ import annotations

import time
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
INSERT INTO update_board DEFAULT VALUES ON CONFLICT DO NOTHING;
"""
# The lock ends with its process, so a killed update does not seem to run.
_SEEN = """
SELECT run, stage, done, total, name, stopped, EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32 | objid::bigint) = %s)
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
                    "UPDATE update_board SET run = run + 1, stage = '', done = 0, total = 0, name = '', stop = false"
                    " RETURNING run"
                )
            )

    def check(self, run: int, session: Session) -> None:
        """Raise `BusyIndexError` if another update than this one has begun, by any session of the database.

        As the last statement of a transaction: no other begins before its end.
        """
        if session.value(f"SELECT run FROM {self._shared.schema}.update_board FOR SHARE") != run:
            raise self._taken()

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
    """A `Progress` that also notes it on a board. It raises `StoppedError` once somebody has asked to stop."""

    def __init__(self, board: UpdateBoard, run: int, progress: Progress) -> None:
        self._board = board
        self._run = run
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
            if self._board.note(self._run, (stage, done, total, name)):
                raise StoppedError(STOPPED)
