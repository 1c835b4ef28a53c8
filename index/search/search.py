"""Question -> hits: dense and lexical search over the published index, fused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Self

import numpy as np

from index.arrays import Rows
from index.embedding.embedder import Embedder
from index.embedding.rerank import RERANKED, Reranker, rerank
from index.errors import DamagedIndexError, QuestionError
from index.records import Hit, Passage
from index.scope import Hidden, Scope, Within
from index.search.dedupe import tell_copies
from index.search.fuse import WAYS, By, fuse, lead
from index.search.fusion_weights import IN_USE, weigh
from index.search.library import Library, missing
from index.stores.fingerprint import check_made_with, made_with
from index.stores.open import Place, open_store
from index.stores.patience import QUESTION_S, Patience
from index.stores.ranking import Ranking
from index.stores.store import Candidates, Store
from index.text.identify import identify_language
from index.text.normalise import normalise
from index.text.split import MAX_TOKENS

_CANDIDATES = 100  # of each ranking; with 50 the mean nDCG@10 of five sets is .831 instead of .8325
_LANGUAGE_PASSAGES = 20  # so many best passages of the lexical ranking decide the language
_MOST_CANDIDATES = 6400
_BEGINNING = 300  # characters of a passage tell its language
_LIKELY = 0.5  # the probability from which a language is taken as that of a question or a passage
_READ_AT_ONCE = 32  # hits
_QUESTION_CHARACTERS = 10_000  # the rest of a longer question is ignored; an embedder reads far less


class Index(Library):
    """A published index. Several threads can use it at once."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        max_tokens: int,
        *,
        reranker: Reranker | None = None,
        rerank_s: float = 1.0,
    ) -> None:
        super().__init__(store)
        self.embedder = embedder
        self.dense_weight = IN_USE
        self._reranker = reranker
        self._rerank_s = rerank_s
        self._patience = Patience(QUESTION_S)
        try:
            check_made_with(store, made_with(embedder, max_tokens), store.place)
            store.open_rankings(dim=embedder.dim)
        except BaseException:
            self.close()
            raise
        # `similarities` embeds the question again, so it is cached. The cache must not refer to `self`: that cycle
        # would keep a replaced index mapped until the garbage collector runs.
        self._row = lru_cache(maxsize=16)(partial(_embed, embedder))

    @classmethod
    def open(
        cls,
        place: Place,
        *,
        embedder: Embedder,
        max_tokens: int = MAX_TOKENS,
        reranker: Reranker | None = None,
        rerank_s: float = 1.0,
    ) -> Self:
        """The index last published in `place`. A reranker has `rerank_s` seconds for each question.

        Raises `MissingIndexError`, `DamagedIndexError`, and `MismatchedIndexError` if it was built with another
        embedder or passage size.
        """
        store = open_store(place)
        try:
            return cls(store, embedder, max_tokens, reranker=reranker, rerank_s=rerank_s)
        except DamagedIndexError:
            if store.is_current():
                raise
        # It was replaced while it was opened.
        return cls.open(place, embedder=embedder, max_tokens=max_tokens, reranker=reranker, rerank_s=rerank_s)

    @property
    def ways(self) -> tuple[By, ...]:
        """The ways to search it; "reranked" only if there is a reranker."""
        return (*WAYS, "reranked") if self._reranker else WAYS

    def search(
        self, question: str, k: int = 8, within: Within | Scope | None = None, *, by: By = "reranked"
    ) -> list[Hit]:
        """The k best passages for the question, best first. `within` limits the search to a scope, to document ids,
        or to what is not hidden.

        `by` "dense" or "lexical" uses one ranking alone, as an evaluation does. "fused" uses both, and "reranked" also
        the reranker, if there is one. Passages that only repeat a better one come last, if there are fewer than k
        others.

        The score is a weighted mean of both rankings, 0 to 1. It compares the hits of one question; `similarities`
        compares across questions. Raises `QuestionError` if the question is empty, and `MissingDocumentError` if the
        scope has no documents.
        """
        question = _asked(question)
        return self._patience.apply(lambda: self._search_snapshot(question, k, within, by))

    def _search_snapshot(self, question: str, k: int, within: Within | Scope | None, by: By) -> list[Hit]:
        with self._store.snapshot() as store:
            ids = frozenset(within.select(store.changed_at(within))) if isinstance(within, Scope) else within
            return self._search(store, question, k, ids, by)

    def _search(self, store: Store, question: str, k: int, within: Within | None, by: By) -> list[Hit]:
        depth = max(_CANDIDATES, k)
        reranker = self._reranker if by == "reranked" else None
        wanted = max(k, RERANKED) if reranker else k
        while True:
            ranking = self._ranking(store, question, depth, within, by)
            kept, copies = tell_copies(_hits(store, ranking, by), wanted)
            if len(kept) >= wanted or len(ranking) < depth or depth >= _MOST_CANDIDATES:
                if reranker:
                    kept = rerank(question, kept, reranker, seconds=self._rerank_s)
                return _under_all_names(store, (kept + copies)[: max(0, k)], within)
            depth *= 4  # copies of a few passages filled the rankings

    def similarities(self, question: str, passages: Sequence[Passage]) -> Rows:
        """The cosine similarity of the question and each passage: (n,) float32, -1 to 1.

        Raises `MissingDocumentError` if this index does not hold a passage.
        """
        similarities: Rows = self.vectors(passages) @ self._row(_asked(question))
        return similarities

    def vectors(self, passages: Sequence[Passage]) -> Rows:
        """The stored vectors of the passages: (n, dim) float32, unit rows.

        Raises `MissingDocumentError` if this index does not hold a passage.
        """
        rows = self._store.rows_of([passage.id for passage in passages])
        for passage in passages:
            if passage.id not in rows:
                raise missing(passage.document_id)
        return np.array([rows[passage.id] for passage in passages], np.float32).reshape(-1, self.embedder.dim)

    def neighbours(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages just before and just after this one in its document."""
        found = self._store.neighbours(passage.id)
        return found.get(-1), found.get(1)

    def _ranking(self, store: Store, question: str, depth: int, within: Within | None, by: By) -> Ranking:
        """The `depth` best of one ranking, or every passage of either ranking, scored by both rankings."""
        if by == "dense":
            return store.dense(self._row(question), depth, within)
        if by == "lexical":
            return store.lexical(question, depth, within)
        found = store.candidates(question, lambda: self._row(question), depth, within)
        best = store.passages(found.worded[:_LANGUAGE_PASSAGES])
        weights = weigh(
            [passage.text for passage in best.values()],
            lead=lead(found.dense) - lead(found.lexical),
            multilingual=self.embedder.multilingual,
            dense_weight=self.dense_weight,
        )
        foreign = self._foreign(store, question, found)
        return fuse([found.dense, found.lexical], len(found.dense), weights=weights, foreign=foreign)

    def _foreign(self, store: Store, question: str, found: Candidates) -> set[int]:
        """The passages in another language than the question, if the embedder can tell that they answer it."""
        if not self.embedder.multilingual:
            return set()
        own = _language(question)
        if not own or set(self.languages()) <= {own}:
            return set()
        passages = store.passages(found.dense)
        return {key for key, passage in passages.items() if _language(passage.text[:_BEGINNING]) not in ("", own)}


@lru_cache(maxsize=50_000)
def _language(text: str) -> str:
    """The code of the language of the text; "" if it can be in several."""
    return identify_language(text, least=_LIKELY)


def _hits(store: Store, ranking: Ranking, by: By) -> Iterator[Hit]:
    """The hits of a ranking, read a few at a time because the first are usually enough."""
    for first in range(0, len(ranking), _READ_AT_ONCE):
        some = ranking[first : first + _READ_AT_ONCE]
        passages = store.passages(key for key, _ in some)
        yield from (Hit(passages[key], score, "fused" if by == "reranked" else by) for key, score in some)


def _under_all_names(store: Store, hits: Sequence[Hit], within: Within | None) -> list[Hit]:
    """The hits, each with the other documents (of those in `within`) that are copies of its document."""
    copies = store.copies({hit.passage.document_id for hit in hits})
    return [
        replace(hit, passage=replace(hit.passage, also=tuple(copy for copy in found if _is_in(copy, within))))
        if (found := copies.get(hit.passage.document_id))
        else hit
        for hit in hits
    ]


def _embed(embedder: Embedder, question: str) -> Rows:
    row: Rows = embedder.embed_questions([question])[0]
    return row


def _is_in(document_id: str, within: Within | None) -> bool:
    return within is None or (document_id in within) != isinstance(within, Hidden)


def _asked(question: str) -> str:
    """The normalised question, cut to a length that is more than any embedder reads."""
    words = normalise(question[:_QUESTION_CHARACTERS].encode(errors="replace").decode())
    if not words:
        raise QuestionError("the question is empty. Type a question.")
    return words
