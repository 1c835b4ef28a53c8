"""The default language model as judge of sentences: `python -m benchmarks.asking FOLDER`.

It is asked whether the sentences of a text that are nearest to a statement say it, and what counts is the probability
that it puts on beginning with Yes rather than No. Beside it the score by words, and both together, weighed on the half
of each set that is for fitting. (Of Quoth's own sentences: `benchmarks.doubts`.) What the model said is kept in the
cache folder: a run that was cut short goes on.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.answers import Answering, add_options, opened
from benchmarks.judging import SETS, read_pairs
from benchmarks.scores import Array, Flags, auroc, balanced_accuracy, resampled
from benchmarks.tables import Row, markdown
from index.sentences import sentence_spans
from qa.excerpt import GAP
from qa.odds import logit
from qa.prompt import NO, SYSTEM, YES, defuse
from qa.records import Message, Prompt
from qa.support import estimate_support
from ui.shell import shown_progress

ASKED = f"Does the text above say that the following statement is true? Write {YES} or {NO}.\nStatement: "
_CHARACTERS = 600  # of the text that is read: some 150 tokens, a second of the model's time


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement, whether it is right, and how likely that is by its words and by the model; 0 to 1 each."""

    text: str  # that it is checked against: those of one text are no independent samples
    right: bool
    score: float
    said: float
    seconds: float  # that the model took


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask what is not yet kept, and print the table."""
    options = _options(arguments)
    with opened(options) as answering, shown_progress() as progress:
        rows: list[Row] = []
        seconds: list[float] = []
        for number, name in enumerate(options.sets):
            progress("asking", number, len(options.sets), name)
            fitting, testing = (list(_of_set(name, options, answering, half)) for half in (True, False))
            rows += [(name, *row) for row in _rows(fitting, testing)]
            seconds += [one.seconds for one in (*fitting, *testing)]
        print(
            markdown(["sentences", "judge", "AUROC", "balanced accuracy at one half", "n", "95 % of the AUROC"], rows)
        )
        print(f"The model takes {median(seconds):.1f} s a sentence (median of {len(seconds)}).")


def question(statement: str, text: str, answering: Answering) -> Prompt:
    """The prompt whose first word says whether the text says the statement."""
    near = nearest(text, statement, answering)
    return Prompt((), (Message("system", SYSTEM), Message("user", defuse(f"{near}\n\n{ASKED}{statement}"))))


def nearest(text: str, statement: str, answering: Answering) -> str:
    """The sentences of the text that are nearest to the statement, in order, in about `_CHARACTERS`."""
    spans = sentence_spans(text)
    rows = answering.embedder.embed_passages([text[start:end] for start, end in spans])
    cosines = rows @ answering.embedder.embed_passages([statement])[0]
    chosen: list[int] = []
    for i in np.argsort(-cosines):
        if not chosen or sum(spans[j][1] - spans[j][0] for j in (*chosen, i)) <= _CHARACTERS:
            chosen.append(int(i))
    return GAP.join(text[spans[i][0] : spans[i][1]] for i in sorted(chosen))


def _of_set(name: str, options: argparse.Namespace, answering: Answering, for_fitting: bool) -> Iterator[Judged]:
    pairs = [p for p in read_pairs(options.folder, for_fitting=for_fitting) if p.set == name]
    for pair in pairs[:: max(1, len(pairs) // options.pairs)]:
        score = estimate_support(pair.statement, pair.evidence, answering.embedder)
        said = answering.engine.probability(question(pair.statement, pair.text, answering), YES, NO)
        yield Judged(pair.text, pair.supported, score, 0.5 if said is None else said, answering.engine.taken["decide"])


def _rows(fitting: Sequence[Judged], testing: Sequence[Judged]) -> Iterator[Row]:
    right, texts = np.array([one.right for one in testing]), [one.text for one in testing]
    model = LogisticRegression().fit(_logits(fitting), [one.right for one in fitting])
    ways = {
        "by words": np.array([one.score for one in testing]),
        "the model": np.array([one.said for one in testing]),
        "both": model.predict_proba(_logits(testing))[:, 1],
    }
    for name, scores in ways.items():
        yield name, *_cells(scores, right, texts)
    print("both, weights and bias:", model.coef_[0].round(2), model.intercept_.round(2))


def _cells(scores: Array, right: Flags, texts: Sequence[str]) -> Row:
    low, high = resampled(lambda i: auroc(scores[i], right[i]), texts)
    halves = balanced_accuracy(scores >= 0.5, right)
    return f"{auroc(scores, right):.3f}", f"{halves:.3f}", f"{len(scores)}", f"{low:.3f} to {high:.3f}"


def _logits(judged: Sequence[Judged]) -> Array:
    return np.array([[logit(one.score), logit(one.said)] for one in judged])


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.asking", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the sets")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS, metavar="NAME")
    parser.add_argument("--pairs", type=int, default=120, metavar="N", help="about this many of each half of a set")
    add_options(parser)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
