"""Finds the quantities of a text: numbers with their scale, unit and bound, in any notation.

"589 billion dollars", "$589bn" and "US$ 589,000 million" are one quantity; "25 days" and "25 hours" are two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from index.text.language import SPACELESS
from qa.text.bounds import Bound, bound_around, satisfies
from qa.text.numerals import DIGITS, LEADING_ZEROS, read_number
from qa.text.units import (
    CURRENCY_BEFORE,
    NEEDS_UNIT,
    NUMBER_WORDS,
    ONES,
    SCALES,
    SPACELESS_UNITS,
    TENS,
    TIMES,
    UNITS,
    any_of,
    declared_measure,
    in_smallest,
)

# One word can come before a unit of time, as in "five unused days". But "3 a week" is not three weeks.
_BETWEEN = (
    r"(?:\s(?!(?:a|an|per|of|in|on|by|to|and|or|the|each|every|last|this|next)\b)"
    rf"[a-z]+(?=\s(?:{'|'.join(TIMES)})(?:s|e|en|n)?\b))?"
)
_AFTER = (
    rf"(?:[\s-]?(?P<scale>{any_of(SCALES)})\b\.?)?(?:\s(?:of|de)(?=\s)|\sd')?{_BETWEEN}"
    rf"(?:[\s-]?(?:(?P<percent>per\scent|pour\scent|por\sciento)|(?P<unit>{any_of(UNITS)}))(?!\w)"
    rf"|\s?(?P<spaceless>{any_of(SPACELESS_UNITS)}))?"
)
_DIGITS = re.compile(
    rf"(?<![.,])(?<![^\W{SPACELESS}])(?P<before>{CURRENCY_BEFORE})?\s?(?P<digits>{DIGITS})(?:st|nd|rd|th)?{_AFTER}",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    rf"\b(?:(?P<tens>{any_of(TENS)})(?:[- ](?P<ones>{any_of(ONES)}))?|(?P<first>{any_of(NUMBER_WORDS)}))\b{_AFTER}",
    re.IGNORECASE,
)
# "2½", and "7/8" before a unit: without one, it can be a date. A quotation mark after it is the sign for inches.
_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_FRACTION = re.compile(
    rf"(?<![\w.,/⁄])(?:(?P<whole>\d+)?\s?(?P<sign>[{_VULGAR}])"
    r"|(?:(?P<ones>\d+)[\s-])?(?P<over>\d\d?)[/⁄](?P<under>2|3|4|5|6|8|10|12|16|32|64)(?![\d/]))"
    rf"(?:\s?(?P<inches>[\"″”])(?!\w)|{_AFTER})",
    re.IGNORECASE,
)
_SPACELESS_NUMBER = re.compile(rf"(?P<number>[一二两三四五六七八九十百]+)(?:多)?(?P<unit>{any_of(SPACELESS_UNITS)})")
_SPACELESS_DIGITS = {
    digit: value for value, digits in enumerate("一 二两 三 四 五 六 七 八 九".split(), 1) for digit in digits
}
# Parts of hours that have a word of their own, in minutes.
_PARTS_OF_HOURS = tuple(
    (minutes, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for minutes, words in (
        (90, r"(?:an|one) hour and a half|one and a half hours|(?:anderthalb|eineinhalb) stunden"
             r"|(?:une|1) heure et demie|(?:una )?hora y media|un['’]ora e mezz[oa]|(?:uma )?hora e meia"
             r"|anderhalf uur"),
        (45, r"three[ -]quarters of an hour|dreiviertelstunde|trois quarts d['’]heure|tres cuartos de hora"
             r"|tre quarti d['’]ora|três quartos de hora|drie ?kwartier"),
        (30, r"half an hour|half[ -]hour|halbe[rn]? stunde|demi-heure|demie[ -]heure|media hora|mezz['’]?ora|mezza ora"
             r"|meia hora|half ?uur"),
        (15, r"quarter of an hour|viertelstunde|quart d['’]heure|cuarto de hora"
             r"|quarto d['’]ora|quarto de hora|kwartier"),
    )
)  # fmt: skip
_THROUGH = "to|through|–|-|—|bis|à|a|al|au|até|tot|do|до"
_RANGE = re.compile(rf"\s*(?:{_THROUGH}|and|or|und|et|y)\s*", re.IGNORECASE)
_TO = re.compile(rf"\s*(?:{_THROUGH})\s*", re.IGNORECASE)
# "From (kg)" and "Weight from (kg)".
FROM_COLUMN = re.compile(
    r"(?:from|min\w*|over|at least|ab|von|mindestens|de|à partir de|desde|da|van|vanaf|od)\b"
    r"|[^|:]+\s(?:from|min\w*|ab|von|desde|vanaf|od)\s*(?:[(\[]|$)",
    re.IGNORECASE,
)
TO_COLUMN = re.compile(
    r"(?:to|up to|until|max\w*|at most|bis|höchstens|à|jusqu'à|hasta|fino a|até|tot)\b|a\s*(?:[^\w\s]|$)"
    r"|[^|:]+\s(?:to|until|max\w*|bis|hasta|até|tot|do)\s*(?:[(\[]|$)",
    re.IGNORECASE,
)
AS_WRITTEN = "as written"  # the unit of a cell's bare number, whose column states another scale or unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, multiplied by its scale, and its unit ("" if none is written)."""

    value: Decimal
    unit: str
    also: Decimal | None = field(default=None, compare=False)  # the number in the notation of another language
    bound: Bound = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.value:f} {_plural(self.unit) if self.value != 1 else self.unit}".strip()

    @property
    def with_bound(self) -> str:
        """The amount in words with its bound, such as "at least 15 years"."""
        bounds = {">": "more than ", "≥": "at least ", "<": "less than ", "≤": "at most "}
        return f"{bounds.get(self.bound, '')}{self}"

    def agrees_with(self, other: Quantity) -> bool:
        """Whether `other` can be the same amount: the values are equal, and the units too if both have one."""
        return any(one == two for one, two in self._comparable(other))

    def supports(self, claim: Quantity) -> bool:
        """Whether this amount in a source supports the claimed amount: 16 years supports "more than 15 years"."""
        return any(satisfies(one, self.bound, two, claim.bound) for one, two in self._comparable(claim))

    def is_compared_with(self, claim: Quantity) -> bool:
        """Whether it has the unit of the claimed bound, or both are years, so that other numbers can satisfy it."""
        return bool(claim.bound and self._comparable(claim)) and (
            bool(self.unit and claim.unit) or (self.is_year and claim.is_year)
        )

    @property
    def kind(self) -> str:
        """The unit in common of all amounts of its kind, such as "g" for weights; "" without a unit."""
        return in_smallest(self.value, self.unit)[1]

    @property
    def is_year(self) -> bool:
        """Whether it can be a year."""
        return not self.unit and 1900 <= self.value <= 2100

    def _comparable(self, other: Quantity) -> list[tuple[Decimal, Decimal]]:
        """The possible values of both in one unit. None if their units are of different kinds."""
        pairs = [
            (in_smallest(one, self.unit or other.unit), in_smallest(two, other.unit or self.unit))
            for one in (self.value, self.also)
            for two in (other.value, other.also)
            if one is not None and two is not None
        ]
        return [(one, two) for (one, kind), (two, other_kind) in pairs if kind == other_kind]


