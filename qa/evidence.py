"""Do the passages hold the answer? Estimated before a word is written, so that Quoth can say that they do not."""

from __future__ import annotations

from qa.engine import Engine
from qa.prompt import NO, YES
from qa.records import Prompt


def estimate_confidence(prompt: Prompt, engine: Engine) -> float | None:
    """The probability (0 to 1) that the passages of `prompt` answer its question; None where nothing can be said.

    It is what the model itself puts on beginning with Yes rather than No, having read the passages. A small model
    asked to refuse in words never does, but this number ranks answerable above unanswerable questions.
    """
    if not prompt.passages:
        return 0.0
    return engine.probability(prompt, YES, NO)
