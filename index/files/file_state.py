"""What an index remembers about a file, so that most changes are noticed without reading it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stamp:
    """Size and times of a file. If they are unchanged, the file counts as unchanged.

    `ctime_ns` notices what `mtime_ns` misses: new permissions, or another file with the same modification time.
    """

    size: int  # bytes
    mtime_ns: int
    ctime_ns: int


@dataclass(frozen=True, slots=True)
class FileState:
    """What the catalogue knows about one file: the SHA-256 of what was read, or why reading failed.

    Both, if the file was read before and cannot be read now: its document stays until the file is read again.
    """

    stamp: Stamp
    reader: str  # the version of the reader
    sha256: str | None
    failure: str | None
    notes: tuple[str, ...] = ()  # the parts of a readable file that could not be read
