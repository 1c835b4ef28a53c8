"""Look-ups over two documents: one names a row of the other, as a rota names people of a telephone list."""

from __future__ import annotations

import pytest
from test_computed_tables import Folder

from index.reading.read import read
from qa.forms.tables.cite import cite_rows
from qa.forms.tables.conditions import numbers_of_rows
from qa.forms.tables.find import find_tables
from qa.forms.tables.joins import widest
from qa.forms.tables.question_words import operations
from qa.forms.tables.solve import look_up, look_up_linked, solve_by_rules

FILES = {
    "stations.csv": "Station,Pump,Supplier\nOtter Weir,P 80,Brook & Sons\nMill End,P 54,Tidewell\nQuay,P 90,Lost Ltd\n",
    "suppliers.json": """[{"name": "Brook & Sons", "hotline": "0171 44 20", "town": "Leer"},
        {"name": "Tidewell", "hotline": "0171 90 11", "town": "Husum"},
        {"name": "Ferro", "hotline": "0171 33 02", "town": "Jever"}]""",
    "rota.md": "| Day | On duty | Reserve |\n|---|---|---|\n"
    "| Monday | Arnesen | Quist |\n| Tuesday | Falk | Arnesen |\n"
    "| Wednesday | Holm | Falk |\n",
    "phones.html": "<table><tr><th>Name</th><th>Task</th><th>Mobile</th></tr>"
    "<tr><td>Lone Arnesen</td><td>pumps</td><td>0160 1</td></tr><tr><td>Ida Falk</td><td>boats</td><td>0160 2</td></tr>"
    "<tr><td>Per Holm</td><td>keys</td><td>0160 3</td></tr><tr><td>Else Holm</td><td>books</td><td>0160 4</td></tr>"
    "<tr><td>Jan Quist</td><td>ropes</td><td>0160 5</td></tr></table>",
}
INDEX = Folder([read(text.encode(), name) for name, text in FILES.items()])


@pytest.mark.parametrize(
    ("question", "shown", "documents"),
    [
        ("What is the hotline of the supplier of Otter Weir?", ("0171 44 20",), {"stations.csv", "suppliers.json"}),
        ("which town is the supplier of the mill end pump in", ("Husum",), {"stations.csv", "suppliers.json"}),
        ("What number do I ring for the supplier at Otter Weir?", ("0171 44 20",), {"stations.csv", "suppliers.json"}),
        (
            "Who is on duty on Tuesday and what is the mobile number?",
            ("Falk", "0160 2"),
            {"rota.md", "phones.html"},
        ),
        ("mobile of the reserve on monday?", ("0160 5",), {"rota.md", "phones.html"}),
    ],
)
def test_a_cell_is_found_over_two_documents(question: str, shown: tuple[str, ...], documents: set[str]) -> None:
    result = look_up_linked(question, find_tables(question, INDEX, None).linked)
    assert result is not None
    assert result.shown() == [shown]
    (source,) = result.sources
    assert source.table.joins
    assert {source.table.written.document_id, source.table.joins[0].written.document_id} == documents


@pytest.mark.parametrize(
    "question",
    [
        "What is the hotline of the supplier of Quay?",  # the supplier is not listed
        "What is the mobile of who is on duty on Wednesday?",  # two people have the name
        "What is the hotline of Ferro?",  # one table says it
        "What is the hotline of the supplier of Foggy Weir?",
        "What is the mobile number on Tuesday?",  # of the one on duty, or of the reserve
    ],
)
def test_what_no_single_row_leads_to_is_not_looked_up(question: str) -> None:
    assert look_up_linked(question, find_tables(question, INDEX, None).linked) is None


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("What is the hotline of Ferro?", "0171 33 02"),
        ("Which pump does Otter Weir have?", "P 80"),
        ("who is the reserve on tuesday", "Arnesen"),
    ],
)
def test_a_cell_of_one_table_needs_no_model(question: str, shown: str) -> None:
    result = look_up(question, find_tables(question, INDEX, None).tables)
    assert result is not None
    assert result.shown() == [(shown,)]


@pytest.mark.parametrize("question", ["Which pump does Foggy Weir have?", "who was not the reserve on tuesday"])
def test_a_cell_that_is_not_there_is_not_looked_up(question: str) -> None:
    assert look_up(question, find_tables(question, INDEX, None).tables) is None


def test_a_row_is_named_by_half_of_its_words() -> None:
    text = "# Allowances\n\n| When | Allowance on the hourly wage |\n|---|---|\n"
    text += "| Late shift, Monday to Friday | 12 % |\n| Sundays | 50 % |\n"
    held = Folder([read(text.encode(), "allowances.md")])
    asked = "What does a shift leader earn a month?"
    assert look_up(asked, find_tables(asked, held, None).tables) is None
    asked = "What is the allowance on the hourly wage on Sundays?"
    result = look_up(asked, find_tables(asked, held, None).tables)
    assert result is not None
    assert result.shown() == [("50 %",)]


