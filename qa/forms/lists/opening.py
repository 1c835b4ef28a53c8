"""Answers when something opens or closes on a day, and whether it is open: "Is the pool open on Sunday?".

The hours stand in rows of tables or in lines: "Mon–Thu: 9:00–18:00", "Sat | 10:00 | 14:00", "closed on Mondays".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.records import Document
from qa.forms.form import Request
from qa.forms.lists.opening_hours import ANY, CLOSES, HOURS, OPENS, Entry, entries_of, words_of
from qa.forms.quoting import Quotes, conclude
from qa.forms.words.roots import root
from qa.records import Draft, Piece, Statement
from qa.text.messages import yes_no
from qa.text.spans import Span, asked_spans

SEARCHED = 12  # passages
_PART = 4  # letters of the last part of a compound
DOCUMENTS = 4  # the best documents of these
_GERMAN_OPENS = re.compile(r"\b(?:hat|haben|macht|machen)\b.*\bauf\W*$", re.IGNORECASE)
_GERMAN_CLOSES = re.compile(r"\b(?:hat|haben|macht|machen)\b.*\bzu\W*$", re.IGNORECASE)
_OPEN, _CLOSE, _HOURS = (re.compile(rf"\b(?:{one})\b", re.IGNORECASE) for one in (OPENS, CLOSES, HOURS))
# "When is it open?" asks from when until when.
_STATE = re.compile(
    r"^(?!.*\b(?:do|does|did|will)\b).*\b(?:open|geöffnet|offen|ouvert\w*|abiert[oa]s?|apert[oaie]|abert[oa]s?|geopend|otwart\w*|czynn\w*|открыт\w*)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\b(?:until|till|bis|jusqu|hasta|fino|até|tot|do|до)\b", re.IGNORECASE)
# What asks for a time, and not whether.
_WH = re.compile(
    r"\b(?:when|what|which|how|until|till|wann|wie|welche[nrs]?|was|ab wann|bis wann|quand|quelle?s?|combien|cuándo"
    r"|qué|cuáles|cuál|quando|che|quali|qual|quais|que|hoe|wanneer|welke|wat|kiedy|której|jakie|когда|какие|сколько)\b",
    re.IGNORECASE,
)
# What stands around the name of the place.
_AROUND = frozenset(
    map(
        root,
        """today then still already also day days time times o'clock clock long late early from until till public people
        visitors uhr zeit zeiten macht machen hat haben auf zu tag tage heute noch schon heure heures jour hora horas
        día ora ore giorno dia uur dag laat hoe godzinie której godzin часов""".split(),
    )
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The days and the time that are asked for, and the roots of the words for the place."""

    days: tuple[int, ...]
    minute: int | None
    dates: tuple[Span, ...]
    words: frozenset[str]
    wants: str  # "whether open", "whether closed", "opens", "closes" or "hours"


def asks_whether_open(text: str) -> bool:
    """Whether the question asks if something is open or closed on a day.

    >>> asks_whether_open("Is the pool open on Sunday?"), asks_whether_open("When does it open on Sunday?")
    (True, False)
    """
    asked = _read(text)
    return asked is not None and asked.wants.startswith("whether")


def asks_for_hours(text: str) -> bool:
    """Whether the question asks when something opens or closes on a day."""
    asked = _read(text)
    return asked is not None and not asked.wants.startswith("whether")


def _read(text: str) -> _Asked | None:
    """What is asked. None if it is no question about opening hours on a day."""
    points = asked_spans(text)
    days = tuple(day for one in points if one.cycle == "weekday" for day in range(one.low, one.high + 1))
    minutes = [one.low for one in points if one.cycle == "time"]
    wants = _wanted(text)
    if not days or len(minutes) > 1 or not wants:
        return None
    rest = text
    for one in points:
        rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
    dates = tuple(one for one in points if one.cycle == "day")
    words = words_of(_WH.sub(" ", rest)) - _AROUND
    return _Asked(days, minutes[0] if minutes else None, dates, words, wants)


def _wanted(text: str) -> str:
    """What is wanted: "whether open", "whether closed", "opens", "closes" or "hours"; "" if none of these."""
    opens = bool(_OPEN.search(text) or _GERMAN_OPENS.search(text))
    closes = bool(_CLOSE.search(text) or _GERMAN_CLOSES.search(text))
    if not (opens or closes or _HOURS.search(text)):
        return ""
    if not _WH.search(text):
        return ("whether closed" if closes and not opens else "whether open") if opens or closes else ""
    if _STATE.search(text) and not closes:
        return "closes" if _UNTIL.search(text) else "hours"
    if opens == closes or _HOURS.search(text):
        return "hours"
    return "opens" if opens else "closes"


