"""A reranker with a cache on disk: it looks up the pairs it has scored before, in this run or an earlier one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from benchmarks.weights import weights_of
from index.embedding.rerank import CrossEncoderReranker, Reranker
from qa.settings import Settings

_AT_ONCE = 64  # texts in a batch; a killed run loses at most one batch
_LONG_S = 3600.0


class CachedReranker:
    """A `Reranker` whose scores are kept in an SQLite file, one for each reranker. It ignores the time limit."""

    def __init__(self, reranker: Reranker, folder: Path) -> None:
        self.name = reranker.name
        self._reranker = reranker
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(folder / f"{Path(reranker.name).name}.scores.sqlite", timeout=60)
        self._db.execute("CREATE TABLE IF NOT EXISTS pairs (key BLOB PRIMARY KEY, score REAL NOT NULL)")

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> list[float]:  # noqa: ARG002
        new = [text for text in dict.fromkeys(texts) if self._score(question, text) is None]
        for first in range(0, len(new), _AT_ONCE):
            some = new[first : first + _AT_ONCE]
            found = self._reranker.scores(question, some, seconds=_LONG_S)
            keys = [_key(question, text) for text in some]
            with self._db:
                self._db.executemany("INSERT OR REPLACE INTO pairs VALUES (?, ?)", zip(keys, found, strict=True))
        return [self._score(question, text) or 0.0 for text in texts]

    def _score(self, question: str, text: str) -> float | None:
        found = self._db.execute("SELECT score FROM pairs WHERE key = ?", (_key(question, text),)).fetchone()
        return found[0] if found else None


def open_cached_reranker(cache: Path, name: str = Settings().reranker) -> CachedReranker:
    """The reranker `name`, of the catalogue or a folder, with its scores in the folder `cache`."""
    return CachedReranker(CrossEncoderReranker(weights_of(name), name=name), cache)


def _key(question: str, text: str) -> bytes:
    return blake2b(f"{question}\0{text}".encode(), digest_size=16).digest()
