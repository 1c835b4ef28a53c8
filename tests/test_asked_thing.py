"""An amount of another thing, or of another kind, is no answer to a question for a price, a weight or a size."""

from __future__ import annotations

import pytest

from qa.checking.asked_thing import other_asked_thing
from qa.checking.judge import LexicalJudge, Premise, Verdict
from qa.text.parsed import ParsedText

PRESS = "Oil the spindle. The press is kept dry. Spare cloths are sold by the maker for 18 pounds."
BIKES = "Bikes are lent for a day. A deposit of 20 euros is taken."
TENT = "Das Festzelt steht auf der Wiese. Das Zelt ist sechs mal zwölf Meter groß."


def judge(question: str, statement: str, quote: str, passage: str) -> Verdict:
    premise = Premise.from_text(quote, passage=passage)
    return LexicalJudge().judge(ParsedText(statement), premise, ParsedText(question))


@pytest.mark.parametrize(
    ("question", "statement", "quote", "passage"),
    [
        ("What does a spare spindle cost?", "It costs 18 pounds.", PRESS.split(". ")[2], PRESS),
        ("How much is the price of the spindle?", "It is 18 pounds.", PRESS.split(". ")[2], PRESS),
        ("Wieviel wiegt das Festzelt?", "Das Zelt ist sechs mal zwölf Meter groß.", TENT.split(". ")[1], TENT),
        ("What does the door weigh?", "The door is 2 metres high.", "The door is 2 metres high.", ""),
        ("What does a leader earn?", "A leader earns 2 days.", "A leader receives 2 further days.", ""),
        ("Wie laut ist der Sauger?", "Der Sauger fasst 18 Liter.", "Der Sauger fasst 18 Liter.", ""),
        (
            "What is the combination of the lock?",
            "The combination of the lock was 38 pounds.",
            "The lock was 38 pounds.",
            "",
        ),
    ],
)
def test_it_does_not_support(question: str, statement: str, quote: str, passage: str) -> None:
    assert not judge(question, statement, quote, passage).supported


@pytest.mark.parametrize(
    ("question", "statement", "quote", "passage"),
    [
        ("What does a spare cloth cost?", "It costs 18 pounds.", PRESS.split(". ")[2], PRESS),
        ("How much is the deposit for a bike?", "The deposit is 20 euros.", "A deposit of 20 euros is taken.", BIKES),
        ("How heavy is the door?", "The door weighs 80 kg.", "The door is 2 metres high and weighs 80 kg.", ""),
        ("What does the car cost?", "It costs 49 a day.", "It costs 49 a day.", "The car is red. It costs 49 a day."),
        ("How far did the index fall?", "The index fell by 3 %.", "The index fell by 3 %.", ""),
        ("How heavy were the losses?", "They were 40 euros.", "The losses were 40 euros.", ""),
        ("How long does the price hold?", "The price holds for 12 months.", "The price holds for 12 months.", ""),
        ("When is the cost due?", "The cost is due in 30 days.", "The cost is due in 30 days.", ""),
        ("What does the tool cost?", "It costs 40 for 3 days.", "The tool costs 40 for 3 days.", ""),
    ],
)
def test_it_supports(question: str, statement: str, quote: str, passage: str) -> None:
    assert judge(question, statement, quote, passage).supported


@pytest.mark.parametrize(
    ("question", "statement", "quote", "supported"),
    [
        (
            "What's the code of the gate?",
            "The code of the gate opens it at 6:15.",
            "The code opens the gate at 6:15.",
            False,
        ),
        ("What's the code of the gate?", "The code of the gate is 5180.", "The gate's code is 5180.", True),
        ("Wie ist die Kundennummer?", "Die Kundennummer gilt 14 Tage.", "Die Kundennummer gilt 14 Tage.", False),
        ("Wie ist die Kundennummer?", "Die Kundennummer ist K-77.", "Die Kundennummer ist K-77.", True),
    ],
)
def test_a_code_is_no_time_and_no_amount(question: str, statement: str, quote: str, supported: bool) -> None:
    assert judge(question, statement, quote, "").supported is supported


@pytest.mark.parametrize(
    ("question", "quote", "supported"),
    [
        ("How wide is the tunnel?", "The tunnel measures 1,172 yards from portal to portal.", False),
        ("How wide is the tunnel?", "The tunnel is 1,172 yards long and 14 feet wide.", True),
        ("Wie tief ist der Schacht?", "Der Schacht misst 12 Meter von Wand zu Wand.", False),
        ("Wie tief ist der Schacht?", "Der Schacht reicht 12 Meter in die Tiefe.", True),
    ],
)
def test_a_length_is_no_width_and_no_depth(question: str, quote: str, supported: bool) -> None:
    assert judge(question, quote, quote, "").supported is supported


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
