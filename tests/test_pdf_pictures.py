"""Pictures on the pages of a PDF that also have text."""

import io

import pypdfium2 as pdfium
from made_files import make_pdf, show
from made_scans import TESSERACT, needs_tesseract, saved, scan

from index.reading.read import read
from index.reading.readers.pdf.pages import read_pdf

NOTICE = saved(scan("Twenty days of leave."), "JPEG")


def with_picture(*pages, picture=NOTICE, size=(400, 150), at=(72, 300)):
    """A PDF of these pages, each with the picture on it."""
    document = pdfium.PdfDocument(make_pdf(*pages))
    for page in document:
        image = pdfium.PdfImage.new(document)
        image.load_jpeg(io.BytesIO(picture), inline=True)
        image.set_matrix(pdfium.PdfMatrix().scale(*size).translate(*at))
        page.insert_obj(image)
        page.gen_content()
    file = io.BytesIO()
    document.save(file)
    document.close()
    return file.getvalue()


PAGE = show("See the notice at the entrance:", 72, 700)


@needs_tesseract
def test_the_words_on_a_picture_follow_the_text_of_the_pages():
    document = read(with_picture(PAGE), "a.pdf", tesseract=TESSERACT)
    found = {section.heading: document.text[section.start : section.end] for section in document.sections}
    assert found == {"": "See the notice at the entrance:", "picture on page 1": "Twenty days of leave."}


def test_without_tesseract_the_picture_is_noted():
    for pages in ([PAGE], [PAGE, PAGE]):
        notes = read(with_picture(*pages), "a.pdf").notes
        assert notes == ("1 picture was not read: install tesseract-ocr to have it recognised",)


def test_a_picture_that_every_page_has_is_taken_once():
    found = read_pdf(with_picture(PAGE, PAGE), "tesseract")
    assert [picture.name for picture in found.pictures] == ["picture on page 1"]


def test_icons_and_pictures_behind_a_text_are_left_out():
    for made in (with_picture(PAGE, size=(60, 20)), with_picture(PAGE, size=(500, 700), at=(50, 50))):
        assert read_pdf(made, "tesseract").pictures == ()
        assert read_pdf(made).notes == ()
