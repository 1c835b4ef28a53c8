"""Formats with a small reader of their own, and files whose content does not match their name."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import time

import pytest
from made_archives import make_compound, make_odf, make_xlsx
from made_files import make_docx, make_pdf, paragraph, show

from index.errors import DocumentError
from index.reading.read import read

SUBTITLES = """1
00:00:01,000 --> 00:00:03,000
<i>Welcome</i> to Marn.

2
00:02:05,500 --> 00:02:07,000
The tower is
40 metres high.
"""
CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Board meeting
DTSTART;TZID=Europe/Berlin:20260504T090000
LOCATION:Room 3\\, second
  floor
ORGANIZER:mailto:ada@marn.example
BEGIN:VALARM
DESCRIPTION:Alarm
END:VALARM
END:VEVENT
BEGIN:VEVENT
SUMMARY:Holiday
DTSTART;VALUE=DATE:20260601
END:VEVENT
END:VCALENDAR
"""
CARD = "BEGIN:VCARD\r\nFN:Ada Fenn\r\nORG:Marn;Towers\r\nTEL;TYPE=work:+49 1\r\nADR:;;1 Quay;Marn;;;\r\nEND:VCARD\r\n"
MAILBOX = (
    b"From ada@marn.example Mon May  4 09:00:00 2026\nFrom: Ada\nSubject: Keys\n\nThe keys are here.\n>From now on.\n\n"
    b"From bo@marn.example Mon May  4 10:00:00 2026\nFrom: Bo\nSubject: Gate\n\nThe gate is open.\n"
)
ORG = "#+TITLE: Tower\n* TODO Stairs  :work:\nThey are steep.\n** Lamp\nIt is lit.\n"
ASCIIDOC = "= Tower\n\n== Stairs\n\nThey are steep.\n"
OPML = (
    "<opml><head><title>Tower</title></head><body>"
    "<outline text='Stairs'><outline text='Steep'/></outline></body></opml>"
)
BOOK = (
    "<FictionBook xmlns='x'><description><title-info><book-title>Tower</book-title></title-info></description>"
    "<body><section><title><p>Stairs</p></title><p>They are <emphasis>steep</emphasis>.</p></section></body>"
    "</FictionBook>"
)


def headed(data: bytes, name: str) -> dict[str, str]:
    document = read(data, name)
    return {section.heading: document.text[section.start : section.end] for section in document.sections}


def test_subtitles_are_read_under_their_times() -> None:
    assert headed(SUBTITLES.encode(), "a.srt") == {
        "00:00:01": "00:00:01\nWelcome to Marn.",
        "00:02:05": "00:02:05\nThe tower is 40 metres high.",
    }
    web = "WEBVTT\n\nNOTE x\n\n" + SUBTITLES.replace(",000", ".000").replace(",500", ".500").replace(
        "00:00:01.", "00:01."
    )
    assert "40 metres" in headed(web.encode(), "a.vtt")["00:02:05"]


def test_calendars_and_cards_are_read_a_line_each() -> None:
    assert read(CALENDAR.encode(), "a.ics").text == (
        "Event: Board meeting | Start: 2026-05-04 09:00 | Place: Room 3, second floor | Organizer: ada@marn.example"
        " | Time zone: Europe/Berlin\nEvent: Holiday | Start: 2026-06-01"
    )
    assert read(CARD.encode(), "a.vcf").text == (
        "Name: Ada Fenn | Organization: Marn, Towers | Telephone (work): +49 1 | Address: 1 Quay, Marn"
    )


def test_a_calendar_of_many_events_takes_no_time() -> None:
    event = "BEGIN:VEVENT\nSUMMARY:Meeting\nDTSTART:20260504\nEND:VEVENT\n"
    begun = time.process_time()
    assert read(f"BEGIN:VCALENDAR\n{event * 20_000}END:VCALENDAR".encode(), "a.ics").text.count("\n") == 19_999
    assert time.process_time() - begun < 10


def test_every_message_of_a_mailbox_is_read_under_its_subject() -> None:
    found = headed(MAILBOX, "a.mbox")
    assert list(found) == ["Keys", "Gate"]
    assert "From now on." in found["Keys"]
    with pytest.raises(DocumentError, match="is not a mailbox"):
        read(b"Hello", "a.mbox")


