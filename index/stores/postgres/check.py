"""Checks an index in PostgreSQL: that its tables match each other, and that the shortlist finds the nearest vectors."""

from __future__ import annotations

from collections import Counter

from index.stores.lexical import terms
from index.stores.postgres.bm25 import rounded_length
from index.stores.postgres.database import Session
from index.stores.postgres.milvus_view import MilvusView
from index.stores.postgres.stored import NO_POSTINGS, Postings, StoredDocument
from index.stores.postgres.tables import IS_UNIT
from index.stores.postgres.view import from_binary
from index.stores.postgres.writer import as_text, searchable

# Each counts rows that must not exist. A server whose foreign keys were switched off, as in a restore, can hold them.
_COUNTED = {
    "files that were read have no document": (
        "SELECT count(*) FROM files LEFT JOIN documents d ON d.id = path WHERE sha256 IS NOT NULL AND d.id IS NULL"
    ),
    "documents belong to no file that was read": (
        "SELECT count(*) FROM documents LEFT JOIN files ON path = id WHERE sha256 IS NULL"
    ),
    "passages belong to no document": (
        "SELECT count(*) FROM passages LEFT JOIN documents d ON d.id = document_id WHERE d.id IS NULL"
    ),
    "passages have no vector": ("SELECT count(*) FROM passages LEFT JOIN vectors USING (embed_key) WHERE row IS NULL"),
    "passages have an invalid position": "SELECT count(*) FROM passages WHERE start_at < 0 OR end_at <= start_at",
    "documents have passages that are not numbered in order": (
        "SELECT count(*) FROM (SELECT FROM passages GROUP BY document_id"
        " HAVING min(ordinal) != 0 OR max(ordinal) != count(*) - 1 OR count(DISTINCT ordinal) != count(*)) wrong"
    ),
    "documents do not have all their passages": (
        "SELECT count(*) FROM documents d WHERE passages != (SELECT count(*) FROM passages WHERE document_id = d.id)"
    ),
    "deleted passages still have terms": (
        "SELECT count(DISTINCT key) FROM postings WHERE NOT EXISTS (SELECT FROM passages p WHERE p.key = postings.key)"
    ),
    "vectors do not have length 1": (
        f"SELECT count(*) FROM vectors WHERE NOT {IS_UNIT} OR vector_dims(row)"
        " IS DISTINCT FROM (SELECT (value::jsonb->>'dimensions')::integer FROM notes WHERE name = 'made_with')"
    ),
    "or more totals are wrong": (
        "SELECT count(*) FROM (SELECT sum(passages) AS passages, sum(terms) AS terms FROM totals) total,"
        " (SELECT count(*) AS passages, coalesce(sum(terms), 0) AS terms FROM passages) held"
        " WHERE (total.passages, total.terms) != (held.passages, held.terms)"
    ),
}
_UNUSED = "SELECT count(*) FROM vectors v WHERE NOT EXISTS (SELECT FROM passages p WHERE p.embed_key = v.embed_key)"
_QUESTIONS = 50  # rows that measure the recall
_NEAREST = 100


def wrong_counts(session: Session) -> list[str]:
    """What does not match, one sentence for each fault."""
    counts = {what: int(session.value(sql)) for what, sql in _COUNTED.items()}
    return [f"{count:,} {what}." for what, count in counts.items() if count]


def count_unused_vectors(session: Session) -> int:
    """How many vectors belong to no passage. While files are being read, their passages follow."""
    return int(session.value(_UNUSED))


def has_its_terms(held: StoredDocument) -> bool:
    """Whether the postings of each passage are the terms of its text, with their frequencies and its length."""
    for (key, passage, _), count in zip(held.passages, held.terms, strict=True):
        words = terms(searchable(held.document, passage))
        length = rounded_length(len(words))
        expected = Postings(dict(Counter(words)), length, length) if words else NO_POSTINGS
        if count != len(words) or held.postings.get(key, NO_POSTINGS) != expected:
            return False
    return True


def count_held(session: Session) -> tuple[int, int]:
    """How many documents and passages there are."""
    ((documents, passages),) = session.rows("SELECT count(*), coalesce(sum(passages), 0)::bigint FROM documents")
    return documents, passages


def is_measured(session: Session) -> bool:
    """Whether the recall of the shortlist or of the view in use was measured."""
    return bool(session.value("SELECT 1 FROM notes WHERE name = 'recall'"))


def measure_recall(session: Session, dim: int) -> None:
    """Note the share of the nearest vectors that the shortlist finds, measured with some of the vectors themselves."""
    rows = session.rows(
        "SELECT row::text FROM vectors ORDER BY embed_key OFFSET %s LIMIT %s", 0, _QUESTIONS
    )  # keys are hashes, so the first rows by key are a random sample
    found = sum(
        int(
            session.value(
                f"WITH exact AS (SELECT embed_key FROM vectors ORDER BY -(row <#> %s::vector) DESC LIMIT {_NEAREST}),"
                " listed AS (SELECT embed_key FROM vectors"
                f" ORDER BY row::halfvec({dim}) <#> %s::halfvec({dim}) LIMIT {2 * _NEAREST + 32})"
                " SELECT count(*) FROM exact JOIN listed USING (embed_key)",
                row, row,
            )
        )
        for (row,) in rows
    )  # fmt: skip
    _note_recall(session, found, len(rows))


def measure_view(session: Session, view: MilvusView) -> None:
    """The same for a view."""
    rows = [
        from_binary(row) for (row,) in session.rows(f"SELECT row FROM vectors ORDER BY embed_key LIMIT {_QUESTIONS}")
    ]
    found = sum(
        int(
            session.value(
                "SELECT count(*) FROM"
                f" (SELECT embed_key FROM vectors ORDER BY -(row <#> %s::vector) DESC LIMIT {_NEAREST}) exact"
                " WHERE embed_key = ANY(%s)",
                as_text(row), view.nearest(row, 2 * _NEAREST + 32),
            )
        )
        for row in rows
    )  # fmt: skip
    _note_recall(session, found, len(rows))


def _note_recall(session: Session, found: int, questions: int) -> None:
    held = min(_NEAREST, int(session.value(f"SELECT count(*) FROM (SELECT FROM vectors LIMIT {_NEAREST}) counted")))
    session.rows(
        "INSERT INTO notes VALUES ('recall', %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        f"{found / max(1, questions * held):.3f}",
    )


def dense_search(session: Session) -> str:
    """How dense search finds the nearest vectors, in words."""
    recall = session.value("SELECT value FROM notes WHERE name = 'recall'")
    if recall and (place := session.value("SELECT value FROM notes WHERE name = 'viewed at'")):
        waiting = session.value("SELECT count(*) FROM unviewed")
        return f"Milvus at {place}, recall@{_NEAREST} {recall} of exact search, {waiting:,} vectors not yet there"
    return f"HNSW, recall@{_NEAREST} {recall} of exact search" if recall else "exact"
