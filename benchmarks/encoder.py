"""Measures the speed and quality of each way of encoding: `python -m benchmarks.encoder FOLDER`.

FOLDER holds gold sets. All ways encode the same texts in turn, so their ratios hold on a busy machine. "as it comes" is
one call of sentence-transformers, whose threads share each batch. Vectors are kept in the cache folder, so an
interrupted run resumes. ONNX in int8 and OpenVINO need an environment of their own: `--backends VENV`
(docs/embedding.md says how to make it). `--embedder` and `--beside` take a name of the weights catalogue or a folder of
weights.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import get_args

import numpy as np
from sentence_transformers import SentenceTransformer

from benchmarks.cached_embedder import CachedEmbedder, cached_rows
from benchmarks.retrieval import evaluate, sample
from benchmarks.weights import in_float32, load_embedder, weights_of
from index.arrays import Rows
from index.embedding.choice import FOR_ENGLISH
from index.embedding.embedder import Embedder, SentenceTransformersEmbedder
from index.embedding.encoder import Precision, fastest_precision
from qa.evaluation.datasets import GoldSet, read_sets

_PRECISIONS: tuple[Precision, ...] = get_args(Precision)
_BACKENDS = ("onnx-int8", "openvino")
_ROUNDS = 3
Encode = Callable[[Sequence[str]], object]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables: speed, then quality."""
    options = _options(arguments)
    weights = weights_of(options.embedder)
    cache = options.cache / weights.name
    plain = in_float32(weights, options.cache / "in float32")
    embedders: dict[str, Embedder] = {
        precision: load_embedder(options.embedder, precision) for precision in _PRECISIONS
    }
    if options.backends:
        embedders |= {
            backend: BackendEmbedder(plain, backend, options.backends, cache / "exported") for backend in _BACKENDS
        }
    if options.beside:
        beside = load_embedder(options.beside)
        embedders[beside.name] = beside
    sets = read_sets(options.folder, options.sets)
    print(f"{weights.name}. This machine's choice: {fastest_precision()}.\n")
    _show_speed(sets[0], plain, embedders, options.texts)
    print()
    for number, gold in enumerate(sets):
        chosen = sample(gold, documents=options.documents, questions=options.questions)
        _show_quality(chosen, embedders, cache, heading=not number)
    for embedder in embedders.values():
        if isinstance(embedder, BackendEmbedder):
            embedder.close()
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.encoder", description=__doc__)
    parser.add_argument("folder", type=Path, help="a gold set, or a folder of them")
    parser.add_argument("--sets", nargs="+", default=(), metavar="NAME", help="only these")
    parser.add_argument(
        "--texts", type=int, default=64, metavar="N", help="time the encoding of this many texts (default: 64)"
    )
    parser.add_argument("--questions", type=int, metavar="N", help="at most this many of a set")
    parser.add_argument("--documents", type=int, metavar="N", help="about this many of a set")
    parser.add_argument("--backends", type=Path, metavar="VENV", help="an environment with ONNX and OpenVINO")
    parser.add_argument("--embedder", default=FOR_ENGLISH, metavar="NAME", help=f"default: {FOR_ENGLISH}")
    parser.add_argument("--beside", metavar="NAME", help="another embedder, such as all-mpnet-base-v2")
    parser.add_argument("--cache", type=Path, default=Path(".quoth/encoder"), metavar="FOLDER")
    return parser.parse_args(arguments)


@dataclass(slots=True)
class Way:
    """One way of encoding, and how long it took each time."""

    passages: Encode
    questions: Encode
    embedder: Embedder | None = None
    seconds: list[float] = field(default_factory=list)
    computing: list[float] = field(default_factory=list)
    asking: list[float] = field(default_factory=list)
    computing_asked: list[float] = field(default_factory=list)

    def take(self, texts: Sequence[str], questions: Sequence[str]) -> None:
        """Encode all texts, and the questions one by one."""
        self._time(partial(self.passages, texts), self.seconds, self.computing)
        for question in questions:
            self._time(partial(self.questions, [question]), self.asking, self.computing_asked)

    def _time(self, run: Callable[[], object], seconds: list[float], computing: list[float]) -> None:
        computed, started = self._computed(), time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
        computing.append(self._computed() - computed)

    def _computed(self) -> float:
        """The CPU seconds so far of the process that encodes."""
        return self.embedder.computed if isinstance(self.embedder, BackendEmbedder) else time.process_time()


