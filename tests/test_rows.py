from made_files import make_pdf, show
from typewriter import Typed, read_typed

from index.reading.read import cells, read
from index.reading.readers.pdf.pages import boxes, read_pdf
from index.reading.readers.pdf.tables.rows import with_rows


def grid(*rows, lefts=(72, 250, 400), top=700):
    """The rows of a table as the content of a page, every cell at the left edge of its column."""
    return "".join(
        show(cell, left, top - 14 * number)
        for number, row in enumerate(rows)
        for left, cell in zip(lefts, row, strict=False)
        if cell
    )


PRICES = grid(("Part", "Stock", "Price"), ("Bolt", "40", "0.20"), ("Long nut", "8", "0.35"))


def test_every_row_of_a_table_names_its_columns():
    page = show("Spare parts", 72, 730) + PRICES + show("Prices are without tax.", 72, 640)
    assert read_pdf(make_pdf(page)).text == (
        "Spare parts\nPart: Bolt | Stock: 40 | Price: 0.20\nPart: Long nut | Stock: 8 | Price: 0.35\n"
        "Prices are without tax."
    )


def test_the_boxes_of_a_row_are_around_its_values_and_around_the_names_above_them():
    data = make_pdf(PRICES)
    text = read_pdf(data).text
    quote = "Part: Long nut | Stock: 8 | Price: 0.35"
    found = boxes(data, 1, text.index(quote), text.index(quote) + len(quote), quote)
    lines = [round((792 - box.top * 792 - 672) / 14) for box in found]
    assert [(line, round(box.left * 612)) for line, box in zip(lines, found, strict=True)] == [
        (2 + 1, 73),
        (0 + 1, 73),
        (2 + 1, 251),
        (0 + 1, 250),
        (2 + 1, 401),
        (0 + 1, 400),
    ]


def test_the_box_of_a_name_that_two_rows_have_is_there_once():
    data = make_pdf(PRICES)
    text = read_pdf(data).text
    found = boxes(data, 1, 0, len(text), text)
    assert len(found) == len(set(found)) == 9


def test_a_quote_from_a_row_names_its_table_and_its_cells():
    below = grid(("City", "People"), ("Rome", "3"), ("Oslo", "1"), top=500)
    data = make_pdf("", show("Spare parts", 72, 730) + PRICES + show("Two cities", 72, 520) + below)
    for quote, found in (
        ("Long nut", "table 1, A3"),
        ("Stock: 8 | Price: 0.35", "table 1, B3:C3"),
        ("Price: 0.20\nPart: Long", "table 1, A2:C3"),
        ("Oslo | People: 1", "table 2, A3:B3"),
        ("Spare parts", ""),
        ("0.35\nTwo cities\nCity: Rome", ""),
    ):
        document = read(data, "parts.pdf")
        start = document.text.index(quote)
        assert cells(data, "parts.pdf", 2, start, start + len(quote), quote=quote) == found
    assert cells(data, "parts.pdf", 2, 0, 5, quote="other") == ""


def test_an_empty_cell_leaves_its_column_out():
    page = grid(("Part", "Stock", "Price"), ("Bolt", "", "0.20"), ("", "8", "0.35"), ("Pin", "9", "0.10"))
    assert read_pdf(make_pdf(page)).text == (
        "Part: Bolt | Price: 0.20\nStock: 8 | Price: 0.35\nPart: Pin | Stock: 9 | Price: 0.10"
    )


def test_a_value_of_several_lines_is_one_value_and_its_row_goes_on():
    page = (
        grid(("Part", "Note", "Price"), ("Bolt", "of steel,", ""))
        + show("painted", 250, 672)
        + show("0.20", 400, 672 + 7)
        + grid(("Nut", "of brass", "0.35"), top=650)
    )
    assert read_pdf(make_pdf(page)).text == (
        "Part: Bolt | Note: of steel, painted | Price: 0.20\nPart: Nut | Note: of brass | Price: 0.35"
    )


def test_names_in_a_font_of_their_own_need_no_numbers_below_them():
    table = "Service       Notice\nless than 2   one month\nmore          two months\n"
    assert read_typed(table, is_headed=True) == (
        "Service: less than 2 | Notice: one month\nService: more | Notice: two months\n"
    )
    assert read_typed(table) == table


def test_values_stand_below_the_middle_or_the_right_edge_of_their_header_too():
    table = "Year     Sales in euros   Staff\nfirst         1,200        12\nsecond        1,350         9"
    assert read_typed(table) == (
        "Year: first | Sales in euros: 1,200 | Staff: 12\nYear: second | Sales in euros: 1,350 | Staff: 9"
    )


