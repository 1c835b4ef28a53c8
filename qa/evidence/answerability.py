"""Estimates whether the passages contain the answer before it is written, so that Quoth can abstain."""

from __future__ import annotations

from collections.abc import Generator

from qa.engines.engine import Engine
from qa.engines.probability import logit, sigmoid
from qa.evidence.prompt import NO, YES
from qa.records import Prompt

# Slope and offset of Platt scaling (Platt, 1999), for the default model's probability and for the best sentence's
# score. Fitted on questions of public sets, half of them unanswerable; docs/quality.md has the figures.
OF_MODELS = (1.41, -0.75)
OF_SENTENCES = (0.44, 0.45)


def estimate_confidence(decision: Prompt, engine: Engine) -> Generator[str, None, float]:
    """Return the probability (0 to 1) that the passages answer the question.

    `decision` comes from `compose_decision`. Until then, yield "" from time to time; closing it then stops the
    computation.

    The probability is the model's own for Yes against No, after it has read the passages. A small model never refuses
    in words, but this number ranks answerable above unanswerable questions. If the engine gives no probabilities, the
    score of the best sentence is used. Both are calibrated.
    """
    if not decision.passages:
        return 0.0
    for _ in engine.read(decision):
        yield ""
    said = engine.probability(decision, YES, NO)
    if said is not None:
        return calibrate(said, *OF_MODELS)
    return calibrate(max((sentence.score for sentence in decision.sentences), default=0.0), *OF_SENTENCES)


def calibrate(probability: float, slope: float, offset: float) -> float:
    """The probability whose logit is `slope * logit(probability) + offset`.

    >>> round(calibrate(0.5, 1.0, 0.0), 2), round(calibrate(0.5, 1.4, -0.75), 2)
    (0.5, 0.32)
    """
    return sigmoid(slope * logit(probability) + offset)
