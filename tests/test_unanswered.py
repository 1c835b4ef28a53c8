"""Sentences on the topic of a question that do not give what it asks for."""

from __future__ import annotations

import pytest

from qa.checking.judge import LexicalJudge, Premise
from qa.text.parsed import ParsedText


def reason(question: str, sentence: str) -> str:
    """Why the sentence is no answer to the question although the source says just that; "" if it is one."""
    premise = Premise.from_text(sentence, passage=sentence)
    verdict = LexicalJudge().judge(ParsedText(sentence), premise, ParsedText(question))
    return "" if verdict.supported else verdict.reason


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What is the yearly fee for juniors?", "The yearly fees for juniors are printed on a separate sheet."),
        ("Was kostet eine Gastkarte?", "Die Preise der Gastkarte stehen im Aushang am Tor."),
        ("Quel est le tarif pour les enfants ?", "Le tarif pour les enfants est affiché à l'accueil."),
        ("¿Cuánto cuesta la matrícula?", "La matrícula figura en el folleto de cada curso."),
        ("How much does a spare key cost?", "A spare key costs a part of the monthly charge."),
        ("Who will be the next chair?", "The next chair will be elected at the meeting in April."),
        ("Wer wird neue Leiterin?", "Die neue Leiterin wird erst im Herbst gewählt."),
        ("Qui sera la présidente ?", "La présidente sera élue au printemps."),
        ("¿Quién será el director?", "El director será elegido en mayo."),
        ("At what time must the loaves be ready?", "The loaves must be ready by 190 degrees."),
        ("Um wie viel Uhr müssen die Brote fertig sein?", "Die Brote müssen bei 190 Grad fertig sein."),
        ("What temperature do I sterilise the tools at?", "A strip is sterilised with the tools of each load."),
        ("Wie schwer darf der Koffer sein?", "Der Koffer darf im Gang stehen."),
        ("How much does the smith ask for the gate?", "The smith asks for a gate of 170 cm."),
        ("Quanto è stato speso per la grondaia?", "La grondaia si è rotta in maggio."),
        ("What does the hall cost?", "The hall is open from 9:00 to 17:00."),
    ],
)
def test_a_sentence_that_does_not_give_what_is_asked_is_no_answer(question: str, sentence: str) -> None:
    ends = ("does not say what is asked", "is no answer to what is asked")
    assert reason(question, sentence).endswith(ends)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Where do I find the fee for juniors?", "The fees for juniors are printed on a separate sheet."),
        ("How can I see the price list?", "The price list is posted at the gate."),
        ("What is the yearly fee for juniors?", "The yearly fee for juniors is 40 pounds and printed on the sheet."),
        ("How much does the laundry cost?", "The laundry is free for tenants."),
        ("What is the fee for children?", "The fee for children is half of it."),
        ("Was kostet die Anmeldung?", "Die Anmeldung ist kostenlos."),
        ("How much does a spare key cost?", "A spare key costs ten pounds."),
        ("Who will elect the chair?", "The chair will be elected by all members."),
        ("When will the chair be chosen?", "The chair will be chosen on 4 April."),
        ("At what time must the loaves be ready?", "The loaves must be ready by 6:30."),
        ("What temperature do I wash the wool at?", "Wash the wool cold."),
        ("How tall is the mast?", "The mast is twelve metres tall."),
        ("Quelle est la température de la cave ?", "La température de la cave est de 12 °C."),
    ],
)
def test_a_sentence_that_gives_it_is_an_answer(question: str, sentence: str) -> None:
    assert reason(question, sentence) == ""


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How much is the deposit?", "The deposit is 2 months' rent."),
        ("What does a key cost?", "A key costs 50p."),
        ("How much is the fine?", "The fine is 10 % of the price."),
        ("How much does the smith ask for the gate?", "The smith asks for 340 euros."),
        ("Was kostet der Saal?", "Der Saal kostet für 4 Stunden 60."),
    ],
)
def test_prices_of_other_kinds_are_amounts(question: str, sentence: str) -> None:
    assert not reason(question, sentence)
