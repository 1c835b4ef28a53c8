"""The model's version of a follow-up is used only if it adds nothing; if nothing explains it, Quoth asks back."""

from collections.abc import Generator

import pytest
from fakes import ScriptedEngine, make_question

from qa.conversation.clarify import asks_back
from qa.conversation.rephrase import rephrase
from qa.records import Question, Turn

HISTORY = [Turn("How much water ran out in Gallenmoor?", "About 14 litres ran onto the floor [1].")]
QUESTION = "Was anything damaged by it?"


def rephrased(written: str) -> str | None:
    steps: Generator[str, None, Question | None] = rephrase(make_question(QUESTION, *HISTORY), ScriptedEngine(written))
    while True:
        try:
            assert next(steps) == ""
        except StopIteration as end:
            question: Question | None = end.value
            return question and question.searched.text


@pytest.mark.parametrize(
    "written", ["Was anything damaged by the water?", "Question: Was anything damaged by the water?\n\nIt"]
)
def test_a_question_about_the_same_is_used(written: str) -> None:
    assert rephrased(written) == "Was anything damaged by the water?"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Nothing was damaged.",
        "Was anything damaged by the 20 litres of water?",  # a number from nowhere
        "Was anything damaged by the water in Berlin?",  # a name from nowhere
        "How much water was there?",  # another question
        "Was anything damaged " + "by water " * 40 + "?",
    ],
)
def test_what_says_something_new_or_something_else_is_not_used(written: str) -> None:
    assert rephrased(written) is None


def test_closing_stops_the_model() -> None:
    engine = ScriptedEngine("Was anything damaged by the water?")
    steps = rephrase(make_question(QUESTION, *HISTORY), engine)
    next(steps)
    steps.close()
    assert engine.stopped
    assert "How much water ran out in Gallenmoor?" in engine.prompts[0].messages[-1].content


@pytest.mark.parametrize(
    ("question", "back"),
    [
        ("How much does it cost?", "What do you mean by “it”? Please name it."),
        ("Who is she?", "What do you mean by “she”? Please name it."),
        ("How much is it?", "What do you mean by “it”? Please name it."),
        ("When is that?", "What do you mean by “that”? Please name it."),
        ("Was kostet das?", "Was meinen Sie mit „das“? Bitte nennen Sie es."),
        ("¿Cuánto cuesta eso?", "¿A qué se refiere con «eso»? Nómbrelo."),
        ("Why?", "What is your question about? Please ask a complete question."),
        ("Und für Rentner?", "Was möchten Sie über „für Rentner“ wissen? Bitte stellen Sie eine vollständige Frage."),
        ("What about managers?", "What would you like to know about “managers”? Please ask a complete question."),
    ],
)
def test_a_first_question_that_names_nothing_is_asked_back(question: str, back: str) -> None:
    assert asks_back(question, []) == back


@pytest.mark.parametrize(
    "question",
    [
        "Is it allowed to smoke?",
        "How long does it take to drain the tank?",
        "What does the warranty cover, and how long does it last?",
        "Does DeepSeek say what it cost?",
        "How many days of leave?",
        "who was jim thorpe and what did he do",
        "Leave",
        "wifi",
        "refund?",
        "What can you do?",
        "From whom did they buy the compass?",
        "Y a-t-il des choses qui ne sont pas comprises dans le prix ?",
        "En dos frases: ¿qué nos dice la carta de la cooperativa?",
        "En pocas palabras, ¿de qué trata el correo de noviembre?",
        "En bref, que dit la lettre de la mairie ?",
        "Et à Lyon, quelle était la récolte de rouge ?",
        "水箱多久清洗一次？",
        "and whos in the queue sketch",
        "Et aux Tilleuls, le T3 de 2024, ça donnait quoi ?",
    ],
)
def test_a_first_question_that_can_be_understood_is_not_asked_back(question: str) -> None:
    assert asks_back(question, []) is None


def test_it_is_asked_back_where_the_turn_before_named_two() -> None:
    both = [Turn("How do the X-200 and the X-210 differ?", "The X-210 has a pump [1].")]
    assert asks_back("How much does it cost?", both) == "Do you mean the X-200 or the X-210?"
    assert asks_back("How much does the X-210 cost with it?", both) is None
    assert asks_back("How much does it cost?", [Turn("How big is the X-200?", "Big.")]) is None
