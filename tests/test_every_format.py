"""One small file of every format in the list of the documentation."""

import bz2
import gzip
import lzma
import re
from pathlib import Path

import pytest
from made_archives import make_epub, make_msg, make_odf, make_pptx, make_xls, make_xlsb, make_xlsx, make_zip, shape
from made_files import make_docx, make_pdf, paragraph, show
from made_scans import TESSERACT, saved, scan
from test_formats import make_doc, make_ppt, tar

from index.errors import DocumentError
from index.reading.read import check_name, read, suffixes

HERE = Path(__file__).parent
WORDS = "Twenty days of leave."
PLAIN = WORDS.encode()
PAGE = f"<html><body><p>{WORDS}</p></body></html>".encode()
PDF = make_pdf(show(WORDS, 72, 700))
MAIL = f"From: ada@x.org\nSubject: Leave\n\n{WORDS}\n".encode()
MESSAGE = {"__substg1.0_0037001F": "Leave".encode("utf-16-le"), "__substg1.0_1000001F": WORDS.encode("utf-16-le")}
SCAN = scan("Twenty days of leave.")
TEXT = make_odf("text", f"<text:p>{WORDS}</text:p>")
SLIDES = make_odf("presentation", f"<draw:page><draw:frame><text:p>{WORDS}</text:p></draw:frame></draw:page>")
CELLS = (
    '<table:table table:name="S"><table:table-row><table:table-cell>'
    f"<text:p>{WORDS}</text:p></table:table-cell></table:table-row></table:table>"
)
SUBTITLE = f"1\n00:00:01,000 --> 00:00:03,000\n{WORDS}\n"
LEAVE_7Z, LEAVE_HEIC = ((HERE / "samples" / name).read_bytes() for name in ("leave.7z", "leave.heic"))
# What the suffixes of each line are given to.
MADE = {
    ".pdf": PDF,
    ".docx .docm .dotx .dotm": make_docx(paragraph(WORDS)),
    ".doc .dot": make_doc(f"{WORDS}\r"),
    ".pptx .pptm .ppsx .ppsm .potx": make_pptx(shape(WORDS)),
    ".ppt .pps": make_ppt(WORDS),
    ".xlsx .xlsm .xltx .xltm": make_xlsx({"Days": [[WORDS]]}),
    ".xlsb": make_xlsb([[WORDS]], []),
    ".xls": make_xls({"Days": [[WORDS]]}),
    ".odt .ott .sxw .fodt": TEXT,
    ".ods .ots .sxc .fods": make_odf("spreadsheet", CELLS),
    ".odp .otp .sxi .fodp": SLIDES,
    ".odg .fodg": make_odf("drawing", f"<draw:page><draw:frame><text:p>{WORDS}</text:p></draw:frame></draw:page>"),
    ".pages .numbers .key": make_zip({"QuickLook/Preview.pdf": PDF, "index.xml": "<x/>"}),
    ".rtf": rb"{\rtf1 Twenty days of leave.\par}",
    ".tex": PLAIN,
    ".html .htm .xhtml": PAGE,
    ".mhtml .mht": b"From: <Saved>\nContent-Type: text/html\n\n" + PAGE,
    ".epub": make_epub(f"<p>{WORDS}</p>"),
    ".fb2": f"<FictionBook xmlns='x'><body><section><p>{WORDS}</p></section></body></FictionBook>".encode(),
    ".eml": MAIL,
    ".msg": make_msg(MESSAGE),
    ".mbox": b"From ada@x.org Mon\n" + MAIL,
    ".ics": f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:{WORDS}\nEND:VEVENT\nEND:VCALENDAR\n".encode(),
    ".vcf": f"BEGIN:VCARD\nFN:Ada\nNOTE:{WORDS}\nEND:VCARD\n".encode(),
    ".srt": SUBTITLE.encode(),
    ".vtt": ("WEBVTT\n\n" + SUBTITLE.replace(",000", ".000")).encode(),
    ".opml": f"<opml><body><outline text='{WORDS}'/></body></opml>".encode(),
    ".csv .tsv": f"day,text\n1,{WORDS}\n2,x\n".encode(),
    ".json .geojson .jsonl .ndjson": f'{{"text": "{WORDS}"}}\n'.encode(),
    ".xml": f"<a><b>{WORDS}</b></a>".encode(),
    ".yaml .yml .toml .ini .cfg .conf .properties": f'[text]\ntext = "{WORDS}"\n'.encode(),
    ".ipynb": f'{{"cells": [{{"cell_type": "markdown", "source": "{WORDS}"}}]}}'.encode(),
    ".png": saved(SCAN, "PNG"),
    ".jpg .jpeg": saved(SCAN, "JPEG"),
    ".tif .tiff": saved(SCAN, "TIFF"),
    ".bmp": saved(SCAN, "BMP"),
    ".webp": saved(SCAN, "WEBP"),
    ".gif": saved(SCAN, "GIF"),
    ".heic .heif": LEAVE_HEIC,
    ".zip": make_zip({"a.txt": WORDS}),
    ".tar": tar(leave=PLAIN),
    ".gz .tgz": gzip.compress(PLAIN),
    ".bz2": bz2.compress(PLAIN),
    ".xz": lzma.compress(PLAIN),
    ".7z": LEAVE_7Z,
}
IMAGES = ".png .jpg .jpeg .tif .tiff .bmp .webp .gif .heic .heif".split()
FILES = {suffix: data for line, data in MADE.items() for suffix in line.split()}


