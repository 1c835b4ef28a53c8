"""A worker takes files that wait to be read into a shared index, reads them and stores the results.

Any number of workers share the work, on this machine or others. Each file is in the index as soon as it is done.
"""

from __future__ import annotations

import time
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Self

from index.errors import MissingIndexError, SettingsError, StoppedError, StoreError
from index.files.walk import held_stamps
from index.records import Document, Progress
from index.stores.fingerprint import check_made_with, made_with, read_made_with
from index.stores.patience import Patience
from index.stores.postgres.address import Address
from index.stores.postgres.database import Database, storable
from index.stores.postgres.milvus_view import MilvusView
from index.stores.postgres.postgres_store import PostgresStore
from index.stores.postgres.tables import check_tables, generation, is_made
from index.stores.postgres.turn import Turn
from index.stores.postgres.update_board import NotedProgress, UpdateBoard
from index.stores.postgres.view import bring_into_view, has_view, view_of
from index.stores.postgres.work import Claim, claimed, give_up, waiting
from index.upkeep.ingest import Ingestion, IngestionRun

NEXT = "_next"  # ends the name of the schema in which an index is rebuilt
PATIENCE_S = 60.0  # a database that cannot be reached can be one that is being restarted
_AT_ONCE = 8  # files that a worker claims at a time; if it is killed, other workers read them again
_AT_ONCE_VIEWED = 1000  # vectors that are brought into a view together while files are read
_LOOK_S = 0.2  # while others finish their files


def waiting_in(address: str) -> dict[str, str]:
    """Where files wait, in the index at `address` and the one that replaces it: schema -> name of its embedder.

    Raises `StoreError`.
    """
    found: dict[str, str] = {}
    place = Address.read(address)
    with closing(Database(place)) as database, database.session() as session:
        for schema in (place.schema, place.schema + NEXT):
            if is_made(session, schema) and waiting(session, schema):
                with closing(Database(place.with_schema(schema))) as beside:
                    found[schema] = str(read_made_with(PostgresStore(beside)).get("embedder", ""))
    return found


def work(documents: Path, address: str, ingestion: Ingestion, *, schema: str = "") -> int:
    """Read the files that wait in the index at `address` until none is left. Returns how many this worker read.

    They are those of one schema, or of that of the address and the one in which its index is rebuilt. Raises
    `MismatchedIndexError`, `SettingsError` if the files are not in `documents`, and `StoreError`.
    """
    place = Address.read(address)
    schemas = (schema,) if schema else (place.schema, place.schema + NEXT)
    with closing(UpdateBoard(address)) as board:
        return sum(_work_in(documents, place.with_schema(name), ingestion, board) for name in schemas)


def _work_in(documents: Path, address: Address, ingestion: Ingestion, board: UpdateBoard) -> int:
    """Work in one schema. If no update runs any more, all servers see the progress of this worker and can stop it."""
    stopped = 0

    def note(progress: tuple[str, int, int, str]) -> int:
        nonlocal stopped
        stopped = board.note_help(progress)
        return stopped

    with closing(Database(address)) as database:
        with database.session() as session:
            if not is_made(session, address.schema) or not waiting(session):
                return 0
            check_tables(session, address)
        noted = replace(ingestion, progress=NotedProgress(note, ingestion.progress))
        worker = Worker.of(documents, database, noted)
        check_made_with(PostgresStore(database), made_with(ingestion.embedder, ingestion.max_tokens), address)
        try:
            return worker.work()
        except StoppedError:
            if stopped:
                with database.session() as session:
                    give_up(session, partial(board.check, stopped))
                board.end_stopped(stopped)
            raise
        finally:
            with suppress(StoreError):
                board.end_help()


@dataclass(slots=True)
class Worker:
    """Takes files from the table of work, reads them and stores the results. `turn`: it is the one that updates."""

    documents: Path
    database: Database
    ingestion: Ingestion
    view: MilvusView | None
    generation: str  # of the index whose settings were compared: only into that one may vectors be written
    turn: Turn | None = None
    _planned: int = 0  # files, finished or not

    @classmethod
    def of(cls, documents: Path, database: Database, ingestion: Ingestion, turn: Turn | None = None) -> Self:
        """One that works on the index that is in this database now."""
        with database.session() as session:
            made = generation(session)
        return cls(documents, database, ingestion, view_of(database.address, made), made, turn)

    def work(self) -> int:
        """Work until no file is left, and return how many this worker read. A lost connection is made again."""
        done = 0
        patience = Patience(PATIENCE_S)
        while True:
            try:
                read, left = patience.apply(self._once)
            except MissingIndexError:
                return done  # a rebuilt index has replaced this one
            done += read
            if not left:
                self.ingestion.progress("reading", self._planned, self._planned)
                return done
            if not read:
                time.sleep(_LOOK_S)

    def _once(self) -> tuple[int, int]:
        """Read the next files. Returns how many there were, and how many are not finished."""
        if self.turn:
            self.turn.keep()
        with self.database.session() as session:
            left = waiting(session)
        self._planned = max(self._planned, left)
        done = self._planned - left
        self.ingestion.progress("reading", done, self._planned)
        with claimed(self.database, _AT_ONCE) as (claim, writer):
            if claim:
                if writer.note("generation") != self.generation:
                    raise MissingIndexError(f"the index in {self.database.address} was replaced.")
                self._check_are_here(claim)
                progress = _OfAll(self.ingestion.progress, done, self._planned)
                how = replace(self.ingestion, read=self._read, progress=progress)
                IngestionRun(how).read_all(self._as_here(claim), writer)
        with self.database.session() as session:
            if self.view and has_view(session):
                with suppress(StoreError):  # of the view, which can catch up later
                    bring_into_view(session, self.view, least=_AT_ONCE_VIEWED)
            return len(claim), waiting(session)

    def _as_here(self, claim: Claim) -> Claim:
        """The files with the stamps of their copies on this machine, which are fetched if they are not those planned.

        Else an old copy could be stored with the stamp of the newer object, and would never be read again.
        """
        held = held_stamps(self.documents)
        if held is None:
            return claim  # these are the originals
        if any(held.get(path) != stamp for path, stamp in claim.items()):
            self.ingestion.fetch()
            held = held_stamps(self.documents) or {}
        return {path: held.get(path, stamp) for path, stamp in claim.items()}

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
    """Reports progress in some of the files as progress in all, of which `done` were finished before."""

    progress: Progress
    done: int
    total: int

    def __call__(self, stage: str, done: int, total: int, name: str = "") -> None:
        if stage == "reading":
            self.progress(stage, self.done + done, self.total, name)
        else:
            self.progress(stage, done, total, name)
