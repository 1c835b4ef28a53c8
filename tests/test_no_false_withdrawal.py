"""Right answers are not withdrawn for words that say nothing, and wrong ones are still objected to."""

import pytest

from qa.checking.judge import LexicalJudge, Premise, Verdict
from qa.text.facts import find_facts, is_negated
from qa.text.parsed import ParsedText


def judged(question: str, statement: str, quote: str, passage: str = "") -> Verdict:
    premise = Premise.from_text(quote, passage=passage or quote)
    return LexicalJudge().judge(ParsedText(statement), premise, ParsedText(question))


@pytest.mark.parametrize(
    ("question", "statement", "quote"),
    [
        (
            "Wat betaal ik om mijn teckel te laten knippen?",
            "Het knippen kost 38 euro voor een ruwharige teckel.",
            "Ras: Teckel | Wassen: 24 | Knippen: 38 euro",
        ),
        (
            "Quanto devo ao dentista, com IVA?",
            "O total a pagar ao dentista é de 120,50 €.",
            "Total a pagar: 120,50 €",
        ),
        ("Wann steht die nächste Prüfung an?", "Die nächste Prüfung findet im März 2028 statt.", "Prufung: 03/2028"),
        ("When must the CO2 filter be changed?", "The CO2 filter must be changed after 14 days.", "The soda lime is "
         "changed after 14 days."),
        (
            "Em que dia não posso fazer mudanças?",
            "Não posso fazer mudanças no domingo.",
            "Não se fazem mudanças ao domingo.",
        ),
        (
            "When do women have the pool to themselves?",
            "Women have the pool to themselves on Tuesdays.",
            "Everybody may swim from 5 to 9, except on Tuesdays, when the evening is for women only.",
        ),
        (
            "What did the roofer take for it?",
            "The roofer took a bottle.",
            "The roofer patched the hole and would take no payment except a bottle.",
        ),
        ("When is the arrival?", "The arrival is at 16:00.", "Departure is at 10:00 and arrival at 16:00."),
        ("Which day would suit?", "10 June would be possible.", "Putting it up on 10 June would be possible."),
        ("Wie viel darf man in den Aufzug laden?", "Man darf 630 kg in den Aufzug laden.", "Aufzug, Traglast: 630 kg"),
    ],
)  # fmt: skip
def test_a_right_answer_is_supported(question: str, statement: str, quote: str) -> None:
    verdict = judged(question, statement, quote)
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize(
    ("question", "statement", "quote", "passage"),
    [
        (
            "Which lens should someone take who has never done this?",
            "The beginner should take the 9 mm lens.",
            "The 9 mm is for the Moon only.",
            "Beginners start with the 25 mm lens. The 9 mm is for the Moon only.",
        ),
        (
            "And what will the bridge cost me?",
            "The bridge will cost you 45 euros.",
            "If you cannot come, we charge 45 euros for a missed session.",
            "The bridge is fitted on 19 June. If you cannot come, we charge 45 euros for a missed session.",
        ),
        ("What is the fax number?", "The fax number is 41.", "Office: Rua Frei Gaspar 41.", ""),
        (
            "When is the pool open?",
            "The pool is open on Mondays.",
            "The pool is open daily except on Mondays, when it is cleaned.",
            "",
        ),
        (
            "Quand est le démontage ?",
            "Le démontage est prévu le 10 juin à 8 h.",
            "Montage prévu le 10 juin à 8 h.",
            "",
        ),
        (
            "Who took the photograph of the shed?",
            "Anton took the photograph of the shed.",
            "A photograph of the shed goes into the next leaflet.",
            "Anton writes the objection. A photograph of the shed goes into the next leaflet.",
        ),
        ("When is the departure?", "The departure is at 16:00.", "Arrival: 16:00", ""),
        ("Which day was agreed?", "The tent goes up on 10 June.", "Putting it up on 10 June would be possible.", ""),
        ("Wann kommt der Wagen?", "Der Wagen kommt am 3. Mai.", "Der 3. Mai wäre möglich.", ""),
        (
            "Wat kost het wassen van een teckel?",
            "Het wassen kost 38 euro voor een teckel.",
            "Ras: Poedel | Wassen: 38",
            "Ras: Teckel | Wassen: 24\nRas: Poedel | Wassen: 38",
        ),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_not(question: str, statement: str, quote: str, passage: str) -> None:
    assert not judged(question, statement, quote, passage).supported


def test_a_nearer_sentence_with_the_same_amount_is_no_objection() -> None:
    passage = "Beginners start with the 25 mm lens. The 25 mm shows most of the sky."
    verdict = judged(
        "Which lens should a beginner take?",
        "A beginner should take the 25 mm lens.",
        "The 25 mm shows most of the sky.",
        passage,
    )
    assert verdict.supported, verdict.reason


def test_a_pronoun_can_mean_the_person_before() -> None:
    passage = "Anton was there. He took a photograph of the shed."
    verdict = judged(
        "Who took the photograph?", "Anton took the photograph.", "He took a photograph of the shed.", passage
    )
    assert verdict.supported, verdict.reason


def test_no_is_in_the_in_portuguese_and_denies_elsewhere() -> None:
    assert not is_negated("A reunião é no domingo.")
    assert is_negated("No hay reunión el domingo.")
    assert is_negated("There is no meeting on Sunday.")


@pytest.mark.parametrize("text", ["Due 03/2028", "fällig 03.2028", "Stand: 03/2028."])
def test_a_month_in_figures_is_a_date(text: str) -> None:
    assert {(date.month, date.year) for date in find_facts(text).dates} == {(3, 2028)}


@pytest.mark.parametrize("text", ["Rechnung Nr. 03/2028", "Invoice 03/2028", "3.2028 metres", "on 03/2028/7"])
def test_a_code_or_a_number_is_no_month(text: str) -> None:
    assert not find_facts(text).dates
