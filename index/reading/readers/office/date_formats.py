"""Dates and durations in the format of a cell: yyyy-mm-dd, [h]:mm, "d. mmmm" with the names of its language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from index.reading.readers.office.date_names import JAPANESE, names_in

EPOCH = datetime(1899, 12, 30)
_ERAS = (  # of Japan, the newest first: the first day, and the name in three lengths
    (datetime(2019, 5, 1), "令和", "R"),
    (datetime(1989, 1, 8), "平成", "H"),
    (datetime(1926, 12, 25), "昭和", "S"),
    (datetime(1912, 7, 30), "大正", "T"),
    (datetime(1868, 1, 25), "明治", "M"),
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a format code: a placeholder, a part of a date, or words."""

    kind: str
    text: str


def written_date(all_tokens: Sequence[Token], moment: datetime, language: int) -> str:
    """The date as the tokens of its format show it."""
    tokens = [token for token in all_tokens if token.kind != "general"]
    written = ""
    for at, token in enumerate(tokens):
        if token.kind == "part":
            written += _part(tokens, at, moment, language)
        elif token.kind == "elapsed":
            written += _elapsed(token.text.lower(), moment)
        elif token.kind == "half":
            half = "AM" if moment.hour < 12 else "PM"
            written += half if len(token.text) > 3 else half[0]
        elif token.kind == "place":
            written += f"{moment.microsecond:06}"[:1] if written.endswith(".") or _is_fraction(tokens, at) else ""
        else:
            written += token.text
    return " ".join(written.split())


def _is_fraction(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].kind == "place"


def _part(tokens: Sequence[Token], at: int, moment: datetime, language: int) -> str:
    letter, size = tokens[at].text[0], len(tokens[at].text)
    names = names_in(language)
    if letter == "y":
        return f"{moment.year % 100:02}" if size < 3 else f"{moment.year:04}"
    if letter == "a":  # the day of the week in formats of East Asia
        own = names_in(language or JAPANESE)
        return (own.days if size > 3 else own.short_days)[moment.weekday()]
    if letter in "ge":
        return _of_era(letter, size, moment, language)
    if letter == "d":
        named = names.days if size > 3 else names.short_days
        return named[moment.weekday()] if size > 2 else f"{moment.day:0{size}}"
    if letter == "h":
        hour = (moment.hour % 12 or 12) if any(token.kind == "half" for token in tokens) else moment.hour
        return f"{hour:0{min(size, 2)}}"
    if letter == "s":
        return f"{moment.second:0{min(size, 2)}}"
    if _are_minutes(tokens, at):
        return f"{moment.minute:0{min(size, 2)}}"
    has_day = any(token.kind == "part" and token.text in ("d", "dd") for token in tokens)
    months = names.of_month if names.of_month and has_day else names.months
    named_month = {3: names.short_months, 4: months, 5: [month[:1] for month in names.months]}.get(size)
    return named_month[moment.month - 1] if named_month else f"{moment.month:0{min(size, 2)}}"


def _of_era(letter: str, size: int, moment: datetime, language: int) -> str:
    """The name of the Japanese era, or the year in it. Elsewhere the year is that of the usual calendar."""
    begun, name, initial = next((era for era in _ERAS if moment >= era[0]), _ERAS[-1])
    if letter == "g":
        return (initial, name[:1], name)[size - 1]
    return f"{moment.year - begun.year + 1:0{size}}" if language in (0, JAPANESE) else str(moment.year)


def _are_minutes(tokens: Sequence[Token], at: int) -> bool:
    """Whether an m means minutes: it follows an hour or precedes a second. Otherwise it means the month."""
    before = next((t for t in reversed(tokens[:at]) if t.kind in ("part", "elapsed")), None)
    after = next((t for t in tokens[at + 1 :] if t.kind in ("part", "elapsed")), None)
    is_after_hours = before is not None and before.text[0].lower() == "h"
    return is_after_hours or (after is not None and after.text[0].lower() == "s")


def _elapsed(letters: str, moment: datetime) -> str:
    """The hours, minutes or seconds since the first date that the format knows."""
    seconds = (moment - EPOCH) // timedelta(seconds=1)
    return f"{seconds // {'h': 3600, 'm': 60, 's': 1}[letters[0]]:0{len(letters)}}"
