"""Fits the weights of `qa.evidence.rank` on one half of the question sets and tests them on the other.

First those of the features, and then those that mix in the reranker's score.

`python -m benchmarks.rank FOLDER`. A sentence counts as an answer if it is in a gold document and contains one of the
answers, or if it is one of the set's gold sentences. Vectors and the reranker's scores are kept in the cache folder.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.cached_embedder import open_cached
from benchmarks.cached_reranker import open_cached_reranker
from benchmarks.cases import is_for_fitting, source
from benchmarks.reports import is_same
from index.arrays import Rows
from index.embedding.embedder import Embedder
from index.embedding.rerank import Reranker
from qa.evaluation.datasets import read_documents, read_jsonl
from qa.evaluation.metrics import contains_any
from qa.evaluation.retrieval import index_gold
from qa.evidence.answerability import OF_SENTENCES, calibrate
from qa.evidence.rank import (
    BIAS,
    FEATURES,
    READ_BIAS,
    READ_FLOOR,
    READ_WEIGHTS,
    WEIGHTS,
    measure,
    score_sentences,
    with_reading,
)
from qa.evidence.sentences import read_sentences
from qa.records import Sentence
from qa.settings import Settings
from qa.text.parsed import ParsedText
from qa.text.words import content_words
from ui.cli.shell import shown_progress

_SETS = ("squad2", "clapnq", "nq_oracle")
_HITS = 8
_PENALTY = 0.01  # L2 penalty on the weights of standardised features


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, the features of the sentences found for it, and which of these answer it."""

    set: str
    answerable: bool
    for_fitting: bool  # by its document: both halves never share one
    features: Rows
    read: Rows  # the reranker's score of each sentence; not a number for those that it did not read
    answers: np.ndarray[Any, np.dtype[np.bool_]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the new weights, and how well they and those in use rank the sentences of the other half."""
    options = _options(arguments)
    embedder = open_cached(options.cache)
    reranker = open_cached_reranker(options.cache)
    asked = [
        one for name in options.sets for one in _asked(options.folder / name, options.questions, embedder, reranker)
    ]
    fitting, testing = ([one for one in asked if one.for_fitting is half] for half in (True, False))
    coefficients, bias = _fit(fitting, lambda one: one.features)
    print("weights:", dict(zip(FEATURES, coefficients.round(2), strict=True)), "bias:", round(bias, 2))
    mixing, mixing_bias = _fit(fitting, _logit_and_read)
    print("with the reranker:", mixing.round(2), "bias:", round(mixing_bias, 2), "in use:", READ_WEIGHTS, READ_BIAS)
    ways = (
        ("fitted", lambda one: one.features @ coefficients + bias),
        ("in use", _logits),
        ("fitted, with the reranker", lambda one: _logit_and_read(one) @ mixing + mixing_bias),
        ("in use, with the reranker", _logits_with_reading),
        ("the reranker alone", lambda one: _logit_and_read(one)[:, 1]),
    )
    print("| set | questions | weights | best sentence answers | one of 3 | one of 5 | AUROC of the best: answerable |")
    print("|---|---|---|---|---|---|---|")
    for name in options.sets:
        ones = [one for one in testing if one.set == name]
        for label, way in ways:
            print(_row(name, label, ones, [way(one) for one in ones]))
    print(*_calibration(fitting, testing), sep="\n")


def _logits(one: _Asked) -> Rows:
    return one.features @ np.array(WEIGHTS, np.float32) + BIAS


def _logit_and_read(one: _Asked) -> Rows:
    """The logit by the features in use and the reranker's score, as two features."""
    return np.column_stack([_logits(one), np.maximum(np.nan_to_num(one.read, nan=READ_FLOOR), READ_FLOOR)])


def _logits_with_reading(one: _Asked) -> Rows:
    is_read = ~np.isnan(one.read)
    logits = _logits(one)
    logits[is_read] = with_reading(logits[is_read], one.read[is_read])
    return logits


def _calibration(fitting: Sequence[_Asked], testing: Sequence[_Asked]) -> Iterator[str]:
    """Fits `OF_SENTENCES` of answerability, and shows how good the calibrated number is on the other half."""
    of_both_kinds = {one.set for one in fitting if not one.answerable}
    halves = [[one for one in half if one.set in of_both_kinds] for half in (fitting, testing)]
    best, answerable = zip(*(_best_and_answerable(half) for half in halves), strict=True)
    platt = LogisticRegression(C=1e6).fit(best[0], answerable[0])
    slope, offset = OF_SENTENCES
    confidence = np.array([calibrate(1 / (1 + np.exp(-logit)), slope, offset) for (logit,) in best[1]])
    yield f"calibration: slope {platt.coef_[0][0]:.2f}, offset {platt.intercept_[0]:.2f}; in use: {slope}, {offset}"
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        here = answerable[1][(low <= confidence) & (confidence < low + 0.2)]
        if here.size:
            yield f"of {here.size} questions given {low:.1f} to {low + 0.2:.1f}, {here.mean():.0%} are answerable"
    kept = confidence >= Settings().min_confidence
    yield f"kept: {kept[answerable[1]].mean():.0%} of the answerable, {kept[~answerable[1]].mean():.0%} of the others"


def _best_and_answerable(asked: Sequence[_Asked]) -> tuple[Rows, np.ndarray[Any, np.dtype[np.bool_]]]:
    logits = [[_logits_with_reading(one).max()] for one in asked]
    return np.array(logits), np.array([one.answerable for one in asked])


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rank", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of gold sets")
    parser.add_argument("--sets", nargs="+", default=_SETS, metavar="NAME")
    parser.add_argument("--questions", type=int, default=2000, metavar="N", help="at most this many of a set")
    parser.add_argument("--cache", type=Path, default=Path(".quoth/rank"), metavar="FOLDER")
    return parser.parse_args(arguments)


