"""How likely it is that the passages answer: by the model where it can say, else by the best sentence."""

import pytest
from fakes import ScriptedEngine, make_passage, make_prompt

from qa.engines.engine import Engine
from qa.engines.extractive_engine import ExtractiveEngine
from qa.evidence.answerability import OF_MODELS, Written, calibrate, estimate_confidence
from qa.evidence.prompt import compose_rereading
from qa.records import Citation, Prompt

LEAVE = make_passage("Every employee gets 25 days of annual leave. Dogs may stay.")


def confidence(prompt: Prompt, engine: Engine) -> tuple[int, float]:
    """How many pauses it made, and what came out."""
    estimating, pauses = estimate_confidence(prompt, engine), 0
    while True:
        try:
            next(estimating)
            pauses += 1
        except StopIteration as stop:
            return pauses, stop.value


def test_a_model_that_says_yes_is_believed_calibrated_and_can_be_stopped_while_it_reads() -> None:
    pauses, sure = confidence(make_prompt("How many days?", LEAVE), ScriptedEngine("", confidence=0.9))
    assert pauses == 1
    assert sure == pytest.approx(calibrate(0.9, *OF_MODELS))
    assert confidence(make_prompt("How many days?", LEAVE), ScriptedEngine("", confidence=0.1))[1] < 0.1 < sure


def test_an_engine_that_cannot_say_goes_by_the_best_sentence() -> None:
    _, near = confidence(make_prompt("How many days of annual leave?", LEAVE), ExtractiveEngine())
    _, far = confidence(make_prompt("Who won the world cup?", LEAVE), ExtractiveEngine())
    assert 0 < far < near < 1


def test_without_passages_there_is_no_evidence() -> None:
    assert confidence(make_prompt("How many days?"), ScriptedEngine("", confidence=1.0)) == (0, 0.0)


@pytest.mark.parametrize("said", [0.0, 1.0])
def test_certainty_is_never_certain(said: float) -> None:
    assert 0 < calibrate(said, *OF_MODELS) < 1


def reread(engine: Engine, confidence: float) -> float:
    sentence = LEAVE.text.partition(". ")[0] + "."
    written = Written("How many days?", [Citation(1, LEAVE, sentence, 0, len(sentence))], confidence)
    estimating = estimate_confidence(make_prompt("How many days?", LEAVE), engine, written)
    while True:
        try:
            next(estimating)
        except StopIteration as stop:
            return float(stop.value)


def test_the_quotes_alone_raise_or_lower_the_confidence() -> None:
    assert reread(ScriptedEngine("", of_quotes=0.95), 0.3) > 0.5
    assert reread(ScriptedEngine("", of_quotes=0.05), 0.6) < 0.25


def test_an_engine_that_cannot_say_leaves_it_as_it_was() -> None:
    assert reread(ExtractiveEngine(), 0.4) == 0.4


def test_the_model_reads_the_quotes_with_their_titles_and_no_other_passage() -> None:
    sentence = "Dogs may stay."
    prompt = compose_rereading("May dogs stay?", [Citation(1, LEAVE, sentence, 43, 57)])
    assert prompt.passages == ()
    assert prompt.messages[-1].content == (
        "Text from “Handbook”: Dogs may stay.\n\nDoes the text answer the question “May dogs stay?”? Write Yes or No."
    )
