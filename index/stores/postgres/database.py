"""Connections to PostgreSQL, and its errors in one line. The only file that imports psycopg."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, Self
from weakref import finalize

from index.errors import BusyIndexError, MissingIndexError, QuothError, SettingsError, StoreError
from index.stores.postgres.address import Address

try:
    import psycopg
    from psycopg import errors
except ImportError as missing:
    raise SettingsError(
        "QUOTH_STORE names a PostgreSQL database, but psycopg is not installed. Run `pip install -e '.[postgres]'`."
    ) from missing

logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns of each lost connection, of which our errors tell

# A lost network is noticed within half a minute. A replica still finds documents that were deleted, so none is asked.
_CONNECTED: dict[str, Any] = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
    "target_session_attrs": "primary",
    "application_name": "quoth",
}
# `tcp`: the server, too, notices a lost network within half a minute, and frees the files of a worker that is gone.
# Timeouts: a worker's transaction is idle while it reads a long file. Not every version has all of them.
# `hnsw`: read on until enough neighbours pass the filter. `jit`: it takes longer than the questions.
_SETTINGS = (
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;"
    " SET tcp_user_timeout = 30000;"
    " SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN"
    " ('idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout');"
    " SET hnsw.ef_search = 200; SET hnsw.iterative_scan = strict_order; SET hnsw.max_scan_tuples = 200000;"
    " SET work_mem = '64MB'; SET jit = off; SET client_min_messages = warning;"
)
_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; LOCK TABLE notes IN ACCESS SHARE MODE"
_RETRY = "Quoth tries again at the next question or update."


class Session:
    """One connection, in a transaction or outside one. Outside one, each statement is committed at once."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def rows(self, sql: str, *values: object, **named: object) -> list[Any]:
        """The rows that a statement returns."""
        given = {name: storable(value) for name, value in named.items()} or tuple(map(storable, values)) or None
        cursor = self._connection.execute(sql.encode(), given, binary=True)
        return cursor.fetchall() if cursor.description else []

    def value(self, sql: str, *values: object) -> Any:
        """The only value of the first row. None if there is no row."""
        found = self.rows(sql, *values)
        return found[0][0] if found else None

    def is_alive(self) -> bool:
        """False once the connection is lost."""
        try:
            self._connection.execute(b";")
        except psycopg.OperationalError:
            return False
        return True

    def run(self, script: str) -> None:
        """Run statements that have no values."""
        self._connection.execute(script.encode())

    def copy(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """Add many rows to a table; `table` also names its columns."""
        with self._connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(tuple(map(storable, row)))

    @contextmanager
    def transaction(self) -> Iterator[Self]:
        """A transaction that is committed at the end, or undone by an exception."""
        with self._connection.transaction():
            yield self


class Database:
    """The database of an index. Several threads can use it at once: each takes a connection while it needs one."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._idle: list[psycopg.Connection[Any]] = []
        self._lock = Lock()
        self._closing = finalize(self, _close_all, self._idle)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A connection outside a transaction. Errors are raised as `QuothError`."""
        with self._errors():
            connection = self._take(";")
            try:
                yield Session(connection)
            except BaseException:
                connection.close()  # in whatever state it is
                raise
            self._give_back(connection)

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A connection that reads one state of the index, even while others write.

        The lock keeps a rebuilt index from replacing this one before the end.
        """
        with self._errors():
            connection = self._take(_SNAPSHOT)
            try:
                yield Session(connection)
                connection.execute("COMMIT")
            except BaseException:
                connection.close()
                raise
            self._give_back(connection)

    @contextmanager
    def alone(self) -> Iterator[Session]:
        """Hold the lock of updates on this index. It ends with its connection, even if this process is killed."""
        number = lock_number(self.address.schema)
        with self.session() as session:
            if not session.value("SELECT pg_try_advisory_lock(%s)", number):
                raise BusyIndexError(
                    f"another `quoth` is updating the index in {self.address}. Wait for it to finish, or stop it: its "
                    "finished work is kept."
                )
            try:
                yield session
            finally:
                with suppress(psycopg.Error):
                    session.value("SELECT pg_advisory_unlock(%s)", number)

    def close(self) -> None:
        """Close all idle connections."""
        with self._lock:
            _close_all(self._idle)

    def _take(self, first: str) -> psycopg.Connection[Any]:
        """A connection on which the statement `first` was run.

        An idle one can be dead, because the server was restarted. Then a new one is made.
        """
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection:
            try:
                connection.execute(first.encode())
                return connection
            except psycopg.OperationalError:
                connection.close()
                self.close()
        connection = self._connect()
        connection.execute(first.encode())
        return connection

    def _give_back(self, connection: psycopg.Connection[Any]) -> None:
        with self._lock:
            if self._closing.alive and not connection.closed:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> psycopg.Connection[Any]:
        # Prepared statements would not survive that a rebuilt index replaces this one.
        connection = psycopg.connect(self.address.uri, autocommit=True, prepare_threshold=None, **_CONNECTED)
        connection.execute(f"SET search_path = {self.address.schema}, public; {_SETTINGS}".encode())
        return connection

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Raise the errors of psycopg as errors that say what to do, without the password and without its traceback."""
        try:
            yield
        except psycopg.Error as error:
            raise self._in_words(error) from None

    def _in_words(self, error: psycopg.Error) -> QuothError:
        place = self.address
        lines = place.without_password(str(error)).strip().splitlines() or [type(error).__name__]
        reason = lines[-1 if "failed:" in lines[0] and len(lines) > 1 and not lines[-1].startswith("\t") else 0].strip()
        match error:
            case errors.UndefinedTable() | errors.InvalidSchemaName():
                return MissingIndexError(f"there is no index in {place}. Run `quoth index` to make it.")
            case errors.DiskFull():
                return StoreError(
                    f"the disk of the database {place} is full. What was finished is kept. Free some space there, then "
                    "try again."
                )
            case errors.InsufficientPrivilege():
                return StoreError(f"the user of {place} lacks a permission ({reason}). Grant it.")
            case errors.UndefinedColumn():
                return StoreError(
                    f"the tables in {place} were made by another version of Quoth ({reason}). Use the same version on "
                    "all machines. To begin with new tables, rename that schema."
                )
            case errors.ProgrammingError() if not isinstance(error, errors.SyntaxError):
                return StoreError(f"the database {place} cannot be used ({reason}). Check QUOTH_STORE.")
            case psycopg.OperationalError() if "authentication" in reason or "password" in reason:
                return StoreError(f"the database {place} refused the password ({reason}). Check QUOTH_STORE.")
            case psycopg.OperationalError() if "standby" in reason:
                return StoreError(
                    f"the database {place} is a replica, where deleted documents can still be found. Use the primary."
                )
            case psycopg.OperationalError():
                return StoreError(
                    f"the database {place} cannot be reached ({reason}). Check QUOTH_STORE and the server. {_RETRY}",
                    passing=True,
                )
            case _:
                return StoreError(f"the database {place} reported an error ({reason}).")


def lock_number(schema: str) -> int:
    """The advisory lock that the update of the index in this schema holds."""
    return int.from_bytes(hashlib.blake2b(f"quoth {schema}".encode(), digest_size=8).digest(), signed=True)


def storable(value: Any) -> Any:
    """The value without what PostgreSQL cannot store: NUL becomes U+FFFD, so that places in a text stay the same."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode(errors="replace").decode()
    return list(map(storable, value)) if isinstance(value, list) else value


def _close_all(connections: list[psycopg.Connection[Any]]) -> None:
    while connections:
        connections.pop().close()
