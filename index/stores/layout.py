"""The folder of an index: what is in it, and how an index is published in one step.

current          a text file: the name of the published folder
000007/          the published index: catalog.sqlite, vectors.faiss, lexical/, checksums; it never changes
000006/          an older index, if older ones are kept
work/            the next index, unfinished
documents        a text file: the documents folder of this index
lock             held by the process that writes the index
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from filelock import FileLock, Timeout

from index.errors import BusyIndexError, DamagedIndexError, MissingIndexError, QuothError, SettingsError
from index.stores.checksums import write_checksums

CATALOG = "catalog.sqlite"
_CURRENT = "current"
_DOCUMENTS = "documents"
_LOCK = "lock"
_WORK = "work"
_GONE = "gone-"  # a folder is renamed to this before it is removed, so that it disappears at once


def published_name(index: Path) -> str:
    """The name of the published folder, or "" if nothing has been published."""
    try:
        name = (index / _CURRENT).read_text("ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError):
        name = ""
    if not name.isdecimal():
        raise DamagedIndexError(f"{index / _CURRENT} does not name an index. Run `quoth index --rebuild`.")
    return name


def require_published(index: Path) -> str:
    """The name of the published folder. Raises `MissingIndexError` if nothing has been published."""
    name = published_name(index)
    if not name:
        raise MissingIndexError(f"there is no index in {index}. Run `quoth index` to make it.")
    return name


def noted_documents(index: Path) -> Path | None:
    """The documents folder of the index, or None if it is unknown."""
    try:
        noted = (index / _DOCUMENTS).read_text("utf-8", "surrogateescape").removesuffix("\n")
    except OSError:
        return None
    return Path(os.path.normpath(index / noted)) if noted else None


def note_documents(index: Path, documents: Path) -> None:
    """Note the documents folder of the index. A relative path is stored relative to the folder of the index."""
    if documents == noted_documents(index):
        return
    given = str(documents) if documents.is_absolute() else os.path.relpath(documents, index)
    part = index / f"{_DOCUMENTS}.part"
    part.write_text(f"{given}\n", "utf-8", "surrogateescape")
    os.replace(part, index / _DOCUMENTS)


def work_folder(index: Path) -> Path:
    """The folder in which the next index is built."""
    return index / _WORK


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Lock the index against other writers. If writing fails, the error names the folder."""
    try:
        index.mkdir(parents=True, exist_ok=True)
        _check_is_ours(index)
        with FileLock(index / _LOCK, timeout=0):
            yield
    except Timeout as error:
        raise BusyIndexError(
            f"another `quoth` is writing {index}. Wait for it to finish, or stop it: its finished work is kept."
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise QuothError(
            f"the index in {index} cannot be written ({error}). The published index has not changed. "
            "Check the free space and the permissions, then run `quoth index` again."
        ) from error


def _check_is_ours(index: Path) -> None:
    """Raise `SettingsError` if the folder has other files: building an index could remove them."""
    names = {path.name for path in index.iterdir()}
    if names and not names & {_LOCK, _CURRENT}:
        raise SettingsError(
            f"{index} contains other files ({min(names)}), so Quoth builds no index there. "
            "Set QUOTH_INDEX to a new folder."
        )


def publish(index: Path, name: str, *, keep: int = 0) -> None:
    """Publish the work folder in place of the folder `name`, in one step. `keep` older indexes stay.

    If this is interrupted, even by a power cut, readers find either the complete old index or the complete new one.
    """
    folder = index / f"{int(name or 0) + 1:06d}"
    write_checksums(work_folder(index))
    _sync(work_folder(index))
    os.replace(work_folder(index), folder)
    part = index / f"{_CURRENT}.part"
    part.write_text(folder.name, "ascii")
    _sync_one(part)
    os.replace(part, index / _CURRENT)
    _sync_one(index)
    tidy(index, folder.name, keep=keep)


def published_names(index: Path) -> list[str]:
    """The names of the published folder and of the older ones that are kept, oldest first."""
    name = int(published_name(index) or 0)
    folders = (path for path in index.glob("*") if path.name.isdecimal() and _number(path) <= name)
    return [folder.name for folder in sorted(folders, key=_number)]


def tidy(index: Path, name: str, *, keep: int = 0) -> None:
    """Remove what no reader needs. `name` is the published folder; the `keep` folders before it stay.

    A folder that was complete but not yet published when its update was killed becomes the work folder again.
    """
    others = sorted((path for path in index.iterdir() if path.name.isdecimal() and path.name != name), key=_number)
    older = [path for path in others if _number(path) < int(name or 0)]
    for path in [path for path in others if path not in older[len(older) - keep :]]:
        if path not in older and not work_folder(index).exists():
            path.rename(work_folder(index))
        else:
            remove(path)
    for path in index.glob(_GONE + "*"):
        shutil.rmtree(path, ignore_errors=True)


def _number(folder: Path) -> int:
    return int(folder.name)


def remove(folder: Path) -> None:
    """Remove the folder if it exists. No reader ever finds half of it."""
    gone = folder.with_name(_GONE + folder.name)
    shutil.rmtree(gone, ignore_errors=True)
    if folder.exists():
        folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def share(source: Path | str, target: Path | str) -> None:
    """Make `target` a hard link to the file `source`, which never changes, or a copy if links are impossible.

    exFAT, FAT and some network drives have no hard links, and the number of links to a file is limited.
    """
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        shutil.copyfile(source, target)


def begin_to_sync(path: Path) -> None:
    """Start to write the file to the disk in another thread, so that `publish` waits less for it."""

    def sync() -> None:
        with suppress(OSError):  # the file is perhaps gone; `publish` reports any other problem
            _sync_one(path)

    Thread(target=sync, name="writing to the disk", daemon=True).start()


def _sync(path: Path) -> None:
    """Write a file, or a folder with all its files, to the disk. Files shared with a published index are there."""
    if path.is_dir():
        for child in path.iterdir():
            _sync(child)
    elif path.stat().st_nlink > 1:
        return
    _sync_one(path)


def _sync_one(path: Path) -> None:
    """Write a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
