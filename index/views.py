"""The views of a catalogue: the vectors in FAISS and the words in tantivy. Built from it, safe to delete."""

from __future__ import annotations

import logging
from pathlib import Path

from index.catalog import Catalog
from index.errors import DamagedIndexError
from index.lexical import Lexical
from index.published import remove
from index.vectors import FaissVectors, Vectors

_VECTORS = "vectors.faiss"
_LEXICAL = "lexical"

_log = logging.getLogger(__name__)


def write_views(catalog: Catalog, folder: Path, *, dim: int) -> None:
    """Build both views of the catalogue in `folder`, in place of those that may be there."""
    _build_vectors(catalog, dim).save(folder / _VECTORS)
    remove(folder / _LEXICAL)
    (folder / _LEXICAL).mkdir()
    Lexical.build(catalog.all_words(), folder / _LEXICAL)


def open_vectors(catalog: Catalog, folder: Path, *, dim: int) -> Vectors:
    """The vectors in `folder`; where the file is missing or damaged, they are built again in memory and this is logged.

    Raises `DamagedIndexError` where the folder itself is gone.
    """
    try:
        vectors = FaissVectors.open(folder / _VECTORS)
        if (len(vectors), vectors.dim) == (catalog.count_passages(), dim):
            return vectors
        reason = f"{folder / _VECTORS} is not that of the catalogue beside it. Run `quoth index --rebuild`."
    except DamagedIndexError as error:
        reason = str(error)
    _check_is_there(folder, reason)
    return _build_vectors(catalog, dim)


def open_lexical(catalog: Catalog, folder: Path) -> Lexical:
    """The words in `folder`, in the same manner as `open_vectors`."""
    try:
        lexical = Lexical.open(folder / _LEXICAL)
        if len(lexical) == catalog.count_passages():
            return lexical
        reason = f"{folder / _LEXICAL} is not that of the catalogue beside it. Run `quoth index --rebuild`."
    except DamagedIndexError as error:
        reason = str(error)
    _check_is_there(folder, reason)
    return Lexical.build(catalog.all_words())


def _check_is_there(folder: Path, reason: str) -> None:
    """Readers never write: what they build again lives as long as they do."""
    if not folder.exists():
        raise DamagedIndexError(reason)
    _log.warning("%s Until then it is built again in memory.", reason)


def _build_vectors(catalog: Catalog, dim: int) -> FaissVectors:
    vectors = FaissVectors(dim)
    for keys, rows in catalog.all_rows():
        vectors.add(keys, rows)
    return vectors
