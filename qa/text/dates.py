"""The date of a document, for a reader who must choose between two that disagree. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index.records import Document
from qa.text.facts import first_date

BEGINNING = 400  # characters in which a document says from when it is
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True, order=True)
class Dated:
    """When a document is from; later ones are greater. A month or a day that is not known is 0."""

    year: int
    month: int
    day: int
    words: str  # "2026", "1 March 2024" or "file changed 3 May 2025"


def date_document(document: Document, changed: date) -> Dated:
    """The date in the document's beginning, else the year in its title, else the day its file was last changed."""
    year = _YEAR.search(document.title)
    found = first_date(document.text[:BEGINNING])
    if found and found.year and (not year or int(year[0]) == found.year):
        return Dated(found.year, found.month, found.day or 0, str(found))
    if year:
        return Dated(int(year[0]), 0, 0, year[0])
    words = f"file changed {changed.day} {changed:%B %Y}"
    return Dated(changed.year, changed.month, changed.day, words)


def years_of(text: str) -> set[int]:
    """The years that `text` names."""
    return {int(year) for year in _YEAR.findall(text)}
