"""Quantities, dates, times and names are recognised in every notation."""

from decimal import Decimal

import pytest

from qa.text.calendar_words import Date
from qa.text.facts import find_facts, is_negated
from qa.text.quantities import Quantity, find_quantities, find_ranges
from qa.text.units import currencies


def quantities(text: str) -> list[tuple[Decimal, str]]:
    return [(quantity.value, quantity.unit) for quantity, _, _ in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("17 %", 17, "%"),
        ("17 percent", 17, "%"),
        ("17 per cent", 17, "%"),
        ("$589 billion", 589_000_000_000, "USD"),
        ("589 billion dollars", 589_000_000_000, "USD"),
        ("US$ 589,000 million", 589_000_000_000, "USD"),
        ("$5m", 5_000_000, "USD"),
        ("5 m", 5, "m"),
        ("2,000 chips", 2000, ""),
        ("2 000 chips", 2000, ""),
        ("twenty-five days", 25, "day"),
        ("a 12-month plan", 12, "month"),
        ("25kg", 25, "kg"),
        ("40 °C", 40, "°C"),
        ("the 3rd floor", 3, ""),
        ("one week", 1, "week"),
        ("5.5 litres", "5.5", "l"),
        ("25 working days", 25, "day"),
        ("3 a week", 3, ""),
        ("1.234,50 Euro", "1234.50", "EUR"),
        ("1 234,50 €", "1234.50", "EUR"),
        ("1,234.50 euros", "1234.50", "EUR"),
        ("1'234.50 CHF", "1234.50", "CHF"),
        ("2.500.000 Stück", 2_500_000, ""),
        ("1,500,000 units", 1_500_000, ""),
        ("Die Pumpe ist 1.250 Gramm schwer", 1250, "g"),
        ("La pompe pèse 1,250 kilogramme", "1.250", "kg"),
        ("The pump weighs 1.250 kilograms", "1.250", "kg"),
        ("0,125 l", "0.125", "l"),
        ("12,5 Prozent", "12.5", "%"),
        ("12,5 pour cent", "12.5", "%"),
        ("3,2 Mio. EUR", 3_200_000, "EUR"),
        ("zwölf Monate", 12, "month"),
        ("fünfundzwanzig Tage", 25, "day"),
        ("une semaine", 1, "week"),
        ("quinze jours", 15, "day"),
        ("seis semanas", 6, "week"),
        ("每14天清洗一次", 14, "day"),
        ("十四天", 14, "day"),
        ("两周", 2, "week"),
        ("68 Quadratmeter", 68, "m²"),
        ("12 mètres carrés", 12, "m²"),
        ("500 sq ft of floor", 500, "ft²"),
        ("500 mg", 500, "mg"),
        ("1,172 yards", 1172, "yd"),
        ("80 km/h", 80, "km/h"),
        ("1 1/4 inch", "1.25", "in"),
        ("2½ hours", "2.5", "h"),
        ('a bore of 7/8"', "0.875", "in"),
    ],
)
def test_a_quantity_is_read_with_its_scale_and_unit(text: str, value: int | str, unit: str) -> None:
    assert quantities(text) == [(Decimal(value), unit)]


def test_the_first_number_of_a_range_takes_scale_and_unit_of_the_second() -> None:
    assert quantities("100 to 500 million dollars") == [(Decimal(10**8), "USD"), (Decimal(5 * 10**8), "USD")]
    assert quantities("between 100 million and 1 billion") == [(Decimal(10**8), ""), (Decimal(10**9), "")]


def test_one_is_a_pronoun_unless_it_measures_something() -> None:
    assert quantities("this one is better, and no one knows") == []


def test_a_fraction_without_a_unit_can_be_a_date() -> None:
    assert quantities("on 7/8") == [(Decimal(7), ""), (Decimal(8), "")]


def test_a_quantity_agrees_in_value_and_in_unit_where_both_have_one() -> None:
    days, hours, bare = Quantity(Decimal(25), "day"), Quantity(Decimal(25), "h"), Quantity(Decimal(25), "")
    assert days.agrees_with(bare)
    assert bare.agrees_with(hours)
    assert not days.agrees_with(hours)
    assert not days.agrees_with(Quantity(Decimal(26), "day"))


@pytest.mark.parametrize(
    "text",
    [
        "20 January 2025",
        "January 20, 2025",
        "20th of January 2025",
        "2025-01-20",
        "20.01.2025",
        "Jan. 20 2025",
        "20. Januar 2025",
        "20 janvier 2025",
        "20 de enero de 2025",
        "2025年1月20日",
        "20/01/2025",
        "01/20/2025",
    ],
)
def test_a_date_is_the_same_in_every_form_and_is_no_quantity(text: str) -> None:
    facts = find_facts(f"It came out on {text}.")
    assert facts.dates == {Date(20, 1, 2025)}
    assert not facts.quantities


