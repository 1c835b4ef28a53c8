"""Compares weights of dense search in fusion for one embedder: `python -m benchmarks.fusion_weights FOLDER`.

FOLDER holds gold sets. The weights are chosen on every second question, and the table also shows the other half. The
questions in other languages than English are also asked of the passages in English. "worst" is the lowest difference,
over the sets, between fused search and the better of dense and lexical search. Vectors are kept in the cache folder.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from benchmarks.cached_embedder import open_cached
from benchmarks.embedders import SETS, across_languages
from benchmarks.retrieval import HALVES, Half, half_of, sample
from benchmarks.tables import to_csv
from index.embedding.choice import FOR_MANY_LANGUAGES
from index.embedding.embedder import Embedder
from index.records import Hit
from index.search.fuse import By
from index.search.fusion_weights import IN_USE, DenseWeight
from index.search.search import Index
from qa.evaluation.datasets import GoldSet
from qa.evaluation.metrics import Mean
from qa.evaluation.report import markdown, signed
from qa.evaluation.retrieval import evaluate_retrieval, index_gold
from ui.cli.shell import shown_progress

COMPARED = tuple(DenseWeight(usual, for_lead) for usual in (0.5, 0.65, 0.8) for for_lead in (0.0, 0.4, 0.8, 1.3))
_MEASURE = "nDCG@10"
Values = Mapping[str, float]  # nDCG@10 by question


@dataclass(frozen=True, slots=True)
class Measured:
    """nDCG@10 of the questions of one half of a set, alone and fused with each of the weights."""

    name: str
    dense: Values
    lexical: Values
    fused: Mapping[DenseWeight, Values]

    def mean(self, weight: DenseWeight) -> float:
        """The mean of fused search."""
        return mean(self.fused[weight].values())

    def margin(self, weight: DenseWeight) -> float:
        """The mean of fused search minus that of the better of dense and lexical search."""
        return self.mean(weight) - max(mean(self.dense.values()), mean(self.lexical.values()))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table and the best weights, and write the table where asked."""
    options = _options(arguments)
    halves = _measure(options)
    table = weights_table(halves)
    print(f"{table}\n{conclusion(halves)}")
    if options.csv:
        options.csv.mkdir(parents=True, exist_ok=True)
        (options.csv / csv_name("fusion_weights", options.embedder)).write_text(to_csv(table), encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fusion_weights", description=__doc__)
    parser.add_argument("folder", type=Path, help="a gold set, or a folder of them")
    parser.add_argument(
        "--embedder", default=FOR_MANY_LANGUAGES, metavar="NAME", help="of the weights catalogue, or a folder"
    )
    parser.add_argument("--sets", nargs="+", default=SETS, metavar="NAME", help=f"default: {' '.join(SETS)}")
    parser.add_argument(
        "--questions", type=int, default=100, metavar="N", help="at most this many of each half, evenly spaced"
    )
    parser.add_argument("--cache", type=Path, default=Path(".quoth/embedders"), metavar="FOLDER")
    parser.add_argument("--csv", type=Path, metavar="FOLDER", help="also write fusion_weights.EMBEDDER.csv there")
    return parser.parse_args(arguments)


def _measure(options: argparse.Namespace) -> dict[Half, list[Measured]]:
    embedder = open_cached(options.cache, options.embedder)
    halves: dict[Half, list[Measured]] = {half: [] for half in HALVES}
    for gold in across_languages(options.folder, options.sets, passages_in="en"):
        parts = {half: sample(half_of(gold, half), questions=options.questions) for half in HALVES}
        for half, measured in _measure_set(parts, embedder, options.cache / embedder.name / "index").items():
            halves[half].append(measured)
    return halves


def _measure_set(halves: Mapping[Half, GoldSet], embedder: Embedder, folder: Path) -> dict[Half, Measured]:
    with shown_progress() as progress:
        index, ids = index_gold(halves["first"].documents, folder, embedder=embedder, progress=progress)
        with index:

            def values(gold: GoldSet, searcher: _Ways) -> dict[str, Values]:
                report = evaluate_retrieval(gold.name, gold.questions, searcher, ids=ids, progress=progress)
                return {by: measures[_MEASURE] for by, measures in report.values().items()}

            measured = {}
            for half, gold in halves.items():
                alone = values(gold, _Ways(index, ("dense", "lexical")))
                fused = {weight: values(gold, _Ways(index, ("fused",), weight))["fused"] for weight in COMPARED}
                measured[half] = Measured(gold.name, alone["dense"], alone["lexical"], fused)
            return measured


class _Ways:
    """A `Searcher`: an index that is searched in some of its ways, with this weight of dense search."""

    def __init__(self, index: Index, ways: Sequence[By], weight: DenseWeight = IN_USE) -> None:
        self.ways = ways
        self._index = index
        self._weight = weight

    def search(
        self, question: str, k: int = 8, within: Collection[str] | None = None, *, by: By = "fused"
    ) -> list[Hit]:
        self._index.dense_weight = self._weight
        return self._index.search(question, k, within, by=by)


def weights_table(halves: Mapping[Half, Sequence[Measured]]) -> str:
    """A row for each weight as a Markdown table: the mean over the sets and the worst margin, of both halves."""
    sets = [measured.name for measured in halves["second"]]
    head = ["weight of dense search", *(f"{half} half: {what}" for half in HALVES for what in ("mean", "worst")), *sets]
    rows = []
    for weight in COMPARED:
        cells = [_named(weight)]
        for half in HALVES:
            cells += [f"{_mean(halves[half], weight):.4f}", f"{min(m.margin(weight) for m in halves[half]):+.3f}"]
        rows.append([*cells, *(f"{measured.mean(weight):.3f}" for measured in halves["second"])])
    return markdown(head, rows)


def conclusion(halves: Mapping[Half, Sequence[Measured]]) -> str:
    """The weight that is best on the first half, and how far it is from the one in use on the second."""
    best = max(COMPARED, key=lambda weight: (_mean(halves["first"], weight), weight == IN_USE))
    ahead = Mean.of(
        [value - m.fused[IN_USE][question] for m in halves["second"] for question, value in m.fused[best].items()]
    )
    return (
        f"Best on the first half: {_named(best)}. On the second half it minus the one in use is {signed(ahead)}, "
        "over all questions."
    )


def csv_name(table: str, embedder: str) -> str:
    """The file's name for the table of this embedder: fusion_weights.multilingual_e5_small_4bit.csv."""
    return f"{table}.{Path(embedder).name.replace('-', '_')}.csv"


def _mean(measured: Sequence[Measured], weight: DenseWeight) -> float:
    """The mean over the sets: each counts once, whatever its size."""
    return mean(one.mean(weight) for one in measured)


def _named(weight: DenseWeight) -> str:
    named = f"{weight.usual:g} + {weight.for_lead:g} x lead" if weight.for_lead else f"{weight.usual:g}"
    return f"{named} (in use)" if weight == IN_USE else named


if __name__ == "__main__":
    main()
