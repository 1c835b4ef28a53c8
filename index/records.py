"""The nouns of `index`: what a document, a passage and a hit are.

Every record is a frozen value: to change one, make a changed copy with `dataclasses.replace`.
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
    page: int | None  # 1-based; None where the format has no pages
    heading: str  # "Chapter > Part", or "" before the first heading


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the user's, as text in which every character knows its place."""

    id: str  # the path inside the documents folder, with forward slashes
    sha256: str  # of the file's bytes
    title: str
    text: str  # as extracted, never normalised
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()  # what could not be read, in words for its owner: "pages 3 and 7 have no text"


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
    also: tuple[str, ...] = ()  # of a hit: the ids of the other documents with the very same content


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and its score for one question; a higher score is better."""

    passage: Passage
    score: float
    by: Literal["dense", "lexical", "fused", "reranked"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page as it is displayed: fractions (0 to 1) of its width and height, from the top left."""

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
    """What the index holds of one document, without its text."""

    document_id: str
    title: str
    pages: int | None  # None where the format has no pages
    passages: int
    size: int  # bytes of the file
    notes: tuple[str, ...] = ()  # those of the document


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, or not all of it, and why, in words for its owner."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What one update of the index did, as document ids."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    failed: tuple[Failure, ...] = ()
    in_part: tuple[Failure, ...] = ()  # what could not be read of documents that were


class Progress(Protocol):
    """Called as work goes on: `stage` is a verb such as "reading", `done` of `total` things are finished."""

    def __call__(self, stage: str, done: int, total: int, name: str = "") -> None: ...


def no_progress(stage: str, done: int, total: int, name: str = "") -> None:
    """The `Progress` that shows nothing."""
