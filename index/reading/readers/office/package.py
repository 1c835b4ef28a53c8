"""Documents that are zip archives of XML parts, read within limits."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib

from lxml import etree

from index.errors import DocumentError

MAX_TOTAL = 400 << 20  # bytes of all parts once unpacked
MAX_PARTS = 20_000
MAX_RATIO = 200  # of a part larger than 10 MB; real documents stay below 100

_UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    KeyError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML text. Nothing outside it is loaded, and no entity is expanded."""
    return etree.fromstring(data, _PARSER)


class Package:
    """The parts of one file. Raises `DocumentError` if it is damaged, encrypted, or would fill the memory."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
            raise DocumentError(f"is damaged: {error}") from error
        parts = self._zip.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise DocumentError("is password-protected: save a copy without a password")
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_TOTAL:
            raise DocumentError(f"unpacks to more than {MAX_TOTAL >> 20} MB or {MAX_PARTS:,} parts: split it")
        if any(_is_bomb(part) for part in parts):
            raise DocumentError("unpacks to far more than a document holds: Quoth will not open it")
        self.members = parts
        self.names = [part.filename for part in parts]

    def read(self, part: str | zipfile.ZipInfo) -> bytes:
        """The bytes of a part. `zipfile` never returns more than the sizes that were checked."""
        try:
            return self._zip.read(part)
        except _UNPACKING_ERRORS as error:
            name = part if isinstance(part, str) else part.filename
            raise DocumentError(f"is damaged: its part {name} cannot be unpacked ({error})") from error

    def tree(self, name: str) -> etree._Element:
        """The root of an XML part."""
        try:
            return parse_xml(self.read(name))
        except etree.XMLSyntaxError as error:
            raise DocumentError(f"is damaged: its part {name} is not well-formed ({error})") from error


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > 10 << 20 and part.file_size > MAX_RATIO * max(part.compress_size, 1)
