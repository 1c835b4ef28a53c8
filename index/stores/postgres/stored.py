"""Reads all documents of an index in PostgreSQL with their passages and postings, a few at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from index.records import Document, Passage, Section
from index.stores.catalog import notes_of
from index.stores.postgres.database import Database, Session

# So many documents that they have about 1,000 passages, and at least one.
_NEXT = """
SELECT id FROM (
    SELECT id, sum(passages) OVER (ORDER BY id) - passages AS before
    FROM (SELECT id, passages FROM documents WHERE id > %s ORDER BY id LIMIT 500) listed) counted
WHERE before < 1000 ORDER BY id
"""
_DOCUMENTS = (
    "SELECT d.id, coalesce(sha256, ''), d.title, d.text, d.sections, d.notes"
    " FROM documents d LEFT JOIN files ON path = d.id WHERE d.id = ANY(%s) ORDER BY d.id"
)
_PASSAGES = (
    "SELECT document_id, key, embed_key, terms, id, text, start_at, end_at, page, heading FROM passages"
    " WHERE document_id = ANY(%s) ORDER BY document_id, ordinal"
)
_POSTINGS = (
    "SELECT key, json_object_agg(term, frequency), min(length), max(length) FROM postings WHERE key = ANY(%s)"
    " GROUP BY key"
)


class Postings(NamedTuple):
    """The postings of one passage."""

    frequencies: dict[str, int]  # by term
    shortest: int  # the lengths that they give to the passage; both are the same
    longest: int


NO_POSTINGS = Postings({}, 0, 0)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document with everything that is stored of it but vectors."""

    document: Document
    passages: list[tuple[int, Passage, bytes]]  # in order, each with its key and the key of its vector
    terms: list[int]  # how many terms each of these passages is said to have
    postings: dict[int, Postings]  # by the key of their passage


def stored_documents(database: Database) -> Iterator[StoredDocument]:
    """Every document, in order of id. Each is seen in one state, even if it changes meanwhile.

    No lock is held from one document to the next, because a rebuilt index would wait for it, and questions for that.
    Raises `ValueError` or `TypeError` if a document contains what Quoth never writes.
    """
    last = ""
    while True:
        with database.snapshot() as session:
            ids = [document_id for (document_id,) in session.rows(_NEXT, last)]
            found = _stored(session, ids)
        if not found:
            return
        yield from found
        last = ids[-1]


def _stored(session: Session, ids: list[str]) -> list[StoredDocument]:
    found = {}
    for document_id, sha256, title, text, sections, notes in session.rows(_DOCUMENTS, ids):
        spans = tuple(Section(*fields) for fields in json.loads(sections))
        document = Document(document_id, sha256, title, text, spans, notes_of(notes))
        found[document_id] = StoredDocument(document, [], [], {})
    owners = {}
    for document_id, key, embed_key, terms, *fields in session.rows(_PASSAGES, ids):
        held = owners[key] = found[document_id]
        passage_id, *rest = fields
        passage = Passage(passage_id, document_id, held.document.title, *rest)
        held.passages.append((key, passage, bytes(embed_key)))
        held.terms.append(terms)
    for key, frequencies, shortest, longest in session.rows(_POSTINGS, list(owners)):
        owners[key].postings[key] = Postings(frequencies, shortest, longest)
    return list(found.values())
