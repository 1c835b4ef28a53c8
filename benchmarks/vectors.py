"""Measures vector search in FAISS at growing sizes: `python -m benchmarks.vectors CACHE SIZE...`.

CACHE is the cache folder of `benchmarks.retrieval`. New rows are made from its passages' rows (a row and a part of
another, plus noise along the difference of two more), and its questions' rows are the queries. Every kind goes through
`FaissVectors` as in an index: saved, opened mapped, and asked one question at a time for 100 rows, on one thread.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import faiss
import numpy as np

import index.stores.faiss_vectors as kinds
from benchmarks.cached_embedder import cached_rows
from benchmarks.memory import own_memory
from index.arrays import Rows
from index.stores.faiss_vectors import FaissVectors

_QUESTIONS, _K, _BATCH = 200, 100, 50_000
_NEVER = 2**62
_SIZES = {"exact": (_NEVER, _NEVER), "scanned": (0, _NEVER), "lists": (0, 0)}  # from how many rows on there is which


def main() -> None:
    """Print one line of the table as soon as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.vectors", description=__doc__)
    parser.add_argument("cache", type=Path)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--kinds", nargs="+", choices=_SIZES, default=list(_SIZES))
    options = parser.parse_args()
    faiss.omp_set_num_threads(1)
    real, asked = (cached_rows(options.cache, table) for table in ("passages", "questions"))
    questions = asked[np.random.default_rng(1).choice(len(asked), _QUESTIONS, replace=False)]
    print("| rows | kind | build, CPU s | files, MB | memory, MB | CPU ms | p50 ms | p95 ms | recall@10 | recall@100 |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for size in options.sizes:
        vectors = FaissVectors(real.shape[1])
        for first, rows in _made_rows(real, size):
            vectors._rows.add_with_ids(rows, np.arange(first, first + len(rows)))  # `add` looks for keys held already
        nearest = vectors._rows.search(questions, _K)[1]
        for kind in options.kinds:
            kinds.SCANNED, kinds.LISTED = _SIZES[kind]
            with TemporaryDirectory() as folder:
                print(_measured(vectors, Path(folder) / "vectors", questions, nearest), flush=True)
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")


def _made_rows(real: Rows, size: int) -> Iterator[tuple[int, Rows]]:
    for first in range(0, size, _BATCH):
        draw = np.random.default_rng(first)
        count = min(_BATCH, size - first)
        i, j, k, m = draw.integers(0, len(real), (4, count))
        share = draw.uniform(0, 0.7, (count, 1)).astype(np.float32)
        rows = real[i] + share * real[j] + np.float32(0.4) * (real[k] - real[m])
        yield first, rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _measured(vectors: FaissVectors, path: Path, questions: Rows, nearest: Rows) -> str:
    before = time.process_time()
    vectors.save(path)
    build_s = time.process_time() - before
    size = sum(file.stat().st_size for file in path.parent.iterdir()) / 1e6
    memory = own_memory()
    opened = FaissVectors.open(path)
    for row in questions[:5]:
        opened.search(row, _K)
    before, times, found = time.process_time(), [], []
    for row in questions:
        started = time.perf_counter()
        found.append([key for key, _ in opened.search(row, _K)])
        times.append(1e3 * (time.perf_counter() - started))
    cpu = 1e3 * (time.process_time() - before) / len(questions)
    recalls = [
        np.mean([len(set(keys[:k]) & set(true[:k])) / k for keys, true in zip(found, nearest.tolist(), strict=True)])
        for k in (10, _K)
    ]
    p50, p95 = np.percentile(times, [50, 95])
    kind = opened.shape.kind + (f", {opened.shape.probes} lists" if opened.shape.probes else "")
    cells = [
        f"{build_s:.1f}",
        f"{size:,.0f}",
        f"{(own_memory() - memory) / 1e6:,.0f}",
        f"{cpu:.1f}",
        f"{p50:.1f}",
        f"{p95:.1f}",
    ]
    cells += [f"{recalls[0]:.3f}", f"{recalls[1]:.3f} (noted {opened.shape.recall:.3f})"]
    return f"| {len(vectors):,} | {kind} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
