"""Keeps a view of the vectors in step: Milvus finds near keys, and PostgreSQL remains the truth.

`unviewed` lists the keys whose change the view does not have yet; triggers fill it, so no writer can forget to. A
search compares these with the question itself, and takes nothing from the view that the index does not hold. So it
finds new passages at once, and deleted ones never.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from index.arrays import Rows
from index.stores.postgres.address import Address
from index.stores.postgres.database import Session
from index.stores.postgres.limits import Limit
from index.stores.postgres.milvus_view import MOST, MilvusView, ViewAddress

_AT_ONCE = 1000  # keys
# A statement that adds a key which is being brought into the view waits, and then lists it again.
_LOG = """
CREATE TABLE unviewed (embed_key bytea PRIMARY KEY);
CREATE FUNCTION list_unviewed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO %I.unviewed SELECT embed_key FROM changed ORDER BY 1'
        ' ON CONFLICT (embed_key) DO UPDATE SET embed_key = excluded.embed_key', TG_TABLE_SCHEMA);
    RETURN NULL;
END $$;
CREATE TRIGGER list_added AFTER INSERT ON vectors REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION list_unviewed();
CREATE TRIGGER list_removed AFTER DELETE ON vectors REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION list_unviewed();
"""
_AFTER = f"SELECT embed_key FROM vectors WHERE embed_key > %s ORDER BY embed_key LIMIT {MOST // 2}"
_STILL_MISSING = (
    "SELECT count(*) FROM vectors v WHERE embed_key = ANY(%s)"
    " AND NOT EXISTS (SELECT FROM unviewed u WHERE u.embed_key = v.embed_key)"
)
_ALL = "INSERT INTO unviewed SELECT embed_key FROM vectors ORDER BY 1 ON CONFLICT DO NOTHING"
_FROM_HERE = "SELECT value FROM notes WHERE name = 'viewed at'"


def view_of(address: Address, generation: str) -> MilvusView | None:
    """The view of the index of this generation, if the address names a Milvus server. Each rebuild has its own."""
    if not address.vectors:
        return None
    return MilvusView(ViewAddress.read(address.vectors), f"quoth_{generation}")


def attach(session: Session, view: MilvusView, dim: int) -> None:
    """Make the view, and list what it lacks. If it is new, or another one than before, that is everything."""
    with session.transaction():
        if not has_view(session):
            session.run(_LOG)
        if view.make(dim) or session.value(_FROM_HERE) != str(view.address):
            session.run("LOCK TABLE vectors IN SHARE ROW EXCLUSIVE MODE")
            session.run(f"{_ALL}; DELETE FROM notes WHERE name = 'recall'")
            session.rows(
                "INSERT INTO notes VALUES ('viewed at', %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                str(view.address),
            )


def detach(session: Session) -> None:
    """Keep no view any more."""
    if has_view(session):
        session.run(
            "DROP TABLE unviewed; DROP FUNCTION list_unviewed() CASCADE;"
            " DELETE FROM notes WHERE name IN ('viewed at', 'recall')"
        )


def has_view(session: Session) -> bool:
    """Whether the index keeps a view in step."""
    return bool(session.value("SELECT to_regclass('unviewed')"))


def is_viewed_at(session: Session, view: MilvusView) -> bool:
    """Whether the index keeps this view in step, and not another one or none."""
    return has_view(session) and session.value(_FROM_HERE) == str(view.address)


def unlike_the_vectors(session: Session, view: MilvusView) -> Iterator[str]:
    """Where the keys of the view and of the vectors do not match, except those that are listed to be brought there.

    One sentence for each fault. Raises `StoreError` if the view cannot be read.
    """
    before = _state(session)
    held = missing = 0
    last = b""
    while keys := [bytes(key) for (key,) in session.rows(_AFTER, last)]:
        last = keys[-1]
        found = view.held(keys)
        held += len(found)
        if lacking := [key for key in keys if key not in found]:
            missing += int(session.value(_STILL_MISSING, lacking))  # others were removed or listed meanwhile
    if missing:
        yield f"{missing:,} vectors are missing from Milvus."
    extra = view.count() - held
    if extra > 0 and before[:2] == (0, 0) and before == _state(session):  # else an update can have changed either
        yield f"{extra:,} deleted vectors are still in Milvus."


def _state(session: Session) -> tuple[int, int, int]:
    """How many files wait, how many keys are listed, and how many changes there were."""
    ((waiting, listed, changes),) = session.rows(
        "SELECT (SELECT count(*) FROM work), (SELECT count(*) FROM unviewed), (SELECT sum(changes)::bigint FROM totals)"
    )
    return waiting, listed, changes


def bring_into_view(session: Session, view: MilvusView, *, least: int = 1) -> None:
    """Add and remove in the view what is listed, once there are `least` keys. Several processes can do so at once."""
    while session.value("SELECT count(*) FROM (SELECT FROM unviewed LIMIT %s) counted", least) >= least:
        if not _bring(session, view):
            return


def _bring(session: Session, view: MilvusView) -> bool:
    with session.transaction():
        listed = session.rows(f"SELECT embed_key FROM unviewed LIMIT {_AT_ONCE} FOR UPDATE SKIP LOCKED")
        keys = [bytes(key) for (key,) in listed]
        held = {
            bytes(key): row
            for key, row in session.rows("SELECT embed_key, row FROM vectors WHERE embed_key = ANY(%s)", keys)
        }
        if held:
            view.put(list(held), np.stack([from_binary(row) for row in held.values()]))
        if gone := [key for key in keys if key not in held]:
            view.remove(gone)
        if keys:
            view.settle()
            session.rows("DELETE FROM unviewed WHERE embed_key = ANY(%s)", keys)
    return bool(keys)


def viewed(session: Session, view: MilvusView, row: Rows, *, k: int, limit: Limit, searched: int) -> list[bytes] | None:
    """Keys of the view near `row`, enough for the k nearest of `searched` passages. None: there are too few.

    The view knows no documents, so more are asked for if only some of them are searched.
    """
    wanted = 2 * k + 32
    if not limit:
        return view.nearest(row, wanted)
    total = int(session.value("SELECT sum(passages)::bigint FROM totals"))
    for most in (wanted * max(1, total // max(1, searched)) * 2, MOST):
        found = view.nearest(row, min(most, MOST))
        counted = session.rows(
            "SELECT count(*) FROM passages p WHERE p.embed_key = ANY(%(found)s)"
            f" AND {limit.document('p.document_id')}",
            found=found, **limit.values,
        )[0][0]  # fmt: skip
        if counted >= k:
            return found
    return None


def from_binary(row: bytes) -> Rows:
    """A row (dim,) from pgvector's binary form: two numbers of 16 bits, then the row, big endian."""
    return np.frombuffer(row, dtype=">f4", offset=4).astype(np.float32)
