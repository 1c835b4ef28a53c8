"""The lexical judge compares facts exactly, and words leniently."""

from dataclasses import replace

import pytest

from qa.checking.judge import LexicalJudge, Premise, Verdict
from qa.checking.rows import named_otherwise
from qa.text.parsed import ParsedText

QUOTE = "Up to five unused days carry over into the next year and expire on 31 March."
EVIDENCE = Premise.from_text(
    QUOTE, place="Employee handbook 2026\nLeave > Carry-over", passage=f"Harrowick staff have 25 days of leave. {QUOTE}"
)


def judged(statement: str, premise: Premise, question: str = "") -> Verdict:
    return LexicalJudge().judge(ParsedText(statement), premise, ParsedText(question))


@pytest.mark.parametrize(
    "statement",
    [
        "Up to five unused days carry over into the next year.",
        "At most 5 unused days carry over to the next year.",
        "Unused days expire on March 31.",
        "In Harrowick, five unused days carry over and expire on 31 March.",  # the name stands around the quote
    ],
)
def test_a_faithful_paraphrase_is_supported(statement: str) -> None:
    verdict = judged(statement, EVIDENCE)
    assert verdict.supported, verdict.reason
    assert verdict.score >= 0.5


@pytest.mark.parametrize(
    ("statement", "lacking"),
    [
        ("Up to ten unused days carry over into the next year.", "10 days"),
        ("Up to five unused weeks carry over into the next year.", "5 week"),
        ("Unused days carry over into the next year and expire on 31 May.", "31 May"),
        ("Unused days in Lydmoor carry over into the next year.", "lydmoor"),
        ("Up to five unused days do not carry over into the next year.", "not"),
        ("Unused days carry over and expire at 18:40 on 31 March.", "18:40"),
        ("The 25 days of leave carry over into the next year.", "25 day"),  # in the context, not in the quote
    ],
)
def test_a_fact_that_the_quote_does_not_hold_is_named(statement: str, lacking: str) -> None:
    verdict = judged(statement, EVIDENCE)
    assert not verdict.supported
    assert lacking in verdict.reason


def test_other_words_are_about_something_else() -> None:
    verdict = judged("The canteen serves soup and fresh bread daily.", EVIDENCE)
    assert not verdict.supported
    assert verdict.reason == "the cited text is about something else"


def test_a_sentence_without_content_is_never_supported() -> None:
    assert not judged("It is so.", EVIDENCE).supported


def test_a_better_covered_statement_scores_higher() -> None:
    close = judged("Five unused days carry over into the next year.", EVIDENCE)
    loose = judged("Five unused days travel with employees into the coming year.", EVIDENCE)
    assert close.score > loose.score


def test_a_fact_may_stand_in_the_heading_above_the_quote() -> None:
    assert judged("In 2026 up to five unused days carry over.", EVIDENCE).supported
    assert not judged("In 2024 up to five unused days carry over.", EVIDENCE).supported


def test_what_only_repeats_the_question_needs_no_support() -> None:
    statement = "With 12 unused days, up to five unused days carry over, but not beyond 31 March."
    assert judged(statement, EVIDENCE, "I have 12 unused days. Can I not keep them?").supported
    verdict = judged(statement, EVIDENCE, "How many days can I keep?")
    assert not verdict.supported
    assert "12 days" in verdict.reason
    assert "“not”" in verdict.reason


def test_a_quarter_of_the_year_is_one_fact_in_words_and_in_a_table() -> None:
    row = Premise.from_text("Model: X-210 | Q4 2025, sold: 1,180 | Q1 2026, forecast: 1,730")
    assert judged("We forecast 1,730 of the model X-210 for the first quarter of 2026.", row).supported
    verdict = judged(
        "The turnover in the third quarter was 2.71 million.",
        Premise.from_text("Turnover in the fourth quarter was 2.71 million."),
    )
    assert verdict.reason == "the cited text does not say q3"


def test_the_words_of_the_question_need_not_be_those_of_the_source() -> None:
    statement = "When you cycle to a customer on your own bike, you get 0.15 euros per kilometre."
    row = Premise.from_text("For your own bicycle the company pays 0.15 euros per kilometre.")
    assert judged(statement, row, "What do I get per kilometre when I cycle to a customer by bike?").supported
    assert not judged(statement, row).supported


def test_a_name_of_the_question_must_stand_in_the_source() -> None:
    row = Premise.from_text("Model: X-210 | Noise: 41 dB")
    assert not judged("The X-310 makes 41 dB.", row, "How loud is the X-310?").supported


PRICES = Premise.from_text(
    "Part: dust filter | Price: 38", place="Price list 2026\nSpare parts", passage="All prices in euros."
)


def test_a_bare_number_is_an_amount_only_of_a_currency_that_its_source_names() -> None:
    assert judged("The dust filter costs 38 euros.", PRICES).supported
    verdict = judged("The dust filter costs $38.", PRICES, "What is the price of the dust filter in dollars?")
    assert verdict.reason == "the cited text does not say 38 USD"
    nowhere = replace(PRICES, passage=ParsedText(""))
    assert not judged("The dust filter costs $38.", nowhere).supported


