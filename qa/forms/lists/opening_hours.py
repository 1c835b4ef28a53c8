"""Reads opening hours in the lines and rows of a document: days of the week with times, or "closed". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from index.records import Document
from index.text.headings import innermost
from qa.forms.words.in_english import small_words
from qa.forms.words.roots import FUNCTION_WORDS, root
from qa.text.spans import Span, clock_spans, label_spans
from qa.text.words import tokens

Times = tuple[tuple[int | None, int | None], ...]  # from and to, in minutes; () if it is closed

_DAY = 1440  # minutes
_SHORT = 80  # characters of a first line that names what the document is about
LONGEST = 400  # characters of a sentence or row with hours
_PRONOUN = re.compile(r"-(?:t-)?(?:ils?|elles?|on)\b", re.IGNORECASE)  # "est-elle"
_ENDED = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜÀ-Þ])")  # the next sentence
OPENS = (
    r"opens?|opened|opening|geöffnet|öffnet|öffnen|offen|aufmachen|ouvre|ouvrent|ouvert(?:e|s|es)?|ouverture|abren?"
    r"|abiert[oa]s?|apre|aprono|apert[oaie]|apertura|abrem|abert[oa]s?|opent|geopend|otwart[aey]|otwiera\w*|czynn[aey]"
    r"|открыт[аоы]?|открывается|работает"
)
CLOSES = (
    r"closes?|closed|closing|schließt|schliesst|schließen|geschlossen|ferme|ferment|fermée?s?|fermeture|cierran?"
    r"|cerrad[oa]s?|cierre|chiude|chiudono|chius[oaie]|chiusura|fecham?|fechad[oa]s?|sluit|gesloten|zamyka\w*"
    r"|zamknięt[aey]|закрыт[аоы]?|закрывается"
)
HOURS = r"hours|öffnungszeiten|sprechzeiten|horaires?|horarios?|orari?o?|openingstijden|godziny|часы"
_TIME = r"times?|zeit(?:en)?|uhrzeit(?:en)?|horas|tijd(?:en)?|время"
ANY = re.compile(rf"\b(?:{OPENS}|{CLOSES}|{HOURS}|{_TIME})\b", re.IGNORECASE)
_CLOSED = re.compile(
    r"\b(?:closed|geschlossen|ruhetag|fermée?s?|cerrad[oa]s?|chius[oaie]|fechad[oa]s?|encerrad[oa]s?|gesloten"
    r"|zamknięt[aey]|nieczynn[aey]|закрыт[аоы]?|выходной)\b|休み|休館|关闭|關閉",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"\b(?:except|excluding|but not|außer|ausser|sauf|excepto|salvo|tranne|eccetto|exceto|behalve|oprócz|кроме)\b"
    r"[^\d|;]*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[^\d|;:]{0,24}")  # between two names of days of one label
_OPENING = re.compile(r"(?:open|öffn|von|ab|from|ouv|abre|apert|apre|inizio|van|od|desde|de)\w*:\s*$", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?:clos|schl|bis|until|ferm|cierr|chius|fech|fim|sluit|to|hasta|tot|à|do)\w*:\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Hours on days of the week, in [start, end) of the document, and the words around that say what is open."""

    document_id: str
    start: int
    end: int
    days: tuple[Span, ...]
    excluded: tuple[Span, ...]
    hours: Times
    words: frozenset[str]
    prefix: str  # before the days, in its line
    labels: tuple[str, ...]  # the heading, the line above and the names of the columns
    dates: tuple[Span, ...]  # in which part of the year; empty: always

    def holds(self, day: int) -> bool:
        """Whether it is about the day."""
        own = Span("weekday", day, day)
        return any(one.holds(own) for one in self.days) and not any(one.holds(own) for one in self.excluded)


@lru_cache(maxsize=4)
def entries_of(document: Document) -> tuple[Entry, ...]:
    """The entries of the lines and rows of the document, in order."""
    return tuple(_entries(document))


