"""Drawn tables that go on over several pages of a PDF: every row has the names of its columns."""

import pytest
from made_files import make_pdf, show

from index.reading.readers.pdf.pages import boxes, cells, read_pdf

ACROSS, TOP, HEIGHT = (70, 170, 270, 370), 740, 20


def ruled(rows, *, top=TOP, across=ACROSS):
    """A table with lines around its cells, which begins at `top`."""
    heights = [top - HEIGHT * number for number in range(len(rows) + 1)]
    lines = "".join(f"{across[0]} {y} m {across[-1]} {y} l S\n" for y in heights)
    lines += "".join(f"{x} {heights[-1]} m {x} {heights[0]} l S\n" for x in across)
    return lines + "".join(
        show(text, x + 5, y - 14)
        for row, y in zip(rows, heights, strict=False)
        for text, x in zip(row, across, strict=False)
    )


NAMES = ("Port", "Ships", "Tons")


def numbers(first, last):
    return [(f"Town{number}", str(number), str(10 * number)) for number in range(first, last)]


def named(first, last):
    return "\n".join(f"Port: Town{number} | Ships: {number} | Tons: {10 * number}" for number in range(first, last))


def pages_of(data):
    contents = read_pdf(data)
    return [contents.text[section.start : section.end] for section in contents.sections]


def test_rows_on_the_next_pages_have_the_names_of_the_first():
    data = make_pdf(
        ruled([NAMES, *numbers(1, 5)]), ruled(numbers(5, 9)), ruled(numbers(9, 13)) + show("The end.", 72, 500)
    )
    assert pages_of(data) == [named(1, 5), named(5, 9), f"{named(9, 13)}\nThe end."]
    line = pages_of(data)[2].split("\n")[1]
    place = pages_of(data)[2].index(line)
    assert cells(data, 3, place, place + len(line), line) == "table 1, A2:C2"
    assert len(boxes(data, 3, place, place + len(line), line)) == 3


def test_rows_of_words_do_not_become_names():
    rules = [("Rule", "Who", "When"), ("Tools", "Anyone", "Any day"), ("Travel", "The head", "In May")]
    more = [("Rent", "The board", "Monthly"), ("Books", "Ines", "On Friday")]
    text = pages_of(make_pdf(ruled(rules), ruled(more)))[1]
    assert text == "Rule: Rent | Who: The board | When: Monthly\nRule: Books | Who: Ines | When: On Friday"


def test_names_that_are_repeated_on_each_page_are_no_row():
    data = make_pdf(ruled([NAMES, *numbers(1, 5)]), ruled([NAMES, *numbers(5, 9)]), ruled(numbers(9, 11)))
    assert pages_of(data) == [named(1, 5), named(5, 9), named(9, 11)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ruled([NAMES, *numbers(1, 5)]) + show("A text below the table.", 72, 400), ruled(numbers(5, 9))),
        (ruled([NAMES, *numbers(1, 5)]), show("A text above it.", 72, 770) + ruled(numbers(5, 9))),
        (ruled([NAMES, *numbers(1, 5)]), ruled(numbers(5, 9), across=(70, 150, 270, 370))),
    ],
)
def test_another_table_keeps_its_rows_without_names(before, after):
    assert "Town5 | 5 | 50" in pages_of(make_pdf(before, after))[1]


def test_another_table_of_the_same_columns_keeps_its_own_names():
    other = [("Tea", "Price", "Cups"), *((f"Tea{number}", str(number), "2") for number in range(4))]
    assert (
        pages_of(make_pdf(ruled([NAMES, *numbers(1, 5)]), ruled(other)))[1].split("\n")[0]
        == "Tea: Tea0 | Price: 0 | Cups: 2"
    )


def test_the_names_are_found_only_some_pages_back():
    data = make_pdf(ruled([NAMES, *numbers(1, 3)]), *(ruled(numbers(3, 5)) for _ in range(24)))
    assert [text.startswith("Port: Town3") for text in pages_of(data)[1:]] == [True] * 20 + [False] * 4


def test_a_frame_of_its_own_around_each_cell_is_drawn_as_two_rectangles():
    rows = [("Pond", "Volume in litres", "Fish"), ("Upper", "12", "410"), ("Lower", "15", "520")]
    content = ""
    for number, row in enumerate(rows):
        for text, (left, right) in zip(row, ((63, 109), (111, 225), (227, 263)), strict=True):
            bottom = 756 - 23 * number
            content += f"{left} {bottom} {right - left} 21 re {left + 1} {bottom + 1} {right - left - 2} 19 re f*\n"
            content += show(text, left + 4, bottom + 7)
    assert read_pdf(make_pdf(content)).text.split("\n") == [
        "Pond: Upper | Volume in litres: 12 | Fish: 410",
        "Pond: Lower | Volume in litres: 15 | Fish: 520",
    ]
