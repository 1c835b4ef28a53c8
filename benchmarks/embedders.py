"""How well embedders find passages in several languages, beside each other: `python -m benchmarks.embedders FOLDER`.

FOLDER holds gold sets. All embedders get the same questions. Where a set is in several languages, its questions in each
language are also asked of its passages in English, as the set "xquad.de in en". The cache folder keeps the vectors and
the report of each set; with `--resume`, an interrupted run makes only the missing reports.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.cached_embedder import open_cached
from benchmarks.retrieval import HALVES, evaluate, half_of, keep_report, kept_report, sample
from benchmarks.tables import to_csv
from index.embedding.choice import FOR_ENGLISH, FOR_MANY_LANGUAGES
from index.search.fuse import WAYS, By
from qa.evaluation.datasets import GoldSet, read_sets
from qa.evaluation.metrics import Mean
from qa.evaluation.report import markdown, signed
from qa.evaluation.retrieval import RetrievalReport

SETS = (
    *(f"xquad.{language}" for language in ("en", "de", "es", "ru", "zh", "ar", "th", "hi")),
    *("squad2", "clapnq", "nq_oracle", "cranfield", "hotpot100"),
)
_COMPARED: tuple[By, ...] = ("dense", "fused")
_MEASURE = "nDCG@10"


def main(arguments: Sequence[str] | None = None) -> None:
    """Evaluate each embedder, print the table, and write it as embedders.csv where asked."""
    options = _options(arguments)
    chosen = list(across_languages(options.folder, options.sets, passages_in=options.passages_in))
    asked = [
        sample(half_of(gold, options.half) if options.half else gold, questions=options.questions) for gold in chosen
    ]
    reports = {name: list(_reports(name, asked, options)) for name in options.embedders}
    table = beside_each_other({Path(name).name: made for name, made in reports.items()})
    print(table)
    if options.csv:
        options.csv.mkdir(parents=True, exist_ok=True)
        (options.csv / "embedders.csv").write_text(to_csv(table), encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.embedders", description=__doc__)
    parser.add_argument("folder", type=Path, help="a gold set, or a folder of them")
    parser.add_argument(
        "--embedders",
        nargs="+",
        default=(FOR_ENGLISH, FOR_MANY_LANGUAGES),
        metavar="NAME",
        help="of the weights catalogue, or folders of weights; the others are compared with the first",
    )
    parser.add_argument("--sets", nargs="+", default=SETS, metavar="NAME", help=f"default: {' '.join(SETS)}")
    parser.add_argument(
        "--passages-in", default="en", metavar="CODE", help="the language of passages for all questions (default: en)"
    )
    parser.add_argument("--half", choices=HALVES, help="only every second question, from the first or the second")
    parser.add_argument(
        "--questions", type=int, default=200, metavar="N", help="at most this many of a set, evenly spaced"
    )
    parser.add_argument("--cache", type=Path, default=Path(".quoth/embedders"), metavar="FOLDER")
    parser.add_argument("--resume", action="store_true", help="keep the reports that are in the cache folder")
    parser.add_argument("--csv", type=Path, metavar="FOLDER", help="also write embedders.csv there")
    return parser.parse_args(arguments)


def across_languages(folder: Path, names: Sequence[str], *, passages_in: str) -> Iterator[GoldSet]:
    """The sets in this order, and then the questions in other languages with the passages in that of `passages_in`.

    The documents of a set have the same ids in each language. Raises `SettingsError` like `read_sets`.
    """
    sets = sorted(read_sets(folder, names), key=lambda gold: names.index(gold.name))
    yield from sets
    pairs = [(gold, name) for gold in sets if (name := _in_language(gold.name, passages_in)) != gold.name]
    if pairs:
        held = {gold.name: gold.documents for gold in read_sets(folder, sorted({name for _, name in pairs}))}
        for gold, name in pairs:
            yield replace(gold, name=f"{gold.name} in {passages_in}", documents=held[name])


def _in_language(name: str, language: str) -> str:
    """The name of the set in this language: that of xquad.de in "en" is xquad.en, and of squad2 it is squad2."""
    first, dot, _ = name.partition(".")
    return f"{first}.{language}" if dot else name


def _reports(embedder: str, sets: Sequence[GoldSet], options: argparse.Namespace) -> Iterator[RetrievalReport]:
    """The report of every set, each saved at once. The sets take turns in one index."""
    opened = open_cached(options.cache, embedder)
    kept = options.cache / opened.name
    for gold in sets:
        report = kept_report(gold, kept, reranked=False) if options.resume else None
        if report is None:
            report = evaluate(gold, opened, kept / "index")
            keep_report(report, kept)
        yield report


def beside_each_other(reports: Mapping[str, Sequence[RetrievalReport]]) -> str:
    """nDCG@10 of each embedder by way of searching as a Markdown table, with paired differences from the first."""
    first, *others = reports
    columns = [f"{name}, {by}" for name in reports for by in WAYS]
    differences = [f"{name} - {first}, {by}" for name in others for by in _COMPARED]
    rows = []
    for of_set in zip(*reports.values(), strict=True):
        values = [{by: measures[_MEASURE] for by, measures in report.values().items()} for report in of_set]
        means = [f"{Mean.of(list(each[by].values())).mean:.3f}" for each in values for by in WAYS]
        ahead = [signed(_difference(each[by], values[0][by])) for each in values[1:] for by in _COMPARED]
        rows.append([of_set[0].name, f"{len(of_set[0].questions):,}", *means, *ahead])
    return markdown([_MEASURE, "questions", *columns, *differences], rows)


def _difference(values: Mapping[str, float], others: Mapping[str, float]) -> Mean:
    return Mean.of([value - others[question] for question, value in values.items()])


if __name__ == "__main__":
    main()
