"""What files a folder holds, and whether they are as they were."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from index.errors import MissingDocumentError
from index.files.file_state import Stamp

_LEFT_OVERS = {"Thumbs.db", "desktop.ini", "__MACOSX"}


def walk(folder: Path, *, without: Path) -> dict[str, Stamp]:
    """The stamp of every file under `folder` by its path inside it, with forward slashes, in order of path.

    Left out: what is hidden, what editors and systems leave behind, and the folder `without`. Links are not followed;
    they, and whatever else is not a regular file or cannot be listed, are there so that reading them says why not.
    Raises `MissingDocumentError` where there is no such folder.
    """
    _require(folder)
    left_out = str(without.resolve())
    stamps: dict[str, Stamp] = {}
    folders = [(str(folder.resolve()), "")]
    while folders:
        here, prefix = folders.pop()
        for entry in _entries(here):
            if is_left_over(entry.name) or entry.path == left_out:
                continue
            if entry.is_dir(follow_symlinks=False) and os.access(entry.path, os.R_OK | os.X_OK):
                folders.append((entry.path, f"{prefix}{entry.name}/"))
                continue
            with suppress(FileNotFoundError):  # gone since it was listed
                stamps[_storable(prefix + entry.name)] = _stamp(entry.stat(follow_symlinks=False))
    _require(folder)  # else, of a folder that vanished meanwhile, all that was not listed yet would be deleted
    return dict(sorted(stamps.items()))


def _require(folder: Path) -> None:
    if not folder.is_dir():
        raise MissingDocumentError(f"there is no folder {folder}. Make it and put your documents there.")


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        yield from entries


def is_left_over(name: str) -> bool:
    """Whether a file or folder of this name is hidden, or what an editor or a system left behind."""
    return name.startswith((".", "~$")) or name.endswith("~") or name in _LEFT_OVERS


def _storable(path: str) -> str:
    r"""The path, with bytes that are no UTF-8 written as escapes such as \xe9: reading such a path finds no file."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _stamp(found: os.stat_result) -> Stamp:
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def sha256(path: Path) -> str | None:
    """The SHA-256 of the file's bytes in hexadecimal, or None where it is not a regular file that can be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        with open(descriptor, "rb", closefd=False) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    finally:
        os.close(descriptor)
