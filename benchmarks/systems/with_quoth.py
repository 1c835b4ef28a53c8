"""Quoth, by the calls that its commands make, but with documents in memory instead of files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.systems.serving import Documents, made_rows, serve
from index.arrays import Rows
from index.embedding.embedder import SentenceTransformersEmbedder
from index.search.search import Index
from qa.evaluation.datasets import GoldDocument
from qa.evaluation.retrieval import index_gold


class Quoth:
    """A `System`."""

    def __init__(self, weights: Path) -> None:
        self._embedder = _Embedder(weights, name=weights.name)  # which tells its prompts and means

    def load(self) -> None:
        self._embedder.embed_questions(["Is the model there?"])
        self._embedder.token_starts("Is the tokenizer there?")

    def build(self, documents: Documents, folder: Path) -> int:
        gold = [GoldDocument(document_id, "", text) for document_id, text in documents]
        index, ids = index_gold(gold, folder, embedder=self._embedder)
        (folder / "ids.json").write_text(json.dumps(ids))
        with index:
            return sum(listing.passages for listing in index.documents())

    def build_made(self, passages: Documents, folder: Path) -> int:
        self._embedder.makes_rows = True
        try:
            return self.build(passages, folder)
        finally:
            self._embedder.makes_rows = False

    def open(self, folder: Path) -> None:
        self._ids = json.loads((folder / "ids.json").read_text())
        self._index = Index.open(folder / "index", embedder=self._embedder)

    def search(self, question: str, k: int) -> list[str]:
        return [self._ids[hit.passage.document_id] for hit in self._index.search(question, k)]


class _Embedder(SentenceTransformersEmbedder):
    makes_rows = False  # of passages that are given: none is split further

    def token_starts(self, text: str) -> Sequence[int]:
        return [0] if self.makes_rows else super().token_starts(text)

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        rows: Rows = made_rows(texts) if self.makes_rows else super().embed_passages(texts)
        return rows


if __name__ == "__main__":
    serve(Quoth)
