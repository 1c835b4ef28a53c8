"""“Where is f called?” lists the lines of source code that call it."""

from __future__ import annotations

import pytest
from fakes import ask_texts

from qa.forms.lists.callers import asks_for_callers
from qa.forms.lists.definitions import asks_for_definitions

PUMP = '''"""Pumps."""


def clamp(flow):
    return min(flow, 9)


def start_pump(flow):
    wanted = clamp(flow)
    send_note("on")
    return wanted


def test_run():
    return start_pump(clamp(3)) + start_pump(2)
'''


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("where is clamp called", True),
        ("which functions call `start_pump()`?", True),
        ("Wo wird clamp aufgerufen?", True),
        ("which function calls clamp in pump.py?", True),
        ("où est appelée clamp ?", False),
        ("¿Dónde se llama a clamp?", True),
        ("Where is the spare key used?", False),
        ("who uses the car on Fridays?", False),
    ],
)
def test_questions_for_calls_are_known(question: str, asks: bool) -> None:
    assert asks_for_callers(question) is asks


def test_every_call_is_quoted_with_its_function_and_the_definition_is_none() -> None:
    texts = {"pump.py": PUMP, "notes.md": "# Notes\n\nThe clamp (of steel) is in the shed.\n"}
    calls = ask_texts("Where is clamp called?", texts)
    assert calls.form == "list"
    assert calls.text.startswith("“clamp” is called in 2 lines:")
    assert "start_pump (pump.py): “wanted = clamp(flow)”" in calls.text
    assert "def clamp" not in calls.text
    assert len(ask_texts("who calls start_pump?", texts).statements) == 1
    assert "send_note" in ask_texts("Which function calls send_note?", texts).text
    assert ask_texts("who calls test_run?", texts).abstained
    assert ask_texts("where is the clamp used?", texts).form != "list"


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Which functions does pump.py define?", True),
        ("number of functions in pump.py", True),
        ("¿Cuántas funciones hay en pump.py?", True),
        ("Which function opens the valve in pump.py?", False),
        ("What does the function clamp do?", False),
    ],
)
def test_a_question_for_one_function_is_none_for_all(question: str, asks: bool) -> None:
    assert asks_for_definitions(question) is asks
