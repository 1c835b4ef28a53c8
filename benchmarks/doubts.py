"""Measures which sentences of an answer are in doubt: `python -m benchmarks.doubts FOLDER`; `--fit` fits the weights.

Asks questions from squad2 with their own paragraph given, half of them unanswerable, and withholds nothing. The authors
of Quoth have read the sentences that passed the exact comparison, beside the words they cite and knowing their scores.
`read_sentences.json` holds the verdicts, keyed by a digest of question and sentence. A sentence that nobody has read is
left out and counted. `--fit` fits the weights on the half of the questions that is for fitting.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path

from sklearn.linear_model import LogisticRegression

from benchmarks.answers import Answering, add_options, ask_cases, opened
from benchmarks.cases import squad_cases
from benchmarks.metrics import auroc
from benchmarks.reports import Result
from benchmarks.tables import Row, share_row
from qa.checking.judge import NO_TEXT, Judge, Premise, Verdict
from qa.engines.probability import logit
from qa.evaluation.datasets import read_documents
from qa.evaluation.report import markdown
from qa.records import FIRM
from qa.text.markers import without_markers
from qa.text.parsed import ParsedText


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that passed the exact comparison, and whether the cited words say it."""

    score: float  # by its words and the confidence
    by_words: float  # by its words alone
    confidence: float
    right: bool | None  # None: it was not read


class _RecordingJudge:
    """A `Judge` that also records each score without the confidence that the question can be answered."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.by_words: dict[float, float] = {}  # by the score with the confidence

    def judge(
        self, statement: ParsedText, premise: Premise, question: ParsedText = NO_TEXT, confidence: float | None = None
    ) -> Verdict:
        verdict = self._judge.judge(statement, premise, question, confidence)
        self.by_words[verdict.score] = self._judge.judge(statement, premise, question).score
        return verdict


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the weights if they are fitted, and how well they tell right from wrong sentences on the other half."""
    options = _options(arguments)
    with opened(options) as answering:
        if options.fit:
            fitting = read_sentences(options.folder, options.questions, answering, for_fitting=True)
            print("weights of the logits of support and confidence, bias:", _fit(fitting))
        print(report(read_sentences(options.folder, options.questions, answering, for_fitting=False)))


def report(sentences: Sequence[Sentence]) -> str:
    """How many of the right and of the wrong sentences are in doubt, as Markdown."""
    right, wrong = ([s for s in sentences if s.right is of] for of in (True, False))
    firm = [sentence for sentence in sentences if sentence.score >= FIRM]
    rows: list[Row] = [
        ("AUROC by the words alone", *_auroc([s.by_words for s in sentences], sentences)),
        ("AUROC by the confidence alone", *_auroc([s.confidence for s in sentences], sentences)),
        ("AUROC in use", *_auroc([s.score for s in sentences], sentences)),
        share_row("wrong, and shown without doubt", [s.score >= FIRM for s in wrong]),
        share_row("right, and doubted", [s.score < FIRM for s in right]),
        share_row("wrong, of all that were shown as supported before", [not s.right for s in sentences]),
        share_row("wrong, of those shown without doubt", [not s.right for s in firm]),
    ]
    return markdown(["sentences of answers", "figure", "n", "95 % interval"], rows)


def _auroc(scores: Sequence[float], sentences: Sequence[Sentence]) -> Row:
    return f"{auroc(scores, [bool(sentence.right) for sentence in sentences]):.3f}", f"{len(sentences)}", ""


def read_sentences(folder: Path, questions: int, answering: Answering, *, for_fitting: bool) -> list[Sentence]:
    """The sentences that have been read, from the answers to at most so many questions of one half."""
    cases = squad_cases(folder, questions, given=True, for_fitting=for_fitting)
    documents = read_documents(folder / "squad2" / "corpus.jsonl")
    judge = _RecordingJudge(answering.judge)
    results = ask_cases("given", documents, cases, replace(answering, judge=judge))
    every = [sentence for result in results for sentence in _checked(result, judge.by_words)]
    if unread := sum(sentence.right is None for sentence in every):
        print(f"{unread} of {len(every)} sentences were never read, and are left out")
    return [sentence for sentence in every if sentence.right is not None]


def _checked(result: Result, by_words: Mapping[float, float]) -> Iterator[Sentence]:
    """The sentences that passed the exact comparison."""
    for statement in result.answer.statements:
        if statement.supported and not statement.verbatim and statement.score is not None:
            said = without_markers(statement.text)
            right = read_verdicts().get(digest(result.case.question, said))
            yield Sentence(statement.score, by_words[statement.score], result.answer.confidence, right)


def digest(question: str, sentence: str) -> str:
    """The key of a sentence in the file of verdicts, which does not reveal its words."""
    return blake2b(f"{question}\n{' '.join(sentence.split())}".encode(), digest_size=6).hexdigest()


@cache
def read_verdicts() -> dict[str, bool]:
    """The verdicts by digest: whether the cited words say what the sentence says."""
    found: dict[str, bool] = json.loads(Path(__file__).with_name("read_sentences.json").read_text(encoding="utf-8"))
    return found


def _fit(sentences: Sequence[Sentence]) -> tuple[float, float, float]:
    """The weights of the logits of the score by words and of the confidence of a sentence, and the bias."""
    logits = [[logit(sentence.by_words), logit(sentence.confidence)] for sentence in sentences]
    model = LogisticRegression().fit(logits, [sentence.right for sentence in sentences])
    of_score, of_confidence = model.coef_[0].round(2)
    return float(of_score), float(of_confidence), round(float(model.intercept_[0]), 2)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.doubts", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the sets")
    parser.add_argument("--fit", action="store_true", help="fit the weights first, on the other half")
    parser.add_argument("--questions", type=int, default=120, metavar="N", help="at most this many of each half")
    add_options(parser)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
