"""Opens the index of a place: a folder, or the address of a database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from index.stores.fingerprint import read_made_with
from index.stores.folder_store import FolderStore
from index.stores.store import Store

Place = Path | str  # a folder, or postgresql://user@host/database


def open_store(place: Place) -> Store:
    """The index last published in `place`. Raises `MissingIndexError`, `DamagedIndexError` and `StoreError`."""
    if isinstance(place, Path):
        return FolderStore.open_published(place)
    from index.stores.postgres.postgres_store import PostgresStore  # psycopg is optional

    return PostgresStore.open(place)


def noted_embedder(place: Place) -> str:
    """The name of the embedder that the index in `place` was built with. Raises as `open_store`."""
    with closing(open_store(place)) as store:
        return str(read_made_with(store).get("embedder", ""))
