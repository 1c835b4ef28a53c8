"""How fast an index is built and updated, and how much memory it takes: `python -m benchmarks.building`.

The texts are made of words from the sample documents. The embedder alone is timed on the same texts in the same run, so
the share of its speed that the whole build reaches also holds on a busy machine. In large folders a stand-in that takes
hardly any time replaces the embedder, so that everything else is measured.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.cached_embedder import WrappedEmbedder
from benchmarks.memory import OwnMemory, peak_memory
from benchmarks.speed import show
from benchmarks.systems.serving import DIMENSIONS, made_rows
from benchmarks.weights import load_embedder
from index.arrays import Rows
from index.embedding.choice import FOR_ENGLISH
from index.embedding.embedder import Embedder, embedded_text, title_in_text
from index.embedding.prompts import Prompts
from index.reading.read import reader_version
from index.reading.sandbox import READERS, Sandbox
from index.records import Document
from index.stores.catalog import Catalog
from index.stores.layout import CATALOG, published_name
from index.upkeep.ingest import Ingestion
from index.upkeep.update import update

GOAL = 0.85  # of the embedder's own speed
_WORD = re.compile(r"\w+")
_FILE_CHARACTERS = 30_000
_LARGE_FILE_CHARACTERS = 1_000_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print: a build with the real embedder, then larger ones without."""
    options = _options(arguments)
    if options.alone is None:
        report_speed(options.megabytes, options.folder, options.embedder)
        _in_a_process_of_its_own("--alone", str(options.large))
    else:
        report_size(options.alone)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.building", description=__doc__)
    parser.add_argument("--megabytes", type=float, default=1.0, help="megabytes of text to embed (default: 1)")
    parser.add_argument("--folder", type=Path, help="embed the documents in this folder instead")
    parser.add_argument(
        "--embedder", default=FOR_ENGLISH, metavar="NAME", help="of the weights catalogue, or a folder of weights"
    )
    parser.add_argument(
        "--large",
        type=float,
        default=75.0,
        metavar="MB",
        help="megabytes of text in the large folder (default: 75)",
    )
    parser.add_argument("--alone", type=float, metavar="MB", help="only measure a large folder, in this process")
    return parser.parse_args(arguments)


def _in_a_process_of_its_own(*arguments: str) -> None:
    """Run this benchmark with these arguments in a new process, because a process never lowers its peak of memory."""
    subprocess.run([sys.executable, "-m", "benchmarks.building", *arguments], check=True)


def report_speed(megabytes: float, folder: Path | None, model: str) -> None:
    """Print each stage of a build with the real embedder, and its speed as a share of the embedder's own."""
    with TemporaryDirectory() as made:
        documents = folder or Path(made) / "documents"
        if not folder:
            make_folder(documents, megabytes, file_characters=_FILE_CHARACTERS)
        embedder = Timed(load_embedder(model))
        embedder.embed_passages(["The model is loaded by its first text."])
        embedder.reset()
        print(f"build, really embedded by {embedder.name}")
        with Desk(documents, Path(made) / "index", embedder) as desk:
            seconds = desk.report_build()
            texts = desk.embedded_texts()
            computed, started = time.process_time(), time.perf_counter()
            embedder.embedder.embed_passages(texts)
            alone, computing = time.perf_counter() - started, time.process_time() - computed
            show("the embedder alone on the same texts", f"{alone:.1f} s, {len(texts) / alone:.1f} texts/s")
            shares = f"{alone / seconds:.0%}, of processor time {computing / desk.computing_s:.0%}"
            show("share of its speed that the build reaches", f"{shares} (goal: {GOAL:.0%})")
            desk.report_nothing_changed()
            if not folder:
                desk.report_one_changed()


def report_size(megabytes: float) -> None:
    """Print the seconds of a build and an update of a large folder, without embedding, and the peak memory."""
    with TemporaryDirectory() as made:
        documents = Path(made) / "documents"
        make_folder(documents, megabytes, file_characters=min(_LARGE_FILE_CHARACTERS, int(megabytes * 5000)))
        print(f"build of {megabytes:,.0f} MB, hardly embedded")
        with Desk(documents, Path(made) / "index", Timed(StandIn())) as desk:
            with OwnMemory() as memory:
                desk.report_build()
            _show_memory("of the build", memory)
            desk.report_nothing_changed()
            with OwnMemory() as memory:
                desk.report_one_changed()
            _show_memory("of that", memory)


def _show_memory(of: str, memory: OwnMemory) -> None:
    so_far = f"{peak_memory() / 1e9:.2f} GB so far with mapped files"
    show(f"peak memory {of}", f"{memory.peak / 1e9:.2f} GB; {so_far}")


