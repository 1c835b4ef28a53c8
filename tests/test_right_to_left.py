"""Arabic and Hebrew on the pages of a PDF: letters, words and numbers in order, and tables that begin at the right."""

import array

import pytest
from made_pdfs import drawn_pdf
from test_pdf_tables_over_pages import ruled

from index.reading.readers.pdf.glyphs import PageText
from index.reading.readers.pdf.pages import boxes, cells, read_pdf
from index.reading.readers.pdf.right_to_left import in_order

WIDTH = 8
LOW = "ىسدغ"  # letters that are drawn low


def word(text, right, y):
    """A word that ends at `right`, its last letter first, each letter with a text of its own, as Chromium writes it."""
    shown = "".join(
        f"/Span << /ActualText <FEFF{ord(letter):04X}> >> BDC ({'~' if letter in LOW else 'n'}) Tj EMC "
        for letter in reversed(text)
    )
    return f"/ReversedChars BMC BT /F1 12 Tf {right - 6.7 * len(text):.1f} {y} Td {shown} ET EMC\n"


def line(words, right, y):
    shown = ""
    for text in words:
        is_rtl = text >= "\u0590"
        shown += (
            word(text, right, y) if is_rtl else f"BT /F1 12 Tf {right - 6.7 * len(text):.1f} {y} Td ({text}) Tj ET\n"
        )
        right -= 6.7 * len(text) + 5
    return shown


def test_words_whose_letters_are_stored_from_the_left_are_read_from_the_right():
    data = drawn_pdf(line(["السعر", "250", "درهم", "في", "Marnok"], 500, 700) + line(["المدينة", "مفتوحة"], 500, 680))
    text = read_pdf(data).text
    assert text == "السعر 250 درهم في Marnok\nالمدينة مفتوحة"
    start = text.index("درهم")
    (box,) = boxes(data, 1, start, start + 4, "درهم")
    assert 405 / 595 < box.left < 415 / 595
    assert 0.02 < box.width < 0.06


def test_the_digits_of_a_number_with_a_comma_are_not_lowered():
    data = drawn_pdf(line(["השכירות", "4,250", "שקלים"], 500, 700) + line(["ברחוב", "הרצל", "18,"], 500, 680))
    assert "4,250 שקלים" in read_pdf(data).text
    assert "18" in read_pdf(data).text


@pytest.mark.parametrize("drawn", [ruled, lambda rows: ruled(rows).partition("BT")[0].replace("S", "n")])
def test_a_table_begins_at_the_right(drawn):
    rows = [["כמות", "מחיר", "פריט"], ["3", "12.50", "תה"], ["7", "15", "קפה"], ["5", "22", "עוגה"]]
    lines = drawn([["", "", ""]] * 4)
    texts = "".join(
        line([text], (165, 265, 365)[column], 726 - 20 * number)
        for number, row in enumerate(rows)
        for column, text in reversed(list(enumerate(row)))
    )
    data = drawn_pdf(lines + texts)
    text = read_pdf(data).text
    assert text.split("\n")[:2] == ["פריט: תה | מחיר: 12.50 | כמות: 3", "פריט: קפה | מחיר: 15 | כמות: 7"]
    start = text.index("מחיר: 15")
    assert cells(data, 1, start, start + 8, "מחיר: 15") == "table 1, B3"


class Placed:
    """Characters of equal width at these left edges on one line."""

    def __init__(self, *lefts):
        self.lefts = lefts

    def box(self, index):
        return self.lefts[index], 0, self.lefts[index] + WIDTH, 10

    def is_level(self, _index):
        return True


@pytest.mark.parametrize(
    ("stored", "lefts", "read"),
    [
        ("אב", (8, 0), "אב"),
        ("בא", (0, 8), "אב"),
        ("אב 12%", (40, 32, 24, 0, 8, 16), "אב 12%"),
        ("%12 אב", (0, 8, 16, 24, 40, 32), "אב 12%"),
        ("12 ab אבג", (0, 8, 16, 24, 32, 40, 64, 56, 48), "אבג ab 12"),
        ("לא", (0, 0), "אל"),  # one glyph for two letters, which PDFium turns round
        ("Bo 12", (0, 8, 16, 24, 32), "Bo 12"),
        (")א(", (16, 8, 0), "(א)"),  # brackets as they are seen
        ("אב\n.Bo", (8, 0, 0, 0, 8, 16), "אב\nBo."),
        ("מ\u05b8ן", (8, 8, 0), "מ\u05b8ן"),
        ("ן\u05b8מ", (0, 8, 8), "מ\u05b8ן"),
    ],
)
def test_the_places_of_letters_show_their_order(stored, lefts, read):
    assert in_order(PageText(stored, array.array("i", range(len(stored)))), Placed(*lefts)).text == read


def test_a_table_without_lines_whose_letters_are_as_high_as_their_drawings():
    rows = [["الغرفة", "القسم", "الطبيب"], ["12", "القلب", "سامي"], ["14", "العيون", "ليلى"], ["16", "الأطفال", "نادر"]]
    texts = "".join(
        line([text], (165, 265, 365)[column], 726 - 20 * number)
        for number, row in enumerate(rows)
        for column, text in reversed(list(enumerate(row)))
    )
    text = read_pdf(drawn_pdf(texts)).text
    assert text.split("\n")[:2] == [
        "الطبيب: سامي | القسم: القلب | الغرفة: 12",
        "الطبيب: ليلى | القسم: العيون | الغرفة: 14",
    ]


def test_cells_with_hardly_any_room_around_their_words_are_divided_at_the_line_between_them():
    """The two words of a row are one word of the text, because no space is between them."""
    rows = [("שם", "מחיר"), ("דנה", "12"), ("לוי", "15")]
    texts = ""
    for number, (first, second) in enumerate(rows):
        texts += line([first], 201 + 6.7 * len(first), 706 - 20 * number) + line([second], 199, 706 - 20 * number)
    drawn = "".join(f"150 {y} m 250 {y} l S\n" for y in (722, 702, 682, 662))
    drawn += "".join(f"{x} 662 m {x} 722 l S\n" for x in (150, 200, 250))
    assert read_pdf(drawn_pdf(drawn + texts)).text.split("\n")[0] == "שם: דנה | מחיר: 12"
