"""Opens the index of a place."""

from __future__ import annotations

from pathlib import Path

from index.stores.folder_store import FolderStore
from index.stores.store import Store


def open_store(place: Path) -> Store:
    """The index last published in `place`. Raises `MissingIndexError` and `DamagedIndexError`."""
    return FolderStore.open_published(place)
