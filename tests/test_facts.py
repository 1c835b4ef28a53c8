"""Quantities, dates, times and names are read the same however they are written."""

from decimal import Decimal

import pytest

from qa.text.facts import Date, find_facts, is_negated
from qa.text.quantities import Quantity, currencies, find_quantities, find_ranges


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
    ],
)
def test_a_quantity_is_read_with_its_scale_and_unit(text: str, value: int | str, unit: str) -> None:
    assert quantities(text) == [(Decimal(value), unit)]


def test_the_first_number_of_a_range_takes_scale_and_unit_of_the_second() -> None:
    assert quantities("100 to 500 million dollars") == [(Decimal(10**8), "USD"), (Decimal(5 * 10**8), "USD")]
    assert quantities("between 100 million and 1 billion") == [(Decimal(10**8), ""), (Decimal(10**9), "")]


def test_one_is_a_pronoun_unless_it_measures_something() -> None:
    assert quantities("this one is better, and no one knows") == []


def test_a_quantity_agrees_in_value_and_in_unit_where_both_have_one() -> None:
    days, hours, bare = Quantity(Decimal(25), "day"), Quantity(Decimal(25), "h"), Quantity(Decimal(25), "")
    assert days.agrees_with(bare)
    assert bare.agrees_with(hours)
    assert not days.agrees_with(hours)
    assert not days.agrees_with(Quantity(Decimal(26), "day"))


@pytest.mark.parametrize(
    "text",
    ["20 January 2025", "January 20, 2025", "20th of January 2025", "2025-01-20", "20.01.2025", "Jan. 20 2025"],
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
