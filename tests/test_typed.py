"""Columns with types: numbers and dates in the writing of their country, units, and rows that are totals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from fakes import make_document

from index.reading.written_tables import tables_of
from qa.forms.tables.typed import Column, Table, long_form, typed


def make_table(*rows: str, above: str = "", name: str = "t.csv") -> Table:
    (written,) = tables_of(make_document(name, "\n".join([*([above, ""] if above else []), *rows])))
    return typed(written)


def column(table: Table, name: str) -> tuple[Column, list[object]]:
    place = [column.name for column in table.columns].index(name)
    return table.columns[place], [row[place] for row in table.values]


@pytest.mark.parametrize(
    ("cells", "numbers", "unit"),
    [
        (["1,234", "56"], ["1234", "56"], ""),
        (["1.234,50 €", "6,20 €"], ["1234.50", "6.20"], "€"),
        (["1 234,5", "7,25"], ["1234.5", "7.25"], ""),
        (["$1,200.00", "$80.50"], ["1200.00", "80.50"], "$"),
        (["84,300 km", "12 km"], ["84300", "12"], "km"),
        (["−17 %", "3 %"], ["-17", "3"], "%"),
        (["(1,200)", "300"], ["-1200", "300"], ""),
        (["1st", "2nd"], ["1", "2"], ""),
        (["1 day", "5 days"], ["1", "5"], "day"),
        (["5*", "7"], ["5", "7"], ""),
        (["12,34,567", "1,00,000"], ["1234567", "100000"], ""),
    ],
)
def test_numbers_are_read_as_they_are_written(cells: list[str], numbers: list[str], unit: str) -> None:
    found, values = column(make_table(*(f"Name: {n} x | Value: {cell}" for n, cell in enumerate(cells))), "Value")
    assert (found.kind, found.unit) == ("number", unit)
    assert values == [Decimal(number) for number in numbers]


def test_other_columns_tell_how_a_point_is_meant() -> None:
    found, values = column(
        make_table("N: a | Stock: 1.240 | Price: 6,20", "N: b | Stock: 3.860 | Price: 8,10"), "Stock"
    )
    assert values == [1240, 3860]
    assert found.mark == ","


@pytest.mark.parametrize(
    "cells",
    [
        ["12", "about 5", "7"],
        ["5.5 litres", "180 m³"],
        ["X-200", "X-210"],
        ["3 to 5", "4"],
        ["1:35", "2:10"],
        ["1.2.3", "4.5"],
    ],
)
def test_mixed_columns_stay_text(cells: list[str]) -> None:
    found, _ = column(make_table(*(f"Name: {n} x | Value: {cell}" for n, cell in enumerate(cells))), "Value")
    assert found.kind == "text"


def test_signs_for_nothing_are_empty() -> None:
    _, values = column(make_table("A: x | V: 5", "A: y | V: –", "A: z | V: n/a"), "V")
    assert values == [5, None, None]


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["2025-01-14", "2025-02-03"], [date(2025, 1, 14), date(2025, 2, 3)]),
        (["12 March 2021", "5 May 2022"], [date(2021, 3, 12), date(2022, 5, 5)]),
        (["March 12, 2021", "May 5, 2022"], [date(2021, 3, 12), date(2022, 5, 5)]),
        (["3. Januar 2024", "31. Dezember 2024"], [date(2024, 1, 3), date(2024, 12, 31)]),
        (["03.04.2024", "15.04.2024"], [date(2024, 4, 3), date(2024, 4, 15)]),
        (["13/04/2024", "02/05/2024"], [date(2024, 4, 13), date(2024, 5, 2)]),
        (["04/13/2024", "05/02/2024"], [date(2024, 4, 13), date(2024, 5, 2)]),
    ],
)
def test_dates_are_read_in_the_writing_of_their_country(cells: list[str], days: list[date]) -> None:
    found, values = column(make_table(*(f"Name: {n} x | Day: {cell}" for n, cell in enumerate(cells))), "Day")
    assert found.kind == "date"
    assert values == days


def test_dates_whose_order_is_open_stay_text() -> None:
    assert column(make_table("A: x | Day: 03/04/2024", "A: y | Day: 05/06/2024"), "Day")[0].kind == "text"


def test_totals_and_parts_are_left_out() -> None:
    table = make_table(
        "Region: North | Model: A | Units: 10",
        "Region: North | Model: B | Units: 20",
        "Region: North in total | Units: 30",
        "Region: South | Model: A | Units: 1",
        "Region: South | Model: B | Units: 2",
        "Region: South in total | Units: 3",
        "Region: Total | Units: 33",
    )
    assert column(table, "Units")[1] == [10, 20, 1, 2]
    assert table.totals == 3


def test_a_total_is_known_by_its_sums_without_a_label() -> None:
    table = make_table(
        "Quarter: Q1 | Staff: 130 | Parts: 50 | Sum: 180",
        "Quarter: Q2 | Staff: 150 | Parts: 190 | Sum: 340",
        "Quarter: Whole year | Staff: 280 | Parts: 240 | Sum: 520",
    )
    assert len(table.rows) == 2


def test_a_name_that_begins_like_a_total_is_no_total() -> None:
    table = make_table(
        "Film: Total Recall | Year: 1990", "Film: Alien | Year: 1979", "Film: All About Eve | Year: 1950"
    )
    assert len(table.rows) == 3


def test_notes_are_no_rows() -> None:
    table = make_table("A: x | B: 1 | C: 2", "A: y | B: 3 | C: 4", "A: Source: annual report", "A: z | B: 5 | C: 6")
    assert len(table.rows) == 3


def test_columns_that_are_periods_become_rows() -> None:
    table = long_form(make_table("Year: 2023 | Q1: 301 | Q2: 322", "Year: 2024 | Q1: 360 | Q2: 398"))
    assert table is not None
    assert [column.sql for column in table.columns] == ["year", "quarter", "amounts"]
    assert table.values[1] == (2023, "Q2", 322)
    assert table.cells[1][2] is not None
    assert table.cells[1][2].text == "322"


def test_names_in_sql_differ_and_are_no_keywords() -> None:
    table = make_table("Order: a | order: b | Größe (cm): c | 2024: d", "Order: a | order: b | Größe (cm): c | 2024: d")
    names = [column.sql for column in table.columns]
    assert len(set(names)) == 4
    assert "order" not in names
    assert all(name.isidentifier() for name in names)


def test_the_unit_of_periods_stands_above_the_table() -> None:
    above = "Electricity of the factory in MWh, measured in 2024."
    table = long_form(make_table("Year: 2023 | Q1: 301 | Q2: 322", "Year: 2024 | Q1: 360 | Q2: 398", above=above))
    assert table is not None
    assert table.columns[-1].unit == "MWh"
