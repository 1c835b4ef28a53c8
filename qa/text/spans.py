"""Spans of days of the week, of days of the year and of times of day, such as "Mon–Thu" and "1 May – 15 Sept". Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index.text.language import SPACELESS
from qa.text.calendar_words import MONTHS, SMALL
from qa.text.units import any_of
from qa.text.weekdays import DAYS, LABELS

Cycle = Literal["weekday", "day", "time"]
CYCLES: tuple[Cycle, ...] = ("weekday", "day", "time")
_ENDS = {"weekday": (1, 7), "day": (101, 1231), "time": (0, 1440)}  # Monday to Sunday; months and days; minutes

_JOINS = r"(?:to|through|thru|till|until|bis|au|à|al?|alle|até|às|tot|t/m|hasta|do|до|по|至|から|[-–—−~])"
_TO = re.compile(
    rf"[\s.,(]*(?:zum |den |einschließlich |à )?{_JOINS}(?: (?:le|el|la|las|il|l|o|as|de|den|zum))?[\s(]*",
    re.IGNORECASE,
)
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|\.|º)?"
# In a label, months can be shorter than in a sentence, where "set" and "out" are other words.
_SHORT = {
    name: number
    for number, names in enumerate(
        "gen ene|fev febb févr febr|mrz mrt|avr abr|mag|giu|lug juil|ago aoû|set sett|ott out|nov|dic déc dez"
        .split("|"), 1
    )
    for name in names.split()
}  # fmt: skip
_MONTHS = MONTHS | _SHORT
_MONTH = rf"(?P<month>{any_of(_MONTHS)})\b\.?"
_OF = r"(?: of| de| di| do| van)?"
_YEAR = r"(?:,? (?:de )?(?:19|20)\d\d\b)?"  # the year is no part of the span
_DATES = (
    re.compile(rf"(?<![\w.,]){_DAY}{_OF}\s?{_MONTH}{_YEAR}", re.IGNORECASE),
    re.compile(rf"(?<!\w){_MONTH} {_DAY}(?![\w:]|[.,]\d){_YEAR}", re.IGNORECASE),
    re.compile(r"(?<![\w.])(?P<day>0?[1-9]|[12]\d|3[01])\.\s?(?P<number>0?[1-9]|1[0-2])\.(?:(?:19|20)\d\d\b)?(?!\d)"),
    re.compile(rf"(?<![\w-]){_MONTH}(?!\s?\d{{1,2}}(?!\d)){_YEAR}", re.IGNORECASE),
)
# "1–15 May": the first day has no month of its own.
_DAYS_OF = re.compile(rf"(?<![\w.,]){_DAY}(?={_TO.pattern}\d{{1,2}}\.?{_OF}\s?{_MONTH})", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\w:.,])(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d)|\s?h\s?(?P<minutes>[0-5]\d))?(?::[0-5]\d)?"
    r"(?P<mark>h\b|\s?h(?=\s*$)|\s?(?:uhr|heures?|horas|uur|o['’]clock|ч)\b)?(?:\s?(?P<half>[ap])\.?m\b\.?)?"
    r"(?![\w:%]|[.,]\d)",
    re.IGNORECASE,
)
_NOON = re.compile(
    r"\b(?:(?P<noon>noon|midday|mittags?|midi|mediodía|mezzogiorno|meio-dia)|midnight|mitternacht|minuit|medianoche"
    r"|mezzanotte|meia-noite|middernacht)\b",
    re.IGNORECASE,
)
_AT = re.compile(
    r"\b(?:at|by|before|after|around|um|gegen|ab|nach|vor|à|vers|après|avant|a las?|las|alle|le|all|às|as|om|rond|na"
    r"|voor|o|в)\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:from|after|as of|since|ab|nach|à partir (?:de|du)|après|dès|desde|a partir d[eoai]l?|después de|dal|dalle"
    r"|dopo|após|depois das|vanaf|na|od|от|с)\s*(?:le |las |as |l[ae] |dem )?$",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:until|till|before|up to|bis|vor|avant|jusqu['’](?:à|au)|hasta|antes de|fino (?:a|al|alle)|prima delle|até"
    r"|antes das|tot|voor|do|до)\s*(?:le |las |às |l[ae] |zum )?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high` on a cycle, both included; round its end if `low` is greater. At [start, end) of a text.

    Of a time of day the end is not included, unless it is a single time.
    """

    cycle: Cycle
    low: int
    high: int
    start: int = 0
    end: int = 0

    def holds(self, other: Span) -> bool:
        """Whether all of the other span is in this one."""
        return self.cycle == other.cycle and all(map(self._has, (other.low, other.high))) and not self._wraps(other)

    def _has(self, value: int) -> bool:
        is_before = value < self.high if self.cycle == "time" and self.low != self.high else value <= self.high
        return (value >= self.low and is_before) if self.low <= self.high else (value >= self.low or is_before)

    def _wraps(self, other: Span) -> bool:
        """Whether the other begins and ends in this one, but leaves it between."""
        return self.low > self.high and other.low <= self.high and other.high >= self.low


def label_spans(text: str, cycle: Cycle) -> tuple[Span, ...]:
    """The spans that a label of a table, or the beginning of a line, names: those of "Mon–Thu, Sat" are two.

    >>> [(one.low, one.high) for one in label_spans("Okt.–März", "day")]
    [(1001, 331)]
    >>> [(one.low, one.high) for one in label_spans("Mo-Do", "weekday")]
    [(1, 4)]
    """
    return tuple(_joined(text, list(_points(text, cycle, is_label=True)), cycle))


