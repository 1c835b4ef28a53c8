"""The folder of an index: what is published in it, and how that is replaced in one step.

current          a text file: the name of the published folder
000007/          published: catalog.sqlite, vectors.faiss, lexical/; it never changes
work/            the next one, as far as it is made
lock             held by the update that is at work
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from index.errors import DamagedIndexError, MissingIndexError

CATALOG = "catalog.sqlite"
_CURRENT = "current"
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


def work_folder(index: Path) -> Path:
    """Where the next index is made."""
    return index / _WORK


def publish(index: Path, name: str) -> None:
    """Put what is in the work folder in the place of the published folder `name`, in one step.

    Whenever it is cut short, power included, readers find either the old index whole or the new one.
    """
    folder = index / f"{int(name or 0) + 1:06d}"
    _sync(work_folder(index))
    os.replace(work_folder(index), folder)
    part = index / f"{_CURRENT}.part"
    part.write_text(folder.name, "ascii")
    _sync_one(part)
    os.replace(part, index / _CURRENT)
    _sync_one(index)
    tidy(index, folder.name)


def tidy(index: Path, name: str) -> None:
    """Remove what no reader needs, given the name of the published folder.

    A folder that was complete but not yet published when its update was killed becomes the work folder again.
    """
    for path in [path for path in index.iterdir() if path.name.isdecimal() and path.name != name]:
        if int(path.name) > int(name or 0) and not work_folder(index).exists():
            path.rename(work_folder(index))
        else:
            remove(path)
    for path in index.glob(_GONE + "*"):
        shutil.rmtree(path, ignore_errors=True)


def remove(folder: Path) -> None:
    """Remove the folder, if it is there, so that no reader finds half of it."""
    gone = folder.with_name(_GONE + folder.name)
    shutil.rmtree(gone, ignore_errors=True)
    if folder.exists():
        folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def _sync(path: Path) -> None:
    """Have the file, or the folder and all in it, written to the disk."""
    if path.is_dir():
        for child in path.iterdir():
            _sync(child)
    _sync_one(path)


def _sync_one(path: Path) -> None:
    """Have the file, or the names in the folder, written to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
