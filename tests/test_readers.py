import random
from itertools import pairwise

import pytest
from made_archives import make_epub, make_msg, make_odf, make_pptx, make_xls, make_xlsx, make_zip, odf_table, shape
from made_files import make_docx, make_pdf, paragraph, show, table
from made_scans import TESSERACT, needs_tesseract, saved, scan

from index.errors import DocumentError
from index.reading.read import is_readable, read, reader_version
from index.reading.sandbox import Limits, Sandbox

LETTER = make_pdf(
    show("Opening hours", 72, 720) + show("The office closes at six.", 72, 700),
    show("Second page.", 72, 700),
    title="Letter",
    bookmarks=[("Opening hours", 1)],
)
STYLES = '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
REPORT = make_docx(
    paragraph("Leave", style="H1") + paragraph("Twenty days.") + table(["Day", "City", "Fee"], ["3 May", "Rome", "9"]),
    styles=STYLES,
)
PAGE = b"<title>Kettle</title><h1>Kettle</h1><p>Boils.</p><h2>Data</h2><table><tr><th>a<th>b<tr><td>1<td>2</table>"
GUIDE = "# Guide\n\nIntro – schön.\n\n## Steps\n\n1. Fill.\n2. Boil.\n".encode()
NOTE = "Grüße aus Köln.\r\n\r\nBis bald!\r\n".encode("cp1252")
MAIL = b"From: Ada\nSubject: Fees\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSee below.\n--x\n"
MAIL += b"Content-Disposition: attachment; filename=a.csv\n\na,b\n1,2\n--x--\n"
OUTLOOK = {"__substg1.0_0037001F": "Fees".encode("utf-16-le"), "__substg1.0_1000001F": "Words.".encode("utf-16-le")}
RICH = rb"{\rtf1\ansi{\stylesheet{\s1 heading 1;}}\pard\s1 Leave\par\pard Twenty d\'e4ys.\par\trowd a\cell b\cell\row}"
STAFF = b'{"team": "red", "staff": [{"name": "Ada", "born": 1815}, {"name": "Bo", "tags": ["a", "b"]}]}'
GOOD = {
    "letter.pdf": LETTER,
    "report.docx": REPORT,
    "page.html": PAGE,
    "guide.md": GUIDE,
    "note.txt": NOTE,
    "talk.pptx": make_pptx(shape("Results", role="title") + shape("Sales rose."), shape("Thanks")),
    "fees.xlsx": make_xlsx({"Fees": [["day", "city", "fee"], ["Mon", "Rome", 9]], "More": [["x"]]}),
    "old.xls": make_xls({"Fees": [["day", "city", "fee"], ["Mon", "Rome", 9]]}),
    "rules.odt": make_odf("text", '<text:h text:outline-level="1">Leave</text:h><text:p>Twenty days.</text:p>'),
    "talk.odp": make_odf("presentation", "<draw:page><draw:frame><text:p>Sales</text:p></draw:frame></draw:page>"),
    "fees.ods": make_odf("spreadsheet", odf_table(["day", "city", "fee"], ["Mon", "Rome", "9"])),
    "fees.csv": b"day;city;fee\nMon;Rome;9\n",
    "rules.rtf": RICH,
    "book.epub": make_epub("<h1>One</h1><p>First.</p>", "<p>Second.</p>", title="Book"),
    "fees.eml": MAIL,
    "fees.msg": make_msg(OUTLOOK),
    "guide.rst": b"Guide\n=====\n\nIntro.\n\nSteps\n-----\n\nFill.\n",
    "staff.json": STAFF,
    "staff.jsonl": b'{"name": "Ada"}\n{"name": "Bo"}\n',
    "staff.xml": b"<staff><person><name>Ada</name></person><person><name>Bo</name></person></staff>",
    "study.xml": b"<a><title>Heat</title><p>Water <i>boils</i>.</p><sec><title>Steam</title><p>Up.</p></sec></a>",
    "stack.yaml": b"version: 3\nservices:\n  web: 80\n",
    "study.ipynb": b'{"cells": [{"cell_type": "markdown", "source": "# Study"}, {"cell_type": "code", "source": "1"}]}',
    "papers.zip": make_zip({"notes/a.md": "# Leave\n\nTwenty days.", "b.csv": "day,city\nMon,Rome\n"}),
    "add.py": b"import os\n\ndef add(a):\n    return a\n\nclass Sum:\n    pass\n",
}