def test_rows_that_are_linked_in_part_are_not_counted() -> None:
    question = "How many stations have a supplier in Husum?"
    solved = solve_by_rules(question, find_tables(question, INDEX, None).tables)
    assert solved is None or solved.result is None


@pytest.mark.parametrize(
    "question",
    [
        "What is the phone number of Ida?",
        "¿Cuál es el número de teléfono de Ida?",
        "qual è il numero di telefono di Ida",
    ],
)
def test_a_telephone_number_is_no_count(question: str) -> None:
    assert not operations(question)


def test_the_number_of_things_is_a_count() -> None:
    assert [one.kind for one in operations("What is the number of phones?")] == ["count"]


PEOPLE = Folder(
    [
        read(text.encode(), name)
        for name, text in {
            "guides.csv": "No.,Name,Village\nG01,Rhea Colm,Tarn\nG02,Otis Venn,Brae\nG03,Mira Hald,Loch End\n",
            "walks.csv": "Date,Place,Theme,Led by\n2026-05-02,Crow Hill,Birds,G02\n2026-05-09,Mill Wood,Moss,G01\n"
            "2026-05-16,Far Ness,Seals,G02\n",
            "kit.csv": "Item,Number,Kept by\nRopes,4,G03\nLamps,12,G01\n",
        }.items()
    ]
)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who leads the walk at Crow Hill?", "Otis Venn"),
        ("who leads the session at Mill Wood", "Rhea Colm"),
        ("Who keeps the ropes?", "Mira Hald"),
    ],
)
def test_a_code_for_somebody_is_followed_to_the_name(question: str, name: str) -> None:
    tables = find_tables(question, PEOPLE, None)
    assert look_up(question, tables.tables) is None  # "G02" is nobody
    result = look_up_linked(question, tables.linked)
    assert result is not None
    assert result.shown() == [(name,)]


ALLOTMENTS = Folder(
    [
        read(text.encode(), name)
        for name, text in {
            "members.csv": "Surname,First name,Plot,Since\nRowe,Sol,12,2017\nDell,Yan,3,2008\nBaker,Fay,7,2018\n",
            "plots.csv": "Plot,Sector,Area (m²)\n3,North,120\n7,Brook,142\n12,Orchard,158\n14,Orchard,90\n",
            "tools.csv": "Tool,Lent to (plot),Since\nTiller,12,2024\nLadder,7,2024\n",
            "crops.csv": "Crop,Area (m²)\nBeans,120\nPeas,158\n",
        }.items()
    ]
)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("What is the area of the plot of Sol Rowe?", "158 m²"),
        ("Which area does Fay Baker cultivate?", "142 m²"),
        ("In which sector is the plot to which the ladder is lent?", "Brook"),
    ],
)
def test_tables_are_linked_by_numbers_that_are_called_alike(question: str, shown: str) -> None:
    result = look_up_linked(question, find_tables(question, ALLOTMENTS, None).linked)
    assert result is not None
    assert result.shown()[0][0] == shown


def test_years_and_measures_link_nothing() -> None:
    question = "What is the area of the plot of Sol Rowe?"
    linked = find_tables(question, ALLOTMENTS, None).linked
    assert not [one for one in linked if "crops" in one.name]
    assert {join.link for one in linked for join in one.joins} == {"plot", "lent_to_plot"}


BAKERY = (
    "# Orders\n\n| Order | Customer | Product | Boxes |\n|---|---|---|---|\n| 501 | C2 | P1 | 4 |\n"
    "| 502 | C1 | P2 | 12 |\n"
    "| 503 | C2 | P2 | 5 |\n| 504 | C3 | P1 | 4 |\n| 505 | C3 | P3 | 6 |\n\n"
    "# Customers\n\n| Code | Name | Round |\n|---|---|---|\n| C1 | Elm School | N |\n| C2 | Gull Hotel | S |\n"
    "| C3 | Tower Café | S |\n\n"
    "# Products\n\n| Code | Product name | Price per box (EUR) |\n|---|---|---|\n| P1 | Rye loaf | 12.50 |\n"
    "| P2 | Seed bun | 8.00 |\n| P3 | Plum cake | 21.00 |\n\n"
    "# Rounds\n\n| Round | Driver | Start |\n|---|---|---|\n| N | Aino Berg | 06:10 |\n| S | Luca Ferri | 05:40 |\n"
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is the name of the customer of order 505?", "Tower Café"),  # two tables
        ("How many boxes of seed buns did the Gull Hotel order?", "5"),
        ("What is the total price of the boxes for Gull Hotel?", "90.00"),
        ("Who is the driver for order 502?", "Aino Berg"),  # the order leads to the customer, and she to the round
    ],
)
def test_three_tables_are_joined(question: str, said: str) -> None:
    tables = Folder([read(BAKERY.encode(), "bakery.md")])
    found = find_tables(question, tables, None)
    solved = solve_by_rules(question, found.tables)
    result = solved.result if solved else None
    result = result or look_up_linked(question, found.linked) or look_up_linked(question, found.linked_in_threes)
    assert result is not None
    assert result.shown()[0][0].startswith(said)


