import io
from itertools import chain

import pypdfium2
import pytest
from made_files import PdfPage, assemble, make_pdf, show
from PIL import Image

from index.errors import DocumentError
from index.reading.read import read
from index.reading.readers.pdf.pages import PAGE_BREAK, boxes, page_image, read_pdf

LETTER = (
    show("Opening hours", 72, 720, size=20)
    + show("The office closes at six. Infor-", 72, 690)
    + show("mation is at the desk. Jean-", 72, 676)
    + show("Paul is in from 2023-", 72, 662)
    + show("2024 only.", 72, 648)
)
TEXT = "Opening hours\nThe office closes at six. Information is at the desk. Jean-Paul is in from 2023-\n2024 only."
DISPLAYS = [
    "",
    "/Rotate 90",
    "/Rotate 180",
    "/Rotate 270",
    "/CropBox [60 600 400 760]",
    "/Rotate 90 /CropBox [60 600 400 760]",
]
TWO_PARTS = (
    show("1 Leave", 72, 720) + show("Twenty days.", 72, 700) + show("2 Travel", 72, 680) + show("By train.", 72, 660)
)


def sections_of(contents):
    return [(s.page, s.heading, contents.text[s.start : s.end]) for s in contents.sections]


def find_boxes(data, quote, page=1):
    text = read_pdf(data).text.split(PAGE_BREAK)[page - 1]
    start = text.index(quote)
    return boxes(data, page, start, start + len(quote), quote)


def inked(image, box):
    """Whether the part of the image inside the box has dark pixels."""
    width, height = image.size
    left, top = box.left * width, box.top * height
    part = image.crop((left, top, left + box.width * width, top + box.height * height))
    return part.getextrema()[0] < 128


def displayed(data, page=1):
    return Image.open(io.BytesIO(page_image(data, page))).convert("L")


def test_every_page_is_a_section_and_the_break_between_pages_is_in_none():
    contents = read_pdf(make_pdf(show("First page.", 72, 700), show("Second page.", 72, 700)))
    assert contents.text == f"First page.{PAGE_BREAK}Second page."
    assert sections_of(contents) == [(1, "", "First page."), (2, "", "Second page.")]


def test_words_broken_over_lines_are_joined_and_real_hyphens_kept():
    assert read_pdf(make_pdf(LETTER)).text == TEXT


def test_a_hyphen_at_the_end_of_a_line_that_is_part_of_a_word_is_kept():
    lines = ["A self-", "service till and a non-", "smoking area, a cut-", "price offer: cut-price infor-", "mation."]
    content = "".join(show(line, 72, 700 - 14 * i) for i, line in enumerate(lines))
    assert read_pdf(make_pdf(content)).text == (
        "A self-service till and a nonsmoking area, a cut-price offer: cut-price information."
    )


def test_a_word_that_is_only_begun_before_and_or_or_keeps_its_hyphen():
    lines = ["Alle Ein-", "und Ausgaben, pre-", "or postpaid, im E-Mail-Ver-", "kehr bleiben."]
    content = "".join(show(line, 72, 700 - 14 * i) for i, line in enumerate(lines))
    assert read_pdf(make_pdf(content)).text == "Alle Ein-\nund Ausgaben, pre-\nor postpaid, im E-Mail-Verkehr bleiben."


def test_a_word_broken_at_the_end_of_a_page_is_not_joined_with_the_header_that_is_drawn_last():
    bodies = ["The ferry of the Jean-", "Paul is late. It is re-", "paired on Mondays in the dock."]
    pages = [show(body, 72, 700) + show("Harbour news", 72, 760) for body in bodies]
    assert read_pdf(make_pdf(*pages)).text.count("Harbour news") == 1
    assert "It is repaired on" in read_pdf(make_pdf(*pages)).text


def test_the_mass_of_an_isotope_stays_apart_from_the_word_before_it():
    words = show("holds", 72, 700) + show("14", 104, 704, size=7) + show("C and more", 112, 700)
    assert read_pdf(make_pdf(words)).text == "holds ¹⁴C and more"