def _asked(folder: Path, most: int, embedder: Embedder, reranker: Reranker) -> Iterator[_Asked]:
    entries = [entry for _, entry in read_jsonl(folder / "queries.jsonl")]
    entries = entries[:: -(-len(entries) // most)]
    with TemporaryDirectory() as scratch, shown_progress() as progress:
        documents = read_documents(folder / "corpus.jsonl")
        index, ids = index_gold(documents, Path(scratch), embedder=embedder, progress=progress)
        with index:
            for done, entry in enumerate(entries):
                progress("measuring", done, len(entries), folder.name)
                question = ParsedText(entry["question"])
                found = read_sentences(index.search(entry["question"], _HITS), embedder)
                sentences = score_sentences(question, found, embedder, reranker)
                yield _Asked(
                    set=folder.name,
                    answerable=entry.get("answerable", True),
                    for_fitting=is_for_fitting(source(entry)),
                    features=measure(question, sentences, embedder),
                    read=np.array([np.nan if one.read is None else one.read for one in sentences], np.float32),
                    answers=np.array([answers(sentence, entry, ids) for sentence in sentences]),
                )


def answers(sentence: Sentence, entry: dict[str, Any], ids: dict[str, str]) -> bool:
    """Whether the sentence answers the question `entry` of a gold set. `ids` are the gold ids of the documents."""
    if not entry.get("answerable", True) or ids[sentence.hit.passage.document_id] not in entry["gold_doc_ids"]:
        return False
    if "gold_sentences" not in entry:
        return contains_any(sentence.text, entry["answers"])
    gold_sentences = [gold for several in entry["gold_sentences"] for gold in several]
    long_enough = len(content_words(sentence.text)) > 3
    return long_enough and any(is_same(sentence.text, gold) for gold in gold_sentences)


def _fit(asked: Sequence[_Asked], features: Callable[[_Asked], Rows]) -> tuple[Rows, float]:
    """The weights that make the sentences that answer most likely among those of their question (McFadden, 1974).

    They are then scaled, with a bias, so that a sentence's own probability is calibrated (Platt, 1999). Fitting that
    probability alone would learn which questions are easy, not which sentences answer.
    """
    answered = [one for one in asked if one.answers.any()]
    measured = [(features(one), one.answers) for one in answered]
    spread = np.concatenate([rows for rows, _ in measured]).std(axis=0)

    def loss(weights: Any) -> Any:
        total, slope = _PENALTY * weights @ weights * len(answered), 2 * _PENALTY * weights * len(answered)
        for rows, answers in measured:
            logits = rows @ (weights / spread)
            every, right = logsumexp(logits), logsumexp(logits[answers])
            total += every - right
            slope += rows.T @ np.exp(logits - every) / spread
            slope -= rows[answers].T @ np.exp(logits[answers] - right) / spread
        return total / len(answered), slope / len(answered)

    weights = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B").x / spread
    logits = np.concatenate([features(one) for one in asked]) @ weights
    platt = LogisticRegression(C=1e6).fit(logits[:, np.newaxis], np.concatenate([one.answers for one in asked]))
    return weights * platt.coef_[0][0], float(platt.intercept_[0])


def _row(name: str, label: str, asked: Sequence[_Asked], logits: Sequence[Rows]) -> str:
    findable = [(one.answers, logit) for one, logit in zip(asked, logits, strict=True) if one.answers.any()]
    found = [np.mean([bool(answers[np.argsort(-logit)[:k]].any()) for answers, logit in findable]) for k in (1, 3, 5)]
    is_answerable = [one.answerable for one in asked]
    auroc = roc_auc_score(is_answerable, [logit.max() for logit in logits]) if not all(is_answerable) else float("nan")
    cells = [name, f"{len(findable)}", label, *(f"{share:.3f}" for share in found), f"{auroc:.3f}"]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
