"""Answers "which sheets does the workbook have?"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from index.files.names import visible
from index.records import Document, Hit
from index.text.headings import outermost
from qa.forms.form import Request
from qa.records import Citation, Piece, Statement
from qa.text.markers import as_markers

_SHEETS = r"(?:work)?sheets|(?:tabellen)?blätter"
_ASKED = re.compile(
    rf"(?:how many|which|what|wie viele|welche) (?:{_SHEETS})\b"
    rf"|(?:list|name|show)(?: me)?(?: all)?(?: the)? (?:{_SHEETS})\b"
    rf"|what are the (?:names of the )?(?:{_SHEETS})\b",
    re.IGNORECASE,
)
# The same in any order and wording: a word for sheets, which alone can also mean leaves, and one for a workbook.
_SHEET_WORDS = re.compile(
    rf"\b(?:{_SHEETS}|tabs|reiter|feuilles|onglets|hojas|pestañas|fogli|schede|werkbladen|tabbladen|folhas|abas)\b",
    re.I,
)
_WORKBOOK_WORDS = re.compile(
    r"\b(?:workbook|spreadsheet|excel|file|xlsx?|ods|arbeitsmappe|mappe|datei|excel-datei|tabelle|classeur|fichier|tableur"
    r"|libro|archivo|fichero|cartella|foglio|bestand|werkmap|planilha|arquivo|ficheiro)\b|\.(?:xls\w?|ods)\b",
    re.IGNORECASE,
)
_WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".fods"))


def asks_for_sheets(text: str) -> bool:
    """Whether the question asks for the sheets of a workbook.

    >>> asks_for_sheets("Which sheets does the workbook have?")
    True
    """
    return _ASKED.match(text) is not None


def names_sheets(text: str) -> bool:
    """Whether the text has a word for sheets and one for a workbook.

    >>> names_sheets("Dime las hojas que trae el archivo"), names_sheets("What tabs does it have?")
    (True, False)
    """
    return _SHEET_WORDS.search(text) is not None and _WORKBOOK_WORDS.search(text) is not None


def answer_sheets(request: Request) -> Iterator[Piece]:
    """Yield the names of the sheets. Yield nothing if it is unclear which workbook is meant."""
    document = _workbook(request)
    sheets = {section.page: section for section in reversed(document.sections) if section.heading} if document else {}
    if document is None or not sheets:
        return
    hits: dict[str, Hit] = {}
    citations: list[Citation] = []
    passages = request.index.passages(document.id)
    names = []
    for _, section in sorted(sheets.items(), key=lambda item: item[0] or 0):
        name = outermost(section.heading)
        names.append(name)
        end = section.start + len(name)
        for passage in (one for one in passages if one.start <= section.start and end <= one.end):
            hits.setdefault(passage.id, Hit(passage, 1.0, "lexical"))
            number = list(hits).index(passage.id) + 1
            citations.append(Citation(number, passage, document.text[section.start : end], section.start, end))
    markers = as_markers(range(1, len(hits) + 1))
    words = request.say("has_sheets", name=visible(document.id), n=len(names), sheets=", ".join(names))
    text = f"{words} {markers}."
    yield text
    yield request.finish(text, [Statement(text, tuple(citations), supported=True, score=1.0)], tuple(hits.values()))


def _workbook(request: Request) -> Document | None:
    """The workbook that the question names by its file name, or the only one."""
    held = [one.document_id for one in request.index.documents()]
    books = [
        name
        for name in held
        if PurePosixPath(name).suffix.lower() in _WORKBOOKS and (request.within is None or name in request.within)
    ]
    asked = request.text.casefold()
    named = [name for name in books if PurePosixPath(name).name.casefold() in asked]
    chosen = named or books
    return request.index.document(chosen[0]) if len(chosen) == 1 else None