def test_a_hyphen_of_a_french_word_at_the_end_of_a_line_is_kept():
    lines = ["Le sous-", "pr\\351fet et celui-", "ci souhaitent sous-", "crire quatre-", "vingt parts."]
    content = "".join(f"BT /F1 12 Tf 72 {700 - 14 * i} Td ({line}) Tj ET\n" for i, line in enumerate(lines))
    assert read_pdf(make_pdf(content)).text == "Le sous-préfet et celui-ci souhaitent souscrire quatre-vingt parts."


def test_pages_without_text_are_left_out_and_the_others_keep_their_numbers():
    contents = read_pdf(make_pdf("", show("Only words", 72, 700), ""))
    assert sections_of(contents) == [(2, "", "Only words")]


def test_a_pdf_without_any_text_is_refused_as_perhaps_a_scan():
    with pytest.raises(DocumentError, match="page 1 shows an image instead of text: install tesseract-ocr"):
        read_pdf(make_pdf("0 0 100 100 re f"))


def test_bookmarks_found_on_their_page_become_headings():
    contents = read_pdf(make_pdf(TWO_PARTS, show("More trains.", 72, 700), bookmarks=[("Leave", 1), ("Travel", 1)]))
    assert sections_of(contents) == [
        (1, "Leave", "1 Leave\nTwenty days."),
        (1, "Travel", "2 Travel\nBy train."),
        (2, "Travel", "More trains."),
    ]


def test_a_bookmark_that_the_page_does_not_show_is_no_heading_of_that_page():
    contents = read_pdf(make_pdf(TWO_PARTS, show("Later.", 72, 700), bookmarks=[("Unseen", 1)]))
    assert [(page, heading) for page, heading, _ in sections_of(contents)] == [(1, ""), (2, "Unseen")]


def test_the_title_is_that_of_the_properties_unless_it_is_the_name_of_a_file():
    assert read_pdf(make_pdf(LETTER, title="House Rules")).title == "House Rules"
    assert read_pdf(make_pdf(LETTER, title="Microsoft Word - rules.doc")).title == ""
    assert read_pdf(make_pdf(LETTER, title="(anonymous)")).title == ""
    assert read_pdf(make_pdf(LETTER)).title == ""


def test_columns_are_read_one_after_the_other():
    columns = [["Left begins", "and goes on."], ["Right begins", "and ends."]]
    content = "".join(
        show(line, x, 700 - 15 * i) for x, lines in zip((72, 320), columns, strict=True) for i, line in enumerate(lines)
    )
    assert read_pdf(make_pdf(content)).text == "Left begins\nand goes on.\nRight begins\nand ends."


@pytest.mark.parametrize(
    ("turned", "matrix", "second"), [(90, "0 1 -1 0", 15), (180, "-1 0 0 -1", 0), (270, "0 -1 1 0", -15)]
)
def test_a_turned_page_is_read_in_the_order_in_which_it_is_displayed(turned, matrix, second):
    content = ""
    for i, line in enumerate(["First line", "then the second."]):
        y = 400 + (15 * i if turned == 180 else 0)
        content += f"BT /F1 12 Tf {matrix} {300 + second * i} {y} Tm ({line}) Tj ET\n"
    data = make_pdf(PdfPage(content, f"/Rotate {turned}"))
    assert read_pdf(data).text == "First line\nthen the second."
    assert len(find_boxes(data, "line\nthen")) == 2


def test_a_file_that_only_its_owner_may_change_opens():
    assert read_pdf(make_pdf(LETTER, passwords=("", "owner"))).text == TEXT


def test_a_file_that_needs_a_password_is_refused():
    with pytest.raises(DocumentError, match="password-protected"):
        read_pdf(make_pdf(LETTER, passwords=("user", "owner")))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(500), b"plain words"])
def test_what_is_no_pdf_inside_is_refused(data):
    with pytest.raises(DocumentError):
        read_pdf(data)


@pytest.mark.parametrize("quote", ["office", "closes at six", "is at the desk. Jean", "Opening hours"])
def test_the_boxes_of_a_span_hold_its_words_and_no_others(quote):
    data = make_pdf(LETTER)
    document = pypdfium2.PdfDocument(data)
    layer = document[0].get_textpage()
    width, height = document[0].get_size()
    found = ""
    for box in find_boxes(data, quote):
        left, top = box.left * width, height - box.top * height
        found += layer.get_text_bounded(left - 1, top - box.height * height - 1, left + box.width * width + 1, top + 1)
    document.close()
    assert found.strip() == quote


