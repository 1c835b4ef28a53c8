"""A worker takes files that wait to be read into a shared index, reads them and stores the results.

Any number of workers share the work, on this machine or others. Each file is in the index as soon as it is done.
"""

from __future__ import annotations

import time
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from index.errors import MissingIndexError, SettingsError, StoreError
from index.records import Document, Progress
from index.stores.fingerprint import check_made_with, made_with
from index.stores.patience import Patience
from index.stores.postgres.address import Address
from index.stores.postgres.database import Database, storable
from index.stores.postgres.milvus_view import MilvusView
from index.stores.postgres.postgres_store import PostgresStore
from index.stores.postgres.tables import check_tables, generation, is_made
from index.stores.postgres.turn import Turn
from index.stores.postgres.view import bring_into_view, has_view, view_of
from index.stores.postgres.work import Claim, claimed, waiting
from index.upkeep.ingest import Ingestion, IngestionRun

NEXT = "_next"  # ends the name of the schema in which an index is rebuilt
PATIENCE_S = 60.0  # a database that cannot be reached can be one that is being restarted
_AT_ONCE = 8  # files that a worker claims at a time; if it is killed, other workers read them again
_AT_ONCE_VIEWED = 1000  # vectors that are brought into a view together while files are read
_LOOK_S = 0.2  # while others finish their files


def has_work(address: str) -> bool:
    """Whether files wait in the index at `address`, or in the one that replaces it. Raises `StoreError`."""
    with closing(Database(Address.read(address))) as serving, serving.session() as session:
        schema = serving.address.schema
        return any(is_made(session, name) and waiting(session, name) for name in (schema, schema + NEXT))


def work(documents: Path, address: str, ingestion: Ingestion) -> int:
    """Read the files that wait in the index at `address` until none is left. Returns how many this worker read.

    Raises `MissingIndexError`, `MismatchedIndexError`, `SettingsError` if the files are not in `documents`, and
    `StoreError`.
    """
    place = Address.read(address)
    names = (place.schema, place.schema + NEXT)
    return sum(_work_in(documents, place.with_schema(name), ingestion) for name in names)


def _work_in(documents: Path, address: Address, ingestion: Ingestion) -> int:
    with closing(Database(address)) as database:
        with database.session() as session:
            if not is_made(session, address.schema) or not waiting(session):
                return 0
            check_tables(session, address)
        worker = Worker.of(documents, database, ingestion)
        check_made_with(PostgresStore(database), made_with(ingestion.embedder, ingestion.max_tokens), address)
        return worker.work()


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
    """Reports progress in some of the files as progress in all, of which `done` were finished before."""

    progress: Progress
    done: int
    total: int

    def __call__(self, stage: str, done: int, total: int, name: str = "") -> None:
        if stage == "reading":
            self.progress(stage, self.done + done, self.total, name)
        else:
            self.progress(stage, done, total, name)
