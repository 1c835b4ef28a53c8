"""Archives of documents (.zip, .tar, .gz and others). The files inside are read like attachments, by other readers."""

from __future__ import annotations

import bz2
import io
import lzma
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any

from index.errors import DocumentError
from index.files.walk import is_left_over
from index.reading.readers.contents import Attachment, Contents, one_line
from index.reading.readers.decode import decode
from index.reading.readers.office.package import Package

MAX_UNPACKED = 100 << 20  # bytes of all files read from one archive, as much as a single file may have
TOO_LARGE = f"unpacks, with those before it, to more than {MAX_UNPACKED >> 20} MB: unpack it"
_MOST_FILES = 1_000  # the most files read from a .tar archive
_UNPACKERS: tuple[tuple[bytes, Callable[[], Any]], ...] = (
    (b"\x1f\x8b", lambda: zlib.decompressobj(wbits=31)),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\0", lambda: lzma.LZMADecompressor(memlimit=MAX_UNPACKED)),
)
_MAX_NAMED = 200  # the most characters of a name that are shown

_SAYS_UTF8 = 0x800
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
UNNAMED = "contents.txt"  # a file in a compressed file that does not state its name


def read_zip(data: bytes, room: int = MAX_UNPACKED) -> Contents:
    """The files in an archive, up to `room` bytes, not read yet. Notes name the files that are left out.

    Nothing is unpacked to the disk, so a name with `..` in it cannot do harm.
    """
    package = Package(data)
    attachments: list[Attachment] = []
    notes: list[str] = []
    names = _old_names(package.members)
    for member in package.members:
        name = inner_name(names.get(member.filename, member.filename))
        if member.is_dir() or not name or any(map(is_left_over, name.split("/"))):
            continue
        try:
            _check(member, room)
            attachments.append(Attachment(name, package.read(member)))
            room -= member.file_size
        except DocumentError as error:
            notes.append(f"{name} inside it was not read: it {error.reason}")
    return packed(attachments, notes)


def _old_names(members: Sequence[zipfile.ZipInfo]) -> dict[str, str]:
    """The names that programs wrote in UTF-8 or an East Asian encoding without saying so, by the names as they came."""
    came = [one.filename for one in members if not one.flag_bits & _SAYS_UTF8 and not one.filename.isascii()]
    try:
        stored = "\n".join(came).encode("cp437")
        said = decode(stored).split("\n")
    except (UnicodeEncodeError, DocumentError):
        return {}
    is_known = len(said) == len(came) and (_is_utf8(stored) or any(map(_EAST_ASIAN.search, said)))
    return dict(zip(came, said, strict=True)) if is_known else {}


def _is_utf8(stored: bytes) -> bool:
    try:
        return bool(stored.decode())
    except UnicodeDecodeError:
        return False


def read_tar(data: bytes, room: int = MAX_UNPACKED) -> Contents:
    """The files in a .tar archive, up to `room` bytes, not read yet, without links and devices."""
    attachments: list[Attachment] = []
    notes: list[str] = []
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for member in archive:
                name = inner_name(member.name)
                if member.isdir() or not name or any(map(is_left_over, name.split("/"))):
                    continue
                content = archive.extractfile(member) if member.isreg() else None
                if content is None:
                    notes.append(f"{name} inside it was not read: it is a link or a device")
                elif member.size > room or len(attachments) == _MOST_FILES:
                    notes.append(f"{name} and what follows it was not read: it is too much for one archive: unpack it")
                    break
                else:
                    attachments.append(Attachment(name, content.read()))
                    room -= member.size
    except (tarfile.TarError, EOFError, ValueError, OSError) as error:
        if not attachments:
            raise DocumentError("is damaged: it cannot be unpacked") from error
        notes.append("it is damaged: its end was not read")
    return packed(attachments, notes)


def read_compressed(data: bytes, room: int = MAX_UNPACKED) -> Contents:
    """The file in a .gz, .bz2 or .xz file, up to `room` bytes, not read yet; in a .tar archive, the files in it."""
    unpack = next((unpacker() for start, unpacker in _UNPACKERS if data.startswith(start)), None)
    if unpack is None:
        raise DocumentError("is named as a compressed file but is something else: rename it")
    try:
        content = unpack.decompress(data, room + 1)
    except (zlib.error, lzma.LZMAError, OSError, EOFError) as error:
        raise DocumentError("is damaged: it cannot be unpacked") from error
    if len(content) > room:
        raise DocumentError(TOO_LARGE)
    if content[257:262] == b"ustar":
        return read_tar(content, room)
    return packed([Attachment(_stated_name(data) or UNNAMED, content)], [])


def packed(attachments: Sequence[Attachment], notes: Sequence[str]) -> Contents:
    """The contents of an archive."""
    size = sum(len(attachment.data) for attachment in attachments)
    return Contents("", "", (), tuple(notes), tuple(attachments), unpacked=size)


def _stated_name(data: bytes) -> str:
    """The name that a .gz file states for its content; "" if it states none."""
    if not data.startswith(b"\x1f\x8b") or not data[3] & 0x08:
        return ""
    start = 12 + int.from_bytes(data[10:12], "little") if data[3] & 0x04 else 10
    return inner_name(data[start : data.find(b"\0", start)].decode("latin-1"))


def inner_name(name: str) -> str:
    """The path of a file inside an archive as it is shown: with forward slashes, and without parts that lead out."""
    parts = one_line(name).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))[-_MAX_NAMED:]


def _check(member: zipfile.ZipInfo, room: int) -> None:
    """Raise `DocumentError` if the file must not be read: it is a link, or too large."""
    if stat.S_ISLNK(member.external_attr >> 16):
        raise DocumentError("is a link")
    if member.file_size > room:
        raise DocumentError(TOO_LARGE)