class Desk:
    """A folder of documents, its index, and the time its building took."""

    def __init__(self, documents: Path, index: Path, embedder: Timed) -> None:
        self.documents = documents
        self.index = index
        self.embedder = embedder
        self.reading_s = 0.0
        self.sandbox = Sandbox(documents)
        self.stages: dict[str, float] = {}

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.sandbox.close()

    def report_build(self) -> float:
        """Print the figures of the build, and return its seconds."""
        sizes = [path.stat().st_size for path in self.documents.rglob("*") if path.is_file()]
        seconds = self.update()
        files, megabytes = len(sizes), sum(sizes) / 1e6
        with closing(self.catalog()) as catalog:
            passages = catalog.count_passages()
        show("folder", f"{files:,} files, {megabytes:,.1f} MB, {passages:,} passages")
        show("whole build", f"{seconds:.1f} s: {_rates(files, megabytes, passages, seconds)}")
        parts = {
            "counting tokens": self.embedder.counting_s,
            "embedding": self.embedder.embedding_s,
            "publishing": self.stages.get("publishing", 0.0),
        }
        parts["waiting for readers, splitting, storing"] = seconds - sum(parts.values())
        parts["(readers, beside all that)"] = self.reading_s / READERS
        for name, part in parts.items():
            show(f"  {name}", f"{part:.1f} s: {_rates(files, megabytes, passages, part)}")
        return seconds

    def report_nothing_changed(self) -> None:
        show("nothing changed", f"{self.update():.2f} s, {self.computing_s:.2f} s of processor time")

    def report_one_changed(self) -> None:
        path = next(path for path in sorted(self.documents.rglob("*.txt")))
        text = path.read_text("utf-8")
        path.write_text(f"A sentence that is new.\n{text}", "utf-8")
        show("one file changed", f"{self.update():.2f} s, {self.computing_s:.2f} s of processor time")

    def update(self) -> float:
        """The seconds an update of the index takes."""
        self.stages.clear()
        self._stage, self._since = "", time.perf_counter()
        computed, started = time.process_time(), time.perf_counter()
        update(
            self.documents,
            self.index,
            Ingestion(
                embedder=self.embedder,
                read=self._read,
                readers=READERS,
                reader_version=reader_version(self.sandbox.tesseract),
                progress=self._advance,
            ),
        )
        self._advance("", 0, 0)
        self.computing_s = time.process_time() - computed
        return time.perf_counter() - started

    def embedded_texts(self) -> list[str]:
        """All texts that were embedded, once each."""
        with closing(self.catalog()) as catalog:
            texts = []
            for document_id in catalog.document_ids():
                document = catalog.document(document_id)
                assert document is not None
                title = title_in_text(document)
                texts += [embedded_text(passage, title) for _, passage, _ in catalog.passages_of(document_id)]
        return list(dict.fromkeys(texts))

    def catalog(self) -> Catalog:
        return Catalog.open(self.index / published_name(self.index) / CATALOG)

    def _read(self, path: str) -> Document:
        started = time.perf_counter()
        try:
            return self.sandbox.read(path)
        finally:
            self.reading_s += time.perf_counter() - started

    def _advance(self, stage: str, done: int, total: int, name: str = "") -> None:  # noqa: ARG002 - as `Progress` is
        now = time.perf_counter()
        self.stages[self._stage] = self.stages.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = stage, now


class Timed(WrappedEmbedder):
    """An `Embedder` that records how long it has worked."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self.reset()

    def reset(self) -> None:
        self.counting_s = self.embedding_s = 0.0

    def token_starts(self, text: str) -> Sequence[int]:
        started = time.perf_counter()
        found = super().token_starts(text)
        self.counting_s += time.perf_counter() - started
        return found

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        started = time.perf_counter()
        rows = super().embed_passages(texts)
        self.embedding_s += time.perf_counter() - started
        return rows


class StandIn:
    """An `Embedder` that takes almost no time: random rows of the size of the real ones."""

    name, dim, precision, prompts, multilingual = "stand-in", DIMENSIONS, "float32", Prompts(), False

    def token_starts(self, text: str) -> Sequence[int]:
        return [word.start() for word in _WORD.finditer(text)]

    def embed_passages(self, texts: Sequence[str]) -> Rows:
        rows: Rows = made_rows(texts)
        return rows

    embed_questions = embed_passages


def make_folder(folder: Path, megabytes: float, *, file_characters: int) -> None:
    """Fill the new folder with text: headings and sentences made of the words of the sample documents."""
    words = sorted({word for path in Path("documents").glob("*.[mt][dx]*") for word in _WORD.findall(path.read_text())})
    lots = random.Random(1)
    folder.mkdir(parents=True)
    for number in range(max(1, round(megabytes * 1e6 / file_characters))):
        sub = folder / f"{number % 50:02d}"
        sub.mkdir(exist_ok=True)
        (sub / f"{number:06d}.txt").write_text("".join(_sentences(words, lots, file_characters)), "utf-8")


def _sentences(words: Sequence[str], lots: random.Random, characters: int) -> Iterator[str]:
    while characters > 0:
        sentence = " ".join(lots.choices(words, k=lots.randint(4, 30))).capitalize() + lots.choice(
            [". ", ". ", ".\n\n"]
        )
        characters -= len(sentence)
        yield sentence


def _rates(files: int, megabytes: float, passages: int, seconds: float) -> str:
    seconds = max(seconds, 1e-9)
    return f"{files / seconds:,.1f} files/s, {megabytes / seconds:,.2f} MB/s, {passages / seconds:,.0f} passages/s"


if __name__ == "__main__":
    main()
