"""Finds the facts of a sentence that can be compared exactly: quantities, dates, times, names and negation.

A model can rightly use other words than its source. A number, date or name that is not in the source is wrong.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from index.text.language import SPACELESS
from qa.text.quantities import Quantity, find_quantities, is_quantity
from qa.text.words import STOP_WORDS, TOKEN, tokens

MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct|\
november nov|december dec".split("|"),
        start=1,
    )
    for name in names.split()
}
ORDINALS = ("first", "second", "third", "fourth")
NEGATIONS = frozenset("not no never none nobody nothing neither nor without cannot".split())

_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = (
    re.compile(rf"(?<![\w-]){_DAY}(?: of)? {_MONTH}\b\.?,?(?: (?P<year>\d{{4}})\b)?", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\.? {_DAY}\b(?!:)(?:,? (?P<year>\d{{4}})\b)?", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\.?,?(?: of)? (?P<year>\d{{4}})\b", re.IGNORECASE),
    re.compile(r"(?<![\w-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\w-])"),
    re.compile(r"(?<![\w.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\w)"),
)
_TIME = re.compile(
    r"(?<![\w:.])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?::\d{2})?(?:\s?(?P<half>[ap])\.?m\b\.?)?(?![\w:%])",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[^\W_][\w-]*(?:\.\d+)*|\d+(?:\.\d+){2,}")
_PART_OF_YEAR = re.compile(rf"\b({'|'.join(ORDINALS)}|1st|2nd|3rd|4th) (quarter|half)\b", re.IGNORECASE)
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Date:
    """A date. Its day or its year is None if it is not written."""

    day: int | None
    month: int
    year: int | None

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.day, month_name[self.month], self.year) if part is not None)

    def agrees_with(self, other: Date) -> bool:
        """Whether `other` can be the same date: every part that both have is equal."""
        pairs = ((self.day, other.day), (self.month, other.month), (self.year, other.year))
        return all(a == b for a, b in pairs if a is not None and b is not None)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a text."""

    quantities: frozenset[Quantity]
    dates: frozenset[Date]
    times: frozenset[str]  # "18:40", on the 24-hour clock
    names: frozenset[str]  # folded: words capitalised inside a sentence, and words with letters and digits
    negated: bool

    def __or__(self, other: Facts) -> Facts:
        """The facts of both texts together."""
        return Facts(
            self.quantities | other.quantities,
            self.dates | other.dates,
            self.times | other.times,
            self.names | other.names,
            self.negated or other.negated,
        )


NO_FACTS = Facts(frozenset(), frozenset(), frozenset(), frozenset(), negated=False)

# German words that do not occur in English texts, not even in names such as "von der Leyen".
_GERMAN = re.compile(
    r"\b(?:und|ist|sind|nicht|wird|wurden?|dem|vom|zum|zur|im|das|eine[nmrs]?|mit|auf|für|als|bei|aus)\b"
    r"|(?<!v[ao]n )\bder\b"
)
_SPACELESS = re.compile(f"[{SPACELESS}]")


def find_facts(text: str) -> Facts:
    """The facts of `text`. Each span counts once: the day of a date is not also a quantity."""
    negated = is_negated(text)
    text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)  # U.S. is one name
    text = _PART_OF_YEAR.sub(_code_of_part, text)
    dates: list[Date] = []
    for pattern in _DATES:
        text, found = _take(text, pattern, _date)
        dates += found
    text, times = _take(text, _TIME, _time)
    text, codes = _take(text, _CODE, _code)
    quantities = find_quantities(text)
    for _, start, end in quantities:
        text = text[:start] + " " * (end - start) + text[end:]
    return Facts(
        quantities=frozenset(quantity for quantity, _, _ in quantities),
        dates=frozenset(dates),
        times=frozenset(times),
        names=frozenset(map(fold, codes)) | frozenset(_names(text)),
        negated=negated,
    )


def first_date(text: str) -> Date | None:
    """The first date in `text` that has a year. None if there is none."""
    matches = (match for pattern in _DATES for match in pattern.finditer(text) if match["year"])
    dates = ((match.start(), found) for match in matches if (found := _date(match)))
    return min(dates, key=lambda pair: pair[0], default=(0, None))[1]


def is_negated(text: str) -> bool:
    """Whether `text` contains a negation."""
    folded = [token.casefold().replace("’", "'") for token in tokens(text)]
    return any(word in NEGATIONS or word.endswith("n't") for word in folded)


def fold(name: str) -> str:
    """`name` in the form that is compared: lower case, without possessive, hyphens and dots."""
    return re.sub(r"[-.]", "", name.casefold().replace("’", "'").removesuffix("'s"))


def _take(
    text: str, pattern: re.Pattern[str], convert: Callable[[re.Match[str]], Found | None]
) -> tuple[str, list[Found]]:
    """Convert the matches. Return the text with the converted matches blanked, and the results.

    A match stays in the text if `convert` returns None.
    """
    found: list[Found] = []

    def blank(match: re.Match[str]) -> str:
        value = convert(match)
        if value is None:
            return match[0]
        found.append(value)
        return " " * len(match[0])

    return pattern.sub(blank, text), found


def _code(match: re.Match[str]) -> str | None:
    """The code. None if it is a quantity, or a number in a script without spaces."""
    return None if is_quantity(match[0]) or _SPACELESS.search(match[0]) else match[0]


def _code_of_part(match: re.Match[str]) -> str:
    """The short form of a part of a year: Q3 for "third quarter"."""
    ordinal, part = match[1].lower(), match[2].upper()
    return f"{part[0]}{ordinal[0] if ordinal[0].isdigit() else 1 + ORDINALS.index(ordinal)}"


def _date(match: re.Match[str]) -> Date | None:
    parts = match.groupdict()
    month = parts["month"]
    if month[0].islower():  # "they may 2 weeks later"
        return None
    number = int(month) if month.isdigit() else MONTHS[month.lower()]
    day, year = (int(parts[part]) if parts.get(part) else None for part in ("day", "year"))
    return Date(day, number, year) if 1 <= number <= 12 and (day or 1) <= 31 else None


def _time(match: re.Match[str]) -> str | None:
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "").lower()
    is_written_as_time = half or ":" in match[0]  # 18.40 can be a price, and 18 can be anything
    if not is_written_as_time or hour > 24 or minute > 59:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}"


def _names(text: str) -> Iterator[str]:
    nouns_too = _GERMAN.search(text) is not None  # in German every noun is capitalised
    for match in TOKEN.finditer(text):
        word, before = match[0], text[: match.start()].rstrip(" \t\"'“‘(*[")
        opens_sentence = not before or before[-1] in ".!?:•|\n"
        shouts = any(letter.isupper() for letter in word[1:])  # DeepSeek, US
        is_capitalised = word[0].isupper() and word.casefold() not in STOP_WORDS
        if shouts or (is_capitalised and not opens_sentence and not nouns_too):
            yield fold(word)
