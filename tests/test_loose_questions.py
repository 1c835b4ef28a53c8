"""Questions about tables in the loose wording of people: all of their parts are found wherever they stand."""

from __future__ import annotations

import pytest
from test_computed_tables import ask, sheet

from index.reading.read import read
from index.reading.written_tables import tables_of
from qa.forms.tables.joins import joined_tables
from qa.forms.tables.rules import read_question
from qa.forms.tables.solve import solve_by_rules
from qa.forms.tables.typed import Table, long_form, typed


def tables(text: str, name: str) -> list[Table]:
    found = [typed(table) for table in tables_of(read(text.encode(), name))]
    return [long_form(table) or table for table in found]


LESSONS = tables(
    "Date,Pupil,Lesson,Minutes,Status\n2025-02-03,Petra,Violin,60,held\n2025-02-10,Milo,Cello,45,cancelled\n"
    "2025-03-03,Milo,Violin,60,held\n2025-03-12,Milo,Cello,50,cancelled\n2025-03-19,Petra,Violin,60,held\n"
    "2025-04-02,Ansel,Old Flute,40,cancelled\n2025-04-09,Ansel,Violin,60,held\n",
    "music-lessons.csv",
)
FRUIT = tables(
    "Sorte;Jahr;Ertrag (kg);Preis je kg (€)\nÄpfel;2022;350;1,20\nÄpfel;2023;380;1,30\nÄpfel;2024;410;1,35\n"
    "Birnen;2022;210;1,60\nBirnen;2023;140;1,75\nBirnen;2024;190;1,70\n",
    "obsternte.csv",
)
COSTS = tables(
    "Poste;Mois;Montant (€);Payé par\nTransport;janvier;84,50;Lucile\nSono;février;420,00;Lucile\n"
    "Costumes;février;156,00;Amir\nTransport;mars;123,90;Amir\nAffiches;mars;59,00;Nadège\n",
    "depenses.csv",
)
SHOPS = tables(
    "# Ventas por tienda 2025\n\nCifras en miles de euros.\n\n| Tienda | T1 | T2 | T3 | T4 |\n|---|---|---|---|---|\n"
    "| Sevilla | 88 | 97 | 101 | 116 |\n| Valencia | 92 | 110 | 125 | 98 |\n| Bilbao | 71 | 94 | 83 | 90 |\n",
    "ventas.md",
)
SALES = tables(
    "Quarter,Product,Units,Revenue (USD)\nQ1,Lantern,210,4200\nQ1,Tent,60,7200\nQ2,Lantern,310,6200\nQ2,Tent,20,2400\n"
    "Q3,Lantern,280,5600\nQ3,Tent,50,6000\n",
    "product-sales.csv",
)
POWER = tables(
    "Month,Consumption (kWh),Cost (EUR)\n2025-01,320,74\n2025-02,290,67\n2025-03,250,58\n2025-04,190,46\n"
    "2025-05,150,39\n2025-06,130,35\n2025-07,120,32\n",
    "electricity.csv",
)
DUE = tables(
    "Decision,Due\nA bench is bought,order by 31 March 2026\nLamps are changed,15 October 2026\n", "decisions.csv"
)
STAFF = tables(
    "Name;Abteilung;Eintritt;Monatsgehalt (€)\nIda Lindqvist;Vertrieb;2019-04-01;3400\n"
    "Bo Marten;Vertrieb;2021-09-15;3100\n"
    "Ada Okonjo;Entwicklung;2017-02-01;4800\nJonas Reuter;Einkauf;2020-06-01;3500\n"
    "Selma Kraft;Einkauf;2018-11-01;3800\n",
    "mitarbeiter.csv",
)


INVOICES = tables(
    "Datum;Lieferant;Betrag EUR;Status\n02.03.2026;Mühle Ober;412,50;bezahlt\n04.03.2026;Senn;288,00;offen\n"
    "09.03.2026;Mühle Ober;367,20;offen\n11.03.2026;Imkerei;96,00;bezahlt\n",
    "rechnungen.csv",
)
BAKED = tables(
    "Product,Pieces sold,Price each,Turnover\n"
    "Rye loaf,412,4.8,1977.6\nCheese stick,1107,2.1,2324.7\nRolls,1935,0.95,1838.25\n",
    "sales-march.csv",
)
TIMETABLE = tables(
    "| Period | Monday | Tuesday |\n|---|---|---|\n| 1 (8:10) | Maths | French |\n| 2 (9:00) | English | Maths |\n"
    "| 3 (10:10) | Science | Art |\n| 4 (11:00) | Music | Art |\n",
    "6b.md",
)