@dataclass(frozen=True, slots=True)
class Range:
    """The amounts from `low` to `high`, both included, in one unit. None: unbounded."""

    low: Decimal | None
    high: Decimal | None
    unit: str

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            end = self.high if self.low is None else self.low
            return f"{end:f} {_plural(self.unit)}".rstrip() + (" or less" if self.low is None else " or more")
        return f"{self.low:f} to {self.high:f} {_plural(self.unit)}".rstrip()

    def holds(self, quantity: Quantity) -> bool:
        """Whether the amount is in the range and has the same unit."""
        above = self.low is None or quantity.value >= self.low
        return quantity.unit == self.unit and above and (self.high is None or quantity.value <= self.high)


class _Span(NamedTuple):
    start: int
    end: int
    value: Decimal  # as written, before the scale
    scale: int
    unit: str
    also: Decimal | None = None

    @property
    def is_bare(self) -> bool:
        return self.scale == 1 and not self.unit


def find_quantities(text: str) -> list[tuple[Quantity, int, int]]:
    """The quantities of `text` with their spans, in order. "100 to 500 million" is two quantities, both in millions.

    A bare number in a cell of a table row has the scale and the unit that the name of its column states. It is also
    found as it is written, with the unit `AS_WRITTEN`.
    """
    hours = [_Span(start, end, Decimal(minutes), 1, "min") for start, end, minutes in parts_of_hours(text)]
    parts = [*hours, *_fractions(text)]
    whole = [*_digits(text), *_spelled(text), *_spaceless(text)]
    spans = sorted([*parts, *(one for one in whole if not any(two.start <= one.start < two.end for two in parts))])
    found: list[tuple[Quantity, int, int]] = []
    for span, following in zip_longest(spans, spans[1:]):
        range_end = following if following and _RANGE.fullmatch(text, span.end, following.start) else None
        quantity = _scaled(span, range_end, text)
        scale, unit = _stated_for(span, text) if span.is_bare and not quantity.unit else (1, "")
        if scale > 1 or unit:
            found.append((in_measure(quantity, scale, unit), span.start, span.end))
            quantity = Quantity(quantity.value, AS_WRITTEN, quantity.also, quantity.bound)
            if scale == 1:
                continue  # as written, it is the same number
        found.append((quantity, span.start, span.end))
    return found