ROW = Premise.from_text("Units in one order: 25 to 49 | Discount: 9 %", place="Price list 2026\nDiscounts")


def test_a_row_for_another_range_than_that_of_the_question_contradicts() -> None:
    question = "We order 12 units. What is the discount?"
    verdict = judged("The discount on units in one order is 9 %.", ROW, question)
    assert not verdict.supported
    assert verdict.contradicted
    assert verdict.reason == "the cited row is for 25 to 49"
    right = replace(ROW, quote=ParsedText("Units in one order: 10 to 24 | Discount: 7 %"))
    assert judged("The discount on units in one order is 7 %.", right, question).supported


def test_an_open_range_holds_all_above_it() -> None:
    row = Premise.from_text("Own part of the pension: 3 % or more | Part of the company: 7 %")
    statement = "The company adds a part of 7 % to the pension."
    assert judged(statement, row, "I pay 4 % myself into the pension.").supported
    assert judged(statement, row, "I pay 2 % myself into the pension.").contradicted


def test_a_range_is_compared_with_what_has_its_unit_and_is_no_year() -> None:
    statement = "The discount on units in one order is 9 %."
    assert judged(statement, ROW, "Which discount was there in 2026?").supported
    assert judged(statement, ROW, "Which discount is there on units for 5 euros?").supported


def test_another_fact_of_the_same_kind_contradicts_and_is_named() -> None:
    verdict = judged("Up to ten unused days carry over into the next year.", EVIDENCE)
    assert verdict.contradicted
    assert verdict.reason == "the cited text says 5 days, not 10 days"
    later = judged("Unused days carry over into the next year and expire on 31 May.", EVIDENCE)
    assert later.contradicted
    assert later.reason == "the cited text says 31 March, not 31 May"
    assert judged("Up to five unused days do not carry over into the next year.", EVIDENCE).contradicted


@pytest.mark.parametrize(
    ("question", "statement", "quote"),
    [
        (
            "What is the limit for a night outside capital cities?",
            "The limit is 140 euros.",
            "In capital cities and abroad the limit is 140 euros.",
        ),
        (
            "Was kostet eine Fahrt außerhalb der Stadt?",
            "Eine Fahrt außerhalb der Stadt kostet 3,20 Euro.",
            "In der Stadt kostet eine Fahrt 3,20 Euro.",
        ),
        (
            "Quel est le tarif en dehors de la commune ?",
            "Le tarif est de 12 euros.",
            "Dans la commune, le tarif est de 12 euros.",
        ),
    ],
)
def test_what_holds_in_a_place_does_not_hold_outside_of_it(question: str, statement: str, quote: str) -> None:
    assert not judged(statement, Premise.from_text(quote), question).supported
    outside = (
        quote.replace("In capital", "Outside capital")
        .replace("In der", "Außerhalb der")
        .replace("Dans la", "Les tarifs en dehors de la")
    )
    both = Premise.from_text(f"{outside} {quote.replace('140', '170').replace('3,20', '2,20').replace('12', '8')}")
    assert judged(statement, both, question).supported


def test_what_comes_on_top_is_not_the_whole_amount() -> None:
    passage = (
        "With a five-day week you have 27 days of leave a year. Employees in the two-shift system get two further days."
    )
    further = Premise.from_text("Employees in the two-shift system get two further days.", passage=passage)
    said = "Employees in the two-shift system get two further days."
    assert (
        judged(said, further, "How many days of leave do employees get?").reason == "the cited text says “two further”"
    )
    assert judged(said, further, "How many further days do employees in the two-shift system get?").supported
    assert judged(said, further, "What do employees in the two-shift system get?").supported
    whole = Premise.from_text("With a five-day week you have 27 days of leave a year.", passage=passage)
    assert judged("You have 27 days of leave a year.", whole, "How many days of leave do employees get?").supported


def test_a_row_of_another_day_is_about_that_day() -> None:
    row = Premise.from_text("date: 2025-09-30 | meter: gas | reading: 5067 | unit: m3")
    assert judged("The reading was 5067.", row, "What was the gas meter reading on 30 June 2025?").reason == (
        "the cited text is about 30 September 2025"
    )
    assert judged("The reading was 5067.", row, "What was the gas meter reading on 30 September 2025?").supported
    assert judged("The reading was 5067.", row, "What was the gas meter reading in September 2025?").supported


def test_an_amount_of_money_does_not_count_things() -> None:
    row = Premise.from_text("Course: Sailing | Price per child (€): 48 | Places: 12")
    asked = "How many places are left for sailing?"
    assert judged("48 places are left for sailing.", row, asked).reason == "the cited number is for Price per child (€)"
    assert not judged("12 places are left for sailing.", row, asked).reason.startswith("the cited number")
    assert judged("Sailing costs 48 euros.", row, "How many euros is sailing?").supported


def test_a_part_is_no_total_if_another_row_is() -> None:
    rows = "Item: Switches | Euros: 16,900\nItem: Conservator, Gallen | Euros: 4,350\nItem: Total | Euros: 21,250"
    part, total = (Premise.from_text(row, passage=rows) for row in (rows.splitlines()[1], rows.splitlines()[2]))
    question = "What did the Gallen affair cost us all in all, before insurance?"
    assert judged("It cost 4,350 euros.", part, question).reason == "the cited row is for Conservator, Gallen"
    assert judged("It cost 21,250 euros.", total, question).supported
    assert judged("It cost 4,350 euros.", part, "What did the conservator of Gallen cost in total?").supported


