"""Documents of Pages, Numbers and Keynote: reads the PDF preview in them, or else the picture of the first page."""

from __future__ import annotations

import re
from dataclasses import replace

from index.errors import DocumentError
from index.reading.readers.contents import Contents, sections_of
from index.reading.readers.images import words_on
from index.reading.readers.office.package import Package
from index.reading.readers.pdf.pages import read_pdf

PREVIEW = "QuickLook/Preview.pdf"
_PICTURE = re.compile(r"(?:.*/)?preview\.jpe?g")  # of the first page, in files of later versions
_CURE = "export it as PDF, or as a Word, Excel or PowerPoint file"
_REFUSAL = f"is a document of Pages, Numbers or Keynote without a PDF preview in it: {_CURE}"


def read_iwork(data: bytes, tesseract: str = "") -> Contents:
    """The text of the preview, which is the whole document as it is printed, or the words on the picture of a page."""
    package = Package(data)
    if PREVIEW in package.names:
        return replace(read_pdf(package.read(PREVIEW), tesseract), attachments=())
    picture = next(filter(_PICTURE.fullmatch, package.names), "")
    text = words_on(package.read(picture), tesseract) if picture and tesseract else ""
    if not text.strip():
        raise DocumentError(_REFUSAL)
    note = f"only the picture of its first page was read: {_CURE}"
    return Contents("", text, sections_of(text, ()), (note,))


def preview(data: bytes) -> bytes:
    """The preview, a PDF."""
    package = Package(data)
    if PREVIEW not in package.names:
        raise DocumentError(_REFUSAL)
    return package.read(PREVIEW)
