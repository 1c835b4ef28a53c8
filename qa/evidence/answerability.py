"""Estimates whether the passages contain the answer before it is written, so that Quoth can abstain."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from qa.engines.engine import Engine
from qa.engines.probability import logit, sigmoid
from qa.evidence.prompt import NO, YES, compose_rereading
from qa.records import Citation, Prompt

# Slope and offset of Platt scaling (Platt, 1999), for the default model's probability and for the best sentence's
# score. Fitted on questions of public sets, half of them unanswerable; docs/quality.md has the figures.
OF_MODELS = (1.41, -0.75)
OF_SENTENCES = (0.44, 0.45)
# Weights of the model's probabilities for the passages and for the quotes alone, and offset: logistic regression on
# questions of tests/gold/kinds, answerable and unanswerable ones with equal weight; docs/quality.md has the figures.
OF_BOTH = (0.7, 1.0, -1.0)
MOST_REREAD = 4  # quotes


def estimate_confidence(
    decision: Prompt, engine: Engine, question: str = "", cited: Sequence[Citation] = ()
) -> Generator[str, None, float]:
    """Return the probability (0 to 1) that the passages answer the question.

    `decision` comes from `compose_decision`. Until then, yield "" from time to time; closing it then stops the
    computation.

    The probability is the model's own for Yes against No, after it has read the passages. A small model never refuses
    in words, but this number ranks answerable above unanswerable questions. If the engine gives no probabilities, the
    score of the best sentence is used. Both are calibrated.

    Once an answer is written, `cited` are its citations, and the model also reads their quotes alone: among passages
    that only resemble the question it says Yes too easily, of the words that are to answer it does not.
    """
    if not decision.passages:
        return 0.0
    for _ in engine.read(decision):
        yield ""
    said = engine.probability(decision, YES, NO)
    if said is None:
        return calibrate(max((sentence.score for sentence in decision.sentences), default=0.0), *OF_SENTENCES)
    if not cited:
        return calibrate(said, *OF_MODELS)
    rereading = compose_rereading(question, cited[:MOST_REREAD])
    for _ in engine.read(rereading):
        yield ""
    alone = engine.probability(rereading, YES, NO)
    of_passages, of_quotes, offset = OF_BOTH
    return sigmoid(of_passages * logit(said) + of_quotes * logit(alone or 0.0) + offset)


def calibrate(probability: float, slope: float, offset: float) -> float:
    """The probability whose logit is `slope * logit(probability) + offset`.

    >>> round(calibrate(0.5, 1.0, 0.0), 2), round(calibrate(0.5, 1.4, -0.75), 2)
    (0.5, 0.32)
    """
    return sigmoid(slope * logit(probability) + offset)