def test_what_is_only_not_said_is_not_contradicted() -> None:
    assert not judged("Unused days in Lydmoor carry over into the next year.", EVIDENCE).contradicted
    assert not judged("The canteen serves soup for 10 days.", EVIDENCE).contradicted


@pytest.mark.parametrize(
    ("statement", "wrong", "quote", "place", "question"),
    [
        (
            "Manning war 39 Jahre alt, als er im Super Bowl 50 spielte.",
            "Manning war 38 Jahre alt, als er im Super Bowl 50 spielte.",
            "Manning ist mit 39 Jahren der älteste Quarterback, der jemals in einem Super Bowl gespielt hat.",
            "",
            "Wie alt war Manning, als er im Super Bowl 50 mitspielte?",
        ),
        (
            "黑豹队的防守丢了308分。",
            "黑豹队的防守丢了309分。",
            "黑豹队的防守只丢了 308分，在联赛中排名第六。",
            "",
            "黑豹队的防守丢了多少分？",
        ),
        (
            "Второй уровень деления в Польше — уезды.",
            "Второй уровень деления в Чехии — уезды.",
            "Подразделения второго уровня деления - уезды.",
            "Польша",
            "Какой второй уровень деления?",
        ),
    ],
)
def test_nouns_endings_and_scripts_of_other_languages_are_no_missing_names(
    statement: str, wrong: str, quote: str, place: str, question: str
) -> None:
    evidence = Premise.from_text(quote, place=place, passage=quote)
    assert judged(statement, evidence, question).supported
    assert not judged(wrong, evidence, question).supported


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Employees with more than 15 years of service get a bonus.", "Service of 16 years: employees get a bonus."),
        ("Employees with at least 15 years of service get a bonus.", "Employees with 15 years of service get a bonus."),
        ("Staff with at least 15 years of service get a bonus.", "Bonus for employees: 15 years of service or more."),
        ("The mill was built before 2020.", "The mill was built in 2018."),
        ("The mill was built before 2020.", "The mill was built on 3 May 2018."),
        ("Der Zuschlag gilt für Fahrten von mindestens 30 km.", "Zuschlag für Fahrten ab 30 km."),
        ("The trip took less than two hours.", "The trip took 90 minutes."),
        ("Growth was more than 10 %.", "Growth is said to exceed 10 percent."),
    ],
)  # fmt: skip
def test_a_bound_is_compared_with_the_number_of_the_source(statement: str, quote: str) -> None:
    verdict = judged(statement, Premise.from_text(quote, passage=quote))
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize(
    ("statement", "quote", "reason"),
    [
        (
            "Employees with more than 15 years of service get a bonus.",
            "Employees with 15 years of service get a bonus.",
            "says 15 years, not more than 15 years",
        ),
        (
            "Employees with more than 15 years of service get a bonus.",
            "Employees with up to 15 years of service get a bonus.",
            "says at most 15 years, not more than 15 years",
        ),
        (
            "The lift carries less than 500 kg.",
            "The lift carries at least 500 kg.",
            "says at least 500 kg, not less than 500 kg",
        ),
        ("The mill was built before 2020.", "The mill was built in 2021.", "does not say 2020"),
        ("Up to ten days carry over.", "Up to five days of 25 days carry over.", "says 25 days, 5 days, not 10 days"),
    ],
)
def test_a_bound_that_the_number_of_the_source_does_not_meet_is_not_supported(
    statement: str, quote: str, reason: str
) -> None:
    verdict = judged(statement, Premise.from_text(quote, passage=quote))
    assert not verdict.supported
    assert verdict.reason == f"the cited text {reason}"


TABLE = Premise.from_text(
    "Quarter: Q2 2024 | Revenue (thousand euros): 149 | Cost (thousand euros): 90", place="Revenue", passage="Revenue"
)


def test_scale_and_unit_can_stand_in_the_name_of_the_column() -> None:
    assert judged("The revenue in the second quarter of 2024 was 149 thousand euros.", TABLE).supported
    assert judged("The revenue in Q2 2024 was €149,000.", TABLE).supported
    assert judged("The revenue in Q2 2024 was 149.", TABLE).supported
    assert not judged("The revenue in Q2 2024 was 149 euros.", TABLE).supported
    assert not judged("The revenue in Q2 2024 was 149 million euros.", TABLE).supported