def check_places(document):
    """Sections lie inside the text, in order, without overlap; and every text can be stored and sent."""
    assert document.sections
    assert document.sections[0].start >= 0
    assert document.sections[-1].end <= len(document.text)
    assert all(section.start < section.end for section in document.sections)
    assert all(one.end <= other.start for one, other in pairwise(document.sections))
    for text in (document.title, document.text, *(section.heading for section in document.sections)):
        text.encode()
        assert not set(text) & set(map(chr, [*range(9), 0x0B, *range(0x0E, 0x20), 0x7F]))


@pytest.mark.parametrize("name", GOOD)
def test_every_format_is_read_with_exact_places(name):
    document = read(GOOD[name], f"folder/{name}")
    check_places(document)
    assert document.id == f"folder/{name}"
    assert len(document.sha256) == 64


@pytest.mark.parametrize("name", GOOD)
def test_reading_twice_gives_the_same(name):
    assert read(GOOD[name], name) == read(GOOD[name], name)


@pytest.mark.slow
@pytest.mark.parametrize("name", GOOD)
def test_a_damaged_file_is_read_or_refused_within_its_limits(name, tmp_path):
    variants = [GOOD[name], *damaged(GOOD[name], random.Random(name), count=20)]
    reasons = []
    with Sandbox(tmp_path, limits=Limits(memory_mb=512, computing_s=5)) as sandbox:
        for number, data in enumerate(variants):
            path = tmp_path / f"{number}-{name}"
            path.write_bytes(data)
            try:
                document = sandbox.read(path.name)
            except DocumentError as error:
                reasons.append(error.reason)
            else:
                check_places(document)
    assert len(reasons) < len(variants)
    assert not [reason for reason in reasons if "crashed" in reason or "Error: " in reason]  # unforeseen ones


def damaged(data, dice, *, count):
    """Variants of a file: cut off, with bits flipped, with a part missing, with a part twice."""
    for number in range(count):
        broken = bytearray(data)
        start, end = sorted(dice.sample(range(len(data)), 2))
        if number % 4 == 0:
            del broken[start:]
        elif number % 4 == 1:
            for _ in range(dice.randint(1, 20)):
                broken[dice.randrange(len(broken))] ^= 1 << dice.randrange(8)
        elif number % 4 == 2:
            del broken[start:end]
        else:
            broken[start:start] = broken[start:end]
        yield bytes(broken)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_a_damaged_image_is_shown_or_refused_within_its_limits(kind, tmp_path):
    image = saved(scan("The office closes at six."), kind)
    reasons = []
    with Sandbox(tmp_path, limits=Limits(memory_mb=512, computing_s=5)) as sandbox:
        for number, data in enumerate(damaged(image, random.Random(kind), count=20)):
            (tmp_path / f"{number}.png").write_bytes(data)
            try:
                sandbox.page_image(f"{number}.png", 1)
            except DocumentError as error:
                reasons.append(error.reason)
    assert not [reason for reason in reasons if "crashed" in reason or "Error: " in reason]


@needs_tesseract
def test_a_scan_is_read_with_exact_places():
    check_places(read(saved(scan("The office closes at six."), "PNG"), "scan.png", tesseract=TESSERACT))


@pytest.mark.parametrize("seed", range(20))
def test_random_markdown_and_html_have_exact_places(seed):
    dice = random.Random(seed)
    pieces = [*"# A\n|## B\n|text\n|\n|```\n|---\n|> |- |\r\n|\x00|ä|😀|\u2028|=\n".split("|")]
    tags = "<h1> </h1> <h3>x <p> <table> <tr> <td> <th>y <ol> <li> </li> <pre> <br> </table>".split()
    markdown = "".join(dice.choices(pieces, k=60)) + "the end " * 100
    html = "".join(dice.choices(pieces + tags * 2, k=120)) + "the end " * 100
    check_places(read(markdown.encode(), "a.md"))
    check_places(read(html.encode(), "a.html"))


