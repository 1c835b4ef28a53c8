"""Quoth beside LlamaIndex, Haystack, LangChain and txtai, used as their first steps show: `python -m benchmarks.peers`.

All get the same documents, weights and questions. Quoth embeds with the prompts and means that belong to the weights,
the others with the weights alone, in float32. Each system runs in a process of its own, and all take turns, so the
ratios hold on a busy machine. Quality and indexing use a sample of each gold set of FOLDER. Search uses as many
passages as scale_docs has, with random vectors, because its speed does not depend on what they say. `--make` makes the
environment that the other systems need.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

import numpy as np

from benchmarks.retrieval import sample
from benchmarks.weights import in_float32, weights_of
from index.embedding.choice import FOR_ENGLISH
from qa.evaluation.datasets import RetrievalQuestion, read_documents, read_sets
from qa.evaluation.metrics import Mean, ndcg

VENV = Path(".quoth/peers")
_TORCH = "torch==2.13.0"  # comes first and by version alone, as in the Makefile
_PACKAGES = (
    "llama-index-core==0.14.25 llama-index-embeddings-huggingface==0.8.0 haystack-ai==3.4.1"
    " sentence-transformers-haystack==2.0.0 langchain-community==0.4.2 langchain-huggingface==1.2.3"
    " langchain-text-splitters==1.1.3 txtai==9.14.0 faiss-cpu==1.15.1 sentence-transformers==6.2.0"
).split()
_OTHERS = ("llamaindex", "haystack", "langchain", "txtai")
_FOUND = 30  # passages asked for, of which the documents are ranked
_PIECE = 900  # characters of a passage with a made row
_CLIENTS = (1, 8)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables of quality, building and searching."""
    options = _options(arguments)
    if options.make:
        make_venv(options.venv)
    if not (options.folder and (options.venv / "bin/python").exists()):
        print("beside other systems: python -m benchmarks.peers FOLDER --make, and from then on make bench GOLD=FOLDER")
        return
    with TemporaryDirectory() as work, ExitStack() as running:
        weights = weights_of(options.embedder)
        plain = in_float32(weights, Path(work))
        folders = {"quoth": weights} | dict.fromkeys(options.systems, plain)
        systems = [running.enter_context(_running(name, folders, options.venv)) for name in folders]
        _report_quality(systems, options, Path(work))
        running.pop_all().close()
        if options.passages:
            _report_searching(options, folders, Path(work))
    print(f"\nload {os.getloadavg()[0]:.1f} at the end, {os.cpu_count()} cores")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="a folder of gold sets")
    parser.add_argument("--make", action="store_true", help="first make the environment of the other systems")
    parser.add_argument("--venv", type=Path, default=VENV)
    parser.add_argument(
        "--embedder", default=FOR_ENGLISH, metavar="NAME", help="of the weights catalogue, or a folder of weights"
    )
    parser.add_argument("--systems", nargs="*", choices=_OTHERS, default=_OTHERS, help="the other systems to run")
    parser.add_argument("--sets", nargs="+", default=("clapnq", "cranfield", "hotpot100", "squad2"), metavar="NAME")
    parser.add_argument("--documents", type=int, default=300, metavar="N", help="this many of each set")
    parser.add_argument("--questions", type=int, default=100, metavar="N", help="this many of each set")
    parser.add_argument(
        "--passages", type=int, default=61_000, metavar="N", help="passages with random vectors; 0: do not search"
    )
    parser.add_argument("--rounds", type=int, default=3, help="rounds of searching")
    return parser.parse_args(arguments)


def make_venv(venv: Path) -> None:
    """Install the pinned packages of the others."""
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    for packages in ([_TORCH], _PACKAGES):
        subprocess.run([venv / "bin/pip", "install", *packages], check=True)


