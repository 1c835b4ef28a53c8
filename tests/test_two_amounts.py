"""Comparatives: which of two things has more, and by how much, computed from the documents' statements on each."""

from __future__ import annotations

import pytest
from fakes import HeldDocuments, make_headed, quoted_answer

from qa.forms.words.comparatives import find_comparative
from qa.records import Answer

BASIC = make_headed("basic.md", "Basic plan", ("", None, "The Basic plan costs 5 euros. It has 20 GB of storage."))
PLUS = make_headed("plus.md", "Plus plan", ("", None, "The Plus plan costs 12 euros. It has 200 GB of storage."))
DEVICES = make_headed(
    "devices.md",
    "Devices",
    ("Devices", None, "Property: Weight | A-1: 16.5 kg | A-2: 21 kg\nProperty: Tank | A-1: 5 litres | A-2: 7 litres"),
    ("Warranty", None, "The warranty of the A-1 lasts two years. The warranty of the A-2 lasts 36 months."),
    ("Bohrer", None, "Artikel: Bohrer B-1 | Preis (EUR): 99,00\nArtikel: Bohrer B-2 | Preis (EUR): 149,50"),
    ("Urlaub", None, "Angestellte haben 28 Tage Urlaub. Chefs haben 30 Tage Urlaub."),
    ("Trains", None, "The Red train takes 40 minutes or 50 minutes. The Blue train takes 45 minutes."),
)
LIBRARY = HeldDocuments(BASIC, PLUS, DEVICES)


def ask(question: str) -> Answer:
    return quoted_answer(question, LIBRARY)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "Which of the two plans is cheaper, and by how much?",
            "Basic plan is cheaper: 5 EUR, against 12 EUR for Plus plan. The difference is 7 EUR [1][2].",
        ),
        ("Is the Basic plan more expensive than the Plus plan?", "No. Plus plan: 12 EUR, against 5 EUR"),
        ("How much more does the Plus plan cost than the Basic plan?", "Plus plan: 12 EUR, against 5 EUR"),
        ("Does the Plus plan have more storage than the Basic plan?", "Yes. Plus plan: 200 GB, against 20 GB"),
        (
            "Which is heavier, the A-1 or the A-2?",
            "A-2 is heavier: 21 kg, against 16.5 kg for A-1. The difference is 4.5",
        ),
        (
            "How much longer is the warranty of the A-2 than that of the A-1?",
            "A-2 has the longer warranty: 36 months",
        ),
        ("Haben Chefs mehr Urlaub als Angestellte?", "Ja. Chefs: 30 Tage, dagegen Angestellte: 28 Tage"),
        ("Lequel est moins cher, Basic plan ou Plus plan ?", "Basic plan : 5 EUR, contre 12 EUR"),
        ("¿Cuál es más barato, Basic plan o Plus plan?", "Basic plan: 5 EUR, frente a 12 EUR"),
    ],
)
def test_the_difference_is_computed_and_both_amounts_are_cited(question: str, text: str) -> None:
    answer = ask(question)
    assert answer.text.startswith(text)
    assert answer.form == "comparison"
    assert len(answer.statements) >= 2


def test_two_rows_of_one_table_are_compared_by_rule() -> None:
    answer = ask("Um wie viel ist Bohrer B-2 teurer als Bohrer B-1?")
    assert answer.text.startswith("50,50 EUR: Differenz zwischen „Preis (EUR)“ (Bedingung: „Artikel“ ist Bohrer B-2)")
    assert answer.form == "table"


def test_amounts_in_different_units_are_compared() -> None:
    assert "The difference is 12 months" in ask("Is the warranty of the A-2 longer than that of the A-1?").text


def test_a_side_without_an_amount_is_said_to_be_missing() -> None:
    answer = ask("Is the A-1 heavier than the Z-9?")
    assert answer.text.endswith("**Z-9**: Your documents do not say.")
    assert "16.5 kg" in answer.text


def test_an_unclear_amount_is_not_compared() -> None:
    assert "difference" not in ask("Which is slower, the Red train or the Blue train?").text


@pytest.mark.parametrize(
    "question",
    [
        "Is it longer than 3 days?",
        "Which rooms are larger than 20 square metres?",
        "What is more important?",
        "Is the pump cheaper than expected?",
        "How much does the Plus plan cost?",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert find_comparative(question) is None
