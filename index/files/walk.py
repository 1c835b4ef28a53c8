"""Lists the files of a folder with their stamps, and hashes files."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path

from index.errors import MissingDocumentError, NoDocumentsError
from index.files.file_state import Stamp

_LEFT_OVERS = {"Thumbs.db", "desktop.ini", "__MACOSX"}
_STAMPS = ".stamps.json"  # in a folder of copies: the stamps of the originals
NO_STAMP = Stamp(0, 0, 0)  # of a folder that cannot be listed, or a file that cannot be examined


def walk(folder: Path, *, without: Path) -> dict[str, Stamp]:
    """The stamp of every file under `folder`, by its path inside it with forward slashes, in order of path.

    Hidden files, files that editors and systems leave behind, and the folder `without` are left out. Links are not
    followed. Links, special files and folders that cannot be listed are included, so that reading them reports why it
    fails; such a folder has the stamp `NO_STAMP`. Raises `MissingDocumentError` if `folder` does not exist or cannot be
    listed.

    In a folder of copies, the stamps are those of the originals.
    """
    _require(folder)
    if (originals := held_stamps(folder)) is not None:
        return dict(sorted(originals.items()))
    left_out = str(without.resolve())
    stamps: dict[str, Stamp] = {}
    folders = [(str(folder.resolve()), "")]
    while folders:
        here, prefix = folders.pop()
        try:
            entries = _entries(here)
        except OSError as error:
            if not prefix:
                raise MissingDocumentError(
                    f"{folder} cannot be listed ({error.strerror}). Allow Quoth to read it, or connect its drive."
                ) from error
            stamps[_storable(prefix.rstrip("/"))] = NO_STAMP
            continue
        for entry in entries:
            if is_left_over(entry.name) or entry.path == left_out:
                continue
            if entry.is_dir(follow_symlinks=False):
                if os.access(entry.path, os.R_OK | os.X_OK):
                    folders.append((entry.path, f"{prefix}{entry.name}/"))
                else:
                    stamps[_storable(prefix + entry.name)] = NO_STAMP
                continue
            with suppress(FileNotFoundError):  # deleted since it was listed
                stamps[_storable(prefix + entry.name)] = _stamp(entry)
    _require(folder)  # if it disappeared, unlisted files would count as deleted
    return dict(sorted(stamps.items()))


def held_stamps(folder: Path) -> dict[str, Stamp] | None:
    """The stamps of the originals, if the folder holds copies of documents that are elsewhere; otherwise None."""
    try:
        noted = json.loads((folder / _STAMPS).read_text("utf-8"))
        return {path: Stamp(*stamp) for path, stamp in noted.items()}
    except OSError:  # there are none, or the folder cannot be read, which is not the same as an empty one
        return None
    except (ValueError, TypeError, AttributeError):
        return {}  # they are fetched again


def note_stamps(folder: Path, stamps: Mapping[str, Stamp]) -> None:
    """Note the stamps of the originals of the copies in the folder."""
    part = folder / f"{_STAMPS}.part"
    part.write_text(json.dumps({path: astuple(stamp) for path, stamp in stamps.items()}), "utf-8")
    part.replace(folder / _STAMPS)


def _require(folder: Path) -> None:
    if not folder.is_dir():
        raise NoDocumentsError(
            f"there is no folder {folder}. Create it and add your documents, or choose another: `quoth index FOLDER`."
        )


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        return list(entries)
    return []


def is_left_over(name: str) -> bool:
    """Whether a file or folder with this name is hidden, or was left behind by an editor or a system."""
    return name.startswith((".", "~$")) or name.endswith("~") or name in _LEFT_OVERS


def _storable(path: str) -> str:
    r"""The path, with bytes that are not UTF-8 written as escapes such as \xe9. No file is found at such a path."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _stamp(entry: os.DirEntry[str]) -> Stamp:
    try:
        found = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        raise
    except OSError:  # the path is too long, or the drive fails
        return NO_STAMP
    return Stamp(found.st_size, _storable_time(found.st_mtime_ns), _storable_time(found.st_ctime_ns))


def _storable_time(ns: int) -> int:
    """The nearest time that the catalogue can store: its 64-bit nanoseconds end in the year 2262."""
    return max(-(1 << 63), min(ns, (1 << 63) - 1))


def sha256(path: Path) -> str | None:
    """The SHA-256 of the file's bytes in hexadecimal, or None if it is not a regular file or cannot be read."""
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