def test_scale_and_unit_can_stand_in_the_caption() -> None:
    row = "Region: North | 2024: 620 | 2023: 580"
    caption = "Table 4: Sales by region (in thousands of dollars)"
    premise = Premise.from_text(row, place="Annual report", passage=f"{caption}\n{row}")
    assert judged("Sales in the region North were 620 thousand dollars in 2024.", premise).supported
    assert not judged("Sales in the region North were 620 million dollars in 2024.", premise).supported


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The total is 1,234.50 euros.", "Gesamtbetrag total: 1.234,50 Euro"),
        ("Der Gesamtbetrag ist 1.234 Euro.", "Gesamtbetrag: 1.234,00 EUR"),
        ("The total is 1,234 euros.", "Total: 1.234 EUR | Status: open"),
        ("Die Frist beträgt zwei Wochen.", "Frist: 14 Tage"),
        ("The share is 12.5 percent.", "Le share est de 12,5 %."),
    ],
)
def test_a_number_is_the_same_in_the_notation_of_every_language(statement: str, quote: str) -> None:
    verdict = judged(statement, Premise.from_text(quote, passage=quote))
    assert verdict.supported, verdict.reason


MODELS = (
    "Model: Aster 20 | Power (W): 45 | Price (EUR): 79\n"
    "Model: Aster 30 | Power (W): 60 | Price (EUR): 99\n"
    "Model: Brio | Power (W): 30 | Price (EUR): 49"
)


def row(number: int, text: str = MODELS, place: str = "Price list 2026") -> Premise:
    return Premise.from_text(text.splitlines()[number], place=place, passage=text)


def test_a_name_with_a_number_is_one_name_and_the_cited_row_must_have_it() -> None:
    assert judged("The Aster 30 costs 99 euros.", row(1), "What does the Aster 30 cost?").supported
    assert judged("It costs 99 euros.", row(1), "what does the aster 30 cost?").supported
    for question in ("What does the Aster 40 cost?", "what does the aster 40 cost?", "What does the Aster 20 cost?"):
        verdict = judged("It costs 99 euros.", row(1), question)
        assert verdict.reason == f"the cited text does not mention {question.split('the ')[1][:8]}"
    prose = Premise.from_text("Rail passes won the 2nd race at World Cup VI.", passage="World Cup VI was cold.")
    assert judged("Rail passes won the race.", prose, "Who won at World Cup 6?").supported


@pytest.mark.parametrize(
    ("question", "statement", "row_of", "other"),
    [
        ("What does a new lining for the bag cost?", "A new lining for the bag costs 27 euros.", 1, "New buckle"),
        (
            "Ile kosztuje wymiana podszewki w torbie?",
            "Wymiana podszewki w torbie kosztuje 27 zł.",
            4,
            "Wymiana sprzączki",
        ),
        ("Ile zapłacę za ufarbowanie?", "Zapłacę 27 zł za ufarbowanie.", 4, "Wymiana sprzączki"),
    ],
)
def test_a_row_whose_label_shares_a_word_with_the_one_that_is_asked_for_is_about_another_thing(
    question: str, statement: str, row_of: int, other: str
) -> None:
    rows = (
        "Work: New lining for the bag\nWork: New buckle | Price: 27 euros\n"
        "Usługa: Wymiana podszewki w torbie\nUsługa: Farbowanie | Cena: wycena\nUsługa: Wymiana sprzączki | Cena: 27 zł"
    )
    verdict = judged(statement, row(row_of, rows), question)
    assert verdict.reason == f"the cited row is for {other}"
    own = question.replace("a new lining for the bag", "a new buckle").replace("podszewki w torbie", "sprzączki")
    assert judged(statement, row(row_of, rows), own).supported == (own != question)


def test_a_column_is_told_from_another_one_by_what_differs() -> None:
    prices = "Sauna: ten visits | Price members: 73 | Price guests: 91\n"
    prices += "Sauna: one visit | Price members: 8 | Price guests: 11"
    question = "What is the price for guests for ten visits?"
    assert judged("It is 91.", row(0, prices), question).supported
    assert judged("It is 73.", row(0, prices), question).reason == "the cited number is for Price members"
    buty = "Usługa: Zelówki | Buty damskie: 65 | Buty męskie: 74"
    verdict = judged("Zelówki do butów męskich kosztują 65.", row(0, buty), "Ile kosztują zelówki do butów męskich?")
    assert verdict.reason == "the cited number is for Buty damskie"


def test_what_may_be_done_is_no_answer_to_what_may_not() -> None:
    rules = Premise.from_text("Paper chains, balloons and cloth may be put up.")
    question = "What are we not allowed to put up?"
    verdict = judged("We are not allowed to put up paper chains, balloons or cloth.", rules, question)
    assert verdict.contradicted
    assert verdict.reason.endswith("“Paper chains, balloons and cloth may be put up.”")
    banned = Premise.from_text("Tape, pins and glitter are not allowed.")
    assert judged("Tape, pins and glitter are not allowed.", banned, question).supported
    limited = Premise.from_text("Balloons may be put up only by the caretaker.")
    assert judged("Balloons are not allowed but by the caretaker.", limited, question).supported
    hall = Premise.from_text("The hall may be hired on any day except Wednesday.")
    assert judged("On Wednesday the hall can't be hired.", hall, "On which day can't I hire the hall?").supported


def test_what_is_said_of_version_1_is_not_said_of_version_2() -> None:
    history = Premise.from_text("Version 1 was written by Colin Stagg. Version 2 was never sent out.")
    verdict = judged("Colin Stagg wrote version 2.", history, "Who wrote version 2 of the report?")
    assert verdict.reason == "the cited number is for Version 1"
    assert judged("Colin Stagg wrote version 1.", history, "Who wrote version 1 of the report?").supported


