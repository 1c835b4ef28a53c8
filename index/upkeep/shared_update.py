"""Documents folder -> database: the incremental build that any number of workers share.

One process finds out what changed and notes it as work. Every worker, on this machine or another, takes files from
there until none is left. Each file is in the index as soon as it is done.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import (
    DamagedIndexError,
    MismatchedIndexError,
    MissingIndexError,
    NoDocumentsError,
    SettingsError,
    StoppedError,
    StoreError,
)
from index.files.file_state import FileState, Stamp
from index.files.walk import walk
from index.records import Changes, Document, Progress
from index.stores.fingerprint import MadeWith, check_made_with, has_same_vectors, made_with, read_made_with
from index.stores.postgres.address import Address
from index.stores.postgres.check import measure_recall
from index.stores.postgres.database import Database, storable
from index.stores.postgres.milvus_view import MilvusView
from index.stores.postgres.postgres_store import PostgresStore
from index.stores.postgres.tables import (
    adopt_vectors,
    build_shortlist,
    check_tables,
    count_rows,
    drop_tables,
    is_made,
    make_tables,
    replace_tables,
)
from index.stores.postgres.update_board import NotedProgress, UpdateBoard
from index.stores.postgres.view import bring_into_view, has_view
from index.stores.postgres.work import Claim, claimed, give_up, plan, waiting
from index.stores.postgres.writer import files, prune
from index.upkeep.diff import are_others, changes, differences, gone, preview_of
from index.upkeep.ingest import Ingestion, IngestionRun
from index.upkeep.shared_view import finish_view, set_view, view_in
from index.upkeep.update import MANY, check_was_empty

_AT_ONCE = 8  # files that a worker claims at a time; if it is killed, other workers read them again
_AT_ONCE_VIEWED = 1000  # vectors that are brought into a view together while files are read
_RETRY_S = 1.0
_MANY = 0.1  # share of the documents. After more changes, PostgreSQL must count its rows anew (`count_rows`)
_LOOK_S = 0.2  # while others finish their files
_PATIENCE_S = 60.0  # a database that cannot be reached can be one that is being restarted
_NEXT = "_next"  # ends the name of the schema in which an index is rebuilt


def update_shared(
    documents: Path,
    address: str,
    ingestion: Ingestion,
    *,
    without: Path,
    rebuild: bool = False,
    accept_empty: bool = False,
) -> Changes:
    """Bring the index at `address` in step with the folder `documents`, and return what changed. See `update`.

    The folder `without` is left out.

    Raises also `StoreError`.
    """
    found = walk(documents, without=without)
    wanted = made_with(ingestion.embedder, ingestion.max_tokens)
    with _opened(address) as serving, serving.alone(), _noted(address, ingestion) as noted:
        before = _known(serving, wanted, rebuild=rebuild)
        if not found and not accept_empty:
            check_was_empty(documents, sum(1 for filed in before.values() if filed.sha256))
        if found and not accept_empty and not rebuild:
            _check_is_ours(documents, found, before, str(serving.address))
        if not found and not before:
            raise NoDocumentsError(f"there are no documents in {documents}. Put files there, then run `quoth index`.")
        with _target(serving, wanted, rebuild=rebuild) as database:
            view = view_in(database)
            is_new = set_view(database, view, noted.embedder.dim)
            known = {} if rebuild else before
            touched, changed = differences(documents, found, known, noted.reader_version)
            removed = gone(found, known)
            with database.session() as session, database.session() as beside:
                if touched or changed or removed or waiting(session):
                    plan(session, beside, read=changed, touched=touched, gone=removed)
            try:
                read = _Worker(documents, database, noted, view).work()
            except StoppedError:
                with database.session() as session:
                    give_up(session)
                raise
            noted.progress("publishing", 0, 1)
            with database.session() as session:
                prune(session)
                if read > _MANY * len(known):
                    count_rows(session)
                if view:
                    finish_view(session, view, is_new=is_new)
                elif build_shortlist(session, noted.embedder.dim):
                    measure_recall(session, noted.embedder.dim)
                after = files(session)
            if database.address != serving.address:
                replaced = view_in(serving)
                replace_tables(serving, database.address.schema)
                if replaced:
                    replaced.drop()
        noted.progress("publishing", 1, 1)
    return changes(before, after)


@contextmanager
def _noted(address: str, ingestion: Ingestion) -> Iterator[Ingestion]:
    """The same ingestion, but all servers see its progress and can stop it."""
    with closing(UpdateBoard(address)) as board:
        board.begin()
        try:
            yield replace(ingestion, progress=NotedProgress(board, ingestion.progress))
        except StoppedError:
            board.end_stopped()
            raise


def _known(serving: Database, wanted: MadeWith, *, rebuild: bool) -> dict[str, FileState]:
    """What the index knows about each file. Raises if an update without `rebuild` cannot use it."""
    with serving.session() as session:
        if not is_made(session, serving.address.schema):
            return {}
        try:
            check_tables(session, serving.address)
        except (DamagedIndexError, MismatchedIndexError):
            if rebuild:
                return {}
            raise
        if not rebuild:
            check_made_with(PostgresStore(serving), wanted, serving.address)
        return files(session)


def _check_is_ours(documents: Path, found: Mapping[str, Stamp], before: Mapping[str, FileState], place: str) -> None:
    """Raise `SettingsError` if the folder has other documents than the index, which can belong to somebody else."""
    held = {path: filed for path, filed in before.items() if filed.sha256}
    if len(held) >= MANY and are_others(found, held):
        raise SettingsError(
            f"the index in {place} holds {len(held):,} documents, and {documents} has none of them. If another Quoth "
            "uses that index, add ?schema=NAME to QUOTH_STORE. To replace its documents, run `quoth index --rebuild`."
        )


@contextmanager
def _target(serving: Database, wanted: MadeWith, *, rebuild: bool) -> Iterator[Database]:
    """The database to write: the one that serves, or a new schema beside it for an index that replaces it."""
    schema = serving.address.schema
    with serving.session() as session:
        exists = is_made(session, schema)
        if not exists:
            make_tables(session, schema, wanted)
        drop_tables(session, schema + _NEXT)  # of a rebuild that was interrupted
        if exists and rebuild:
            make_tables(session, schema + _NEXT, wanted)
            if has_same_vectors(read_made_with(PostgresStore(serving)), wanted):
                adopt_vectors(session, schema + _NEXT, old=schema)
    if not exists or not rebuild:
        yield serving
        return
    database = Database(serving.address.with_schema(schema + _NEXT))
    with closing(database):
        yield database


def preview_shared(documents: Path, address: str, *, without: Path, reader_version: str) -> Changes:
    """What `update_shared` would do. See `preview`."""
    with _opened(address) as serving, serving.session() as session:
        known = files(session) if is_made(session, serving.address.schema) else {}
    return preview_of(documents, known, without=without, reader_version=reader_version)


def has_work(address: str) -> bool:
    """Whether files wait in the index at `address`, or in the one that replaces it. Raises `StoreError`."""
    with _opened(address) as serving, serving.session() as session:
        schema = serving.address.schema
        return any(is_made(session, name) and waiting(session, name) for name in (schema, schema + _NEXT))


def work(documents: Path, address: str, ingestion: Ingestion) -> int:
    """Read the files that wait in the index at `address` until none is left. Returns how many this worker read.

    Raises `MissingIndexError`, `MismatchedIndexError`, `SettingsError` if the files are not in `documents`, and
    `StoreError`.
    """
    with _opened(address) as serving:
        done = 0
        for schema in (serving.address.schema, serving.address.schema + _NEXT):
            database = Database(serving.address.with_schema(schema))
            try:
                done += _work_in(documents, database, ingestion)
            finally:
                database.close()
        return done


def _work_in(documents: Path, database: Database, ingestion: Ingestion) -> int:
    with database.session() as session:
        if not is_made(session, database.address.schema) or not waiting(session):
            return 0
        check_tables(session, database.address)
    check_made_with(PostgresStore(database), made_with(ingestion.embedder, ingestion.max_tokens), database.address)
    return _Worker(documents, database, ingestion, view_in(database)).work()


@contextmanager
def _opened(address: str) -> Iterator[Database]:
    with closing(Database(Address.read(address))) as database:
        yield database


@dataclass(frozen=True, slots=True)
class _Worker:
    """Takes files from the table of work, reads them and stores the results."""

    documents: Path
    database: Database
    ingestion: Ingestion
    view: MilvusView | None

    def work(self) -> int:
        """Work until no file is left, and return how many this worker read. A lost connection is made again."""
        done = 0
        ends = time.monotonic() + _PATIENCE_S
        while True:
            try:
                read, left = self._once(done)
            except StoreError as error:
                if not error.passing or time.monotonic() > ends:
                    raise
                time.sleep(_RETRY_S)
                continue
            except MissingIndexError:
                return done  # a rebuilt index has replaced this one
            ends = time.monotonic() + _PATIENCE_S
            done += read
            if not left:
                return done
            if not read:
                time.sleep(_LOOK_S)

    def _once(self, done: int) -> tuple[int, int]:
        """Read the next files. Returns how many there were, and how many are not finished."""
        with self.database.session() as session:
            left = waiting(session)
        self.ingestion.progress("reading", done, done + left)
        with claimed(self.database, _AT_ONCE) as (claim, writer):
            if claim:
                self._check_are_here(claim)
                progress = _OfAll(self.ingestion.progress, done, left)
                IngestionRun(replace(self.ingestion, read=self._read, progress=progress)).read_all(claim, writer)
        with self.database.session() as session:
            if self.view and has_view(session):
                with suppress(StoreError):  # of the view, which can catch up later
                    bring_into_view(session, self.view, least=_AT_ONCE_VIEWED)
            return len(claim), waiting(session)

    def _read(self, path: str) -> Document:
        """The document with storable text, so that passages and vectors are made of the stored text."""
        document = self.ingestion.read(path)
        sections = tuple(replace(section, heading=storable(section.heading)) for section in document.sections)
        return replace(document, title=storable(document.title), text=storable(document.text), sections=sections)

    def _check_are_here(self, claim: Claim) -> None:
        """Raise `SettingsError` if this machine does not have the files: they must not count as unreadable."""
        if not any((self.documents / path).exists() for path in claim):
            raise SettingsError(
                f"{self.documents} has none of the files to read, such as {min(claim)}. Mount the documents folder on "
                "this machine, or set QUOTH_DOCUMENTS to it."
            )


@dataclass(frozen=True, slots=True)
class _OfAll:
    """Reports progress in some of the files as progress in all: `done` files are finished, and `left` are not."""

    progress: Progress
    done: int
    left: int

    def __call__(self, stage: str, done: int, total: int, name: str = "") -> None:
        if stage == "reading":
            self.progress(stage, self.done + done, self.done + self.left, name)
        else:
            self.progress(stage, done, total, name)
