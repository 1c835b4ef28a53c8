"""Files -> catalogue or database: reads documents, splits them into passages and embeds these."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass

from index.embedding.embedder import Embedder, embed_key, embedded_text, title_in_text
from index.errors import DocumentError
from index.files.file_state import Stamp
from index.reading.prefetch import read_ahead
from index.records import Document, Passage, Progress, no_progress
from index.stores.fingerprint import note_precisions, precisions
from index.stores.store import Writer
from index.text.split import MAX_TOKENS, split

_WAITING_PASSAGES = 1024  # the most passages that wait for their vectors, to limit the memory
_WAITING_CHARACTERS = 8_000_000
AGAIN = "Quoth tries again at the next update"  # ends the reason of a temporary failure
_EMBEDDED_AT_ONCE = 64  # texts in a batch; a killed update loses at most one batch


@dataclass(frozen=True, slots=True)
class _Read:
    """A document whose passages have no vectors yet."""

    document: Document
    stamp: Stamp
    passages: list[Passage]
    texts: list[str]  # as they are embedded, one for each passage


def _nothing() -> None:
    """What there is to fetch if the folder holds the documents themselves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ingestion:
    """How files become passages with vectors.

    `read(path)` returns the document at this path inside the folder, or raises `DocumentError`. A file is read again
    if its content or `reader_version` has changed.

    `readers` threads call `read` and read ahead. With 0 the calling thread reads each file when it is needed.

    `progress` is called in the stages "reading" (counts files), "embedding" (counts passages; the total is an estimate)
    and "publishing" (counts to one). An exception that it raises ends the update, and the next update resumes.

    `fetch` updates the copies of documents that are elsewhere, if this machine has copies.
    """

    embedder: Embedder
    read: Callable[[str], Document]
    reader_version: str
    max_tokens: int = MAX_TOKENS  # of a passage
    readers: int = 0
    progress: Progress = no_progress
    fetch: Callable[[], None] = _nothing


@dataclass(slots=True)
class IngestionRun:
    """One run of an ingestion: documents are read, split and embedded. Each is stored in one transaction."""

    how: Ingestion
    done: int = 0  # files
    size: int = 0  # bytes of all files
    embedded: int = 0  # texts
    share: float = 0.0  # of all bytes, how many were read

    def read_all(self, stamps: Mapping[str, Stamp], writer: Writer, *, seconds: float = math.inf) -> bool:
        """Read these files into the index for about `seconds`. Returns whether all of them were read.

        Documents are collected first, so that texts of similar length are embedded together.
        """
        ends = time.monotonic() + seconds
        waiting: list[_Read] = []
        total = self.done + len(stamps)
        self.size = self.size or sum(stamp.size for stamp in stamps.values())
        with closing(read_ahead(self.how.read, stamps, threads=self.how.readers)) as outcomes:
            for path, stamp in stamps.items():
                self.how.progress("reading", self.done, total, path)
                try:
                    waiting.append(self._split(next(outcomes)(), stamp))
                except DocumentError as error:
                    _note_failure(writer, path, error, stamp, self.how.reader_version)
                self.done += 1
                self.share += stamp.size / max(1, self.size)
                if _is_much(waiting):
                    self._keep(waiting, writer)
                    waiting = []
                if self.done < total and time.monotonic() > ends:
                    break
        if self.done == total:
            self.share = 1.0
            self.how.progress("reading", total, total)
        self._keep(waiting, writer)
        return self.done == total

    def _split(self, document: Document, stamp: Stamp) -> _Read:
        _check_unicode(document)
        passages = split(document, max_tokens=self.how.max_tokens, token_starts=self.how.embedder.token_starts)
        title = title_in_text(document)
        return _Read(document, stamp, passages, [embedded_text(passage, title) for passage in passages])

    def _keep(self, waiting: list[_Read], writer: Writer) -> None:
        texts = {embed_key(text): text for read in waiting for text in read.texts}
        embedded = writer.embedded(texts)
        self._embed({key: text for key, text in texts.items() if key not in embedded}, writer)
        for read in waiting:
            keys = map(embed_key, read.texts)
            writer.keep(read.document, zip(read.passages, keys, strict=True), read.stamp, self.how.reader_version)

    def _embed(self, texts: Mapping[bytes, str], writer: Writer) -> None:
        """Store the vector of each text, a few at a time, so that a killed update loses little."""
        keys = sorted(texts, key=lambda key: (len(texts[key]), key))
        total = round((self.embedded + len(keys)) / self.share)
        if keys:
            note_precisions(writer, {*precisions(writer), self.how.embedder.precision})
        for first in range(0, len(keys), _EMBEDDED_AT_ONCE):
            some = keys[first : first + _EMBEDDED_AT_ONCE]
            self.how.progress("embedding", self.embedded, total)
            writer.add_vectors(some, self.how.embedder.embed_passages([texts[key] for key in some]))
            self.embedded += len(some)
        self.how.progress("embedding", self.embedded, total)


def _note_failure(writer: Writer, path: str, error: DocumentError, stamp: Stamp, reader_version: str) -> None:
    if error.passing:
        writer.postpone(path, f"{error.reason} ({AGAIN})", stamp)
    else:
        writer.fail(path, error.reason, stamp, reader_version)


def _is_much(waiting: list[_Read]) -> bool:
    passages = sum(len(read.passages) for read in waiting)
    characters = sum(len(read.document.text) for read in waiting)
    return passages >= _WAITING_PASSAGES or characters >= _WAITING_CHARACTERS


def _check_unicode(document: Document) -> None:
    """Raise `DocumentError` for half a surrogate pair: such text cannot be stored or shown."""
    try:
        for text in (document.title, document.text, *(section.heading for section in document.sections)):
            text.encode()
    except UnicodeEncodeError as error:
        raise DocumentError("contains characters that are not valid Unicode") from error
