"""The documents folder as the page changes it: files are added, renamed, deleted and brought back.

Nothing is written outside the folder, and no link is followed. A file is complete before it gets its name: it is
written to `.quoth/incoming` and renamed. A deleted file is moved to `.quoth/trash` and removed a day later. Hidden
folders are not indexed, so no answer can cite these files.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import BinaryIO, Literal

from index.errors import DocumentError, QuothError
from index.files.safe_open import open_inside
from index.files.walk import is_left_over
from ui.web.file_names import FolderError, checked, shown

KEPT_S = 24 * 3600  # how long a deleted file can be brought back
_OWN = ".quoth"
_INCOMING, _TRASH = (_OWN, "incoming"), (_OWN, "trash")
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW

Same = Literal["ask", "replace", "number"]  # what to do if the name is taken by a file with other contents


@dataclass(slots=True)
class Incoming:
    """A file that is being received, with what has been written so far."""

    file: BinaryIO
    name: str  # of the temporary file
    size: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> None:
        with _explained("The file"):
            self.file.write(data)
        self.digest.update(data)
        self.size += len(data)


@dataclass(frozen=True, slots=True)
class Deleted:
    """A deleted file: its former path, and the name by which it is brought back."""

    token: str
    path: str
    at: float  # seconds since 1970


class Folder:
    """The documents folder at `root`. Threads can share it.

    If it holds copies of documents that are `elsewhere`, such as s3://bucket, nothing in it can be changed.
    """

    def __init__(self, root: Path, *, elsewhere: str = "") -> None:
        self.root = root
        self._elsewhere = elsewhere
        self._lock = Lock()  # one change of names at a time

    def tidy(self) -> None:
        """Remove what a killed server left unfinished, and what was deleted long ago.

        Another server of the same folder can be receiving files. It holds a lock on each.
        """
        with suppress(OSError, QuothError), self._directory(_INCOMING) as incoming:
            for name in os.listdir(incoming):
                with suppress(BlockingIOError), open(os.open(name, os.O_RDWR, dir_fd=incoming), "wb") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    os.unlink(name, dir_fd=incoming)
        self._purge()

    @contextmanager
    def incoming(self) -> Iterator[Incoming]:
        """A new temporary file to write to. It is gone after the block, unless `keep` gave it its name."""
        self._refuse_copies()
        name = secrets.token_hex(16)
        with _explained("The file"):
            self.root.mkdir(parents=True, exist_ok=True)
            with self._directory(_INCOMING, create=True) as directory:
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
                descriptor = os.open(name, flags, 0o666, dir_fd=directory)
                try:
                    with open(descriptor, "wb") as file:
                        with suppress(OSError):  # a file system without locks
                            fcntl.flock(file, fcntl.LOCK_EX)
                        yield Incoming(file, name)
                finally:
                    with suppress(OSError):
                        os.unlink(name, dir_fd=directory)

    def keep(self, incoming: Incoming, path: str, *, same: Same = "ask", modified: float | None = None) -> str | None:
        """Give the received file its path. Return it, or None if exactly this file is there already.

        If the path is taken by another file, `same` says what to do: "replace" moves that one to the trash, "number"
        numbers the new one, and "ask" raises `FolderError` with status 409. `modified` is the time at which the file
        was last changed where it comes from, in seconds since 1970.
        """
        wanted = checked(path)
        with _explained(shown(path)):
            incoming.file.flush()
            if modified is not None:
                os.utime(incoming.file.fileno(), (modified, modified))
            os.fsync(incoming.file.fileno())
        with self._lock, self._directory(_INCOMING) as source, _explained(shown(path)):
            there = self._sha256(wanted)
            if there == incoming.digest.hexdigest():
                return None
            if there is not None and same == "ask":
                raise FolderError(409, f"{shown(wanted)} is already there, with other contents.")
            with self._directory(PurePosixPath(wanted).parent.parts, create=True) as target:
                if there is not None and same == "replace":
                    self._discard(wanted, target)
                kept = _move_free(source, incoming.name, target, wanted)
                os.fsync(target)
        return kept

    def rename(self, old: str, new: str) -> str:
        """Give a document another path, and return it. Raises `FolderError`."""
        self._refuse_copies()
        new = checked(new)
        if new == old:
            return new
        parts = PurePosixPath(new).parent.parts
        with (
            self._lock,
            _explained(shown(old)),
            self._holding(old) as source,
            self._directory(parts, create=True) as target,
        ):
            if not _move(source, _name(old), target, _name(new)):
                raise FolderError(409, f"{shown(new)} is already there. Choose another name.")
            os.fsync(target)
        return new

    def delete(self, path: str) -> str:
        """Move a document to the trash, and return the token that brings it back. Raises `FolderError`."""
        self._refuse_copies()
        self._purge()
        with self._lock, _explained(shown(path)), self._holding(path) as source:
            return self._discard(path, source)

    def restore(self, token: str) -> str:
        """Bring a deleted document back, and return its path: a numbered one if its own is taken by now."""
        found = next((one for one in self.deleted() if one.token == token), None)
        if found is None:
            raise FolderError(404, "This file can no longer be brought back.")
        parts = PurePosixPath(found.path).parent.parts
        with (
            self._lock,
            _explained(shown(found.path)),
            self._directory((*_TRASH, token, *parts)) as source,
            self._directory(parts, create=True) as target,
        ):
            path = _move_free(source, _name(found.path), target, found.path)
        shutil.rmtree(self.root.joinpath(*_TRASH, token), ignore_errors=True)
        return path

    def deleted(self) -> list[Deleted]:
        """The files that can be brought back, last deleted first."""
        trash = self.root.joinpath(*_TRASH)
        found = []
        for token in sorted(self._tokens, reverse=True):
            nanoseconds = token.partition("-")[0]
            files = [file for file in (trash / token).rglob("*") if not file.is_dir()]
            if nanoseconds.isdecimal() and files:
                path = files[0].relative_to(trash / token).as_posix()
                found.append(Deleted(token, path, int(nanoseconds) / 1e9))
        return found

    def _discard(self, path: str, source: int) -> str:
        token = f"{time.time_ns()}-{secrets.token_hex(8)}"
        with self._directory((*_TRASH, token, *PurePosixPath(path).parent.parts), create=True) as target:
            os.rename(_name(path), _name(path), src_dir_fd=source, dst_dir_fd=target)
        return token

    def _refuse_copies(self) -> None:
        if self._elsewhere:
            raise FolderError(403, f"The documents are in {self._elsewhere}. Add, rename and delete them there.")

    @property
    def _tokens(self) -> list[str]:
        with suppress(OSError), self._directory(_TRASH) as trash:
            return os.listdir(trash)
        return []

    def _purge(self) -> None:
        trash = self.root.joinpath(*_TRASH)
        for token in self._tokens:
            nanoseconds = token.partition("-")[0]
            if nanoseconds.isdecimal() and time.time() - int(nanoseconds) / 1e9 > KEPT_S:
                shutil.rmtree(trash / token, ignore_errors=True)

    def _sha256(self, path: str) -> str | None:
        """The SHA-256 of the file at this path; None if there is no file."""
        try:
            with open_inside(str(self.root), path) as file:
                digest = hashlib.sha256()
                while piece := file.read(1 << 20):
                    digest.update(piece)
                return digest.hexdigest()
        except DocumentError as error:
            if "no longer there" in error.reason:
                return None
            raise FolderError(400, f"{shown(path)} {error.reason}.") from error

    @contextmanager
    def _holding(self, path: str) -> Iterator[int]:
        """The open folder that holds this document. Raises `FolderError` if there is no such document."""
        parts = path.split("/")
        if "\0" in path or any(part in ("", ".", "..") or is_left_over(part) for part in parts):
            raise FolderError(404, f"{shown(path)} is not in the documents folder.")
        with self._directory(parts[:-1]) as directory:
            found = os.stat(parts[-1], dir_fd=directory, follow_symlinks=False)
            if stat.S_ISDIR(found.st_mode):
                raise FolderError(400, f"{shown(path)} is a folder.")
            yield directory

    @contextmanager
    def _directory(self, parts: Sequence[str], *, create: bool = False) -> Iterator[int]:
        """An open folder inside the documents folder. Each is opened from the one before it; no link is followed."""
        descriptor = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for part in parts:
                if create:
                    with suppress(FileExistsError):
                        os.mkdir(part, dir_fd=descriptor)
                inner = os.open(part, _DIRECTORY, dir_fd=descriptor)
                os.close(descriptor)
                descriptor = inner
            yield descriptor
        finally:
            os.close(descriptor)


def _name(path: str) -> str:
    return PurePosixPath(path).name


def _move_free(source: int, name: str, target: int, path: str) -> str:
    """Move a file to the path, or to the first free one with a number, and return it."""
    wanted = PurePosixPath(path)
    for number in count(1):
        tried = wanted if number == 1 else wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
        if _move(source, name, target, tried.name):
            return str(tried)
    raise AssertionError


def _move(source: int, name: str, target: int, new: str) -> bool:
    """Move a file without ever replacing another one. Returns False if the name is taken."""
    try:
        os.link(name, new, src_dir_fd=source, dst_dir_fd=target, follow_symlinks=False)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        with suppress(FileNotFoundError):
            os.stat(new, dir_fd=target, follow_symlinks=False)
            return False
        os.rename(name, new, src_dir_fd=source, dst_dir_fd=target)
        return True
    os.unlink(name, dir_fd=source)
    return True


@contextmanager
def _explained(what: str) -> Iterator[None]:
    """Turn an error of the file system into words."""
    try:
        yield
    except OSError as error:
        raise FolderError(*_in_words(what, error)) from error


def _in_words(what: str, error: OSError) -> tuple[int, str]:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return 507, f"{what} could not be saved: the disk is full. Free some space and add it again."
        case errno.EFBIG:
            return 507, f"{what} could not be saved. The disk takes no file of this size."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return 403, f"{what}: Quoth may not change the documents folder. Allow it to write there."
        case errno.ENOENT:
            return 404, f"{what} is no longer there."
        case errno.ELOOP | errno.ENOTDIR:
            return 400, f"{what} is in a folder that is a link or a file. Quoth does not follow links."
        case _:
            return 500, f"{what}: {error.strerror}."
