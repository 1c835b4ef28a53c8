"""Tables that are forms: the name of each value stands left of it."""

import pytest
from made_archives import make_odf, make_xlsx, odf_table
from made_files import make_docx, table

from index.reading.read import read

PAY = [
    ["Employee", "Jo Brandt", "Tax class", "III"],
    ["Personnel no.", "00418", "Month", "April 2026"],
    ["Gross pay", "3,120.00", "Net pay", "2,204.17"],
]
READ = [
    "Employee: Jo Brandt | Tax class: III",
    "Personnel no.: 00418 | Month: April 2026",
    "Gross pay: 3,120.00 | Net pay: 2,204.17",
]


def html(rows, first="td", *, bold=False):
    def cell(at, text):
        tag = first if at % 2 == 0 else "td"
        return f"<{tag}>{f'<b>{text}</b>' if bold and at % 2 == 0 else text}</{tag}>"

    lines = "".join(f"<tr>{''.join(cell(at, text) for at, text in enumerate(row))}</tr>" for row in rows)
    return f"<table>{lines}</table>".encode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", html(PAY)),
        ("a.docx", make_docx(table(*PAY))),
        ("a.odt", make_odf("text", odf_table(*PAY))),
        ("a.xlsx", make_xlsx({"Pay": PAY})),
    ],
)
def test_names_beside_values_of_all_kinds_are_those_of_the_values(name, data):
    assert [line for line in read(data, name).text.split("\n") if ": " in line] == READ


@pytest.mark.parametrize("look", [{"first": "th"}, {"bold": True}])
def test_names_that_the_page_marks_are_those_of_the_values_beside_them(look):
    rows = [["Make", "Torvin", "Colour", "Green"], ["Plate", "TX", "Owner", "Ines"]]
    assert read(html(rows, **look), "a.html").text == "Make: Torvin | Colour: Green\nPlate: TX | Owner: Ines"


def test_bold_names_of_a_word_table_are_those_of_the_values_beside_them():
    cells = "".join(
        f"<w:tr><w:tc><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{name}</w:t></w:r></w:p></w:tc>"
        f"<w:tc><w:p><w:r><w:t>{value}</w:t></w:r></w:p></w:tc></w:tr>"
        for name, value in (("Rooms", "3"), ("Floor", "2"))
    )
    assert read(make_docx(f"<w:tbl>{cells}</w:tbl>"), "a.docx").text == "Rooms: 3\nFloor: 2"


@pytest.mark.parametrize("values", [["Jo Brandt", "00418", "3,120.00"], ["Jo Brandt", "14.02.1980", "2"]])
def test_two_columns_of_a_form_have_no_header(values):
    rows = list(zip(("Name", "Number", "Amount"), values, strict=True))
    assert "Jo Brandt:" not in read(html(rows), "a.html").text


@pytest.mark.parametrize(
    "rows",
    [
        [["Item", "Qty", "Unit", "Price"], ["Nails", "500", "box", "4.10"], ["Glue", "2", "tube", "12.00"]],
        [["City", "Mayor", "River", "Twin"], ["Lund", "Ek", "Höje", "Vik"], ["Ystad", "Berg", "Svarte", "Roth"]],
        [["Name", "Born", "Town", "Left"], ["Ada", "1990", "Rye", "2021"], ["Bo", "1991", "Ely", "2022"]],
    ],
)
def test_a_table_whose_columns_have_values_of_one_kind_keeps_its_header(rows):
    assert read(html(rows), "a.html").text.split("\n")[0] == " | ".join(
        f"{name}: {value}" for name, value in zip(rows[0], rows[1], strict=True)
    )
