"""What is not yet done is told by the empty cells of a column."""

from __future__ import annotations

import pytest
from fakes import ask_texts

FEES = (
    "Nachname;Vorname;Beitrag EUR;Bezahlt am\nAal;Ida;48;06.03.2024\nBock;Jan;48;\n"
    "Cohn;Lea;30;01.02.2024\nDorn;Kim;48;\n"
)
LOANS = (
    "Book,Borrower,Lent on,Returned\nHeath,Ada Moss,2024-01-03,2024-01-20\nFen,Bo Lind,2024-01-05,\n"
    "Moor,Cy Dent,2024-02-01,open\nTarn,Di Eck,2024-02-02,2024-03-01\n"
)
GOODS = "Goods,Taken,Charge\nPaper,yes,free\nTyres,yes,4.00 each\nAsbestos,no,\nSoil,yes,2.80 a bag\nGlass,yes,free\n"
COTISATIONS = "Nom,Prénom,Cotisation,Payé le\nAubry,Léa,48,06/03/2024\nBlin,Jo,48,\nCros,Max,30,01/02/2024\n"


@pytest.mark.parametrize(
    ("question", "texts", "said"),
    [
        ("Wer hat noch nicht bezahlt?", {"fees.csv": FEES}, "Bock (Jan) und Dorn (Kim):"),
        ("Wer muss den Beitrag noch überweisen?", {"fees.csv": FEES}, "Bock (Jan) und Dorn (Kim):"),
        ("Wer hat schon bezahlt?", {"fees.csv": FEES}, "Aal (Ida) und Cohn (Lea):"),
        ("Wie viele Mitglieder haben den Beitrag noch nicht überwiesen?", {"fees.csv": FEES}, "2:"),
        ("Who has not brought their book back yet?", {"loans.csv": LOANS}, "Bo Lind and Cy Dent:"),
        ("Which books are still out?", {"loans.csv": LOANS}, "Fen and Moor:"),
        ("Which books were already returned?", {"loans.csv": LOANS}, "Heath and Tarn:"),
        ("How many books have not been returned?", {"loans.csv": LOANS}, "2:"),
        ("Qui n'a pas encore réglé sa cotisation ?", {"c.csv": COTISATIONS}, "Blin (Jo)"),
        ("Combien d'adhérents n'ont pas encore payé ?", {"c.csv": COTISATIONS}, "1 "),
        ("Which goods are not free of charge?", {"goods.csv": GOODS}, "Tyres and Soil:"),
    ],
)
def test_empty_cells_tell_what_is_not_done(question: str, texts: dict[str, str], said: str) -> None:
    answer = ask_texts(question, texts)
    assert answer.form == "table"
    assert answer.text.startswith(said)


def test_a_column_without_empty_cells_tells_nothing() -> None:
    everybody = LOANS.replace(",\n", ",2024-02-09\n").replace("open", "2024-02-10")
    assert not ask_texts("Who has not returned a book yet?", {"loans.csv": everybody}).text.startswith("0")
    assert ask_texts("Wer hat noch nicht bezahlt?", {"fees.csv": "Name;Beitrag EUR\nAal;48\nBock;30\n"}).abstained


def test_another_year_than_that_of_the_table_is_not_ignored() -> None:
    texts = {"Beitraege 2024.csv": FEES}
    assert ask_texts("Wie viele Mitglieder haben 2024 noch nicht bezahlt?", texts).text.startswith("2:")
    assert not ask_texts("Wie viele Mitglieder haben 2022 noch nicht bezahlt?", texts).text.startswith("2:")
