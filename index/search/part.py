"""The part of an index that somebody may see. Other documents are treated as missing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from index.records import Document, Failure, Hit, Listing, Passage
from index.scope import Scope
from index.search.fuse import By
from index.search.library import Library, missing
from index.search.search import Index

MaySee = Callable[[str], bool]  # by the id of a document, or the path of a file that could not be read


def part_of(index: Index, may_see: MaySee) -> Index:
    """The index without the documents that may not be seen: the index itself if there are none."""
    held = [listing.document_id for listing in index.documents()]  # the store keeps them until they change
    seen = frozenset(filter(may_see, held))
    hides = len(seen) < len(held) or not all(may_see(failure.path) for failure in index.failures())
    return _Part(index, seen, may_see) if hides else index


def documents_in(library: Library, may_see: MaySee) -> list[Listing]:
    """The documents of the library that may be seen."""
    return [listing for listing in library.documents() if may_see(listing.document_id)]


def failures_in(library: Library, may_see: MaySee) -> list[Failure]:
    """The unreadable files that may be seen."""
    return [failure for failure in library.failures() if may_see(failure.path)]


def document_in(library: Library, may_see: MaySee, document_id: str) -> Document:
    """The document, if it may be seen. Raises `MissingDocumentError`, as for one that is not there."""
    if not may_see(document_id):
        raise missing(document_id)
    return library.document(document_id)


class _Part(Index):
    """Shares everything with the whole index, and is not closed."""

    def __init__(self, whole: Index, seen: frozenset[str], may_see: MaySee) -> None:
        self.__dict__.update(whole.__dict__)
        self._whole = whole
        self._seen = seen
        self._may_see = may_see

    def search(
        self, question: str, k: int = 8, within: Collection[str] | Scope | None = None, *, by: By = "reranked"
    ) -> list[Hit]:
        return self._whole.search(question, k, self._within(within), by=by)

    def document(self, document_id: str) -> Document:
        return document_in(self._whole, self._may_see, document_id)

    def passages(self, document_id: str) -> list[Passage]:
        return self._whole.passages(document_id) if document_id in self._seen else []

    def passages_with(self, word: str, within: Collection[str] | None = None) -> list[Passage]:
        return self._whole.passages_with(word, self._within(within))

    def changed_on(self, document_id: str) -> date:
        if document_id not in self._seen:
            raise missing(document_id)
        return self._whole.changed_on(document_id)

    def documents(self) -> list[Listing]:
        return documents_in(self._whole, self._may_see)

    def failures(self) -> list[Failure]:
        return failures_in(self._whole, self._may_see)

    def select(self, scope: Scope) -> frozenset[str]:
        """The ids in the scope. The error is the same for a document that is hidden and for one that is not there."""
        changed = {document: at for document, at in self._whole.changed(scope).items() if document in self._seen}
        return frozenset(scope.select(changed))

    def _within(self, within: Collection[str] | Scope | None) -> frozenset[str]:
        if within is None:
            return self._seen
        return self.select(within) if isinstance(within, Scope) else self._seen & frozenset(within)

    def close(self) -> None:
        """Do nothing, because the whole index is still in use."""
