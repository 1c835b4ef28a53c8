"""Exports an index in a database to a file, and imports one, so that an index can move between folder and database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import numpy as np

from index.arrays import Rows
from index.errors import MissingIndexError, StoreError
from index.files.file_state import FileState
from index.records import Document, Passage
from index.stores.catalog import Catalog
from index.stores.fingerprint import MadeWith
from index.stores.layout import CATALOG
from index.stores.postgres.address import Address
from index.stores.postgres.check import measure_recall
from index.stores.postgres.database import Database
from index.stores.postgres.milvus_view import MilvusView
from index.stores.postgres.postgres_store import PostgresStore
from index.stores.postgres.tables import (
    build_shortlist,
    check_is_only_ours,
    check_tables,
    count_rows,
    has_shortlist,
    is_made,
    make_tables,
    replace_tables,
)
from index.stores.postgres.turn import take_turn
from index.stores.postgres.update_board import UpdateBoard
from index.stores.postgres.writer import PostgresWriter, files
from index.stores.store import Writer
from index.upkeep.shared_view import view_in
from index.upkeep.transfer import pack, unpack

_COPIED = ("made_with", "precisions")  # notes
_NEW = "_import"  # ends the name of the schema in which an imported index is built


class _Source(Protocol):
    """What documents, passages and vectors are copied from: a catalogue or a store."""

    def note(self, name: str) -> str | None: ...
    def document(self, document_id: str) -> Document | None: ...
    def passages_of(self, document_id: str) -> list[tuple[int, Passage, bytes]]: ...
    def rows_of(self, passage_ids: Collection[str]) -> dict[str, Rows]: ...


def export_shared(address: str, file: Path) -> None:
    """Write the index at `address` to `file`, which must not exist. Raises `MissingIndexError` and `QuothError`."""
    with closing(Database(Address.read(address))) as database, TemporaryDirectory(prefix="quoth-") as folder:
        with database.session() as session:
            if not is_made(session, database.address.schema):
                raise MissingIndexError(f"there is no index in {database.address}. Run `quoth index` to make it.")
            check_tables(session, database.address)
        path = Path(folder) / CATALOG
        with database.snapshot() as session, closing(Catalog.create(path)) as catalog:
            _copy(PostgresStore(database, session), files(session), catalog)
            catalog.write_note("began", "")
            catalog.seal()
        pack(path, file)


def import_shared(file: Path, address: str, *, wanted: MadeWith) -> None:
    """Check the index in `file` completely, then put it in place of the one at `address`. See `import_index`."""
    with closing(Database(Address.read(address))) as serving, TemporaryDirectory(prefix="quoth-") as folder:
        unpack(file, Path(folder), wanted)
        new = serving.address.with_schema(serving.address.schema + _NEW)
        with (
            closing(UpdateBoard(address)) as board,
            take_turn(serving, board) as turn,
            closing(Database(new)) as database,
        ):
            with serving.session() as session:
                check_is_only_ours(session, serving.address.schema)
                make_tables(session, new.schema, wanted)
            with (
                closing(Catalog.open(Path(folder) / CATALOG)) as catalog,
                database.session() as beside,
                database.session() as session,
                session.transaction(),
            ):
                writer = PostgresWriter(session, beside)
                _copy(catalog, catalog.files(), writer)
                writer.finish()
            with database.session() as session:
                count_rows(session)
                build_shortlist(session, int(wanted["dimensions"]))
                if has_shortlist(session):
                    measure_recall(session, int(wanted["dimensions"]))
            replaced = _view_in(serving)
            replace_tables(serving, new.schema, turn.check)
            if replaced:
                with suppress(StoreError):  # the index is in place, and nothing reads that view any more
                    replaced.drop()


def _view_in(serving: Database) -> MilvusView | None:
    with suppress(MissingIndexError):
        return view_in(serving)
    return None


def _copy(source: _Source, known: Mapping[str, FileState], writer: Writer) -> None:
    for name in _COPIED:
        writer.write_note(name, source.note(name) or "")
    for path, filed in known.items():
        document = source.document(path)
        if document is None:
            writer.fail(path, filed.failure or "", filed.stamp, filed.reader)
            continue
        passages = [(passage, embed_key) for _, passage, embed_key in source.passages_of(path)]
        rows = source.rows_of([passage.id for passage, _ in passages])
        vectors = {embed_key: rows[passage.id] for passage, embed_key in passages}
        if vectors:
            writer.add_vectors(list(vectors), np.stack(list(vectors.values())))
        writer.keep(document, passages, filed.stamp, filed.reader)
        if filed.failure:
            writer.postpone(path, filed.failure, filed.stamp)
