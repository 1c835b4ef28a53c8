"""Pages of PDFs whose text can only be seen."""

import io
import time
from contextlib import suppress
from pathlib import Path

import pypdfium2
import pytest
from desk import Desk
from made_files import assemble, make_pdf, show
from made_scans import TESSERACT, needs_tesseract, saved, scan
from PIL import Image

from index.errors import DocumentError
from index.reading.read import reader_version
from index.reading.readers.contents import PAGE_BREAK
from index.reading.readers.pdf.glyphs import character_codes, is_garbled
from index.reading.readers.pdf.pages import boxes, page_image, read_pdf
from index.reading.sandbox import Limits, Sandbox

PAGE = scan("The office closes at six.", "Parking is free for guests.", size=(800, 400))
SCAN = saved(PAGE, "PDF")


def mixed():
    """A page of text, a scan, and an empty page."""
    document = pypdfium2.PdfDocument(make_pdf(show("First page.", 72, 700)))
    document.import_pages(pypdfium2.PdfDocument(SCAN))
    document.new_page(612, 792)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def garbled(*, is_sound=False):
    """A PDF whose font does not say what its glyphs mean, as broken programs write it; a sound one with its map."""
    cmap = (
        "1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfrange <03> <1A> <0061> <C1> <DA> <0061> endbfrange"
    )
    glyphs = " ".join(f"/g{code}" for code in range(3, 29))
    boxes_of_glyphs = " ".join(f"/g{code} 6 0 R" for code in range(3, 29))
    content = "BT /F1 12 Tf 72 700 Td <" + "".join(f"{3 + i % 24:02x}" for i in range(120)) + "> Tj ET"
    drawing = "500 0 d0 0 0 400 600 re f"
    font = (
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [.001 0 0 .001 0 0] "
        "/FirstChar 3 /LastChar 28 "
        f"/Widths [{'500 ' * 26}] /CharProcs << {boxes_of_glyphs} >> /Encoding << /Differences [3 {glyphs}] >> "
        f"{'/ToUnicode 7 0 R' if is_sound else ''} >>"
    )
    return assemble(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
            "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
            font,
            f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream",
            f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        ]
    )


def is_garbled_page(data):
    document = pypdfium2.PdfDocument(data)
    layer = document[0].get_textpage()
    found = is_garbled(layer, character_codes(layer))
    layer.close()
    document.close()
    return found


@needs_tesseract
def test_a_page_that_is_an_image_is_recognised_and_the_others_are_read():
    contents = read_pdf(mixed(), TESSERACT)
    found = [(s.page, contents.text[s.start : s.end]) for s in contents.sections]
    assert found[0] == (1, "First page.")
    assert (found[1][0], " ".join(found[1][1].split())) == (2, "The office closes at six. Parking is free for guests.")
    assert contents.notes == ()


@needs_tesseract
def test_the_boxes_of_a_recognised_span_cover_its_words():
    data = mixed()
    text = read_pdf(data, TESSERACT).text.split(PAGE_BREAK, 1)[1]
    start = text.index("office closes")
    (box,) = boxes(data, 2, start, start + 13, "office closes", tesseract=TESSERACT)
    image = Image.open(io.BytesIO(page_image(data, 2))).convert("L")
    left, top = box.left * image.width, box.top * image.height
    part = image.crop(
        (round(left), round(top), round(left + box.width * image.width), round(top + box.height * image.height))
    )
    assert part.getextrema()[0] < 128
    assert boxes(data, 2, start, start + 13, "office closed", tesseract=TESSERACT) == []
    assert boxes(data, 1, 0, 5, "First", tesseract=TESSERACT) == boxes(data, 1, 0, 5, "First") != []


def test_without_the_program_a_page_without_text_is_noted_with_the_cure():
    contents = read_pdf(mixed())
    assert contents.text == "First page."
    assert contents.notes == ("page 2 shows an image instead of text: install tesseract-ocr to have it recognised",)
    with pytest.raises(DocumentError, match="install tesseract-ocr"):
        read_pdf(SCAN)