def parts_of_hours(text: str) -> list[tuple[int, int, int]]:
    """Where a part of an hour is written as a word, and its minutes.

    >>> parts_of_hours("for three quarters of an hour")
    [(4, 29, 45)]
    """
    found: list[tuple[int, int, int]] = []
    for minutes, pattern in _PARTS_OF_HOURS:  # the longest come first
        for match in pattern.finditer(text):
            if not any(start <= match.start() < end for start, end, _ in found):
                found.append((match.start(), match.end(), minutes))
    return sorted(found)


def find_ranges(text: str) -> list[Range]:
    """The ranges of `text` in order, such as "10 to 24", "3 % or more" and "less than two years".

    >>> [str(found) for found in find_ranges("Units: 10 to 24 | 50 or more")]
    ['10 to 24', '50 or more']
    >>> [str(found) for found in find_ranges("From (EUR): 500 | To (EUR): 999 | Discount: 3 %")]
    ['500 to 999 EUR']
    """
    found = []
    quantities = [one for one in find_quantities(text) if one[0].unit != AS_WRITTEN]
    for (quantity, start, end), following in zip_longest(quantities, quantities[1:]):
        if following and _are_ends(text, start, end, following[1]):
            found.append(Range(quantity.value, following[0].value, following[0].unit))
        elif quantity.bound in (">", "≥"):
            found.append(Range(quantity.value, None, quantity.unit))
        elif quantity.bound:
            found.append(Range(None, quantity.value, quantity.unit))
    return found


def in_measure(bare: Quantity, scale: int, unit: str) -> Quantity:
    """The bare number in this scale and unit, as the caption above a table states them."""
    return Quantity(bare.value * scale, unit, None if bare.also is None else bare.also * scale, bare.bound)


def difference_of(one: Quantity, other: Quantity) -> Quantity:
    """The difference, in the unit of both, or in the smaller unit of their kind.

    >>> str(difference_of(Quantity(Decimal(2), "year"), Quantity(Decimal(18), "month")))
    '6 months'
    """
    if one.unit == other.unit:
        return Quantity(abs(one.value - other.value), one.unit)
    (value, _), (less, _) = in_smallest(one.value, one.unit), in_smallest(other.value, other.unit)
    smaller = min((one, other), key=lambda each: in_smallest(Decimal(1), each.unit)[0]).unit
    return Quantity((abs(value - less) / in_smallest(Decimal(1), smaller)[0]).normalize(), smaller)


def is_quantity(word: str) -> bool:
    """Whether all of `word` is a quantity, such as 25kg or 12-month."""
    return bool(_DIGITS.fullmatch(word) or re.fullmatch(r"\d+(?:-[^\W\d]+)+|\d{4}s", word))


