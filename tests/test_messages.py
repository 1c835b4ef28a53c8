"""Quoth's own words in an answer, in the language of the question."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from qa.text.messages import MESSAGES, language_of, message, say, yes_no
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
        ("Summe Beitrag?", "de"),  # two words
        ("Nenne alle Boote", "de"),
        ("Wo kommt „Steg“ vor?", "de"),
        ("Nombre de clients ?", "fr"),
        ("Número de clientes", "es"),
        ("保修期", "zh"),
        ("sum of Umsatz for Müller", "en"),  # German names in an English question
        ("Compare Müller and Schmidt", "en"),
        ("Casa da Música total", "en"),
        ("", "en"),
    ],
)
def test_a_message_is_in_the_language_of_the_question_if_that_is_clear(question: str, language: str) -> None:
    assert message("abstention", question) == MESSAGES["abstention"][language]


def test_a_short_follow_up_is_answered_in_the_language_of_the_question_before() -> None:
    assert language_of("2024?", "Wie hoch war der Umsatz 2024?") == "de"
    assert language_of("kürzer", "Wie hoch war der Umsatz 2024?") == "de"
    assert language_of("2024?") == "en"


def test_the_number_one_has_words_of_its_own() -> None:
    assert say("documents_mention", "fr", n=1, topic="Loire") == "1 document mentionne « Loire » :"
    assert say("documents_mention", "fr", n=2, topic="Loire") == "2 documents mentionnent « Loire » :"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Is the hall open?", ("Yes", "No", "It depends")),
        ("Ist die Halle offen?", ("Ja", "Nein", "Es kommt darauf an")),
        ("La salle est-elle ouverte ?", ("Oui", "Non", "Cela dépend")),
        ("¿Está abierta la sala?", ("Sí", "No", "Depende")),
        ("La sala è aperta oggi?", ("Sì", "No", "Dipende")),
        ("O salão está aberto hoje?", ("Sim", "Não", "Depende")),
        ("Is de zaal vandaag geopend?", ("Ja", "Nee", "Dat hangt ervan af")),
        ("大厅开放吗？", ("是", "否", "视情况而定")),
    ],
)
def test_yes_and_no_are_in_the_language_of_the_question(question: str, words: tuple[str, str, str]) -> None:
    assert yes_no(question) == words
