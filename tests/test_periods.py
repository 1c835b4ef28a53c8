"""An amount for a month is none for a year or a night, and an amount of one thing of a list is none of another."""

import pytest

from qa.checking.judge import LexicalJudge, Premise, Verdict
from qa.text.parsed import ParsedText

BERTHS = "Jetty: B | Length: 8 to 10 m | Winter Night: 19 | Winter Month: 247 | Summer Night: 33 | Summer Month: 436"
HIRE = "Trailer: Lynx | Day: 52 | Week: 134 | Deposit: 150 | Maximum load: 240 kg"
FITTING = "Fitting by us: Lynx £45, Marten £60, Otter £80."
CLUB = "The club takes 20 euros a month."


def judge(question: str, statement: str, quote: str) -> Verdict:
    premise = Premise.from_text(quote, place="Prices in pounds £ and euros €")
    return LexicalJudge().judge(ParsedText(statement), premise, ParsedText(question))


@pytest.mark.parametrize(
    ("question", "statement", "quote", "owner"),
    [
        ("What is the annual fee for jetty B?", "The annual fee for jetty B is 247 euros.", BERTHS, "month"),
        ("What is jetty B for the month?", "Jetty B costs 436 euros for the night.", BERTHS, "month"),
        ("Was kostet ein Zimmer pro Jahr?", "Ein Zimmer kostet 436 € pro Jahr.", "Zimmer: 3 | Monat: 436", "month"),
        ("What does the Lynx cost for a day?", "The Lynx costs £134 a day.", HIRE, "Week"),
        ("What is the yearly fee?", "The club takes 20 euros a year.", CLUB, "month"),
        (
            "Combien coûte le club par an ?",
            "Le club prend 20 euros par an.",
            "Le club prend 20 euros par mois.",
            "month",
        ),
        ("What is fitting for the Marten?", "Fitting of the Marten is £45.", FITTING, "Lynx"),
        ("What is the Marten for a day?", "£45", FITTING, "Lynx"),
        (
            "Was zahlen Kinder?",
            "Kinder zahlen 9 €.",
            "Kinder zahlen 5 €, Erwachsene 9 € und Familien 20 €.",
            "Erwachsene",
        ),
    ],
)
def test_an_amount_belongs_to_its_period_and_its_thing(question: str, statement: str, quote: str, owner: str) -> None:
    verdict = judge(question, statement, quote)
    assert verdict.reason == f"the cited number is for {owner}"


@pytest.mark.parametrize(
    ("question", "statement", "quote"),
    [
        ("What is jetty B for the month of August?", "Jetty B costs 436 euros for the month.", BERTHS),
        ("What is jetty B for a night in July?", "A night at jetty B costs 33 euros.", BERTHS),
        ("What is the Lynx for a week?", "The Lynx costs 134 a week.", HIRE),
        ("What deposit is there for the Lynx per week?", "The deposit for the Lynx is £150.", HIRE),
        ("What is the yearly fee?", "The fee is 240 euros a year.", "The fee is 20 euros a month or 240 euros a year."),
        ("What is fitting for the Marten?", "Fitting of the Marten is £60.", FITTING),
        ("How much more is fitting for the Marten than for the Lynx?", "It is £45 for the Lynx.", FITTING),
        ("What do families pay?", "Families pay £20.", "Children pay £5, adults £9 and families £20."),
        ("What is the deposit for the Lynx?", "The deposit for the Lynx is 150.", HIRE),
        ("What is the practice's new address?", "It moves to 31 Quay Row.", "It moves from 8 Mill Row to 31 Quay Row."),
        (
            "What is the budget for the second quarter of 2026?",
            "The budget for the second quarter of 2026 is 340,000 euros.",
            "Quarter: Q2 2026 | Staff: 150,000 | Total in euros: 340,000",
        ),
        ("What does a room for 3 guests cost?", "It costs £80.", "Room: Elm | Guests: 3 | Night: £80"),
        ("How much leave is there per year?", "There are 25.", "Level: A | Days: 25 | Notice (weeks): 4"),
        ("Quels sont mes frais ?", "Ils sont de 19 euros.", "Ponton: B | Nuit: 19"),
        ("How much can the Lynx carry?", "The Lynx carries 240 kg.", HIRE),
        ("How heavy is the crate?", "The crate weighs 40 kg.", "Thing: crate | Weight: 40 kg | Load: 300 kg"),
    ],
)
def test_the_right_amount_is_supported(question: str, statement: str, quote: str) -> None:
    verdict = judge(question, statement, quote)
    assert verdict.supported, verdict.reason


def test_a_label_of_a_sheet_on_one_thing_is_about_that_thing() -> None:
    sheet = "Patient: Biscuit, hen, born 2022. Invoice of 12 May. Weight today: 1.9 kg"
    question, statement = ParsedText("How much did Biscuit weigh?"), ParsedText("Biscuit weighed 1.9 kg.")
    for quote, supported in (("Weight today: 1.9 kg", True), ("Weight of the cage: 1.9 kg", False)):
        premise = Premise.from_text(quote, passage=sheet.replace("Weight today: 1.9 kg", quote))
        assert LexicalJudge().judge(statement, premise, question).supported is supported


@pytest.mark.parametrize(
    ("question", "statement", "missing"),
    [
        ("Which dishes have no soya?", "The fish has no soya.", "soya"),
        ("Welche Gerichte enthalten keine Soja?", "Der Fisch enthält keine Soja.", "Soja"),
        ("Which dishes have no milk?", "The fish has no milk.", ""),
    ],
)
def test_a_row_without_a_column_for_it_does_not_deny_it(question: str, statement: str, missing: str) -> None:
    verdict = judge(question, statement, "Dish: fish | Fisch: ja | Gluten: yes | Milk: no")
    assert verdict.reason == (f"the cited text does not mention {missing}" if missing else "")


def test_the_words_of_the_question_in_another_order_are_no_answer() -> None:
    verdict = judge("Qual è il codice dello studio Aldo?", "Il codice dello studio Aldo è studio Aldo.", "Studio Aldo")
    assert verdict.reason == "the sentence only repeats the question"


def test_what_something_sells_for_is_no_weight() -> None:
    row = "Hive: 1 | Honey 2026: 18 kg"
    verdict = judge("What does a jar of the honey sell for?", "The honey sells for 18 kg.", row)
    assert verdict.reason == "18 kg is no answer to what is asked"


def test_what_a_thing_carries_is_not_what_it_weighs() -> None:
    for question, statement in (
        ("How heavy is the Lynx itself?", "The Lynx weighs 240 kg."),
        ("Wie schwer ist der Lynx?", "Der Lynx wiegt 240 kg."),
    ):
        assert judge(question, statement, HIRE).reason == "240 kg is no answer to what is asked"
