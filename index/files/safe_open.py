"""Opens files inside a folder and never outside it, also for hostile paths, links and devices."""

from __future__ import annotations

import os
import re
import stat
from typing import BinaryIO

from index.errors import DocumentError

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_ESCAPED = re.compile(r"\\x[89a-f][0-9a-f]")
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK  # opening a pipe must not wait for its writer


def open_inside(folder: str, document_id: str) -> BinaryIO:
    """The regular file at this path inside the folder, open for reading.

    Each directory on the path is opened from the one before it, so that no link can lead outside, not even one created
    at the same time. Raises `DocumentError` with the reason.
    """
    *directories, name = _names(document_id)
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for directory in directories:
                _refuse_links(directory, descriptor)
                inner = os.open(directory, _DIRECTORY, dir_fd=descriptor)
                os.close(descriptor)
                descriptor = inner
            return _opened(name, descriptor)
        finally:
            os.close(descriptor)
    except (FileNotFoundError, NotADirectoryError) as error:
        if _ESCAPED.search(document_id):  # how `walk` lists a name that is not valid Unicode
            raise DocumentError("has a name that is not valid Unicode: rename it") from error
        raise DocumentError("is no longer there", passing=True) from error
    except PermissionError as error:
        raise DocumentError("cannot be opened: permission denied", passing=True) from error
    except OSError as error:
        raise DocumentError(f"cannot be opened: {error.strerror}", passing=True) from error


def read_whole(file: BinaryIO, *, max_mb: int) -> bytes:
    """The bytes of the file. Raises `DocumentError` if the file is larger than `max_mb` megabytes."""
    limit = max_mb << 20
    size = os.fstat(file.fileno()).st_size
    try:
        data = file.read(limit + 1) if size <= limit else b""
    except OSError as error:
        raise DocumentError(f"cannot be read: {error.strerror}", passing=True) from error
    if max(size, len(data)) > limit:
        raise DocumentError(f"is larger than {max_mb} MB: split it")
    return data


def _names(document_id: str) -> list[str]:
    names = document_id.split("/")
    if "\0" in document_id or any(name in ("", ".", "..") for name in names):
        raise DocumentError("is not a path inside the documents folder")
    return names


def _refuse_links(name: str, directory: int) -> os.stat_result:
    found = os.stat(name, dir_fd=directory, follow_symlinks=False)
    if stat.S_ISLNK(found.st_mode):
        raise DocumentError(
            "is a link or is inside one, and Quoth does not follow links: replace the link with what it points to"
        )
    return found


def _opened(name: str, directory: int) -> BinaryIO:
    _refuse_special(_refuse_links(name, directory))  # before opening it: opening a device can have effects
    descriptor = os.open(name, _FILE, dir_fd=directory)
    try:
        _refuse_special(os.fstat(descriptor))
        return open(descriptor, "rb")
    except DocumentError:
        os.close(descriptor)
        raise


def _refuse_special(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise DocumentError(
            "is a folder that Quoth cannot list: make it readable. What Quoth read in it before stays in the index",
            passing=True,
        )
    if not stat.S_ISREG(found.st_mode):
        raise DocumentError("is not a regular file but a device, pipe or socket")
