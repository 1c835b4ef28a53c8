"""Finds what a file states about itself: its author, who changed it last, and when it was written and changed."""

from __future__ import annotations

import re

from index.reading.readers.contents import PROPERTIES
from index.records import Document

BEGINNING = 1_500  # characters in which a text states its author
_AUTHORS = r"authors?|written by|prepared by|by|verfasser(?:in)?|autor(?:in|es|a)?|auteure?s?|von|par|erstellt von"
_STATED = {
    "author": re.compile(rf"^[ \t>*_-]*(?:{_AUTHORS})[*_]*[ \t]*[:=][*_ \t]*(?P<value>\S[^\n]{{0,150}})", re.I | re.M),
    "changer": re.compile(r"^Last changed by: (?P<value>[^\n]+)", re.MULTILINE),
    "changed": re.compile(r"^Last changed: (?P<value>[^\n]+)", re.MULTILINE),
    "day": re.compile(
        r"^[ \t>*_-]*(?:created|date|written on|datum|erstellt am"
        r"|fecha)[*_]*[ \t]*[:=][*_ \t]*(?P<value>\S[^\n]{0,40})",
        re.IGNORECASE | re.MULTILINE,
    ),
}


def find_stated(document: Document, kind: str) -> tuple[int, int, str] | None:
    """The span where the document states it, and the words. None if nowhere.

    `kind` is "author", "changer", "day" (on which it was written) or "changed" (the day of the last change).
    """
    spans = [(0, min(BEGINNING, len(document.text)))]
    spans += [(section.start, section.end) for section in document.sections if section.heading == PROPERTIES]
    for start, end in spans:
        if match := _STATED[kind].search(document.text, start, end):
            return *match.span(), match["value"].strip(" *_\"'")
    return None
