"""Quoth's own words in an answer, in the language of the question."""

from __future__ import annotations

import pytest

from qa.text.messages import MESSAGES, message
from ui.web.words import LANGUAGES


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_is_there_in_every_language_of_the_page(name: str) -> None:
    words = MESSAGES[name]
    assert list(words) == list(LANGUAGES)
    assert len(set(words.values())) == len(LANGUAGES)


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
