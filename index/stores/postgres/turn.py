"""The turn of one process to update an index that several share.

A lock lets one of them update at a time. It ends with its connection, so the turn of a killed process is over. But a
process whose connection is lost can still be alive. So each turn also has a number: once another turn has begun, the
earlier one ends, and replaces and removes nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from index.errors import BusyIndexError, QuothError
from index.stores.postgres.database import Database, Session
from index.stores.postgres.update_board import UpdateBoard


class Turn:
    """A turn that has begun. See `take_turn`."""

    def __init__(self, database: Database, board: UpdateBoard, held: ExitStack) -> None:
        self._database = database
        self._board = board
        self._held = held
        self._lock = held.enter_context(database.alone())
        self.run = board.begin()

    def check(self, session: Session) -> None:
        """Raise `BusyIndexError` if another turn has begun. As the last statement of a transaction: none does so before
        its end.
        """
        self._board.check(self.run, session)

    def note(self, progress: tuple[str, int, int, str]) -> bool:
        """Keep the turn, note the progress, and return whether to stop. Raises `BusyIndexError` as `keep`."""
        self.keep()
        return self._board.note(self.run, progress)

    def keep(self) -> None:
        """Take the lock again if its connection was lost. Raises `BusyIndexError` if another turn has begun."""
        if not self._lock.is_alive():
            self._held.close()
            with suppress(BusyIndexError):  # the server has not noticed yet that the connection is lost
                self._lock = self._held.enter_context(self._database.alone())
        with self._database.session() as session:
            self.check(session)


@contextmanager
def take_turn(database: Database, board: UpdateBoard) -> Iterator[Turn]:
    """Begin a turn to update the index of this database. Raises `BusyIndexError` if it is that of another process."""
    with ExitStack() as held:
        turn = Turn(database, board, held)
        try:
            yield turn
        finally:
            with suppress(QuothError):
                board.end(turn.run)
