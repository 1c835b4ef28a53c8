"""Checks that the documents, passages, vectors and postings in a database match one to one, and match the folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.errors import DamagedIndexError, MismatchedIndexError, MissingIndexError
from index.stores.fingerprint import precisions
from index.stores.postgres.address import Address
from index.stores.postgres.check import count_held, dense_search, wrong_counts
from index.stores.postgres.database import Database
from index.stores.postgres.postgres_store import PostgresStore
from index.stores.postgres.tables import check_tables, is_made
from index.stores.postgres.work import waiting
from index.stores.postgres.writer import files
from index.upkeep.doctor import Fault, unlike_the_folder


@dataclass(frozen=True, slots=True)
class SharedIndex:
    """What a database holds, in numbers and words."""

    documents: int
    passages: int
    dense_search: str
    precisions: list[str]


def examine_shared(documents: Path, address: str, *, without: Path) -> list[Fault]:
    """Every fault in the index at `address`; empty if everything matches. Raises `MissingIndexError`, `StoreError`."""
    return list(_faults(documents, address, without))


def _faults(documents: Path, address: str, without: Path) -> Iterator[Fault]:
    with closing(Database(Address.read(address))) as database, database.session() as session:
        if not is_made(session, database.address.schema):
            raise MissingIndexError(f"there is no index in {database.address}. Run `quoth index` to make it.")
        try:
            check_tables(session, database.address)
        except (DamagedIndexError, MismatchedIndexError) as error:
            yield Fault(str(error), "rebuild")
            return
        for what in wrong_counts(session):
            yield Fault(what, "rebuild")
        if left := waiting(session):
            yield Fault(f"{left:,} files wait to be read.", "update")
        yield from unlike_the_folder(documents, without, files(session))


def describe_shared(address: str) -> SharedIndex:
    """What the index at `address` holds. Raises `StoreError`."""
    with closing(Database(Address.read(address))) as database, database.session() as session:
        return SharedIndex(*count_held(session), dense_search(session), precisions(PostgresStore(database)))
