"""How good retrieval is on the gold sets of a folder, alone and among distractors: `python -m benchmarks.retrieval`.

The cache folder keeps the vectors, and the report of each set as a baseline and in the TREC format. With `--resume`, an
interrupted run makes only the missing reports. The sets take turns in one index, so the distractors are indexed once.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

from benchmarks.cached_embedder import open_cached
from benchmarks.cached_reranker import open_cached_reranker
from benchmarks.tables import to_csv
from index.embedding.choice import FOR_ENGLISH
from index.embedding.embedder import Embedder
from index.embedding.rerank import Reranker
from qa.evaluation.datasets import GoldDocument, GoldSet, read_documents, read_sets
from qa.evaluation.report import differences_table, margins_table, metrics_table, save_report
from qa.evaluation.retrieval import RetrievalReport, evaluate_retrieval, index_gold
from qa.settings import RERANKER_OFF, load_settings
from ui.cli.shell import shown_progress

Half = Literal["first", "second"]
HALVES: tuple[Half, ...] = get_args(Half)
_DISTRACTORS = Path("scale_docs/corpus.jsonl")
_RERANK_S = 600.0  # so that the order does not depend on how busy the machine is


def main(arguments: Sequence[str] | None = None) -> None:
    """Evaluate and print the tables, and write them as CSV files where asked."""
    options = _options(arguments)
    reports = list(_reports(options))
    print(f"{margins_table(reports)}\n{metrics_table(reports)}")
    if options.baseline:
        print(differences_table(reports, options.baseline))
    if options.csv:
        options.csv.mkdir(parents=True, exist_ok=True)
        (options.csv / "retrieval.csv").write_text(to_csv(metrics_table(reports)), encoding="utf-8")
        (options.csv / "fusion.csv").write_text(to_csv(margins_table(reports)), encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.retrieval", description=__doc__)
    parser.add_argument("folder", type=Path, help="a gold set, or a folder of them")
    parser.add_argument("--sets", nargs="+", default=(), metavar="NAME", help="only these")
    parser.add_argument("--half", choices=HALVES, help="only every second question, from the first or the second")
    parser.add_argument("--questions", type=int, metavar="N", help="at most this many of a set, evenly spaced")
    parser.add_argument(
        "--distractors", type=int, nargs="+", default=(), metavar="N", help="then mix in every Nth of scale_docs"
    )
    parser.add_argument(
        "--embedder", default=FOR_ENGLISH, metavar="NAME", help="of the weights catalogue, or a folder of weights"
    )
    parser.add_argument("--reranker", default=load_settings().reranker, metavar="NAME", help="or a folder; off: none")
    parser.add_argument("--cache", type=Path, default=Path(".quoth/retrieval"), metavar="FOLDER")
    parser.add_argument("--resume", action="store_true", help="keep the reports that are in the cache folder")
    parser.add_argument("--baseline", type=Path, metavar="FOLDER", help="the cache folder of an earlier run")
    parser.add_argument("--csv", type=Path, metavar="FOLDER", help="also write retrieval.csv and fusion.csv there")
    return parser.parse_args(arguments)


def _reports(options: argparse.Namespace) -> Iterator[RetrievalReport]:
    """The report of every set, alone and then among the distractors. Each is saved at once."""
    embedder = open_cached(options.cache, options.embedder)
    reranker = None if options.reranker in RERANKER_OFF else open_cached_reranker(options.cache, options.reranker)
    sets = read_sets(options.folder, options.sets)
    for others in _mixed_in(options):
        for gold in sets:
            name = f"{gold.name} + {len(others):,}" if others else gold.name
            mixed = replace(gold, name=name, documents=(*others, *gold.documents))
            asked = sample(half_of(mixed, options.half) if options.half else mixed, questions=options.questions)
            report = kept_report(asked, options.cache, reranked=reranker is not None) if options.resume else None
            if report is None:
                report = evaluate(asked, embedder, options.cache / "index" / f"beside {len(others)}", reranker)
                keep_report(report, options.cache)
            yield report


def keep_report(report: RetrievalReport, cache: Path) -> None:
    """Save the report in the cache folder, and its runs and baseline beside it."""
    save_report(report, cache)
    part = cache / f"{report.name}.report.part"
    part.write_text(json.dumps(asdict(report), default=sorted), encoding="utf-8")
    part.replace(cache / f"{report.name}.report")


def kept_report(gold: GoldSet, cache: Path, *, reranked: bool) -> RetrievalReport | None:
    """The saved report of exactly these questions and ways of searching, if there is one."""
    path = cache / f"{gold.name}.report"
    if not path.exists():
        return None
    report = RetrievalReport(gold.name, gold.questions, json.loads(path.read_text(encoding="utf-8"))["runs"])
    asked = {question.id for question in gold.questions}
    same_ways = ("reranked" in report.runs) == reranked
    return report if same_ways and all(run.keys() == asked for run in report.runs.values()) else None


def half_of(gold: GoldSet, half: Half) -> GoldSet:
    """Every second question of the set, from the first or the second."""
    return replace(gold, questions=gold.questions[half == "second" :: 2])


def sample(gold: GoldSet, *, questions: int | None, documents: int | None = None) -> GoldSet:
    """So many questions, evenly spaced, and their documents, filled up to so many; None: all."""
    count = min(questions or len(gold.questions), len(gold.questions))
    asked = tuple(gold.questions[number * len(gold.questions) // count] for number in range(count))
    if documents is None:
        return GoldSet(gold.name, gold.documents, asked)
    answering = {document for question in asked for document in question.gold}
    chosen = [document for document in gold.documents if document.id in answering]
    others = [document for document in gold.documents if document.id not in answering]
    return GoldSet(gold.name, (*chosen, *others[: max(0, documents - len(chosen))]), asked)


def _mixed_in(options: argparse.Namespace) -> Iterator[Sequence[GoldDocument]]:
    yield ()
    documents = read_documents(options.folder / _DISTRACTORS) if options.distractors else ()
    for every in options.distractors:
        yield [replace(document, id=f"distractor {document.id}") for document in documents[::every]]


def evaluate(
    gold: GoldSet, embedder: Embedder, folder: Path | None = None, reranker: Reranker | None = None
) -> RetrievalReport:
    """The report on a gold set. Its index updates the one in `folder`, if that is given."""
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


if __name__ == "__main__":
    main()