def test_cells_of_three_tables_are_cited_with_those_that_link_them() -> None:
    index = Folder([read(BAKERY.encode(), "bakery.md")])
    result = look_up_linked("Who is the driver for order 502?", find_tables("driver", index, None).linked_in_threes)
    assert result is not None
    _, citations = cite_rows(index, result.sources)
    quotes = " ".join(one.quote for one in citations)
    assert all(part in quotes for part in ("502", "C1", "Round: N", "Aino Berg"))


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("Who is the driver for order 502, and when is the start?", ("Aino Berg", "06:10")),
        ("What is the driver and the start of the round of Gull Hotel?", ("Luca Ferri", "05:40")),
    ],
)
def test_two_cells_of_a_row_are_looked_up(question: str, shown: tuple[str, ...]) -> None:
    found = find_tables(question, Folder([read(BAKERY.encode(), "bakery.md")]), None)
    result = look_up_linked(question, found.linked) or look_up_linked(question, found.linked_in_threes)
    assert result is not None
    assert result.shown() == [shown]


def test_the_widest_table_has_all_that_its_rows_lead_to() -> None:
    tables = {
        table.sql: table for table in find_tables("orders", Folder([read(BAKERY.encode(), "bakery.md")]), None).tables
    }
    wide = widest(tables["orders"], [*tables.values()])
    row = dict(zip((column.sql for column in wide.columns), wide.values[1], strict=True))
    assert row["customers_name"] == "Elm School"
    assert row["products_product_name"] == "Seed bun"
    assert row["rounds_driver"] == "Aino Berg"
    assert wide.name == "Orders"
    assert widest(tables["rounds"], [*tables.values()]) is tables["rounds"]


@pytest.mark.parametrize(
    ("question", "named"),
    [("Box 504 came back", [504]), ("And 50?", []), ("It costs 502.10", []), ("Round 9504", [])],
)
def test_a_long_number_of_a_question_is_that_of_a_row(question: str, named: list[int]) -> None:
    text = BAKERY.replace("| Order |", "| Order no. |")
    tables = find_tables("orders", Folder([read(text.encode(), "bakery.md")]), None).tables
    assert [number for table in tables for _, number in numbers_of_rows(question, table)] == named


HIRE = (
    "# Hires\n\n| Hire | Renter | Item | Pieces | Days |\n|---|---|---|---|---|\n| 31 | Moss | T1 | 2 | 3 |\n"
    "| 32 | Lund | T2 | 1 | 4 |\n| 33 | Moss | T1 | 1 | 2 |\n\n"
    "# Items\n\n| Code | Name | Day rate (EUR) | Value (EUR) |\n|---|---|---|---|\n| T1 | Ladder | 10 | 200 |\n"
    "| T2 | Mixer | 25 | 900 |\n"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HIRE, "80 EUR"),  # two for three days, and one for two
        (HIRE.replace("| Days |", "| Weeks |"), ""),
        (HIRE.replace("| Pieces |", "| Shelf |"), "50 EUR"),
    ],
)
def test_what_is_paid_by_the_day_is_for_all_days_and_pieces(text: str, said: str) -> None:
    question = "What is the total of the day rates for Moss?"
    found = find_tables(question, Folder([read(text.encode(), "hire.md")]), None)
    solved = solve_by_rules(question, found.tables)
    assert (solved.result.shown()[0][0] if solved and solved.result else "") == said


def test_a_shortened_word_beside_others_of_a_name_is_understood() -> None:
    text = "# Kit\n\n| Item | Pieces |\n|---|---|\n| Boom microphone kit | 4 |\n| Boom microphone kit | 3 |\n"
    text += "| Tripod | 9 |\n"
    question = "How many boom mic kits have gone out (pieces)?"
    solved = solve_by_rules(question, find_tables(question, Folder([read(text.encode(), "kit.md")]), None).tables)
    assert solved is not None
    assert solved.result is not None
    assert solved.result.shown()[0][0] == "7"
