"""The views of a catalogue: vectors in FAISS and words in tantivy. They are built from it and safe to delete."""

from __future__ import annotations

import logging
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from index.errors import DamagedIndexError
from index.stores.catalog import Catalog
from index.stores.checksums import wrong_files
from index.stores.faiss_vectors import FaissVectors
from index.stores.layout import CATALOG, begin_to_sync, remove
from index.stores.lexical import Lexical
from index.stores.lexical_parts import carry_parts, count_parts, fitting_parts, write_parts
from index.stores.vectors import Vectors

VECTORS = "vectors.faiss"
LEXICAL = "lexical"
_FEW = 0.25  # of the documents; if more changed, a rebuild is as fast

_log = logging.getLogger(__name__)


def write_views(catalog: Catalog, folder: Path, *, dim: int) -> None:
    """Build both views of the catalogue in `folder`. They replace existing ones."""
    _remove_views(folder)
    FaissVectors.write(folder / VECTORS, dim, catalog.all_rows())
    begin_to_sync(folder / VECTORS)
    parts = fitting_parts(catalog.count_passages())
    write_parts(folder / LEXICAL, catalog.document_ids(), catalog.all_words, parts=parts)


def carry_views(catalog: Catalog, folder: Path, *, old: Path, stale: Collection[str], dim: int) -> None:
    """Build both views of the catalogue in `folder` from those in `old`, except for the documents `stale`.

    The result is the same as from `write_views`, which is used if much has changed or the views in `old` are damaged.
    """
    if not _can_carry(catalog, old, stale):
        write_views(catalog, folder, dim=dim)
        return
    _remove_views(folder)
    with closing(Catalog.open(old / CATALOG)) as before:
        gone = before.keys_of(stale)
    FaissVectors.open(old / VECTORS).carry(folder / VECTORS, without=gone, added=catalog.all_rows(stale))
    begin_to_sync(folder / VECTORS)
    carry_parts(folder / LEXICAL, catalog.document_ids(), catalog.all_words, old=old / LEXICAL, stale=stale)


def _can_carry(catalog: Catalog, old: Path, stale: Collection[str]) -> bool:
    if len(stale) > _FEW * len(catalog.document_ids()):
        return False
    if wrong_files(old, under=VECTORS) or wrong_files(old, under=LEXICAL):
        return False
    try:
        Lexical.open(old / LEXICAL)  # it raises for the terms of another version
    except DamagedIndexError:
        return False
    return 0.5 <= count_parts(old / LEXICAL) / fitting_parts(catalog.count_passages()) <= 2


def _remove_views(folder: Path) -> None:
    for path in folder.glob(f"{VECTORS}*"):
        path.unlink()
    remove(folder / LEXICAL)


def open_vectors(catalog: Catalog, folder: Path, *, dim: int) -> Vectors:
    """The vectors in `folder`. If the file is missing or damaged, they are rebuilt in memory with a warning.

    Raises `DamagedIndexError` if the folder itself is gone.
    """
    try:
        vectors = FaissVectors.open(folder / VECTORS)
        if (len(vectors), vectors.dim) == (catalog.count_passages(), dim):
            return vectors
        reason = f"{folder / VECTORS} does not match the catalogue. Run `quoth index --rebuild`."
    except DamagedIndexError as error:
        reason = str(error)
    _check_is_there(folder, reason)
    return _build_vectors(catalog, dim)


def open_lexical(catalog: Catalog, folder: Path) -> Lexical:
    """The lexical index in `folder`, rebuilt in memory if it is missing or damaged, like `open_vectors`."""
    try:
        lexical = Lexical.open(folder / LEXICAL)
        if len(lexical) == catalog.count_passages():
            return lexical
        reason = f"{folder / LEXICAL} does not match the catalogue. Run `quoth index --rebuild`."
    except DamagedIndexError as error:
        reason = str(error)
    _check_is_there(folder, reason)
    return Lexical.build(catalog.all_words())


def _check_is_there(folder: Path, reason: str) -> None:
    """Raise if the folder is gone, else log a warning. Readers never write, so they rebuild a view in memory."""
    if not folder.exists():
        raise DamagedIndexError(reason)
    _log.warning("%s Until then, Quoth rebuilds it in memory at each start.", reason)


def _build_vectors(catalog: Catalog, dim: int) -> FaissVectors:
    vectors = FaissVectors(dim)
    for keys, rows in catalog.all_rows():
        vectors.add(keys, rows)
    return vectors
