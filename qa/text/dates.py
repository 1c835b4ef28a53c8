"""The date of a document, shown if documents disagree. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from index.records import Document
from qa.text.calendar_words import Date, first_date

FILE_CHANGED = "file changed"  # begins the words for a date that is only that of the file
BEGINNING = 400  # characters at the start of a document that are searched for its date
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# What stands before the day from which a document holds.
_IN_FORCE = re.compile(
    r"\b(?:as (?:of|from|at)|effective|(?:valid|in force|in effect|applicable|applies|apply) (?:as )?(?:from|since|of)"
    r"|(?:last )?(?:updated|revised|reviewed|amended)|stand|gültig (?:ab|seit)|in kraft (?:ab|seit)|ab dem|mit wirkung"
    r"|en vigueur|à compter du|mis[e]? à jour|vigente|en vigor|actualizad[oa])\b[^.!?\n]{0,25}?"
    r"(?=\d|\b[A-ZÄ][a-zéäû]{2,})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class Dated:
    """The date of a document. Later dates are greater. An unknown month or day is 0."""

    year: int
    month: int
    day: int
    words: str  # "2026", "1 March 2024" or "file changed 3 May 2025"


def date_document(document: Document, changed: date) -> Dated:
    """The date of a document: from when it holds, or the date at its start or in the name of its file, or the year in
    its title or that name, or the day its file was last changed.
    """
    stem = PurePosixPath(document.id).stem.replace("_", " ")
    year = YEAR.search(document.title) or YEAR.search(stem)
    beginning = document.text[:BEGINNING]
    for found in (date_in_force(beginning), first_date(beginning), first_date(stem)):
        if found and found.year and (not year or int(year[0]) == found.year):
            return Dated(found.year, found.month, found.day or 0, str(found))
    if year:
        return Dated(int(year[0]), 0, 0, year[0])
    words = f"{FILE_CHANGED} {changed.day} {changed:%B %Y}"
    return Dated(changed.year, changed.month, changed.day, words)


def date_in_force(beginning: str) -> Date | None:
    """The date from which a document holds, by its beginning: "as of 1 March 2025". None if it does not say so."""
    for match in _IN_FORCE.finditer(beginning):
        found = first_date(beginning[match.end() : match.end() + 30])
        if found:
            return found
    return None


def years_of(text: str) -> set[int]:
    """The years in `text`."""
    return {int(year) for year in YEAR.findall(text)}