def _entries(document: Document) -> Iterator[Entry]:
    at, above = 0, ""
    first = next((line for line in document.text.split("\n") if line.strip()), "")
    named = f"{document.title} {document.id} {first if len(first) <= _SHORT else ''}"
    for line in document.text.split("\n"):
        heading = next((one.heading for one in document.sections or () if one.start <= at < one.end), "")
        inner = innermost(heading)
        labels = [inner] if inner != document.title else []
        labels += [*([above] if above.endswith(":") else []), *_columns(line)]
        has_hours = False
        for start, end in _sentences(line):
            for days, excluded, hours, before in _of_sentence(line[start:end]):
                has_hours = True
                words = words_of(f"{named} {heading} {above} {before}")
                dates = label_spans(f"{inner} {above} {before}", "day")
                span = (document.id, at + start, at + end)
                yield Entry(
                    *span, days, excluded, hours, words, _values(before, line), tuple(filter(None, labels)), dates
                )
        if line.strip() and not has_hours:
            above = line.strip()
        at += len(line) + 1


def _values(before: str, line: str) -> str:
    """What stands before the days: in a row, the cells without the names of their columns."""
    if " | " not in line:
        return before
    *cells, _ = before.split(" | ")
    return " ".join(cell.rpartition(": ")[2] for cell in cells)


def _columns(line: str) -> list[str]:
    """The names of the columns of a row that have times."""
    cells = [cell.partition(": ") for cell in line.split(" | ")] if " | " in line else []
    return [name for name, _, text in cells if re.search(r"\d", text) and not label_spans(text, "weekday")]


@cache
def _small() -> frozenset[str]:
    return FUNCTION_WORDS | small_words() | frozenset("um om às alle gegen vers w o do na".split())


def words_of(text: str) -> frozenset[str]:
    """The roots of the words of a text, without what opens and closes."""
    spaced = re.sub(r"[_/.-]", " ", ANY.sub(" ", _PRONOUN.sub(" ", text)))
    parts = [part for token in tokens(spaced) for part in token.replace("’", "'").split("'")]
    return frozenset(root(part) for part in parts if len(part) > 1 and part.casefold() not in _small())


_Found = tuple[tuple[Span, ...], tuple[Span, ...], Times, str]


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a line are that can have hours."""
    start = 0
    for match in (*_ENDED.finditer(line), None):
        end = match.start() if match else len(line)
        sentence = line[start:end]
        if len(sentence) <= LONGEST and (re.search(r"\d", sentence) or _CLOSED.search(sentence)):
            yield start, end
        start = match.end() if match else end


def _of_sentence(line: str) -> Iterator[_Found]:
    """The days, those that are excepted, and the hours that a sentence or row gives, with the words before the days."""
    groups = _groups(line)
    if not groups:
        return
    starts = [group[0].start for group in groups] + [len(line)]
    ends = [0, *(group[-1].end for group in groups)]
    before = [line[ends[place] : start] for place, start in enumerate(starts[:-1])]
    after = [line[end : starts[place + 1]] for place, end in enumerate(ends[1:])]
    is_first = _hours(before[0]) is not None and _hours(after[-1]) is None  # "9:00–17:00 on Mondays and Tuesdays"
    spans = [one for group in groups for one in group]
    excluded = tuple(one for one in spans if _EXCEPT.search(line[max(0, one.start - 30) : one.start]))
    found = [_hours(text) for text in (before if is_first else after)]
    for place, group in enumerate(groups):
        hours = found[place]
        if hours is None and _CLOSED.search(before[place]):  # "Tue–Sat 7–13, closed on Mondays"
            hours = ()
        days = tuple(one for one in group if one not in excluded)
        if hours is not None and days:
            yield days, excluded, hours, line[: starts[0]]
    if excluded and any(found):
        yield excluded, (), (), line[: starts[0]]


def _groups(line: str) -> list[list[Span]]:
    """The names of days in a line; those with no number between them are one label."""
    groups: list[list[Span]] = []
    for span in label_spans(line, "weekday"):
        between = line[groups[-1][-1].end : span.start] if groups else ""
        if groups and _BETWEEN.fullmatch(between) and not _CLOSED.search(between):
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _hours(text: str) -> Times | None:
    """The hours in a text. None if it gives none."""
    pairs, singles = clock_spans(text)
    if pairs:  # without a beginning or an end, they begin or end with the day
        return tuple((one.low or None, one.high if one.high < _DAY else None) for one in pairs)
    named = [(one, text[: one.start]) for one in singles]
    opens = [one.low for one, before in named if _OPENING.search(before)]
    closes = [one.low for one, before in named if _CLOSING.search(before)]
    if len(opens) <= 1 and len(closes) <= 1 and (opens or closes):
        return ((opens[0] if opens else None, closes[0] if closes else None),)
    return () if _CLOSED.search(text) and not singles else None
