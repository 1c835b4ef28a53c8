"""txtai: Embeddings with the texts kept beside the vectors, one row for each document, as by default."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from sentence_transformers import SentenceTransformer
from txtai import Embeddings

from benchmarks.systems.serving import Documents, made_rows, serve

_MADE_ROWS = f"{made_rows.__module__}.{made_rows.__name__}"  # a name is saved with the rows, the function is not


class Txtai:
    """A `System`."""

    def __init__(self, weights: Path) -> None:
        self._weights = str(weights)
        self._embeddings: Any = Embeddings(path=self._weights, content=True)
        self._model: Any = None
        self._searching = Lock()  # its SQLite cursor fails where two threads use it

    def load(self) -> None:
        self._embeddings.batchtransform(["Is the model there?"])

    def build(self, documents: Documents, folder: Path) -> int:
        self._embeddings.index(documents)
        self._embeddings.save(str(folder))
        return int(self._embeddings.count())

    def build_made(self, passages: Documents, folder: Path) -> int:
        os.environ["ALLOW_RESOLVE_TRANSFORM"] = "True"
        made = Embeddings(method="external", transform=_MADE_ROWS, content=True)
        made.index(passages)
        made.save(str(folder))
        return len(passages)

    def open(self, folder: Path) -> None:
        os.environ["ALLOW_RESOLVE_TRANSFORM"] = "True"
        self._embeddings = Embeddings()
        self._embeddings.load(str(folder))
        if self._embeddings.config.get("method") == "external":  # made rows are searched with real questions
            self._model = SentenceTransformer(self._weights)
            self._embeddings.model.transform = self._rows_of_questions

    def search(self, question: str, k: int) -> list[str]:
        with self._searching:
            return [found["id"] for found in self._embeddings.search(question, k)]

    def _rows_of_questions(self, texts: Sequence[str]) -> Any:
        return self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)


if __name__ == "__main__":
    serve(Txtai)
