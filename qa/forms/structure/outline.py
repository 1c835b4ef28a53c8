"""The outline of a document: its chapters and sections, their numbers, and where they begin and end. Pure.

Headings come from the document's sections. In a text without numbered headings, such as a plain text file, lines that
look like numbered headings count instead, or else numbered paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.reading.readers.contents import PROPERTIES
from index.records import Document
from index.text.headings import headings_of

UNITS = (
    r"sections?|chapters?|clauses?|articles?|paragraphs?|appendix|annex|part|abschnitt|kapitel|artikel|absatz|teil"
    r"|anhang"
    r"|ziffer|punkt|sección|seccion|capítulo|capitulo|artículo|articulo|párrafo|cláusula|apartado|parte|anexo"
    r"|chapitre|partie|alinéa|annexe|capitolo|sezione|articolo|paragrafo|allegato|hoofdstuk|artikel|afdeling|bijlage"
    r"|secção|seção|artigo|§"
)
_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,5}|[IVXLC]{1,7}(?=[.):\s]|$)|[A-Z](?=[.)]\s)"
# Of an appendix, whose letter stands after a word: "Appendix B: Guarantee", "Anhang B Garantie".
_LETTER = r"(?<=[^\W\d_]\s)(?-i:[A-Z])(?=\s*(?:[.:)–—-]|$)|\s+(?-i:[A-ZÀ-Þ]))"
_HEADING = re.compile(
    rf"(?:(?P<unit>{UNITS})\s*)?(?P<number>{_NUMBER}|{_LETTER})[.):]?(?:\s+|$)(?:[–—-]\s+)?(?P<name>.*)", re.IGNORECASE
)
_LINE = re.compile(
    rf"^[ \t#*]*(?:(?P<unit>{UNITS})\s*)?(?P<number>\d{{1,3}}(?:\.\d{{1,3}}){{0,5}}|{_LETTER})[.):]?"
    r"(?:[ \t]+(?:[–—-][ \t]+)?(?P<name>\S[^\n|]{0,90}))?[ \t*]*$",
    re.IGNORECASE | re.MULTILINE,
)
_PARAGRAPH = re.compile(
    r"^[ \t]*(?:§[ \t]*)?(?P<number>\d{1,3})(?:[.)]|(?<=§\d)|(?<=§ \d)|(?<=§ \d\d))[ \t]+"
    r"(?:(?P<name>[A-ZÄÖÜÀ-Þ](?:[^\s.:]+ ){0,3}[^\s.:]+)[.:](?=\s))?",
    re.MULTILINE,
)
_CLAUSE = re.compile(r"^[ \t]*(?P<above>\d{1,3})\.(?P<own>\d{1,3})[.)]?[ \t]+(?=\S)", re.MULTILINE)
_LEADER = re.compile(r"(?:\.\s?){3,}|…|\t")  # of a table of contents
_BELOW_HEADINGS = 100  # the level of headings found as lines, below those of the document's own sections


@dataclass(frozen=True, slots=True)
class Entry:
    """A chapter or section of a document: text[start:end], with its subsections."""

    number: str  # as written, "4.2"; "" if it has none
    name: str  # without the number
    level: int  # 0: the highest
    start: int
    end: int
    page: int | None

    @property
    def title(self) -> str:
        return f"{self.number} {self.name}".strip()


def outline(document: Document) -> list[Entry]:
    """The entries of the document in order. Each ends where the next of its level or a higher one begins."""
    entries = list(_of_sections(document))
    if clauses := [clause for entry in entries for clause in _of_clauses(document, entry)]:
        known = {_comparable(entry.number) for entry in entries}
        clauses = [clause for clause in clauses if _comparable(clause.number) not in known]
        entries = sorted([*entries, *clauses], key=lambda entry: (entry.start, entry.level))
    elif not any(entry.number for entry in entries):
        # Below several headings, numbered paragraphs are the items of a list.
        lines = list(_of_lines(document)) or (list(_of_paragraphs(document)) if len(entries) < 2 else [])
        entries = sorted([*entries, *lines], key=lambda entry: (entry.start, entry.level))
    return [replace(entry, end=_end(index, entries, len(document.text))) for index, entry in enumerate(entries)]


def numbered(entries: Sequence[Entry], number: str) -> list[Entry]:
    """The entries with this number. If a document has several (one in its table of contents), the longest."""
    wanted = _comparable(number)
    found = [entry for entry in entries if entry.number and _comparable(entry.number) == wanted]
    return [max(found, key=lambda entry: entry.end - entry.start)] if found else []


def last_number(entries: Sequence[Entry]) -> str:
    """The number of the last entry that has one, in digits if any is; "" if none has."""
    held = [entry.number for entry in entries if entry.number]
    return next((one for one in reversed(held) if one[0].isdigit()), held[-1] if held else "")


def _comparable(number: str) -> str:
    roman = _roman(number) if re.fullmatch(r"[IVXLC]+", number, re.IGNORECASE) else 0
    return str(roman) if roman else number.casefold().rstrip(".")


def _roman(number: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[letter] for letter in number.upper()]
    return sum(-one if one < max(values[i:]) else one for i, one in enumerate(values))


def _of_sections(document: Document) -> Iterator[Entry]:
    above: list[str] = []
    for section in document.sections:
        if section.heading == PROPERTIES:
            continue
        path = headings_of(section.heading)
        for level, heading in enumerate(path):
            if path[: level + 1] != above[: level + 1]:
                found = _HEADING.fullmatch(heading)
                number, name = (found["number"], found["name"]) if found else ("", heading)
                yield Entry(number, name.strip(), level, section.start, section.end, section.page)
        above = path or above[:0]


def _of_lines(document: Document) -> Iterator[Entry]:
    for section in document.sections:
        for line in _LINE.finditer(document.text, section.start, section.end):
            name = (line["name"] or "").strip()
            if _is_heading(name, has_unit=bool(line["unit"])):
                level = _BELOW_HEADINGS + line["number"].count(".")
                yield Entry(line["number"], name, level, line.start(), section.end, section.page)


def _of_paragraphs(document: Document) -> Iterator[Entry]:
    """The paragraphs that are numbered 1, 2, 3 and so on, as in a contract. Its first sentence can be its name."""
    found = list(_PARAGRAPH.finditer(document.text))
    numbers = [int(one["number"]) for one in found]
    if len(found) < 2 or numbers != list(range(1, len(found) + 1)):
        return
    for one in found:
        name = one["name"] or ""
        page = next((section.page for section in document.sections if section.start <= one.start() < section.end), None)
        yield Entry(one["number"], name, _BELOW_HEADINGS, one.start(), len(document.text), page)


def _of_clauses(document: Document, entry: Entry) -> Iterator[Entry]:
    """The paragraphs below a numbered heading that are numbered on from it: 4.1, 4.2 and so on below "Chapter 4"."""
    if not entry.number.isdigit():
        return
    found = list(_CLAUSE.finditer(document.text, entry.start, entry.end))
    found = [one for one in found if one["above"] == entry.number]
    if [int(one["own"]) for one in found] != list(range(1, len(found) + 1)):
        return
    for one in found:
        yield Entry(f"{one['above']}.{one['own']}", "", entry.level + 1, one.start(), entry.end, entry.page)


def _is_heading(name: str, *, has_unit: bool) -> bool:
    """Whether a numbered line is a heading, not an item of a list, a line of a table of contents, or wrapped text."""
    if not name:
        return has_unit
    return not _LEADER.search(name) and not name[0].islower() and name[0].isalpha() and name[-1] not in ".;,:-–"


def _end(index: int, entries: Sequence[Entry], length: int) -> int:
    entry = entries[index]
    later = (one.start for one in entries[index + 1 :] if one.level <= entry.level and one.start > entry.start)
    return next(later, length)
