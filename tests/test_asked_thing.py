"""What the question asks about, against what the cited sentence is about."""

from __future__ import annotations

import pytest

from qa.checking.asked_thing import other_asked_thing
from qa.text.parsed import ParsedText


def other(question: str, quote: str, document: str) -> str:
    return other_asked_thing(*map(ParsedText, (question, quote, "Rules")), [ParsedText(document)])


@pytest.mark.parametrize(
    ("question", "document", "head"),
    [
        ("Wie groß darf ein Gewächshaus sein?", "{} Gewächshäuser brauchen eine Genehmigung.", "Gewächshaus"),
        ("How big may a greenhouse be?", "{} Greenhouses need a permit.", "greenhouse"),
        ("How many copies does the translator get?", "{} The copies are sent after printing.", "copies"),
        ("Hoeveel presentexemplaren krijgt zij?", "{} De presentexemplaren volgen na druk.", "presentexemplaren"),
        ("Wie viele Schlüssel bekommt jede Partei?", "{} Die Schlüssel gibt der Verwalter aus.", "Schlüssel"),
        ("¿Cuántos ejemplares recibe?", "{} Los ejemplares se envían después.", "ejemplares"),
        ("Wie viel haben wir für die Versicherung gezahlt?", "{} Die Versicherung läuft weiter.", "Versicherung"),
        ("Combien avons-nous payé pour l'assurance ?", "{} L'assurance court toujours.", "assurance"),
        ("Hoeveel hebben we voor de verzekering betaald?", "{} De verzekering loopt door.", "verzekering"),
        ("Quante copie riceve?", "{} Le copie si spediscono dopo.", "copie"),
    ],
)
def test_a_number_of_something_else_does_not_answer(question: str, document: str, head: str) -> None:
    quote = "A hut has up to 24 parts."
    assert other(question, quote, document.format(quote)) == head


@pytest.mark.parametrize(
    ("question", "quote", "document"),
    [
        ("How big may a greenhouse be?", "A greenhouse has at most 6 m².", "{} A hut has at most 24 m²."),
        ("How big may a greenhouse be?", "It has at most 6 m².", "Greenhouses are welcome. {}"),  # points back
        ("How many copies does she get?", "Ten of them are hers.", "She gets copies. {}"),
        ("How many copies does she get?", "The writer has 12 free books.", "{} Ask the printer for more."),  # a synonym
        ("Wie groß darf ein Gewächshaus sein?", "Gewächshäuser haben höchstens 6 m².", "{} Lauben haben 24 m²."),
    ],
)
def test_what_is_asked_or_may_be_is_no_other_thing(question: str, quote: str, document: str) -> None:
    assert other(question, quote, document.format(quote)) == ""
