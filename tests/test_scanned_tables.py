"""Tables on scans: tesseract reads column by column, and a row belongs together."""

from __future__ import annotations

import pytest
from made_scans import TESSERACT, needs_tesseract, saved, scan
from PIL import Image, ImageDraw, ImageFont

from index.reading.readers.ocr import recognise
from index.reading.readers.ocr_tables import scanned_tables
from index.reading.readers.pdf.pages import boxes, read_pdf
from index.records import Box

ROWS = [("Boat", "Hour", "Day"), ("Canoe", "8.00", "40.00"), ("Dinghy", "14.00", "75.00"), ("Pedalo", "12.50", "60.00")]
READ = (
    "Boat: Canoe | Hour: 8.00 | Day: 40.00\n"
    "Boat: Dinghy | Hour: 14.00 | Day: 75.00\n"
    "Boat: Pedalo | Hour: 12.50 | Day: 60.00"
)


def price_list() -> Image.Image:
    page = scan("Boat hire prices", size=(1654, 1000), letters=40)
    draw = ImageDraw.Draw(page)
    for number, row in enumerate(ROWS):
        for x, text in zip((60, 600, 1000), row, strict=True):
            draw.text((x, 260 + 80 * number), text, font=ImageFont.load_default(40), fill=0)
    draw.text((60, 640), "Children need life vests.", font=ImageFont.load_default(40), fill=0)
    return page


def words_of(rows: list[tuple[str, ...]], order: str) -> list[tuple[str, Box]]:
    """The words of a table with their boxes, in the order of its rows or of its columns."""
    placed = [
        (text, Box(0.1 + 0.3 * x, 0.1 + 0.05 * y, 0.015 * len(text), 0.02))
        for y, row in enumerate(rows)
        for x, text in enumerate(row)
    ]
    return placed if order == "rows" else sorted(placed, key=lambda word: (word[1].left, word[1].top))


def test_rows_are_put_together_from_words_in_the_order_of_columns():
    for order in ("rows", "columns"):
        (table,) = scanned_tables(words_of(ROWS, order), 600.0)
        assert "\n".join(text for text, _ in table.rows) == READ
        assert len(table.words) == 12


def test_what_is_left_of_drawn_lines_is_no_cell():
    words = [*words_of(ROWS, "columns"), ("|", Box(0.3, 0.15, 0.002, 0.02)), ("|", Box(0.3, 0.9, 0.002, 0.02))]
    (table,) = scanned_tables(words, 600.0)
    assert "\n".join(text for text, _ in table.rows) == READ
    assert 12 in table.words
    assert 13 not in table.words


def test_columns_of_prose_are_no_table():
    prose = [("the hall", "is open"), ("in summer", "and closed"), ("in winter", "for all")]
    assert scanned_tables(words_of(prose, "columns"), 600.0) == []
    assert scanned_tables([], 600.0) == []


@pytest.mark.slow
@needs_tesseract
def test_a_price_list_that_was_scanned_is_read_by_rows_and_each_word_has_its_box():
    assert recognise(price_list(), TESSERACT).text == f"Boat hire prices\n\n{READ}\n\nChildren need life vests."
    data = saved(price_list(), "PDF")
    text = read_pdf(data, TESSERACT).text
    start = text.index("75.00")
    (box,) = boxes(data, 1, start, start + 5, "75.00", tesseract=TESSERACT)
    assert 0.55 < box.left < 0.65
    assert 0.4 < box.top < 0.45