def test_a_sentence_without_the_name_does_not_say_what_somebody_is_called() -> None:
    tale = "La fonda era de Petra Roldán. La mujer del alcalde aplaudió sin querer. Se llama Inés."
    wife = Premise.from_text("La mujer del alcalde aplaudió sin querer.", passage=tale)
    question = "¿Cómo se llama la mujer del alcalde?"
    assert not judged("La mujer del alcalde se llama Petra Roldán.", wife, question).supported
    name = Premise.from_text("La mujer del alcalde aplaudió sin querer. Se llama Inés.", passage=tale)
    assert judged("La mujer del alcalde se llama Inés.", name, question).supported


def test_where_the_key_is_does_not_tell_the_code_of_its_box() -> None:
    note = Premise.from_text("The key is in the box by the woodshed.")
    question = "What is the code for the key box?"
    assert not judged("The code for the key box is in the box by the woodshed.", note, question).supported
    told = Premise.from_text("The code for the key box is 4417.")
    assert judged("The code for the key box is 4417.", told, question).supported


def test_a_row_whose_label_the_question_does_not_name_is_about_something_else() -> None:
    tasks = "Task: Welding | Eyes: dark shield\nTask: Grinding | Eyes: clear goggles\nTask: Office work | Eyes: nothing"
    question = "What do I wear over my eyes for welding?"
    assert judged("You wear a dark shield over your eyes.", row(0, tasks), question).supported
    verdict = judged("You wear clear goggles over your eyes.", row(1, tasks), question)
    assert verdict.reason == "the cited row is for Grinding"
    assert judged("For grinding you wear clear goggles.", row(1, tasks), question).supported  # it says what it is about
    assert judged("Clear goggles.", row(1, tasks), "What is worn besides what welding needs?").supported


def test_the_amount_of_another_column_is_not_that_of_the_column_asked_for() -> None:
    text = "Noise | KX-1: 38 dB | KX-2: 44 dB"
    question = "How loud is the KX-1?"
    assert judged("The KX-1 makes a noise of 38 dB.", row(0, text), question).supported
    assert judged("The KX-1 makes a noise of 44 dB.", row(0, text), question).reason == "the cited number is for KX-2"
    years = "Region: North | 2023: 580 | 2024: 620"
    question = "What did the region North sell in 2024?"
    assert judged("The region North sold 620.", row(0, years), question).supported
    assert judged("The region North sold 580.", row(0, years), question).reason == "the cited number is for 2023"


def test_the_row_of_another_year_is_not_that_of_the_year_asked_for() -> None:
    text = "Quarter: Q1 2026 | Budget: 180,000 euros\nQuarter: Q2 2026 | Budget: 90,000 euros"
    statement = "The budget for the first quarter of 2027 is 180,000 euros."
    verdict = judged(statement, row(0, text, "Plan"), "How high is the budget for the first quarter of 2027?")
    assert verdict.reason == "the cited text is about 2026"
    since = Premise.from_text("Since 2021 the fee is 5 euros.")
    assert judged("The fee was 5 euros in 2023.", since, "How high was the fee in 2023?").supported
    assert judged(
        "The fee is 5 euros.", Premise.from_text("The fee is 5 euros.", place="Rules 2024"), "Fee in 2024?"
    ).supported


def test_another_document_than_the_one_that_the_question_names_does_not_support() -> None:
    quote = "The cure period is 30 days after notice."
    question = "How long is the cure period of the Harrow licence?"
    premise = Premise.from_text(quote, place="Birch licence", passage=quote)
    rivals = (ParsedText("Harrow licence"), ParsedText("Notes"))
    assert judged("The cure period is 30 days.", premise, question).supported  # nothing else is known
    verdict = judged("The cure period is 30 days.", replace(premise, rivals=rivals), question)
    assert verdict.reason == "the question is about Harrow licence"
    named = replace(premise, rivals=rivals, passage=ParsedText(f"The Harrow licence is older. {quote}"))
    assert judged("The cure period is 30 days.", named, question).supported


def test_a_name_of_the_question_is_not_demanded_again_if_the_document_is_about_it() -> None:
    quote = "Lena Voss won with 54 % of the votes."
    question = "Who won the election in Arnholt?"
    statement = "Lena Voss won the Election in Arnholt."
    away = Premise.from_text(quote, place="Minutes", passage=quote)
    assert judged(statement, away, question).reason == "the cited text does not say arnholt, election"
    near = replace(away, document=ParsedText(f"The town of Arnholt held an election in May. {quote}"))
    assert judged(statement, near, question).supported


