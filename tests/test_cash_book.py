"""Questions about ledgers with two sides, tables of one row, and words that only say what a table is about."""

from __future__ import annotations

import pytest

from index.reading.read import read
from index.reading.written_tables import tables_of
from qa.forms.tables.rules import read_question
from qa.forms.tables.solve import solve_by_rules
from qa.forms.tables.typed import Table, long_form, typed
from qa.text.courtesy import without_courtesies

BOOKS = {
    "cash-book.csv": "Date,Payee,Category,Out (EUR),In (EUR)\n2025-01-09,Brill,Sheet music,69.30,\n"
    "2025-05-28,Door,Tickets,,1286.00\n2025-07-07,Press,Sheet music,30.90,\n2025-12-28,Door,Tickets,,2143.50\n",
    "kasse.csv": "Datum;Zweck;Soll;Haben\n01.02.2025;Miete;400,00;\n03.02.2025;Spende;;150,00\n"
    "05.03.2025;Miete;410,00;\n",
    "milchabholung.csv": "Abholtag;Menge (l);Fahrer\n01.02.2025;2641;Huber\n04.03.2025;2359;Huber\n"
    "07.03.2025;2684;Danner\n",
    "west-house.md": "# West House\n\n| Oct | Nov | Dec | Jan |\n|---|---|---|---|\n| 19 | 27 | 36 | 41 |\n",
}


def table_of(name: str) -> Table:
    (written,) = tables_of(read(BOOKS[name].encode(), name))
    return long_form(typed(written)) or typed(written)


@pytest.mark.parametrize(
    ("name", "question", "shown"),
    [
        ("cash-book.csv", "What did we spend on sheet music altogether in 2025?", "100.20 EUR"),
        ("cash-book.csv", "how much ticket money did we get in total", "3,429.50 EUR"),
        ("cash-book.csv", "ticket money from both concerts together, how much was it?", ""),
        ("cash-book.csv", "tickets together", "3,429.50 EUR"),
        ("kasse.csv", "Wie viel haben wir für Miete ausgegeben?", "810,00"),
        ("milchabholung.csv", "Wie viele Liter Milch sind im März insgesamt abgeholt worden?", "5,043 l"),
        ("milchabholung.csv", "An welchem Tag wurde die größte Menge Milch abgeholt?", "7 March 2025"),
        ("milchabholung.csv", "Wie viel Milch wurde im März verkauft?", ""),
        ("west-house.md", "How much did West House use in January?", "41"),
    ],
)
def test_the_amount_that_is_meant_is_computed(name: str, question: str, shown: str) -> None:
    solved = solve_by_rules(question, [table_of(name)])
    found = ["".join(row) for row in solved.result.shown()] if solved and solved.result else [""]
    assert found == [shown]


def test_without_a_side_that_is_named_both_are_read_and_only_one_has_amounts() -> None:
    readings = read_question("total for tickets", table_of("cash-book.csv"))
    assert {reading.sql.split()[1] for reading in readings} == {"sum(out_eur)", "sum(in_eur)"}


def test_what_stands_before_a_question_is_not_a_part_of_it() -> None:
    asked = "treasurer here, need it for the AGM: what did we spend in 2025"
    assert without_courtesies(asked) == "what did we spend in 2025"
    assert without_courtesies("Leave policy: what is the notice?") == "Leave policy: what is the notice?"
