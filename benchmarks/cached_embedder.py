"""An embedder with a cache on disk: it looks up what it has embedded before, in this run or an earlier one."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

import numpy as np

from benchmarks.weights import load_embedder
from index.arrays import Rows
from index.embedding.choice import FOR_ENGLISH
from index.embedding.embedder import Embedder
from index.embedding.prompts import Prompts
from index.stores.fingerprint import Centred

_AT_ONCE = 128  # texts in a batch; a killed run loses at most one batch


class WrappedEmbedder:
    """An `Embedder` that leaves everything to another; subclasses change what they need."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.name, self.dim, self.precision = embedder.name, embedder.dim, embedder.precision
        self.prompts, self.multilingual = embedder.prompts, embedder.multilingual
        self.centres = embedder.centres if isinstance(embedder, Centred) else ""

    def token_starts(self, text: str) -> Sequence[int]:
        return self.embedder.token_starts(text)

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        return self.embedder.embed_passages(texts)

    def embed_questions(self, texts: Sequence[str]) -> Rows:
        return self.embedder.embed_questions(texts)


class CachedEmbedder(WrappedEmbedder):
    """An `Embedder` whose rows are kept in an SQLite file, one for each embedder, so that a benchmark can resume."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        super().__init__(embedder)
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(folder / f"{_file_name(embedder)}.sqlite", timeout=60)
        self._db.execute("CREATE TABLE IF NOT EXISTS passages (key BLOB PRIMARY KEY, row BLOB NOT NULL)")
        self._db.execute("CREATE TABLE IF NOT EXISTS questions (key BLOB PRIMARY KEY, row BLOB NOT NULL)")

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        return self._cached("passages", texts, self.embedder.embed_passages)

    def embed_questions(self, texts: Sequence[str]) -> Rows:
        return self._cached("questions", texts, self.embedder.embed_questions)

    def _cached(self, table: str, texts: Sequence[str], embed: Callable[[Sequence[str]], Rows]) -> Rows:
        new = [text for text in dict.fromkeys(texts) if self._row(table, text) is None]
        for first in range(0, len(new), _AT_ONCE):
            some = new[first : first + _AT_ONCE]
            rows = zip(map(_key, some), (row.tobytes() for row in embed(some)), strict=True)
            with self._db:
                self._db.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", rows)
        found = [self._row(table, text) for text in texts]
        return np.array([np.frombuffer(row or b"", np.float32) for row in found], np.float32).reshape(-1, self.dim)

    def _row(self, table: str, text: str) -> bytes | None:
        found = self._db.execute(f"SELECT row FROM {table} WHERE key = ?", (_key(text),)).fetchone()
        return found[0] if found else None


def open_cached(cache: Path, embedder: str = FOR_ENGLISH) -> CachedEmbedder:
    """The embedder of the catalogue, or of a folder of weights, with its rows in the folder `cache`."""
    return CachedEmbedder(load_embedder(embedder), cache)


def _file_name(embedder: Embedder) -> str:
    """The embedder's name, followed by whatever else its rows depend on that is not the default."""
    parts = [re.sub(r"[^\w.-]+", "-", embedder.name).strip("-")]
    if embedder.prompts != Prompts():
        parts += [str(embedder.dim), _key(repr(embedder.prompts)).hex()[:8]]
    if isinstance(embedder, Centred) and embedder.centres:
        parts.append(embedder.centres)
    return ".".join(parts)


def _key(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


def cached_rows(folder: Path, table: str) -> Rows:
    """All rows of the one embedder whose cache is in `folder`, of its "passages" or "questions": (n, dim)."""
    (path,) = folder.glob("*.sqlite")
    with closing(sqlite3.connect(path)) as db:
        rows = [np.frombuffer(row, np.float32) for (row,) in db.execute(f"SELECT row FROM {table} ORDER BY key")]
    return np.stack(rows)
