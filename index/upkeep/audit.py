"""Checks that a catalogue is consistent: its tables, its counts, and every passage with its document and vector."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from index.arrays import is_unit
from index.embedding.embedder import embed_key, embedded_text, title_in_text
from index.errors import DamagedIndexError
from index.records import Document, Passage
from index.stores.catalog import TABLES, Catalog, key_of
from index.stores.fingerprint import precisions, read_made_with
from index.text.normalise import normalise
from index.text.split import passage_id

_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"
# Each counts rows that must not exist.
_COUNTED = {
    "files that were read have no document": (
        "SELECT count(*) FROM files WHERE sha256 NOTNULL AND path NOT IN (SELECT id FROM documents)"
    ),
    "documents belong to no file that was read": (
        "SELECT count(*) FROM documents WHERE id NOT IN (SELECT path FROM files WHERE sha256 NOTNULL)"
    ),
    "passages belong to no document": (
        "SELECT count(*) FROM passages WHERE document_id NOT IN (SELECT id FROM documents)"
    ),
    "passages have no vector": ("SELECT count(*) FROM passages WHERE embed_key NOT IN (SELECT embed_key FROM vectors)"),
    "vectors belong to no passage": (
        "SELECT count(*) FROM vectors WHERE embed_key NOT IN (SELECT embed_key FROM passages)"
    ),
    "or more vectors differ in length from the others": "SELECT count(DISTINCT length(row)) > 1 FROM vectors",
    "passages have an invalid position": (
        "SELECT count(*) FROM passages WHERE start < 0 OR end <= start OR typeof(page) NOT IN ('integer', 'null')"
    ),
    "documents have passages that are not numbered in order": (
        "SELECT count(*) FROM (SELECT 1 FROM passages GROUP BY document_id"
        " HAVING min(ordinal) != 0 OR max(ordinal) != count(*) - 1 OR count(DISTINCT ordinal) != count(*))"
    ),
}


def audit(path: Path) -> Iterator[str]:
    """What is wrong in the sealed catalogue at `path`, one sentence for each fault.

    Nothing in the file is executed, so it is safe for files from strangers.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as db:
            sentences = _wrong_tables(db, path.name) or _wrong_counts(db)
        yield from sentences
        if not sentences:  # the checks below would fail on it
            with closing(Catalog.open(path)) as catalog:
                yield from _wrong_passages(catalog)
                yield from _wrong_lengths(catalog)
                precisions(catalog)
    except (sqlite3.Error, DamagedIndexError) as error:
        yield f"{path.name} cannot be read ({error})."
    except (
        TypeError,
        ValueError,
        AttributeError,
        RecursionError,
    ) as error:  # SQLite keeps any kind of value in any column
        yield f"{path.name} contains something that Quoth never writes ({error})."


def _wrong_tables(db: sqlite3.Connection, name: str) -> list[str]:
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    with closing(sqlite3.connect(":memory:")) as ours:
        ours.executescript(TABLES)
        expected = ours.execute(_SCHEMA).fetchall()
    if db.execute(_SCHEMA).fetchall() != expected:
        return [f"{name} does not have the tables of a catalogue."]
    (said,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    return [] if said == "ok" else [f"{name} is damaged ({' '.join(said.split())})."]


def _wrong_counts(db: sqlite3.Connection) -> list[str]:
    counts = {what: db.execute(sql).fetchone()[0] for what, sql in _COUNTED.items()}
    return [f"{count:,} {what}." for what, count in counts.items() if count]


def _wrong_passages(catalog: Catalog) -> Iterator[str]:
    displaced: list[str] = []
    mistaken: list[str] = []
    uncovered: list[str] = []
    for document_id in catalog.document_ids():
        document = catalog.document(document_id)
        assert document is not None
        passages = catalog.passages_of(document_id)
        if any(document.text[passage.start : passage.end] != passage.text for _, passage, _ in passages):
            displaced.append(document_id)
        if not _have_their_keys(document, passages):
            mistaken.append(document_id)
        if _says_more(document, passages):
            uncovered.append(document_id)
    yield from sentence_of(displaced, "split into passages that do not match its text")
    yield from sentence_of(mistaken, "split into passages with wrong ids, keys or vectors")
    yield from sentence_of(uncovered, "not completely covered by its passages")


def _says_more(document: Document, passages: list[tuple[int, Passage, bytes]]) -> bool:
    """Whether the document's sections contain a letter or digit that is in none of its passages."""
    text, at = document.text, 0
    spans = [(passage.start, passage.end) for _, passage, _ in passages]
    for start, end in [*spans, (len(text), len(text))]:
        for section in document.sections:
            if any(map(str.isalnum, text[max(at, section.start) : min(start, section.end)])):
                return True
        at = end
    return False


def _have_their_keys(document: Document, passages: list[tuple[int, Passage, bytes]]) -> bool:
    title = title_in_text(document)
    seen: Counter[str] = Counter()
    for key, passage, vector in passages:
        words = normalise(passage.text)
        if passage.id != passage_id(document.id, words, seen[words]) or key != key_of(passage.id):
            return False
        if vector != embed_key(embedded_text(passage, title)):
            return False
        seen[words] += 1
    return True


def _wrong_lengths(catalog: Catalog) -> Iterator[str]:
    dim = read_made_with(catalog).get("dimensions")
    wrong = sum(row.shape != (dim,) or not is_unit(row) for _, rows in catalog.all_rows() for row in rows)
    if wrong:
        yield f"{wrong:,} vectors in the catalogue do not have length 1."


def sentence_of(names: Sequence[str], what: str) -> Iterator[str]:
    """One sentence that names the first of these documents and counts the others."""
    if names:
        others = f" (and {len(names) - 1:,} more)" if len(names) > 1 else ""
        yield f"{names[0]} is {what}{others}."
