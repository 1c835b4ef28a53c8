"""Tables in the database of the index, for what several web servers share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from index.stores.postgres.database import Session
from index.stores.postgres.shared import SharedTables
from ui.database import Statements


class SharedDatabase:
    """The tables beside the index at `address`, with the methods of `ui.database.Database`. They raise `StoreError`."""

    def __init__(self, address: str, tables: str) -> None:
        self._shared = SharedTables(address, tables)

    @contextmanager
    def reading(self) -> Iterator[Statements]:
        """A connection outside a transaction."""
        with self._shared.session() as session:
            yield _Statements(session)

    @contextmanager
    def writing(self) -> Iterator[Statements]:
        """A transaction that writes."""
        with self._shared.session() as session, session.transaction():
            yield _Statements(session)


@dataclass(frozen=True, slots=True)
class _Statements:
    """Runs statements that are written as for SQLite."""

    session: Session

    def execute(self, sql: str, values: Sequence[str | float] = (), /) -> Iterable[Any]:
        return self.session.rows(sql.replace("?", "%s"), *values)
