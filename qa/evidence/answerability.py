"""Do the passages hold the answer? Estimated before a word is written, so that Quoth can say that they do not."""

from __future__ import annotations

from collections.abc import Generator

from qa.engines.engine import Engine
from qa.engines.probability import logit, sigmoid
from qa.evidence.prompt import NO, YES
from qa.records import Prompt

# Slope and offset of Platt's scaling (Platt, 1999) of a probability's logit, for what the default model says and for
# the likeliest sentence: fitted on questions of public sets, half of them unanswerable. docs/quality.md: how well.
OF_MODELS = (1.41, -0.75)
OF_SENTENCES = (0.44, 0.45)


def estimate_confidence(decision: Prompt, engine: Engine) -> Generator[str, None, float]:
    """Return the probability (0 to 1) that the passages answer the question.

    `decision` is what `compose_decision` makes. Until then yield an empty text now and then: the moments at which
    closing it stops the computing.

    It is what the model itself puts on beginning with Yes rather than No, having read the passages: a small model
    asked to refuse in words never does, but this number ranks answerable above unanswerable questions. Where the engine
    cannot say, it goes by how likely the best sentence is to answer. Both are calibrated.
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
    """The probability whose logit is `slope` times that of `probability`, and `offset`.

    >>> round(calibrate(0.5, 1.0, 0.0), 2), round(calibrate(0.5, 1.4, -0.75), 2)
    (0.5, 0.32)
    """
    return sigmoid(slope * logit(probability) + offset)
