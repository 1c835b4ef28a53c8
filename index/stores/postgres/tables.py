"""The tables of an index in PostgreSQL: how they are made, replaced and recognised."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable

from index.errors import DamagedIndexError, MismatchedIndexError, StoreError
from index.stores.fingerprint import MadeWith
from index.stores.postgres.database import Database, Session

VERSION = "1"  # raise it when the tables, or the terms of a text, change
SLOTS = 64  # rows of `totals`; there are several, so that writers do not wait for one another
EXACT = 30_000  # up to this many vectors, all are compared with the question; for more, HNSW makes a shortlist
_MOST_DIMENSIONS = 4000  # the longest vectors that HNSW can index, in half precision
_INLINE_DIMENSIONS = 1900  # the longest vectors that fit into a page; longer ones are stored elsewhere (TOAST)

# Ids and terms compare by their bytes, as they do in SQLite. `totals` has a row for each slot, whose sums are what BM25
# needs to know about all passages; every change of the index also counts up `changes` there.
_TABLES = """
CREATE TABLE notes (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE files (
    path text COLLATE "C" PRIMARY KEY, size bigint NOT NULL, mtime_ns bigint NOT NULL, ctime_ns bigint NOT NULL,
    reader text NOT NULL, sha256 text, failure text);
CREATE INDEX files_by_content ON files (sha256);
CREATE TABLE documents (
    id text COLLATE "C" PRIMARY KEY REFERENCES files ON DELETE CASCADE, title text NOT NULL, text text NOT NULL,
    sections text NOT NULL, notes text NOT NULL, pages integer, passages integer NOT NULL);
CREATE TABLE vectors (embed_key bytea PRIMARY KEY, row vector({dim}) NOT NULL);
CREATE TABLE passages (
    key bigint PRIMARY KEY, id text NOT NULL UNIQUE,
    document_id text COLLATE "C" NOT NULL REFERENCES documents ON DELETE CASCADE,
    ordinal integer NOT NULL, start_at integer NOT NULL, end_at integer NOT NULL, page integer,
    heading text NOT NULL, text text NOT NULL, embed_key bytea NOT NULL REFERENCES vectors, terms integer NOT NULL);
CREATE INDEX passages_in_order ON passages (document_id, ordinal);
CREATE INDEX passages_by_vector ON passages (embed_key);
CREATE TABLE postings (
    term text COLLATE "C" NOT NULL, key bigint NOT NULL, frequency integer NOT NULL, length integer NOT NULL,
    PRIMARY KEY (term, key) INCLUDE (frequency, length));
CREATE INDEX postings_by_passage ON postings (key);
CREATE TABLE totals (
    slot integer PRIMARY KEY, changes bigint NOT NULL, passages bigint NOT NULL, terms bigint NOT NULL);
INSERT INTO totals SELECT slot, 0, 0, 0 FROM generate_series(0, {last_slot}) AS slot;
CREATE TABLE work (
    path text COLLATE "C" PRIMARY KEY, size bigint NOT NULL, mtime_ns bigint NOT NULL, ctime_ns bigint NOT NULL);
"""
IS_UNIT = "vector_norm(row) BETWEEN .999 AND 1.001"
_NAMES = re.findall(r"CREATE TABLE (\w+)", _TABLES)
_OF_A_VIEW = ("unviewed", "list_unviewed")  # `index.stores.postgres.view` makes these
_OTHERS = """
SELECT name FROM (
    SELECT relname AS name, relnamespace AS place FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL SELECT proname, pronamespace FROM pg_proc
    UNION ALL SELECT typname, typnamespace FROM pg_type WHERE typtype IN ('d', 'e', 'r') ) held
WHERE place = to_regnamespace(%s) AND NOT name = ANY(%s) ORDER BY 1 LIMIT 1
"""
# Other programs can have tables of these names, but not with these columns.
_IS_OURS = """
SELECT count(*) = 3 FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname = %s AND (relname, attname) IN (('notes', 'value'), ('files', 'mtime_ns'), ('passages', 'embed_key'))
"""


def is_made(session: Session, schema: str) -> bool:
    """Whether the database holds an index in this schema."""
    return bool(session.value(_IS_OURS, schema))


def make_tables(session: Session, schema: str, made_with: MadeWith) -> None:
    """Make an empty index in the schema. It replaces an index that is there. Raises `StoreError` as `drop_tables`."""
    add_pgvector(session)
    dim = int(made_with["dimensions"])
    with session.transaction():
        drop_tables(session, schema)
        session.run(f"CREATE SCHEMA {schema}; SET LOCAL search_path = {schema}, public")
        session.run(_TABLES.format(dim=dim, last_slot=SLOTS - 1))
        if dim <= _INLINE_DIMENSIONS:
            session.run("ALTER TABLE vectors ALTER COLUMN row SET STORAGE PLAIN")
        for name, value in (
            ("tables", VERSION),
            ("generation", secrets.token_hex(8)),
            ("made_with", json.dumps(made_with)),
            ("precisions", "[]"),
        ):
            session.rows("INSERT INTO notes VALUES (%s, %s)", name, value)


def drop_tables(session: Session, schema: str) -> None:
    """Remove the index in the schema, if there is one. Raises `StoreError` as `check_is_only_ours`.

    `session` is in a transaction.
    """
    check_is_only_ours(session, schema)
    _wait_for_workers(session, schema)
    session.run(f"DROP SCHEMA IF EXISTS {schema} CASCADE")


def check_is_only_ours(session: Session, schema: str) -> None:
    """Raise `StoreError` if another program has something in the schema: it would be removed with the index."""
    ours = [*_NAMES, *_OF_A_VIEW] if is_made(session, schema) else []
    if other := session.value(_OTHERS, schema, ours):
        raise StoreError(
            f"in the schema {schema} of the database, {other} belongs to another program, so Quoth makes and removes "
            "no index there. Choose another name: add ?schema=NAME to QUOTH_STORE."
        )


def _wait_for_workers(session: Session, schema: str) -> None:
    """Let workers finish what they have claimed, and claim nothing more until the transaction ends.

    A worker writes through two connections, so PostgreSQL would not notice that it waits for a table that was locked
    before this one, while that lock waits for the worker.
    """
    if session.value("SELECT to_regclass(%s)", f"{schema}.work"):
        session.run(f"LOCK TABLE {schema}.work IN ACCESS EXCLUSIVE MODE")


def adopt_vectors(session: Session, schema: str, *, old: str) -> None:
    """Copy the vectors of length 1 of another schema, which the same embedder made, if it still has them."""
    if session.value("SELECT to_regclass(%s)", f"{old}.vectors"):
        session.run(f"INSERT INTO {schema}.vectors SELECT * FROM {old}.vectors WHERE {IS_UNIT}")


def replace_tables(database: Database, schema: str, check: Callable[[Session], None]) -> None:
    """Replace the index of the database with that of the schema, in one step. Questions never see a mixture.

    `check` can raise to leave everything as it is. If the schema is gone, it has replaced the index before.
    """
    name = database.address.schema
    with database.session() as session, session.transaction():
        if is_made(session, schema):
            _wait_for_workers(session, name)
            if is_made(session, name):
                session.run(f"LOCK TABLE {name}.notes IN ACCESS EXCLUSIVE MODE")
            drop_tables(session, name)
            session.run(f"ALTER SCHEMA {schema} RENAME TO {name}")
        check(session)


def add_pgvector(session: Session) -> None:
    """Add pgvector to the database if it is missing. Raises `StoreError` if the server does not have it."""
    if session.value("SELECT 1 FROM pg_extension WHERE extname = 'vector'"):
        return
    if not session.value("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'"):
        raise StoreError(
            "the database server does not have pgvector. Install its package postgresql-NN-pgvector, then try again."
        )
    session.run("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")


def check_tables(session: Session, place: object) -> None:
    """Raise `MismatchedIndexError` unless this version of Quoth made the tables, `DamagedIndexError` if one is gone."""
    made_by = session.value("SELECT value FROM notes WHERE name = 'tables'")
    if made_by != VERSION:
        raise MismatchedIndexError(
            f"the index in {place} has tables of version {made_by}, but this Quoth uses version {VERSION}. Run `quoth "
            "index --rebuild` with the newest Quoth."
        )
    held = {name for (name,) in session.rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")}
    if missing := [name for name in _NAMES if name not in held]:
        raise DamagedIndexError(
            f"the index in {place} is damaged: its table {missing[0]} is gone. Run `quoth index --rebuild`."
        )


def count_rows(session: Session) -> None:
    """Update what PostgreSQL knows of the tables: without statistics, and without the marks of VACUUM that let it read
    postings from their index alone, it searches a new index several times as slowly.
    """
    session.run("VACUUM (ANALYZE) files, documents, passages, vectors, postings")


def generation(session: Session) -> str:
    """What tells this index from an earlier one in its place."""
    return str(session.value("SELECT value FROM notes WHERE name = 'generation'"))


def has_many_vectors(session: Session) -> bool:
    """Whether there are so many vectors that a search does not compare them all."""
    return int(session.value("SELECT count(*) FROM vectors")) > EXACT


def has_shortlist(session: Session) -> bool:
    """Whether there is an HNSW index of the vectors."""
    return bool(session.value("SELECT to_regclass('vectors_shortlist')"))


def build_shortlist(session: Session, dim: int) -> None:
    """Build an HNSW index if there are many vectors and none yet. From then on PostgreSQL keeps it in step."""
    if has_shortlist(session) or dim > _MOST_DIMENSIONS or not has_many_vectors(session):
        return
    session.run("SET maintenance_work_mem = '1GB'")
    session.run(
        f"CREATE INDEX vectors_shortlist ON vectors USING hnsw ((row::halfvec({dim})) halfvec_ip_ops);"
        " RESET maintenance_work_mem"
    )
