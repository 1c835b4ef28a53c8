"""Explains why a passage was not retrieved: its rank after each stage, and the stage that lost it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from index.records import Document, Hit
from index.search.fuse import By
from index.text.normalise import normalise
from qa.evaluation.retrieval import Searcher

Stage = Literal["reading", "search", "fusion", "reranking", "none"]

_DEPTH = 1000  # of the dense and the lexical ranking, in passages
_FUSED_DEPTH = 100  # the same as for answers, because the depth changes how fused search ranks


class DocumentSearcher(Searcher, Protocol):
    """The part of an `Index` that is explained."""

    def document(self, document_id: str) -> Document: ...


@dataclass(frozen=True, slots=True)
class Explanation:
    """The ranks (from 1) of the best right passage for a question. None if it is not in a ranking."""

    question: str
    k: int  # how many passages an answer can use
    held: bool  # whether the index contains a right passage
    ranks: Mapping[By, int | None]  # by way of searching

    @property
    def lost_in(self) -> Stage:
        """The stage that lost the passage: "reading" if the index does not contain it, "none" if it is retrieved."""
        if not self.held:
            return "reading"
        among_first = [by for by, rank in self.ranks.items() if rank is not None and rank <= self.k]
        if list(self.ranks)[-1] in among_first:  # the last stage decides
            return "none"
        if "fused" in among_first:
            return "reranking"
        return "fusion" if among_first else "search"

    def __str__(self) -> str:
        ranks = ", ".join(f"{by} {rank or '-'}" for by, rank in self.ranks.items())
        return f"{ranks}: {_IN_WORDS[self.lost_in].format(k=self.k)}"


_IN_WORDS: dict[Stage, str] = {
    "reading": "no passage of the document contains the quote: it was not read, or it is split between two passages",
    "search": "neither dense nor lexical search ranks it among the first {k}",
    "fusion": "dense or lexical search ranks it among the first {k}, but fused search does not",
    "reranking": "fused search ranks it among the first {k}, but the reranker does not",
    "none": "it is among the first {k}",
}


def explain(question: str, index: DocumentSearcher, document_id: str, *, quote: str = "", k: int = 8) -> Explanation:
    """The ranks of the document's best passage by way of searching. `quote` limits them to passages that contain it.

    Raises `MissingDocumentError` if the index does not contain the document, and `QuestionError` for an empty question.
    """
    index.document(document_id)
    held = _rank(index.search(question, _DEPTH, [document_id], by="dense"), document_id, quote) is not None
    depth = {by: _DEPTH if by in ("dense", "lexical") else max(_FUSED_DEPTH, k) for by in index.ways}
    ranks = {by: _rank(index.search(question, depth[by], by=by), document_id, quote) for by in index.ways}
    return Explanation(question, k, held, ranks)


def _rank(hits: Sequence[Hit], document_id: str, quote: str) -> int | None:
    wanted = normalise(quote).casefold()
    for rank, hit in enumerate(hits, start=1):
        if hit.passage.document_id == document_id and wanted in normalise(hit.passage.text).casefold():
            return rank
    return None
