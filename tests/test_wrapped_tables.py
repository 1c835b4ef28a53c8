"""Tables of a PDF page without lines, whose cells are broken over several lines."""

from typewriter import read_placed, read_typed

HEAD = "Role            Who decides           What is needed"
ROWS = """
Purchases up    The head of the       An offer in writing
to 500 euros    team, alone and
                without a form

Travel abroad   The managing          A request ten days
                director              before, with the cost
"""
READ = (
    "Role: Purchases up to 500 euros | Who decides: The head of the team, alone and without a form | "
    "What is needed: An offer in writing\n"
    "Role: Travel abroad | Who decides: The managing director | "
    "What is needed: A request ten days before, with the cost"
)


def typed(text):
    return read_typed(text.strip("\n"))


def test_cells_of_several_lines_are_values_under_the_names_of_their_columns():
    assert typed(f"{HEAD}\n{ROWS}") == READ


def test_the_cells_can_be_written_one_after_the_other():
    lines = f"{HEAD}\n{ROWS}".split("\n")
    spans = ((0, 16), (16, 38), (38, 80))
    pieces = [(0, begin, HEAD[begin:end].strip()) for begin, end in spans]
    for first, after in ((2, 5), (6, 8)):
        for begin, end in spans:
            cell = [(number, begin, lines[number][begin:end].strip()) for number in range(first, after)]
            pieces += [piece for piece in cell if piece[2]]
    assert read_placed(*pieces).text == READ


def test_every_cell_can_have_two_lines():
    rows = """
Purchases up    The head of the       An offer in
to 500 euros    team, alone           writing

Travel abroad   The managing          A request ten
in Europe       director              days before
"""
    assert typed(f"{HEAD}\n{rows}") == (
        "Role: Purchases up to 500 euros | Who decides: The head of the team, alone | "
        "What is needed: An offer in writing\n"
        "Role: Travel abroad in Europe | Who decides: The managing director | "
        "What is needed: A request ten days before"
    )


def test_words_of_a_justified_cell_are_one_cell():
    pieces = [
        (0, 0, "Role"), (0, 22, "Who decides"), (0, 44, "What is needed"),
        (2, 0, "Purchases"), (2, 12, "up"), (3, 0, "to 500 euros"), (2, 22, "The head of the"), (3, 22, "team, alone"),
        (2, 44, "An offer in writing"), (5, 0, "Travel"), (5, 9, "abroad"), (6, 0, "in Europe"),
        (5, 22, "The managing"), (6, 22, "director"), (5, 44, "A request ten days"), (6, 44, "before, with the cost"),
    ]  # fmt: skip
    assert read_placed(*pieces).text == (
        "Role: Purchases up to 500 euros | Who decides: The head of the team, alone | "
        "What is needed: An offer in writing\n"
        "Role: Travel abroad in Europe | Who decides: The managing director | "
        "What is needed: A request ten days before, with the cost"
    )


def test_a_row_can_have_the_middles_of_its_cells_at_one_height():
    rows = """
                An offer in writing
The board       for all purchases
                above 500 euros

                A request ten days
The director    before the journey
                or its costs
"""
    text = read_typed(f"Role            What is needed\n{rows}".rstrip("\n"), is_headed=True)
    assert text == (
        "Role: The board | What is needed: An offer in writing for all purchases above 500 euros\n"
        "Role: The director | What is needed: A request ten days before the journey or its costs"
    )


def test_text_above_and_below_is_kept():
    above, below = "The rules of all teams of the house are these:", "They hold from May on for everybody in the house."
    assert read_typed(f"{above}\n\n\n{HEAD}\n{ROWS}\n\n{below}") == f"{above}\n\n\n{READ}\n\n\n{below}"


def test_a_list_of_points_is_no_table():
    text = """
-     The first point goes on for so long that it
      needs a second line

-     The second point is short

-     The third point goes on for so long that it
      needs a second line
"""
    assert " | " not in typed(text)


def test_short_lines_below_each_other_are_no_cell():
    text = """
Seller          Buyer                 Agent

Ada Berg        Bo Holm               Cy Lund
Mill 1          Lake 2                Hill 3
Ulm             Bonn                  Kiel

Ask the porter  Phone 22 or the bell  Phone 33
Desk 4          Desk 5                Desk 6
Door 7          Door 8
"""
    assert " | " not in typed(text)


def test_columns_of_a_newspaper_are_no_table():
    columns = (
        "The hall opens at nine in\nthe morning and closes when\nthe last guest has gone.",
        "The pool is open from May\nto the end of September for\nall guests of the village.",
        "The bus goes from the hall\nto the pool every hour, and\nits driver sells tickets.",
    )
    rows = ["".join(f"{line:<32}" for line in lines) for lines in zip(*(c.split("\n") for c in columns), strict=True)]
    head = "".join(f"{name:<32}" for name in ("News of the hall", "News of the pool", "News of the bus"))
    assert " | " not in read_typed("\n".join([head, "", *rows, "", *rows]))
