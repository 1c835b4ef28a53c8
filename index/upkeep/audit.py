"""Checks that a catalogue is consistent: its tables, its counts, and every passage with its document and vector."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from index.arrays import is_unit
from index.errors import DamagedIndexError
from index.stores.catalog import TABLES, Catalog
from index.stores.fingerprint import precisions, read_made_with
from index.upkeep.integrity import UnsoundDocuments

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
    unsound = UnsoundDocuments()
    for document_id in catalog.document_ids():
        document = catalog.document(document_id)
        assert document is not None
        unsound.examine(document, catalog.passages_of(document_id))
    yield from unsound.sentences()


def _wrong_lengths(catalog: Catalog) -> Iterator[str]:
    dim = read_made_with(catalog).get("dimensions")
    wrong = sum(row.shape != (dim,) or not is_unit(row) for _, rows in catalog.all_rows() for row in rows)
    if wrong:
        yield f"{wrong:,} vectors in the catalogue do not have length 1."