def column_of(text: str, position: int) -> str:
    """The name of the column whose cell holds `position` in a table row. "" if it is in none.

    >>> column_of("Part: filter | Price (EUR): 38", 28)
    'Price (EUR)'
    """
    start = text.rfind(" | ", 0, position)
    name, colon, _ = text[0 if start < 0 else start + 3 : position].rpartition(": ")
    return name.strip() if colon and "\n" not in name else ""


def _are_ends(text: str, start: int, end: int, following: int) -> bool:
    """Whether the numbers at `start` and `following` are the two ends of a range, in one cell or in two columns."""
    columns = column_of(text, start), column_of(text, following)
    in_two = FROM_COLUMN.match(columns[0]) and TO_COLUMN.match(columns[1])
    return bool(in_two or _TO.fullmatch(text, end, following))


def _stated_for(span: _Span, text: str) -> tuple[int, str]:
    """The scale and the unit that the column of a bare number in a table row states."""
    name = column_of(text, span.start) if " | " in text else ""
    return declared_measure(name) if name else (1, "")


def _plural(unit: str) -> str:
    return f"{unit}s" if unit in ("day", "week", "month", "year") else unit


def _scaled(span: _Span, range_end: _Span | None, text: str) -> Quantity:
    scale, unit = span.scale, span.unit
    if range_end:
        scale = range_end.scale if span.is_bare else scale
        unit = unit or range_end.unit
    value, also = span.value * scale, None if span.also is None else span.also * scale
    bare = Quantity(value, unit, also)
    to_another = range_end is not None and _TO.fullmatch(text, span.end, range_end.start)
    bound = "" if to_another else bound_around(text, span.start, span.end, is_year=bare.is_year)
    return Quantity(value, unit, also, bound)


def _digits(text: str) -> Iterator[_Span]:
    for match in _DIGITS.finditer(text):
        if LEADING_ZEROS.fullmatch(match["digits"]):
            continue
        value, also = read_number(match["digits"], text)
        scale, unit = _after(match)
        if match["before"]:
            scale = 10**6 if unit == "m" else scale  # $5m
            unit = UNITS.get(match["before"].lower(), match["before"].upper())
        start = match.start("before") if match["before"] else match.start("digits")
        yield _Span(start, match.end(), value, scale, unit, also)


def _fractions(text: str) -> Iterator[_Span]:
    for match in _FRACTION.finditer(text):
        scale, unit = (1, "in") if match["inches"] else _after(match)
        if match["sign"]:
            value = Decimal(str(unicodedata.numeric(match["sign"])))
        elif unit and int(match["over"]) < int(match["under"]):
            value = Decimal(match["over"]) / int(match["under"])
        else:
            continue
        yield _Span(match.start(), match.end(), value + int(match["whole"] or match["ones"] or 0), scale, unit)


def _spelled(text: str) -> Iterator[_Span]:
    for match in _SPELLED.finditer(text):
        scale, unit = _after(match)
        words = [word.lower() for word in match.group("tens", "ones", "first") if word]
        if words[0] in NEEDS_UNIT and scale == 1 and not unit:
            continue
        value = sum(NUMBER_WORDS[word] for word in words)
        yield _Span(match.start(), match.end(), Decimal(value), scale, unit)


def _spaceless(text: str) -> Iterator[_Span]:
    """The numbers of Chinese and Japanese that are written in words and have a unit, such as 十四天."""
    for match in _SPACELESS_NUMBER.finditer(text):
        value = last = 0
        for sign in match["number"]:
            if sign in "十百":
                value, last = value + (last or 1) * (10 if sign == "十" else 100), 0
            else:
                last = _SPACELESS_DIGITS[sign]
        yield _Span(match.start(), match.end(), Decimal(value + last), 1, SPACELESS_UNITS[match["unit"]])


def _after(match: re.Match[str]) -> tuple[int, str]:
    unit = UNITS.get((match["unit"] or "").lower(), "") or SPACELESS_UNITS.get(match["spaceless"] or "", "")
    return SCALES.get((match["scale"] or "").lower(), 1), "%" if match["percent"] else unit
