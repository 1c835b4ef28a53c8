"""Documents of Pages, Numbers and Keynote."""

import pytest
from made_archives import make_zip
from made_scans import TESSERACT, needs_tesseract, saved, scan

from index.errors import DocumentError
from index.reading.read import read

PICTURE = saved(scan("Twenty days of leave."), "JPEG")


@needs_tesseract
def test_without_a_pdf_preview_the_picture_of_the_first_page_is_read_and_the_rest_noted():
    data = make_zip({"Index/Document.iwa": b"\0", "preview.jpg": PICTURE, "preview-micro.jpg": b"x"})
    document = read(data, "a.pages", tesseract=TESSERACT)
    assert "Twenty days of leave" in document.text
    assert any("only the picture of its first page was read: export it as PDF" in note for note in document.notes)


@pytest.mark.parametrize(
    "parts", [{"Index/Document.iwa": b"\0"}, {"Index/Document.iwa": b"\0", "preview.jpg": PICTURE}]
)
def test_without_a_preview_or_a_way_to_read_it_the_file_is_refused_with_the_cure(parts):
    with pytest.raises(DocumentError, match="without a PDF preview in it: export it as PDF"):
        read(make_zip(parts), "a.numbers")