def test_the_verb_may_is_no_month() -> None:
    facts = find_facts("Employees may 2 weeks later ask again.")
    assert not facts.dates
    assert facts.quantities == {Quantity(Decimal(2), "week")}


@pytest.mark.parametrize(("text", "time"), [("at 9am", "09:00"), ("at 5:30 pm", "17:30"), ("at 18:40", "18:40")])
def test_times_of_day_are_on_one_clock(text: str, time: str) -> None:
    assert find_facts(text).times == {time}


def test_names_are_capitalised_words_inside_a_sentence_and_words_with_digits() -> None:
    facts = find_facts("Employees of High-Flyer's office in the U.S. test the X-200, the H800 and NASA kit.")
    assert facts.names == {"highflyer", "us", "x200", "h800", "nasa"}


def test_in_german_a_capital_makes_no_name_and_without_spaces_a_number_is_no_code() -> None:
    assert find_facts("Die Punkte der Panthers sind mit dem X-310 besser.").names == {"x310"}
    assert find_facts("Yesterday Ursula von der Leyen came.").names == {"ursula", "leyen"}
    assert find_facts("黑豹队丢了308分").names == frozenset()


def test_the_first_word_of_a_sentence_is_a_name_only_if_it_has_inner_capitals() -> None:
    assert find_facts("Sick days count. DeepSeek grew.").names == {"deepseek"}


@pytest.mark.parametrize(("text", "denies"), [("It isn't open.", True), ("Never do it.", True), ("It is open.", False)])
def test_denials_are_seen(text: str, denies: bool) -> None:
    assert is_negated(text) is denies


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("Units: 10 to 24 | Discount: 7 %", ["10 to 24"]),
        ("25–49 units", ["25 to 49"]),
        ("3 % or more", ["3 % or more"]),
        ("100+ units", ["100 or more"]),
        ("Stay: 10 nights and more", ["10 or more"]),
        ("10 Nächte oder mehr", ["10 or more"]),
        ("10 plants and more soil", []),
        ("8 or fewer", ["8 or less"]),
        ("less than two years: one month", ["2 years or less"]),
        ("more than 5 km", ["5 km or more"]),
        ("overall 5 km", []),
        ("5 and 10 euros", []),
        ("10 units, to 24 customers", []),
    ],
)
def test_ranges_are_read_however_they_are_written(text: str, ranges: list[str]) -> None:
    assert [str(found) for found in find_ranges(text)] == ranges


def test_a_range_holds_what_lies_in_it_and_has_its_unit() -> None:
    (found,) = find_ranges("10 to 24 euros")
    assert all(found.holds(Quantity(Decimal(value), "EUR")) for value in (10, 15, 24))
    assert not found.holds(Quantity(Decimal(9), "EUR"))
    assert not found.holds(Quantity(Decimal(25), "EUR"))
    assert not found.holds(Quantity(Decimal(15), "USD"))


def test_currencies_are_found_by_sign_code_and_word() -> None:
    assert currencies("Price in EUR, US$ 38 and 12 pounds") == {"EUR", "USD", "GBP"}
    assert currencies("europe, a pounding heart, 5 % of 3 m") == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("invoice 2026-117", "2026-117"),
        ("invoice 2026-4117", "2026-4117"),
        ("Rechnung 2026/117", "2026/117"),
        ("article number 00420", "00420"),
        ("order 12-34-56", "12-34-56"),
        ("clause 4.2.1", "4.2.1"),
        ("Section 4.2", "4.2"),
        ("§ 12", "12"),
    ],
)
def test_the_number_of_a_thing_is_a_code_and_no_amount(text: str, code: str) -> None:
    facts = find_facts(f"See {text} for it.")
    assert code in facts.names
    assert not facts.quantities
    assert not facts.dates


@pytest.mark.parametrize(
    "text", ["10-24 units", "2024-2026", "2024/25", "pages 10-12", "1/2 cup", "open 24/7", "a 3-2 win"]
)
def test_a_range_and_a_fraction_are_no_codes(text: str) -> None:
    assert not any(character.isdigit() for name in find_facts(f"It is {text}.").names for character in name)


@pytest.mark.parametrize(
    "text",
    ["third quarter of 2025", "third-quarter 2025", "Q3 2025", "Q3-2025", "Q3/25", "3Q25", "3. Quartal 2025",
     "troisième trimestre 2025", "tercer trimestre de 2025", "Quartal 3 2025"],
)  # fmt: skip
def test_a_quarter_is_one_fact_however_it_is_written(text: str) -> None:
    facts = find_facts(f"The figures for {text} are these.")
    assert "q3" in facts.names
    assert {str(one) for one in facts.quantities} == {"2025"}