def test_a_message_in_utf_16_and_a_saved_page_are_read() -> None:
    assert "The keys" in read("From: Ada\nSubject: Keys\n\nThe keys are here.\n".encode("utf-16"), "a.eml").text
    page = (
        b"From: <Saved>\nSubject: Tower\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
        b"Content-Type: text/html\n\n<p>The tower is old.</p>\n--x--\n"
    )
    assert "The tower is old." in read(page, "a.mhtml").text


def test_marked_headings_begin_sections() -> None:
    assert headed(ORG.encode(), "a.org")["Stairs > Lamp"] == "** Lamp\nIt is lit."
    assert headed(ASCIIDOC.encode(), "a.adoc")["Tower > Stairs"] == "= Tower\n\n== Stairs\n\nThey are steep."
    assert headed(OPML.encode(), "a.opml") == {"Stairs": "Stairs\n- Steep"}
    assert headed(BOOK.encode(), "a.fb2") == {"Stairs": "Stairs\n\nThey are steep."}
    assert {read(data.encode(), name).title for data, name in ((ORG, "a.org"), (OPML, "b.opml"), (BOOK, "c.fb2"))} == {
        "Tower"
    }


def test_powers_struck_out_words_and_tables_of_a_fictionbook_say_what_it_shows() -> None:
    body = (
        "<p>Holds 10<sup>6</sup> litres of H<sub>2</sub>O for <strikethrough>99</strikethrough> 42 euros.</p>"
        "<table><tr><th>Place</th><th>2022</th></tr><tr><td>Ulm</td><td>130</td></tr></table>"
    )
    document = read(f"<FictionBook><body><section>{body}</section></body></FictionBook>".encode(), "a.fb2")
    assert document.text == "Holds 10^6 litres of H₂O for 42 euros.\n\nPlace: Ulm | 2022: 130"
    assert document.notes == ("struck-out or deleted text was left out (1 place)",)


def tar(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"{name}.md")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("link.md")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return packed.getvalue()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_the_files_of_an_archive_are_read_but_no_links(pack) -> None:
    suffix = {bytes: "tar", gzip.compress: "tar.gz", bz2.compress: "tar.bz2", lzma.compress: "tar.xz"}[pack]
    document = read(pack(tar(gate=b"The gate is open.", keys=b"The keys are here.")), f"a.{suffix}")
    assert document.text == "The gate is open.\n\nThe keys are here."
    assert document.notes == ("link.md inside it was not read: it is a link or a device",)


def test_one_compressed_file_is_read_by_its_name_or_its_bytes() -> None:
    packed = io.BytesIO()
    with gzip.GzipFile("notes.md", "wb", fileobj=packed) as file:
        file.write(b"# Tower\n\nIt is old.")
    assert headed(packed.getvalue(), "a.gz") == {"notes.md > Tower": "# Tower\n\nIt is old."}
    assert read(gzip.compress(make_pdf(show("It is old.", 72, 700))), "a.gz").text == "It is old."


def test_a_compressed_file_without_a_name_inside_has_that_of_the_whole() -> None:
    table = b"Town;2021;2022\nUlm;5;6\n"
    assert read(bz2.compress(table), "a.csv.bz2").text == "Town: Ulm | 2021: 5 | 2022: 6"
    assert headed(gzip.compress(b"It is old."), "a.unknown.gz") == {"contents.txt": "It is old."}


def test_the_works_of_a_bibliography_are_a_line_each() -> None:
    text = (
        'Our works:\n@string{jp = "Journal of Ports"}\n@comment{not for readers}\n'
        '@Article{k1, title={The {H}arbour of {\\"U}lm}, author = "M{\\"{u}}ller, J. and {\\O}rsted, A.",\n'
        "  journal = jp # { B}, year=2021, pages={1--9},}\n@book{k2, title = {Open"
    )
    assert read(text.encode(), "a.bib").text == (
        "Our works:\n"
        "article: k1 | title: The Harbour of Ülm | author: Müller, J. and Ørsted, A. | journal: Journal of Ports B | "
        "year: 2021 | pages: 1–9\n"
        "book: k2 | title: Open"
    )


