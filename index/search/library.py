"""The documents of a published index. Reading them needs no model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Self

from index.errors import MissingDocumentError
from index.records import Document, Failure, Listing, Passage
from index.scope import Scope, Within
from index.stores.catalog import FORMAT
from index.stores.fingerprint import check_made_with, read_made_with
from index.stores.open import Place, open_store
from index.stores.store import Store
from index.text.identify import common_languages, excerpts

_SAMPLED = 200  # at most so many documents are looked at to identify languages


class Library:
    """The documents of one published index. Several threads can use it at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._languages: tuple[str, ...] | None = None
        try:
            check_made_with(store, read_made_with(store) | {"format": FORMAT}, store.place)
        except BaseException:
            store.close()
            raise

    @classmethod
    def open_published(cls, place: Place) -> Library:
        """The documents of the index last published in `place`.

        Raises `MissingIndexError`, `DamagedIndexError`, and `MismatchedIndexError` for an index of another format.
        """
        return Library(open_store(place))

    @property
    def built_with(self) -> str:
        """The name of the embedder that the index was built with."""
        return str(read_made_with(self._store)["embedder"])

    def document(self, document_id: str) -> Document:
        """The document with this id. Raises `MissingDocumentError` if the index does not hold it."""
        document = self._store.document(document_id)
        if document is None:
            raise missing(document_id)
        return document

    def passages(self, document_id: str) -> list[Passage]:
        """The passages of the document in order. Empty if the index does not hold it."""
        return [passage for _, passage, _ in self._store.passages_of(document_id)]

    def passages_with(self, word: str, within: Within | None = None) -> list[Passage]:
        """All passages that contain `word` as a string; the case of ASCII letters makes no difference."""
        return self._store.passages_with(word, within)

    def changed_on(self, document_id: str) -> date:
        """The day on which the document's file last changed. Raises `MissingDocumentError`."""
        changed_at = self._store.changed_at(Scope(documents=(document_id,))).get(document_id)
        if changed_at is None:
            raise missing(document_id)
        return date.fromtimestamp(changed_at)

    def changed(self, scope: Scope) -> Mapping[str, float]:
        """When the file of each document last changed, in seconds since 1970, by id: at least of all in the scope."""
        return self._store.changed_at(scope)

    def documents(self) -> list[Listing]:
        """One listing for each document in the index, in order of id."""
        return self._store.listings()

    def languages(self) -> tuple[str, ...]:
        """The codes of the languages (`index.text.identify.NAMES`) of the documents, the most frequent first.

        Only languages of at least a twentieth of the documents count. In a large index, a sample decides.
        """
        if self._languages is None:
            names = [listing.document_id for listing in self.documents()]
            sampled = names[:: len(names) // _SAMPLED + 1]
            self._languages = common_languages(excerpts(self.document(name).text) for name in sampled)
        return self._languages

    def select(self, scope: Scope) -> frozenset[str]:
        """The ids of the documents in the scope. Raises `MissingDocumentError` if there are none."""
        return frozenset(scope.select(self._store.changed_at(scope)))

    def failures(self) -> list[Failure]:
        """The files of the folder that could not be read, with the reasons."""
        return self._store.failures()

    def is_current(self) -> bool:
        """False once the index was replaced by a newer one. Open that one; this one still finds deleted documents."""
        return self._store.is_current()

    def close(self) -> None:
        """Close the files and connections."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def missing(document_id: str) -> MissingDocumentError:
    """The error for a document that an index does not hold."""
    return MissingDocumentError(
        f"{document_id} is not in the index. If it is in the documents folder, run `quoth index`."
    )
