"""Checks that files, documents, passages, vectors and postings match one to one, and describes what does not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from index.arrays import Keys
from index.errors import DamagedIndexError, MissingDocumentError
from index.files.file_state import FileState
from index.files.walk import sha256, walk
from index.stores.catalog import Catalog
from index.stores.checksums import CHECKSUMS, wrong_files
from index.stores.faiss_vectors import FaissVectors, Shape
from index.stores.fingerprint import precisions, read_made_with
from index.stores.layout import CATALOG, publish, remove, require_published, work_folder, writing
from index.stores.lexical import Lexical
from index.stores.views import LEXICAL, VECTORS, write_views
from index.upkeep.audit import audit
from index.upkeep.diff import gone
from index.upkeep.integrity import sentence_of

Cure = Literal["views", "update", "rebuild", "yours"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in words, and what repairs it:

    "views": rebuild the views from the catalogue. "update" or "rebuild": update or rebuild the index from the
    documents. "yours": only the user can fix it.
    """

    what: str
    cure: Cure


def examine(documents: Path, index: Path) -> list[Fault]:
    """Every fault in the index of the folder `documents`; empty if everything matches.

    Raises `MissingIndexError`.
    """
    faults: list[Fault] = []
    try:
        faults.extend(_not_as_written(folder := index / require_published(index)))
        with closing(Catalog.open(folder / CATALOG)) as catalog:
            for fault in _faults(documents, index, catalog, folder):
                faults.append(
                    fault
                )  # one by one, so that faults found before an unreadable part of the catalogue are still reported
    except DamagedIndexError as error:
        faults.append(Fault(str(error), "rebuild"))
    return faults


def vectors_shape(index: Path) -> Shape:
    """How the vectors of the published index are searched, and with what recall. Raises as `FaissVectors.open`."""
    return FaissVectors.open(index / require_published(index) / VECTORS).shape


def vectors_precisions(index: Path) -> list[str]:
    """The precisions in which the vectors of the published index were computed. Raises as `Catalog.open`."""
    with closing(Catalog.open(index / require_published(index) / CATALOG)) as catalog:
        return precisions(catalog)


def repair(faults: Collection[Fault], index: Path, *, update: Callable[[bool], object], keep: int = 0) -> None:
    """Repair these faults, except those that only the user can fix.

    `update(rebuild)` updates the index from the folder, or rebuilds it. Raises `QuothError`.
    """
    cures = {fault.cure for fault in faults}
    if "rebuild" in cures:
        update(True)
        return
    if "views" in cures:
        _build_views_again(index, keep)
    if "update" in cures:
        update(False)


def _build_views_again(index: Path, keep: int) -> None:
    with writing(index):
        name = require_published(index)
        work = work_folder(index)
        remove(work)
        work.mkdir()
        with closing(Catalog.open(index / name / CATALOG)) as published:
            published.copy(work / CATALOG)
        with closing(Catalog.open(work / CATALOG)) as catalog:
            write_views(catalog, work, dim=int(read_made_with(catalog)["dimensions"]))
        publish(index, name, keep=keep)


def _faults(documents: Path, index: Path, catalog: Catalog, folder: Path) -> Iterator[Fault]:
    unsound = [Fault(what, "rebuild") for what in audit(folder / CATALOG)]
    yield from unsound
    if unsound:  # the checks below would fail on it
        return
    yield from unlike_the_folder(documents, index, catalog.files())
    if not wrong_files(folder, under=VECTORS):  # a damaged file can hold anything
        yield from _wrong_vectors(catalog, folder)
    if not wrong_files(folder, under=LEXICAL):
        yield from _wrong_postings(catalog, folder)


def _not_as_written(folder: Path) -> Iterator[Fault]:
    if not (folder / CHECKSUMS).exists():
        yield Fault(f"{folder} has no checksums.", "views")
        return
    for name in wrong_files(folder):
        yield Fault(f"{folder / name} does not match its checksum.", "rebuild" if name == CATALOG else "views")


def unlike_the_folder(documents: Path, without: Path, known: Mapping[str, FileState]) -> Iterator[Fault]:
    """Where the files of the folder `documents`, except those in `without`, and the files of an index do not match."""
    try:
        found = walk(documents, without=without)
    except MissingDocumentError as error:
        yield Fault(str(error), "yours")
        return
    changed: list[str] = []
    rotten: list[str] = []
    for path in sorted(known.keys() & found.keys()):
        if known[path].failure is None and known[path].sha256 != sha256(documents / path):
            (changed if known[path].stamp != found[path] else rotten).append(path)
    yield from _some(sorted(found.keys() - known.keys()), "in the folder but not in the index", "update")
    yield from _some(gone(found, known), "in the index but no longer in the folder", "update")
    yield from _some(changed, "out of date in the index", "update")
    yield from _some(rotten, "different from what was indexed, although its time and size are the same", "rebuild")


def _wrong_vectors(catalog: Catalog, folder: Path) -> Iterator[Fault]:
    try:
        vectors = FaissVectors.open(folder / VECTORS)
    except DamagedIndexError as error:
        yield Fault(str(error), "views")
        return
    dim = int(read_made_with(catalog)["dimensions"])
    if vectors.dim != dim:
        yield Fault(f"the vectors in {folder / VECTORS} have {vectors.dim} numbers each, not {dim}.", "views")
        return
    held = vectors.keys()
    yield from _unlike(catalog, held, VECTORS)
    other = 0
    for keys, rows in catalog.all_rows():
        both = np.isin(keys, held)
        other += int((vectors.rows(keys[both]) != rows[both]).any(axis=1).sum())
    if other:
        yield Fault(f"{other:,} vectors in {folder / VECTORS} do not match the catalogue.", "views")


def _wrong_postings(catalog: Catalog, folder: Path) -> Iterator[Fault]:
    try:
        lexical = Lexical.open(folder / LEXICAL)
    except DamagedIndexError as error:
        yield Fault(str(error), "views")
        return
    yield from _unlike(catalog, lexical.keys(), LEXICAL)


def _unlike(catalog: Catalog, held: Keys, view: str) -> Iterator[Fault]:
    """Where the passages and the keys in a view do not match one to one."""
    wanted = catalog.keys_of(catalog.document_ids())
    for number, what in (
        (len(np.setdiff1d(wanted, held)), "passages are missing from"),
        (len(np.setdiff1d(held, wanted)), "deleted passages are still in"),
        (len(held) - len(np.unique(held)), "duplicate passages are in"),
    ):
        if number:
            yield Fault(f"{number:,} {what} {view}.", "views")


def _some(names: Sequence[str], what: str, cure: Cure) -> Iterator[Fault]:
    return (Fault(sentence, cure) for sentence in sentence_of(names, what))