def test_who_organizes_and_who_speaks_is_read() -> None:
    event = 'ORGANIZER;CN="Fenn, Ada":mailto:ada@marn.example\nATTENDEE;CN=b@x.org:mailto:b@x.org\n'
    text = read(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{event}END:VEVENT\nEND:VCALENDAR\n".encode(), "a.ics").text
    assert text == "Organizer: Fenn, Ada (ada@marn.example) | Attendee: b@x.org"
    spoken = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Ada>The <i>gate</i> is open.\n"
    assert "Ada: The gate is open." in read(spoken.encode(), "a.vtt").text


def test_a_compressed_bomb_is_refused() -> None:
    bomb = gzip.compress(bytes(101 << 20))
    with pytest.raises(DocumentError, match="unpacks, with those before it, to more than 100 MB"):
        read(bomb, "a.tar.gz")
    with pytest.raises(DocumentError, match="damaged"):
        read(b"\x1f\x8b\x08" + b"x" * 100, "a.gz")


def make_doc(text: str) -> bytes:
    """A Word file of before 2007, whose text is in one piece of UTF-16."""
    stored = text.encode("utf-16-le")
    main = bytearray(0x400) + stored
    struct.pack_into("<H8xH", main, 0, 0xA5EC, 0x0200)
    struct.pack_into("<i", main, 0x4C, len(text))
    pieces = struct.pack("<iiHIH", 0, len(text), 0, 0x400, 0)
    table = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", main, 0x01A2, 0, len(table))
    return make_compound({"WordDocument": bytes(main), "1Table": table})


def make_ppt(*texts: str) -> bytes:
    """A PowerPoint file of before 2007."""
    atoms = b"".join(struct.pack("<HHI", 0, 4000, 2 * len(text)) + text.encode("utf-16-le") for text in texts)
    return make_compound({"PowerPoint Document": struct.pack("<HHI", 0xF, 1000, len(atoms)) + atoms})


def test_old_word_and_powerpoint_files_give_their_text() -> None:
    text = "Tower\rSee \x13 HYPERLINK \x14the plan\x15.\rFloor\x07Height\x07\x07Top\x0740\x07\x07\r"
    document = read(make_doc(text), "a.doc")
    assert document.text.split("\n\n") == ["Tower", "See the plan.", "Floor: Top | Height: 40"]
    assert "save it as .docx" in document.notes[0]
    assert read(make_ppt("Tower", "It is old.\rVery."), "a.ppt").text == "Tower\n\nIt is old.\nVery."


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.doc", rb"{\rtf1 It is old.\par}"),
        ("a.doc", make_docx(paragraph("It is old."))),
        ("a.doc", b"<!DOCTYPE html><p>It is old.</p>"),
        ("a.xls", b"<html><p>It is old.</p></html>"),
        ("a.doc", b"It is old.\n"),
        ("a.rtf", b"It is old.\n"),
        ("a.xls", b"Name\tAge\nTower\tIt is old.\n"),
        ("a.docx", b"It is old.\n"),
        ("a.xlsx", b"Name;Age\nTower;It is old.\n"),
        ("README", b"It is old.\n"),
        ("LICENSE", b"It is old.\n"),
        ("Makefile", b"It is old.\n"),
        ("scan", make_pdf(show("It is old.", 72, 700))),
        ("a.txt", make_docx(paragraph("It is old."))),
        ("a.odg", make_odf("drawing", "<draw:page><draw:frame><text:p>It is old.</text:p></draw:frame></draw:page>")),
        ("a.dotx", make_docx(paragraph("It is old."))),
        ("a.xltx", make_xlsx({"S": [["It is old."]]})),
        ("a.conf", b"It is old.\n"),
        ("a.diff", b"It is old.\n"),
        ("a.bat", b"It is old.\n"),
        ("a.bib", b"It is old.\n"),
    ],
)
def test_a_file_is_read_as_what_it_is(name: str, data: bytes) -> None:
    assert "It is old." in read(data, name).text


@pytest.mark.parametrize("name", ["core", "a.doc", "a.ppt", "a.tar"])
def test_what_is_no_document_is_refused_with_a_reason(name: str) -> None:
    with pytest.raises(DocumentError, match=r"binary|something else|damaged"):
        read(bytes(range(256)) * 8, name)
