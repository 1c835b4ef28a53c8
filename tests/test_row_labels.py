"""Labels of several rows, names of parts between rows, and spans of numbers as names of columns."""

from __future__ import annotations

import pytest
from typewriter import read_placed, read_typed

from index.reading.read import read
from index.reading.readers.headers import header_size
from index.reading.readers.number_spans import are_spans


@pytest.mark.parametrize(
    ("texts", "are"),
    [
        (("0–5", "6–10", "11–20"), True),
        (("0-4", "5-15", "16+"), True),
        (("< 5", "5-10", "> 10"), True),
        (("to 5", "6 to 10", "11 to 20"), True),
        (("6–10", "0–5"), False),
        (("10", "20", "30"), False),
        (("90–110", "60–75"), False),
    ],
)
def test_spans_of_numbers_rise(texts, are):
    assert are_spans(texts) is are


@pytest.mark.parametrize(
    ("rows", "size"),
    [
        ([("Zone", "0–5", "6–10"), ("Inland", "4.50", "6.00")], 1),
        ([("Monday", "8–12", "13–17"), ("Friday", "8–12", "13–15")], 0),  # opening hours
        ([("Item", "Price"), ("Fruit", ""), ("Apple", "2.00"), ("Pear", "3.00")], 1),
        ([("Name", "Ada"), ("Age", "36"), ("Hobby", "")], 0),
    ],
)
def test_spans_and_names_above_parts_are_headers(rows, size):
    assert header_size(rows) == size


def test_spans_name_the_columns_of_a_page():
    text = (
        "\nZone      0-5       6-10      11+\nInland    4.50      6.00      9.00\nEurope    9.50      14.00     22.00"
    )
    assert read_typed(text.strip("\n")) == (
        "Zone: Inland | 0-5: 4.50 | 6-10: 6.00 | 11+: 9.00\nZone: Europe | 0-5: 9.50 | 6-10: 14.00 | 11+: 22.00"
    )


def test_names_of_parts_stand_between_the_rows_of_a_page():
    text = "Item      Price\nFruit\nApple     2.00\nPear      3.00\nDairy\nMilk      1.50\nEnd of the list"
    assert read_typed(text) == (
        "Fruit\nItem: Apple | Price: 2.00\nItem: Pear | Price: 3.00\nDairy\nItem: Milk | Price: 1.50\nEnd of the list"
    )


HEAD = [(0, 0, "Tariff"), (0, 20, "kWh"), (0, 40, "Price")]


def test_a_label_of_two_lines_beside_several_rows_keeps_its_words():
    pieces = [
        *HEAD,
        (2, 0, "High"), (3, 0, "(June-Sept)"), (2, 20, "0-100"), (2, 40, "0.21"), (3, 20, "101-500"), (3, 40, "0.26"),
        (5, 0, "Low"), (6, 0, "(Oct-May)"), (5, 20, "0-100"), (5, 40, "0.15"), (6, 20, "101-500"), (6, 40, "0.19"),
    ]  # fmt: skip
    assert read_placed(*pieces).text == (
        "Tariff: High (June-Sept) | kWh: 0-100 | Price: 0.21\nTariff: High (June-Sept) | kWh: 101-500 | Price: 0.26\n"
        "Tariff: Low (Oct-May) | kWh: 0-100 | Price: 0.15\nTariff: Low (Oct-May) | kWh: 101-500 | Price: 0.19"
    )


def test_a_label_can_have_one_row_beside_labels_of_several():
    pieces = [
        *HEAD,
        (3, 0, "High"), (2, 20, "day"), (2, 40, "0.21"), (4, 20, "night"), (4, 40, "0.26"),
        (6, 0, "Mid"), (6, 20, "day"), (6, 40, "0.19"),
        (9, 0, "Low"), (8, 20, "day"), (8, 40, "0.15"), (10, 20, "night"), (10, 40, "0.16"),
    ]  # fmt: skip
    assert read_placed(*pieces).text == (
        "Tariff: High | kWh: day | Price: 0.21\nTariff: High | kWh: night | Price: 0.26\n"
        "Tariff: Mid | kWh: day | Price: 0.19\n"
        "Tariff: Low | kWh: day | Price: 0.15\nTariff: Low | kWh: night | Price: 0.16"
    )


