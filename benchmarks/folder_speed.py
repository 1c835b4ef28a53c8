"""Compares the speed of an index in a folder with that of another checkout of Quoth.

`python -m benchmarks.folder_speed CHECKOUT` measures both in turns, each time in a new process, so that what else runs
on the machine slows both. The fastest round of each counts, and computing more than the clock. The embedder is a
stand-in.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

_QUESTIONS = 300
_WAYS = ("build, s", "search, ms", "one deletion, s")


def main() -> None:
    """Print a line for each thing that is measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.folder_speed", description=__doc__)
    parser.add_argument("checkout", type=Path, help="a folder with another version of Quoth")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)  # what the other processes do
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(_measured(options.checkout)))
        return
    from benchmarks.growth import make_documents

    rounds = options.rounds
    checkouts = (options.checkout.resolve(), Path(__file__).parent.parent)
    measured: tuple[list[list[float]], list[list[float]]] = ([], [])
    with TemporaryDirectory(prefix="quoth-speed-") as folder:
        make_documents(Path(folder) / "documents", options.passages)
        for number in range(rounds):
            for which in (0, 1) if number % 2 else (1, 0):
                measured[which].append(_in_checkout(checkouts[which], Path(folder)))
    print(f"{options.passages:,} passages, the fastest of {rounds} rounds, computing (on the clock)\n")
    print("| | there | here | here is slower by |\n|---|---|---|---|")
    for column, way in enumerate(_WAYS):
        there, ours = ([min(row[column + 3 * clock] for row in rows) for clock in (0, 1)] for rows in measured)
        slower = [100 * (new / old - 1) for old, new in zip(there, ours, strict=True)]
        cells = [f"{computed:.2f} ({clock:.2f})" for computed, clock in (there, ours)]
        print(f"| {way} | {cells[0]} | {cells[1]} | {slower[0]:.1f} % ({slower[1]:.1f} %) |")


def _in_checkout(checkout: Path, folder: Path) -> list[float]:
    """What the other process measures: three times of computing, then the same on the clock."""
    ended = subprocess.run(
        [sys.executable, __file__, folder, "--measure"], cwd=checkout, env=os.environ | {"PYTHONPATH": str(checkout)},
        check=True, capture_output=True,
    )  # fmt: skip
    return [float(number) for number in json.loads(ended.stdout)]


def _measured(folder: Path) -> list[float]:
    """The times of building, searching and deleting, with the Quoth that this process imports, which can be older."""
    import numpy as np

    from benchmarks.building import StandIn
    from index.records import Document, Section
    from index.search.search import Index
    from index.upkeep.ingest import Ingestion
    from index.upkeep.update import update

    documents = folder / "documents"

    def read(path: str) -> Document:
        text = (documents / path).read_text()
        return Document(path, hashlib.sha256(text.encode()).hexdigest(), path, text, (Section(0, len(text), None, ""),))

    how = Ingestion(embedder=StandIn(), read=read, reader_version="1")
    files = sorted(documents.iterdir())
    draw = np.random.default_rng(2)
    texts = [file.read_text() for file in draw.choice(np.array(files), _QUESTIONS)]
    questions = [" ".join(draw.choice(text.split(), 5)) for text in texts]
    with TemporaryDirectory(dir=folder) as place:
        index = Path(place) / "index"
        built = _timed(lambda: update(documents, index, how))
        with Index.open(index, embedder=StandIn()) as opened:
            opened.search(questions[0])
            searched = _timed(lambda: [opened.search(question) for question in questions])
        gone = files[len(files) // 2]
        text = gone.read_text()
        gone.unlink()
        deleted = _timed(lambda: update(documents, index, how))
        gone.write_text(text)
    return [
        seconds for clock in (0, 1) for seconds in (built[clock], searched[clock] * 1000 / _QUESTIONS, deleted[clock])
    ]


def _timed(what: Callable[[], object]) -> tuple[float, float]:
    """The seconds of computing, and those on the clock."""
    computed, began = time.process_time(), time.perf_counter()
    what()
    return time.process_time() - computed, time.perf_counter() - began


if __name__ == "__main__":
    main()
