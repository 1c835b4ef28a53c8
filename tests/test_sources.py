"""The place of a citation in its source."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from made_files import make_pdf as made_pdf
from made_files import show
from made_pdfs import make_pdf
from scripted import LEAVE, LOST, PAGES, SECURITY, hit, make_document

from index.errors import DocumentError
from index.reading.sandbox import ANOTHER_VERSION, Sandbox
from index.records import Box, Document, Section
from ui.web.sources import (
    AROUND,
    NO_IMAGE,
    NOT_FOUND,
    NOT_ON_PAGE,
    OTHER_VERSION,
    count_pages,
    find_place,
    locate,
    start_of_page,
    with_passages,
)

BOX = Box(0.1, 0.2, 0.3, 0.02)


def paged(text: str, *pages: str, document_id: str = "a.pdf") -> Document:
    """A document with one section a page."""
    sections = tuple(
        Section(text.index(page), text.index(page) + len(page), number, "") for number, page in enumerate(pages, 1)
    )
    return Document(document_id, "0" * 64, "A", text, sections)


def no_boxes(*_: object) -> list[Box]:
    raise AssertionError("boxes were asked for")


def no_cells(*_: object) -> str:
    raise AssertionError("cells were asked for")


def in_no_table(*_: object) -> str:
    return ""


def span_of(document: Document, quote: str) -> tuple[int, int]:
    start = document.text.index(quote)
    return start, start + len(quote)


def test_the_quote_stands_between_what_is_before_and_after_it() -> None:
    document = make_document("security.md", SECURITY)
    place = find_place(document, *span_of(document, LOST), quote=LOST, find_boxes=no_boxes, find_cells=no_cells)
    assert place.quote == LOST
    assert place.before + place.quote + place.after == SECURITY
    assert not place.cut_before
    assert not place.cut_after
    assert place.note == ""
    assert (place.page, place.pages, place.image, place.boxes) == (None, None, False, ())


def test_a_huge_document_is_shown_around_the_quote_and_says_so() -> None:
    text = "a" * 3 * AROUND + "QUOTE" + "b" * 3 * AROUND
    place = find_place(
        make_document("huge.txt", text),
        3 * AROUND,
        3 * AROUND + 5,
        quote="QUOTE",
        find_boxes=no_boxes,
        find_cells=no_cells,
    )
    assert (place.start, place.before, place.quote) == (3 * AROUND, "a" * AROUND, "QUOTE")
    assert place.after == "b" * AROUND
    assert place.cut_before
    assert place.cut_after


@pytest.mark.parametrize(
    ("text", "start", "quote", "span"),
    [
        ("one two three", 4, "two", (4, 7)),
        ("now one two three", 4, "two", (8, 11)),  # the document was edited above it
        ("one six three", 4, "two", None),
        ("two one two", 4, "two", None),  # one of the two would be a guess
        ("two one two", 8, "two", (8, 11)),
        ("one", 90, "two", None),
        ("one  two", 3, "  ", None),
        ("one", 0, "", None),
    ],
)
def test_a_quote_is_located_exactly_or_not_at_all(
    text: str, start: int, quote: str, span: tuple[int, int] | None
) -> None:
    assert locate(text, start, start + len(quote), quote) == span


def test_words_that_are_gone_are_not_marked_and_the_reader_is_reported() -> None:
    document = make_document("a.txt", "Nothing of the kind.")
    place = find_place(document, 500, 520, quote="The old words.", find_boxes=no_boxes, find_cells=no_cells)
    assert (place.quote, place.note) == ("", NOT_FOUND)
    assert place.before + place.after == document.text


def test_a_pdf_page_gets_boxes_for_the_span_inside_the_page() -> None:
    document = paged("Page one.\n\nPage two has words.", "Page one.", "Page two has words.")
    asked: list[tuple[object, ...]] = []

    def find_boxes(*arguments: object) -> list[Box]:
        asked.append(arguments)
        return [BOX]

    place = find_place(
        document, *span_of(document, "has words"), quote="has words", find_boxes=find_boxes, find_cells=in_no_table
    )
    assert asked == [("a.pdf", 2, 9, 18, "has words")]
    assert (place.page, place.pages, place.image, place.boxes, place.note) == (2, 2, True, (BOX,), "")
    assert place.quote == "has words"  # the text is there too, for people who cannot see the image


def test_a_page_of_several_sections_starts_with_the_first() -> None:
    sections = (Section(0, 10, 1, ""), Section(12, 20, 2, "A"), Section(20, 30, 2, "B"))
    document = Document("a.pdf", "0" * 64, "A", "x" * 30, sections)
    assert start_of_page(document, 2) == 12
    assert count_pages(document) == 2


def test_a_page_without_the_words_is_shown_unmarked_with_a_note() -> None:
    place = find_place(
        HANDBOOK_PAGED, *span_of(HANDBOOK_PAGED, LEAVE), find_boxes=lambda *_: [], find_cells=in_no_table
    )
    assert (place.image, place.boxes, place.note) == (True, (), NOT_ON_PAGE)


def test_a_changed_pdf_is_shown_unmarked_without_asking_for_boxes() -> None:
    place = find_place(
        HANDBOOK_PAGED, 5, 20, quote="words of an older edition", find_boxes=no_boxes, find_cells=no_cells
    )
    assert (place.image, place.boxes, place.quote, place.note) == (True, (), "", NOT_FOUND)


def test_a_pdf_whose_file_cannot_be_read_is_shown_as_text() -> None:
    def fail(*_: object) -> list[Box]:
        raise DocumentError("is gone", "a.pdf")

    place = find_place(HANDBOOK_PAGED, *span_of(HANDBOOK_PAGED, LEAVE), find_boxes=fail, find_cells=in_no_table)
    assert (place.image, place.boxes, place.quote, place.note) == (False, (), LEAVE, NO_IMAGE)


def test_a_pdf_whose_file_is_not_the_one_that_was_read_is_shown_as_text_and_says_so() -> None:
    def fail(*_: object) -> list[Box]:
        raise DocumentError(ANOTHER_VERSION, "a.pdf")

    place = find_place(HANDBOOK_PAGED, *span_of(HANDBOOK_PAGED, LEAVE), find_boxes=fail, find_cells=in_no_table)
    assert (place.image, place.quote, place.note) == (False, LEAVE, OTHER_VERSION)


@pytest.mark.parametrize("name", ["scan.png", "Scan.JPG", "fax.tif", "fax.TIFF"])
def test_a_scan_is_shown_as_an_image_too(name: str) -> None:
    document = replace(HANDBOOK_PAGED, id=name)
    place = find_place(document, *span_of(document, LEAVE), find_boxes=lambda *_: [BOX], find_cells=no_cells)
    assert (place.page, place.image, place.boxes) == (2, True, (BOX,))


def test_pages_of_other_formats_have_no_images() -> None:
    document = replace(HANDBOOK_PAGED, id="slides.pptx")
    place = find_place(document, *span_of(document, LEAVE), find_boxes=no_boxes, find_cells=lambda *_: "")
    assert (place.page, place.image) == (2, False)


def test_the_heading_of_the_section_is_reported() -> None:
    sections = (Section(0, 3, None, "First"), Section(4, 9, None, "Second"))
    document = Document("a.md", "0" * 64, "A", "one two six", sections)
    assert find_place(document, 4, 7, find_boxes=no_boxes, find_cells=no_cells).heading == "Second"


def test_a_document_without_sections_can_be_shown() -> None:
    document = Document("a.txt", "0" * 64, "A", "one two", ())
    place = find_place(document, 4, 7, find_boxes=no_boxes, find_cells=no_cells)
    assert (place.quote, place.page, place.heading) == ("two", None, "")


def test_the_boxes_of_a_real_file_lie_on_exactly_the_quoted_words(tmp_path: Path) -> None:
    data = make_pdf(PAGES)
    (tmp_path / "book.pdf").write_bytes(data)
    with Sandbox(tmp_path) as sandbox:
        document = sandbox.read("book.pdf")
        place = find_place(
            document, *span_of(document, LEAVE), quote=LEAVE, find_boxes=sandbox.boxes, find_cells=in_no_table
        )
    assert (place.page, place.pages, place.quote, place.note) == (2, 3, LEAVE, "")
    pdf = pypdfium2.PdfDocument(data)
    page = pdf[1]
    width, height = page.get_size()
    words = [
        page.get_textpage().get_text_bounded(
            left=box.left * width - 1,
            bottom=height * (1 - box.top - box.height) - 1,
            right=(box.left + box.width) * width + 1,
            top=height * (1 - box.top) + 1,
        )
        for box in place.boxes
    ]
    pdf.close()
    assert " ".join(part.strip() for part in words) == LEAVE


HANDBOOK_PAGED = paged("\n\n".join(PAGES), *PAGES, document_id="hr/Handbook.PDF")


def test_a_quote_from_a_sheet_gets_the_cells_of_its_span_inside_the_sheet() -> None:
    document = paged(
        "Cover\n\nStaff\n\nname: Ada | born: 1815", "Cover", "Staff\n\nname: Ada | born: 1815", document_id="a.xlsx"
    )
    asked = []

    def find_cells(*arguments: object) -> str:
        asked.append(arguments)
        return "B2"

    place = find_place(document, *span_of(document, "1815"), find_boxes=no_boxes, find_cells=find_cells)
    assert asked == [("a.xlsx", 2, 25, 29, "1815")]
    assert (place.cells, place.page, place.image) == ("B2", 2, False)


def test_a_sheet_whose_file_is_gone_is_shown_without_cells() -> None:
    def fail(*_: object) -> str:
        raise DocumentError("is no longer there", "a.csv")

    document = make_document("a.csv", "name: Ada | born: 1815")
    place = find_place(document, *span_of(document, "1815"), find_boxes=no_boxes, find_cells=fail)
    assert (place.quote, place.cells, place.note) == ("1815", "", "")


def test_words_that_are_gone_from_a_sheet_have_no_cells() -> None:
    place = find_place(make_document("a.csv", "a: 1"), 0, 4, quote="b: 2", find_boxes=no_boxes, find_cells=no_cells)
    assert (place.cells, place.note) == ("", NOT_FOUND)


def test_a_row_of_a_table_in_a_pdf_has_boxes_and_names_its_cells(tmp_path: Path) -> None:
    rows = (("Part", "Price"), ("Bolt", "20"), ("Nut", "35"))
    content = "".join(
        show(cell, 72 + 200 * x, 700 - 14 * y) for y, row in enumerate(rows) for x, cell in enumerate(row)
    )
    (tmp_path / "prices.pdf").write_bytes(made_pdf(content))
    with Sandbox(tmp_path) as sandbox:
        document = sandbox.read("prices.pdf")
        span = span_of(document, "Nut | Price: 35")
        place = find_place(document, *span, find_boxes=sandbox.boxes, find_cells=sandbox.cells)
    assert (place.quote, place.cells, place.image) == ("Nut | Price: 35", "table 1, A3:B3", True)
    assert len(place.boxes) == 3


def test_pages_without_text_and_what_was_not_read_are_told() -> None:
    document = replace(paged("one two", "one", "two"), notes=("page 2 has no text", "b", "c", "d"))
    first, second = document.sections
    document = replace(document, sections=(first, replace(second, page=3)))
    place = find_place(document, 0, 0, quote="", find_boxes=no_boxes, find_cells=no_cells)
    assert place.textless == (2,)
    assert place.notes == ("page 2 has no text", "b", "c")


def test_the_passages_that_begin_in_the_shown_text_are_numbered_as_in_the_document() -> None:
    text = "".join(f"Line {n:04}.\n" for n in range(6000))
    document = make_document("log.txt", text)
    passages = [hit(document, f"Line {n:04}.").passage for n in range(0, 6000, 100)]
    place = find_place(document, 33_000, 33_000, quote="", find_boxes=no_boxes, find_cells=no_cells)
    shown = with_passages(place, passages).passages
    assert shown[0] == (13, 13_200)  # the first that begins after what is cut off
    assert all(place.before.startswith("Line", start - 13_000) for _, start in shown if start < 33_000)
    assert [number for number, _ in shown] == list(range(13, 50))