@pytest.mark.parametrize(
    ("found", "question", "shown"),
    [
        (LESSONS, "Who cancelled the most lessons?", "Milo"),
        (INVOICES, "Wie hoch ist die Summe der noch offenen Rechnungen?", "655,20 EUR"),
        (INVOICES, "Summe aller bezahlten Rechnungen?", "508,50 EUR"),
        (BAKED, "which product brought in the most money?", "Cheese stick"),
        (BAKED, "How many pieces did the bakery sell altogether, all products together?", "3,454"),
        (TIMETABLE, "What does 6b have on Tuesday in the third period?", "Art"),
        (TIMETABLE, "6b: period 2 on Monday?", "English"),
        (TIMETABLE, "what's on Monday 4th period in 6b", "Music"),
        (LESSONS, "how many violin lessons did Petra have in all?", "2"),
        (LESSONS, "How many cello lessons were there in March?", "1"),
        (LESSONS, "minutes of violin all together please", "240"),
        (LESSONS, "How many lessons were there since March 2025?", "5"),
        (LESSONS, "How many lessons were there from February to March?", "5"),
        (LESSONS, "What is the sum of the minutes of flute lessons?", "40"),
        (LESSONS, "What is the total of the minuets for Milo?", "155"),
        (FRUIT, "Wie viel Kilo wurden 2023 insgesamt geerntet?", "520 kg"),
        (FRUIT, "In welchem Jahr war die Birnenernte am schlechtesten?", "2023"),
        (FRUIT, "Welche Obstsorte brachte zusammen am meisten Ertrag?", "Äpfel"),
        (FRUIT, "Wieviel Kilo Äpfel gab es zwischen 2022 und 2023?", "730 kg"),
        (COSTS, "Combien a-t-on dépensé pour le transport en tout ?", "208,40 €"),
        (COSTS, "Quelle a été la plus grosse dépense ?", "420,00 €"),
        (COSTS, "Quel est le total des dépenses de mars ?", "182,90 €"),
        (COSTS, "Combien Lucile a-t-elle payé au total ?", "504,50 €"),
        (SHOPS, "¿Cuánto vendió la tienda de Sevilla en total?", "402"),
        (SHOPS, "¿Qué tienda vendió más en el tercer trimestre?", "Valencia"),
        (SHOPS, "¿Cuánto vendieron todas las tiendas juntas en T2?", "301"),
        (SHOPS, "¿Cuál fue el peor trimestre de Bilbao?", "T1"),
        (SALES, "How many lanterns did we sell overall?", "800"),
        (SALES, "What was our best selling product in Q2?", "Lantern"),
        (SALES, "total revenue for the first half of the year", "20,000 USD"),
        (SALES, "what share of total units were tents?", "13.98 %"),
        (POWER, "how much did electricity cost us in 2025 overall?", "351 EUR"),
        (POWER, "Which month had the highest consumption?", "January 2025"),
        (POWER, "average monthly cost of power in the second quarter", "40 EUR"),
        (POWER, "How much power did we use from May to July 2025?", "400 kWh"),
        (POWER, "How much did we spend up to March?", "199 EUR"),
        (STAFF, "Wer verdient am meisten?", "Ada Okonjo"),
        (STAFF, "Gesamtgehalt im Vertrieb?", "6,500 €"),
        (LESSONS, "What percentage of lessons were cancelled?", "42.86 %"),
        (SALES, "biggest revenue quarter for tents", "Q1"),
        (SALES, "How many tents did we sell except in Q2?", "110"),
        (POWER, "How much did we pay since May?", "106 EUR"),
        (POWER, "Total cost from March 2025 onwards", "210 EUR"),
        (POWER, "Total cost until March 2025", "199 EUR"),
        (POWER, "Wie hoch waren die Kosten von März bis Mai 2025 insgesamt?", "143 EUR"),
        (STAFF, "Wie viele Leute arbeiten im Vertrieb?", "2"),
        (STAFF, "Was ist das Durchschnittsgehalt im Einkauf?", "3,650 €"),
    ],
)
def test_loose_wording_is_computed(found: list[Table], question: str, shown: str) -> None:
    solved = solve_by_rules(question, found)
    assert solved is not None
    assert solved.result is not None
    assert [row[0] for row in solved.result.shown()] == [shown]


@pytest.mark.parametrize(
    ("found", "question"),
    [
        (LESSONS, "How many minutes did Petra spend rowing?"),
        (LESSONS, "How many minutes did Petra train last month?"),
        (LESSONS, "How many minutes did Petra have this year?"),
        (LESSONS, "How many lessons were there except in March?"),
        (LESSONS, "How many minutes were there on 3 March 2025?"),
        (DUE, "Which decisions were taken on 12 March 2026?"),
        (FRUIT, "Wie viele Kilo Kirschen gab es 2022?"),
        (FRUIT, "Was ist der Durchschnittspreis für Kirschen?"),
        (COSTS, "Combien avons-nous dépensé pour la publicité ?"),
        (SHOPS, "¿Cuánto vendió la tienda de Granada en T1?"),
        (SALES, "How many stoves did we sell in Q2?"),
        (SALES, "total units apart from lanterns"),
        (STAFF, "Wer verdient weniger als 3200 Euro?"),
        (POWER, "What was the highest gas bill?"),
        (STAFF, "Wie viel verdient Herr Marten im Jahr?"),
    ],
)
def test_a_word_that_the_table_does_not_know_is_never_ignored(found: list[Table], question: str) -> None:
    assert [reading for table in found for reading in read_question(question, table)] == []