def asked_spans(text: str) -> tuple[Span, ...]:
    """The days and times that a question names: "on Wednesday", "im Januar", "at 14:30".

    >>> [(one.cycle, one.low, one.high) for one in asked_spans("Is it open on 3 July at 2 pm?")]
    [('day', 703, 703), ('time', 840, 840)]
    """
    return tuple(point for cycle in CYCLES for point in _points(text, cycle, is_label=False))


def _points(text: str, cycle: Cycle, *, is_label: bool) -> list[Span]:
    find: dict[Cycle, Callable[[str, bool], Iterator[Span]]] = {"weekday": _weekdays, "day": _dates, "time": _times}
    return sorted(find[cycle](text, is_label), key=lambda one: one.start)


def _joined(text: str, points: Sequence[Span], cycle: Cycle) -> Iterator[Span]:
    """The spans of a label: two points with "to" between them are one."""
    first, last = _ENDS[cycle]
    at = 0
    while at < len(points):
        point = points[at]
        following = points[at + 1] if at + 1 < len(points) else None
        before = text[: point.start].rstrip(" (:")[-24:]
        if following and _TO.fullmatch(text, point.end, following.start):
            yield Span(cycle, point.low, following.high, point.start, following.end)
            at += 1
        elif cycle != "weekday" and _FROM.search(before):
            yield Span(cycle, point.low, last, point.start, point.end)
        elif cycle != "weekday" and _UNTIL.search(before):
            yield Span(cycle, first, point.high, point.start, point.end)
        elif cycle != "time":
            yield point
        at += 1


@lru_cache(maxsize=2)
def _names(is_label: bool) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![^\W{SPACELESS}])(?:{any_of(LABELS if is_label else DAYS)})(?![^\W{SPACELESS}])", re.IGNORECASE
    )


def _weekdays(text: str, is_label: bool) -> Iterator[Span]:
    for match in _names(is_label).finditer(text):
        low, high = LABELS[match[0].casefold()]
        yield Span("weekday", low, high, *match.span())


def _dates(text: str, is_label: bool) -> Iterator[Span]:
    taken: list[tuple[int, int]] = []
    for pattern in (_DAYS_OF, *_DATES) if is_label else _DATES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            name = parts.get("month") or ""
            at, to = match.start(), match.end()
            if any(start < to and at < end for start, end in taken) or (name and not is_label and not _is_month(match)):
                continue
            taken.append((at, to))
            month = _MONTHS[name.casefold()] if name else int(parts["number"])
            day = int(parts["day"]) if parts.get("day") else 0
            yield Span("day", month * 100 + (day or 1), month * 100 + (day or 31), at, to)


def _is_month(match: re.Match[str]) -> bool:
    """Whether the name is a month in a sentence: "may" and "May I" are not, nor is the French "sept"."""
    name, before = match["month"], match.string[: match.start()]
    if name.casefold() not in MONTHS:
        return False
    if match.groupdict().get("day") or re.search(r"\b(?:en|in|im|em|de|d['’]|da|a|w)\s?$", before):
        return True
    return name in SMALL or (name[0].isupper() and bool(before.strip(" ¿¡")))


def _times(text: str, is_label: bool, bare: bool = False) -> Iterator[Span]:
    found = [match for match in _CLOCK.finditer(text) if int(match["hour"]) < 25]
    for place, match in enumerate(found):
        half = (match["half"] or "").casefold()
        following = found[place + 1] if place + 1 < len(found) else None
        is_first = following is not None and _TO.fullmatch(text, match.end(), following.start()) is not None
        is_second = place > 0 and _TO.fullmatch(text, found[place - 1].end(), match.start()) is not None
        beside = following if is_first else found[place - 1] if is_second else None
        if not (
            _is_time(match, text, is_label) or (is_label and beside and (bare or _is_time(beside, text, is_label)))
        ):
            continue
        hour = int(match["hour"])
        if is_first and following and not half and following["half"]:  # "9–5 pm", "1–5 pm"
            is_same = hour % 12 < int(following["hour"]) % 12 or following["half"].casefold() == "a"
            half = following["half"].casefold() if is_same else "a"
        hour = hour % 12 + 12 * (half == "p") if half else hour
        minute = hour * 60 + int(match["minute"] or match["minutes"] or 0)
        yield Span("time", minute, minute, *match.span())
    for match in _NOON.finditer(text):
        yield Span(
            "time", 720 if match["noon"] else 1440 if is_label else 0, 720 if match["noon"] else 0, *match.span()
        )


def _is_time(match: re.Match[str], text: str, is_label: bool) -> bool:
    """Whether the number is written as a time of day: 18.40 can be a price, and 18 can be anything."""
    if match["half"] or match["minutes"] or ":" in match[0]:
        return True
    mark = (match["mark"] or "").strip().casefold()
    if mark not in ("", "h", "heure", "heures", "horas"):
        return True
    is_led = _AT.search(text[: match.start()]) is not None
    return bool(mark or match["minute"]) and (is_led or (is_label and bool(match["minute"] or match["mark"] == "h")))


def clock_spans(text: str) -> tuple[list[Span], list[Span]]:
    """The times of day in a line of opening hours: those from one to another, and the others.

    There, a number can be an hour: "Mon–Fri 9–17".
    """
    points = sorted(_times(text, is_label=True, bare=True), key=lambda one: one.start)
    joined = list(_joined(text, points, "time"))
    return joined, [one for one in points if not any(span.start <= one.start < span.end for span in joined)]
