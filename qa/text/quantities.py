"""Finds the quantities of a text: numbers with their scale and unit, in any notation.

"589 billion dollars", "$589bn" and "US$ 589,000 million" are one quantity; "25 days" and "25 hours" are two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS = {word: value for value, word in enumerate(_SMALL)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
SCALES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "k": 10**3, "mn": 10**6, "bn": 10**9, "tn": 10**12,
}  # fmt: skip
_UNIT_NAMES = {
    "%": "% percent percentage pct", "USD": "$ us$ usd dollar dollars", "EUR": "€ eur euro euros",
    "GBP": "£ gbp pound pounds", "JPY": "¥ jpy yen",
    "kg": "kg kilogram kilograms kilo kilos", "g": "g gram grams", "t": "t tonne tonnes ton tons",
    "km": "km kilometre kilometres kilometer kilometers", "m": "m metre metres meter meters",
    "cm": "cm centimetre centimetres centimeter centimeters", "mm": "mm millimetre millimetres millimeter millimeters",
    "l": "l litre litres liter liters", "ml": "ml millilitre millilitres milliliter milliliters",
    "s": "sec second seconds", "min": "min minute minutes", "h": "h hour hours", "day": "day days",
    "week": "week weeks", "month": "month months", "year": "year years", "°C": "°c celsius", "°F": "°f fahrenheit",
    "W": "w watt watts", "kW": "kw kilowatt kilowatts", "V": "v volt volts", "Hz": "hz hertz", "bar": "bar bars",
    "dB": "db decibel decibels", "rpm": "rpm", "MB": "mb megabyte megabytes", "GB": "gb gigabyte gigabytes",
    "TB": "tb terabyte terabytes",
}  # fmt: skip
UNITS = {name: unit for unit, names in _UNIT_NAMES.items() for name in names.split()}
CURRENCIES = frozenset(("USD", "EUR", "GBP", "JPY"))


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# One word can come before a unit of time, as in "five unused days". But "3 a week" is not three weeks.
_BETWEEN = (
    r"(?:\s(?!(?:a|an|per|of|in|on|by|to|and|or|the|each|every|last|this|next)\b)"
    r"[a-z]+(?=\s(?:hour|day|week|month|year)s?\b))?"
)
_AFTER = (
    rf"(?:[\s-]?(?P<scale>{_any_of(SCALES)})\b)?{_BETWEEN}(?:[\s-]?(?:per\scent|(?P<unit>{_any_of(UNITS)}))(?!\w))?"
)
_CURRENCY = re.compile(
    rf"us\$|[$€£¥]|\b(?:{_any_of(name for name, unit in UNITS.items() if unit in CURRENCIES and name.isalpha())})\b",
    re.IGNORECASE,
)
_GROUP = "[,'’\u00a0\u2009\u202f ]"  # what separates thousands
_DIGITS = re.compile(
    rf"(?<![\w.,])(?P<before>us\$|[$€£¥])?\s?(?P<digits>\d{{1,3}}(?:{_GROUP}\d{{3}})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?)"
    rf"(?:st|nd|rd|th)?{_AFTER}",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    rf"\b(?P<first>{_any_of(NUMBER_WORDS)})(?:[- ](?P<second>{_any_of(NUMBER_WORDS)}))?\b{_AFTER}", re.IGNORECASE
)
_RANGE = re.compile(r"\s*(?:to|and|or|–|-|—)\s*", re.IGNORECASE)
_TO = re.compile(r"\s*(?:to|–|-|—)\s*", re.IGNORECASE)
_OR_MORE = re.compile(r"\s*(?:\+|(?:or|and)\s(?:more|over|above)\b)", re.IGNORECASE)
_BELOW = re.compile(r"\b(?:less than|fewer than|under|below|up to|at most|not more than)\s*$", re.IGNORECASE)
_ABOVE = re.compile(r"\b(?:more than|over|above|at least|from)\s*$", re.IGNORECASE)
_LONGEST_BEFORE = 15  # characters: the longest of these words
_OR_LESS = re.compile(r"\s*or\s(?:less|fewer|below)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, multiplied by its scale, and its unit ("" if none is written)."""

    value: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.value:f} {_plural(self.unit) if self.value != 1 else self.unit}".strip()

    def agrees_with(self, other: Quantity) -> bool:
        """Whether `other` can be the same amount: the values are equal, and the units too if both have one."""
        return self.value == other.value and (self.unit == other.unit or not (self.unit and other.unit))


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


