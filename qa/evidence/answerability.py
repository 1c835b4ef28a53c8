"""Estimates whether the passages contain the answer before it is written, so that Quoth can abstain."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from qa.engines.engine import Engine
from qa.engines.probability import logit, sigmoid
from qa.evidence.prompt import NO, YES, compose_rereading
from qa.records import Citation, Prompt

# Slope and offset of Platt scaling (Platt, 1999), for the default model's probability and for the best sentence's
# score. Fitted on questions of public sets, half of them unanswerable; docs/quality.md has the figures.
OF_MODELS = (1.41, -0.75)
OF_SENTENCES = (0.44, 0.45)
# Weights of the logits of this confidence and of the model's probability for the quotes alone, and offset: logistic
# regression on questions of tests/gold/kinds, answerable and unanswerable ones alike; docs/quality.md has the figures.
OF_BOTH = (0.5, 1.0, -0.85)
MOST_REREAD = 4  # quotes


@dataclass(frozen=True, slots=True)
class Written:
    """What was written from the passages: the citations of an answer to `question`, and the confidence before it."""

    question: str
    citations: Sequence[Citation]
    confidence: float


def estimate_confidence(
    decision: Prompt, engine: Engine, written: Written | None = None
) -> Generator[str, None, float]:
    """Return the probability (0 to 1) that the passages answer the question.

    `decision` comes from `compose_decision`. Until then, yield "" from time to time; closing it then stops the
    computation.

    The probability is the model's own for Yes against No, after it has read the passages. A small model never refuses
    in words, but this number ranks answerable above unanswerable questions. If the engine gives no probabilities, the
    score of the best sentence is used. Both are calibrated.

    Once an answer is `written`, the model reads its quotes alone: of passages that only resemble the question it says
    Yes too easily, of the words that are to answer it does not.
    """
    if written:
        return (yield from _reread(engine, written))
    if not decision.passages:
        return 0.0
    for _ in engine.read(decision):
        yield ""
    said = engine.probability(decision, YES, NO)
    if said is not None:
        return calibrate(said, *OF_MODELS)
    return calibrate(max((sentence.score for sentence in decision.sentences), default=0.0), *OF_SENTENCES)


def _reread(engine: Engine, written: Written) -> Generator[str, None, float]:
    prompt = compose_rereading(written.question, written.citations[:MOST_REREAD])
    for _ in engine.read(prompt):
        yield ""
    alone = engine.probability(prompt, YES, NO)
    return written.confidence if alone is None else combine(written.confidence, alone)


def combine(confidence: float, alone: float) -> float:
    """The confidence from that of the passages and the model's probability for the quotes alone, all 0 to 1."""
    of_passages, of_quotes, offset = OF_BOTH
    return sigmoid(of_passages * logit(confidence) + of_quotes * logit(alone) + offset)


def calibrate(probability: float, slope: float, offset: float) -> float:
    """The probability whose logit is `slope * logit(probability) + offset`.

    >>> round(calibrate(0.5, 1.0, 0.0), 2), round(calibrate(0.5, 1.4, -0.75), 2)
    (0.5, 0.32)
    """
    return sigmoid(slope * logit(probability) + offset)
