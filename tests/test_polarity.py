"""Rows and lines that say yes where the statement says no."""

from __future__ import annotations

import pytest

from qa.checking.judge import LexicalJudge, Premise
from qa.checking.polarity import denied_yes, other_polarity
from qa.text.parsed import ParsedText

CARD = "Card: Adult | Books: yes | Films: yes | Home delivery: no"
TRAINED = "- Karim: not yet done\n- Pilar: done on 11 March"
CAKE = "Kuchen: Nusszopf | Nüsse: ja | Milch: ja | Ei: nein"


@pytest.mark.parametrize(
    ("statement", "question", "quote", "instead"),
    [
        ("The Adult card is no good for films.", "Which card is no good for films?", CARD, "Films: yes"),
        ("The Adult card lets you borrow films.", "Which card is for films?", CARD, ""),
        ("The Adult card comes with home delivery.", "Which card has home delivery?", CARD, "Home delivery: no"),
        ("The Adult card has no home delivery.", "Which card has no home delivery?", CARD, ""),
        ("The Adult card does not come with home delivery, and films are included.", "Which card?", CARD, ""),
        ("Only the Adult card has home delivery.", "Which card has home delivery?", CARD, ""),
        ("Pilar still hasn't done the training.", "Who hasn't done it?", TRAINED, "- Pilar: done on 11 March"),
        ("Karim hasn't done the training.", "Who hasn't done it?", TRAINED, ""),
        ("Im Nusszopf sind keine Nüsse.", "In welchem Kuchen sind keine Nüsse?", CAKE, "Nüsse: ja"),
        ("Im Nusszopf ist kein Ei.", "In welchem Kuchen ist kein Ei?", CAKE, ""),
        ("Pilar was ill. She has not done it.", "Who has not done it?", "Pilar was ill. She has not done it.", ""),
        ("There are 0 pets in flat 3.", "How many pets are in flat 3?", "Flat: 3 | Pets: 0", ""),
    ],
)
def test_a_row_or_line_that_says_the_opposite_is_found(statement: str, question: str, quote: str, instead: str) -> None:
    assert other_polarity(ParsedText(statement), ParsedText(question), ParsedText(quote)) == instead


def test_the_judge_objects_to_it() -> None:
    verdict = LexicalJudge().judge(
        ParsedText("The Adult card is no good if you want to borrow films."),
        Premise.from_text(CARD),
        ParsedText("Which card is no good if I want to borrow films?"),
    )
    assert not verdict.supported
    assert verdict.reason == "the cited text says “Films: yes”"


@pytest.mark.parametrize(
    ("statement", "question", "quote", "denied"),
    [
        (
            "Yes, we can light a fire when the flag is red.",
            "And can we light a fire when the flag is red?",
            "When the flag at the gate is red, no fire is allowed, not even charcoal.",
            "no fire is allowed",
        ),
        ("Ja, Hunde dürfen mit.", "Dürfen Hunde mit?", "Hunde dürfen nicht mit.", "Hunde dürfen nicht mit."),
        ("Oui, on peut fumer ici.", "Peut-on fumer ici ?", "Il est interdit de fumer.", "Il est interdit de fumer."),
        ("Yes, you need a helmet.", "Do I need a helmet?", "Nobody may ride without a helmet.", ""),
        ("Yes, dogs are allowed.", "Are dogs allowed?", "Dogs are allowed in the garden, but not in the hall.", ""),
        ("Ja, Rauchen ist verboten.", "Ist Rauchen verboten?", "Es darf nicht geraucht werden.", ""),
        ("Yes, parking is free until 6 pm.", "Is parking free?", "Parking is not charged until 6 pm.", ""),
        ("Dogs are allowed.", "Are dogs allowed?", "Dogs are not allowed.", ""),
        ("Yes, you pay a fee.", "Do I pay a fee?", "The fee is abolished.", "The fee is abolished."),
        (
            "Yes, we pay because the rain came in through open windows.",
            "Rain came in, I left a window open. Do you pay?",
            "We pay for water from pipes. We do not pay for rain that came in through open windows.",
            "We do not pay for rain that came in through open windows.",
        ),
        (
            "Yes, the office is open on Friday 15 May.",
            "Is the office open on Friday 15 May 2026?",
            "Please note: the office is closed on Thursday 14 May and on Friday 15 May.",
            "the office is closed on Thursday 14 May and on Friday 15 May.",
        ),
        (
            "Ja, der Laden ist sonntags offen.",
            "Ist der Laden sonntags offen?",
            "Sonntag: geschlossen",
            "Sonntag: geschlossen",
        ),
        ("Sí, está abierto el lunes.", "¿Está abierto el lunes?", "El lunes está cerrado.", "El lunes está cerrado."),
        ("Yes, it is open on Sunday.", "Is the museum open on Sunday?", "The museum is closed on Mondays.", ""),
        ("Yes, it is open in July.", "Is the pool open in July?", "The pool is closed in August.", ""),
        ("Yes, the gate is open at 5 pm.", "Is the gate open at 5 pm?", "The gate is closed from 6 pm.", ""),
        ("Yes, it is open in winter.", "Is it open in winter?", "It is closed from November to March.", ""),
        ("Yes, it is open on Saturday.", "Is it open on Saturday?", "Open on Saturday, but closed on Sunday.", ""),
    ],
)
def test_a_yes_to_what_the_quote_denies_is_found(statement: str, question: str, quote: str, denied: str) -> None:
    assert denied_yes(ParsedText(statement), ParsedText(question), ParsedText(quote)) == denied
    verdict = LexicalJudge().judge(ParsedText(statement), Premise.from_text(quote), ParsedText(question))
    assert not denied or verdict.contradicted
