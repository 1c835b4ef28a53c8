"""Documents folder -> database: the incremental build that any number of workers share.

One process finds out what changed and notes it as work. Every worker, on this machine or another, takes files from
there until none is left. Each file is in the index as soon as it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from index.errors import DamagedIndexError, MismatchedIndexError, NoDocumentsError, SettingsError, StoppedError
from index.files.file_state import FileState, Stamp
from index.files.walk import walk
from index.records import Changes
from index.stores.fingerprint import MadeWith, check_made_with, has_same_vectors, made_with, read_made_with
from index.stores.patience import Patience
from index.stores.postgres.address import Address
from index.stores.postgres.check import is_measured, measure_recall
from index.stores.postgres.database import Database
from index.stores.postgres.milvus_view import MilvusView
from index.stores.postgres.postgres_store import PostgresStore
from index.stores.postgres.tables import (
    adopt_vectors,
    build_shortlist,
    check_is_only_ours,
    check_tables,
    count_rows,
    drop_tables,
    has_shortlist,
    is_made,
    make_tables,
    replace_tables,
)
from index.stores.postgres.turn import Turn, take_turn
from index.stores.postgres.update_board import NotedProgress, UpdateBoard
from index.stores.postgres.work import Plan, give_up, note_plan
from index.stores.postgres.writer import files, prune
from index.upkeep.diff import are_others, changes, differences, gone, preview_of
from index.upkeep.ingest import Ingestion
from index.upkeep.shared_view import finish_view, set_view, view_in
from index.upkeep.shared_work import NEXT, PATIENCE_S, Worker
from index.upkeep.update import MANY, check_was_empty

_MANY = 0.1  # share of the documents. After more changes, PostgreSQL must count its rows anew (`count_rows`)

T = TypeVar("T")


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
    with _opened(address) as serving, _turn(serving, address, ingestion) as (turn, noted):
        before = _known(serving, wanted, rebuild=rebuild)
        if not found and not accept_empty:
            check_was_empty(documents, sum(1 for filed in before.values() if filed.sha256))
        if found and not accept_empty and not rebuild:
            _check_is_ours(documents, found, before, str(serving.address))
        if not found and not before:
            raise NoDocumentsError(f"there are no documents in {documents}. Put files there, then run `quoth index`.")
        update = _Update(serving, turn, noted)
        with closing(update.again(lambda: update.target(wanted, rebuild=rebuild))) as database:
            known = {} if rebuild else before
            touched, changed = differences(documents, found, known, noted.reader_version)
            plan = Plan(changed, touched, gone(found, known))
            worker = update.again(lambda: update.begin(documents, database, plan))
            read = update.read(worker)
            noted.progress("publishing", 0, 1)
            is_many = read > _MANY * len(known)
            after = update.again(lambda: update.finish(database, worker.view, is_many=is_many))
            if database.address != serving.address:
                replaced = update.again(lambda: view_in(serving))
                update.again(lambda: replace_tables(serving, database.address.schema, turn.check))
                if replaced:
                    replaced.drop()
        noted.progress("publishing", 1, 1)
    return changes(before, after)


@dataclass(frozen=True, slots=True)
class _Update:
    """The steps of an update, each of which can be done again if the connection to the database is lost."""

    serving: Database
    turn: Turn
    ingestion: Ingestion
    patience: Patience = field(default_factory=lambda: Patience(PATIENCE_S))

    def again(self, step: Callable[[], T]) -> T:
        """What the step returns. It is done again while the database cannot be reached, if it is still our turn."""

        def do() -> T:
            self.turn.keep()
            return step()

        return self.patience.apply(do)

    def target(self, wanted: MadeWith, *, rebuild: bool) -> Database:
        """The database to write: the one that serves, or a new schema beside it for an index that replaces it."""
        schema = self.serving.address.schema
        with self.serving.session() as session, session.transaction():
            exists = is_made(session, schema)
            if not exists:
                make_tables(session, schema, wanted)
            drop_tables(session, schema + NEXT)  # of a rebuild that was interrupted
            if exists and rebuild:
                check_is_only_ours(session, schema)
                make_tables(session, schema + NEXT, wanted)
                if has_same_vectors(read_made_with(PostgresStore(self.serving)), wanted):
                    adopt_vectors(session, schema + NEXT, old=schema)
            self.turn.check(session)
        return Database(self.serving.address.with_schema(schema + NEXT if exists and rebuild else schema))

    def begin(self, documents: Path, database: Database, plan: Plan) -> Worker:
        """Note what is to be done. Returns a worker that does it."""
        worker = Worker.of(documents, database, self.ingestion, self.turn)
        set_view(database, worker.view, self.ingestion.embedder.dim)
        with database.session() as session, database.session() as beside:
            note_plan(plan, session, beside, self.turn.check)
        return worker

    def read(self, worker: Worker) -> int:
        """Read the files, with the help of other workers, and return how many this one read."""
        try:
            return worker.work()
        except StoppedError:
            with worker.database.session() as session:
                give_up(session, self.turn.check)
            raise

    def finish(self, database: Database, view: MilvusView | None, *, is_many: bool) -> dict[str, FileState]:
        """Make what was read quick to search, and return what the index knows about each file."""
        dim = self.ingestion.embedder.dim
        with database.session() as session:
            prune(session)
            if is_many:
                count_rows(session)
            if view:
                finish_view(session, view)
            else:
                build_shortlist(session, dim)
                if has_shortlist(session) and not is_measured(session):
                    measure_recall(session, dim)
            return files(session)


@contextmanager
def _turn(serving: Database, address: str, ingestion: Ingestion) -> Iterator[tuple[Turn, Ingestion]]:
    """The turn of this process, and the same ingestion, but all servers see its progress and can stop it."""
    with closing(UpdateBoard(address)) as board, take_turn(serving, board) as turn:
        try:
            yield turn, replace(ingestion, progress=NotedProgress(turn.note, ingestion.progress))
        except StoppedError:
            board.end_stopped(turn.run)
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


def preview_shared(documents: Path, address: str, *, without: Path, reader_version: str) -> Changes:
    """What `update_shared` would do. See `preview`."""
    with _opened(address) as serving, serving.session() as session:
        known = files(session) if is_made(session, serving.address.schema) else {}
    return preview_of(documents, known, without=without, reader_version=reader_version)


@contextmanager
def _opened(address: str) -> Iterator[Database]:
    with closing(Database(Address.read(address))) as database:
        yield database
