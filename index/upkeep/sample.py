"""Reads some files of the documents folder before an index is begun, to learn their languages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from index.errors import DocumentError, MissingDocumentError
from index.files.walk import walk
from index.reading.prefetch import read_ahead
from index.records import Document, Progress, no_progress
from index.text.identify import common_languages, excerpts

_FILES = 40  # that are read, evenly spaced
_HELD_CHARACTERS = 1_000_000  # a longer document is read again rather than kept in memory

State = tuple[int, int, int]  # of a file: its size and times


class Sample:
    """Some documents of a folder. Each is read only once: `read` gives the update what was read here.

    `read(path)` returns the document at this path inside the folder, or raises `DocumentError`.
    """

    def __init__(self, documents: Path, read: Callable[[str], Document]) -> None:
        self._documents = documents
        self._read = read
        self._held: dict[str, tuple[State | None, Document | DocumentError]] = {}

    def languages(self, *, without: Path, readers: int = 0, progress: Progress = no_progress) -> tuple[str, ...]:
        """The codes of the common languages of the folder, the most frequent first; the folder `without` is left out.

        Empty if nothing can be read: then the update says why. `readers` threads call `read`.
        """
        found: list[str] = []
        with suppress(MissingDocumentError):
            found = list(walk(self._documents, without=without))
        names = [found[number * len(found) // _FILES] for number in range(_FILES)] if len(found) > _FILES else found
        parts = []
        with closing(read_ahead(self._read_and_hold, names, threads=readers)) as outcomes:
            for name, outcome in zip(names, outcomes, strict=True):
                progress("reading", 0, len(found), name)
                with suppress(DocumentError):
                    parts.append(excerpts(outcome().text))
        return common_languages(parts)

    def read(self, path: str) -> Document:
        """The document, from the sample if its file has not changed since. Raises `DocumentError`."""
        state, outcome = self._held.pop(path, (None, None))
        if outcome is None or state != self._state(path):
            return self._read(path)
        if isinstance(outcome, DocumentError):
            raise outcome
        return outcome

    def _read_and_hold(self, path: str) -> Document:
        state = self._state(path)
        try:
            document = self._read(path)
        except DocumentError as error:
            self._held[path] = state, error
            raise
        if len(document.text) <= _HELD_CHARACTERS:
            self._held[path] = state, document
        return document

    def _state(self, path: str) -> State | None:
        with suppress(OSError, ValueError):
            found = (self._documents / path).stat()
            return found.st_size, found.st_mtime_ns, found.st_ctime_ns
        return None
