import io
import zipfile

import pytest
from made_archives import make_odf, make_pptx, make_xlsx, make_zip, relations, shape
from made_files import make_docx, paragraph
from made_scans import TESSERACT, needs_tesseract, saved, scan

from index.reading.read import read
from index.reading.readers import pictures
from index.reading.readers.contents import Attachment, Contents

HOURS = saved(scan("Opening hours are nine to five"), "PNG")
SIGN = saved(scan("x", size=(40, 40)), "PNG")
WORDS = Contents("", "", ())


def with_parts(data, **parts):
    """The archive with further parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    return make_zip({**held, **parts})


DOCX = with_parts(
    make_docx(paragraph("See the picture.")),
    **{"word/_rels/document.xml.rels": relations(r1="image media/a.png", r2="image media/b.png")},
    **{"word/media/a.png": HOURS, "word/media/b.png": SIGN},
)
PPTX = with_parts(
    make_pptx(shape("One"), shape("Two")),
    **{"ppt/slides/_rels/slide2.xml.rels": relations(r1="image ../media/a.png"), "ppt/media/a.png": HOURS},
)
XLSX = with_parts(
    make_xlsx({"Fees": [["x"]]}),
    **{
        "xl/worksheets/_rels/sheet1.xml.rels": relations(r1="drawing ../drawings/d.xml"),
        "xl/drawings/d.xml": "<d/>",
        "xl/drawings/_rels/d.xml.rels": relations(r1="image ../media/a.png"),
        "xl/media/a.png": HOURS,
    },
)
ODT = with_parts(make_odf("text", "<text:p>See the picture.</text:p>"), **{"Pictures/a.png": HOURS})


@pytest.mark.slow
@needs_tesseract
@pytest.mark.parametrize(
    ("name", "data", "heading"),
    [
        ("a.docx", DOCX, "picture 1"),
        ("a.pptx", PPTX, "picture on slide 2"),
        ("a.xlsx", XLSX, "picture on sheet “Fees”"),
        ("a.odt", ODT, "picture"),
    ],
)
def test_the_words_on_a_picture_in_an_office_file_are_read_after_its_text(name, data, heading):
    document = read(data, name, tesseract=TESSERACT)
    last = document.sections[-1]
    assert document.text[last.start : last.end] == "Opening hours are nine to five"
    assert (last.heading.partition(",")[0], last.page) == (heading.partition(" 1")[0], None)
    assert document.notes == ()


def test_pictures_are_noted_where_their_words_cannot_be_recognised():
    document = read(DOCX, "a.docx")
    assert document.text == "See the picture."
    assert document.notes == ("1 picture was not read: install tesseract-ocr to have it recognised",)


@needs_tesseract
def test_a_photograph_costs_nothing_and_a_repeated_picture_is_read_once():
    photograph = saved(scan(), "PNG")
    found = pictures.with_pictures(
        Contents("", "", (), pictures=tuple(Attachment(f"picture {i}", HOURS) for i in (1, 2))), TESSERACT
    )
    assert found.text == "Opening hours are nine to five"
    assert pictures.with_pictures(Contents("", "", (), pictures=(Attachment("p", photograph),)), TESSERACT) == WORDS


def test_drawings_of_unknown_formats_are_counted():
    drawings = tuple(Attachment("p", data) for data in (b"\xd7\xcd\xc6\x9a" + bytes(40), b"<svg>1</svg>", b"<svg/>"))
    assert pictures.with_pictures(Contents("", "", (), pictures=drawings), "").notes == (
        "1 picture was not read: a drawing in a format of Windows (EMF or WMF)",
        "2 pictures were not read: a drawing (SVG)",
    )


@needs_tesseract
def test_so_many_pictures_are_read_and_no_more(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PICTURES", 1)
    images = (HOURS, saved(scan("Closed on all holidays"), "PNG"))
    found = pictures.with_pictures(Contents("", "", (), pictures=tuple(Attachment("p", i) for i in images)), TESSERACT)
    assert found.text == "Opening hours are nine to five"
    assert found.notes == ("only the first 1 of 2 pictures were read: split it",)


@needs_tesseract
@pytest.mark.parametrize("bound", ["MAX_S", "MAX_COMPUTING_S"])
def test_pictures_that_take_too_long_leave_the_text_of_their_document(monkeypatch, bound):
    monkeypatch.setattr(pictures, bound, -1)
    document = read(DOCX, "a.docx", tesseract=TESSERACT)
    assert document.text == "See the picture."
    assert document.notes == ("only the first 0 of 1 pictures were read: split it",)


def test_a_document_in_a_document_is_read_and_other_objects_are_noted():
    data = with_parts(
        make_docx(paragraph("Main text.") + "<w:altChunk/>"),
        **{
            "word/_rels/document.xml.rels": relations(
                c="aFChunk chunk.html", p="package embeddings/Sheet1.xlsx", o="oleObject embeddings/o.bin"
            ),
            "word/chunk.html": "<p>Words of the chunk.</p>",
            "word/embeddings/Sheet1.xlsx": make_xlsx({"Fees": [["Item", "Price"], ["A", 5]]}),
            "word/embeddings/o.bin": b"x",
        },
    )
    document = read(data, "a.docx")
    assert [(s.heading, document.text[s.start : s.end].split()[-1]) for s in document.sections] == [
        ("", "text."),
        ("chunk.html", "chunk."),
        ("Sheet1.xlsx > page 1 > Fees", "5"),
    ]
    assert document.notes == ("1 embedded object was not read",)


def drawing(*lines):
    names = "http://schemas.openxmlformats.org/drawingml/2006/main"
    return f'<x xmlns:a="{names}">' + "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines) + "</x>"


def test_text_boxes_and_diagrams_of_sheets_and_texts_are_read():
    sheet = with_parts(
        make_xlsx({"Fees": [["x"]]}),
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": relations(r1="drawing ../drawings/d.xml"),
            "xl/drawings/d.xml": drawing("Words in a box"),
            "xl/drawings/_rels/d.xml.rels": relations(r1="diagramData ../diagrams/data1.xml"),
            "xl/diagrams/data1.xml": drawing("Plan", "Build"),
        },
    )
    assert read(sheet, "a.xlsx").text == "Fees\n\nx\nWords in a box\nPlan\nBuild"
    diagram = '<w:p><w:r><w:drawing><d:relIds xmlns:d="d" xmlns:r="r" r:dm="r1"/></w:drawing></w:r></w:p>'
    text = with_parts(
        make_docx(paragraph("Steps:") + diagram),
        **{
            "word/_rels/document.xml.rels": relations(r1="diagramData diagrams/data1.xml"),
            "word/diagrams/data1.xml": drawing("Plan", "Build"),
        },
    )
    assert read(text, "a.docx").text == "Steps:\n\nPlan\nBuild"
