"""Lines at the edges of PDF pages: what runs through all pages, and what is text."""

import pytest
from made_files import make_pdf, show

from index.reading.readers.pdf.page_ends import carried
from index.reading.readers.pdf.pages import read_pdf


def test_lines_at_the_top_whose_numbers_differ_by_more_than_pages_are_text():
    rules = [(17, 6), (33, 10), (49, 2)]
    pages = [
        show("Manual of the hall", 72, 770, size=9)
        + show(f"Rule number {number} says that the hall is open from {hour}.", 72, 735)
        + show("The key is with the caretaker all day.", 72, 700)
        for number, hour in rules
    ]
    text = read_pdf(make_pdf(*pages)).text
    assert text.count("Manual of the hall") == 1
    assert all(f"Rule number {number} says that the hall is open from {hour}." in text for number, hour in rules)


def test_what_is_below_a_line_of_the_text_is_text():
    pages = [
        show(f"The {name} of the house are these:", 72, 770) + show("none", 72, 745) + show("Ask the porter.", 72, 700)
        for name in ("keys", "doors", "rules")
    ]
    assert read_pdf(make_pdf(*pages)).text.count("none") == 3


def test_small_print_close_to_the_text_is_a_running_line():
    pages = [
        show("1/5/26, 2:00 Rules", 72, 770, size=8)
        + "".join(show(f"{word} rule of many more.", 72, 750 - 18 * i, size=16) for i in range(4))
        for word in ("One", "Two", "Three")
    ]
    text = read_pdf(make_pdf(*pages)).text
    assert text.count("Rules") == 1
    assert text.count("Two rule") == 4


@pytest.mark.parametrize(
    ("before", "after", "end"),
    [
        ("and that the hall is open from", "11 o'clock. The rest.", "11 o'clock."),
        ("Er gilt lange. Die Kaution beträgt", "300 Euro. Der Rest.", "300 Euro."),
        ("and that the costs rise by", "2.5 percent a year. The rest.", "2.5 percent a year."),
        ("and that the hall is open from", "2 Scope of the work\nThe rest.", ""),
        ("and that the hall is open from", "2. scope of the work\nThe rest.", ""),
        ("Contents of all the parts here: Rules", "11 of them. The rest.", "11 of them."),
        ("Contents of all parts", "11 of them. The rest.", ""),
    ],
)
def test_a_sentence_goes_on_with_a_number_but_not_with_a_numbered_heading(before, after, end):
    assert after[: carried(before, after)].strip() == end