@pytest.mark.parametrize("attributes", DISPLAYS)
def test_boxes_fit_the_page_as_it_is_displayed(attributes):
    others = make_pdf(PdfPage(LETTER, attributes))
    alone = make_pdf(PdfPage(show("Opening hours", 72, 720, size=20), attributes))
    (box,) = find_boxes(others, "Opening hours")
    assert inked(displayed(others), box)
    image = displayed(alone)
    image.paste(255, tuple(round(v) for v in _pixels(box, image.size, margin=2)))
    assert image.getextrema() == (255, 255)  # without the box's part, nothing is left of the words


def test_a_span_over_two_lines_has_a_box_on_each():
    first, second = find_boxes(make_pdf(LETTER), "at six. Information is")
    assert first.top + first.height <= second.top


def test_words_set_one_by_one_on_a_line_share_a_box():
    words = show("every", 72, 700) + show("word", 110, 700) + show("alone", 145, 700)
    assert len(find_boxes(make_pdf(words), "every word alone")) == 1


def test_columns_on_one_line_have_boxes_of_their_own():
    assert len(find_boxes(make_pdf(show("left", 72, 700) + show("right", 400, 700)), "left right")) == 2


def test_lines_that_run_upwards_are_not_taken_for_one():
    upwards = "".join(f"BT /F1 12 Tf 0 1 -1 0 {x} 100 Tm (line of words {x}) Tj ET\n" for x in (100, 114))
    assert len(find_boxes(make_pdf(upwards), "words 100\nline of")) == 2


def test_words_of_which_no_heights_are_known_have_boxes_as_high_as_the_font():
    """As in vertical Japanese whose font is not in the file."""
    content = "BT /F1 20 Tf 300 700 Td <034E035C1EDB> Tj ET"
    system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >>"
    font = "/Type /Font /BaseFont /Ryumin-Light"
    data = assemble(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
            "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 6 0 R >> >> >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
            "<< >>",
            f"<< {font}-Identity-V /Subtype /Type0 /Encoding /Identity-V /DescendantFonts [7 0 R] >>",
            f"<< {font} /Subtype /CIDFontType0 {system} /FontDescriptor 8 0 R /DW 1000 >>",
            "<< /Type /FontDescriptor /FontName /Ryumin-Light /Flags 6 /ItalicAngle 0 /Ascent 723 /Descent -241 "
            "/StemV 69 /CapHeight 709 /FontBBox [-170 -331 1024 903] >>",
        ]
    )
    found = find_boxes(data, read_pdf(data).text[:2])
    assert found
    assert all(box.height >= 0.9 * 20 / 792 for box in found)


@pytest.mark.parametrize(
    ("start", "end", "quote"), [(4, 9, "hours"), (0, 7, "opening"), (0, 0, ""), (-5, -1, "only"), (0, 9999, TEXT)]
)
def test_a_quote_that_is_not_at_its_place_has_no_boxes(start, end, quote):
    assert boxes(make_pdf(LETTER), 1, start, end, quote) == []


def test_words_outside_the_displayed_part_are_hidden():
    contents = read_pdf(make_pdf(PdfPage(LETTER, "/CropBox [60 600 400 700]")))
    assert "Opening hours" not in contents.text
    assert "Opening hours" in " ".join(contents.unseen)


@pytest.mark.parametrize("page", [0, -1, 2, 10**9])
def test_a_page_that_is_not_there_is_an_error_that_says_how_many_are(page):
    with pytest.raises(DocumentError, match="it has 1"):
        page_image(make_pdf(LETTER), page)
    with pytest.raises(DocumentError, match="it has 1"):
        boxes(make_pdf(LETTER), page, 0, 7, "Opening")


def test_a_page_image_has_the_width_asked_for():
    image = Image.open(io.BytesIO(page_image(make_pdf(LETTER), 1, width=500)))
    assert (image.format, image.size) == ("PNG", (500, 648))