@pytest.mark.parametrize(
    ("statement", "quote", "instead"),
    [
        ("Deposits are refunded in cash.", "Deposits are not refunded in cash.", "“not refunded”"),
        ("Visitors must wear a badge.", "Visitors may wear a badge.", "“may wear”"),
        ("Le dépôt est remboursé.", "Le dépôt n'est pas remboursé.", "“not remboursé”"),
    ],
)
def test_a_sentence_that_turns_the_wording_of_its_source_around_is_not_supported(
    statement: str, quote: str, instead: str
) -> None:
    verdict = judged(statement, Premise.from_text(quote))
    assert verdict.contradicted
    assert verdict.reason == f"the cited text says {instead}"


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("They found no trace of lead.", "They have not found any trace of lead."),
        ("Visitors must wear a badge.", "Visitors may enter but must wear a badge."),
        ("Pets are allowed on leads.", "Pets are not allowed inside. Pets on leads are allowed."),
        ("You can park for two hours.", "Parking for two hours must be paid. You can park for two hours."),
    ],
)
def test_the_same_in_other_words_is_not_turned_around(statement: str, quote: str) -> None:
    verdict = judged(statement, Premise.from_text(quote))
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize(
    ("statement", "wrong", "quote"),
    [
        (
            "Der Filter muss alle sechs Wochen gewechselt werden.",
            "Der Filter muss alle acht Wochen gewechselt werden.",
            "Replace the cartridge every six weeks.",
        ),
        ("水箱每14天清洗一次。", "水箱每15天清洗一次。", "Clean the tank every two weeks."),
        ("The deposit is 350 euros.", "The deposit is 250 euros.", "Die Kaution beträgt 350,00 Euro."),
        (
            "Le musée ouvre le 3 mars 2026.",
            "Le musée ouvre le 4 mars 2026.",
            "The museum opens its doors on March 3, 2026.",
        ),
    ],
)
def test_a_sentence_in_another_language_than_its_source_is_judged_by_its_facts(
    statement: str, wrong: str, quote: str
) -> None:
    premise = Premise.from_text(quote, passage=quote)
    verdict = judged(statement, premise)
    assert verdict.supported, verdict.reason
    assert not judged(wrong, premise).supported


def test_a_sentence_in_another_language_that_states_no_fact_is_not_supported() -> None:
    premise = Premise.from_text("Replace the cartridge every six weeks.")
    assert not judged("Der Hund schläft auf dem Sofa.", premise).supported
    question = "Wie oft in 6 Wochen schläft der Hund?"
    assert not judged("Der Hund schläft in 6 Wochen oft.", premise, question).supported  # its number is the question's


def test_an_estimate_of_a_table_is_not_stated_as_a_fact() -> None:
    text = "Model: KX-1 | Q4 2025, sold: 1,180 | Q1 2026, forecast: 1,730"
    question = "How many KX-1 in the first quarter of 2026?"
    assert judged("The forecast for the KX-1 is 1,730 in the first quarter of 2026.", row(0, text), question).supported
    assert judged("We will sell 1,730 of the model KX-1.", row(0, text), question).supported
    verdict = judged("1,730 of the model KX-1 were sold in the first quarter of 2026.", row(0, text), question)
    assert verdict.reason == "the cited number is an estimate (Q1 2026, forecast)"


def test_an_amount_beside_one_code_is_not_that_of_another() -> None:
    quote = "The lab trained with about 200 KX-1 boards, and it has some of the older KX-2 too."
    premise = Premise.from_text(quote, passage=quote)
    question = "How many KX-2 boards does the lab have?"
    assert judged("The lab has 200 KX-2 boards.", premise, question).reason == "the cited number is for KX1"
    assert judged("The lab trained with 200 KX-1 boards.", premise, "How many boards?").supported


def test_a_sentence_that_only_repeats_the_question_is_no_answer() -> None:
    premise = Premise.from_text("The depot is in Sandel. Smoking is allowed in the yard.")
    repeated = judged("The depot is in Sandel.", premise, "In which street is the depot in Sandel?")
    assert repeated.reason == "the sentence only repeats the question"
    assert judged("Smoking is allowed in the yard.", premise, "Is smoking allowed in the yard?").supported


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("Mir ist der Schlüssel abhandengekommen. Wem muss ich das melden?", "Mir ist der Schlüssel abhandengekommen."),
        ("I have lost my key. Whom do I tell?", "I have lost my key."),
        ("Ho perso la chiave. A chi lo dico?", "Ho perso la chiave."),
        ("He perdido la llave. ¿A quién aviso?", "He perdido la llave."),
    ],
)
def test_a_sentence_that_repeats_what_was_told_before_the_question_is_no_answer(question: str, statement: str) -> None:
    premise = Premise.from_text("A lost key is reported to the head of care. Der Schlüssel ist abhandengekommen.")
    assert judged(statement, premise, question).reason == "the sentence only repeats the question"


@pytest.mark.parametrize("quote", ["Is a berth free in May?", "so is a berth free?", "Gibt es im Mai einen Platz?"])
def test_a_sentence_that_only_asks_supports_nothing(quote: str) -> None:
    verdict = judged("A berth is free in May.", Premise.from_text(quote), "Which berth?")
    assert verdict.reason == "the cited text only asks whether it is so"
    assert judged("A berth is free in May.", Premise.from_text("A berth is free in May. Do you want it?")).supported


