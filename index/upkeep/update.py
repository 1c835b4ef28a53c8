"""Documents folder -> catalogue -> views: the incremental build.

The next index is built in a work folder and replaces the published one in one step. If an update is killed, the
published index stays as it was, and the next update resumes the work if the settings are the same.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import DamagedIndexError, MissingDocumentError, NoDocumentsError
from index.files.file_state import FileState, Stamp
from index.files.walk import walk
from index.records import Changes
from index.stores.catalog import Catalog
from index.stores.checksums import wrong_files
from index.stores.fingerprint import (
    MadeWith,
    check_made_with,
    has_same_vectors,
    made_with,
    note_precisions,
    precisions,
    read_made_with,
)
from index.stores.layout import (
    CATALOG,
    begin_to_sync,
    note_documents,
    publish,
    published_name,
    remove,
    tidy,
    work_folder,
    writing,
)
from index.stores.views import carry_views, write_views
from index.upkeep.diff import changes, differences, gone, stale_documents
from index.upkeep.ingest import Ingestion, IngestionRun

_FIRST_S = 60.0  # until the first part of a new index is published, so that it can be searched
MANY = 3  # from this many documents in the index on, a folder without any of them is probably a mistake
_SLOWER = 4  # each further part takes so many times as long, so that publishing stays a small share of the time


def update(
    documents: Path,
    index: Path,
    ingestion: Ingestion,
    *,
    rebuild: bool = False,
    accept_empty: bool = False,
    keep: int = 0,
) -> Changes:
    """Bring the index in step with the folder `documents`, and return what changed since the published index.

    Only new and changed files are read (see `Ingestion`), and only new text is embedded. A file that cannot be read is
    listed as a failure, and what the index held of it is removed, because it can be out of date. Quoth tries the file
    again when it changes, or at the next update if the cause can pass.

    If the cause can pass and the file has the same size and modification time as when it was read, its document stays.
    Documents in a folder that cannot be listed stay too.

    `rebuild` reads every file again and accepts other settings; the old index keeps serving until the new one is
    complete. `accept_empty` allows the folder to be empty although the index holds many documents. `keep` older
    indexes stay on the disk, and with them the text of documents that were deleted since.

    The first index of a folder is published in parts, the first after about a minute, so that people can ask while a
    large folder is still being read.

    Raises `MissingDocumentError`, `MismatchedIndexError`, `DamagedIndexError`, `BusyIndexError`.
    """
    found = walk(documents, without=index)
    with writing(index):
        name = _published_name(index, rebuild=rebuild)
        if not found and name and not accept_empty:
            check_was_empty(documents, _count_documents(index / name / CATALOG))
        is_first = not name and not rebuild
        run = _Run(documents, index, found, IngestionRun(ingestion), rebuild=rebuild, keep=0 if is_first else keep)
        seconds = _FIRST_S if is_first else math.inf
        before, after, is_whole = run.once(name, seconds)
        while not is_whole:
            seconds *= _SLOWER
            _, after, is_whole = run.once(published_name(index), seconds)
    return changes(before, after)


Files = dict[str, FileState]


@dataclass(frozen=True, slots=True)
class _Run:
    """One update: the files that were found, and how they are indexed."""

    documents: Path
    index: Path
    found: Mapping[str, Stamp]
    ingestion: IngestionRun
    rebuild: bool
    keep: int

    def once(self, name: str, seconds: float) -> tuple[Files, Files, bool]:
        """Start from the published folder `name`, read files for about `seconds`, and publish the result.

        Returns the files before and after, and whether all are in the index now.
        """
        index, how, rebuild = self.index, self.ingestion.how, self.rebuild
        wanted = made_with(how.embedder, how.max_tokens)
        tidy(index, name, keep=self.keep)
        before = _published_files(index, name, wanted, rebuild=rebuild)
        if not self.found and not before:
            raise NoDocumentsError(
                f"there are no documents in {self.documents}. Put files there, then run `quoth index`."
            )
        began = json.dumps({"from": name, "rebuild": rebuild, "made_with": wanted})
        work = _resume(index, began)
        known = work.files() if work else {} if rebuild else before
        touched, changed = differences(self.documents, self.found, known, how.reader_version)
        removed = gone(self.found, known)
        if name and not (work or rebuild or changed or removed):
            note_documents(index, self.documents)
            return before, before, True
        with closing(work or _begin(index, name, wanted, began, rebuild=rebuild)) as catalog:
            for path in removed:
                catalog.forget(path)
            for path, stamp in touched.items():
                catalog.touch(path, stamp)
            is_whole = self.ingestion.read_all(changed, catalog, seconds=seconds)
            how.progress("publishing", 0, 1)
            catalog.prune()
            after = catalog.files()
            if (
                name and not rebuild and is_whole and after == before
            ):  # only failures were tried again, and they failed again
                catalog.close()
                remove(work_folder(index))
                return before, before, True
            self._write_views(catalog, "" if rebuild else name, stale_documents(before, after))
            catalog.seal()
        publish(index, name, keep=self.keep)
        note_documents(index, self.documents)
        how.progress("publishing", 1, 1)
        return before, after, is_whole

    def _write_views(self, catalog: Catalog, name: str, stale: set[str]) -> None:
        work, dim = work_folder(self.index), self.ingestion.how.embedder.dim
        if name:
            carry_views(catalog, work, old=self.index / name, stale=stale, dim=dim)
        else:
            write_views(catalog, work, dim=dim)


def check_was_empty(documents: Path, held: int) -> None:
    """Raise `MissingDocumentError` if the index holds many documents although the folder is empty."""
    if held >= MANY:
        raise MissingDocumentError(
            f"{documents} is empty, but the index holds {held:,} documents. "
            "If they are on a removable drive, connect it. If you removed them, run `quoth index --accept-empty`."
        )


def _count_documents(catalog: Path) -> int:
    with suppress(DamagedIndexError), closing(Catalog.open(catalog)) as published:
        return len(published.document_ids())
    return 0


def _published_name(index: Path, *, rebuild: bool) -> str:
    try:
        return published_name(index)
    except DamagedIndexError:
        if rebuild:
            return ""
        raise


def _published_files(index: Path, name: str, wanted: MadeWith, *, rebuild: bool) -> dict[str, FileState]:
    """What the published index knows about each file. Raises if an update without `rebuild` cannot use it."""
    if not name:
        return {}
    try:
        with closing(Catalog.open(index / name / CATALOG)) as published:
            if not rebuild:
                check_made_with(published, wanted, index)
            return published.files()
    except DamagedIndexError:
        if rebuild:
            return {}
        raise


def _resume(index: Path, began: str) -> Catalog | None:
    """The catalogue in the work folder, if it has the same start and settings. Any other is removed."""
    with suppress(sqlite3.Error, DamagedIndexError):
        if (path := work_folder(index) / CATALOG).exists():
            catalog = Catalog.edit(path)
            if catalog.note("began") == began:
                return catalog
            catalog.close()
    remove(work_folder(index))
    return None


def _begin(index: Path, name: str, wanted: MadeWith, began: str, *, rebuild: bool) -> Catalog:
    """A catalogue in the work folder: a copy of the published one, or a new one with its valid vectors."""
    folder = work_folder(index)
    folder.mkdir()
    part = folder / f"{CATALOG}.part"
    published = index / name / CATALOG
    if name and not rebuild:
        with closing(Catalog.open(published)) as source:
            source.copy(part)
        catalog = Catalog.edit(part)
    else:
        catalog = Catalog.create(part)
        note_precisions(catalog, ())
        if name and _has_same_vectors(published, wanted):
            catalog.adopt_vectors(published, dim=int(wanted["dimensions"]))
            with closing(Catalog.open(published)) as source:
                note_precisions(catalog, precisions(source))
    catalog.write_note("made_with", json.dumps(wanted))
    catalog.write_note("began", began)
    catalog.seal()
    part.rename(folder / CATALOG)
    begin_to_sync(folder / CATALOG)
    return Catalog.edit(folder / CATALOG)


def _has_same_vectors(published: Path, wanted: MadeWith) -> bool:
    with suppress(DamagedIndexError), closing(Catalog.open(published)) as source:
        # All formats store vectors in the same way.
        return has_same_vectors(read_made_with(source), wanted) and not wrong_files(published.parent, under=CATALOG)
    return False
