"""The files that wait to be read, in a table that any number of workers share.

A worker claims rows by locking them. The results and the removal of the rows are one commit, and a lock ends with its
connection, so whenever a worker is killed, its files are simply free again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from index.files.file_state import Stamp
from index.stores.postgres.database import Database, Session
from index.stores.postgres.writer import PostgresWriter

Claim = Mapping[str, Stamp]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an update has to do: files to read, files with a new stamp and the same content, and files that are gone."""

    read: Claim
    touched: Claim
    gone: list[str]


def note_plan(plan: Plan, session: Session, beside: Session, check: Callable[[Session], None]) -> None:
    """Note the files to read, in place of those of an earlier plan, and remove the files that are gone.

    `check` can raise to leave everything as it is.
    """
    read, touched, gone = plan.read, plan.touched, plan.gone
    if not (read or touched or gone or waiting(session)):
        return
    with session.transaction():
        # This waits for a worker that is reading a deleted file, so that its result is removed too.
        session.rows("DELETE FROM work WHERE path = ANY(%s)", gone)
        session.rows(
            "DELETE FROM work WHERE path IN (SELECT path FROM work WHERE NOT path = ANY(%s) FOR UPDATE SKIP LOCKED)",
            list(read),
        )
        writer = PostgresWriter(session, beside)
        for path in gone:
            writer.forget(path)
        for path, stamp in touched.items():
            writer.touch(path, stamp)
        session.rows(
            "INSERT INTO work SELECT * FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[])"
            " ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns,"
            " ctime_ns = excluded.ctime_ns",
            list(read),
            [stamp.size for stamp in read.values()],
            [stamp.mtime_ns for stamp in read.values()],
            [stamp.ctime_ns for stamp in read.values()],
        )
        writer.finish()
        check(session)


@contextmanager
def claimed(database: Database, most: int) -> Iterator[tuple[Claim, PostgresWriter]]:
    """At most this many files for this worker alone, and the writer of their results, committed together at the end.

    Empty if none is free. If the block raises, nothing is written and the files are free again.
    """
    with database.session() as beside, database.session() as session, session.transaction():
        rows = session.rows(
            "SELECT path, size, mtime_ns, ctime_ns FROM work ORDER BY path FOR UPDATE SKIP LOCKED LIMIT %s", most
        )
        claim = {path: Stamp(*stamp) for path, *stamp in rows}
        writer = PostgresWriter(session, beside)
        yield claim, writer
        if claim:
            session.rows("DELETE FROM work WHERE path = ANY(%s)", list(claim))
            writer.finish()


def give_up(session: Session, check: Callable[[Session], None]) -> None:
    """Stop workers from beginning another file. They finish what they have claimed; the next update plans the rest.

    `check` can raise to leave everything as it is.
    """
    with session.transaction():
        session.rows("DELETE FROM work WHERE path IN (SELECT path FROM work FOR UPDATE SKIP LOCKED)")
        check(session)


def waiting(session: Session, schema: str = "") -> int:
    """How many files are not finished, including those that workers have claimed: in this schema or a named one."""
    return int(session.value(f"SELECT count(*) FROM {schema and f'{schema}.'}work"))