def test_a_row_for_another_measure_is_not_that_of_the_question() -> None:
    row = 'Type: 2SN | Bore (inch): 5/8" | Temp from (C): -30 | Pressure (bar): 250'
    premise = Premise.from_text(row, passage=row)
    wrong = judged("The pressure of a 7/8 inch 2SN hose is 250 bar.", premise, "What pressure has 2SN in 7/8 inch?")
    assert wrong.reason == 'the cited row is for Bore (inch): 5/8"'
    assert judged("The pressure of a 5/8 inch 2SN hose is 250 bar.", premise, "Pressure of 2SN in 5/8 inch?").supported
    lesson = Premise.from_text("Lesson: single | Duration (min): 60 | Price (EUR): 40")
    assert not judged("A 2 hour lesson costs 40 euros.", lesson, "What does a 2 hour lesson cost?").supported
    assert judged("A 1 hour lesson costs 40 euros.", lesson, "What does a 1 hour lesson cost?").supported


def test_yes_needs_the_word_in_the_row_itself() -> None:
    rows = "Dish: Falafel wrap | Contains: wheat, sesame\nDish: Rice pudding | Contains: milk"
    premise = Premise.from_text(rows.splitlines()[1], passage=rows)
    wrong = judged("Yes, the rice pudding contains wheat.", premise, "Does the rice pudding contain wheat?")
    assert (wrong.reason, wrong.contradicted) == ("the cited row does not say “wheat”", True)
    assert judged("Yes, the rice pudding contains milk.", premise, "Does the rice pudding contain milk?").supported


@pytest.mark.parametrize(
    ("question", "passage", "supported"),
    [
        ("Total de la facture 2025-0348 ?", "Facture 2025-0347. Total : 604 €.", False),
        ("Total de la facture 2025-0347 ?", "Facture 2025-0347. Total : 604 €.", True),
        ("What is the total of invoice INV-2231?", "Invoice inv 2231. Total : 604 €.", True),
        (
            "What does the K-7 cost in total?",
            "The seventh one. Total : 604 €.",
            True,
        ),  # so short a name has other forms
    ],
)
def test_a_code_of_the_question_must_stand_in_the_document(question: str, passage: str, supported: bool) -> None:
    premise = Premise.from_text("Total : 604 €.", passage=passage)
    assert judged("The total is 604 €.", premise, question).supported is supported


def test_a_fact_of_a_source_in_another_language_is_supported_though_no_word_is_the_same() -> None:
    source = Premise.from_text("El último autobús de vuelta sale a las 17:15 los domingos y a las 19:40 los demás.")
    question = "星期天最后一班公交车几点?"
    assert judged("星期天最后一班公交车是17:15。", source, question).supported
    assert not judged("星期天最后一班公交车是18:15。", source, question).supported


def test_a_title_that_ends_with_a_question_mark_asks_nothing() -> None:
    song = "“Lonely Boy” is a song by Andrew Gold from his album “What's Wrong with This Picture?”"
    assert judged("Andrew Gold sang “Lonely Boy”.", Premise.from_text(song), "Who sang Lonely Boy?").supported


def test_the_words_of_a_question_beside_the_quoted_sentence_support_nothing() -> None:
    mail = "We look for a mooring. Is a berth on the east pontoon free? We would need a place for the trailer."
    both = Premise.from_text(mail.partition(". ")[2], passage=mail)
    assert not judged("We get a berth on the east pontoon.", both, "Which berth do we get in the end?").supported
    answered = Premise.from_text("Is a berth on the east pontoon free? Yes, from May.")
    assert judged("A berth on the east pontoon is free from May.", answered, "Which berth is free?").supported


@pytest.mark.parametrize(
    ("statement", "source", "supported"),
    [
        ("The fee is 40 euros more than in 2025.", "The fee for 2025 and 2026 is 40 euros.", False),
        ("The fee is 40 euros more than in 2025.", "The fee rose by 40 euros from 2025 to 2026.", True),
        ("Der Beitrag ist 40 Euro höher als 2025.", "Der Beitrag 2025 und 2026: 40 Euro.", False),
        ("Der Beitrag ist 40 Euro höher als 2025.", "Der Beitrag wurde 2025 um 40 Euro erhöht.", True),
        ("The fee was 40 euros, more than once.", "The fee was 40 euros.", True),
    ],
)
def test_an_amount_is_no_difference_unless_the_source_compares(statement: str, source: str, supported: bool) -> None:
    assert judged(statement, Premise.from_text(source), "How has the fee changed?").supported is supported


@pytest.mark.parametrize(
    ("question", "statement", "supported"),
    [
        ("What is a tent on the terraces?", "A tent on the terraces is 24 euros.", False),
        ("What is a caravan on the terraces?", "A caravan on the terraces is 24 euros.", True),
        ("What can I put on the terraces for 24 euros?", "On the terraces a caravan costs 24 euros.", True),
        ("What does it cost to stay on the terraces?", "A stay on the terraces costs 24 euros.", True),
    ],
)
def test_a_row_for_one_kind_says_nothing_of_another_kind(question: str, statement: str, supported: bool) -> None:
    rows = "Zone: Terraces | Kind: Tent | Price: 12 euros\nZone: Terraces | Kind: Caravan | Price: 24 euros"
    premise = Premise(ParsedText(rows.splitlines()[1]), ParsedText("Camp prices"), ParsedText(rows), ParsedText(rows))
    assert judged(statement, premise, question).supported is supported