@pytest.mark.parametrize(("name", "title"), [("a/Staff List.txt", "Staff List"), ("archive.2024.md", "archive.2024")])
def test_a_document_without_a_title_is_called_by_its_file_name(name, title):
    assert read(b"words", name).title == title


@pytest.mark.parametrize(
    "name", "a.md A.PDF b/c.Docx d.htm e.txt f.TIFF g.xls h.rs i.gif README j.tar.gz k.DOC".split()
)
def test_known_kinds_are_readable(name):
    assert is_readable(name)


@pytest.mark.parametrize("name", ["a.exe", ".md", "a.md.bak", "a.7z.001", ""])
def test_other_kinds_are_not_and_are_refused_with_the_list_of_those_that_are(name):
    assert not is_readable(name)
    with pytest.raises(DocumentError, match="text, web pages, PDFs, Office and OpenDocument files"):
        read(b"words", name)


def test_what_a_file_is_counts_more_than_its_name():
    assert read(LETTER, "letter.txt").sections[0].page == 1
    assert read(LETTER, "letter.docx").title == "Letter"
    assert read(REPORT, "report.pdf").title == "Leave"
    assert read(b"mailed:\r\n" + LETTER, "letter.pdf").title == "Letter"
    assert read(GOOD["fees.xlsx"], "fees.csv").sections[0].heading == "Fees"
    assert read(GOOD["rules.odt"], "rules.docx").title == "Leave"
    assert read(GOOD["rules.rtf"], "rules.doc.txt").sections[0].heading == "Leave"


def test_a_text_about_pdf_is_still_a_text():
    assert read(b"Files begin with %PDF-1.7.", "a.md").text == "Files begin with %PDF-1.7."


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.md", "is empty"),
        (b"\n \n", "a.pdf", "is empty"),
        ("\ufeff".encode(), "a.txt", "holds no text"),
        (b"<script>x</script>", "a.html", "holds no text"),
        (b"words", "a.pdf", "is named .pdf but is something else"),
        (b"words", "a.pptx", "is named .pptx but is something else"),
        (make_msg({"Works": b"x"}).replace(b"_\0_\0p\0r\0o", b"_\0_\0p\0r\0a"), "a.docx", "old format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off", "a.docx", "is damaged"),
        (b"x", "a.rar", "an archive that Quoth does not open: unpack it"),
        (b"words", "a.zip", r"is named \.zip but is something else"),
        (b"x\0\1y", "a.doc", r"is named \.doc but is something else"),
        (make_zip({"photo.jpg": b"..."}), "a.docx", "name it .zip"),
        (b"words\0\1", "a.xlsx", r"is named \.xlsx but is something else"),
        (b"words", "a.png", r"is named \.png but is something else"),
        (saved(scan("x"), "PNG"), "a.png", "install tesseract-ocr"),
        (make_pptx("<p:pic/>"), "a.pptx", "holds no text: no text on slide 1, only pictures perhaps"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "is password-protected",
        ),
        (b"\x7fELF\0\0\0\rIHDR\0\0", "a.txt", "binary data"),
        (b"PK\x03\x04 not a zip", "a.docx", "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(data, name, reason):
    with pytest.raises(DocumentError, match=reason):
        read(data, name)


def test_the_version_names_our_readers_and_pdfium():
    ours, pdfium = reader_version("").split()
    assert int(ours) > 0
    assert int(pdfium.removeprefix("pdfium-")) > 0


def test_the_version_names_the_program_that_recognises_text_and_its_languages(tmp_path):
    program = tmp_path / "tesseract"
    program.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo "tesseract 9.9.9" || printf "List:\\ndeu\\neng\\nosd\\n"\n'
    )
    program.chmod(0o755)
    assert reader_version(str(program)) == f"{reader_version('')} tesseract-9.9.9 eng+deu"


def test_a_program_that_fails_does_not_stop_the_telling_of_versions():
    assert reader_version("/no/such/program").startswith(reader_version(""))
