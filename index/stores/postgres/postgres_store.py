"""An index in PostgreSQL as a `Store`: pgvector ranks vectors, and SQL ranks postings by BM25."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from index.arrays import Rows
from index.errors import MissingIndexError
from index.records import Document, Failure, Listing, Passage, Section
from index.scope import Hidden, Scope, Within
from index.stores.catalog import notes_of
from index.stores.lexical import question_terms
from index.stores.patience import QUESTION_S, Patience
from index.stores.postgres.address import Address
from index.stores.postgres.bm25 import scored
from index.stores.postgres.database import Database, Session
from index.stores.postgres.limits import Limit
from index.stores.postgres.milvus_view import MilvusView
from index.stores.postgres.tables import EXACT, check_tables, has_shortlist, is_made
from index.stores.postgres.view import from_binary, has_view, view_of, viewed
from index.stores.postgres.writer import as_text
from index.stores.ranking import Ranking
from index.stores.scoped import where
from index.stores.store import Candidates

_PASSAGE = "p.id, p.document_id, d.title, p.text, p.start_at, p.end_at, p.page, p.heading"
_FROM_PASSAGES = "FROM passages p JOIN documents d ON d.id = p.document_id"
_BEST = "ORDER BY score DESC, key LIMIT %(k)s"
# All scores come first, alone: a join of the vectors themselves would take three times as long.
_NEAR_ALL = f"""
WITH scores AS MATERIALIZED (SELECT embed_key, -(row <#> %(row)s::vector) AS score FROM vectors)
SELECT p.key, score FROM passages p JOIN scores USING (embed_key) WHERE {{document}} {_BEST}
"""
_NEAR_SOME = f"""
SELECT p.key, -(v.row <#> %(row)s::vector) AS score FROM passages p JOIN vectors v USING (embed_key)
WHERE {{document}} {_BEST}
"""
_NEAR_LISTED = f"""
SELECT p.key, -(v.row <#> %(row)s::vector) AS score
FROM (SELECT embed_key, row FROM vectors WHERE {{vector}}
      ORDER BY row::halfvec({{dim}}) <#> %(row)s::halfvec({{dim}}) LIMIT 2 * %(k)s + 32) v
JOIN passages p USING (embed_key) WHERE {{document}} {_BEST}
"""
_NEAR_VIEWED = f"""
SELECT p.key, -(v.row <#> %(row)s::vector) AS score
FROM (SELECT unnest(%(viewed)s::bytea[]) AS embed_key UNION SELECT embed_key FROM unviewed) listed
JOIN vectors v USING (embed_key) JOIN passages p USING (embed_key) WHERE {{document}} {_BEST}
"""
_WORDED = f"SELECT key, score FROM scored {_BEST}"
_BOTH = """
WITH near AS ({near}), {scored}, worded AS ({worded})
SELECT key, -(v.row <#> %(row)s::vector), coalesce(scored.score, 0), worded.key IS NOT NULL
FROM (SELECT key FROM near UNION SELECT key FROM worded) both_of
JOIN passages p USING (key) JOIN vectors v USING (embed_key)
LEFT JOIN scored USING (key) LEFT JOIN worded USING (key)
"""

T = TypeVar("T")


class PostgresStore:
    """A `Store` in PostgreSQL. It shows every commit at once; `snapshot` is the store at one moment."""

    def __init__(self, database: Database, session: Session | None = None) -> None:
        self._database = database
        self._session = session
        self._listed: tuple[int, list[Listing]] = (-1, [])
        self._dim = 0
        self.place = str(database.address)
        self._generation = ""
        self._view: MilvusView | None = None
        self._patience = Patience(QUESTION_S)

    @classmethod
    def open(cls, address: str) -> Self:
        """The index at this address. Raises `MissingIndexError`, `MismatchedIndexError` and `StoreError`."""
        database = Database(Address.read(address))
        store = cls(database)
        try:
            with database.session() as session:
                if not is_made(session, database.address.schema):
                    raise MissingIndexError(f"there is no index in {store.place}. Run `quoth index` to make it.")
                check_tables(session, store.place)
            store._generation = store.note("generation") or ""
            store._view = view_of(database.address, store._generation)
        except BaseException:
            database.close()
            raise
        return store

    def open_rankings(self, *, dim: int) -> None:
        self._dim = dim

    @contextmanager
    def snapshot(self) -> Iterator[Self]:
        with self._database.snapshot() as session:
            fixed = type(self)(self._database, session)
            fixed._dim, fixed._view = self._dim, self._view
            yield fixed

    def candidates(self, question: str, row: Callable[[], Rows], k: int, within: Within | None = None) -> Candidates:
        embedded = row()

        def found(session: Session) -> list[Any]:
            limit = Limit.to(within)
            near, values = self._near(session, embedded, k, within)
            sql = _BOTH.format(scored=scored(limit.key("held.key"), listed="near"), near=near, worded=_WORDED)
            return session.rows(sql, **values, **_asked(question))

        rows = self._read(found)
        dense = {key: float(score) for key, score, _, _ in rows}
        lexical = {key: float(score) for key, _, score, _ in rows}
        worded = sorted((key for key, _, _, is_worded in rows if is_worded), key=lambda key: (-lexical[key], key))
        return Candidates(dense, lexical, tuple(worded))

    def dense(self, row: Rows, k: int, within: Within | None = None) -> Ranking:
        def found(session: Session) -> list[Any]:
            near, values = self._near(session, row, k, within)
            return session.rows(near, **values)

        return [(key, float(score)) for key, score in self._read(found)]

    def lexical(self, question: str, k: int, within: Within | None = None) -> Ranking:
        limit = Limit.to(within)
        sql = f"WITH {scored(limit.key('held.key'))} {_WORDED}"
        rows = self._rows(sql, k=max(0, k), **limit.values, **_asked(question))
        return [(key, float(score)) for key, score in rows]

    def passages(self, keys: Iterable[int]) -> dict[int, Passage]:
        rows = self._rows(f"SELECT p.key, {_PASSAGE} {_FROM_PASSAGES} WHERE p.key = ANY(%s)", list(keys))
        return {key: Passage(*fields) for key, *fields in rows}

    def passages_of(self, document_id: str) -> list[tuple[int, Passage, bytes]]:
        sql = f"SELECT p.key, p.embed_key, {_PASSAGE} {_FROM_PASSAGES} WHERE p.document_id = %s ORDER BY p.ordinal"
        return [(key, Passage(*fields), bytes(embed_key)) for key, embed_key, *fields in self._rows(sql, document_id)]

    def passages_with(self, word: str, within: Within | None = None) -> list[Passage]:
        pattern = re.sub(r"([\\%_])", r"\\\1", word)
        limit = Limit.to(within)
        # In the collation "C" only ASCII letters have two cases.
        sql = (
            f'SELECT {_PASSAGE} {_FROM_PASSAGES} WHERE p.text COLLATE "C" ILIKE %(pattern)s'
            f" AND {limit.document('p.document_id')} ORDER BY d.id, p.ordinal"
        )
        return [Passage(*fields) for fields in self._rows(sql, **limit.values, pattern=f"%{pattern}%")]

    def neighbours(self, passage_id: str) -> dict[int, Passage]:
        rows = self._rows(
            f"SELECT p.ordinal - this.ordinal, {_PASSAGE} {_FROM_PASSAGES} JOIN passages this"
            " ON this.document_id = p.document_id AND p.ordinal IN (this.ordinal - 1, this.ordinal + 1)"
            " WHERE this.id = %s",
            passage_id,
        )
        return {distance: Passage(*fields) for distance, *fields in rows}

    def rows_of(self, passage_ids: Collection[str]) -> dict[str, Rows]:
        rows = self._rows(
            "SELECT id, row FROM passages JOIN vectors USING (embed_key) WHERE id = ANY(%s)", list(passage_ids)
        )
        return {passage_id: from_binary(row) for passage_id, row in rows}

    def copies(self, document_ids: Collection[str]) -> dict[str, list[str]]:
        rows = self._rows(
            "SELECT this.path, other.path FROM files this JOIN files other USING (sha256)"
            " WHERE this.path != other.path AND this.path = ANY(%s) ORDER BY other.path",
            list(document_ids),
        )
        found: dict[str, list[str]] = {}
        for document_id, copy in rows:
            found.setdefault(document_id, []).append(copy)
        return found

    def document(self, document_id: str) -> Document | None:
        rows = self._rows(
            "SELECT d.id, f.sha256, d.title, d.text, d.sections, d.notes FROM documents d JOIN files f ON f.path = d.id"
            " WHERE d.id = %s",
            document_id,
        )
        for id_, sha256, title, text, sections, notes in rows:
            spans = tuple(Section(*fields) for fields in json.loads(sections))
            return Document(id_, sha256, title, text, spans, notes_of(notes))
        return None

    def changed_at(self, scope: Scope) -> dict[str, float]:
        condition, values = where(scope)
        sql = f"SELECT path, mtime_ns FROM files WHERE sha256 IS NOT NULL AND {condition}".replace("?", "%s")
        return {path: at / 1e9 for path, at in self._rows(sql, *values)}

    def listings(self) -> list[Listing]:
        """Every open page asks for these every two seconds, so they are kept until something changes."""
        self._listed = self._read(self._list)
        return self._listed[1]

    def failures(self) -> list[Failure]:
        rows = self._rows("SELECT path, failure FROM files WHERE failure IS NOT NULL ORDER BY path")
        return [Failure(path, reason) for path, reason in rows]

    def note(self, name: str) -> str | None:
        found = self._rows("SELECT value FROM notes WHERE name = %s", name)
        return str(found[0][0]) if found else None

    def is_current(self) -> bool:
        try:
            return self.note("generation") == self._generation
        except MissingIndexError:
            return False

    def close(self) -> None:
        self._database.close()

    def _list(self, session: Session) -> tuple[int, list[Listing]]:
        """How many changes there were, and the listings after them."""
        changes = int(session.value("SELECT sum(changes)::bigint FROM totals"))
        if changes == self._listed[0]:
            return self._listed
        rows = session.rows(
            "SELECT d.id, d.title, d.pages, d.passages, f.size, d.notes, f.mtime_ns FROM documents d"
            " JOIN files f ON f.path = d.id ORDER BY d.id"
        )
        return changes, [
            Listing(id_, title, pages, passages, size, notes_of(notes), mtime_ns / 1e9)
            for id_, title, pages, passages, size, notes, mtime_ns in rows
        ]

    def _near(self, session: Session, row: Rows, k: int, within: Within | None) -> tuple[str, dict[str, object]]:
        """The statement of the dense ranking and its values.

        It is exact for few passages, and otherwise chooses from a shortlist: of Milvus, or by HNSW.
        """
        limit = Limit.to(within)
        document = limit.document("p.document_id")
        values = {**limit.values, "k": max(0, k), "row": as_text(row)}
        exact = (_NEAR_ALL if within is None or isinstance(within, Hidden) else _NEAR_SOME).format(document=document)
        if (searched := _searched(session, limit)) <= EXACT:
            return exact, values
        if self._view and has_view(session):
            found = viewed(session, self._view, row, k=k, limit=limit, searched=searched)
            if found is None:
                return exact, values
            return _NEAR_VIEWED.format(document=document), {**values, "viewed": found}
        if not has_shortlist(session):
            return exact, values
        vector = limit.vector("vectors.embed_key")
        return _NEAR_LISTED.format(document=document, vector=vector, dim=self._dim), values

    def _read(self, what: Callable[[Session], T]) -> T:
        """What is read in this snapshot, or in a new one, and in another if that is lost with its connection."""
        if self._session:
            return what(self._session)

        def read() -> T:
            with self._database.snapshot() as session:
                return what(session)

        return self._patience.apply(read)

    def _rows(self, sql: str, *values: object, **named: object) -> list[Any]:
        return self._read(lambda session: session.rows(sql, *values, **named))


def _searched(session: Session, limit: Limit) -> int:
    """How many passages a ranking has to choose from."""
    return int(session.rows(limit.counted(), **limit.values)[0][0])


def _asked(question: str) -> dict[str, object]:
    """The terms of the question, and how often it has each."""
    asked = question_terms(question)
    return {"terms": list(asked), "times": list(asked.values())}