def test_a_row_for_another_person_or_code_supports_nothing() -> None:
    rooms = "room: 203 | names: Familie Sander\nroom: 204 | names: Brandt / Noack"
    premise = Premise(ParsedText(rooms.splitlines()[1]), ParsedText("Hotel"), ParsedText(rooms), ParsedText(rooms))
    assert not judged("The Sanders are in room 204.", premise, "which room are the Sanders in?").supported
    bolt = Premise.from_text("Bolt: M16 | Class: 8.8 | Nm: 210")
    assert not judged("The torque of an M14 bolt is 210 Nm.", bolt, "what torque for an M14 8.8 bolt?").supported
    assert judged("The torque of an M16 bolt is 210 Nm.", bolt, "what torque for an M16 8.8 bolt?").supported


def test_another_word_beside_one_of_the_question_names_another_thing() -> None:
    row = ParsedText("code: D-201 | product: oak board | size: 25 x 150 mm | price: 38.50")
    assert named_otherwise(ParsedText("How much is a beech board 25 x 150 mm?"), row) == "oak board"
    assert named_otherwise(ParsedText("How much is an oak board 25 x 150 mm?"), row) == ""
    assert named_otherwise(ParsedText("What does a board cost?"), row) == ""


@pytest.mark.parametrize("question", ["ward physician's extension please", "What is the hotline of the pump supplier?"])
def test_a_question_for_a_number_is_not_answered_without_one(question: str) -> None:
    premise = Premise.from_text("The ward physician has an extension; the pump supplier Aqualift has a hotline.")
    assert not judged("The ward physician and the supplier Aqualift have an extension.", premise, question).supported
    assert judged("Aqualift has a hotline.", premise, "Does the pump supplier have a hotline number?").supported


def test_a_measure_with_a_hyphen_is_compared_as_a_fact() -> None:
    source = Premise.from_text("The notice period is one month for staff and three months for team leaders.")
    assert judged("You have to give three-month notice.", source, "What notice must a team leader give?").supported
    assert not judged("You have to give six-month notice.", source, "What notice must a team leader give?").supported


def test_a_row_with_half_of_the_name_is_not_the_one_that_is_asked_for() -> None:
    rows = "plant: Rosa Albertine | pot: 10 l | price: 36.00\nplant: Rosa Alberic Barbier | pot: 5 l | price: 22.50"
    premise = Premise(ParsedText(rows.splitlines()[1]), ParsedText("Plants"), ParsedText(rows), ParsedText(rows))
    asked = "how much is rosa albertine in the 5 l pot?"
    assert not judged("Rosa Albertine in the 5 l pot is 22.50.", premise, asked).supported
    assert judged("Rosa Alberic Barbier is 22.50.", premise, "how much is rosa alberic barbier?").supported


@pytest.mark.parametrize(
    ("question", "statement", "source"),
    [
        (
            "Wie viele Fässer wurden 1871 verschifft?",
            "Im Jahr 1871 wurden 18,640 Fässer verschifft.",
            "In 1870 the town shipped 15,210 barrels of herring; in 1871 it was 18,640 barrels, most to Danzig.",
        ),
        (
            "Wie hoch darf eine Hecke sein?",
            "Eine Hecke darf höchstens 1,4 Meter hoch sein.",
            "Hedges may not be higher than 1.4 metres, and they are cut twice a year by the tenant.",
        ),
        (
            "Chi interpreta Leopold?",
            "Leopold viene interpretato da Daniel Achebe.",
            "After much tea we have settled on this: Leopold is played by Daniel Achebe, and Orla by Bridget Sorrel.",
        ),
    ],
)
def test_what_a_source_in_another_language_says_is_supported(question: str, statement: str, source: str) -> None:
    premise = Premise.from_text(source, passage=source)
    assert LexicalJudge().judge(ParsedText(statement), premise, ParsedText(question)).supported


def test_another_number_of_a_source_in_another_language_is_not_supported() -> None:
    source = (
        "In 1870 the town shipped 15,210 barrels of herring; in 1871 it was 18,640 barrels, most of them to Danzig."
    )
    premise = Premise.from_text(source, passage=source)
    statement = ParsedText("Im Jahr 1871 wurden 18,460 Fässer verschifft.")
    assert (
        not LexicalJudge().judge(statement, premise, ParsedText("Wie viele Fässer wurden 1871 verschifft?")).supported
    )


@pytest.mark.parametrize(
    ("dated", "supported"), [("12.11.2024", True), ("12 November 2024", True), ("12.10.2024", False)]
)
def test_a_month_of_the_question_is_in_a_source_with_a_date_of_it(dated: str, supported: bool) -> None:
    premise = Premise.from_text(
        "Burner cleaned and nozzle replaced.", passage=f"Visit: {dated}. Burner cleaned and nozzle replaced."
    )
    found = judged("The nozzle was replaced in November.", premise, "What was replaced in November?")
    assert found.supported is supported


def test_the_sign_of_a_number_is_no_negation() -> None:
    premise = Premise.from_text("title: Orchard group, minutes no. 37\nauthor: Leopold Achterberg\nstatus: draft")
    assert judged("Leopold Achterberg is the author of minutes no. 37.", premise, "Who wrote minutes no. 37?").supported
