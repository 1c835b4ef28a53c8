"""Measures building and searching an index in a folder and one in PostgreSQL: `python -m benchmarks.growth`.

The documents are made of words drawn as in a language (Zipf), and the embedder is a stand-in that costs next to
nothing, so what is measured is the store. PostgreSQL is a server of its own on this machine, started and removed by the
benchmark, and waits for the disk at each commit. Its computing time is that of all its processes. Each index is built
in one new process and searched in another, so that the memory is that of searching alone.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np

from benchmarks.building import StandIn
from benchmarks.postgres import ServerProcesses, running_postgres
from index.records import Document, Section
from index.search.search import Index
from index.stores.open import Place
from index.upkeep.ingest import Ingestion
from index.upkeep.shared_update import update_shared
from index.upkeep.shared_work import work
from index.upkeep.update import update

_WORDS, _WORDS_A_PASSAGE, _PASSAGES_A_DOCUMENT = 30_000, 200, 10  # a passage has at most 200 of our words
_CLIENTS = 8
_COLUMNS = (
    *("passages", "store", "workers", "build, passages/s", "p50 ms", "p95 ms", "CPU ms a question"),
    *("8 clients, questions/s", "p95 ms", "memory, MB", "delete, s"),
)

T = TypeVar("T")


def main() -> None:
    """Print one line for each store as soon as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[20_000, 150_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4], help="of PostgreSQL")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--work", nargs=2, metavar=("FOLDER", "ADDRESS"), help=argparse.SUPPRESS)  # a helping process
    options = parser.parse_args()
    if options.work:
        work(Path(options.work[0]), options.work[1], _ingestion(Path(options.work[0])))
        return
    print(f"{date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the beginning\n")
    print(f"| {' | '.join(_COLUMNS)} |\n{'|---' * len(_COLUMNS)}|")
    for passages in options.passages:
        _measure(passages, options.workers, options.questions)
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")


def _measure(passages: int, workers: list[int], questions: int) -> None:
    with TemporaryDirectory(prefix="quoth-growth-") as folder, running_postgres() as server:
        documents = Path(folder) / "documents"
        make_documents(documents, passages)
        places: list[tuple[str, int, Place]] = [("folder", 1, Path(folder) / "index")]
        places += [("PostgreSQL", number, f"{server.address}?schema=growth_{number}") for number in workers]
        for name, number, place in places:
            held, built = _alone(_build, documents, place, number)
            columns = _alone(_search, documents, place, server if name == "PostgreSQL" else None, questions)
            print(f"| {held:,} | {name} | {number} | {held / built:,.0f} | {columns} |", flush=True)


def _alone(what: Callable[..., T], *arguments: object) -> T:
    """What the function returns when it is called in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(what, *arguments).result()


def make_documents(documents: Path, passages: int) -> None:
    documents.mkdir()
    draw = np.random.default_rng(1)
    shares = 1 / np.arange(1, _WORDS + 1)
    words = np.array([f"{'aeiou'[n % 5]}{n:x}"[::-1] for n in range(_WORDS)])
    for number in range(passages // _PASSAGES_A_DOCUMENT):
        chosen = draw.choice(words, (_PASSAGES_A_DOCUMENT, _WORDS_A_PASSAGE), p=shares / shares.sum())
        text = "\n".join(f"{' '.join(part)}." for part in chosen)
        (documents / f"{number:06}.md").write_text(text)


def _ingestion(documents: Path) -> Ingestion:
    def read(path: str) -> Document:
        data = (documents / path).read_bytes()
        text = data.decode()
        return Document(path, hashlib.sha256(data).hexdigest(), path, text, (Section(0, len(text), None, ""),))

    return Ingestion(embedder=StandIn(), read=read, reader_version="1")


def _build(documents: Path, place: Place, workers: int) -> tuple[int, float]:
    """How many passages the index has, and the seconds that it took. The splitter makes a few more than were asked for.

    The HNSW index of PostgreSQL is a part of it.
    """
    began = time.perf_counter()
    with _helping(documents, str(place), workers - 1):
        _update(documents, place)
    built = time.perf_counter() - began
    with Index.open(place, embedder=StandIn()) as index:
        return sum(listing.passages for listing in index.documents()), built


def _update(documents: Path, place: Place) -> None:
    if isinstance(place, Path):
        update(documents, place, _ingestion(documents))
    else:
        update_shared(documents, place, _ingestion(documents), without=documents / "nowhere")


@contextmanager
def _helping(documents: Path, address: str, number: int) -> Iterator[None]:
    """Run this many more processes that read files as soon as there are some."""
    command = [sys.executable, "-m", "benchmarks.growth", "--work", str(documents), address]
    script = 'while true; do "$@" 2>/dev/null; sleep 0.2; done'
    with ExitStack() as stack:
        for _ in range(number):
            process = subprocess.Popen(["bash", "-c", script, "helping", *command], start_new_session=True)
            stack.callback(process.wait)
            stack.callback(os.killpg, process.pid, 9)
        yield


def _search(documents: Path, place: Place, server: ServerProcesses | None, number: int) -> str:
    """The columns on searching and deleting."""
    draw = np.random.default_rng(2)
    files = sorted(documents.iterdir())
    questions = [" ".join(draw.choice(file.read_text().split(), 5)) for file in draw.choice(np.array(files), number)]
    with Index.open(place, embedder=StandIn()) as index:

        def ask(question: str) -> float:
            began = time.perf_counter()
            index.search(question)
            return 1000 * (time.perf_counter() - began)

        assert all(index.search(question) for question in questions[:5])  # also warms it up
        computed = time.process_time() + (server.computed_s() if server else 0)
        alone = list(map(ask, questions))
        computed = time.process_time() + (server.computed_s() if server else 0) - computed
        began = time.perf_counter()
        with ThreadPoolExecutor(_CLIENTS) as clients:
            together = list(clients.map(ask, questions))
        rate = number / (time.perf_counter() - began)
        memory = _memory_mb(os.getpid()) + (server.memory_mb() if server else 0)
    gone = files[len(files) // 2]
    text = gone.read_text()
    gone.unlink()
    began = time.perf_counter()
    _update(documents, place)
    with Index.open(place, embedder=StandIn()) as index:
        assert gone.name not in {one.document_id for one in index.documents()}
    deleted = time.perf_counter() - began
    gone.write_text(text)
    p95 = [float(np.percentile(times, 95)) for times in (alone, together)]
    columns = [float(np.median(alone)), p95[0], 1000 * computed / number, rate, p95[1]]
    return " | ".join(f"{value:.1f}" for value in [*columns, memory, deleted])


def _memory_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
