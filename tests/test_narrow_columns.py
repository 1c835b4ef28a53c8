"""Tables of figures on a PDF page with no more white space between the columns than between words."""

from typewriter import read_placed, read_typed

TABLE = """
Town   2021 2022 2023
Gdansk 1204 1311 1422
Radom  310  322  335
In all 1514 1633 1757
""".strip("\n")
READ = (
    "Town: Gdansk | 2021: 1204 | 2022: 1311 | 2023: 1422\n"
    "Town: Radom | 2021: 310 | 2022: 322 | 2023: 335\n"
    "Town: In all | 2021: 1514 | 2022: 1633 | 2023: 1757"
)


def test_figures_below_each_other_have_the_names_of_their_columns():
    assert read_typed(TABLE) == READ


def test_figures_can_end_below_each_other():
    text = TABLE.replace("310  322  335", " 310  322  335")
    assert read_typed(text) == READ


def test_names_can_be_nearer_to_each_other_than_the_figures():
    pieces = [
        (0, 0, "Area"), (0, 10, "Sales Costs"), (1, 0, "North"), (1, 10, "10"), (1, 16, "11"),
        (2, 0, "South"), (2, 10, "20"), (2, 16, "21"),
    ]  # fmt: skip
    assert read_placed(*pieces).text == "Area: North | Sales: 10 | Costs: 11\nArea: South | Sales: 20 | Costs: 21"


def test_a_name_of_two_words_is_not_divided():
    pieces = [
        (0, 9, "Net sales Costs"), (1, 0, "North"), (1, 13, "10"), (1, 19, "11"),
        (2, 0, "South"), (2, 13, "20"), (2, 19, "21"),
    ]  # fmt: skip
    assert "sales: 10" not in read_placed(*pieces).text.replace("Net sales: 10", "")


def test_numbers_in_sentences_and_numbers_with_spaces_are_left_as_they_are():
    for text in (
        "Trains leave at 10 20\nand boats leave 11 22\nuntil about noon or so",
        "Town   2021\nGdansk 1 204\nRadom  1 310",
        "Trains leave at 10 20\nuntil 12",
    ):
        assert read_typed(text) == text
