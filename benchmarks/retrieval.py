"""How well retrieval does on the gold sets of a folder, alone and among distractors: `python -m benchmarks.retrieval`.

Vectors are remembered in the cache folder, and the report of each set is left there, whole, as a baseline and in the
form of TREC: with `--go-on` a run that was cut short makes only those that are missing. The sets take turns in one
index, so that the distractors are put into it once.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.embedded import RememberingEmbedder
from index.embedding.embedder import Embedder, SentenceTransformersEmbedder
from index.embedding.rerank import CrossEncoderReranker, Reranker
from index.weights.fetch import fetch
from qa.evaluation.datasets import GoldDocument, GoldSet, RetrievalQuestion, read_documents, read_sets
from qa.evaluation.report import differences, margins, save, table
from qa.evaluation.retrieval import RetrievalReport, evaluate_retrieval, index_gold
from qa.settings import Settings, load_settings
from ui.cli.shell import shown_progress

_DISTRACTORS = Path("scale_docs/corpus.jsonl")
_RERANK_S = 600.0  # so that the order does not depend on how busy the machine is
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
    parser.add_argument(
        "--distractors", type=int, nargs="+", default=(), metavar="N", help="then mix in every Nth of scale_docs"
    )
    parser.add_argument("--embedder", default=Settings().embedder, help="a name of the weights catalogue")
    parser.add_argument("--weights", type=Path, help="the folder of its weights (default: fetched)")
    parser.add_argument("--reranker", default=load_settings().reranker, metavar="FOLDER", help="(or QUOTH_RERANKER)")
    parser.add_argument("--cache", type=Path, default=Path(".quoth/retrieval"), metavar="FOLDER")
    parser.add_argument("--go-on", action="store_true", help="take the reports that the cache folder holds already")
    parser.add_argument("--baseline", type=Path, metavar="FOLDER", help="the cache folder of an earlier run")
    parser.add_argument("--docs", type=Path, metavar="FILE", help="write the tables into this file, between its marks")
    return parser.parse_args(arguments)


def _reports(options: argparse.Namespace) -> Iterator[RetrievalReport]:
    """The report of every set, alone and then among the distractors; each is kept as soon as it is made."""
    weights = options.weights or fetch(options.embedder, cache=Settings().cache, hub=Settings().hub)
    embedder = RememberingEmbedder(SentenceTransformersEmbedder(weights, name=options.embedder), options.cache)
    reranker = CrossEncoderReranker(Path(options.reranker), name=options.reranker) if options.reranker else None
    sets = read_sets(options.folder, options.sets)
    for others in _mixed_in(options):
        for gold in sets:
            name = f"{gold.name} + {len(others):,}" if others else gold.name
            mixed = GoldSet(name, (*others, *gold.documents), _chosen(gold.questions, options))
            report = _kept(mixed, options.cache, reranked=reranker is not None) if options.go_on else None
            if report is None:
                report = evaluate(mixed, embedder, options.cache / "index" / f"beside {len(others)}", reranker)
                save(report, options.cache)
                _keep(report, options.cache)
            yield report


def _keep(report: RetrievalReport, cache: Path) -> None:
    part = cache / f"{report.name}.report.part"
    part.write_text(json.dumps(asdict(report), default=sorted), encoding="utf-8")
    part.replace(cache / f"{report.name}.report")


def _kept(gold: GoldSet, cache: Path, *, reranked: bool) -> RetrievalReport | None:
    """The report that an earlier run made of these very questions in the same ways, if there is one."""
    path = cache / f"{gold.name}.report"
    if not path.exists():
        return None
    report = RetrievalReport(gold.name, gold.questions, json.loads(path.read_text(encoding="utf-8"))["runs"])
    asked = {question.id for question in gold.questions}
    same_ways = ("reranked" in report.runs) == reranked
    return report if same_ways and all(run.keys() == asked for run in report.runs.values()) else None


def _chosen(questions: Sequence[RetrievalQuestion], options: argparse.Namespace) -> tuple[RetrievalQuestion, ...]:
    if options.half:
        questions = questions[options.half == "second" :: 2]
    count = min(options.questions or len(questions), len(questions))
    return tuple(questions[number * len(questions) // count] for number in range(count))


def _mixed_in(options: argparse.Namespace) -> Iterator[Sequence[GoldDocument]]:
    yield ()
    documents = read_documents(options.folder / _DISTRACTORS) if options.distractors else ()
    for every in options.distractors:
        yield [replace(document, id=f"distractor {document.id}") for document in documents[::every]]


def evaluate(
    gold: GoldSet, embedder: Embedder, folder: Path | None = None, reranker: Reranker | None = None
) -> RetrievalReport:
    """The report on a gold set, in an index that is made from what `folder` holds, or else in one of its own."""
    with TemporaryDirectory() as temporary, shown_progress() as progress:
        index, ids = index_gold(
            gold.documents,
            folder or Path(temporary),
            embedder=embedder,
            reranker=reranker,
            rerank_s=_RERANK_S,
            progress=progress,
        )
        with index:
            return evaluate_retrieval(gold.name, gold.questions, index, ids=ids, progress=progress)


def _write_into(path: Path, text: str) -> None:
    before = path.read_text(encoding="utf-8") if path.exists() else _BEGIN + _END
    after = re.sub(f"{_BEGIN}.*{_END}", lambda _: _BEGIN + text + _END, before, flags=re.DOTALL)
    path.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    main()