@pytest.mark.parametrize(
    ("row", "amount"),
    [
        ("Quarter: Q2 | Revenue (thousand euros): 149", "149000 EUR"),
        ("Quartal: Q2 | Umsatz in Mio. EUR: 1,5", "1500000.0 EUR"),
        ("Region: North | Sales, $ millions: 2.5", "2500000.0 USD"),
        ("Region: North | Sales (€m): 2.5", "2500000.0 EUR"),
        ("Année: 2024 | Ventes (milliers d'euros): 30", "30000 EUR"),
        ("Part: valve | Weight (kg): 3", "3 kg"),
    ],
)
def test_a_cell_has_the_scale_and_the_unit_that_its_column_states(row: str, amount: str) -> None:
    assert amount in {str(one) for one in find_facts(row).quantities}


def test_a_number_with_its_own_unit_does_not_take_that_of_its_column() -> None:
    assert quantities("Part: valve | Weight (kg): 900 g") == [(Decimal(900), "g")]


def test_amounts_agree_across_units_of_one_kind() -> None:
    def agree(one: str, two: str) -> bool:
        (first,), (second,) = ([found for found, _, _ in find_quantities(text)] for text in (one, two))
        return first.agrees_with(second)

    assert agree("1.25 kg", "1,250 grams")
    assert agree("24 months", "two years")
    assert agree("90 minutes", "1.5 hours")
    assert agree("14 days", "two weeks")
    assert not agree("30 days", "one month")
    assert not agree("5 kg", "5 litres")


def test_a_number_that_two_languages_read_differently_can_be_both_where_nothing_tells() -> None:
    (row, _, _), *_ = find_quantities("Summe: 1.234 EUR | Status: offen")
    assert row.agrees_with(Quantity(Decimal(1234), "EUR"))
    assert row.agrees_with(Quantity(Decimal("1.234"), "EUR"))
    ((english, _, _),) = find_quantities("The pump weighs 1.234 kg.")
    assert not english.agrees_with(Quantity(Decimal(1234), "kg"))


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("最后一班公交车是17:15。", "17:15"),
        ("下午5点15分开门", "17:15"),
        ("5点半开门", "05:30"),
        ("Dernier départ à 18h30.", "18:30"),
        ("Dernier départ à 18 h 30.", "18:30"),
        ("à 9 heures 05", "09:05"),
        ("um 18.40 Uhr", "18:40"),
    ],
)
def test_a_time_is_read_in_other_writings(text: str, time: str) -> None:
    assert find_facts(text).times == {time}


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Boîtes et étuis : 27 et 28 octobre", {"27 October", "28 October"}),
        ("vom 16. bis 18. Mai 2025", {"16 May", "18 May 2025"}),
        ("del 20 al 22 de abril", {"20 April", "22 April"}),
        ("open 10-12 May", {"10 May", "12 May"}),
        ("June 3 to 5, 2025", {"3 June", "5 June 2025"}),
        ("16.–18.05.2025", {"16 May 2025", "18 May 2025"}),
        ("29 April to 2 May", {"29 April", "2 May"}),
        ("On May 3 and 12 people came.", {"3 May"}),
        ("Rooms 3 and 4 may be used.", set()),
    ],
)
def test_each_day_of_a_range_has_its_month(text: str, dates: set[str]) -> None:
    found = find_facts(text)
    assert set(map(str, found.dates)) == dates
    assert not dates or {str(one) for one in found.quantities} <= {"12"}


def test_a_duration_is_no_time() -> None:
    assert not find_facts("2小时, a 20h shift, 12 h, 4 h 20 min, ratio 3:2").times


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Tuition is EUR 2,100 a year.", ["2100 EUR"]),
        ("CHF 12.50 per day", ["12.50 CHF"]),
        ("Brutto: 1 284,60 zł", ["1284.60 PLN"]),
        ("500元", ["500 CNY"]),
        ("Try 3 times with USB 3.0.", ["3", "3.0"]),
    ],
)
def test_a_currency_is_known_by_its_code_before_the_amount(text: str, amounts: list[str]) -> None:
    assert [str(one) for one, _, _ in find_quantities(text)] == amounts


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Hedges may not be higher than 1.4 metres.", "≤"),
        ("The bag may not exceed 23 kg.", "≤"),
        ("La haie ne doit pas dépasser 2 m.", "≤"),
        ("Die Hecke darf nicht höher als 2 m sein.", "≤"),
        ("Do not store it under 5 °C.", "≥"),
        ("Not only adults over 18 may join.", ">"),
        ("It is not open. Over 300 people came.", ">"),
    ],
)
def test_a_negation_turns_a_bound_around(text: str, bound: str) -> None:
    assert {one.bound for one in find_facts(text).quantities} == {bound}


def test_a_word_after_an_inverted_question_mark_begins_a_sentence_and_is_no_name() -> None:
    assert find_facts("¿Cómo se llama el perro de Baltasar?").names == {"baltasar"}
