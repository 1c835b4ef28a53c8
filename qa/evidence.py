"""Do the passages hold the answer? Estimated before a word is written, so that Quoth can say that they do not."""

from __future__ import annotations

from collections.abc import Generator

from qa.engine import Engine
from qa.prompt import NO, YES
from qa.records import Prompt


def estimate_confidence(decision: Prompt, engine: Engine) -> Generator[str, None, float | None]:
    """Return the probability (0 to 1) that the passages answer the question; None where it is not known.

    `decision` is what `compose_decision` makes.

    Until then yield an empty text now and then: the moments at which closing it stops the computing.

    It is what the model itself puts on beginning with Yes rather than No, having read the passages. A small model
    asked to refuse in words never does, but this number ranks answerable above unanswerable questions.
    """
    if not decision.passages:
        return 0.0
    for _ in engine.read(decision):
        yield ""
    return engine.probability(decision, YES, NO)
