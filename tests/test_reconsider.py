"""The model is asked once more whether the passages say what was written; its answer weighs in the score."""

from __future__ import annotations

from fakes import ScriptedEngine, make_passage

from qa.excerpt import Excerpt
from qa.prompt import JUDGE
from qa.reconsider import by_both, reconsider
from qa.records import Prompt, ScoredSentence, Statement

LEAVE = make_passage("You get 25 days of leave.")
EXCERPTS = [Excerpt(LEAVE, LEAVE.text, (ScoredSentence(0, 0, 0, 25, 0.9),))]
WRITTEN = Statement("You get 25 days of leave [1].", (), True, 0.6)
UNSUPPORTED = Statement("It rains [no source].", (), False, 0.1)
NOT_CHECKED = Statement("Yes.", (), None, None)
QUOTED = Statement("“You get 25 days of leave.” [1]", (), True, 0.9, verbatim=True)


class Asked(ScriptedEngine):
    """Remembers what its opinion was asked of."""

    def __init__(self, said: float | None) -> None:
        super().__init__("", confidence=said)
        self.asked: list[str] = []

    def probability(self, prompt: Prompt, word: str, other: str) -> float | None:
        self.asked.append(prompt.messages[-1].content)
        return super().probability(prompt, word, other)


def run(said: float | None, *statements: Statement) -> tuple[Asked, list[str], tuple[Statement, ...]]:
    engine, pauses = Asked(said), []
    reconsidering = reconsider(statements, EXCERPTS, engine)
    while True:
        try:
            pauses.append(next(reconsidering))
        except StopIteration as end:
            return engine, pauses, end.value


def test_only_what_was_written_and_is_supported_is_asked_about_and_without_its_markers() -> None:
    engine, pauses, statements = run(0.9, WRITTEN, UNSUPPORTED, NOT_CHECKED, QUOTED)
    (asked,) = engine.asked
    assert asked == f"[1] Handbook: {LEAVE.text}\n\n{JUDGE}\nStatement: You get 25 days of leave."
    assert pauses == [""]
    assert statements[1:] == (UNSUPPORTED, NOT_CHECKED, QUOTED)


def test_what_the_model_says_moves_the_score_either_way() -> None:
    sure, unsure = (run(said, WRITTEN)[2][0].score for said in (0.99, 0.01))
    assert sure is not None
    assert unsure is not None
    assert unsure < 0.2
    assert sure > 0.6


def test_an_engine_that_cannot_say_leaves_the_score() -> None:
    assert run(None, WRITTEN)[2] == (WRITTEN,)


def test_both_must_be_low_for_a_score_that_is_very_low() -> None:
    assert by_both(0.1, 0.1) < by_both(0.9, 0.1) < by_both(0.9, 0.9)
    assert by_both(0.1, 0.1) < by_both(0.1, 0.9)
