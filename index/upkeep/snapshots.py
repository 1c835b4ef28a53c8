"""The published indexes that are kept, and how to go back to one of them."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.errors import DamagedIndexError, MissingIndexError
from index.stores.catalog import Catalog
from index.stores.checksums import CHECKSUMS, wrong_files
from index.stores.fingerprint import read_made_with
from index.stores.layout import (
    CATALOG,
    publish,
    published_names,
    remove,
    require_published,
    share,
    work_folder,
    writing,
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published index; the newest is the one in use."""

    name: str
    made_at: float  # seconds since 1970
    documents: int
    passages: int
    manifest: str  # "" if the index cannot be read any more; the counts are then 0


def snapshots(index: Path) -> list[Snapshot]:
    """The index in use and the older ones that are kept, newest first.

    Raises `MissingIndexError`, and `DamagedIndexError` if the one in use cannot be read.
    """
    current = require_published(index)
    return [_snapshot(index / name, in_use=name == current) for name in reversed(published_names(index))]


def manifest(catalog: Catalog) -> str:
    """A SHA-256 in hexadecimal. It depends only on the documents, settings and weights, not on earlier updates."""
    digest = hashlib.sha256(json.dumps(read_made_with(catalog), sort_keys=True).encode())
    for line in catalog.outline():
        digest.update(json.dumps(line).encode())
    return digest.hexdigest()


def rollback(index: Path, name: str, *, keep: int = 0) -> None:
    """Publish the older index `name` again, as the newest. The next update applies changes in the documents.

    Raises `MissingIndexError` if no index of that name is kept, `DamagedIndexError`, and `BusyIndexError`.
    """
    with writing(index):
        current = require_published(index)
        older = [kept for kept in published_names(index) if kept != current]
        if name not in older:
            kept = f"Choose one of: {', '.join(older)}" if older else "None is kept. Set snapshots_kept to keep some"
            raise MissingIndexError(f"there is no older index '{name}' in {index}. {kept}.")
        if wrong := wrong_files(index / name):
            raise DamagedIndexError(f"{index / name / wrong[0]} does not match its checksum. Choose another index.")
        remove(work_folder(index))
        # The files never change, so both indexes can share them.
        ignore = shutil.ignore_patterns(CHECKSUMS)
        shutil.copytree(index / name, work_folder(index), copy_function=share, ignore=ignore)
        publish(index, current, keep=keep)


def _snapshot(folder: Path, *, in_use: bool) -> Snapshot:
    made_at = folder.stat().st_mtime
    try:
        with closing(Catalog.open(folder / CATALOG)) as catalog:
            counts = len(catalog.document_ids()), catalog.count_passages()
            return Snapshot(folder.name, made_at, *counts, manifest(catalog))
    except DamagedIndexError:
        if in_use:
            raise
        return Snapshot(folder.name, made_at, 0, 0, "")