def answer_hours(request: Request) -> Iterator[Piece]:
    """Yield the hours of the day that is asked for, with Yes or No. Decline if they are not clear."""
    asked = _read(request.text)
    if asked is None:
        return
    hits = request.index.search(request.text, SEARCHED, request.within)
    names = list(dict.fromkeys(hit.passage.document_id for hit in hits))[:DOCUMENTS]
    found = [one for name in names for one in _on_day(asked, request.index.document(name))]
    request.watch.lap("search")
    told = _told(asked, found)
    if told is None:
        return
    quotes = Quotes(request.index)
    cited = [one for entry in found if (one := quotes.quote(entry.document_id, entry.start, entry.end))]
    cited = list({one.text: one for one in cited}.values())
    if not cited:
        return
    yield from _shown(request, told, cited, quotes)


def _on_day(asked: _Asked, document: Document) -> list[Entry]:
    """The entries of the document for the place and the days. Of several places, the one that has most of its words."""
    entries = [one for one in entries_of(document) if _are_in(asked.words, one.words) and _is_about(asked, one)]
    entries = [one for one in entries if any(one.holds(day) for day in asked.days)]
    if asked.dates:
        dated = [one for one in entries if one.dates]
        fitting = [one for one in dated if all(any(own.holds(date) for own in one.dates) for date in asked.dates)]
        entries = fitting if dated else entries
    return entries


def _are_in(words: frozenset[str], held: frozenset[str]) -> bool:
    """Whether all words are held, or are the last part of a compound: "Praxis" of "Zahnarztpraxis"."""
    return all(any(one == word or (len(word) >= _PART and one.endswith(word)) for one in held) for word in words)


def _is_about(asked: _Asked, entry: Entry) -> bool:
    """Whether the hours are opening hours of what is asked: not those of a tour that the same page has."""
    named = words_of(entry.prefix) - _AROUND
    if named - asked.words and not _OPEN.search(entry.prefix):
        return False
    if named and asked.words and not any(_are_in(frozenset((word,)), named) for word in asked.words):
        return False  # "The shop is open daily" on the page of a museum
    return all(ANY.search(label) or words_of(label) & asked.words or not words_of(label) for label in entry.labels)


def _told(asked: _Asked, entries: Sequence[Entry]) -> str | None:
    """The time, or "yes" or "no"; "hours" if the entries only are to be shown. None if the entries are not clear."""
    by_day = [[one for one in entries if one.holds(day)] for day in asked.days]
    if not all(by_day) or any(len({one.hours for one in own}) > 1 for own in by_day):
        return None
    hours = {own[0].hours for own in by_day}
    if len(hours) > 1:
        is_open = {bool(one) for one in hours}
        return None if len(is_open) > 1 or asked.minute is not None else _of_state(asked, is_open=is_open.pop())
    times = hours.pop()
    if asked.wants.startswith("whether"):
        inside = any(_is_in(asked.minute, *span) for span in times) if asked.minute is not None else bool(times)
        return _of_state(asked, is_open=inside)
    if not times:
        return "closed"
    if asked.wants == "opens" and times[0][0] is not None:
        return _clock(times[0][0])
    if asked.wants == "closes" and times[-1][1] is not None:
        return _clock(times[-1][1])
    return "hours"


def _of_state(asked: _Asked, *, is_open: bool) -> str:
    if not asked.wants.startswith("whether"):
        return "hours"
    return "yes" if is_open == (asked.wants == "whether open") else "no"


def _is_in(minute: int, opens: int | None, closes: int | None) -> bool:
    if opens is not None and closes is not None and closes <= opens:
        return minute >= opens or minute < closes
    return (opens is None or minute >= opens) and (closes is None or minute < closes)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def _shown(request: Request, told: str, cited: Sequence[Statement], quotes: Quotes) -> Iterator[Piece]:
    """Yield the answer: what was found, and the lines that say it."""
    yes, no, _ = yes_no(request.text)
    words = {"yes": yes, "no": no, "closed": "", "hours": ""}.get(told, told)
    verdict = conclude(words, cited) if words else None
    lines = [one.text for one in cited]
    text = lines[0] if not verdict and len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
    statements = [*([verdict] if verdict else []), *cited]
    yield Draft(request.text, tuple(cited))
    yield request.finish("\n\n".join([*([verdict.text] if verdict else []), text]), statements, quotes.hits)