def numbered_scan():
    """A PDF of one scan with the number of the page beside it, as copiers make it."""
    picture = saved(PAGE, "JPEG").decode("latin-1")
    content = "q 600 0 0 370 6 320 cm /Im Do Q " + show("Page 7", 72, 20)
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    return assemble(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 700] >>",
            f"<< /Type /Page /Parent 2 0 R /Contents 4 0 R "
            f"/Resources << /Font << /F1 {font} >> /XObject << /Im 5 0 R >> >> >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
            "<< /Type /XObject /Subtype /Image /Width 800 /Height 400 /ColorSpace /DeviceGray /BitsPerComponent 8 "
            f"/Filter /DCTDecode /Length {len(picture)} >>\nstream\n{picture}\nendstream",
        ]
    )


@needs_tesseract
def test_a_scan_with_only_a_page_number_beside_it_is_recognised():
    text = read_pdf(numbered_scan(), TESSERACT).text
    assert "closes at six" in text
    assert "Page 7" in text


def test_without_the_program_what_stands_beside_a_scan_is_kept_and_the_scan_noted():
    contents = read_pdf(numbered_scan())
    assert contents.text == "Page 7"
    assert contents.notes == ("page 1 shows an image instead of text: install tesseract-ocr to have it recognised",)


def test_glyphs_without_a_meaning_are_not_taken_for_text():
    assert is_garbled_page(garbled())
    assert not is_garbled_page(garbled(is_sound=True))
    assert not is_garbled_page(make_pdf(show("Plain words of a sound file.", 72, 700)))
    with pytest.raises(DocumentError, match="holds no text"):
        read_pdf(garbled())


@pytest.mark.slow
@needs_tesseract
def test_a_scan_comes_through_the_sandbox_with_its_place(tmp_path):
    (tmp_path / "letter.pdf").write_bytes(mixed())
    (tmp_path / "photo.png").write_bytes(saved(PAGE, "PNG"))
    with Sandbox(tmp_path, tesseract=TESSERACT) as sandbox:
        for name, page in (("letter.pdf", 2), ("photo.png", 1)):
            document = sandbox.read(name)
            section = next(s for s in document.sections if s.page == page)
            start = document.text.index("closes") - section.start
            assert len(sandbox.boxes(name, page, start, start + 6, "closes")) == 1
            assert sandbox.page_image(name, page).startswith(b"\x89PNG")


def test_the_sandbox_says_which_pages_were_left_out(tmp_path):
    (tmp_path / "letter.pdf").write_bytes(mixed())
    with Sandbox(tmp_path, tesseract="") as sandbox:
        assert sandbox.read("letter.pdf").notes[0].startswith("page 2 shows an image instead of text")


def indexed(desk, tesseract):
    """What an update with this program did, and the texts that are found for "office closes" then."""
    with Sandbox(desk.documents, tesseract=tesseract) as sandbox:
        changes = desk.update(read=sandbox.read, reader_version=reader_version(sandbox.tesseract))
    return changes, desk.search("office closes")


@pytest.mark.slow
@needs_tesseract
def test_scans_are_read_once_the_program_is_installed_and_reported_by_page_before(tmp_path):
    desk = Desk(tmp_path)
    (desk.documents / "letter.pdf").write_bytes(mixed())
    (desk.documents / "photo.png").write_bytes(saved(PAGE, "PNG"))
    changes, found = indexed(desk, "")
    assert [failure.path for failure in changes.failed] == ["photo.png"]
    assert [note.path for note in changes.in_part] == ["letter.pdf"]
    assert changes.in_part[0].reason.startswith("page 2 shows an image instead of text: install tesseract-ocr")
    assert found == ["First page."]
    changes, found = indexed(desk, TESSERACT)
    assert (changes.failed, changes.in_part) == ((), ())
    assert sum("closes at six" in text for text in found) == 2
    assert indexed(desk, TESSERACT)[0].unchanged == 2


def test_a_program_that_hangs_is_ended_with_the_file_it_reads(tmp_path):
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nexec sleep 617\n")
    program.chmod(0o755)
    (tmp_path / "photo.png").write_bytes(saved(PAGE, "PNG"))
    with Sandbox(tmp_path, limits=Limits(waiting_s=1), tesseract=str(program)) as sandbox:
        with pytest.raises(DocumentError, match="longer than 1 s"):
            sandbox.read("photo.png")
        end = time.monotonic() + 30
        while is_sleeping() and time.monotonic() < end:
            time.sleep(0.01)
        assert not is_sleeping()


def is_sleeping():
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if path.read_bytes().startswith(b"sleep\x00617"):
                return True
    return False