@dataclass(slots=True)
class Running:
    """A system in its own process."""

    name: str
    process: subprocess.Popen[str]
    errors: IO[str]  # what it writes to stderr
    peak: int = 0  # bytes of memory
    passages: int = 0
    building: float = 0.0  # seconds, and of the processor
    building_computed: float = 0.0
    scores: dict[str, dict[str, float]] = field(default_factory=dict)  # nDCG@10 by set and question
    each: dict[int, list[float]] = field(default_factory=dict)  # seconds of each search, by number of clients
    rates: dict[int, list[float]] = field(default_factory=dict)  # searches a second
    computed: list[float] = field(default_factory=list)  # seconds of the processor a search

    def do(self, what: str, **order: Any) -> dict[str, Any]:
        """What the system answers."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps({"do": what} | order, default=str), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            self.errors.seek(0)
            raise RuntimeError(f"{self.name} ended at {what!r}: {self.errors.read()[-2000:]}")
        answer: dict[str, Any] = json.loads(line)
        self.peak = answer["peak"]
        return answer


@contextmanager
def _running(name: str, folders: Mapping[str, Path], venv: Path) -> Iterator[Running]:
    """The system with the weights in its folder."""
    python = Path(sys.executable) if name == "quoth" else venv.absolute() / "bin/python"
    with (
        TemporaryFile("w+", errors="replace") as errors,
        subprocess.Popen(
            [python, "-m", f"benchmarks.systems.with_{name}", folders[name]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=os.environ | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"},
        ) as process,
    ):
        system = Running(name, process, errors)
        system.do("load")
        yield system
        assert process.stdin is not None
        process.stdin.close()


def _report_quality(systems: Sequence[Running], options: argparse.Namespace, work: Path) -> None:
    for gold in read_sets(options.folder, options.sets):
        part = sample(gold, documents=options.documents, questions=options.questions)
        documents = _written(
            {document.id: f"{document.title}\n\n{document.text}".strip() for document in part.documents}, work
        )
        for system in systems:
            folder = work / f"{gold.name} {system.name}"
            built = system.do("build", documents=documents, folder=folder)
            system.passages += built["passages"]
            system.building += built["seconds"]
            system.building_computed += built["computing"]
            system.do("open", folder=folder)
            asked = [question.question for question in part.questions]
            found = system.do("search", questions=asked, k=_FOUND, clients=1)["found"]
            system.scores[gold.name] = {
                question.id: _score(question, ids) for question, ids in zip(part.questions, found, strict=True)
            }
    _show_quality(systems, options.documents)
    _show_building(systems, options.documents * len(options.sets))


def _written(texts: Mapping[str, str], work: Path) -> Path:
    path = work / "documents.json"
    path.write_text(json.dumps([{"id": name, "text": text} for name, text in texts.items()]))
    return path


def _score(question: RetrievalQuestion, found: Sequence[str]) -> float:
    ranking = [document for document in dict.fromkeys(found) if document not in question.excluded]
    return ndcg(ranking, dict.fromkeys(question.gold, 1.0), k=10)


def _show_quality(systems: Sequence[Running], documents: int) -> None:
    names = list(systems[0].scores)
    counts = ", ".join(f"{name} {len(scores)}" for name, scores in systems[0].scores.items())
    print(f"nDCG@10, about {documents} documents of each set; questions: {counts}\n")
    print(f"| system | {' | '.join(names)} | mean | Quoth - it, on the mean |\n|{'---|' * (len(names) + 3)}")
    for system in systems:
        means = [Mean.of(list(system.scores[name].values())) for name in names]
        cells = [f"{mean.mean:.3f} ± {mean.high - mean.mean:.3f}" for mean in means]
        ahead = [systems[0].scores[n][q] - score for n in names for q, score in system.scores[n].items()]
        margin = Mean.of(ahead)
        mean = np.mean([each.mean for each in means])
        cells += [f"{mean:.3f}", f"{margin.mean:+.3f} ± {margin.high - margin.mean:.3f}"]
        print(f"| {system.name} | {' | '.join(cells)} |")


def _show_building(systems: Sequence[Running], documents: int) -> None:
    fastest = min(system.building for system in systems[1:]) if systems[1:] else systems[0].building
    print("\n| system | passages | passages/s | documents/s | CPU s | of the fastest other's speed | peak memory, GB |")
    print("|---|---|---|---|---|---|---|")
    for system in systems:
        speeds = f"{system.passages / system.building:.1f} | {documents / system.building:.1f}"
        ratio = f"{fastest / system.building:.2f}"
        cells = f"{system.passages:,} | {speeds} | {system.building_computed:.0f} | {ratio} | {system.peak / 1e9:.2f}"
        print(f"| {system.name} | {cells} |", flush=True)


def _report_searching(options: argparse.Namespace, folders: Mapping[str, Path], work: Path) -> None:
    documents = _written(_pieces(options.folder, options.passages), work)
    asked = [question.question for question in read_sets(options.folder, options.sets[-1:])[0].questions]
    first: dict[str, float] = {}
    with ExitStack() as running:
        systems = []
        for name in folders:
            with _running(name, folders, options.venv) as builder:
                builder.do("build made", documents=documents, folder=work / name)
            system = running.enter_context(
                _running(name, folders, options.venv)
            )  # a new process, which has built nothing
            opened = system.do("open", folder=work / name)["seconds"]
            first[name] = opened + system.do("search", questions=asked[:1], k=8, clients=1)["seconds"]
            systems.append(system)
        for number in range(options.rounds):
            some = asked[1 + 24 * number : 25 + 24 * number]
            for system in systems:
                for clients in _CLIENTS:
                    _ask(system, some, clients)
        _show_searching(systems, first, options.passages)


def _ask(system: Running, questions: Sequence[str], clients: int) -> None:
    # Each client asks its own questions, so that no system gains from caching an earlier one.
    words = [f"{question} {clients}" for question in questions]
    answer = system.do("search", questions=words, k=8, clients=clients)
    system.each.setdefault(clients, []).extend(answer["each"])
    system.rates.setdefault(clients, []).append(len(words) / answer["seconds"])
    system.computed.append(answer["computing"] / len(words))


def _pieces(folder: Path, count: int) -> dict[str, str]:
    pieces = (
        document.text[start : start + _PIECE]
        for document in read_documents(folder / "scale_docs" / "corpus.jsonl")
        for start in range(0, len(document.text), _PIECE)
    )
    return {f"{number:06d}": text for number, text in zip(range(count), filter(str.strip, pieces), strict=False)}


def _show_searching(systems: Sequence[Running], first: Mapping[str, float], passages: int) -> None:
    print(f"\n{passages:,} passages\n\n| system | opening and first search, s | p50 ms | p95 ms | searches/s |", end="")
    print(" with 8 clients | CPU ms a search | of the fastest other's speed (p50, 8 clients) | peak memory, GB |")
    print(f"|{'---|' * 9}")
    p50 = {system.name: float(median(system.each[1])) for system in systems}
    rate = {system.name: float(median(system.rates[8])) for system in systems}
    others = [system.name for system in systems[1:]] or ["quoth"]
    for system in systems:
        name = system.name
        p95 = float(np.percentile(system.each[1], 95))
        times = f"{first[name]:.2f} | {p50[name] * 1e3:.1f} | {p95 * 1e3:.1f} | {median(system.rates[1]):.1f}"
        ratios = f"{min(p50[o] for o in others) / p50[name]:.2f}, {rate[name] / max(rate[o] for o in others):.2f}"
        cells = f"{times} | {rate[name]:.1f} | {median(system.computed) * 1e3:.1f} | {ratios} | {system.peak / 1e9:.2f}"
        print(f"| {name} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