def test_a_text_in_two_columns_is_no_table():
    lines = [
        ("The first column of this text", "and the second one, which has"),
        ("goes on for several lines of it", "just as many words in a line"),
        ("and says nothing of the other", "and nothing to do with it"),
    ]
    text = "\n".join(f"{left:<40}{right}" for left, right in lines)
    assert read_typed(text) == text
    assert read_typed(text, is_headed=True) == text


def test_a_form_of_names_and_values_is_no_table():
    form = "Claim     SF-1008   Make    Jeep\nPolicy    POL-22    Model   Cherokee\nPhone     425 111   Trim    Limited"
    assert read_typed(form) == form


def test_a_single_row_below_names_is_no_table():
    assert read_typed("Part     Price\nBolt     4\n", is_headed=True) == "Part     Price\nBolt     4\n"


def test_pages_without_words_or_with_lines_of_spaces_are_left_alone():
    for text in ("", "\n\n", "   \n \n", "word", "a  \n\nb "):
        assert read_typed(text, is_headed=True) == text


def test_a_page_of_many_lines_that_might_all_be_names_is_looked_at_a_few_times_only():
    asked = []

    class Counting(Typed):
        def font(self, index):
            asked.append(index)
            return super().font(index)

    lines = 500
    page = Counting((number, 0, "left     right") for number in range(lines))
    assert with_rows(page.page, page).text == page.page.text
    assert len(asked) < 5 * lines


def ruled(columns, rows, cells):
    """A table with lines around its cells: the places of its lines, and (text, left, height) of what stands in it."""
    lines = "".join(f"{columns[0]} {y} m {columns[-1]} {y} l S\n" for y in rows)
    lines += "".join(f"{x} {rows[-1]} m {x} {rows[0]} l S\n" for x in columns)
    return lines + "".join(show(text, left, height) for text, left, height in cells)


WORDS = [
    ("Part", 75, 702), ("Use", 155, 702), ("Care", 355, 702),
    ("Bolt", 75, 682), ("joins two plates and", 155, 682), ("oil every", 355, 682),
    ("holds them", 155, 668), ("year", 355, 668),
    ("Nut", 75, 648), ("keeps the bolt", 155, 648), ("none", 355, 648),
]  # fmt: skip


def test_a_ruled_table_of_words_in_several_lines_names_its_columns():
    page = show("Parts", 72, 740) + ruled([70, 150, 350, 450], [716, 696, 662, 642], WORDS) + show("The end.", 72, 600)
    data = make_pdf(page)
    text = read_pdf(data).text
    assert text == (
        "Parts\nPart: Bolt | Use: joins two plates and holds them | Care: oil every year\n"
        "Part: Nut | Use: keeps the bolt | Care: none\nThe end."
    )
    start = text.index("oil every year")
    assert cells(data, "a.pdf", 1, start, start + 14, quote="oil every year") == "table 1, C2"
    assert len(boxes(data, 1, start, start + 14, "oil every year")) == 2


def test_a_ruled_table_of_rectangles_is_one_too_and_a_frame_around_text_is_none():
    frames = "".join(f"{x} {y} {w} 20 re S\n" for y in (696, 676) for x, w in ((70, 80), (150, 200)))
    content = frames + "".join(
        show(text, x, y)
        for text, x, y in [("Name", 75, 702), ("City of birth", 155, 702), ("Ada", 75, 682), ("London", 155, 682)]
    )
    assert read_pdf(make_pdf(content)).text == "Name | City of birth\nAda | London"
    framed = "60 600 400 120 re S\n" + show("Only a text", 72, 700) + show("in a frame.", 72, 686)
    assert read_pdf(make_pdf(framed)).text == "Only a text\nin a frame."


def test_a_table_with_lines_between_its_rows_only_names_its_columns():
    words = [
        ("Role", "Who decides", "What is needed"),
        ("Small things", "The head of a team,\nwithout a form", "An offer"),
        ("Large things", "The board", "Three offers, and a\nnote that says why"),
        ("Travel", "The director", "A request"),
    ]
    page, top = show("What the company spends", 72, 730), 712
    for row in words:
        lines = [cell.split("\n") for cell in row]
        for left, cell in zip((75, 200, 350), lines, strict=True):
            page += "".join(show(line, left, top - 14 - 14 * i, size=11) for i, line in enumerate(cell))
        top -= 20 + 14 * (max(map(len, lines)) - 1)
        page += f"72 {top} m 520 {top} l S "
    page += show("These rules hold from May.", 72, top - 30)
    assert read_pdf(make_pdf(page)).text.split("\n") == [
        "What the company spends",
        "Role: Small things | Who decides: The head of a team, without a form | What is needed: An offer",
        "Role: Large things | Who decides: The board | What is needed: Three offers, and a note that says why",
        "Role: Travel | Who decides: The director | What is needed: A request",
        "These rules hold from May.",
    ]


