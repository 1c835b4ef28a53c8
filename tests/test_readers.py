import random
from itertools import pairwise

import pytest
from made_files import make_docx, make_pdf, paragraph, show, table

from index.errors import DocumentError
from index.readers import READER_VERSION, is_readable, read
from index.sandbox import Limits, Sandbox

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
GOOD = {"letter.pdf": LETTER, "report.docx": REPORT, "page.html": PAGE, "guide.md": GUIDE, "note.txt": NOTE}


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


@pytest.mark.parametrize("name", GOOD)
def test_a_damaged_file_is_read_or_refused_within_its_limits(name, tmp_path):
    variants = list(damaged(GOOD[name], random.Random(name), count=40))
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


@pytest.mark.parametrize("name", ["a.md", "A.PDF", "b/c.Docx", "d.htm", "e.txt"])
def test_known_kinds_are_readable(name):
    assert is_readable(name)


@pytest.mark.parametrize("name", ["a.jpg", "a.exe", "md", ".md", "a.md.zip", ""])
def test_other_kinds_are_not_and_are_refused_with_the_list_of_those_that_are(name):
    assert not is_readable(name)
    with pytest.raises(DocumentError, match=r"\.txt, \.md, \.html, \.pdf and \.docx"):
        read(b"words", name)


def test_what_a_file_is_counts_more_than_its_name():
    assert read(LETTER, "letter.txt").sections[0].page == 1
    assert read(LETTER, "letter.docx").title == "Letter"
    assert read(REPORT, "report.pdf").title == "Leave"
    assert read(b"mailed:\r\n" + LETTER, "letter.pdf").title == "Letter"


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
        (b"words", "a.docx", "is named .docx but is something else"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Word", "a.docx", "old format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "is password-protected",
        ),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "a.txt", "binary data"),
        (b"PK\x03\x04 not a zip", "a.docx", "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(data, name, reason):
    with pytest.raises(DocumentError, match=reason):
        read(data, name)


def test_the_version_names_our_readers_and_pdfium():
    ours, pdfium = READER_VERSION.split()
    assert int(ours) > 0
    assert int(pdfium.removeprefix("pdfium-")) > 0
