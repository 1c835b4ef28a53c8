"""Reads numbers and dates in the cells of a column, in the notation of their country. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from qa.text.calendar_words import MONTHS as MONTH_NAMES
from qa.text.units import UNITS

Mark = Literal[".", ","]  # before the decimals

_EMPTY = re.compile(r"[-–—−.?/*]*|n\.?\s?/?\s?a\.?|none|null|unknown|k\.\s?a\.|tba|tbd", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*(?:\[[\w ]{1,8}\]|[*†‡¹²³⁰⁴-⁹])+$")
_CURRENCY = r"US\$|[$€£¥]|(?:EUR|USD|GBP|CHF|JPY)\b"
_NUMBER = re.compile(
    rf"(?P<open>\()?(?P<sign>[-−–+])?\s?(?P<before>{_CURRENCY})?\s?(?P<minus>[-−–])?"
    r"(?P<digits>\d(?:[\d.,'’\u00a0\u2009\u202f ]*\d)?)(?P<close>\))?\s*(?P<after>[^\d\s][^\d]{0,29})?",
)
_WRITTEN = {
    ".": re.compile(r"\d{1,3}(?:[,'’\u00a0\u2009\u202f ]\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d\d)+,\d{3}|\d+(?:\.\d+)?"),
    ",": re.compile(r"\d{1,3}(?:[.'’\u00a0\u2009\u202f ]\d{3})+(?:,\d+)?|\d+(?:,\d+)?"),
}
_ORDINAL = re.compile(r"st|nd|rd|th|\.|º|ª|er|e", re.IGNORECASE)
_MONTHS = MONTH_NAMES | {"maerz": 3}
MONTHS = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?"),
    re.compile(
        rf"(?:\w+,\s*)?(?P<d>\d\d?)(?:st|nd|rd|th|\.)?\s*(?:(?:of|de|di|van)\s+)?(?P<name>{MONTHS})\.?,?\s+"
        r"(?:del?\s+)?(?P<y>\d{4})",
        re.I,
    ),
    re.compile(rf"(?:\w+,\s*)?(?P<name>{MONTHS})\.?\s+(?P<d>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})", re.I),
    re.compile(rf"(?P<name>{MONTHS})\.?,?\s+(?:del?\s+)?(?P<y>\d{{4}})", re.I),
    re.compile(r"(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])"),
)
_SLASHED = re.compile(r"(?P<a>\d\d?)(?P<by>[./-])(?P<b>\d\d?)(?P=by)(?P<y>\d{4}|\d\d)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and the unit that stands beside it ("" if none does)."""

    value: Decimal
    unit: str


def is_empty(text: str | None) -> bool:
    """Whether the text of a cell says that it has no value, such as "–" or "n/a"."""
    return text is None or _EMPTY.fullmatch(text.strip()) is not None


def is_number(text: str) -> bool:
    """Whether the text is a number in some writing, with a unit or footnote at most."""
    return _match(text) is not None


def may_be_date(text: str) -> bool:
    """Whether the text is a date, even if the order of day and month is unclear."""
    return _SLASHED.fullmatch(text.strip()) is not None or _date(text.strip(), day_first=True) is not None


def is_month(text: str) -> bool:
    """Whether the text is a month of a year, such as "March 2024" or "2024-03"."""
    return any(pattern.fullmatch(text.strip()) for pattern in _DATES[3:])


def month_of(word: str) -> int:
    """The number of a month by its name, 0 for any other word."""
    return _MONTHS.get(word.casefold(), 0)


def marks_of(texts: Iterable[str]) -> set[Mark]:
    """The decimal marks that these texts can be written with. Both if the texts do not show which."""
    marks: set[Mark] = {".", ","}
    for text in texts:
        if len(marks) == 1:
            break
        if (match := _match(text)) and (fits := {mark for mark in marks if _WRITTEN[mark].fullmatch(match["digits"])}):
            marks = fits
    return marks


def read_number(text: str, mark: Mark) -> Number | None:
    """The number that is all of the text, with a unit or footnote at most.

    >>> read_number("−1.234,50 €", ","), read_number("84,300 km", "."), read_number("X-200", ".")
    (Number(value=Decimal('-1234.50'), unit='€'), Number(value=Decimal('84300'), unit='km'), None)
    """
    match = _match(text)
    if not match or not _WRITTEN[mark].fullmatch(match["digits"]) or bool(match["open"]) != bool(match["close"]):
        return None
    whole, _, decimals = match["digits"].partition(mark)
    value = Decimal(re.sub(r"\D", "", whole) + (f".{decimals}" if decimals else ""))
    after = (match["after"] or "").strip()
    unit = match["before"] or ("" if _ORDINAL.fullmatch(after) else after)
    is_negative = any(match[sign] in ("-", "−", "–") for sign in ("sign", "minus")) or bool(match["open"])
    return Number(-value if is_negative else value, unit)


def same_unit(units: Iterable[str]) -> str | None:
    """The unit of all these numbers in its shortest form, or None if they differ."""
    found = sorted(set(units) - {""}, key=len)
    return (found or [""])[0] if len({_plain(unit) for unit in found}) <= 1 else None


def read_dates(texts: Sequence[str]) -> list[date] | None:
    """The texts as dates, or None if one is not a date or if the order of day and month is unclear.

    >>> read_dates(["3 March 2024", "15.03.2024"]), read_dates(["03/04/2024"])
    ([datetime.date(2024, 3, 3), datetime.date(2024, 3, 15)], None)
    """
    slashed = [match for text in texts if (match := _SLASHED.fullmatch(text.strip()))]
    day_first = any(match["by"] == "." or int(match["a"]) > 12 for match in slashed)
    month_first = any(int(match["b"]) > 12 for match in slashed)
    if slashed and day_first == month_first:
        return None
    found = [_date(text.strip(), day_first) for text in texts]
    return [day for day in found if day] if found and all(found) else None


def _match(text: str) -> re.Match[str] | None:
    return _NUMBER.fullmatch(_FOOTNOTE.sub("", text.strip()))


def _plain(unit: str) -> str:
    lower = unit.casefold()
    return UNITS.get(lower, lower.removesuffix("s"))


def _date(text: str, day_first: bool) -> date | None:
    if match := _SLASHED.fullmatch(text):
        day, month = (match["a"], match["b"]) if day_first else (match["b"], match["a"])
        year = int(match["y"])
        return _day(year if year > 99 else year + (2000 if year < 50 else 1900), int(month), int(day))
    match = next((match for pattern in _DATES if (match := pattern.fullmatch(text))), None)
    if not match:
        return None
    parts = match.groupdict()
    month = _MONTHS[parts["name"].casefold()] if parts.get("name") else int(parts["m"])
    return _day(int(parts["y"]), month, int(parts.get("d") or 1))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
