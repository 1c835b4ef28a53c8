"""Folder of documents -> catalogue -> views: the incremental build. The only writer of the index.

The next index is made in a work folder and takes the place of the published one in one step. An update that is killed
leaves the published one as it was; the next one goes on with the work, if the same is wanted then.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from index.embedding.embedder import Embedder, embed_key, embedded_text, title_in_text
from index.errors import DamagedIndexError, DocumentError, MissingDocumentError
from index.files.file_state import Filed, Stamp
from index.files.walk import walk
from index.reading.prefetch import read_ahead
from index.records import Changes, Document, Passage, Progress, no_progress
from index.stores.catalog import Catalog
from index.stores.checksums import wrong_files
from index.stores.fingerprint import (
    MadeWith,
    check_made_with,
    made_with,
    note_precisions,
    precisions,
    read_made_with,
)
from index.stores.layout import (
    CATALOG,
    begin_to_sync,
    publish,
    published_name,
    remove,
    tidy,
    work_folder,
    writing,
)
from index.stores.views import carry_views, write_views
from index.text.split import MAX_TOKENS, split
from index.upkeep.diff import changes, differences, stale_documents

_WAITING_PASSAGES = 1024  # how many may wait for their vectors: this bounds the memory
_WAITING_CHARACTERS = 8_000_000
_EMBEDDED_AT_ONCE = 64  # how many embeddings a kill may lose


def update(
    documents: Path,
    index: Path,
    *,
    embedder: Embedder,
    read: Callable[[str], Document],
    reader_version: str,
    max_tokens: int = MAX_TOKENS,
    rebuild: bool = False,
    keep: int = 0,
    readers: int = 0,
    progress: Progress = no_progress,
) -> Changes:
    """What changed since the published index; the index then holds exactly what the folder `documents` holds.

    `read(path)` is the document at this path inside the folder, or raises `DocumentError`. A file is read again only
    if its content or `reader_version` changed, and only text that no passage had before is embedded. A file that
    cannot be read is a failure until it changes; what the index held of it is removed, since it may not be true any
    more. `rebuild` reads everything anew, with whatever settings, while the old index goes on serving. `keep` older
    indexes stay on the disk, and with them what was in documents since deleted.

    `read` is called from so many `readers` at once, threads that read ahead; 0: from this one. `progress` hears of
    "reading" (files), "embedding" (passages, of about how many there will be) and "publishing" (one thing); what it
    raises ends the update, and the next one goes on with it.
    Raises `MissingDocumentError`, `MismatchedIndexError`, `DamagedIndexError`, `BusyIndexError`.
    """
    found = walk(documents, without=index)
    wanted = made_with(embedder, max_tokens)
    with writing(index):
        name = _published_name(index, rebuild=rebuild)
        tidy(index, name, keep=keep)
        before = _published_files(index, name, wanted, rebuild=rebuild)
        if not found and not before:
            raise MissingDocumentError(
                f"there are no documents in {documents}. Put files there, then run `quoth index`."
            )
        began = json.dumps({"from": name, "rebuild": rebuild, "made_with": wanted})
        work = _resume(index, began)
        known = work.files() if work else {} if rebuild else before
        touched, changed = differences(documents, found, known, reader_version)
        gone = known.keys() - found.keys()
        if name and not (work or rebuild or changed or gone):
            return changes(before, before)
        with closing(work or _begin(index, name, wanted, began, rebuild=rebuild)) as catalog:
            for path in sorted(gone):
                catalog.forget(path)
            for path, stamp in touched.items():
                catalog.touch(path, stamp)
            _Reading(
                catalog=catalog,
                embedder=embedder,
                read=read,
                reader_version=reader_version,
                max_tokens=max_tokens,
                readers=readers,
                progress=progress,
            ).read_all(changed)
            progress("publishing", 0, 1)
            catalog.prune()
            after = catalog.files()
            if name and not rebuild:
                stale = stale_documents(before, after)
                carry_views(catalog, work_folder(index), old=index / name, stale=stale, dim=embedder.dim)
            else:
                write_views(catalog, work_folder(index), dim=embedder.dim)
            catalog.seal()
        publish(index, name, keep=keep)
        progress("publishing", 1, 1)
        return changes(before, after)


def _published_name(index: Path, *, rebuild: bool) -> str:
    try:
        return published_name(index)
    except DamagedIndexError:
        if rebuild:
            return ""
        raise


def _published_files(index: Path, name: str, wanted: MadeWith, *, rebuild: bool) -> dict[str, Filed]:
    """What the published index knows of each file; it must be one that this update can go on from, or rebuild."""
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
    """The catalogue in the work folder, if it was begun from and for the same; any other is removed."""
    with suppress(sqlite3.Error, DamagedIndexError):
        if (path := work_folder(index) / CATALOG).exists():
            catalog = Catalog.edit(path)
            if catalog.note("began") == began:
                return catalog
            catalog.close()
    remove(work_folder(index))
    return None


def _begin(index: Path, name: str, wanted: MadeWith, began: str, *, rebuild: bool) -> Catalog:
    """A catalogue in the work folder: a copy of the published one, or a new one with such vectors as still hold."""
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
    names = ("embedder", "dimensions", "passage prompt")  # no format has changed how vectors are kept
    with suppress(DamagedIndexError), closing(Catalog.open(published)) as source:
        noted = read_made_with(source)
        return all(noted.get(name) == wanted.get(name) for name in names) and not wrong_files(
            published.parent, under=CATALOG
        )
    return False


@dataclass(frozen=True, slots=True)
class _Read:
    """A document that waits for its vectors."""

    document: Document
    stamp: Stamp
    passages: list[Passage]
    texts: list[str]  # as embedded, one a passage


@dataclass(kw_only=True, slots=True)
class _Reading:
    """Documents on their way into the catalogue: read, split, embedded, each stored in one transaction."""

    catalog: Catalog
    embedder: Embedder
    read: Callable[[str], Document]
    reader_version: str
    max_tokens: int
    readers: int
    progress: Progress
    embedded: int = 0  # texts
    share: float = 0.0  # of all bytes: what was read of them

    def read_all(self, stamps: Mapping[str, Stamp]) -> None:
        """Read these files; documents wait for one another, so that texts of like length are embedded together."""
        waiting: list[_Read] = []
        size = sum(stamp.size for stamp in stamps.values())
        with closing(read_ahead(self.read, stamps, threads=self.readers)) as outcomes:
            for done, (path, stamp) in enumerate(stamps.items()):
                self.progress("reading", done, len(stamps), path)
                try:
                    waiting.append(self._split(next(outcomes)(), stamp))
                except DocumentError as error:
                    self.catalog.fail(path, error.reason, stamp, self.reader_version)
                self.share += stamp.size / max(1, size)
                if _is_much(waiting):
                    self._keep(waiting)
                    waiting = []
        self.share = 1.0
        self.progress("reading", len(stamps), len(stamps))
        self._keep(waiting)

    def _split(self, document: Document, stamp: Stamp) -> _Read:
        _check_unicode(document)
        passages = split(document, max_tokens=self.max_tokens, token_starts=self.embedder.token_starts)
        title = title_in_text(document)
        return _Read(document, stamp, passages, [embedded_text(passage, title) for passage in passages])

    def _keep(self, waiting: list[_Read]) -> None:
        texts = {embed_key(text): text for read in waiting for text in read.texts}
        embedded = self.catalog.embedded(texts)
        self._embed({key: text for key, text in texts.items() if key not in embedded})
        for read in waiting:
            keys = map(embed_key, read.texts)
            self.catalog.keep(read.document, zip(read.passages, keys, strict=True), read.stamp, self.reader_version)

    def _embed(self, texts: Mapping[bytes, str]) -> None:
        """Store the vector of each text, some at a time, so that a kill loses little."""
        keys = sorted(texts, key=lambda key: (len(texts[key]), key))
        total = round((self.embedded + len(keys)) / self.share)
        if keys:
            note_precisions(self.catalog, {*precisions(self.catalog), self.embedder.precision})
        for first in range(0, len(keys), _EMBEDDED_AT_ONCE):
            some = keys[first : first + _EMBEDDED_AT_ONCE]
            self.progress("embedding", self.embedded, total)
            self.catalog.add_vectors(some, self.embedder.embed_passages([texts[key] for key in some]))
            self.embedded += len(some)
        self.progress("embedding", self.embedded, total)


def _is_much(waiting: list[_Read]) -> bool:
    passages = sum(len(read.passages) for read in waiting)
    characters = sum(len(read.document.text) for read in waiting)
    return passages >= _WAITING_PASSAGES or characters >= _WAITING_CHARACTERS


def _check_unicode(document: Document) -> None:
    """Raise `DocumentError` for half a surrogate pair: such text can be neither stored nor shown."""
    try:
        for text in (document.title, document.text, *(section.heading for section in document.sections)):
            text.encode()
    except UnicodeEncodeError as error:
        raise DocumentError("holds characters that are no Unicode") from error