def test_names_of_two_lines_keep_both():
    pieces = [
        (0, 0, "Room"), (0, 20, "High"), (0, 40, "Low"), (1, 20, "(June-Sept)"), (1, 40, "(Oct-May)"),
        (3, 0, "Single"), (3, 20, "90"), (3, 40, "50"), (4, 0, "Double"), (4, 20, "120"), (4, 40, "70"),
    ]  # fmt: skip
    assert read_placed(*pieces).text == (
        "Room: Single | High (June-Sept): 90 | Low (Oct-May): 50\n"
        "Room: Double | High (June-Sept): 120 | Low (Oct-May): 70"
    )


LABELLED = [
    ("Zone", "Weight", "Price"),
    ("Inland", "to 5 kg", "4.50"), ("", "to 10 kg", "6.00"),
    ("Europe", "to 5 kg", "9.50"), ("", "to 10 kg", "14.00"), ("", "extra", "1.00"),
]  # fmt: skip
WHOLE = (
    "Zone: Inland | Weight: to 5 kg | Price: 4.50\nZone: Inland | Weight: to 10 kg | Price: 6.00\n"
    "Zone: Europe | Weight: to 5 kg | Price: 9.50\nZone: Europe | Weight: to 10 kg | Price: 14.00\n"
    "Weight: extra | Price: 1.00"
)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a.csv", ",".join),
        ("a.html", lambda row: f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"),
        ("a.txt", lambda row: "".join(f"{cell:<14}" for cell in row).rstrip()),
    ],
)
def test_a_label_goes_on_where_the_rows_below_each_label_are_the_same(name, line):
    text = "\n".join(map(line, LABELLED))
    text = f"<table>{text}</table>" if name == "a.html" else text
    assert read(text.encode(), name).text.strip() == WHOLE


def test_an_empty_name_stays_empty():
    text = "Name,Team,Phone\nAda,Red,1\n,Blue,2\nBob,Green,3\n,Black,4\n"
    assert "Team: Blue" in read(text.encode(), "a.csv").text
    assert read(text.encode(), "a.csv").text.count("Ada") == 1


def test_units_below_the_names_on_a_page_belong_to_them():
    text = "Pump    Flow    Head\n        l/min   m\nP1      120     14\nP2      300     22"
    assert read_typed(text).splitlines()[0] == "Pump: P1 | Flow l/min: 120 | Head m: 14"


@pytest.mark.parametrize(
    "text",
    ["TOTAL      EUR 6.35\nCash       10.00\nChange     3.65", "Phone      0770 900 123\nHouse      12\nFloor      3"],
)
def test_a_value_beside_its_name_is_no_name_of_a_column(text):
    assert ":" not in read_typed(text)


def test_ticks_are_values_of_their_columns():
    text = "Dish      Nuts      Milk      Gluten\nPie                 x         x\nTart      x         x         x"
    assert read_typed(text) == "Dish: Pie | Milk: x | Gluten: x\nDish: Tart | Nuts: x | Milk: x | Gluten: x"


def test_tables_side_by_side_on_a_page_are_read_one_after_the_other():
    text = (
        "Earnings        Amount      Deductions      Amount\n"
        "Basic pay       2100.00     Income tax      210.40\n"
        "Overtime        145.50      Pension         84.00\n"
        "                            Union           9.00\n"
        "Paid on 30 October."
    )
    assert read_typed(text) == (
        "Earnings: Basic pay | Amount: 2100.00\nEarnings: Overtime | Amount: 145.50\n"
        "Deductions: Income tax | Amount: 210.40\nDeductions: Pension | Amount: 84.00\n"
        "Deductions: Union | Amount: 9.00\n"
        "Paid on 30 October."
    )
