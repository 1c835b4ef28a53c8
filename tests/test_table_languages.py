"""Questions about tables in Italian, Portuguese and Dutch, and those that mean money or the table's only year."""

from __future__ import annotations

import pytest

from index.reading.read import read
from index.reading.written_tables import tables_of
from qa.forms.tables.rules import read_question
from qa.forms.tables.typed import typed

EXPENSES = {
    "spese-2025.csv": "Data;Categoria;Importo (EUR)\n12.01.2025;Giardino;120,50\n03.03.2025;Pulizia;80,00\n",
    "despesas-2025.csv": "Data;Categoria;Valor (EUR)\n12.01.2025;Jardim;120,50\n03.03.2025;Limpeza;80,00\n",
    "uitgaven-2025.csv": "Datum;Soort;Bedrag (EUR)\n12.01.2025;Tuin;120,50\n03.03.2025;Schoonmaak;80,00\n",
    "hire-2025.csv": "Date,Branch,Days,Charge (GBP)\n2025-04-02,Mill Lane,7,189\n2025-05-04,Quay,1,38\n",
}


@pytest.mark.parametrize(
    ("name", "question", "sql"),
    [
        ("spese-2025.csv", "Quanto abbiamo speso per il giardino?", "sum(importo_eur) WHERE categoria = 'Giardino'"),
        ("spese-2025.csv", "Spesa totale di marzo", "sum(importo_eur) WHERE month(data) = 3"),
        ("spese-2025.csv", "Quanto abbiamo speso in totale quest'anno?", "sum(importo_eur)"),
        ("despesas-2025.csv", "despesa total de março", "sum(valor_eur) WHERE month(data) = 3"),
        ("despesas-2025.csv", "Quanto gastámos no jardim este ano?", "sum(valor_eur) WHERE categoria = 'Jardim'"),
        ("uitgaven-2025.csv", "Hoeveel hebben we in maart uitgegeven?", "sum(bedrag_eur) WHERE month(datum) = 3"),
        ("uitgaven-2025.csv", "Wat is het gemiddelde bedrag?", "avg(bedrag_eur)"),
        ("hire-2025.csv", "What did Mill Lane take altogether?", "sum(charge_gbp) WHERE branch = 'Mill Lane'"),
        ("hire-2025.csv", "How much money did Mill Lane take this year?", "sum(charge_gbp) WHERE branch = 'Mill Lane'"),
    ],
)
def test_a_sum_is_read(name: str, question: str, sql: str) -> None:
    (table,) = tables_of(read(EXPENSES[name].encode(), name))
    readings = {reading.sql for reading in read_question(question, typed(table))}
    wanted, _, where = sql.partition(" WHERE ")
    assert readings == {f"SELECT {wanted} FROM {typed(table).sql}{' WHERE ' + where if where else ''}"}


def test_this_year_is_open_if_the_table_has_several_or_is_not_named_after_its_year() -> None:
    content = EXPENSES["hire-2025.csv"]
    for more, name in (("2026-01-02,Quay,2,50\n", "hire-2025.csv"), ("", "hire.csv")):
        (table,) = tables_of(read((content + more).encode(), name))
        assert read_question("How much did Quay take this year?", typed(table)) == []
