"""Runs a system: reads commands as lines of JSON from stdin, and prints the times. Works in any environment."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

import numpy as np

from benchmarks.memory import peak_memory

DIMENSIONS = 384
Documents = Sequence[tuple[str, str]]  # id and text


class System(Protocol):
    """A system that indexes documents and finds passages."""

    def load(self) -> None:
        """Load the model."""
        ...

    def build(self, documents: Documents, folder: Path) -> int:
        """Index the documents in the folder; returns the number of passages."""
        ...

    def build_made(self, passages: Documents, folder: Path) -> int:
        """Index passages in the folder with their `made_rows` instead of embedding them."""
        ...

    def open(self, folder: Path) -> None:
        """Open the index in the folder."""
        ...

    def search(self, question: str, k: int) -> list[str]:
        """The ids of the documents of the k best passages, best first."""
        ...


def made_rows(texts: Sequence[str]) -> Any:
    """Random unit rows, the same for the same text, in almost no time: (n, DIMENSIONS) float32."""
    rows = np.array(
        [np.random.default_rng(crc32(text.encode())).standard_normal(DIMENSIONS, np.float32) for text in texts]
    )
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def serve(make: Callable[[Path], System]) -> None:
    """Do what each line of stdin says, until stdin ends. The one argument is the folder of the weights."""
    answers, sys.stdout = sys.stdout, sys.stderr  # keeps what a library prints out of the answers
    system = make(Path(sys.argv[1]))
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(_done(system, order) | {"peak": peak_memory()}), file=answers, flush=True)


def _done(system: System, order: dict[str, Any]) -> dict[str, Any]:
    started, computed = time.perf_counter(), time.process_time()
    folder = Path(order.get("folder", ""))
    answer: dict[str, Any] = {}
    match order["do"]:
        case "load":
            system.load()
        case "build" | "build made" as how:
            documents = [(entry["id"], entry["text"]) for entry in json.loads(Path(order["documents"]).read_text())]
            started, computed = time.perf_counter(), time.process_time()
            answer["passages"] = (system.build if how == "build" else system.build_made)(documents, folder)
        case "open":
            system.open(folder)
        case "search":
            answer = _searched(system, order["questions"], order["k"], order["clients"])
    return answer | {"seconds": time.perf_counter() - started, "computing": time.process_time() - computed}


def _searched(system: System, questions: Sequence[str], k: int, clients: int) -> dict[str, Any]:
    """What is found for each question, and how long it took, with so many clients at the same time."""

    def timed(question: str) -> tuple[list[str], float]:
        started = time.perf_counter()
        found = system.search(question, k)
        return found, time.perf_counter() - started

    with ThreadPoolExecutor(clients) as pool:
        found, seconds = zip(*pool.map(timed, questions), strict=True)
    return {"found": found, "each": seconds}
