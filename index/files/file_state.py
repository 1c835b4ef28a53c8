"""What an index remembers of a file, to tell without reading it whether it is as it was."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells, without reading a file, that it is as it was.

    The time of the last change of the inode is there for what `mtime_ns` misses: a file made readable, or replaced
    by another with its time kept.
    """

    size: int  # bytes
    mtime_ns: int
    ctime_ns: int


@dataclass(frozen=True, slots=True)
class Filed:
    """What the catalogue knows of one file: the SHA-256 of what was read, or why it could not be."""

    stamp: Stamp
    reader: str  # the version that read it
    sha256: str | None
    failure: str | None
    notes: tuple[str, ...] = ()  # of what was read: what could not be
