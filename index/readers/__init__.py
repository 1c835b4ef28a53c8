"""Files -> documents: `read` chooses the reader, one module per family of formats does the reading."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath

import pypdfium2

from index.errors import DocumentError
from index.readers.contents import Contents, one_line
from index.readers.office import read_docx
from index.readers.pdf import read_pdf
from index.readers.text import read_markdown, read_text
from index.readers.web import read_html
from index.records import Document

# What the text of a document depends on, besides its file. Our part rises when a reader gives another text.
READER_VERSION = f"1 pdfium-{pypdfium2.PDFIUM_INFO.build}"

Reader = Callable[[bytes], Contents]

_READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".docm": read_docx,
}
_CONTAINERS = (read_pdf, read_docx)  # their files are known by their first bytes, whatever the name says
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_readable(name: str) -> bool:
    """Whether Quoth reads files with such a name."""
    return _suffix(name) in _READERS


def check_name(name: str) -> None:
    """Raise `DocumentError` if Quoth does not read files with such a name."""
    if not is_readable(name):
        raise DocumentError("is not a kind of file that Quoth reads: those are .txt, .md, .html, .pdf and .docx")


def read(data: bytes, document_id: str) -> Document:
    """The document that a file's bytes hold; `document_id` is its path inside the documents folder.

    Raises `DocumentError` with the reason if Quoth cannot read it, or if there is nothing to read.
    """
    check_name(document_id)
    contents = _reader(data, _suffix(document_id))(data)
    if not contents.sections:
        raise DocumentError("is empty" if not data.strip() else "holds no text")
    title = one_line(contents.title) or PurePosixPath(document_id).stem
    return Document(document_id, hashlib.sha256(data).hexdigest(), title, contents.text, contents.sections)


def _reader(data: bytes, suffix: str) -> Reader:
    if not data.strip():
        raise DocumentError("is empty")
    sniffed = _sniffed(data, suffix)
    if sniffed is None and _READERS[suffix] in _CONTAINERS:
        raise DocumentError(f"is named {suffix} but is something else: rename or convert it")
    return sniffed or _READERS[suffix]


def _sniffed(data: bytes, suffix: str) -> Reader | None:
    """The reader for what the first bytes say the file is; None if they do not say."""
    if data.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise DocumentError("is password-protected: save a copy without a password")
        raise DocumentError("is in the old format of Word, Excel or PowerPoint: save it as .docx or .pdf")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return read_docx
    # The PDF header may come late, after what a mail program or a printer put before it.
    header = data[:1024] if suffix == ".pdf" else data.lstrip()[:5]
    return read_pdf if b"%PDF-" in header else None


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
