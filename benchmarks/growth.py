"""Measures building and searching an index in a folder and one in PostgreSQL: `python -m benchmarks.growth`.

The documents are made of words drawn as in a language (Zipf), and the embedder is a stand-in that costs next to
nothing, so what is measured is the store. PostgreSQL is a server of its own on this machine, started and removed by the
benchmark. Its computing time is that of all its processes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.building import StandIn
from benchmarks.postgres import ServerProcesses, running_postgres
from index.records import Document, Section
from index.search.search import Index
from index.stores.open import Place
from index.upkeep.ingest import Ingestion
from index.upkeep.shared_update import update_shared, work
from index.upkeep.update import update

_WORDS, _WORDS_A_PASSAGE, _PASSAGES_A_DOCUMENT = 30_000, 200, 10  # a passage has at most 200 of our words
_QUESTIONS, _CLIENTS = 200, 8
_COLUMNS = (
    *("store", "workers", "build, passages/s", "p50 ms", "p95 ms", "CPU ms a question"),
    *("8 clients, questions/s", "p95 ms", "memory, MB", "delete, s"),
)


def main() -> None:
    """Print one line for each store as soon as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4], help="of PostgreSQL")
    parser.add_argument("--work", nargs=2, metavar=("FOLDER", "ADDRESS"), help=argparse.SUPPRESS)  # a helping process
    options = parser.parse_args()
    if options.work:
        work(Path(options.work[0]), options.work[1], _ingestion(Path(options.work[0])))
        return
    print(f"{options.passages:,} passages, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the beginning\n")
    print(f"| {' | '.join(_COLUMNS)} |\n{'|---' * len(_COLUMNS)}|")
    with TemporaryDirectory(prefix="quoth-growth-") as folder:
        documents = Path(folder) / "documents"
        _make_documents(documents, options.passages)
        print(_folder(documents, Path(folder) / "index"), flush=True)
        with running_postgres() as server:
            for number in options.workers:
                print(_postgres(documents, server, number), flush=True)
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")


def _make_documents(documents: Path, passages: int) -> None:
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


def _folder(documents: Path, index: Path) -> str:
    began = time.perf_counter()
    update(documents, index, _ingestion(documents))
    built = time.perf_counter() - began
    measured = _searched(documents, index, lambda: update(documents, index, _ingestion(documents)), None)
    return f"| folder | 1 | {_held(index) / built:,.0f} | {measured} |"


def _postgres(documents: Path, server: ServerProcesses, workers: int) -> str:
    address = f"{server.address}?schema=growth_{workers}"
    began = time.perf_counter()
    with _helping(documents, address, workers - 1):
        update_shared(documents, address, _ingestion(documents), without=documents / "nowhere")
    built = time.perf_counter() - began

    def again() -> object:
        return update_shared(documents, address, _ingestion(documents), without=documents / "nowhere")

    return (
        f"| PostgreSQL | {workers} | {_held(address) / built:,.0f} | {_searched(documents, address, again, server)} |"
    )


def _held(place: Place) -> int:
    """How many passages an index has: a few more than were asked for, because the splitter adds some."""
    with Index.open(place, embedder=StandIn()) as index:
        return sum(listing.passages for listing in index.documents())


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


def _searched(documents: Path, place: Place, again: Callable[[], object], server: ServerProcesses | None) -> str:
    """The columns on searching and deleting."""
    draw = np.random.default_rng(2)
    files = sorted(documents.iterdir())
    questions = [
        " ".join(draw.choice(file.read_text().split(), 5)) for file in draw.choice(np.array(files), _QUESTIONS)
    ]
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
        rate = _QUESTIONS / (time.perf_counter() - began)
        memory = _memory_mb(os.getpid()) + (server.memory_mb() if server else 0)
    gone = files[len(files) // 2]
    text = gone.read_text()
    gone.unlink()
    began = time.perf_counter()
    again()
    with Index.open(place, embedder=StandIn()) as index:
        assert gone.name not in {one.document_id for one in index.documents()}
    deleted = time.perf_counter() - began
    gone.write_text(text)
    p95 = [float(np.percentile(times, 95)) for times in (alone, together)]
    columns = [float(np.median(alone)), p95[0], 1000 * computed / _QUESTIONS, rate, p95[1]]
    return " | ".join(f"{value:.1f}" for value in [*columns, memory, deleted])


def _memory_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
