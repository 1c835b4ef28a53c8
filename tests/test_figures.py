import re

from typewriter import read_placed, read_typed

SALES = """\
(unaudited)
                     Three Months Ended     Nine Months Ended
                     June 25,  June 26,    June 25,   June 26,
                       2022      2021        2022       2021
Net sales:
  Products     $       63,355  $ 63,948    $ 245,241  $ 232,309
  Services             19,604    17,486       58,941     50,148
  Other, net              (10)      243          (97)         —
See the notes."""
READ = """\
(unaudited)
Net sales:
Products | {0} 2022: $ 63,355 | {1} 2021: $ 63,948 | {2} 2022: $ 245,241 | {3} 2021: $ 232,309
Services | {0} 2022: 19,604 | {1} 2021: 17,486 | {2} 2022: 58,941 | {3} 2021: 50,148
Other, net | {0} 2022: (10) | {1} 2021: 243 | {2} 2022: (97) | {3} 2021: —
See the notes.""".format(
    "Three Months Ended June 25,",
    "Three Months Ended June 26,",
    "Nine Months Ended June 25,",
    "Nine Months Ended June 26,",
)


def test_figures_below_names_of_several_lines_name_their_columns():
    assert read_typed(SALES) == READ


def test_names_that_are_written_column_by_column_are_put_together_by_where_they_stand():
    page = read_placed(
        (0, 30, "Number of"),
        (1, 32, "units"),
        (0, 45, "Fair"),
        (1, 45, "value"),
        (2, 0, "Granted"),
        (2, 36, "15"),
        (2, 46, "149"),
        (3, 0, "Sold"),
        (3, 37, "8"),
        (3, 47, "84"),
    )
    assert page.text == "Granted | Number of units: 15 | Fair value: 149\nSold | Number of units: 8 | Fair value: 84"
    assert [page.index[page.text.index(word)] for word in ("Number", "units", "15", "Fair", "value", "149")] == [
        *(0, 10, 35, 16, 21, 38),
    ]


def test_every_row_knows_its_table_and_its_cells():
    page = read_placed(
        (0, 20, "2023"), (0, 30, "2022"), (1, 0, "Cash"), (1, 22, "15"), (1, 31, "149"), (2, 0, "Debt"), (2, 32, "84")
    )
    assert page.text == "Cash | 2023: 15 | 2022: 149\nDebt | 2022: 84"
    assert [(row.start, row.table, row.line.row) for row in page.rows] == [(0, 1, 2), (28, 1, 3)]
    assert [list(row.line.columns(0, 99)) for row in page.rows] == [[0, 1, 2], [0, 2]]


def test_what_stands_above_the_labels_is_their_name():
    table = """\
(in millions)   2023    2022
Cash              15     149
Debt               7      84"""
    assert read_typed(table) == ("(in millions): Cash | 2023: 15 | 2022: 149\n(in millions): Debt | 2023: 7 | 2022: 84")


def is_left_alone(table):
    return read_typed(table) == re.sub(r"^ +", "", table, flags=re.MULTILINE)


def test_figures_are_no_table_where_a_column_has_no_name_or_that_of_another():
    assert is_left_alone("                2023\nCash              15     149\nDebt               7      84")
    assert is_left_alone("                2023    2023\nCash              15     149\nDebt               7      84")
    assert is_left_alone("Cash              15     149\nDebt               7      84")


def test_a_name_that_stands_above_one_column_of_two_alike_is_in_doubt():
    table = """\
                2023                 2022
                 Q1       Q2          Q1       Q3
Cash              15      149         11       14
Debt               7       84          3        5"""
    assert not is_left_alone(table)
    assert is_left_alone(table.replace("2022", "    "))


def test_a_name_above_the_middle_one_of_three_columns_may_be_that_of_all_and_is_left_where_it_is():
    table = """\
                      Plans
             Lent     Owned    Total
Office          15      149      164
Ship             7       84       91"""
    assert read_typed(table).startswith("Plans\nOffice | Lent: 15 | Owned: 149 | Total: 164\n")


def test_words_between_the_names_and_the_figures_part_them():
    assert is_left_alone(
        "                2023    2022\nAll of these amounts are in millions of euros.\n"
        "Cash              15     149\nDebt               7      84"
    )


def test_a_row_whose_figures_stand_elsewhere_or_far_below_is_not_of_the_table():
    table = "                2023    2022\nCash              15     149\nDebt               7      84\n"
    assert read_typed(f"{table}Staff        7     8").endswith("84\nStaff        7     8")
    assert read_typed(f"{table}\n\n\n\nPage              39").endswith("84\n\n\n\n\nPage              39")


def test_a_line_of_a_period_or_a_unit_begins_another_table():
    table = "                2023    2022\nCash              15     149\nDebt               7      84\n"
    below = "Staff                     12\nShips                      8"
    assert read_typed(f"{table}Others:\n{below}").endswith("84\nOthers:\nStaff | 2022: 12\nShips | 2022: 8")
    for line in ("Year ended 2019", "(in thousands)", "So many\nand as\nmany\nas of old"):
        assert read_typed(f"{table}{line}\n{below}").endswith(f"84\n{line}\n{below}")


def test_words_with_a_number_below_labels_are_no_names():
    assert is_left_alone(
        "Ships           8 years    9 years\nPlanes          3 years    4 years\n"
        "Rent              2.7%       2.1%\nLoan              3.9%       3.5%"
    )


def test_years_and_forms_are_no_tables():
    assert is_left_alone("Founded   1998\nMoved     2004\nSold      2011")
    assert is_left_alone("Claim   17   Make   Jeep\nPolicy  22   Model  12\nPhone   42   Trim   7")


def test_two_figures_that_stand_close_together_are_no_figure_of_one_column():
    assert is_left_alone("                2023    2022\nCash           15 17     149\nDebt            7 84      84")
    assert not is_left_alone("                2023    2022\nCash          15 017     149\nDebt           7 084      84")


def test_the_sign_of_a_currency_belongs_to_the_figure_that_follows_it():
    table = """\
                2023    2022
Cash          $   15 $   149
Debt          $    7 $    84"""
    assert read_typed(table) == "Cash | 2023: $ 15 | 2022: $ 149\nDebt | 2023: $ 7 | 2022: $ 84"
