"""The date of a document, shown if documents disagree. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index.records import Document
from qa.text.calendar_words import first_date

BEGINNING = 400  # characters at the start of a document that are searched for its date
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True, order=True)
class Dated:
    """The date of a document. Later dates are greater. An unknown month or day is 0."""

    year: int
    month: int
    day: int
    words: str  # "2026", "1 March 2024" or "file changed 3 May 2025"


def date_document(document: Document, changed: date) -> Dated:
    """The date at the start of the document, or the year in its title, or the day its file was last changed."""
    year = _YEAR.search(document.title)
    found = first_date(document.text[:BEGINNING])
    if found and found.year and (not year or int(year[0]) == found.year):
        return Dated(found.year, found.month, found.day or 0, str(found))
    if year:
        return Dated(int(year[0]), 0, 0, year[0])
    words = f"file changed {changed.day} {changed:%B %Y}"
    return Dated(changed.year, changed.month, changed.day, words)


def years_of(text: str) -> set[int]:
    """The years in `text`."""
    return {int(year) for year in _YEAR.findall(text)}