class BackendEmbedder(SentenceTransformersEmbedder):
    """An `Embedder` whose rows come from another process, in an environment that has the backend."""

    def __init__(self, weights: Path, backend: str, venv: Path, made: Path) -> None:
        super().__init__(weights, name=weights.name, precision="float32")
        self._made = made
        self._made.mkdir(parents=True, exist_ok=True)
        command: list[str | Path] = [venv.absolute() / "bin/python", "-m", "benchmarks.systems.with_backend"]
        self._process = subprocess.Popen(
            [*command, weights, self._made, backend],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"HF_HUB_OFFLINE": "1"},
        )
        self.computed = 0.0  # seconds of that process
        self._answer()

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        rows = self._rows(self.prompts.passage, texts)
        return self._centres.centre_passages(texts, rows) if self._centres else rows

    def embed_questions(self, texts: Sequence[str]) -> Rows:
        rows = self._rows(self.prompts.question, texts)
        return self._centres.centre_questions(texts, rows) if self._centres else rows

    def _rows(self, prompt: str, texts: Sequence[str]) -> Rows:
        print(json.dumps([prompt + text for text in texts]), file=self._process.stdin, flush=True)
        self.computed += self._answer()["computing"]
        rows: Rows = np.load(self._made / "rows.npy")
        return rows

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _answer(self) -> dict[str, float]:
        assert self._process.stdout is not None
        answer: dict[str, float] = json.loads(self._process.stdout.readline())
        return answer


def _show_speed(gold: GoldSet, weights: Path, embedders: dict[str, Embedder], count: int) -> None:
    texts = [f"{document.title}\n{document.text}" for document in gold.documents[:count]]
    questions = [question.question for question in gold.questions[:count]]
    model = SentenceTransformer(str(weights), local_files_only=True)
    encode = partial(model.encode, normalize_embeddings=True, show_progress_bar=False)
    prompts = embedders["float32"].prompts
    passages, asked = (partial(encode, prompt=prompt or None) for prompt in (prompts.passage, prompts.question))
    ways = {"float32, as it comes": Way(passages, asked)}
    ways |= {name: Way(one.embed_passages, one.embed_questions, one) for name, one in embedders.items()}
    for way in ways.values():
        Way(way.passages, way.questions, way.embedder).take(texts[:4], questions[:4])  # what is done only once
    for _ in range(_ROUNDS):
        for way in ways.values():
            way.take(texts, questions)
    print("| way | passages/s | passages/CPU s | question, p50 ms | p95 ms | CPU ms |\n|---|---|---|---|---|---|")
    for name, way in ways.items():
        speeds = f"{len(texts) / median(way.seconds):.1f} | {len(texts) / median(way.computing):.1f}"
        p50, p95 = np.percentile(way.asking, [50, 95]) * 1e3
        print(f"| {name} | {speeds} | {p50:.1f} | {p95:.1f} | {median(way.computing_asked) * 1e3:.1f} |", flush=True)


def _show_quality(gold: GoldSet, embedders: dict[str, Embedder], cache: Path, *, heading: bool) -> None:
    if heading:
        print("| set | questions | way | nDCG@10, dense | nDCG@10, fused | smallest cosine with float32 |")
        print("|---|---|---|---|---|---|")
    dim = embedders["float32"].dim
    for way, embedder in embedders.items():
        figures = evaluate(gold, CachedEmbedder(embedder, cache / gold.name / way)).figures()
        cells = [f"{figures[by]['nDCG@10'].mean:.4f}" for by in ("dense", "fused")]
        cells.append(f"{_smallest_cosine(cache / gold.name, way):.6f}" if embedder.dim == dim else "–")
        print(f"| {gold.name} | {len(gold.questions):,} | {way} | {' | '.join(cells)} |", flush=True)


def _smallest_cosine(cache: Path, way: str) -> float:
    """The smallest cosine between the rows of the same text in float32 and in this way."""
    return min(
        float((cached_rows(cache / "float32", table) * cached_rows(cache / way, table)).sum(axis=1).min())
        for table in ("passages", "questions")
    )


if __name__ == "__main__":
    main()