def test_a_last_row_without_a_line_below_it_belongs_to_the_table():
    page = show("What the company spends", 72, 730)
    for number, row in enumerate(
        (("Role", "Who", "Days"), ("Small", "The head", "2"), ("Large", "The board", "9"), ("Trip", "Ada", "4"))
    ):
        page += f"72 {712 - 22 * number} m 520 {712 - 22 * number} l S "
        page += "".join(
            show(cell, left, 698 - 22 * number, size=11) for left, cell in zip((75, 200, 350), row, strict=True)
        )
    page += show("These rules hold from May.", 72, 580)
    assert read_pdf(make_pdf(page)).text.split("\n") == [
        "What the company spends",
        "Role: Small | Who: The head | Days: 2",
        "Role: Large | Who: The board | Days: 9",
        "Role: Trip | Who: Ada | Days: 4",
        "These rules hold from May.",
    ]


def test_a_name_above_two_ruled_columns_needs_no_merged_cell():
    names = [("Region", 75, 702), ("2022", 155, 702), ("2023", 355, 702)]
    names += [
        (name, left, 682)
        for name, left in zip(("Sales", "Profit", "Sales", "Profit"), (155, 255, 355, 455), strict=True)
    ]
    rows = [
        (text, left, 662)
        for text, left in zip(("North", "10", "11", "12", "13"), (75, 155, 255, 355, 455), strict=True)
    ]
    rows += [
        (text, left, 642)
        for text, left in zip(("South", "20", "21", "22", "23"), (75, 155, 255, 355, 455), strict=True)
    ]
    page = ruled([70, 150, 250, 350, 450, 550], [716, 696, 676, 656, 636], [*names, *rows])
    assert read_pdf(make_pdf(page)).text.split("\n")[0] == (
        "Region: North | 2022 Sales: 10 | 2022 Profit: 11 | 2023 Sales: 12 | 2023 Profit: 13"
    )


def test_lines_between_paragraphs_make_no_table():
    page = ""
    for number, words in enumerate(("Apples are picked in autumn.", "Pears are, too.", "Plums are not.", "Nuts fall.")):
        page += show(words, 72, 700 - 40 * number) + f"72 {690 - 40 * number} m 520 {690 - 40 * number} l S "
    assert read_pdf(make_pdf(page)).text == "Apples are picked in autumn.\nPears are, too.\nPlums are not.\nNuts fall."


def test_two_rows_of_names_in_a_table_of_figures_whose_names_stand_left_in_their_cells():
    """So spreadsheets are printed: words on the left, figures on the right, the name of the rows between two lines."""
    page = show("Region", 72, 692, size=10) + show("2022", 180, 700, size=10) + show("2023", 320, 700, size=10)
    for left, name in zip((140, 210, 280, 350), ("Sales", "Profit", "Sales", "Profit"), strict=True):
        page += show(name, left, 684, size=10)
    for number, (name, *figures) in enumerate((("North", 10, 11, 12, 13), ("South", 20, 21, 22, 23))):
        page += show(name, 72, 668 - 14 * number, size=10)
        for right, figure in zip((200, 270, 340, 410), figures, strict=True):
            page += show(str(figure), right - 11, 668 - 14 * number, size=10)
    assert read_pdf(make_pdf(page)).text == (
        "Region: North | 2022 Sales: 10 | 2022 Profit: 11 | 2023 Sales: 12 | 2023 Profit: 13\n"
        "Region: South | 2022 Sales: 20 | 2022 Profit: 21 | 2023 Sales: 22 | 2023 Profit: 23"
    )


def test_the_brackets_of_negative_figures_can_end_where_the_other_figures_do():
    rows = [("Revenue", "1250", "1100", "14"), ("Costs", "(980)", "(1020)", "(4)"), ("Result", "270", "80", "238")]
    page = show("EUR", 72, 700, size=15)
    for name, left in (("2025", 216.6), ("2024", 316.6), ("Change", 397.4)):
        page += show(name, left, 700, size=15)
    for number, row in enumerate(rows, start=1):
        page += show(row[0], 72, 700 - 18 * number, size=15)
        for right, text in zip((250, 350, 450), row[1:], strict=True):
            left = right - sum(5 if sign in "()" else 8.34 for sign in text)
            page += show(text, left, 700 - 18 * number, size=15)
    assert "EUR: Costs | 2025: (980) | 2024: (1020) | Change: (4)" in read_pdf(make_pdf(page)).text
