"""Zip archives of documents: the files inside are left to the readers of their kinds, as attachments are."""

from __future__ import annotations

import stat
import zipfile

from index.errors import DocumentError
from index.files.walk import is_left_over
from index.reading.readers.contents import Attachment, Contents, one_line
from index.reading.readers.office.package import Package

MAX_UNPACKED = 100 << 20  # bytes of all files read from one archive, as much as a single file may have
_MAX_NAMED = 200  # characters of a name that is shown


def read_zip(data: bytes) -> Contents:
    """The files in an archive, still to be read; what is left out of them is noted.

    Nothing is unpacked to the disk, so that a name with `..` in it leads nowhere.
    """
    package = Package(data)
    attachments: list[Attachment] = []
    notes: list[str] = []
    room = MAX_UNPACKED
    for member in package.members:
        name = inner_name(member.filename)
        if member.is_dir() or not name or any(map(is_left_over, name.split("/"))):
            continue
        try:
            _check(member, name, room)
            attachments.append(Attachment(name, package.read(member)))
            room -= member.file_size
        except DocumentError as error:
            notes.append(f"{name} inside it was not read: it {error.reason}")
    return Contents("", "", (), tuple(notes), tuple(attachments))


def inner_name(name: str) -> str:
    """The path of a file inside an archive as it is shown: with forward slashes, and inside the archive."""
    parts = one_line(name).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))[-_MAX_NAMED:]


def _check(member: zipfile.ZipInfo, name: str, room: int) -> None:
    """Raise `DocumentError` for what is not read from an archive whatever is in it."""
    if stat.S_ISLNK(member.external_attr >> 16):
        raise DocumentError("is a link")
    if name.lower().endswith(".zip"):
        raise DocumentError("is an archive in an archive: unpack it")
    if member.file_size > room:
        raise DocumentError(f"unpacks, with those before it, to more than {MAX_UNPACKED >> 20} MB: unpack it")
