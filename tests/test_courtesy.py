"""Courtesies are taken off a question before its form is recognised."""

from __future__ import annotations

import pytest

from qa.forms.dispatch import recognise
from qa.text.courtesy import without_courtesies


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Hello there, could you tell me how long the lease runs, please?", "how long the lease runs?"),
        ("I'd like to know who signed it :)", "who signed it"),
        ("Quick question: what's the fee?", "what is the fee?"),
        ("Would you kindly list all rooms for me?", "list all rooms?"),
        ("Weißt du, wann die Halle öffnet?", "wann die Halle öffnet?"),
        ("Bonjour, pouvez-vous me dire combien ça coûte, s'il vous plaît ?", "combien ça coûte ?"),
        ("¿Puedes decirme cuándo abre?", "cuándo abre?"),
        ("How do I descale it? I'd like every step.", "How do I descale it?"),
        ("Wie baut man das Zelt auf? Bitte alle Schritte.", "Wie baut man das Zelt auf?"),
        ("Fasse das Gutachten bitte zusammen.", "Fasse das Gutachten zusammen."),
        ("What are the rules? Do they hold for all?", "What are the rules? Do they hold for all?"),
        ("Can you swim there?", "Can you swim there?"),  # not a courtesy
        ("And what about the second one?", "And what about the second one?"),
        ("Hi there! Hope you're having a lovely day :) When is practice?", "When is practice?"),
        ("Good evening! Thank you for all your help so far. What do tickets cost?", "What do tickets cost?"),
        ("You're a star! Who coaches?", "Who coaches?"),
        ("I hope it rains. When is practice?", "I hope it rains. When is practice?"),
        ("Thanks!", "Thanks!"),
        ("please", "please"),
    ],
)
def test_only_courtesies_are_taken_off(said: str, asked: str) -> None:
    assert without_courtesies(said) == asked


def test_a_long_run_of_courtesies_ends() -> None:
    assert without_courtesies("please " * 2_000 + "help") == "help"


def test_the_form_is_the_same_with_and_without_them() -> None:
    for question, form in (
        ("Hi, could you please tell me how many documents you have?", "library"),
        ("Could you summarise the report for me, please?", "summary"),
        ("Please can you tell me what chapter 4 says?", "place"),
    ):
        assert recognise(question) == form
