"""Folder of documents -> catalogue -> views: the incremental build. The only writer of the index.

The next index is made in a work folder and takes the place of the published one in one step. An update that is killed
leaves the published one as it was; the next one goes on with the work, if the same is wanted then.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from filelock import FileLock, Timeout

from index.catalog import Catalog, Filed, Stamp
from index.embed import Embedder, embedded_text, title_in_text
from index.errors import BusyIndexError, DamagedIndexError, DocumentError, MissingDocumentError, QuothError
from index.made_with import MadeWith, check_made_with, made_with, read_made_with
from index.published import CATALOG, publish, published_name, remove, tidy, work_folder
from index.records import Changes, Document, Failure, Passage, Progress, no_progress
from index.split import MAX_TOKENS, split
from index.views import write_views
from index.walk import sha256, walk

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
    progress: Progress = no_progress,
) -> Changes:
    """What changed since the published index; the index then holds exactly what the folder `documents` holds.

    `read(path)` is the document at this path inside the folder, or raises `DocumentError`. A file is read again only
    if its content or `reader_version` changed, and only text that no passage had before is embedded. A file that
    cannot be read is a failure until it changes; what the index held of it is removed, since it may not be true any
    more. `rebuild` reads everything anew, with whatever settings, while the old index goes on serving.

    `progress` hears of "reading" (files), "embedding" (passages known so far) and "publishing" (one thing).
    Raises `MissingDocumentError`, `MismatchedIndexError`, `DamagedIndexError`, `BusyIndexError`.
    """
    found = walk(documents, without=index)
    wanted = made_with(embedder, max_tokens)
    with _writing(index):
        name = _published_name(index, rebuild=rebuild)
        tidy(index, name)
        before = _published_files(index, name, wanted, rebuild=rebuild)
        if not found and not before:
            raise MissingDocumentError(
                f"there are no documents in {documents}. Put files there, then run `quoth index`."
            )
        began = json.dumps({"from": name, "rebuild": rebuild, "made_with": wanted})
        work = _resume(index, began)
        known = work.files() if work else {} if rebuild else before
        touched, changed = _differences(documents, found, known, reader_version)
        gone = known.keys() - found.keys()
        if name and not (work or rebuild or changed or gone):
            return _changes(before, before)
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
                progress=progress,
            ).read_all(changed)
            progress("publishing", 0, 1)
            catalog.prune()
            write_views(catalog, work_folder(index), dim=embedder.dim)
            after = catalog.files()
            catalog.seal()
        publish(index, name)
        progress("publishing", 1, 1)
        return _changes(before, after)


@contextmanager
def _writing(index: Path) -> Iterator[None]:
    """Keep other updates away; say which folder it is where something cannot be written."""
    try:
        index.mkdir(parents=True, exist_ok=True)
        with FileLock(index / "lock", timeout=0):
            yield
    except Timeout as error:
        raise BusyIndexError(
            f"another `quoth index` is at work on {index}. Wait for it to finish, or stop it; nothing it did is lost."
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise QuothError(
            f"the index in {index} cannot be written ({error}). What was published before is as it was: "
            "see to the space and the permissions there, then run `quoth index` again."
        ) from error


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
        if name and _has_same_vectors(published, wanted):
            catalog.adopt_vectors(published)
    catalog.write_note("made_with", json.dumps(wanted))
    catalog.write_note("began", began)
    catalog.seal()
    part.rename(folder / CATALOG)
    return Catalog.edit(folder / CATALOG)


def _has_same_vectors(published: Path, wanted: MadeWith) -> bool:
    with suppress(DamagedIndexError), closing(Catalog.open(published)) as source:
        noted = read_made_with(source)
        return all(noted.get(name) == wanted[name] for name in ("format", "embedder", "dimensions"))
    return False


def _differences(
    documents: Path, found: Mapping[str, Stamp], known: Mapping[str, Filed], reader_version: str
) -> tuple[dict[str, Stamp], dict[str, Stamp]]:
    """The files that have another stamp but the same content, and those that must be read."""
    touched: dict[str, Stamp] = {}
    changed: dict[str, Stamp] = {}
    for path, stamp in found.items():
        before = known.get(path)
        if before is None or before.reader != reader_version:
            changed[path] = stamp
        elif before.stamp != stamp:
            same = before.sha256 is not None and before.sha256 == sha256(documents / path)
            (touched if same else changed)[path] = stamp
    return touched, changed


def _changes(before: Mapping[str, Filed], after: Mapping[str, Filed]) -> Changes:
    old = {path: filed.sha256 for path, filed in before.items() if filed.sha256}
    new = {path: filed.sha256 for path, filed in after.items() if filed.sha256}
    return Changes(
        added=tuple(path for path in new if path not in old),
        changed=tuple(path for path in new if path in old and old[path] != new[path]),
        removed=tuple(path for path in old if path not in after),
        unchanged=sum(old.get(path) == sha256 for path, sha256 in new.items()),
        failed=tuple(Failure(path, filed.failure) for path, filed in after.items() if filed.failure),
    )


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
    progress: Progress
    embedded: int = 0  # texts

    def read_all(self, stamps: Mapping[str, Stamp]) -> None:
        """Read these files; documents wait for one another, so that texts of like length are embedded together."""
        waiting: list[_Read] = []
        for done, (path, stamp) in enumerate(stamps.items()):
            self.progress("reading", done, len(stamps), path)
            try:
                waiting.append(self._read_one(path, stamp))
            except DocumentError as error:
                self.catalog.fail(path, error.reason, stamp, self.reader_version)
            if _is_much(waiting):
                self._keep(waiting)
                waiting = []
        self.progress("reading", len(stamps), len(stamps))
        self._keep(waiting)

    def _read_one(self, path: str, stamp: Stamp) -> _Read:
        document = self.read(path)
        _check_unicode(document)
        passages = split(document, max_tokens=self.max_tokens, token_starts=self.embedder.token_starts)
        title = title_in_text(document)
        return _Read(document, stamp, passages, [embedded_text(passage, title) for passage in passages])

    def _keep(self, waiting: list[_Read]) -> None:
        texts = {_embed_key(text): text for read in waiting for text in read.texts}
        embedded = self.catalog.embedded(texts)
        self._embed({key: text for key, text in texts.items() if key not in embedded})
        for read in waiting:
            keys = map(_embed_key, read.texts)
            self.catalog.keep(read.document, zip(read.passages, keys, strict=True), read.stamp, self.reader_version)

    def _embed(self, texts: Mapping[bytes, str]) -> None:
        """Store the vector of each text, some at a time, so that a kill loses little."""
        keys = sorted(texts, key=lambda key: (len(texts[key]), key))
        total = self.embedded + len(keys)
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


def _embed_key(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


def _check_unicode(document: Document) -> None:
    """Raise `DocumentError` for half a surrogate pair: such text can be neither stored nor shown."""
    try:
        for text in (document.title, document.text, *(section.heading for section in document.sections)):
            text.encode()
    except UnicodeEncodeError as error:
        raise DocumentError("holds characters that are no Unicode") from error
