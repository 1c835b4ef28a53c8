"""The protocols of a store: what searching and writing an index need.

`FolderStore` is a folder, `PostgresStore` a database.

Both hold the same documents, passages and vectors, rank by the same scores, and are tested by the same tests.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, Self

from index.arrays import Rows
from index.files.file_state import Stamp
from index.records import Document, Failure, Listing, Passage
from index.scope import Scope, Within
from index.stores.ranking import Ranking


@dataclass(frozen=True, slots=True)
class Candidates:
    """Every passage of either ranking, with both of its scores. A passage that has no term of the question scores 0."""

    dense: dict[int, float]
    lexical: dict[int, float]
    worded: tuple[int, ...]  # the lexical ranking, best first


class Store(Protocol):
    """The documents of an index and their rankings. Several threads can read at once.

    The rankings have equal scores in order of key. `within` limits a ranking to the passages of these documents,
    or to those of all but the hidden ones.
    """

    @property
    def place(self) -> str:
        """Where the index is, for messages. It never contains a password."""
        ...

    def open_rankings(self, *, dim: int) -> None:
        """Open what rankings need, for vectors of `dim` numbers. Listings and documents do not need it."""
        ...

    def snapshot(self) -> AbstractContextManager[Self]:
        """The store as it is now: what is read from the result fits together, even if documents change meanwhile."""
        ...

    def candidates(self, question: str, row: Callable[[], Rows], k: int, within: Within | None = None) -> Candidates:
        """The k best passages of the dense and of the lexical ranking. `row` embeds the question: (dim,)."""
        ...

    def dense(self, row: Rows, k: int, within: Within | None = None) -> Ranking:
        """The k passages whose vectors are nearest to `row` (dim,), with their cosines."""
        ...

    def lexical(self, question: str, k: int, within: Within | None = None) -> Ranking:
        """The k passages with the best BM25 scores for the terms of the question."""
        ...

    def passages(self, keys: Iterable[int]) -> dict[int, Passage]:
        """The passages with these keys, which a ranking of this snapshot has."""
        ...

    def passages_of(self, document_id: str) -> list[tuple[int, Passage, bytes]]:
        """Each passage of the document in order, with its key and the key of its vector."""
        ...

    def passages_with(self, word: str, within: Within | None = None) -> list[Passage]:
        """All passages that contain `word` as a string; the case of ASCII letters makes no difference."""
        ...

    def neighbours(self, passage_id: str) -> dict[int, Passage]:
        """The passages just before (-1) and just after (1) this one in its document, if they exist."""
        ...

    def rows_of(self, passage_ids: Collection[str]) -> dict[str, Rows]:
        """The vector of each of these passages, by id. Unknown ids are skipped."""
        ...

    def copies(self, document_ids: Collection[str]) -> dict[str, list[str]]:
        """The ids of other documents with the same content, for each of these documents that has such copies."""
        ...

    def document(self, document_id: str) -> Document | None:
        """The document, or None if the index does not hold it."""
        ...

    def changed_at(self, scope: Scope) -> dict[str, float]:
        """When the file of each document was last changed, in seconds since 1970: at least of all in the scope."""
        ...

    def listings(self) -> list[Listing]:
        """One listing for each document, in order of id."""
        ...

    def failures(self) -> list[Failure]:
        """The files that could not be read, with the reasons."""
        ...

    def note(self, name: str) -> str | None:
        """The value noted under this name, or None."""
        ...

    def is_current(self) -> bool:
        """False once the index was replaced. Open it again; this store still finds deleted documents."""
        ...

    def close(self) -> None:
        """Close all files and connections."""
        ...


class Writer(Protocol):
    """Writes what was read from files to an index: a `Catalog`, or a `PostgresWriter`."""

    def note(self, name: str) -> str | None:
        """The value noted under this name, or None."""
        ...

    def write_note(self, name: str, value: str) -> None:
        """Note the value under this name. It replaces an earlier one."""
        ...

    def keep(self, document: Document, passages: Iterable[tuple[Passage, bytes]], stamp: Stamp, reader: str) -> None:
        """Store the document and its passages, each with the key of its vector. They replace the earlier ones."""
        ...

    def fail(self, path: str, reason: str, stamp: Stamp, reader: str) -> None:
        """Note why the file cannot be read, and remove its document."""
        ...

    def postpone(self, path: str, reason: str, stamp: Stamp) -> None:
        """Note why the file cannot be read now. It has no reader version then, so that the next update reads it.

        Its document stays if the file has the same size and modification time as when it was read.
        """
        ...

    def embedded(self, embed_keys: Collection[bytes]) -> set[bytes]:
        """The keys that have a vector."""
        ...

    def add_vectors(self, embed_keys: Iterable[bytes], rows: Rows) -> None:
        """Store the vectors (n, dim), one for each key."""
        ...