@pytest.mark.parametrize("size", ["1000000000 1000000000", "1 1000000", "1000000 1", "0 0", "0.001 0.001"])
def test_pages_of_monstrous_sizes_make_bounded_images(size):
    data = make_pdf(PdfPage(LETTER, f"/MediaBox [0 0 {size}]"))
    width, height = Image.open(io.BytesIO(page_image(data, 1))).size
    assert 0 < width <= 10_000
    assert 0 < height <= 10_000
    assert width * height <= 4_100_000


def _pixels(box, size, margin):
    width, height = size
    left, top = box.left * width, box.top * height
    return left - margin, top - margin, left + box.width * width + margin, top + box.height * height + margin


def test_powers_indices_and_footnote_marks_are_recognised_by_size_and_baseline():
    content = (
        show("The tank holds 10", 72, 700) + show("6", 167.4, 705, size=7) + show(" litres.", 171.3, 700)
        + show("The fee is 42 euros", 72, 680) + show("1", 174.7, 685, size=7) + show(" per month.", 178.6, 680)
        + show("H", 72, 660) + show("2", 80.7, 657, size=7) + show("O is water.", 84.6, 660)
        + show("1", 72, 103, size=5) + show("Without tax.", 75, 100, size=8)
    )  # fmt: skip
    data = make_pdf(content)
    text = read_pdf(data).text
    assert text == ("The tank holds 10^6 litres.\nThe fee is 42 euros ¹ per month.\nH₂O is water.\n¹ Without tax.")
    (box,) = find_boxes(data, "42 euros ¹ per")
    assert box.left * 612 > 125
    assert (box.left + box.width) * 612 < 200
    assert find_boxes(data, "10^6 litres")
    assert find_boxes(data, "H₂O is")


def test_digits_of_one_size_on_one_line_stay_a_number():
    content = show("In 2024 we sold 106 pumps of 1.5 kW, x2.", 72, 700) + show("12 small", 72, 680, size=6)
    assert read_pdf(make_pdf(content)).text == "In 2024 we sold 106 pumps of 1.5 kW, x2.\n12 small"


def test_a_raised_and_a_lowered_number_with_a_slash_are_a_fraction():
    content = show("Add 5", 72, 700) + show("1", 103, 704, size=7) + show("/", 107, 700) + show("2", 110.3, 698, size=7)
    assert read_pdf(make_pdf(content)).text == "Add 5 1/2"


def test_text_with_a_line_through_it_is_left_out_and_noted():
    content = (
        show("Rate: 8 percent", 72, 700) + "105 704 m 155 704 l S\n" + show("9 percent", 165, 700)
        + show("Underlined", 72, 680) + "72 678 m 128 678 l S\n"
        + show("Below a rule", 72, 660) + "72 672 m 540 672 l S\n"
        + show("old", 72, 640) + "72 643.5 16.7 0.8 re f\n"
        + show("A leader", 72, 620) + "72 624 m 300 624 l S\n"
    )  # fmt: skip
    contents = read_pdf(make_pdf(content))
    assert contents.text.split("\n") == ["Rate: 9 percent", "Underlined", "Below a rule", "A leader"]
    assert contents.notes == ("struck-out or deleted text was left out (2 places)",)
    assert find_boxes(make_pdf(content), "9 percent")


def test_text_that_an_annotation_strikes_out_is_left_out_and_noted():
    annotation = (
        "<< /Type /Annot /Subtype /StrikeOut /Rect [105 697 155 711] /QuadPoints [105 711 155 711 105 697 155 697] >>"
    )
    page = PdfPage(show("Rate: 8 percent 9 percent", 72, 700), f"/Annots [{annotation}]")
    contents = read_pdf(make_pdf(page))
    assert contents.text == "Rate: 9 percent"
    assert contents.notes == ("struck-out or deleted text was left out (1 place)",)


def numbered_pages(*bodies):
    """Pages with a running header, and a footer that holds the number of the page."""
    return [
        show("Zuvelo Ltd  Confidential", 72, 770, size=9)
        + show(f"Handbook v3 - page {number} of {len(bodies)}", 72, 25, size=9)
        + show(f"- {number} -", 300, 12, size=9)
        + "".join(show(line, 72, 700 - 14 * i) for i, line in enumerate(body))
        for number, body in enumerate(bodies, start=1)
    ]


