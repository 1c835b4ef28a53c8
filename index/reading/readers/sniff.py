"""Recognises the kind of a file by its bytes, independently of its name."""

from __future__ import annotations

import io
import re
import zipfile

import olefile

from index.errors import DocumentError

OLD_FORMAT = "is in an old format of Office that Quoth does not read: save it as .docx, .pptx, .xlsx or .pdf"

IWORK = ".pages"  # also of Numbers and Keynote
# The first bytes of each kind, under the suffix that such files have.
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"II*\0", ".tif"),
    (b"MM\0*", ".tif"),
    (b"GIF8", ".gif"),
    (b"\x1f\x8b\x08", ".gz"),
    (b"BZh", ".bz2"),
    (b"\xfd7zXZ\0", ".xz"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
)
_FLAT = re.compile(rb"<office:document\s[^<>]*urn:oasis:names:tc:opendocument")  # OpenDocument without its archive
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_KINDS = (
    ("__properties_version1.0", ".msg"),
    ("Workbook", ".xls"),
    ("Book", ".xls"),
    ("WordDocument", ".doc"),
    ("PowerPoint Document", ".ppt"),
)
_ZIP_KINDS = (  # the beginning of a name in the archive
    ("word/document", ".docx"),
    ("ppt/presentation.xml", ".pptx"),
    ("xl/workbook.", ".xlsx"),
    ("META-INF/container.xml", ".epub"),
    ("content.xml", ".odt"),
    ("QuickLook/", IWORK),
    ("Index/", IWORK),
    ("Index.zip", IWORK),
)
_STATED = {"[Content_Types].xml", "mimetype"}  # every Office file, OpenDocument file and e-book contains one of these
_ZIPS = frozenset(suffix for _, suffix in _ZIP_KINDS)


def sniffed(data: bytes, suffix: str) -> str:
    """The usual suffix of files of this kind; "" if the bytes do not show the kind, as with texts.

    `suffix`, that of its name, decides for a damaged archive. Raises `DocumentError` if no reader reads such files.
    """
    if data.startswith(_OLD_CONTAINER):
        return _in_old_container(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(data, suffix)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return ".webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return ".heic"
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        return ".bmp"
    if data[257:262] == b"ustar":
        return ".tar"
    if _FLAT.search(data[:4096]):
        return ".odt"
    start = data.lstrip()[:6]
    if start.startswith(rb"{\rtf"):
        return ".rtf"
    # A mail program or a printer can have put other bytes before the header of a PDF.
    if b"%PDF-" in (data[:1024] if suffix == ".pdf" else start):
        return ".pdf"
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), "")


def is_web_page(data: bytes) -> bool:
    """Whether the file begins as a web page does."""
    return data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith((b"<!doctype", b"<html"))


def _in_old_container(data: bytes) -> str:
    """The suffix of a file in Microsoft's old container: old Office files, Outlook messages, encrypted new files."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise DocumentError("is password-protected: save a copy without a password")
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            found = next((kind for name, kind in _OLD_KINDS if file.exists(name)), "")
    except (OSError, ValueError, IndexError) as error:
        raise DocumentError("is damaged: its table of parts cannot be read") from error
    if not found:
        raise DocumentError(OLD_FORMAT)
    return found


def _in_zip(data: bytes, suffix: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        return suffix if suffix in (*_ZIPS, ".zip") else ".docx"  # its reader says what is wrong
    if suffix == ".zip" and not _STATED & set(names):
        return suffix  # it can be an archive of documents in a folder `word`
    for start, kind in _ZIP_KINDS:
        if any(name.startswith(start) for name in names):
            return kind
    raise DocumentError("is a zip archive: name it .zip, and Quoth reads the documents in it")
