"""An index in a folder as a `Store`: its catalogue, FAISS vectors and tantivy postings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Self

import numpy as np

from index.arrays import Keys, Rows
from index.errors import DamagedIndexError
from index.records import Document, Failure, Listing, Passage
from index.scope import Hidden, Scope, Within
from index.stores.catalog import Catalog
from index.stores.layout import CATALOG, published_name, require_published
from index.stores.lexical import Lexical
from index.stores.ranking import Ranking
from index.stores.store import Candidates
from index.stores.vectors import Vectors
from index.stores.views import open_lexical, open_vectors

_PEOPLE = 32  # the keys that are hidden from so many are kept
_BESIDE = 2  # threads for lexical searches, which run while questions are embedded


class FolderStore:
    """A `Store` in a folder, as it was published when it was opened: it never changes."""

    def __init__(self, folder: Path, name: str) -> None:
        self.place = str(folder)
        self._folder = folder
        self._name = name
        self._catalog = Catalog.open(folder / name / CATALOG)
        self._beside = ThreadPoolExecutor(_BESIDE, "lexical")
        # It must not refer to `self`: that cycle would keep a replaced index mapped until the garbage collector runs.
        self._hidden_keys = lru_cache(_PEOPLE)(self._catalog.keys_hidden)

    @classmethod
    def open_published(cls, folder: Path) -> Self:
        """The index last published in `folder`. Raises `MissingIndexError` and `DamagedIndexError`."""
        name = require_published(folder)
        try:
            return cls(folder, name)
        except DamagedIndexError:
            if published_name(folder) == name:
                raise
        return cls.open_published(folder)  # it was replaced while it was opened

    def open_rankings(self, *, dim: int) -> None:
        published = self._folder / self._name
        self._vectors: Vectors = open_vectors(self._catalog, published, dim=dim)
        self._lexical: Lexical = open_lexical(self._catalog, published)

    @contextmanager
    def snapshot(self) -> Iterator[Self]:
        yield self  # it never changes

    def candidates(self, question: str, row: Callable[[], Rows], k: int, within: Within | None = None) -> Candidates:
        """Lexical search runs in another thread while the question is embedded."""
        limit = self._limit(within)
        searching = self._beside.submit(self._lexical.search, question, k, **limit)
        embedded = row()
        near, worded = self._vectors.search(embedded, k, **limit), searching.result()
        both = np.array(sorted({key for ranking in (near, worded) for key, _ in ranking}), np.int64)
        unworded = np.setdiff1d(both, [key for key, _ in worded])
        dense = self._vectors.search(embedded, len(both), both)
        rest = self._lexical.search(question, len(unworded), unworded)
        lexical = dict.fromkeys(both.tolist(), 0.0) | dict(worded) | dict(rest)
        return Candidates(dict(dense), lexical, tuple(key for key, _ in worded))

    def dense(self, row: Rows, k: int, within: Within | None = None) -> Ranking:
        return self._vectors.search(row, k, **self._limit(within))

    def lexical(self, question: str, k: int, within: Within | None = None) -> Ranking:
        return self._lexical.search(question, k, **self._limit(within))

    def passages(self, keys: Iterable[int]) -> dict[int, Passage]:
        """The passages with these keys. Raises `DamagedIndexError` if a view has keys that the catalogue lacks."""
        wanted = list(keys)
        found = self._catalog.passages(wanted)
        if any(key not in found for key in wanted):
            raise DamagedIndexError(
                f"the index in {self.place} is damaged: its parts do not match. Run `quoth index --rebuild`."
            )
        return found

    def passages_of(self, document_id: str) -> list[tuple[int, Passage, bytes]]:
        return self._catalog.passages_of(document_id)

    def passages_with(self, word: str, within: Within | None = None) -> list[Passage]:
        return self._catalog.passages_with(word, within)

    def neighbours(self, passage_id: str) -> dict[int, Passage]:
        return self._catalog.neighbours(passage_id)

    def rows_of(self, passage_ids: Collection[str]) -> dict[str, Rows]:
        return self._catalog.rows_of(passage_ids)

    def copies(self, document_ids: Collection[str]) -> dict[str, list[str]]:
        return self._catalog.copies(document_ids)

    def document(self, document_id: str) -> Document | None:
        return self._catalog.document(document_id)

    def changed_at(self, scope: Scope) -> dict[str, float]:
        return self._catalog.changed_at(scope)

    def listings(self) -> list[Listing]:
        return self._listings

    def failures(self) -> list[Failure]:
        return self._failures

    def note(self, name: str) -> str | None:
        return self._catalog.note(name)

    def is_current(self) -> bool:
        return published_name(self._folder) == self._name

    def close(self) -> None:
        """Close all files, including the mapped ones."""
        self._beside.shutdown()
        self._catalog.close()
        for view in ("_vectors", "_lexical"):
            vars(self).pop(view, None)

    # A published index does not change, and every open page asks for these every two seconds.
    @cached_property
    def _listings(self) -> list[Listing]:
        return self._catalog.listings()

    @cached_property
    def _failures(self) -> list[Failure]:
        return self._catalog.failures()

    def _limit(self, within: Within | None) -> dict[str, Keys]:
        """What limits a search in a view."""
        if within is None:
            return {}
        if isinstance(within, Hidden):
            return {"without": self._hidden_keys(within)}
        return {"within": self._catalog.keys_of(within)}
