"""The view of a shared index in Milvus, as updates keep it in step."""

from __future__ import annotations

from index.stores.postgres.check import is_measured, measure_view
from index.stores.postgres.database import Database, Session
from index.stores.postgres.milvus_view import MilvusView
from index.stores.postgres.tables import generation, has_many_vectors
from index.stores.postgres.view import attach, bring_into_view, detach, view_of


def view_in(database: Database) -> MilvusView | None:
    """The view of the index, or None if its address names no Milvus server."""
    if not database.address.vectors:
        return None
    with database.session() as session:
        return view_of(database.address, generation(session))


def set_view(database: Database, view: MilvusView | None, dim: int) -> None:
    """Keep this view in step from now on, or none."""
    with database.session() as session:
        if view:
            attach(session, view, dim)
        else:
            detach(session)


def finish_view(session: Session, view: MilvusView) -> None:
    """Bring everything into the view, and measure a new one, if it is used: few vectors are all compared."""
    bring_into_view(session, view)
    if has_many_vectors(session) and not is_measured(session):
        measure_view(session, view)