def documented():
    """The suffixes in the second column of the list."""
    lines = (HERE.parent / "docs" / "formats.md").read_text("utf-8").splitlines()
    columns = [line.split("|")[2] for line in lines if line.startswith("| ")]
    return [suffix for column in columns for suffix in re.findall(r"`(\.\w+)`", column)]


def test_the_list_of_formats_names_every_suffix_that_is_read_once():
    assert sorted(documented()) == sorted(suffixes())


@pytest.mark.parametrize("suffix", documented())
def test_a_file_of_every_format_in_the_list_is_read(suffix):
    data = FILES.get(suffix, PLAIN)  # texts of all kinds, and source code
    if suffix in IMAGES and not TESSERACT:
        with pytest.raises(DocumentError, match="install tesseract"):
            read(data, f"a{suffix}")
        return
    assert "Twenty days of leave" in read(data, f"a{suffix}", tesseract=TESSERACT).text


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("a.rar", "unpack it"),
        ("a.one", "export its pages as PDF"),
        ("a.mobi", "convert it to .epub"),
        ("a.djvu", "convert it to PDF"),
        ("a.vsdx", "export it as PDF"),
        ("a.mp3", "does not transcribe"),
        ("a.exe", "It reads text, web pages"),
    ],
)
def test_what_is_not_read_is_refused_with_what_to_do_instead(name, cure):
    with pytest.raises(DocumentError, match=cure):
        check_name(name)


@pytest.mark.parametrize(
    "suffix", [".pdf", ".docx", ".doc", ".pptx", ".xlsx", ".xls", ".odt", ".rtf", ".epub", ".msg", ".7z"]
)
def test_a_file_with_an_unknown_suffix_is_read_as_what_its_content_shows(suffix):
    assert WORDS in read(FILES[suffix], "report.dat").text
    assert WORDS in read(FILES[suffix], "report.pdf_").text


@pytest.mark.parametrize("data", [PLAIN, b"\0\1\2", make_zip({"a.class": "x"}), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_an_unknown_suffix_is_refused_if_the_content_shows_nothing(data):
    with pytest.raises(DocumentError, match="not a kind of file that Quoth reads"):
        read(data, "a.dat")


def test_a_suffix_that_is_known_not_to_be_read_is_refused_whatever_is_in_the_file():
    with pytest.raises(DocumentError, match="export it as PDF"):
        read(PDF, "a.ai")


# What the README and the guide call the formats, and a suffix of each.
NAMED = {
    "PDF": ".pdf", "Word": ".docx", "PowerPoint": ".pptx", "Excel": ".xlsx", "HTML": ".html", "Markdown": ".md",
    "CSV": ".csv", "text": ".txt", "e-mail": ".eml", "e-mail with its attachments": ".eml", "e-books": ".epub",
    "OpenDocument": ".odt", "RTF": ".rtf", "JSON": ".json", "XML": ".xml", "LaTeX": ".tex", "subtitles": ".srt",
    "calendars": ".ics", "source code": ".py", "scans": ".png", "archives": ".zip", "archives of these": ".zip",
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("README.md", r"put them into `documents/`: (.*?)\[more\]"),
        ("docs/use.md", r"Quoth reads (.*?)\[more\]"),
    ],
)
def test_the_formats_that_the_readme_and_the_guide_name_are_read(file, sentence):
    found = re.search(sentence, (HERE.parent / file).read_text("utf-8"), re.DOTALL)
    assert found
    names = [name.strip() for name in re.split(r",|\band\b", " ".join(found[1].split())) if name.strip()]
    assert len(names) > 5
    assert {NAMED[name] for name in names} <= set(documented())