def test_running_lines_are_read_once_and_page_numbers_never():
    data = make_pdf(*numbered_pages(["One is here."], ["Two is here."], ["Three is here."]))
    contents = read_pdf(data)
    assert contents.text.split(PAGE_BREAK) == [
        "Zuvelo Ltd Confidential\nHandbook v3 - page 1 of 3",
        "One is here.",
        "Two is here.",
        "Three is here.",
    ]
    assert [(page, text) for page, _, text in sections_of(contents)][1:] == [(2, "Two is here."), (3, "Three is here.")]
    start = contents.sections[0].start
    for page, quote in ((1, "One is"), (2, "Two is"), (3, "Three")):
        start = contents.text.index(quote) - min(s.start for s in contents.sections if s.page == page)
        (box,) = boxes(data, page, start, start + len(quote), quote)
        assert round((1 - box.top) * 792) in range(705, 715)


def test_what_repeats_in_the_text_or_at_the_head_of_a_table_is_no_running_line():
    page = show("Sign here:", 72, 400) + show("Part", 72, 740) + show("Stock", 250, 740) + show("Price", 400, 740)
    rows = [show(name, 72, 726) + show("8", 250, 726) + show("0.35", 400, 726) for name in ("Bolt", "Nut")]
    text = read_pdf(make_pdf(*(page + row + row.replace("726", "712") for row in rows))).text
    assert text.count("Part: Nut | Stock: 8") == 2
    assert text.count("Sign here:") == 2


def test_a_sentence_that_goes_on_over_the_end_of_a_page_is_one():
    first = ["The contract may be ended on the last", "day of the month in which the"]
    second = ["notice was given. The rest follows."]
    data = make_pdf(*numbered_pages(first, second, ["Other words."]))
    contents = read_pdf(data)
    assert "in which the\nnotice was given. The rest" in contents.text
    found = sections_of(contents)
    assert [(page, text.splitlines()[-1]) for page, _, text in found] == [
        (1, "notice was given."),
        (2, "The rest follows."),
        (3, "Other words."),
    ]
    quote = "in which the\nnotice was given."
    start = contents.text.index(quote) - found_start(contents, 1)
    (box,) = boxes(data, 1, start, start + len(quote), quote)
    assert round((1 - box.top) * 792) in range(690, 700)
    start = contents.text.index("The rest") - found_start(contents, 2)
    assert len(boxes(data, 2, start, start + 8, "The rest")) == 1


def found_start(contents, page):
    return min(section.start for section in contents.sections if section.page == page)


def test_two_columns_that_are_written_line_by_line_are_read_one_after_the_other():
    left = [
        "Apples are picked in autumn",
        "when the first nights get",
        "cold and leaves turn red",
        "in the old orchards.",
    ]
    right = [
        "Pears are picked before they",
        "are ripe and kept in a dry",
        "and dark place until they",
        "are soft to the touch.",
    ]
    content = show("On fruit", 72, 730) + "".join(
        show(one, 72, 700 - 14 * i) + show(other, 320, 700 - 14 * i)
        for i, (one, other) in enumerate(zip(left, right, strict=True))
    )
    data = make_pdf(content)
    assert read_pdf(data).text == "\n".join(["On fruit", *left, *right])
    assert len(find_boxes(data, "in the old orchards.\nPears are")) == 2


def test_values_of_a_form_and_remarks_are_read_after_the_page_and_have_no_boxes():
    content = show("Name of applicant:", 72, 700) + show("Insured:", 72, 660)
    widget = "/Type /Annot /Subtype /Widget /F 4"
    data = assemble(
        [
            "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 8 0 R] >> >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
            "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 6 0 R >> >> "
            "/Annots [7 0 R 8 0 R 9 0 R] >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
            "<< >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            f"<< {widget} /FT /Tx /T (n) /V (Ada Lovelace) /Rect [200 690 400 715] >>",
            f"<< {widget} /FT /Tx /T (rate) /V (8 %) /Rect [300 100 400 115] >>",
            "<< /Type /Annot /Subtype /Text /Contents (Ask Bo.) /Rect [72 500 92 520] >>",
        ]
    )
    text = read_pdf(data).text
    assert text == "Name of applicant:\nInsured:\nName of applicant: Ada Lovelace\nrate: 8 %\nComment: Ask Bo."
    assert boxes(data, 1, text.index("Ada"), text.index("Ada") + 3, "Ada") == []
    assert len(boxes(data, 1, 0, 4, "Name")) == 1


