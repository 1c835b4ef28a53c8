"""A small SQLite file that several threads and processes can share, such as that of the conversations."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from index.errors import QuothError

_PATIENCE_S = 10.0  # how long to wait for another process that writes


class Statements(Protocol):
    """A connection to a database. Statements have a question mark for each value."""

    def execute(self, sql: str, values: Sequence[str | float] = (), /) -> Iterable[Any]:
        """The rows that the statement returns."""
        ...


@dataclass(frozen=True, slots=True)
class Database:
    """The tables in `file`, which is made when it is first opened. `what` names its contents in errors."""

    file: Path
    tables: str
    what: str

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that writes. One writer at a time; readers never wait."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection. Raises `QuothError` if the file cannot be used."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))  # only for this user
            with closing(sqlite3.connect(self.file, timeout=_PATIENCE_S, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA secure_delete = ON")
                connection.executescript(self.tables)
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise QuothError(
                f"{self.what} cannot be kept in {self.file} ({error}). Free some space and let Quoth write there; "
                "if the file is damaged, move it away."
            ) from error
