"""Headings of PDFs without bookmarks, and what is above a table of any format."""

from __future__ import annotations

import pytest
from made_pdfs import drawn_pdf

from index.reading.read import read
from index.reading.readers.pdf.pages import read_pdf
from index.reading.written_tables import tables_of

PROSE = [
    "The wardens counted the visitors of the hall on every day of the season.",
    "They did not count those who came for the market, whom the town counts.",
    "For days on which the hall was closed there is no number in the list.",
    "The office keeps the forms for five years and shows them to all members.",
]
ROWS = [("Month", "Visitors", "Income"), ("January", "80", "140.00"), ("February", "65", "180.50")]

Line = tuple[str, int, bool]  # a text, its size, and whether it is bold


def typed_pdf(*pages: list[Line | list[tuple[str, ...]]]) -> bytes:
    """A PDF whose pages have lines of different types, and tables without lines."""
    drawn = []
    for page in pages:
        shown, height = "", 760
        for part in page:
            if isinstance(part, tuple):
                height -= part[1] + 8
                shown += f"BT /F{1 + part[2]} {part[1]} Tf 60 {height} Td ({part[0]}) Tj ET\n"
                continue
            for number, row in enumerate(part):
                height -= 18
                for column, cell in enumerate(row):
                    at = 60 + 120 * column
                    shown += f"BT /F{2 if number == 0 else 1} 10 Tf {at} {height} Td ({cell}) Tj ET\n"
        drawn.append(shown)
    return drawn_pdf(*drawn)


def prose() -> list[Line]:
    return [(line, 10, False) for line in PROSE]


def headings(data: bytes) -> list[tuple[int | None, str]]:
    return [(section.page, section.heading) for section in read_pdf(data).sections]


def test_larger_and_bolder_lines_are_headings_over_pages():
    first = [("Annual report", 20, True), *prose(), ("North Hall", 14, True), *prose()]
    second = [*prose(), ("Tea in the hall", 10, True), *prose(), ("South Hall", 14, True), *prose()]
    assert headings(typed_pdf(first, second)) == [
        (1, "Annual report"),
        (1, "Annual report > North Hall"),
        (2, "Annual report > North Hall"),
        (2, "Annual report > North Hall > Tea in the hall"),
        (2, "Annual report > South Hall"),
    ]


def test_deeper_numbers_are_lower_headings():
    page = [("1 Halls", 10, True), *prose(), ("1.1 North", 10, True), *prose(), ("2 Rooms", 10, True), *prose()]
    assert headings(typed_pdf(page)) == [(1, "1 Halls"), (1, "1 Halls > 1.1 North"), (1, "2 Rooms")]


@pytest.mark.parametrize(
    "line",
    [
        "Total: 340.00",
        "Amount due $1,340",
        "The hall was closed in the whole of May.",
        "*** 4711 ***",
        "Page 2 of 3",
    ],
)
def test_amounts_sentences_and_page_numbers_are_no_headings(line):
    assert headings(typed_pdf([*prose(), (line, 12, True), *prose()])) == [(1, "")]


def test_a_text_in_bold_type_is_no_heading():
    bold = [(line, 10, True) for line in PROSE]
    assert headings(typed_pdf([*bold, *bold])) == [(1, "")]
    assert headings(typed_pdf([("North Hall", 10, True), ("Bring tea", 10, False)])) == [(1, "")]


def test_tables_below_a_paragraph_are_told_apart_by_their_headings():
    page = [("North Hall", 14, True), *prose(), ROWS, ("South Hall", 14, True), *prose(), ROWS]
    document = read(typed_pdf(page), "halls.pdf")
    assert [(table.heading, len(table.rows)) for table in tables_of(document)] == [("North Hall", 2), ("South Hall", 2)]
    assert "Visitors: 65 | Income: 180.50\nSouth Hall\n" in document.text  # no cell goes on with the heading


TABLE = "| Month | Visitors |\n|---|---|\n| May | {} |\n| June | {} |"


@pytest.mark.parametrize(
    "heading",
    ["**{} Hall**", "Table {n}: {} Hall", "{n}.1 {} Hall", "{} Hall\n\n----", "THE {} HALL"],
)
def test_the_heading_of_a_table_can_be_far_above_it(heading):
    parts = []
    for number, name in enumerate(("NORTH", "SOUTH"), start=1):
        parts += [heading.format(name, n=number), *PROSE, TABLE.format(number, number + 1)]
    tables = tables_of(read("\n\n".join(parts).encode(), "halls.md"))
    around = [f"{table.heading} {table.above}" for table in tables]
    assert [("NORTH" in text, "SOUTH" in text) for text in around] == [(True, False), (False, True)]


def test_parts_of_a_table_all_have_their_names():
    text = "Prices\n\n{}"
    rows = "North Hall\nMonth: May | Visitors: 1\nMonth: June | Visitors: 2\nSouth Hall\nMonth: May | Visitors: 3\n"
    (table,) = tables_of(read(text.format(rows).encode(), "halls.txt"))
    assert [row.group for row in table.rows] == ["North Hall", "North Hall", "South Hall"]


def test_the_lines_of_a_letterhead_are_no_table():
    big = [("Mill Society", 60, 14), ("INVOICE", 300, 18)]
    small = [("4 Mill Lane", 60, 10), ("Number: 117", 300, 10)], [("Ambry", 60, 10), ("Date: 3 Nov", 300, 10)]
    shown = "".join(
        f"BT /F{1 + (size > 10)} {size} Tf {x} {760 - 16 * number} Td ({text}) Tj ET\n"
        for number, row in enumerate((big, *small))
        for text, x, size in row
    )
    assert " | " not in read_pdf(drawn_pdf(shown)).text


def test_cells_beside_each_other_are_no_headings():
    prose_lines = "".join(f"BT /F1 10 Tf 60 {600 - 14 * n} Td ({line}) Tj ET\n" for n, line in enumerate(PROSE))
    names = [("Total", 60, 700), ("Score", 60, 688), ("Base", 200, 700), ("Value", 200, 688), ("Skating", 60, 640)]
    shown = "".join(f"BT /F2 12 Tf {x} {y} Td ({text}) Tj ET\n" for text, x, y in names) + prose_lines
    assert headings(drawn_pdf(shown)) == [(1, ""), (1, "Skating")]
