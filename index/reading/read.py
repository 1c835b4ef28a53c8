"""Files -> documents: `read` chooses the reader. There is one module for each family of formats."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol

import pypdfium2

from index.errors import DocumentError
from index.reading.readers import images
from index.reading.readers.archive import MAX_UNPACKED, UNNAMED, read_compressed, read_tar, read_zip
from index.reading.readers.attachments import with_attachments
from index.reading.readers.bibtex import read_bibtex
from index.reading.readers.cards import read_cards
from index.reading.readers.contents import Attachment, Contents, one_line
from index.reading.readers.decode import decode
from index.reading.readers.ebook import read_epub
from index.reading.readers.grid import Sheet, cells_of, table_cells
from index.reading.readers.iwork import preview, read_iwork
from index.reading.readers.latex.reader import read_latex
from index.reading.readers.mail import read_eml, read_mbox
from index.reading.readers.markdown import read_markdown
from index.reading.readers.ocr import recogniser
from index.reading.readers.office.doc import read_doc
from index.reading.readers.office.docx import read_docx
from index.reading.readers.office.flat import packed
from index.reading.readers.office.opendocument import opendocument_sheets, read_opendocument
from index.reading.readers.office.ppt import read_ppt
from index.reading.readers.office.pptx import read_pptx
from index.reading.readers.office.rtf import read_rtf
from index.reading.readers.office.spreadsheets import read_csv, read_workbook, values_of, workbook_sheets
from index.reading.readers.outlines import read_asciidoc, read_fictionbook, read_opml, read_org
from index.reading.readers.outlook import read_msg
from index.reading.readers.pdf import pages as pdf
from index.reading.readers.pictures import with_pictures
from index.reading.readers.properties import with_properties
from index.reading.readers.sevenzip import read_7z
from index.reading.readers.sniff import IWORK, is_web_page, sniffed
from index.reading.readers.sourcecode import read_code, read_notebook, read_properties, read_settings
from index.reading.readers.structured import read_json, read_jsonl, read_xml
from index.reading.readers.subtitles import read_subtitles
from index.reading.readers.text import read_plain, read_rst, read_text
from index.reading.readers.unread import CURES
from index.reading.readers.unseen import SHEETS, SKIP, with_hidden
from index.reading.readers.web_data import read_web_page
from index.records import Box, Document, PageSpan

_OURS = 31  # raise it when a reader extracts other text

Reader = Callable[[bytes], Contents]
SeeingReader = Callable[[bytes, str], Contents]  # the text is the path of tesseract, or ""


class Unpacker(Protocol):
    """The reader of a kind of archive, which unpacks up to `room` bytes."""

    def __call__(self, data: bytes, room: int = ...) -> Contents: ...


_READERS: dict[Reader, str] = {
    read_plain: ".txt .text",
    read_text: ".log .diff .patch .wiki .textile .nfo",
    read_markdown: ".md .markdown .mdown .mkd",
    read_rst: ".rst",
    read_latex: ".tex",
    read_bibtex: ".bib",
    read_web_page: ".html .htm .xhtml .shtml",
    read_docx: ".docx .docm .dotx .dotm",
    read_pptx: ".pptx .pptm .ppsx .ppsm .potx",
    read_workbook: ".xlsx .xlsm .xlsb .xls .xltx .xltm",
    read_opendocument: ".odt .odp .ods .odg .ott .otp .ots .sxw .sxi .sxc .fodt .fods .fodp .fodg",
    read_doc: ".doc .dot",
    read_ppt: ".ppt .pps",
    read_csv: ".csv .tsv",
    read_rtf: ".rtf",
    read_epub: ".epub",
    read_eml: ".eml .mhtml .mht",
    read_mbox: ".mbox",
    read_subtitles: ".srt .vtt",
    read_cards: ".ics .vcf",
    read_org: ".org",
    read_asciidoc: ".adoc .asciidoc",
    read_opml: ".opml",
    read_fictionbook: ".fb2",
    read_msg: ".msg",
    read_zip: ".zip",
    read_tar: ".tar",
    read_7z: ".7z",
    read_compressed: ".gz .tgz .bz2 .xz",
    read_json: ".json .geojson",
    read_jsonl: ".jsonl .ndjson",
    read_xml: ".xml",
    read_settings: ".yaml .yml .toml .ini .cfg .conf",
    read_properties: ".properties",
    read_notebook: ".ipynb",
    read_code: ".py .pyi .js .mjs .jsx .ts .tsx .java .kt .scala .c .cc .cpp .h .hpp .cs .go .rs .swift .rb .php .pl "
    ".lua .r .jl .sh .bash .zsh .bat .cmd .ps1 .sql .css .scss .less .vue .svelte .dart .ex .exs .erl .hs .ml .clj "
    ".f90 .vb .pas .asm .tf .proto .graphql .gradle .groovy .cmake .mk .nix .zig",
}
_SEEING: dict[SeeingReader, str] = {
    pdf.read_pdf: ".pdf",
    images.read_image: ".png .jpg .jpeg .tif .tiff .bmp .webp .gif .heic .heif",
    read_iwork: ".pages .numbers .key",
}
_BY_SUFFIX = {suffix: reader for reader, suffixes in _READERS.items() for suffix in suffixes.split()}
_SEEING_BY_SUFFIX = {suffix: reader for reader, suffixes in _SEEING.items() for suffix in suffixes.split()}
_ARCHIVES: tuple[Unpacker, ...] = (read_zip, read_tar, read_7z, read_compressed)
_UNPACKED_BY_SUFFIX = {suffix: unpack for unpack in _ARCHIVES for suffix in _READERS[unpack].split()}
# Their files are recognised by their first bytes, not by their names.
_CONTAINERS = (
    *(read_docx, read_pptx, read_workbook, read_opendocument, read_epub, read_msg, read_rtf, read_zip),
    *(read_doc, read_ppt, read_tar, read_compressed, read_7z),
)
# Programs and people save texts and tables of values under the names of Office's formats.
_TEXTS_OF_OFFICE = {
    **dict.fromkeys((".doc", ".dot", ".rtf", ".docx", ".odt"), ".txt"),
    **dict.fromkeys((".xls", ".xlsx", ".ods"), ".csv"),
}
_SHEETS: dict[Reader, Callable[[bytes], list[Sheet]]] = {
    read_workbook: workbook_sheets,
    read_opendocument: opendocument_sheets,
    read_csv: lambda data: [values_of(data)],
}
_TABLED = {*_SHEETS, read_web_page, read_docx, read_pptx, read_rtf, read_epub, read_eml, read_msg, read_xml}


def reader_version(tesseract: str, hidden: str = SHEETS) -> str:
    """A string that changes when the same files would be read differently. Then all files are read again.

    It depends on the readers, on `tesseract` (its path, or ""), and on which `hidden` parts are read.
    """
    of_hidden = "" if hidden == SHEETS else f"hidden-{hidden}"
    versions = (str(_OURS), f"pdfium-{pypdfium2.PDFIUM_INFO.build}", recogniser(tesseract), of_hidden)
    return " ".join(filter(None, versions))


def suffixes() -> frozenset[str]:
    """The suffixes of the files that Quoth reads."""
    return frozenset((*_BY_SUFFIX, *_SEEING_BY_SUFFIX))


def is_readable(name: str) -> bool:
    """Whether Quoth reads files with this name."""
    return _suffix(name) in _BY_SUFFIX or shows_pages(name)


def shows_pages(name: str) -> bool:
    """Whether Quoth can show the pages of files with this name as images, with boxes on their words."""
    return _suffix(name) in _SEEING_BY_SUFFIX


def shows_cells(name: str) -> bool:
    """Whether `cells` can locate words in files with this name."""
    return _suffix(name) == ".pdf" or _BY_SUFFIX.get(_suffix(name)) in _TABLED


def check_suffix(name: str) -> None:
    """Raise `DocumentError` if the name says that Quoth does not read the file, whatever its content."""
    if _suffix(name) in CURES:
        raise DocumentError(CURES[_suffix(name)])


def check_name(name: str) -> None:
    """Raise `DocumentError` if Quoth does not read files with this name, unless their content shows what they are."""
    check_suffix(name)
    if not is_readable(name):
        raise DocumentError(
            "is not a kind of file that Quoth reads. It reads text, web pages, PDFs, Office and OpenDocument files, "
            "e-books, mail, data, source code, scans and archives of these"
        )


def read(data: bytes, document_id: str, *, tesseract: str = "", hidden: str = SHEETS) -> Document:
    """The document in a file's bytes; `document_id` is its path inside the documents folder.

    `tesseract` is the path of the program that recognises text on images, or "". `hidden` is one of
    `unseen.HIDDEN`: what of hidden sheets, slides and text is read. Raises `DocumentError` with the reason if Quoth
    cannot read the file, or if it contains no text.
    """
    check_suffix(document_id)
    sha256 = hashlib.sha256(data).hexdigest()
    data = packed(data)
    contents = _contents(data, document_id, tesseract, hidden)
    if not contents.sections:
        raise DocumentError(": ".join(filter(None, ("holds no text", "; ".join(contents.notes)))))
    contents = with_properties(contents, data, _kind(data, document_id))
    title = one_line(contents.title) or _words(PurePosixPath(document_id).stem)
    return Document(document_id, sha256, title, contents.text, contents.sections, contents.notes)


def page_image(data: bytes, document_id: str, page: int, *, width: int = 1200) -> bytes:
    """A displayed page of a PDF or a frame of an image, as a PNG."""
    draw = images.page_image if _is_image(data, document_id) else pdf.page_image
    return draw(_as_pages(data, document_id), page, width=width)


def boxes(data: bytes, document_id: str, span: PageSpan, *, tesseract: str = "") -> list[Box]:
    """The boxes of the span on its page; none if the text there is not its quote."""
    find = images.boxes if _is_image(data, document_id) else pdf.boxes
    return find(_as_pages(data, document_id), span.page, span.start, span.end, span.quote, tesseract=tesseract)


def cells(data: bytes, document_id: str, page: int | None, start: int, end: int, *, quote: str) -> str:
    """The cells that characters [start, end) of a page's text came from: "A7:C9" in a sheet, or "table 2, B3".

    "" if these characters are not the quote, or if their cell is unknown, as in comments and charts.
    """
    data = packed(data)
    kind = _kind(data, document_id)
    if kind in _SEEING_BY_SUFFIX:
        is_image = _is_image(data, document_id)
        return "" if is_image else pdf.cells(_as_pages(data, document_id), page or 1, start, end, quote)
    find = _SHEETS.get(_BY_SUFFIX[kind])
    sheets = find(data) if find else []
    if not sheets:
        return table_cells(_contents(data, document_id, "", SKIP), page, start, end, quote)
    number = page or 1
    return cells_of(sheets[number - 1], start, end, quote) if 0 < number <= len(sheets) else ""


def _contents(data: bytes, name: str, tesseract: str, hidden: str) -> Contents:
    """The contents of a file, followed by those of the files in it."""

    def read_one(file: Attachment, room: int) -> Contents:
        check_suffix(file.name)
        return _own_contents(packed(file.data), file.name, tesseract, hidden, room)

    return with_attachments(_own_contents(data, name, tesseract, hidden, MAX_UNPACKED), read_one)


def _own_contents(data: bytes, name: str, tesseract: str, hidden: str, room: int) -> Contents:
    """The contents of one file. The files in it are not read yet; an archive unpacks up to `room` bytes."""
    if not data.strip():
        raise DocumentError("is empty")
    found = _kind(data, name)
    if found in _SEEING_BY_SUFFIX:
        return with_pictures(with_hidden(_SEEING_BY_SUFFIX[found](data, tesseract), hidden), tesseract)
    if found in _UNPACKED_BY_SUFFIX:
        contents = _UNPACKED_BY_SUFFIX[found](data, room)
        return _named(contents, name) if _UNPACKED_BY_SUFFIX[found] is read_compressed else contents
    return with_pictures(with_hidden(_BY_SUFFIX[found](data), hidden), tesseract)


def _named(contents: Contents, name: str) -> Contents:
    """The contents of a compressed file. The file in it can state no name; then it is that of the whole without .gz."""
    inner = PurePosixPath(name).stem
    known = [
        replace(one, name=inner) if one.name == UNNAMED and is_readable(inner) else one for one in contents.attachments
    ]
    return replace(contents, attachments=tuple(known))


def _kind(data: bytes, name: str) -> str:
    """The usual suffix of files of this kind. The file itself can have any name."""
    suffix = _suffix(name)
    if not is_readable(name):
        return _by_content(data, name)
    kind = sniffed(data, suffix)
    is_container = suffix in _SEEING_BY_SUFFIX or _BY_SUFFIX[suffix] in _CONTAINERS
    if not kind and is_container and is_web_page(data):  # as some programs save for Word and Excel
        return ".html"
    if not kind and suffix in _TEXTS_OF_OFFICE and _is_plain_text(data):
        return _TEXTS_OF_OFFICE[suffix]
    if not kind and is_container:
        raise DocumentError(f"is named {suffix} but is something else: rename or convert it")
    return kind or suffix


def _by_content(data: bytes, name: str) -> str:
    """The kind of a file whose name says nothing about it, such as a download without its suffix."""
    with suppress(DocumentError):
        if kind := sniffed(data, ""):
            return kind
    check_name(name)
    return ""


def _is_plain_text(data: bytes) -> bool:
    """Whether the bytes are a text."""
    try:
        return bool(decode(data).strip()) and not data[:4096].count(0)
    except DocumentError:
        return False


def _is_image(data: bytes, document_id: str) -> bool:
    return _SEEING_BY_SUFFIX.get(sniffed(data, _suffix(document_id))) is images.read_image


def _as_pages(data: bytes, document_id: str) -> bytes:
    """The bytes in which the pages of the file can be shown."""
    return preview(data) if sniffed(data, _suffix(document_id)) == IWORK else data


def _words(name: str) -> str:
    """A file's name as a title: "travel-policy_2024" becomes "travel policy 2024", to match questions."""
    return " ".join(re.split(r"[-_\s]+", name)).strip() or name


def _suffix(name: str) -> str:
    """The suffix of the name. ".txt" for a name without one, such as README or LICENSE."""
    path = PurePosixPath(name)
    return path.suffix.lower() or ".txt" * (not path.name.startswith(".") and bool(path.name))
