"""The part of an index that somebody may see. Other documents are treated as missing."""

from __future__ import annotations

from datetime import date

from index.records import Document, Failure, Hit, Listing, Passage
from index.scope import Hidden, Scope, Within
from index.search.fuse import By
from index.search.library import Library, missing
from index.search.search import Index


def part_of(index: Index, hidden: Hidden | None) -> Index:
    """The index without the hidden documents: the index itself if None."""
    return index if hidden is None else _Part(index, hidden)


def documents_in(library: Library, hidden: Hidden | None) -> list[Listing]:
    """The documents of the library that may be seen."""
    return [one for one in library.documents() if hidden is None or one.document_id not in hidden]


def failures_in(library: Library, hidden: Hidden | None) -> list[Failure]:
    """The unreadable files that may be seen."""
    return [failure for failure in library.failures() if hidden is None or failure.path not in hidden]


def document_in(library: Library, hidden: Hidden | None, document_id: str) -> Document:
    """The document, if it may be seen. Raises `MissingDocumentError`, as for one that is not there."""
    if hidden is not None and document_id in hidden:
        raise missing(document_id)
    return library.document(document_id)


class _Part(Index):
    """Shares everything with the whole index, and is not closed."""

    def __init__(self, whole: Index, hidden: Hidden) -> None:
        self.__dict__.update(whole.__dict__)
        self._whole = whole
        self._hidden = hidden

    def search(
        self, question: str, k: int = 8, within: Within | Scope | None = None, *, by: By = "reranked"
    ) -> list[Hit]:
        return self._whole.search(question, k, self._within(within), by=by)

    def document(self, document_id: str) -> Document:
        return document_in(self._whole, self._hidden, document_id)

    def passages(self, document_id: str) -> list[Passage]:
        return [] if document_id in self._hidden else self._whole.passages(document_id)

    def passages_with(self, word: str, within: Within | None = None) -> list[Passage]:
        return self._whole.passages_with(word, self._within(within))

    def changed_on(self, document_id: str) -> date:
        if document_id in self._hidden:
            raise missing(document_id)
        return self._whole.changed_on(document_id)

    def documents(self) -> list[Listing]:
        return documents_in(self._whole, self._hidden)

    def failures(self) -> list[Failure]:
        return failures_in(self._whole, self._hidden)

    def select(self, scope: Scope) -> frozenset[str]:
        """The ids in the scope. The error is the same for a document that is hidden and for one that is not there."""
        changed = {path: at for path, at in self._whole.changed(scope).items() if path not in self._hidden}
        return frozenset(scope.select(changed))

    def _within(self, within: Within | Scope | None) -> Within:
        if within is None:
            return self._hidden
        if isinstance(within, Hidden):
            raise ValueError("a part has hidden documents of its own")
        chosen = self.select(within) if isinstance(within, Scope) else within
        return frozenset(path for path in chosen if path not in self._hidden)

    def close(self) -> None:
        """Do nothing, because the whole index is still in use."""
