"""Tables below each other without an empty row between them, and names of columns on three rows."""

import pytest
from made_archives import make_odf, make_xlsx, odf_table
from made_files import make_docx, make_pdf, table
from test_headers import spans
from test_pdf_tables_over_pages import ruled

from index.reading.read import cells, read
from index.reading.readers.headers import header_size
from index.reading.readers.stacked import later_names
from index.reading.readers.tables import Cell, table_lines

ROWS = [
    *(("Room", "Seats", "Price"), ("Oak", "12", "90 euros"), ("Elm", "20", "130 euros")),
    *(("Dish", "Portions", "Cost"), ("Soup", "10", "45 euros"), ("Salad", "8", "38 euros")),
]
READ = """\
Room: Oak | Seats: 12 | Price: 90 euros
Room: Elm | Seats: 20 | Price: 130 euros
Dish: Soup | Portions: 10 | Cost: 45 euros
Dish: Salad | Portions: 8 | Cost: 38 euros"""
TITLED = [*ROWS[:3], ("Catering", "", ""), *ROWS[3:]]


def html_of(rows):
    return "".join(f"<tr><td>{'<td>'.join(cells)}</tr>" for cells in rows)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", "\n".join(map(",".join, ROWS)).encode()),
        ("a.xlsx", make_xlsx({"S": ROWS})),
        ("a.ods", make_odf("spreadsheet", odf_table(*ROWS, name="S"))),
        ("a.odt", make_odf("text", odf_table(*ROWS))),
        ("a.docx", make_docx(table(*ROWS))),
        ("a.html", f"<table>{html_of(ROWS)}</table>".encode()),
        ("a.pdf", make_pdf(ruled(ROWS))),
        (
            "a.md",
            "\n".join([f"| {' | '.join(ROWS[0])} |", "|-|-|-|", *(f"| {' | '.join(r)} |" for r in ROWS[1:])]).encode(),
        ),
    ],
)
def test_a_row_of_words_among_numbers_names_the_columns_from_there_on(name, data):
    assert read(data, name).text.removeprefix("S\n\n").strip() == READ


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", "\n".join(map(",".join, TITLED)).encode()),
        ("a.xlsx", make_xlsx({"S": TITLED})),
        ("a.odt", make_odf("text", odf_table(*TITLED))),
        ("a.html", f"<table>{html_of(TITLED)}</table>".encode()),
        ("b.html", f"<table>{html_of(ROWS[:3])}<tr><th colspan=3>Catering</tr>{html_of(ROWS[3:])}</table>".encode()),
        ("a.pdf", make_pdf(ruled(TITLED))),
    ],
)
def test_a_title_among_the_rows_stands_above_the_names_below_it(name, data):
    text = read(data, name).text.removeprefix("S\n\n").replace("\n\n", "\n")
    assert text == READ.replace("Dish: Soup", "Catering\nDish: Soup")


def test_rows_that_the_page_marks_name_the_columns_from_there_on():
    rows = "<tr><th>Name<th>Role</tr><tr><td>Ana<td>Clerk</tr><tr><th>Plate<th>Colour</tr><tr><td>ZV<td>Red</tr>"
    assert read(f"<table>{rows}</table>".encode(), "a.html").text == "Name: Ana | Role: Clerk\nPlate: ZV | Colour: Red"


def test_a_row_of_another_table_is_cited_by_its_place_in_the_file():
    data = make_xlsx({"S": TITLED})
    text = read(data, "a.xlsx").text
    quote = "Dish: Salad | Portions: 8 | Cost: 38 euros"
    start = text.index(quote)
    assert cells(data, "a.xlsx", 1, start, start + len(quote), quote=quote) == "A7:C7"


def test_a_title_is_enough_if_the_other_table_has_more_columns():
    rows = [["Name", "Role", "Hours"], ["Ana", "Clerk", "38"], ["Cars"], ["Plate", "Model", "Year", "Price"]]
    rows += [["ZV-1", "Van", "2019", "18000"], ["ZV-2", "Bus", "2021", "42000"]]
    text = read("\n".join(map(",".join, rows)).encode(), "a.csv").text
    assert text.endswith(
        "Cars\nPlate: ZV-1 | Model: Van | Year: 2019 | Price: 18000\n"
        "Plate: ZV-2 | Model: Bus | Year: 2021 | Price: 42000"
    )


