"""Tables of a PDF page without lines, whose names or groups of rows are centred."""

import pytest
from made_files import make_pdf, show
from typewriter import Typed, read_placed, read_typed

from index.reading.readers.pdf.pages import read_pdf
from index.reading.readers.pdf.tables.rows import with_rows


def test_names_in_the_middle_of_wide_columns_name_their_values():
    text = """
     Town            2022            2023
Ulm             1204            1311
Bonn            310             322
In all          1514            1633
""".strip("\n")
    assert read_typed(text) == (
        "Town: Ulm | 2022: 1204 | 2023: 1311\n"
        "Town: Bonn | 2022: 310 | 2023: 322\n"
        "Town: In all | 2022: 1514 | 2023: 1633"
    )


def test_bold_names_are_enough_for_values_of_words():
    text = """
      Name             Room             Role
Ada Byron        tower            writer
Bob Cole         cellar           cook
""".strip("\n")
    assert ":" not in read_typed(text)
    assert read_typed(text, is_headed=True) == (
        "Name: Ada Byron | Room: tower | Role: writer\nName: Bob Cole | Room: cellar | Role: cook"
    )


def test_names_above_several_columns_belong_to_each_of_them():
    pieces = [
        (1, 4, "Area"), (0, 24, "2022"), (0, 54, "2023"),
        (2, 17, "Sales"), (2, 31, "Costs"), (2, 47, "Sales"), (2, 61, "Costs"),
        (3, 0, "North"), (3, 15, "10"), (3, 30, "11"), (3, 45, "12"), (3, 60, "13"),
        (4, 0, "South"), (4, 15, "20"), (4, 30, "21"), (4, 45, "22"), (4, 60, "23"),
    ]  # fmt: skip
    assert read_placed(*pieces).text == (
        "Area: North | 2022 Sales: 10 | 2022 Costs: 11 | 2023 Sales: 12 | 2023 Costs: 13\n"
        "Area: South | 2022 Sales: 20 | 2022 Costs: 21 | 2023 Sales: 22 | 2023 Costs: 23"
    )


def test_a_name_above_several_columns_can_begin_with_the_first():
    pieces = [
        (0, 0, "Area"), (0, 15, "2022"), (0, 45, "2023"),
        (1, 15, "Sales"), (1, 30, "Costs"), (1, 45, "Sales"), (1, 60, "Costs"),
        (2, 0, "North"), (2, 15, "10"), (2, 30, "11"), (2, 45, "12"), (2, 60, "13"),
        (3, 0, "South"), (3, 15, "20"), (3, 30, "21"), (3, 45, "22"), (3, 60, "23"),
    ]  # fmt: skip
    assert read_placed(*pieces).text == (
        "Area: North | 2022 Sales: 10 | 2022 Costs: 11 | 2023 Sales: 12 | 2023 Costs: 13\n"
        "Area: South | 2022 Sales: 20 | 2022 Costs: 21 | 2023 Sales: 22 | 2023 Costs: 23"
    )


HEAD = [(0, 0, "Team"), (0, 20, "Name"), (0, 40, "Phone")]


def test_a_cell_in_the_middle_of_several_rows_is_the_first_value_of_each():
    pieces = [
        *HEAD,
        (3, 0, "Sales"), (2, 20, "Ada"), (2, 40, "411"), (4, 20, "Bob"), (4, 40, "412"),
        (8, 0, "Stock"), (6, 20, "Cy"), (6, 40, "413"), (8, 20, "Dot"), (8, 40, "414"),
        (10, 20, "Eve"), (10, 40, "415"),
    ]  # fmt: skip
    assert read_placed(*pieces).text == (
        "Team: Sales | Name: Ada | Phone: 411\nTeam: Sales | Name: Bob | Phone: 412\n"
        "Team: Stock | Name: Cy | Phone: 413\nTeam: Stock | Name: Dot | Phone: 414\n"
        "Team: Stock | Name: Eve | Phone: 415"
    )


def test_rows_whose_group_is_in_doubt_are_no_table():
    """Both labels can be at the bottom of two rows each, or in the middle of three and beside one."""
    pieces = [
        *HEAD,
        (4, 0, "Sales"), (2, 20, "Ada"), (2, 40, "411"), (4, 20, "Bob"), (4, 40, "412"),
        (8, 0, "Stock"), (6, 20, "Cy"), (6, 40, "413"), (8, 20, "Dot"), (8, 40, "414"),
    ]  # fmt: skip
    assert "Team:" not in read_placed(*pieces).text


def test_a_list_of_names_and_values_is_no_table():
    text = """
frequency            50 Hz
  factor             0.79
  ratio              10
""".strip("\n")
    assert ":" not in read_typed(text)


def test_words_in_the_place_of_a_value_end_the_table():
    page = Typed(
        [
            (0, 5, "Town"), (0, 21, "Rent"), (1, 0, "Ulm"), (1, 16, "1204"), (2, 0, "Bonn"), (2, 16, "310"),
            (3, 0, "The figures are those of all towns."),
        ],
        bold=[0],
    )  # fmt: skip
    assert with_rows(page.page, page).text == (
        "Town: Ulm | Rent: 1204\nTown: Bonn | Rent: 310\nThe figures are those of all towns."
    )


@pytest.mark.parametrize("last", ["were as follows.", "in thousand litres"])
def test_the_last_line_of_the_paragraph_above_names_no_column(last: str) -> None:
    rows = [("", "2024", "2025"), ("January", "43.0", "41.6"), ("February", "40.7", "39.9"), ("March", "47.5", "45.2")]
    data = make_pdf(
        show("Tarn End lies higher up and keeps a mixed herd. The deliveries were", 78, 574, size=10)
        + show(last, 78, 562, size=10)
        + "".join(
            show(text, x, 541 - 18 * number, size=10)
            for number, row in enumerate(rows)
            for text, x in zip(row, (84, 164, 244), strict=True)
            if text
        )
    )
    text = read_pdf(data).text
    assert f"\n{last}\nJanuary | 2024: 43.0 | 2025: 41.6\n" in text
