"""The order of the lines of a PDF page, whatever the order in which they were drawn."""

import pytest
from made_files import PdfPage, make_pdf, show

from index.reading.readers.pdf.pages import boxes, cells, read_pdf

STEPS = ["Cleaning the pump", "First lift the lid.", "Then rinse the filter.", "Then let it dry.", "Last press Reset."]


def drawn(order):
    return make_pdf("".join(show(STEPS[at], 72, 700 - 20 * at) for at in order))


@pytest.mark.parametrize("order", [(1, 3, 4, 2, 0), (4, 3, 2, 1, 0), (0, 1, 2, 4, 3)])
def test_lines_of_one_column_are_read_from_the_top(order):
    data = drawn(order)
    text = read_pdf(data).text
    assert [line.strip() for line in text.split("\n")] == STEPS
    start = text.index("rinse")
    (box,) = boxes(data, 1, start, start + 5, "rinse")
    assert 0.15 < box.top < 0.2


def test_a_foot_that_is_drawn_first_stays_in_front_of_the_text():
    text = read_pdf(
        make_pdf(show("House rules", 72, 60) + show("One rule.", 72, 700) + show("Two rules.", 72, 680))
    ).text
    assert text.split("\n")[0].strip() == "House rules"


def test_columns_keep_the_order_of_the_file():
    left = [f"The left column has line {n} about apples" for n in range(6)]
    right = [f"The right one has line {n} about pears" for n in range(6)]
    shown = [show(line, x, 700 - 16 * n) for x, lines in ((72, left), (330, right)) for n, line in enumerate(lines)]
    text = read_pdf(make_pdf("".join(shown))).text
    assert text.index(left[5]) < text.index(right[0])


def test_a_table_on_a_turned_page_names_its_columns():
    rows = [("Article", "Size", "Price"), ("Oak shelf", "120 cm", "89.00"), ("Ash stool", "45 cm", "34.50")]
    rows += [("Pine bench", "160 cm", "119.00")]
    texts = [(text, 60 + 180 * column, 500 - 18 * at) for at, row in enumerate(rows) for column, text in enumerate(row)]
    for turn, matrix in ((90, "0 1 -1 0 {} {}"), (270, "0 -1 1 0 {} {}")):
        shown = "".join(
            f"BT /F1 12 Tf {matrix.format(*((612 - y, x) if turn == 90 else (y, 792 - x)))} Tm ({text}) Tj ET\n"
            for text, x, y in texts
        )
        data = make_pdf(PdfPage(shown, f"/Rotate {turn}"))
        text = read_pdf(data).text
        assert text.split("\n")[1] == "Article: Ash stool | Size: 45 cm | Price: 34.50"
        start = text.index("34.50")
        assert cells(data, 1, start, start + 5, "34.50") == "table 1, C3"


COLUMN = ["The survey of the basin was made by chain", "in the dry summer and lists all the springs", "that"]
NEXT = ["the shepherds of the valley know by name.", "None of them ran dry. The report of the year", "says so."]


def two_columns(last, note):
    lines = [*COLUMN[:2], last]
    left = "".join(show(line, 60, 700 - 14 * n, size=10) for n, line in enumerate(lines * 1))
    right = "".join(show(line, 320, 700 - 14 * n, size=10) for n, line in enumerate(NEXT))
    return read_pdf(make_pdf(left + show(note, 60, 640, size=7) + right)).text.replace(" \n", "\n")


def test_a_note_below_a_column_does_not_cut_the_sentence_that_goes_on_in_the_next():
    text = two_columns("that lie above the old wall. Nobody said that", "1 Measured in 1987.")
    assert "Nobody said that\nthe shepherds of the valley know by name." in text
    assert "1 Measured in 1987.\nNobody said" in text


def test_a_note_below_a_whole_sentence_stays_where_it_is():
    text = two_columns("that lie above the old wall. It is all.", "1 Measured in 1987.")
    assert "It is all.\n1 Measured in 1987.\nthe shepherds" in text
