"""Documents of Pages, Numbers and Keynote: reads the PDF preview that some of them contain."""

from __future__ import annotations

from dataclasses import replace

from index.errors import DocumentError
from index.reading.readers.contents import Contents
from index.reading.readers.office.package import Package
from index.reading.readers.pdf.pages import read_pdf

PREVIEW = "QuickLook/Preview.pdf"
_CURE = "export it as PDF, or as a Word, Excel or PowerPoint file"


def read_iwork(data: bytes, tesseract: str = "") -> Contents:
    """The text of the preview, which is the whole document as it is printed."""
    return replace(read_pdf(preview(data), tesseract), attachments=())


def preview(data: bytes) -> bytes:
    """The preview, a PDF."""
    package = Package(data)
    if PREVIEW not in package.names:
        raise DocumentError(f"is a document of Pages, Numbers or Keynote without a PDF preview in it: {_CURE}")
    return package.read(PREVIEW)
