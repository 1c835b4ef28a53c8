"""Checks that the documents, passages, vectors and postings in a database match one to one, and match the folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.errors import DamagedIndexError, MismatchedIndexError, MissingIndexError, StoreError
from index.stores.fingerprint import precisions, read_made_with
from index.stores.postgres.address import Address
from index.stores.postgres.check import count_held, count_unused_vectors, dense_search, has_its_terms, wrong_counts
from index.stores.postgres.database import Database, Session
from index.stores.postgres.postgres_store import PostgresStore
from index.stores.postgres.stored import stored_documents
from index.stores.postgres.tables import check_tables, is_made
from index.stores.postgres.view import is_viewed_at, unlike_the_vectors
from index.stores.postgres.work import waiting
from index.stores.postgres.writer import files
from index.upkeep.doctor import Fault, unlike_the_folder
from index.upkeep.integrity import UnsoundDocuments
from index.upkeep.shared_view import view_in


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
        if wrong := _wrong_notes(database):
            yield Fault(wrong, "rebuild")
            return
        for what in wrong_counts(session):
            yield Fault(what, "rebuild")
        for what in _wrong_documents(database):
            yield Fault(what, "rebuild")
        if left := waiting(session):
            yield Fault(f"{left:,} files wait to be read.", "update")
        elif unused := count_unused_vectors(session):
            yield Fault(f"{unused:,} vectors belong to no passage.", "update")
        yield from _wrong_view(database, session)
        yield from unlike_the_folder(documents, without, files(session))


def _wrong_notes(database: Database) -> str:
    store = PostgresStore(database)
    try:
        precisions(store)
        int(read_made_with(store)["dimensions"])
    except (TypeError, ValueError, LookupError, RecursionError) as error:
        return _strange(database, error)
    return ""


def _wrong_documents(database: Database) -> Iterator[str]:
    unsound = UnsoundDocuments()
    try:
        for held in stored_documents(database):
            unsound.examine(held.document, held.passages)
            if not has_its_terms(held):
                unsound.note(held.document.id, "split into passages with wrong terms")
    except (TypeError, ValueError, RecursionError) as error:
        yield _strange(database, error)
    yield from unsound.sentences()


def _strange(database: Database, error: Exception) -> str:
    return f"The index in {database.address} contains something that Quoth never writes ({error})."


def _wrong_view(database: Database, session: Session) -> Iterator[Fault]:
    view = view_in(database)
    if view is None or not is_viewed_at(session, view):  # the next update fills it
        return
    try:
        for what in unlike_the_vectors(session, view):
            yield Fault(what, "rebuild")
    except StoreError as error:
        yield Fault(str(error), "update")


def describe_shared(address: str) -> SharedIndex:
    """What the index at `address` holds. Raises `StoreError`."""
    with closing(Database(Address.read(address))) as database, database.session() as session:
        return SharedIndex(*count_held(session), dense_search(session), precisions(PostgresStore(database)))
