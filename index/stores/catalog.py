"""The single source of truth of an index: documents, passages, vectors and the settings they were made with.

Everything else in an index is a view that can be rebuilt from this one SQLite file. All SQL of `index` is here, except
that of `audit`.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Self

import numpy as np

from index.arrays import Keys, Rows, is_unit
from index.errors import DamagedIndexError
from index.files.file_state import FileState, Stamp
from index.records import Document, Failure, Listing, Passage, Section
from index.scope import Hidden, Scope, Within
from index.stores.scoped import where, where_hidden

FORMAT = 2  # raise it when the tables change

TABLES = """
CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE files (  -- every file looked at: sha256 of what was read, failure if it cannot be read now
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL,
    reader TEXT NOT NULL, sha256 TEXT, failure TEXT);
CREATE INDEX files_by_content ON files (sha256);
CREATE TABLE documents (
    id TEXT PRIMARY KEY REFERENCES files ON DELETE CASCADE,
    title TEXT NOT NULL, text TEXT NOT NULL, sections TEXT NOT NULL, notes TEXT NOT NULL);  -- notes: as JSON
CREATE TABLE passages (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, page INTEGER,
    heading TEXT NOT NULL, text TEXT NOT NULL, embed_key BLOB NOT NULL);
CREATE INDEX passages_in_order ON passages (document_id, ordinal);
CREATE TABLE vectors (embed_key BLOB PRIMARY KEY, row BLOB NOT NULL);  -- row: float32, little endian
"""
_PASSAGE = "p.id, p.document_id, d.title, p.text, p.start, p.end, p.page, p.heading"
_FROM_PASSAGES = "FROM passages p JOIN documents d ON d.id = p.document_id"
_BATCH = 1000
_PAGE_BYTES = 8192  # fit five vectors of 384 numbers; the default 4096 fit two and leave a quarter empty


class Catalog:
    """One SQLite file. Several threads can read at once; one update writes."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._db = connection
        self._lock = Lock()

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new, empty catalogue, open for writing."""
        with closing(sqlite3.connect(path)) as db:
            db.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
            db.executescript(TABLES)
        return cls.edit(path)

    @classmethod
    def edit(cls, path: Path) -> Self:
        """The catalogue at `path`, open for writing. Raises `sqlite3.Error` if there is none."""
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        # secure_delete overwrites deleted text. A killed update loses at most its last transaction.
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON", "foreign_keys = ON"):
            db.execute(f"PRAGMA {pragma}")
        return cls(path, db)

    @classmethod
    def open(cls, path: Path) -> Self:
        """The published catalogue at `path`, open for reading. Raises `DamagedIndexError` if it cannot be read."""
        with _reading(path):
            db = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, check_same_thread=False)
        catalog = cls(path, db)
        catalog.note("made_with")  # SQLite opens the file at first use; from here on it can be unlinked
        return catalog

    def seal(self) -> None:
        """Merge the write-ahead log into the file and close it."""
        self._db.execute("PRAGMA journal_mode = DELETE")
        self.close()

    def close(self) -> None:
        self._db.close()

    # Reading

    def note(self, name: str) -> str | None:
        """The value noted under this name, or None."""
        found = self._rows("SELECT value FROM notes WHERE name = ?", name)
        return str(found[0][0]) if found else None

    def files(self) -> dict[str, FileState]:
        """Every known file, by path."""
        rows = self._rows(
            "SELECT path, size, mtime_ns, ctime_ns, reader, sha256, failure, coalesce(d.notes, '[]')"
            " FROM files LEFT JOIN documents d ON d.id = path ORDER BY path"
        )
        return {
            path: FileState(Stamp(*stamp), reader, sha256, failure, notes_of(notes))
            for path, *stamp, reader, sha256, failure, notes in rows
        }

    def changed_at(self, scope: Scope) -> dict[str, float]:
        """When the file of each document was last changed, in seconds since 1970: at least of all in the scope."""
        condition, values = where(scope)
        rows = self._rows(f"SELECT path, mtime_ns FROM files WHERE sha256 NOTNULL AND {condition}", *values)
        return {path: mtime_ns / 1e9 for path, mtime_ns in rows}

    def failures(self) -> list[Failure]:
        """The files that could not be read, with the reasons."""
        return [
            Failure(*row) for row in self._rows("SELECT path, failure FROM files WHERE failure NOTNULL ORDER BY path")
        ]

    def document(self, document_id: str) -> Document | None:
        """The document, or None if the index does not hold it."""
        rows = self._rows(
            "SELECT d.id, f.sha256, d.title, d.text, d.sections, d.notes FROM documents d JOIN files f ON f.path = d.id"
            " WHERE d.id = ?",
            document_id,
        )
        for id_, sha256, title, text, sections, notes in rows:
            spans = tuple(Section(*fields) for fields in json.loads(sections))
            return Document(id_, sha256, title, text, spans, notes_of(notes))
        return None

    def copies(self, document_ids: Collection[str]) -> dict[str, list[str]]:
        """The ids of other documents with the same content, for each of these documents that has such copies."""
        rows = self._rows(
            "SELECT this.path, other.path FROM files this JOIN files other USING (sha256)"
            " WHERE this.path != other.path AND this.path IN (SELECT value FROM json_each(?)) ORDER BY other.path",
            json.dumps(list(document_ids)),
        )
        found: dict[str, list[str]] = {}
        for document_id, copy in rows:
            found.setdefault(document_id, []).append(copy)
        return found

    def document_ids(self) -> list[str]:
        """The ids of all documents, in order."""
        return [document_id for (document_id,) in self._rows("SELECT id FROM documents ORDER BY id")]

    def listings(self) -> list[Listing]:
        """One listing for each document, in order of id."""
        rows = self._rows(
            "SELECT d.id, d.title, (SELECT max(json_extract(value, '$[2]')) FROM json_each(d.sections)),"
            " (SELECT count(*) FROM passages WHERE document_id = d.id), f.size, d.notes, f.mtime_ns"
            " FROM documents d JOIN files f ON f.path = d.id ORDER BY d.id"
        )
        return [
            Listing(id_, title, pages, passages, size, notes_of(notes), mtime_ns / 1e9)
            for id_, title, pages, passages, size, notes, mtime_ns in rows
        ]

    def count_passages(self) -> int:
        """How many passages there are."""
        return int(self._rows("SELECT count(*) FROM passages")[0][0])

    def passages(self, keys: Iterable[int]) -> dict[int, Passage]:
        """The passages with these keys. Unknown keys are skipped."""
        rows = self._rows(
            f"SELECT p.key, {_PASSAGE} {_FROM_PASSAGES} WHERE p.key IN (SELECT value FROM json_each(?))",
            json.dumps(list(keys)),
        )
        return {key: Passage(*fields) for key, *fields in rows}

    def passages_of(self, document_id: str) -> list[tuple[int, Passage, bytes]]:
        """Each passage of the document in order, with its key and the key of its vector."""
        sql = f"SELECT p.key, p.embed_key, {_PASSAGE} {_FROM_PASSAGES} WHERE p.document_id = ? ORDER BY p.ordinal"
        return [(key, Passage(*fields), embed_key) for key, embed_key, *fields in self._rows(sql, document_id)]

    def passages_with(self, word: str, within: Within | None = None) -> list[Passage]:
        """The passages (of the documents `within`) that contain `word` as a string, in order of document and place.

        The case of ASCII letters makes no difference, as in SQLite's LIKE.
        """
        pattern = re.sub(r"([\\%_])", r"\\\1", word)
        scope, values = _limit(within)
        sql = f"SELECT {_PASSAGE} {_FROM_PASSAGES} WHERE p.text LIKE ? ESCAPE '\\' {scope} ORDER BY d.id, p.ordinal"
        return [Passage(*fields) for fields in self._rows(sql, f"%{pattern}%", *values)]

    def neighbours(self, passage_id: str) -> dict[int, Passage]:
        """The passages just before (-1) and just after (1) this one in its document, if they exist."""
        rows = self._rows(
            f"SELECT p.ordinal - this.ordinal, {_PASSAGE} {_FROM_PASSAGES} JOIN passages this"
            " ON this.document_id = p.document_id AND abs(this.ordinal - p.ordinal) = 1 WHERE this.id = ?",
            passage_id,
        )
        return {distance: Passage(*fields) for distance, *fields in rows}

    def outline(self) -> Iterator[tuple[str | int, ...]]:
        """What identifies the content of a catalogue, in order.

        Each document's id, SHA-256 and reader, then each passage's id and position.
        """
        yield from self._rows(
            "SELECT d.id, f.sha256, f.reader FROM documents d JOIN files f ON f.path = d.id ORDER BY d.id"
        )
        yield from self._rows("SELECT id, start, end FROM passages ORDER BY document_id, ordinal")

    def keys_of(self, document_ids: Collection[str]) -> Keys:
        """The keys of all passages of these documents."""
        rows = self._rows(
            "SELECT key FROM passages WHERE document_id IN (SELECT value FROM json_each(?)) ORDER BY key",
            json.dumps(list(document_ids)),
        )
        return np.array([key for (key,) in rows], np.int64)

    def keys_hidden(self, hidden: Hidden) -> Keys:
        """The keys of all passages of hidden documents."""
        condition, values = where_hidden(hidden, "document_id")
        rows = self._rows(f"SELECT key FROM passages WHERE {condition} ORDER BY key", *values)
        return np.array([key for (key,) in rows], np.int64)

    def rows_of(self, passage_ids: Collection[str]) -> dict[str, Rows]:
        """The vector of each of these passages, by id. Unknown ids are skipped."""
        rows = self._rows(
            "SELECT id, row FROM passages JOIN vectors USING (embed_key) WHERE id IN (SELECT value FROM json_each(?))",
            json.dumps(list(passage_ids)),
        )
        return {passage_id: _from_blob(row) for passage_id, row in rows}

    def all_rows(self, document_ids: Collection[str] | None = None) -> Iterator[tuple[Keys, Rows]]:
        """The keys and vectors of all passages (or of these documents), in batches: (n,), (n, dim)."""
        sql = f"SELECT p.key, row FROM passages p JOIN vectors USING (embed_key) {_where(document_ids)} ORDER BY p.key"
        for batch in self._batches(sql, document_ids):
            keys, rows = zip(*batch, strict=True)
            yield np.array(keys, np.int64), np.stack([_from_blob(row) for row in rows])

    def all_words(self, document_ids: Collection[str] | None = None) -> Iterator[tuple[int, str]]:
        """The key and searchable text of each passage (or of those of these documents).

        The text is the document's path and title, the heading and the passage.
        """
        sql = f"SELECT p.key, d.id, d.title, p.heading, p.text {_FROM_PASSAGES} {_where(document_ids)} ORDER BY p.key"
        for batch in self._batches(sql, document_ids):
            for key, *words in batch:
                yield key, "\n".join(words)

    # Writing

    def write_note(self, name: str, value: str) -> None:
        """Note the value under this name. It replaces an earlier one."""
        self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def keep(self, document: Document, passages: Iterable[tuple[Passage, bytes]], stamp: Stamp, reader: str) -> None:
        """Store the document and its passages, each with the key of its vector. They replace the earlier ones."""
        with self._transaction():
            self._file(document.id, stamp, reader, document.sha256, None)
            sections = [[s.start, s.end, s.page, s.heading] for s in document.sections]
            self._db.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET title = excluded.title,"
                " text = excluded.text, sections = excluded.sections, notes = excluded.notes",
                (document.id, document.title, document.text, json.dumps(sections), json.dumps(document.notes)),
            )
            self._db.execute("DELETE FROM passages WHERE document_id = ?", (document.id,))
            self._db.executemany(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (key_of(p.id), p.id, document.id, ordinal, p.start, p.end, p.page, p.heading, p.text, embed_key)
                    for ordinal, (p, embed_key) in enumerate(passages)
                ),
            )

    def fail(self, path: str, reason: str, stamp: Stamp, reader: str) -> None:
        """Note why the file cannot be read, and remove its document."""
        with self._transaction():
            self.forget(path)
            self._file(path, stamp, reader, None, reason)

    def postpone(self, path: str, reason: str, stamp: Stamp) -> None:
        """Note why the file cannot be read now. It has no reader version then, so that the next update reads it.

        Its document stays if the file has the same size and modification time as when it was read.
        """
        changes = (reason, stamp.ctime_ns, path, stamp.size, stamp.mtime_ns)
        stays = self._db.execute(
            "UPDATE files SET reader = '', failure = ?, ctime_ns = ?"
            " WHERE path = ? AND size = ? AND mtime_ns = ? AND sha256 NOTNULL",
            changes,
        ).rowcount
        if not stays:
            self.fail(path, reason, stamp, "")

    def forget(self, path: str) -> None:
        """Remove the file with its document and passages."""
        self._db.execute("DELETE FROM files WHERE path = ?", (path,))

    def touch(self, path: str, stamp: Stamp) -> None:
        """Note that the file has a new stamp and the same content."""
        changes = (stamp.size, stamp.mtime_ns, stamp.ctime_ns, path)
        self._db.execute("UPDATE files SET size = ?, mtime_ns = ?, ctime_ns = ? WHERE path = ?", changes)

    def embedded(self, embed_keys: Collection[bytes]) -> set[bytes]:
        """The keys that have a vector."""
        return {key for key in embed_keys if self._rows("SELECT 1 FROM vectors WHERE embed_key = ?", key)}

    def add_vectors(self, embed_keys: Iterable[bytes], rows: Rows) -> None:
        """Store the vectors (n, dim), one for each key."""
        with self._transaction():
            blobs = (row.astype("<f4").tobytes() for row in rows)
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", zip(embed_keys, blobs, strict=True))

    def adopt_vectors(self, path: Path, *, dim: int) -> None:
        """Copy the vectors of another catalogue that have `dim` numbers and length 1."""
        self._db.create_function("is_unit", 1, lambda blob: len(blob) == 4 * dim and is_unit(_from_blob(blob)))
        self._db.execute("ATTACH ? AS other", (str(path),))
        self._db.execute("INSERT OR IGNORE INTO vectors SELECT * FROM other.vectors WHERE is_unit(row)")
        self._db.execute("DETACH other")

    def prune(self) -> None:
        """Remove the vectors that belong to no passage."""
        self._db.execute("DELETE FROM vectors WHERE embed_key NOT IN (SELECT embed_key FROM passages)")

    def copy(self, path: Path) -> None:
        """Copy this sealed catalogue to `path`, which must not exist. If a quarter is unused, the copy is compacted."""
        pages, unused = (self._rows(f"PRAGMA {name}")[0][0] for name in ("page_count", "freelist_count"))
        if unused * 4 > pages:
            self._db.execute("VACUUM INTO ?", (str(path),))
        else:
            shutil.copyfile(self._path, path)

    def _file(self, path: str, stamp: Stamp, reader: str, sha256: str | None, failure: str | None) -> None:
        self._db.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET size = excluded.size,"
            " mtime_ns = excluded.mtime_ns, ctime_ns = excluded.ctime_ns, reader = excluded.reader,"
            " sha256 = excluded.sha256, failure = excluded.failure",
            (path, stamp.size, stamp.mtime_ns, stamp.ctime_ns, reader, sha256, failure),
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # a full disk has rolled it back already
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with self._lock, _reading(self._path):
            return self._db.execute(sql, values).fetchall()

    def _batches(self, sql: str, document_ids: Collection[str] | None) -> Iterator[list[Any]]:
        with _reading(self._path):
            cursor = self._db.execute(sql, () if document_ids is None else (json.dumps(list(document_ids)),))
            while batch := cursor.fetchmany(_BATCH):
                yield batch


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise DamagedIndexError(f"{path} cannot be read ({error}). Run `quoth index --rebuild`.") from error


def _limit(within: Within | None) -> tuple[str, list[str | int]]:
    """The end of a condition that limits passages to documents, and its values."""
    if within is None:
        return "", []
    if isinstance(within, Hidden):
        condition, values = where_hidden(within, "p.document_id")
        return f"AND NOT ({condition})", values
    return "AND p.document_id IN (SELECT value FROM json_each(?))", [json.dumps(list(within))]


def _where(document_ids: Collection[str] | None) -> str:
    return "" if document_ids is None else "WHERE p.document_id IN (SELECT value FROM json_each(?))"


def key_of(passage_id: str) -> int:
    """The key of the passage in the views. It comes from the id, so it does not depend on the index's history.

    63 bits: with ten million passages, the probability that any two share a key is five in a million.
    """
    return int(passage_id[:16], 16) >> 1


def notes_of(notes: str) -> tuple[str, ...]:
    """The notes of a document, as they are stored."""
    return tuple(map(str, json.loads(notes)))


def _from_blob(blob: bytes) -> Rows:
    return np.frombuffer(blob, dtype="<f4").astype(np.float32, copy=False)
