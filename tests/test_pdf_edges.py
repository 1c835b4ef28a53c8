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


def test_a_footnote_does_not_cut_a_sentence_that_goes_on_on_the_next_page():
    lines = [f"Clause {number} holds for the boat house and all of its tenants." for number in range(1, 9)]
    ends = ["The rent is due in May. If the tenant", "pays later, the landlord may ask for a fee of"]
    note = show("1 Banking days count.", 72, 500, size=8)
    first = "".join(show(line, 72, 700 - 16 * at) for at, line in enumerate(lines + ends)) + note
    second = "".join(
        show(line, 72, 700 - 16 * at) for at, line in enumerate(["twelve euros at once. No more.", *lines])
    )
    contents = read_pdf(make_pdf(first, second))
    sentence = "If the tenant\npays later, the landlord may ask for a fee of\ntwelve euros at once."
    assert sentence in contents.text
    assert contents.sections[0].end >= contents.text.index(sentence) + len(sentence)
    assert "in May.\n1 Banking days count.\n" in contents.text.replace(" \n", "\n")


def test_a_footnote_below_a_whole_sentence_stays_at_the_end_of_its_page():
    lines = [f"Clause {number} holds for the boat house and all of its tenants." for number in range(1, 9)]
    page = "".join(show(line, 72, 700 - 16 * at) for at, line in enumerate(lines))
    contents = read_pdf(make_pdf(page + show("1 Banking days count.", 72, 500, size=8), show("And so on.", 72, 700)))
    assert contents.text.split("\n\n")[0].endswith("tenants.\n1 Banking days count.")
