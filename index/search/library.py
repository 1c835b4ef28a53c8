"""The documents of a published index. Reading them needs no model."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Self

from index.errors import DamagedIndexError, MissingDocumentError
from index.records import Document, Failure, Listing, Passage
from index.search.scope import Scope
from index.stores.catalog import FORMAT, Catalog
from index.stores.fingerprint import check_made_with, read_made_with
from index.stores.layout import CATALOG, published_name, require_published


class Library:
    """The documents of one published index. Several threads can use it at once."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._folder = folder
        self._catalog = Catalog.open(folder / name / CATALOG)
        try:
            check_made_with(self._catalog, read_made_with(self._catalog) | {"format": FORMAT}, folder)
        except BaseException:
            self._catalog.close()
            raise

    @classmethod
    def open_published(cls, folder: Path) -> Library:
        """The documents of the index last published in `folder`.

        Raises `MissingIndexError`, `DamagedIndexError`, and `MismatchedIndexError` for an index of another format.
        """
        name = require_published(folder)
        try:
            return Library(folder, name)
        except DamagedIndexError:
            if published_name(folder) == name:
                raise
        return Library.open_published(folder)  # it was replaced while it was opened

    def document(self, document_id: str) -> Document:
        """The document with this id. Raises `MissingDocumentError` if the index does not hold it."""
        document = self._catalog.document(document_id)
        if document is None:
            raise missing(document_id)
        return document

    def passages(self, document_id: str) -> list[Passage]:
        """The passages of the document in order. Empty if the index does not hold it."""
        return [passage for _, passage, _ in self._catalog.passages_of(document_id)]

    def passages_with(self, word: str, within: Collection[str] | None = None) -> list[Passage]:
        """All passages that contain `word` as a string; the case of ASCII letters makes no difference."""
        return self._catalog.passages_with(word, within)

    def changed_on(self, document_id: str) -> date:
        """The day on which the document's file last changed. Raises `MissingDocumentError`."""
        changed_at = self._catalog.changed_at(document_id).get(document_id)
        if changed_at is None:
            raise missing(document_id)
        return date.fromtimestamp(changed_at)

    def documents(self) -> list[Listing]:
        """One listing for each document in the index, in order of id."""
        return self._listings

    def select(self, scope: Scope) -> frozenset[str]:
        """The ids of the documents in the scope. Raises `MissingDocumentError` if there are none."""
        return frozenset(scope.select(self._catalog.changed_at()))

    def failures(self) -> list[Failure]:
        """The files of the folder that could not be read, with the reasons."""
        return self._failures

    # A published index does not change, and every open page asks for these every two seconds.
    @cached_property
    def _listings(self) -> list[Listing]:
        return self._catalog.listings()

    @cached_property
    def _failures(self) -> list[Failure]:
        return self._catalog.failures()

    def is_current(self) -> bool:
        """False once a newer index was published. Open that one; this one still finds deleted documents."""
        return published_name(self._folder) == self.name

    def close(self) -> None:
        """Close the files."""
        self._catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def missing(document_id: str) -> MissingDocumentError:
    """The error for a document that an index does not hold."""
    return MissingDocumentError(
        f"{document_id} is not in the index. If it is in the documents folder, run `quoth index`."
    )
