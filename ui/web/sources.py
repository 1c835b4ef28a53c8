"""Finds the place of a citation: the text around the quoted words, or boxes around them on the image of the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.errors import DocumentError, QuothError
from index.reading.read import shows_cells, shows_pages
from index.reading.sandbox import ANOTHER_VERSION
from index.records import Box, Document, Passage
from index.text.identify import SURE, identify_language

AROUND = 20_000  # characters of text shown on each side of the quote; a whole book would slow the page down
_EXCERPT = 1000  # characters that tell the language
_NOTES = 3  # shown: an archive can hold 15,000 unreadable files

NOT_FOUND = "These words are no longer in the document: it has changed since this answer. Nothing is marked."
NOT_ON_PAGE = "The exact words could not be located on this page, so nothing is marked. They are in its text."
NO_IMAGE = "The page cannot be shown as an image. This is its text."
OTHER_VERSION = "The file has changed since Quoth read it, so its page is not shown. This is the text that was read."

FindBoxes = Callable[[str, int, int, int, str], Sequence[Box]]  # document id, page, start, end, quote
FindCells = Callable[[str, int | None, int, int, str], str]  # the same


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote is: `before + quote + after` is the text around it. `quote` is "" if it cannot be located."""

    document: str  # its id
    title: str
    heading: str
    page: int | None
    pages: int | None
    start: int  # where the quote begins in the document's text
    before: str
    quote: str
    after: str
    cut_before: bool  # there is more text before `before`
    cut_after: bool
    note: str = ""  # a note for the reader
    image: bool = False  # whether the page can be shown as an image
    boxes: tuple[Box, ...] = ()  # around the quote on that image
    cells: str = ""  # the cells that hold the quote, such as "A7:C9" or "table 2, B3"
    language: str = ""  # the code of the language of the text, if it is sure
    notes: tuple[str, ...] = ()  # what could not be read of the document
    textless: tuple[int, ...] = ()  # the pages without text
    passages: tuple[tuple[int, int], ...] = ()  # the number of each passage that begins in this text, and where


def find_place(
    document: Document,
    start: int,
    end: int,
    *,
    quote: str | None = None,
    find_boxes: FindBoxes,
    find_cells: FindCells,
) -> Place:
    """The place of `quote`, which is expected at [start, end) of the document's text (None: whatever is there).

    `find_boxes` is called only for pages of PDFs and scans. If it fails, the page is shown as text.
    `find_cells` is called only for files that can hold sheets or tables.
    """
    span = locate(document.text, start, end, document.text[start:end] if quote is None else quote)
    place = _text_place(document, start, span)
    if span and shows_cells(document.id):
        place = replace(place, cells=_cells(document, place, span, find_cells))
    if place.page is None or not shows_pages(document.id):
        return place
    if span is None:
        return replace(place, image=True)
    page_start = start_of_page(document, place.page)
    try:
        boxes = find_boxes(document.id, place.page, span[0] - page_start, span[1] - page_start, place.quote)
    except QuothError as error:
        is_other = isinstance(error, DocumentError) and error.reason == ANOTHER_VERSION
        return replace(place, note=OTHER_VERSION if is_other else NO_IMAGE)
    return replace(place, image=True, boxes=tuple(boxes), note="" if boxes else NOT_ON_PAGE)


def with_passages(place: Place, passages: Sequence[Passage]) -> Place:
    """The place with the passages that begin in its text. `passages` are all those of its document, in order."""
    first = place.start - len(place.before)
    end = place.start + len(place.quote) + len(place.after)
    begun = ((number, one.start) for number, one in enumerate(passages, 1) if first <= one.start < end)
    return replace(place, passages=tuple(begun))


def locate(text: str, start: int, end: int, quote: str) -> tuple[int, int] | None:
    """The span of `text` that is exactly `quote`: [start, end) if it is there, or else its only place, or else None.

    If the document was edited above the quote, it is still found. If it occurs more than once, nothing is guessed.
    """
    if not quote.strip():
        return None
    if text[start:end] == quote:
        return start, end
    found = text.find(quote)
    if found < 0 or text.find(quote, found + 1) >= 0:
        return None
    return found, found + len(quote)


def count_pages(document: Document) -> int | None:
    """The number of the last page with text; None if the format has no pages."""
    return max((section.page for section in document.sections if section.page is not None), default=None)


def _textless(document: Document) -> tuple[int, ...]:
    filled = {section.page for section in document.sections if section.end > section.start}
    return tuple(page for page in range(1, (count_pages(document) or 0) + 1) if page not in filled)


def start_of_page(document: Document, page: int) -> int:
    """The character at which the page's text starts."""
    return min(section.start for section in document.sections if section.page == page)


def _cells(document: Document, place: Place, span: tuple[int, int], find_cells: FindCells) -> str:
    page_start = 0 if place.page is None else start_of_page(document, place.page)
    try:
        return find_cells(document.id, place.page, span[0] - page_start, span[1] - page_start, place.quote)
    except QuothError:  # the file is gone or has changed; its text is still shown
        return ""


def _text_place(document: Document, start: int, span: tuple[int, int] | None) -> Place:
    shown = span or (min(start, len(document.text)),) * 2
    section = next((s for s in reversed(document.sections) if s.start <= shown[0]), None)
    return Place(
        document=document.id,
        title=document.title,
        heading=section.heading if section else "",
        page=section.page if section else None,
        pages=count_pages(document),
        start=shown[0],
        before=document.text[max(0, shown[0] - AROUND) : shown[0]],
        quote=document.text[shown[0] : shown[1]],
        after=document.text[shown[1] : shown[1] + AROUND],
        cut_before=shown[0] > AROUND,
        cut_after=shown[1] + AROUND < len(document.text),
        note="" if span else NOT_FOUND,
        notes=document.notes[:_NOTES],
        textless=_textless(document),
        language=identify_language(document.text[shown[0] :][:_EXCERPT], least=SURE),
    )