def test_files_attached_to_a_pdf_are_read_after_it():
    content = show("See the list.", 72, 700)
    table = "Item,Price,Unit\nLamp,90,each\n"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(fees.csv) 7 0 R (run.exe) 8 0 R] >> >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 6 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Filespec /F (fees.csv) /EF << /F 9 0 R >> >>",
        "<< /Type /Filespec /F (run.exe) /EF << /F 9 0 R >> >>",
        f"<< /Type /EmbeddedFile /Length {len(table)} >>\nstream\n{table}\nendstream",
    ]
    document = read(assemble(objects), "a.pdf")
    assert [(s.heading, s.page, document.text[s.start : s.end]) for s in document.sections] == [
        ("", 1, "See the list."),
        ("fees.csv", None, "Item: Lamp | Price: 90 | Unit: each"),
    ]
    assert len(document.notes) == 1
    assert document.notes[0].startswith("run.exe inside it was not read: it is not a kind of file")


APPLES = [
    "Apples are picked in the autumn",
    "when the first nights get infor-",
    "mal and the leaves turn red",
    "in it.",
]
PEARS = [
    "Pears are picked before they do",
    "ripen and are kept in the same-",
    "day store and dark place until",
    "then.",
]
PLUMS = ["Plums are dried in the hot sun", "of late August and eaten all", "winter long with much self-", "less joy."]
READ = [
    ["Apples are picked in the autumn", "when the first nights get informal and the leaves turn red", "in it."],
    ["Pears are picked before they do", "ripen and are kept in the same-day store and dark place until", "then."],
    ["Plums are dried in the hot sun", "of late August and eaten all", "winter long with much self-less joy."],
]


def test_three_columns_that_are_written_line_by_line_are_read_one_after_the_other():
    content = show("same-day fruit", 72, 730) + "".join(
        show(text, 50 + 180 * column, 700 - 12 * i, size=9)
        for i, line in enumerate(zip(APPLES, PEARS, PLUMS, strict=True))
        for column, text in enumerate(line)
    )
    text = read_pdf(make_pdf(content)).text
    assert text.replace("-\n", "-") == "\n".join(["same-day fruit", *chain(*READ)])


def test_a_left_column_that_is_written_after_the_right_one_is_read_before_it():
    def column(lines, left):
        return "".join(show(line, left, 700 - 14 * i) for i, line in enumerate(lines))

    lefts, rights = ([f"the {side} column has line {i} of four" for i in range(4)] for side in ("left", "right"))
    content = show("On fruit", 72, 730) + column(rights, 320) + column(lefts, 72) + show("The end", 72, 600)
    assert read_pdf(make_pdf(content)).text == "\n".join(["On fruit", *lefts, *rights, "The end"])


def test_a_word_that_is_broken_at_the_end_of_a_page_is_one_and_keeps_its_place():
    first = ["Whoever stays longer than two days tells the care-"]
    second = ["taker. The kitchen of the house is state-of-the-"]
    third = ["art and clean."]
    data = make_pdf(*numbered_pages(first, second, third))
    contents = read_pdf(data)
    assert [text for _, _, text in sections_of(contents)][-2:] != []
    assert "tells the caretaker." in contents.text
    assert "is state-of-the-art and clean." in contents.text
    quote = "tells the caretaker."
    start = contents.text.index(quote) - found_start(contents, 1)
    assert len(boxes(data, 1, start, start + len(quote), quote)) == 1


