"""Quoth's own words in an answer, in the language of the question."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from qa.text.messages import MESSAGES, message
from ui.web.words import LANGUAGES

PLACE = re.compile(r"\{(\w+)[^{}]*\}")
SAME = {  # words that are as in English
    ("no", "es"),
    ("in_rows", "de"),
    *((name, "fr") for name in "documents_by documents_by_one so_many_documents sections articles clauses".split()),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_is_there_in_every_language_of_the_page(name: str) -> None:
    words = MESSAGES[name]
    assert list(words) == list(LANGUAGES)
    for language in set(words) - {"en"}:
        bare, english = (re.sub(r"\W+", " ", PLACE.sub("", words[code])) for code in (language, "en"))
        assert bare != english or not english.strip() or (name, language) in SAME


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_has_the_same_places_in_every_language(name: str) -> None:
    places = {language: sorted(PLACE.findall(words)) for language, words in MESSAGES[name].items()}
    assert all(found == places["en"] for found in places.values()), places


def test_every_message_is_one_that_the_code_says() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in Path("qa").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    said = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    said |= {f"{one}{ending}" for one in said for ending in ("s", "_of", "_file")} | {f"is_{one}" for one in said}
    assert {name.removesuffix("_one") for name in MESSAGES} <= said
    calls = [node for node in nodes if isinstance(node, ast.Call) and node.args]
    asked = {
        argument.value
        for node in calls
        for argument in node.args[:1]
        if getattr(node.func, "attr", getattr(node.func, "id", "")) in ("say", "message")
        and isinstance(argument, ast.Constant)
    }
    assert asked <= set(MESSAGES)
    assert len(asked) > 30


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How many days of annual leave do I get?", "en"),
        ("Wie viele Tage Urlaub bekomme ich im Jahr?", "de"),
        ("Was kostet ein Parkplatz für Besucher?", "de"),
        ("¿Cuántos días de vacaciones tengo al año?", "es"),
        ("¿Quién firmó el contrato de alquiler?", "es"),
        ("Combien de jours de congé ai-je par an ?", "fr"),
        ("Quelle est la garantie de la pompe ?", "fr"),
        ("我每年有多少天年假？", "zh"),
        ("保修期是多长时间？", "zh"),
        ("Hoeveel vakantiedagen heb ik per jaar?", "en"),  # a language without messages
        ("X-210?", "en"),  # no language
        ("", "en"),
    ],
)
def test_a_message_is_in_the_language_of_the_question_if_that_is_clear(question: str, language: str) -> None:
    assert message("abstention", question) == MESSAGES["abstention"][language]
