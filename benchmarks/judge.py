"""How well the check of sentences works on public sets of summaries: `python -m benchmarks.judge FOLDER`.

`--fit` first fits the weights of `qa.checking.fitted_judge` on one half of the sets, split by the text that is
summarised. The report is about the other half.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.cached_embedder import open_cached
from benchmarks.cases import is_for_fitting
from benchmarks.metrics import Array, Indices, auroc, balanced_accuracy, calibration_error, resampled
from benchmarks.tables import Row
from index.embedding.embedder import Embedder
from qa.checking.fitted_judge import FEATURES, FittedJudge, measure_support
from qa.checking.judge import Judge, LexicalJudge, Premise
from qa.evaluation.datasets import read_jsonl
from qa.evaluation.report import markdown
from qa.text.parsed import ParsedText
from ui.cli.shell import shown_progress

SETS = ("verify_qags", "verify_summedits")
MOST = 1500  # pairs of a set; more pairs of the same few texts would not narrow the intervals


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement, a text, and whether people said that the text supports it."""

    set: str
    statement: str
    text: str
    supported: bool

    @property
    def premise(self) -> Premise:
        """The whole text, because the set does not say which of its sentences are meant."""
        return Premise.from_text(self.text, passage=self.text)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the weights and the report."""
    options = _options(arguments)
    embedder = open_cached(options.cache)
    if options.fit:
        coefficients, bias = _fit(list(read_pairs(options.folder, for_fitting=True, most=options.pairs)), embedder)
        print("weights:", dict(zip(FEATURES, map(float, coefficients.round(3)), strict=True)), "bias:", round(bias, 3))
    print(report(options.folder, embedder, most=options.pairs))


def read_pairs(folder: Path, *, for_fitting: bool, most: int = MOST) -> Iterator[Pair]:
    """The pairs of one half of both sets: a fixed sample of about `most` pairs of each set."""
    for name in SETS:
        entries = [entry for _, entry in read_jsonl(folder / name / "pairs.jsonl")]
        every = max(1, len(entries) // most)
        for entry in entries:
            if is_for_fitting(entry["evidence"]) is for_fitting and crc32(entry["id"].encode()) % every == 0:
                yield Pair(name, entry["claim"], entry["evidence"], bool(entry["label"]))


def report(folder: Path, embedder: Embedder, *, most: int = MOST) -> str:
    """How well the judges tell right from wrong summaries on the test half, as Markdown."""
    pairs = list(read_pairs(folder, for_fitting=False, most=most))
    judges: dict[str, Judge] = {"words and facts": LexicalJudge(), "fitted (in use)": FittedJudge(embedder)}
    rows = [
        (name, judge, measure, *cells)
        for name in SETS
        for judge, one in judges.items()
        for measure, *cells in _rows([pair for pair in pairs if pair.set == name], one)
    ]
    return markdown(["check of sentences", "judge", "measure", "figure", "n", "95 % interval"], rows)


def _rows(pairs: Sequence[Pair], judge: Judge) -> Iterator[Row]:
    verdicts = [judge.judge(ParsedText(pair.statement), pair.premise) for pair in pairs]
    right = np.array([pair.supported for pair in pairs])
    scores = np.array([verdict.score for verdict in verdicts])
    accepted = np.array([verdict.supported for verdict in verdicts])
    texts = [pair.text for pair in pairs]

    def row(name: str, measure: Callable[[Indices], float], n: int) -> Row:
        low, high = resampled(measure, texts)
        return name, f"{measure(np.arange(len(pairs))):.3f}", f"{n}", f"{low:.3f} to {high:.3f}"

    yield row("AUROC", lambda i: auroc(scores[i], right[i]), len(pairs))
    yield row("balanced accuracy", lambda i: balanced_accuracy(accepted[i], right[i]), len(pairs))
    yield row("balanced accuracy at one half", lambda i: balanced_accuracy(scores[i] >= 0.5, right[i]), len(pairs))
    yield row("calibration error", lambda i: calibration_error(scores[i], right[i]), len(pairs))
    yield row("wrong, but shown as supported", lambda i: accepted[i][~right[i]].mean(), int((~right).sum()))
    yield row("right, but not shown as supported", lambda i: (~accepted[i][right[i]]).mean(), int(right.sum()))


def _fit(pairs: Sequence[Pair], embedder: Embedder) -> tuple[Array, float]:
    """Weights and bias; both sets have the same weight, whatever their size."""
    with shown_progress() as progress:
        rows = []
        for done, pair in enumerate(pairs):
            progress("measuring", done, len(pairs), pair.set)
            rows.append(measure_support(ParsedText(pair.statement), pair.premise, embedder))
    sizes = {name: sum(pair.set == name for pair in pairs) for name in SETS}
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2000))
    weights = [len(pairs) / sizes[pair.set] / 2 for pair in pairs]
    model.fit(np.array(rows), [pair.supported for pair in pairs], logisticregression__sample_weight=weights)
    scaler, regression = model[0], model[1]
    coefficients = regression.coef_[0] / scaler.scale_
    return coefficients, float(regression.intercept_[0] - coefficients @ scaler.mean_)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.judge", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the sets")
    parser.add_argument("--fit", action="store_true", help="fit the weights first")
    parser.add_argument("--pairs", type=int, default=MOST, metavar="N", help="about this many of each set")
    parser.add_argument("--cache", type=Path, default=Path(".quoth/answers"), metavar="FOLDER")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
