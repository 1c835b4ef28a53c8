"""Do the passages say what was written? The model is asked once more, now that the sentence stands before it.

To say whether a question can be answered is hard for a small model, and it always writes something; to compare a
finished sentence with what it has just read is easier. Only the sentence is read: the passages are in its prompt cache.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

from qa.engine import Engine
from qa.excerpt import Excerpt
from qa.markers import without_markers
from qa.odds import logit, sigmoid
from qa.prompt import NO, YES, compose_judgement
from qa.records import Statement

# Weights of the logits of the score by words and confidence and of what the model says, and the bias: fitted for the
# default model by `python -m benchmarks.doubts --fit`.
OF_BOTH = (0.52, 0.84, -1.13)


def reconsider(
    statements: Sequence[Statement], excerpts: Sequence[Excerpt], engine: Engine
) -> Generator[str, None, tuple[Statement, ...]]:
    """Return the statements with scores that know what the model says of those that it wrote and the facts support.

    Until then yield an empty text now and then: the moments at which closing it stops the computing. Where the engine
    cannot say, the scores stay as they are.
    """
    reconsidered = []
    for statement in statements:
        reconsidered.append((yield from _reconsider_one(statement, excerpts, engine)))
    return tuple(reconsidered)


def _reconsider_one(
    statement: Statement, excerpts: Sequence[Excerpt], engine: Engine
) -> Generator[str, None, Statement]:
    if not statement.supported or statement.verbatim or statement.score is None:
        return statement
    judgement = compose_judgement(without_markers(statement.text), excerpts)
    for _ in engine.read(judgement):
        yield ""
    said = engine.probability(judgement, YES, NO)
    return statement if said is None else replace(statement, score=by_both(statement.score, said))


def by_both(score: float, said: float) -> float:
    """The probability (0 to 1) that a sentence is supported, by its score and by what the model says of it."""
    of_score, of_said, bias = OF_BOTH
    return sigmoid(of_score * logit(score) + of_said * logit(said) + bias)
