"""The records of `index`: document, passage, hit and others.

Every record is frozen. To change one, make a changed copy with `dataclasses.replace`.
Offsets are counted in characters (Python string indices) of `Document.text`, half open: [start, end).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Section:
    """A span of `Document.text` that shares one page and one heading.

    The sections of a document are in order and do not overlap; text between two of them is never cited.
    """

    start: int
    end: int
    page: int | None  # 1-based; None if the format has no pages
    heading: str  # "Chapter > Part", or "" before the first heading


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the user's as text, with its sections."""

    id: str  # the path inside the documents folder, with forward slashes
    sha256: str  # of the file's bytes
    title: str
    text: str  # as extracted, never normalised
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()  # what could not be read, as messages to the user: "pages 3 and 7 have no text"


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is embedded, retrieved and cited: `document.text[start:end] == text`."""

    id: str
    document_id: str
    title: str  # of its document
    text: str
    start: int
    end: int
    page: int | None
    heading: str
    also: tuple[str, ...] = ()  # in a hit: the ids of other documents with exactly the same content


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and its score for one question. Higher is better."""

    passage: Passage
    score: float
    by: Literal["dense", "lexical", "fused", "reranked"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a displayed page, in fractions (0 to 1) of its width and height, from the top left."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageSpan:
    """Characters [start, end) of the text of one page, and the quote that must be there."""

    page: int  # 1-based
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What the index holds about one document, without its text."""

    document_id: str
    title: str
    pages: int | None  # None if the format has no pages
    passages: int
    size: int  # bytes of the file
    notes: tuple[str, ...] = ()  # of the document
    changed_at: float = 0.0  # when the file was last changed, in seconds since 1970


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, at least in part, and the reason, as a message to the user."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of one index update, as document ids."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()
    in_part: tuple[Failure, ...] = ()  # documents that were read, but not completely


class Progress(Protocol):
    """Called as work proceeds: in the `stage`, such as "reading", `done` of `total` items are finished."""

    def __call__(self, stage: str, done: int, total: int, name: str = "") -> None: ...


def no_progress(stage: str, done: int, total: int, name: str = "") -> None:
    """The `Progress` that shows nothing."""