def test_a_table_of_the_same_columns_can_follow():
    rows = [["Region", "2023", "2024"], ["North", "10", "12"], ["South", "20", "22"]]
    rows += [["Product", "2023", "2024"], ["Rope", "5", "6"], ["Net", "7", "8"]]
    text = read("\n".join(map(",".join, rows)).encode(), "a.csv").text
    assert text.split("\n")[1:3] == ["Region: South | 2023: 20 | 2024: 22", "Product: Rope | 2023: 5 | 2024: 6"]


def test_the_names_of_the_other_table_can_have_two_levels():
    plain = "<tr><td>Site<td>Plan<td>Actual</tr><tr><td>Alfa<td>1<td>2</tr><tr><td>Beta<td>3<td>4</tr>"
    names = "<tr><td rowspan=2>Boat<td colspan=2>Due</tr><tr><td>Fee<td>Tax</tr>"
    page = f"<table>{plain}{names}<tr><td>Cod<td>7<td>8</tr><tr><td>Ling<td>9<td>10</tr></table>"
    assert read(page.encode(), "a.html").text.split("\n")[1:] == [
        "Site: Beta | Plan: 3 | Actual: 4",
        "Boat: Cod | Due Fee: 7 | Due Tax: 8",
        "Boat: Ling | Due Fee: 9 | Due Tax: 10",
    ]


def test_values_and_titles_that_occur_again_name_nothing():
    rows = [("Oak", "5", "6"), ("Elm", "7", "8"), ("Ash", "5", "6"), ("Fir", "5", "7"), ("Yew", "1", "2")]
    assert list(later_names(rows)) == []
    titles = spans(
        ["Trees", None, None], ["Oak", "5", "6"], ["Bushes", None, None], ["Yew", "1", "2"], ["Box", "3", "4"]
    )
    assert list(later_names(titles)) == []


def test_names_on_two_rows_are_no_values_of_the_first_table():
    rows = spans(["Site", "Energy", None], ["Site", "Plan", "Actual"], ["Alfa", "10", "11"], ["Beta", "20", "21"])
    rows += [["Boat", "Length", "Price"], ["Cod", "7", "120"], ["Ling", "9", "150"]]
    assert list(later_names(rows)) == [4]


@pytest.mark.parametrize(
    "odd",
    [
        ("Sunday", "closed", "holiday"),
        ("Sunday", "Closed", "Closed"),
        ("Sunday", "Closed", "Holiday"),
        ("Opened", "1999", "2004"),
        ("Sunday", "9", "Holiday"),
        ("Average", "n/a", "12"),
        ("Sunday", "", "Holiday"),
        ("Day", "From", "To"),
    ],
)
def test_values_in_words_do_not_name_columns(odd):
    rows = [("Day", "From", "To"), ("Friday", "9", "17"), ("Saturday", "9", "13"), odd, ("Monday", "9", "17")]
    assert list(later_names(rows)) == []
    assert str(table_lines([[Cell(text) for text in row] for row in rows])[-1]) == "Day: Monday | From: 9 | To: 17"


@pytest.mark.parametrize(
    ("rows", "size"),
    [
        ([["", "2024", None, None, None, "2025", None], ["", "Shop", None, "Web", None, "Shop", None],
          ["Site", "Plan", "Actual", "Plan", "Actual", "Plan", "Actual"], ["Alfa", "1", "2", "3", "4", "5", "6"],
          ["Beta", "1", "2", "3", "4", "5", "6"]], 3),
        ([["", "2024", "", "", "", "2025", ""], ["", "Shop", "", "Web", "", "Shop", ""],
          ["Site", "Plan", "Actual", "Plan", "Actual", "Plan", "Actual"], ["Alfa", "1", "2", "3", "4", "5", "6"],
          ["Beta", "1", "2", "3", "4", "5", "6"]], 3),
        ([["Holders", None, "79,053", None], ["Top holders", None, None, None], ["Name", "Kind", "Pledged", None],
          ["Name", "Kind", "State", "Number"], ["Ana", "person", "held", "12"]], 0),
    ],
)  # fmt: skip
def test_names_of_columns_can_have_three_levels(rows, size):
    assert header_size(spans(*rows)) == size


def test_three_rows_of_merged_names_are_joined_in_documents():
    html = (
        "<table><tr><td rowspan=3>Site<td colspan=4>Energy</tr><tr><td colspan=2>2024<td colspan=2>2025</tr>"
        "<tr><td>Plan<td>Actual<td>Plan<td>Actual</tr><tr><td>Alfa<td>1<td>2<td>3<td>4</tr></table>"
    )
    assert read(html.encode(), "a.html").text == (
        "Site: Alfa | Energy 2024 Plan: 1 | Energy 2024 Actual: 2 | Energy 2025 Plan: 3 | Energy 2025 Actual: 4"
    )
