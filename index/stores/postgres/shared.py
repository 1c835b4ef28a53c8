"""The schema beside an index for what web servers share, and for what must survive a rebuild of the index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from index.errors import StoreError
from index.stores.postgres.address import Address
from index.stores.postgres.database import Database, Session

_VERSION = "1"  # raise it when any of these tables change
_BESIDE = "_shared"  # ends the name of the schema
# The same words must be found in each database, in any locale. Most servers have one of these collations.
_LOWERS_ALL = "SELECT collname FROM pg_collation WHERE collname IN ('pg_c_utf8', 'und-x-icu') ORDER BY 1 LIMIT 1"
_HOLDS = """
CREATE OR REPLACE FUNCTION holds(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
SELECT coalesce(bool_and(strpos(lower($1 COLLATE "{collation}"), word) > 0), true)
FROM regexp_split_to_table(btrim(lower($2 COLLATE "{collation}")), '\\s+') AS word
$$
"""
_MADE_BY = f"""
CREATE TABLE IF NOT EXISTS made_by (version text NOT NULL);
INSERT INTO made_by SELECT '{_VERSION}' WHERE NOT EXISTS (SELECT FROM made_by)
"""


class SharedTables:
    """Tables in the schema beside the index at `address`. They are made at first use. Threads can share them.

    `tables` is a script that changes nothing if they exist. Its statements can call `holds(text, words)`: whether the
    text contains each of the words, in any case.
    """

    def __init__(self, address: str, tables: str) -> None:
        index = Address.read(address)
        self.place = str(index)
        self.schema = index.schema + _BESIDE
        self._database = Database(index.with_schema(self.schema))
        self._tables = tables
        self._are_made = False
        self._lock = Lock()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A connection outside a transaction. Raises `StoreError`."""
        with self._database.session() as session:
            with self._lock:
                if not self._are_made:
                    self._make(session)
                    self._are_made = True
            yield session

    def close(self) -> None:
        """Close all idle connections."""
        self._database.close()

    def _make(self, session: Session) -> None:
        schema = self.schema
        collation = session.value(_LOWERS_ALL) or "default"
        with session.transaction():
            session.value("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", schema)  # other servers start too
            session.run(f"CREATE SCHEMA IF NOT EXISTS {schema}; {_MADE_BY}")
            version = session.value("SELECT version FROM made_by")
            if version != _VERSION:
                raise StoreError(
                    f"the tables in {self._database.address} have version {version}, but this Quoth uses version "
                    f"{_VERSION}. Use the same version of Quoth on all machines."
                )
            session.run(_HOLDS.format(collation=collation) + ";" + self._tables)