@pytest.mark.parametrize(
    ("found", "question", "asked"),
    [
        (COSTS, "Combien Amir a-t-il payé en avril ?", "“Mois” is avril"),
        (POWER, "How much did electricity cost in March 2024?", "the year of “Month” is 2024"),
        (FRUIT, "Wie hoch war der Ertrag 2021 insgesamt?", "“Jahr” is 2021"),
    ],
)
def test_a_time_that_no_row_has_is_told(found: list[Table], question: str, asked: str) -> None:
    solved = solve_by_rules(question, found)
    assert solved is not None
    assert solved.result is None
    assert asked in solved.asked.told()


def test_a_name_that_no_row_has_is_told() -> None:
    index = sheet("Client,Amount (EUR)\nTarn Studios,1250\nWillow Bakery,480\nTarn Studios,650.5\n", "invoices.csv")
    assert ask("How much did we invoice Tarn Studios in total?", index).text.startswith("1,900.50 EUR: ")
    answer = ask("How much did we invoice Fern Cottage in total?", index)
    assert answer.abstained
    assert answer.text.startswith("No row of “invoices” is about “Fern” and “Cottage”.")


def test_tables_are_joined_by_a_column_that_links_them() -> None:
    page = (
        "# Orders\n\n| Order | Customer | Date | Total (GBP) |\n|---|---|---|---|\n| A-1 | K1 | 2025-09-14 | 120 |\n"
        "| A-2 | K2 | 2025-09-30 | 210 |\n| A-3 | K1 | 2025-10-19 | 45 |\n\n# Customers\n\n"
        "| Customer | Name | City |\n|---|---|---|\n| K1 | Bell & Co | Leeds |\n| K2 | Fossgate Books | York |\n"
    )
    both = tables(page, "shop.md")
    assert [table.name for table in joined_tables(both)] == ["Orders with Customers"]
    solved = solve_by_rules("What did customers in Leeds spend in total?", both)
    assert solved is not None
    assert solved.result is not None
    assert solved.result.shown() == [("165 GBP",)]
    index = sheet(page, "shop.md")
    answer = ask("How many orders came from Leeds?", index)
    assert answer.text.startswith("2: ")
    assert all(index.document("shop.md").text[one.start : one.end] == one.quote for one in answer.citations)


def test_a_total_that_the_document_states_is_not_computed_anew() -> None:
    text = "| Item | Sum |\n|---|---|\n| Rye | £111.00 |\n| Vetch | £110.00 |\n| Oats | £29.00 |\n\nVAT: £50.00\n\n"
    with_total = sheet(f"# Invoice 88\n\n{text}Total: £300.00\n", "invoice.md")
    without = sheet(f"# Invoice 88\n\n{text}", "invoice.md")
    question = "What is the sum of invoice 88 all in all?"
    assert ask(question, without).text.startswith("£250.00: ")
    assert ask(question, with_total).text == "“Total: £300.00” [1]"


CLUB = (
    "# Members\n\n| No | Name | Phone |\n|---|---|---|\n| 101 | Ada Pell | 0155 8700 |\n"
    "| 102 | Rufus Okell | 0155 8712 |\n| 103 | Wyn Tarr | 0155 8731 |\n\n"
    "# Boats\n\n| Boat | Owner no | Length (m) |\n|---|---|---|\n"
    "| Miss Pepper | 102 | 6.1 |\n| Heron | 103 | 5.4 |\n| Otter | 101 | 7.2 |\n\n"
    "# Prizes\n\n| No | Prize |\n|---|---|\n| 101 | A cup |\n| 103 | A flag |\n"
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is the phone number of the owner of Miss Pepper?", "0155 8712"),
        ("Who owns Miss Pepper?", "Rufus Okell"),
        ("Who is the owner of the Heron?", "Wyn Tarr"),
    ],
)
def test_tables_are_joined_by_a_column_that_numbers_the_rows_of_another(question: str, said: str) -> None:
    both = tables(CLUB, "club.md")
    assert [table.name for table in joined_tables(both)] == ["Boats with Members"]
    solved = solve_by_rules(question, both)
    assert solved is not None
    assert solved.result is not None
    assert solved.result.shown() == [(said,)]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many miles did Nadia drive altogether in the log?", "75: "),
        ("On average how many people were on board on a school trip? one decimal is enough", "4.5: "),
    ],
)
def test_words_for_the_table_and_for_rounding_say_nothing_about_rows(question: str, said: str) -> None:
    trips = (
        "Date,Driver,Purpose,Passengers,Miles\n2024-01-11,Tom Wexley,Outing,9,62\n2024-01-13,Nadia Corr,School,4,41\n"
        "2024-01-15,Nadia Corr,School,5,34\n"
    )
    assert ask(question, sheet(trips, "trips.csv")).text.startswith(said)