def test_a_german_sentence_goes_on_with_a_noun_and_a_heading_ends_one():
    first = ["Der Saal ist beliebt. Er wird nach jedem"]
    noun = ["Fest vom Mieter gereinigt. Der Rest folgt."]
    heading = ["Kosten", "Der Saal kostet im ganzen Jahr gleich viel."]
    assert "nach jedem\nFest vom Mieter gereinigt." in read_pdf(make_pdf(*numbered_pages(first, noun, ["Ende."]))).text
    assert "nach jedem\n\nKosten" in read_pdf(make_pdf(*numbered_pages(first, heading, ["Ende."]))).text


def test_roman_page_numbers_are_no_text():
    pages = [
        show("What is said here is said at length.", 72, 400) + show(number, 300, 25, size=9)
        for number in ("ii", "iii", "iv", "v")
    ]
    assert read_pdf(make_pdf(*pages)).text.split(PAGE_BREAK) == ["What is said here is said at length."] * 4


def test_a_hyphen_after_a_digit_at_the_end_of_a_line_is_part_of_the_word():
    text = read_pdf(make_pdf(show("The house is CO2-", 72, 700) + show("neutral.", 72, 686))).text
    assert text == "The house is CO2-neutral."


def test_cells_with_a_frame_each_make_a_table():
    """Browsers print tables so: a frame around each cell, and one around all."""
    rows = [("Place", "2022", "2023"), ("Ulm", "120", "130"), ("Bonn", "310", "320")]
    drawn = "72 600 312 96 re S "
    for i, cells in enumerate(rows):
        for j, cell in enumerate(cells):
            x, y = 75 + 104 * j, 666 - 32 * i
            drawn += f"{x} {y} 100 28 re S " + show(cell, x + 6, y + 9)
    assert read_pdf(make_pdf(drawn)).text == "Place: Ulm | 2022: 120 | 2023: 130\nPlace: Bonn | 2022: 310 | 2023: 320"


def test_numbers_above_and_below_a_bar_are_a_fraction():
    page = show("The share is", 72, 700) + show("12", 139, 706, size=9) + "138 703 m 151 703 l S "
    page += show("5", 141.5, 694, size=9) + show("of all.", 156, 700)
    assert read_pdf(make_pdf(page)).text == "The share is 12/5 of all."


def test_a_small_fraction_with_a_bar_is_set_off_by_a_space():
    page = show("The share is", 72, 700) + show("12", 143, 705, size=7) + "143 703 m 151 703 l S "
    page += show("5", 145, 696, size=7) + show("of all.", 156, 700)
    assert read_pdf(make_pdf(page)).text == "The share is 12/5 of all."


def test_a_word_broken_at_the_end_of_a_line_with_wide_spaces_is_joined():
    words = {82: "The", 118.7: "house", 167.4: "of", 193.4: "the", 226: "infor-"}
    page = "".join(show(word, x, 700) for x, word in words.items()) + show("mation desk is open.", 72, 686)
    assert read_pdf(make_pdf(page)).text == "The house of the information desk is open."


@pytest.mark.parametrize(("shift", "shown"), [(5, "The tank holds 10^6 l."), (0, "The tank holds 106 l.")])
def test_a_raised_figure_of_the_same_size_is_a_power(shift, shown):
    page = show("The tank holds 10", 72, 700) + show("6", 166.1, 700 + shift) + show("l.", 176, 700)
    assert read_pdf(make_pdf(page)).text == shown


def test_a_lowered_figure_of_the_same_size_is_an_index():
    page = show("It is H", 72, 700) + show("2", 102.8, 695) + show("O here.", 109.6, 700)
    assert read_pdf(make_pdf(page)).text == "It is H₂O here."


def test_markers_of_a_list_that_the_file_draws_last_are_before_their_items():
    items = show("Keep out.", 92, 700) + show("Pay.", 92, 680) + show("Rest.", 92, 660)
    markers = show("1.", 78, 700) + show("2.", 78, 680) + show("•", 78, 660)
    page = show("Rules of the house", 72, 720) + items + markers
    assert read_pdf(make_pdf(page)).text == "Rules of the house\n1. Keep out.\n2. Pay.\n• Rest."
    data = make_pdf(page)
    start = read_pdf(data).text.index("2. Pay.")
    assert len(boxes(data, 1, start, start + 7, "2. Pay.")) == 1
