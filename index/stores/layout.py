"""The folder of an index: what is published in it, and how that is replaced in one step.

current          a text file: the name of the published folder
000007/          published: catalog.sqlite, vectors.faiss, lexical/, checksums; it never changes
000006/          published before, if older ones are kept
work/            the next one, as far as it is made
documents        a text file: the folder that the index was made of
lock             held by what is at work on the index
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
_GONE = "gone-"  # what is being removed: renamed first, so that it vanishes at once


def published_name(index: Path) -> str:
    """The name of the published folder, or "" where nothing has been published."""
    try:
        name = (index / _CURRENT).read_text("ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError):
        name = ""
    if not name.isdecimal():
        raise DamagedIndexError(f"{index / _CURRENT} names no index. Run `quoth index --rebuild`.")
    return name


def require_published(index: Path) -> str:
    """The name of the published folder. Raises `MissingIndexError` where nothing has been published."""
    name = published_name(index)
    if not name:
        raise MissingIndexError(f"there is no index in {index}. Run `quoth index` to make it.")
    return name


def noted_documents(index: Path) -> Path | None:
    """The folder that the index was made of; None where that is not known."""
    try:
        noted = (index / _DOCUMENTS).read_text("utf-8", "surrogateescape").removesuffix("\n")
    except OSError:
        return None
    return Path(os.path.normpath(index / noted)) if noted else None


def note_documents(index: Path, documents: Path) -> None:
    """Note the folder that the index is made of, as it was given: a relative path from the folder of the index."""
    if documents == noted_documents(index):
        return
    given = str(documents) if documents.is_absolute() else os.path.relpath(documents, index)
    part = index / f"{_DOCUMENTS}.part"
    part.write_text(f"{given}\n", "utf-8", "surrogateescape")
    os.replace(part, index / _DOCUMENTS)


def work_folder(index: Path) -> Path:
    """Where the next index is made."""
    return index / _WORK


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Keep other writers away; say which folder it is where something cannot be written."""
    try:
        index.mkdir(parents=True, exist_ok=True)
        _check_is_ours(index)
        with FileLock(index / _LOCK, timeout=0):
            yield
    except Timeout as error:
        raise BusyIndexError(
            f"another `quoth` is at work on {index}. Wait for it to finish, or stop it; nothing it did is lost."
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise QuothError(
            f"the index in {index} cannot be written ({error}). What was published before is as it was: "
            "see to the space and the permissions there, then run `quoth index` again."
        ) from error


def _check_is_ours(index: Path) -> None:
    """Raise `SettingsError` for a folder of other things: what is in the way of an index is removed from its folder."""
    names = {path.name for path in index.iterdir()}
    if names and not names & {_LOCK, _CURRENT}:
        raise SettingsError(
            f"{index} holds other files ({min(names)}), so no index is made there. Set QUOTH_INDEX to a new folder."
        )


def publish(index: Path, name: str, *, keep: int = 0) -> None:
    """Put what is in the work folder in the place of the published folder `name`, in one step; `keep` older ones.

    Whenever it is cut short, power included, readers find either the old index whole or the new one.
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
    """The names of the published folder and of those published before it that are kept, oldest first."""
    name = int(published_name(index) or 0)
    folders = (path for path in index.glob("*") if path.name.isdecimal() and _number(path) <= name)
    return [folder.name for folder in sorted(folders, key=_number)]


def tidy(index: Path, name: str, *, keep: int = 0) -> None:
    """Remove what no reader needs, given the name of the published folder, but `keep` of those before it.

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
    """Remove the folder, if it is there, so that no reader finds half of it."""
    gone = folder.with_name(_GONE + folder.name)
    shutil.rmtree(gone, ignore_errors=True)
    if folder.exists():
        folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def share(source: Path | str, target: Path | str) -> None:
    """Have the file `source`, which never changes, as `target` too: a hard link, or a copy where there are none.

    exFAT, FAT and some network drives have no hard links, and a file can have only so many.
    """
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        shutil.copyfile(source, target)


def begin_to_sync(path: Path) -> None:
    """Have the file written to the disk meanwhile, so that `publish`, which waits for that, waits less."""

    def sync() -> None:
        with suppress(OSError):  # it may be gone; `publish` meets whatever else is wrong
            _sync_one(path)

    Thread(target=sync, name="writing to the disk", daemon=True).start()


def _sync(path: Path) -> None:
    """Have the file, or the folder and all in it, written to the disk; what is shared with a published one was."""
    if path.is_dir():
        for child in path.iterdir():
            _sync(child)
    elif path.stat().st_nlink > 1:
        return
    _sync_one(path)


def _sync_one(path: Path) -> None:
    """Have the file, or the names in the folder, written to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
