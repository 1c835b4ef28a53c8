"""Writes documents, passages, vectors and postings to PostgreSQL."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable

from index.arrays import Rows
from index.files.file_state import FileState, Stamp
from index.records import Document, Passage
from index.stores.catalog import key_of, notes_of
from index.stores.lexical import terms
from index.stores.postgres.bm25 import rounded_length
from index.stores.postgres.database import Session
from index.stores.postgres.tables import SLOTS


class PostgresWriter:
    """Writes to an index. `session` is in a transaction, whose owner calls `finish` and commits.

    Vectors go through `beside`, a connection of their own. There each is kept at once, so that work that is given up
    loses no vector, and no writer waits until another has committed a text that both have.
    """

    def __init__(self, session: Session, beside: Session) -> None:
        self._session = session
        self._beside = beside
        self._counted = (0, 0, 0)  # changes, passages, terms

    def finish(self) -> None:
        """Count what was written in the totals. It is the last statement, so that no writer waits for another long."""
        self._session.rows(
            "UPDATE totals SET changes = changes + %s, passages = passages + %s, terms = terms + %s"
            f" WHERE slot = pg_backend_pid() %% {SLOTS}",
            *self._counted,
        )

    def note(self, name: str) -> str | None:
        """The value noted under this name, or None."""
        found = self._beside.value("SELECT value FROM notes WHERE name = %s", name)
        return None if found is None else str(found)

    def write_note(self, name: str, value: str) -> None:
        """Note the value under this name. It replaces an earlier one."""
        if self.note(name) != value:
            self._beside.rows(
                "INSERT INTO notes VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value
            )

    def keep(self, document: Document, passages: Iterable[tuple[Passage, bytes]], stamp: Stamp, reader: str) -> None:
        """Store the document and its passages, each with the key of its vector. They replace the earlier ones."""
        held = list(passages)
        found = [terms(searchable(document, passage)) for passage, _ in held]
        self._remove(document.id)
        self._file(document.id, stamp, reader, document.sha256, None)
        sections = [[s.start, s.end, s.page, s.heading] for s in document.sections]
        pages = max((s.page for s in document.sections if s.page is not None), default=None)
        self._session.rows(
            "INSERT INTO documents VALUES (%s, %s, %s, %s, %s, %s, %s)",
            document.id, document.title, document.text, json.dumps(sections),
            json.dumps(document.notes), pages, len(held),
        )  # fmt: skip
        self._session.copy(
            "passages (key, id, document_id, ordinal, start_at, end_at, page, heading, text, embed_key, terms)",
            (
                (
                    key_of(p.id), p.id, document.id, ordinal, p.start, p.end, p.page, p.heading, p.text,
                    embed_key, len(words),
                )
                for ordinal, ((p, embed_key), words) in enumerate(zip(held, found, strict=True))
            ),
        )  # fmt: skip
        self._session.copy(
            "postings (term, key, frequency, length)",
            (
                (term, key_of(p.id), frequency, rounded_length(len(words)))
                for (p, _), words in zip(held, found, strict=True)
                for term, frequency in Counter(words).items()
            ),
        )
        self._count(len(held), sum(map(len, found)))

    def fail(self, path: str, reason: str, stamp: Stamp, reader: str) -> None:
        """Note why the file cannot be read, and remove its document."""
        self._remove(path)
        self._file(path, stamp, reader, None, reason)
        self._count(0, 0)

    def postpone(self, path: str, reason: str, stamp: Stamp) -> None:
        """Note why the file cannot be read now. It has no reader version then, so that the next update reads it.

        Its document stays if the file has the same size and modification time as when it was read.
        """
        stays = self._session.rows(
            "UPDATE files SET reader = '', failure = %s, ctime_ns = %s"
            " WHERE path = %s AND size = %s AND mtime_ns = %s AND sha256 IS NOT NULL RETURNING path",
            reason, stamp.ctime_ns, path, stamp.size, stamp.mtime_ns,
        )  # fmt: skip
        if not stays:
            self.fail(path, reason, stamp, "")

    def forget(self, path: str) -> None:
        """Remove the file with its document and passages."""
        self._remove(path)
        self._session.rows("DELETE FROM files WHERE path = %s", path)
        self._count(0, 0)

    def touch(self, path: str, stamp: Stamp) -> None:
        """Note that the file has a new stamp and the same content."""
        self._session.rows(
            "UPDATE files SET size = %s, mtime_ns = %s, ctime_ns = %s WHERE path = %s",
            stamp.size, stamp.mtime_ns, stamp.ctime_ns, path,
        )  # fmt: skip

    def embedded(self, embed_keys: Collection[bytes]) -> set[bytes]:
        """The keys that have a vector."""
        found = self._beside.rows("SELECT embed_key FROM vectors WHERE embed_key = ANY(%s)", list(embed_keys))
        return {bytes(key) for (key,) in found}

    def add_vectors(self, embed_keys: Iterable[bytes], rows: Rows) -> None:
        """Store the vectors (n, dim), one for each key. In the order of their keys, so that no two writers deadlock."""
        pairs = sorted(zip(embed_keys, map(as_text, rows), strict=True))
        self._beside.rows(
            "INSERT INTO vectors SELECT key, row::vector FROM unnest(%s::bytea[], %s::text[]) AS given (key, row)"
            " ON CONFLICT DO NOTHING",
            [key for key, _ in pairs],
            [row for _, row in pairs],
        )

    def _remove(self, document_id: str) -> None:
        held, count = self._session.rows(
            "SELECT coalesce(array_agg(key), '{}'), coalesce(sum(terms), 0)::bigint FROM passages"
            " WHERE document_id = %s",
            document_id,
        )[0]
        if held:
            self._session.rows("DELETE FROM postings WHERE key = ANY(%s)", held)
            self._count(-len(held), -count)
        self._session.rows("DELETE FROM documents WHERE id = %s", document_id)

    def _file(self, path: str, stamp: Stamp, reader: str, sha256: str | None, failure: str | None) -> None:
        self._session.rows(
            "INSERT INTO files VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (path) DO UPDATE SET"
            " size = excluded.size, mtime_ns = excluded.mtime_ns, ctime_ns = excluded.ctime_ns,"
            " reader = excluded.reader, sha256 = excluded.sha256, failure = excluded.failure",
            path, stamp.size, stamp.mtime_ns, stamp.ctime_ns, reader, sha256, failure,
        )  # fmt: skip

    def _count(self, passages: int, words: int) -> None:
        changes, before, words_before = self._counted
        self._counted = (changes + 1, before + passages, words_before + words)


def files(session: Session) -> dict[str, FileState]:
    """Every known file, by path."""
    rows = session.rows(
        "SELECT path, size, mtime_ns, ctime_ns, reader, sha256, failure, coalesce(d.notes, '[]')"
        " FROM files LEFT JOIN documents d ON d.id = path ORDER BY path"
    )
    return {
        path: FileState(Stamp(*stamp), reader, sha256, failure, notes_of(notes))
        for path, *stamp, reader, sha256, failure, notes in rows
    }


def prune(session: Session) -> None:
    """Remove the vectors that belong to no passage. It waits for workers, which add vectors before passages."""
    if session.value(
        "SELECT 1 FROM vectors v WHERE NOT EXISTS (SELECT FROM passages p WHERE p.embed_key = v.embed_key)"
    ):
        with session.transaction():
            session.run("LOCK TABLE work IN EXCLUSIVE MODE")  # workers hold a lock on their rows of it
            session.run(
                "DELETE FROM vectors v WHERE NOT EXISTS (SELECT FROM passages p WHERE p.embed_key = v.embed_key)"
            )


def as_text(row: Rows) -> str:
    """The row (dim,) as pgvector reads it, exactly."""
    return f"[{','.join(map(repr, row.tolist()))}]"


def searchable(document: Document, passage: Passage) -> str:
    """The searchable text of a passage, as `Catalog.all_words`."""
    return "\n".join((document.id, document.title, passage.heading, passage.text))
