"""How well retrieval does on the gold sets of a folder, alone and among distractors: `python -m benchmarks.retrieval`.

Vectors are remembered in the cache folder, so that a run that was cut short goes on; the report of each set is left
there as a baseline and in the form of TREC.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.embedded import RememberingEmbedder
from index.embed import Embedder, SentenceTransformersEmbedder
from index.weights import fetch
from qa.gold import GoldDocument, GoldSet, RetrievalQuestion, read_documents, read_sets
from qa.retrieval import RetrievalReport, evaluate_retrieval, index_gold
from qa.runs import differences, margins, save, table
from qa.settings import Settings
from ui.shell import shown_progress

_DISTRACTORS = Path("scale_docs/corpus.jsonl")
_BEGIN, _END = "<!-- made by benchmarks.retrieval: begin -->\n", "<!-- end -->\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Evaluate, print the tables, and write them into the docs where asked."""
    options = _options(arguments)
    reports = list(_reports(options))
    text = f"{margins(reports)}\n{table(reports)}"
    if options.baseline:
        text += f"\n{differences(reports, options.baseline)}"
    print(text)
    if options.docs:
        _write_into(options.docs, text)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description=__doc__)
    parser.add_argument("folder", type=Path, help="a gold set, or a folder of them")
    parser.add_argument("--sets", nargs="+", default=(), metavar="NAME", help="only these")
    parser.add_argument("--half", choices=["first", "second"], help="every second question: choose on one, report both")
    parser.add_argument("--questions", type=int, metavar="N", help="at most this many of a set, evenly spaced")
    parser.add_argument("--distractors", type=int, default=0, metavar="N", help="then mix in every Nth of scale_docs")
    parser.add_argument("--embedder", default=Settings().embedder, help="a name of the weights catalogue")
    parser.add_argument("--weights", type=Path, help="the folder of its weights (default: fetched)")
    parser.add_argument("--cache", type=Path, default=Path(".quoth/retrieval"), metavar="FOLDER")
    parser.add_argument("--baseline", type=Path, metavar="FOLDER", help="the cache folder of an earlier run")
    parser.add_argument("--docs", type=Path, metavar="FILE", help="write the tables into this file, between its marks")
    return parser.parse_args(arguments)


def _reports(options: argparse.Namespace) -> Iterator[RetrievalReport]:
    """The report of every set, alone and then among the distractors; each is kept as a baseline and in TREC's form."""
    weights = options.weights or fetch(options.embedder, cache=Settings().cache, hub=Settings().hub)
    embedder = RememberingEmbedder(SentenceTransformersEmbedder(weights, name=options.embedder), options.cache)
    sets = read_sets(options.folder, options.sets)
    for documents in _mixed_in(options):
        for gold in sets:
            name = f"{gold.name} + {len(documents):,}" if documents else gold.name
            mixed = GoldSet(name, (*gold.documents, *documents), _chosen(gold.questions, options))
            report = evaluate(mixed, embedder)
            save(report, options.cache)
            yield report


def _chosen(questions: Sequence[RetrievalQuestion], options: argparse.Namespace) -> tuple[RetrievalQuestion, ...]:
    if options.half:
        questions = questions[options.half == "second" :: 2]
    count = min(options.questions or len(questions), len(questions))
    return tuple(questions[number * len(questions) // count] for number in range(count))


def _mixed_in(options: argparse.Namespace) -> Iterator[Sequence[GoldDocument]]:
    yield ()
    if options.distractors:
        documents = read_documents(options.folder / _DISTRACTORS)[:: options.distractors]
        yield [replace(document, id=f"distractor {document.id}") for document in documents]


def evaluate(gold: GoldSet, embedder: Embedder) -> RetrievalReport:
    """The report on a gold set, in an index of its own."""
    with TemporaryDirectory() as folder, shown_progress() as progress:
        index, ids = index_gold(gold.documents, Path(folder) / gold.name, embedder=embedder, progress=progress)
        with index:
            return evaluate_retrieval(gold.name, gold.questions, index, ids=ids, progress=progress)


def _write_into(path: Path, text: str) -> None:
    before = path.read_text(encoding="utf-8") if path.exists() else _BEGIN + _END
    after = re.sub(f"{_BEGIN}.*{_END}", lambda _: _BEGIN + text + _END, before, flags=re.DOTALL)
    path.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    main()
