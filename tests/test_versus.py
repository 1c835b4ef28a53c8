"""Two rows of a table are compared: who earns more, is she older, by how much."""

import pytest
from fakes import ask_texts
from test_table_people import CLUB, PAYROLL, VEREIN

from qa.forms.tables.versus import find_versus

BILLS = (
    "Date,Supplier,Item,Amount (EUR)\n2025-02-03,Holm & Sons,roof tiles,4200\n2025-02-17,Bretz Timber,rafters,1850\n"
    "2025-03-01,Holm & Sons,gutters,640\n"
)
CLASE = "Nombre,Curso,Nota media\nAna,2A,8.4\nLuis,2B,6.1\nMarta,2A,9.2\n"
FILES = {"class.csv": CLASE, "payroll.csv": PAYROLL, "verein.csv": VEREIN, "adherents.csv": CLUB, "bills.csv": BILLS}


@pytest.mark.parametrize(
    ("file", "question", "answer"),
    [
        ("payroll.csv", "How much more does Clara earn than Dirk?", "900 EUR: "),
        ("payroll.csv", "How much more does Dirk earn than Clara?", "No. Clara Wenz (3,600 EUR) and Dirk Auer"),
        ("payroll.csv", "How much more does Clara earn a month than Dirk?", "900 EUR: "),
        ("payroll.csv", "Does Eva earn more than Dirk?", "No. Dirk Auer (2,700 EUR) and Eva Linn (2,400 EUR)"),
        ("payroll.csv", "Does Dirk earn more than Eva?", "Yes. Dirk Auer (2,700 EUR) and Eva Linn (2,400 EUR)"),
        ("payroll.csv", "Who earns more, Anna or Ben?", "Anna Kolb. Anna Kolb (3,200 EUR) and Ben Ohm (2,950 EUR)"),
        ("payroll.csv", "Who earns less, Clara or Dirk, and by how much?", "Dirk Auer. 900 EUR: "),
        ("payroll.csv", "Who is older, Anna or Ben?", "Ben Ohm. "),
        ("payroll.csv", "Is Ben older than Dirk?", "No. "),
        ("verein.csv", "Wie viel mehr zahlt Clara als Dirk?", "50 Euro: "),
        ("verein.csv", "Zahlt Anna mehr als Bernd?", "Ja. Anna Kolb (120 Euro)"),
        ("verein.csv", "Um wie viel ist Claras Beitrag höher als der von Dirk?", "50 Euro: "),
        ("verein.csv", "Wer zahlt am meisten, Anna, Bernd oder Clara?", "Clara Wenz: "),
        ("adherents.csv", "Combien Clara paie-t-elle de plus que Denis ?", "50 € : "),
        ("adherents.csv", "Qui est le plus âgé, Annie ou Bruno ?", "Bruno Olm. "),
        ("adherents.csv", "Bruno paie-t-il moins que Denis ?", "Non. "),
        ("class.csv", "Luis ha una nota media più alta di Ana?", "No. Ana (8.4)"),
        ("class.csv", "¿Tiene Ana mejor nota media que Luis?", "Sí. "),
        ("bills.csv", "Did Holm cost more than Bretz?", "Yes. Holm & Sons (4,840 EUR) and Bretz Timber (1,850 EUR)"),
    ],
)
def test_two_rows_are_compared(file: str, question: str, answer: str) -> None:
    found = ask_texts(question, {file: FILES[file]})
    assert found.text.startswith(answer), found.text
    assert found.statements[0].citations


@pytest.mark.parametrize(
    "question", ["Does Eva earn more than Zoe?", "Does Eva earn more than 2,000 euros?", "Who is taller, Anna or Ben?"]
)
def test_what_the_table_does_not_have_is_not_compared(question: str) -> None:
    assert not ask_texts(question, {"payroll.csv": PAYROLL}).text.startswith(("Yes", "No.", "Anna Kolb.", "Ben Ohm."))


def test_two_things_and_how_they_are_compared_are_found() -> None:
    found = find_versus("Chi paga di più, Anna o Bruno?")
    assert found is not None
    assert (found.asks, found.wants_more) == ("which", True)
    assert find_versus("What is the most expensive one?") is None


def test_rows_of_two_tables_that_differ_are_not_compared() -> None:
    text = (
        "# Prices 2025\n\n| Plan | Price (EUR) |\n|---|---|\n| Basic | 10 |\n| Plus | 20 |\n\n"
        "# Prices 2026\n\n| Plan | Price (EUR) |\n|---|---|\n| Basic | 30 |\n| Plus | 25 |\n"
    )
    assert ask_texts("Does Plus cost more than Basic?", {"prices.md": text}).sql == ""