def find_quantities(text: str) -> list[tuple[Quantity, int, int]]:
    """The quantities of `text` with their spans, in order. "100 to 500 million" is two quantities, both in millions."""
    spans = sorted([*_digits(text), *_spelled(text)])
    return [
        (
            _scaled(span, following if following and _RANGE.fullmatch(text, span.end, following.start) else None),
            *span[:2],
        )
        for span, following in zip_longest(spans, spans[1:])
    ]


def find_ranges(text: str) -> list[Range]:
    """The ranges of `text` in order, such as "10 to 24", "3 % or more" and "less than two years".

    >>> [str(found) for found in find_ranges("Units: 10 to 24 | 50 or more")]
    ['10 to 24', '50 or more']
    """
    found = []
    quantities = find_quantities(text)
    for (quantity, start, end), following in zip_longest(quantities, quantities[1:]):
        before = text[max(0, start - _LONGEST_BEFORE) : start]
        if following and _TO.fullmatch(text, end, following[1]):
            found.append(Range(quantity.value, following[0].value, following[0].unit))
        elif _OR_MORE.match(text, end) or _ABOVE.search(before):
            found.append(Range(quantity.value, None, quantity.unit))
        elif _OR_LESS.match(text, end) or _BELOW.search(before):
            found.append(Range(None, quantity.value, quantity.unit))
    return found


def currencies(text: str) -> set[str]:
    """The currencies that `text` names by symbol, code or word."""
    return {UNITS[name.lower()] for name in _CURRENCY.findall(text)}


def is_quantity(word: str) -> bool:
    """Whether all of `word` is a quantity, such as 25kg or 12-month."""
    return bool(_DIGITS.fullmatch(word) or re.fullmatch(r"\d+(?:-[^\W\d]+)+|\d{4}s", word))


def _plural(unit: str) -> str:
    return f"{unit}s" if unit in ("day", "week", "month", "year") else unit


def _scaled(span: _Span, range_end: _Span | None) -> Quantity:
    scale, unit = span.scale, span.unit
    if range_end:
        scale = range_end.scale if scale == 1 and not unit else scale
        unit = unit or range_end.unit
    return Quantity(span.value * scale, unit)


def _digits(text: str) -> Iterator[_Span]:
    for match in _DIGITS.finditer(text):
        value = Decimal(re.sub(r"[^\d.]", "", match["digits"]))
        scale, unit = _after(match)
        if match["before"]:
            scale = 10**6 if unit == "m" else scale  # $5m
            unit = UNITS[match["before"].lower()]
        yield _Span(match.start(), match.end(), value, scale, unit)


def _spelled(text: str) -> Iterator[_Span]:
    for match in _SPELLED.finditer(text):
        scale, unit = _after(match)
        if match["first"].lower() == "one" and scale == 1 and not unit:
            continue  # "one" is more often a pronoun than a number
        value = sum(NUMBER_WORDS[word.lower()] for word in (match["first"], match["second"]) if word)
        yield _Span(match.start(), match.end(), Decimal(value), scale, unit)


def _after(match: re.Match[str]) -> tuple[int, str]:
    unit = UNITS.get((match["unit"] or "").lower(), "")
    if "per" in match[0].lower() and not unit:  # per cent
        unit = "%"
    return SCALES.get((match["scale"] or "").lower(), 1), unit
