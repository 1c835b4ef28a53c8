"""The times in a question, such as years, months, quarters and spans of them, as conditions on a table. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qa.forms.tables.mentions import Word
from qa.forms.tables.sql_text import is_one_of
from qa.forms.tables.typed import Column, Table
from qa.forms.tables.values import month_of
from qa.text.ordinals import ORDINALS

_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])(?:\.|st|nd|rd|th)?")
_QUARTER = re.compile(r"[qt]([1-4])|([1-4])(?:st|nd|rd|th)?[-. ]?(?:quarter|quartal)|([1-4])q", re.IGNORECASE)
_ORDINALS = {word: number for word, number in ORDINALS.items() if number <= 4} | {"last": 4}  # of quarters
_QUARTERS = frozenset("quarter quartal trimestre trimester".split())
_HALVES = frozenset("half hälfte halbjahr semestre".split())
_SINCE = {
    "after": ">", "nach": ">", "après": ">", "después": ">", "since": ">=", "seit": ">=", "ab": ">=", "depuis": ">=",
    "desde": ">=", "before": "<", "vor": "<", "avant": "<", "antes": "<", "until": "<=", "till": "<=", "bis": "<=",
    "jusqu'en": "<=", "hasta": "<=", "through": "<=",
}  # fmt: skip
_ONWARDS = frozenset("on onwards onward upwards later".split())
_FROM = frozenset("from between von zwischen de entre du desde since".split())
_TO = frozenset("to until till through and bis und à au et a y hasta".split())
_BETWEEN = frozenset("of the year jahr année año de del du en in des im".split())
_OF_YEAR = frozenset("of the year des jahres de l année del año".split())


_PERIOD = r"(?:days?|weeks?|months?|quarters?|years?|tage?n?|wochen?|monate?n?|quartale?n?|jahre?n?)"
_RELATIVE = re.compile(
    rf"(?<!\bthe )(?<!\bder )(?<!\bdas )\b(?:last|past|previous|current|this|next|letzte[nsrm]?|vorige[nsrm]?"
    rf"|diese[nsrm]?|vergangene[nsrm]?) {_PERIOD}\b"
    rf"|\b(?:the|in|over|for) (?:last|past) (?:\w+ )?{_PERIOD}\b(?= *[?.!]?$)"
    r"|\b(?:today|yesterday|heute|gestern|hier|ayer|hoy|ce mois|cette année|cette semaine|este (?:mes|año)"
    r"|esta semana|oggi|ieri|quest[oa] (?:mese|anno|settimana)|hoje|ontem|est[ea] (?:mês|ano)|vandaag|gisteren"
    r"|deze (?:maand|week)|dit jaar)\b",
    re.IGNORECASE,
)


_THIS_YEAR = re.compile(
    r"\b(?:this year|(?:in )?diese[ms] jahr|cette année|este (?:año|ano)|quest['’]anno|dit jaar)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Point:
    """A year, a month, a quarter or a half that the words [start, end) name."""

    kind: str
    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Times:
    """The conditions in SQL, and the places of the words that they come from."""

    conditions: tuple[str, ...]
    places: frozenset[int]


def is_relative(question: str) -> bool:
    """Whether the question names a time that depends on today, such as "last month" or "this year".

    >>> is_relative("How much did we spend last year?"), is_relative("What was the last year of the league?")
    (True, False)
    """
    return _RELATIVE.search(question) is not None


def without_this_year(question: str, table: Table) -> str:
    """The question without "this year", if all rows are of one year and the table is named after it: "Costs 2025"."""
    if not _THIS_YEAR.search(question):
        return question
    places = [place for place, column in enumerate(table.columns) if column.kind == "date"]
    years = {value.year for row in table.values for place in places if isinstance(value := row[place], date)}
    named = f"{table.written.document_id} {table.written.title} {table.written.heading} {table.written.above}"
    is_named = len(years) == 1 and str(*years) in named
    return " ".join(_THIS_YEAR.sub(" ", question).split()) if is_named else question


def named_times(words: Sequence[Word]) -> frozenset[int]:
    """The places of words that name quarters and halves, such as "the third quarter": "third" is no rank there."""
    spans = (range(point.start, point.end) for point in _points(words) if point.kind in ("quarter", "half"))
    return frozenset(place for span in spans for place in span)


def find_times(words: Sequence[Word], table: Table, used: set[int]) -> Times:
    """The conditions on years, months and quarters that the question names in its other words."""
    axes = _axes(table)
    points = [point for point in _points(words) if not used & set(range(point.start, point.end))]
    conditions: list[str] = []
    places: set[int] = set()
    if (signed := _signed_month(words, points)) is not None:
        return _bounded(table, *signed)
    for kind in ("year", "month", "quarter", "half"):
        own = [point for point in points if point.kind == kind]
        axis = axes.get(kind)
        if own and axis:
            taken = {place for point in own for place in range(point.start, point.end)}
            found, marks = _conditions(words, own, axis)
            conditions += found
            places |= taken | marks
    return Times(tuple(conditions), frozenset(places))


Axis = Callable[[str, int, int, str], str]  # the condition that a sign and one or two numbers make, and the word for it


def _conditions(words: Sequence[Word], points: Sequence[_Point], axis: Axis) -> tuple[list[str], set[int]]:
    """The conditions, and the places of the words, such as "since", that decide what they compare."""
    if len(points) == 2 and points[0].number < points[1].number:
        first, second = points
        gap = [word.text.casefold() for word in words[first.end : second.start]]
        before = words[first.start - 1].text.casefold() if first.start else ""
        joins = [word for word in gap if word in _TO]
        is_list = before not in _FROM and joins[:1] and joins[0] in ("and", "und", "et", "y")
        if joins and not is_list and all(word in _TO | _BETWEEN or _YEAR.fullmatch(word) for word in gap):
            marks = {place for place in range(first.end, second.start) if words[place].text.casefold() in _TO}
            return [axis("between", first.number, second.number, "")], marks | (
                {first.start - 1} if before in _FROM else set()
            )
    conditions, marks, exact = [], set[int](), list[_Point]()
    for point in points:
        sign, places = _sign_beside(words, point)
        if sign:
            conditions.append(axis(sign, point.number, 0, ""))
            marks |= places
        else:
            exact.append(point)
    if exact:
        options = list(dict.fromkeys(axis("=", point.number, 0, words[point.start].text) for point in exact))
        conditions.append(_any_of(options))
    return conditions, marks


def _signed_month(words: Sequence[Word], points: Sequence[_Point]) -> tuple[str, _Point, _Point, frozenset[int]] | None:
    """The month and the year that bound a time, as in "since March 2025", and how. None if there is no such bound."""
    months = [point for point in points if point.kind == "month"]
    years = [point for point in points if point.kind == "year"]
    if len(months) != 1 or len(years) != 1:
        return None
    month, year = months[0], years[0]
    for point in (month, year):
        sign, places = _sign_beside(words, point)
        if sign and {month.start, year.start} & places == set():
            return sign, month, year, frozenset({month.start, year.start, *places})
    return None


def _bounded(table: Table, sign: str, month: _Point, year: _Point, places: frozenset[int]) -> Times:
    """The bound on the only column of dates. Without one, nothing is understood."""
    dates = [column for column in table.columns if column.kind == "date"]
    if len(dates) != 1 or any(column.is_year for column in table.columns):
        return Times((), frozenset())
    after = sign in (">", "<=")  # the bound is the end of the month
    number = year.number * 12 + month.number - 1 + after
    day = f"'{number // 12}-{number % 12 + 1:02}-01'"
    return Times((f"{dates[0].sql} {'>=' if '>' in sign else '<'} {day}",), places)


def _sign_beside(words: Sequence[Word], point: _Point) -> tuple[str, set[int]]:
    """How "since", "up to", "onwards" and the like compare the time, and the places of these words."""
    before = words[point.start - 1].text.casefold() if point.start else ""
    after = words[point.end].text.casefold() if point.end < len(words) else ""
    if after in _ONWARDS:
        return ">=", {point.end}
    if before in ("to", "zu") and point.start > 1 and words[point.start - 2].text.casefold() in ("up", "bis"):
        return "<=", {point.start - 1, point.start - 2}
    return (_SINCE[before], {point.start - 1}) if before in _SINCE else ("", set())


def _any_of(options: Sequence[str]) -> str:
    """One condition for several, in the short form if they are about one column."""
    parts = [re.fullmatch(r"(.+) = (\d+|'(?:[^']|'')*')", option) for option in options]
    if len(options) == 1:
        return options[0]
    if all(parts) and len({part[1] for part in parts if part}) == 1:
        return f"{parts[0][1] if parts[0] else ''} IN ({', '.join(part[2] for part in parts if part)})"
    return f"({' OR '.join(options)})"


def _points(words: Sequence[Word]) -> Iterator[_Point]:
    """The times that the words name. "Of the year" after a quarter or half belongs to it. A date names no period."""
    dated = date_places(words)
    for point in _bare_points(words):
        if point.start in dated:
            continue
        end = point.end
        while point.kind in ("quarter", "half") and end < len(words) and words[end].text.casefold() in _OF_YEAR:
            end += 1
        yield replace(point, end=end if end - point.end > 1 else point.end)


def date_places(words: Sequence[Word]) -> set[int]:
    """The places of months beside a day, and of the years beside those: "12 March 2026", "March 12"."""
    found: set[int] = set()
    for place, word in enumerate(words):
        around = {near for near in (place - 1, place + 1) if 0 <= near < len(words)}
        if month_of(word.text.casefold()) and any(_DAY.fullmatch(words[near].text) for near in around):
            near_year = {
                near for near in (place + 1, place + 2) if near < len(words) and _YEAR.fullmatch(words[near].text)
            }
            found |= {place} | near_year
    return found


# After these words, a small "may" is the month.
_BEFORE_MAY = frozenset("in during for since until till through last this next early mid late before after".split())


def _bare_points(words: Sequence[Word]) -> Iterator[_Point]:
    for place, word in enumerate(words):
        text = word.text.casefold()
        following = words[place + 1].text.casefold() if place + 1 < len(words) else ""
        if _YEAR.fullmatch(text):
            yield _Point("year", int(text), place, place + 1)
        elif match := _QUARTER.fullmatch(text):
            yield _Point("quarter", int(match[1] or match[2] or match[3]), place, place + 1)
        elif text in _ORDINALS and following in _QUARTERS:
            yield _Point("quarter", _ORDINALS[text], place, place + 2)
        elif _ORDINALS.get(text, 9) < 3 and following in _HALVES:
            end = place + 2
            yield _Point("half", _ORDINALS[text], place, end)
        elif text in ("h1", "h2"):
            yield _Point("half", int(text[1]), place, place + 1)
        elif month_of(text) and (word.text != "may" or (place and words[place - 1].text.casefold() in _BEFORE_MAY)):
            yield _Point("month", month_of(text), place, place + 1)


def _axes(table: Table) -> dict[str, Axis]:
    """By kind of time: how a condition on it is written for this table. A kind that the table lacks has no entry."""
    years = [column for column in table.columns if column.is_year]
    dates = [column for column in table.columns if column.kind == "date"]
    axes: dict[str, Axis] = {}
    if len(years) == 1:
        axes["year"] = _numbered(years[0].sql)
    elif len(dates) == 1:
        axes["year"] = _numbered(f"year({dates[0].sql})")
    months, quarters = _named(table, month_of), _named(table, _quarter_of)
    if months:
        axes["month"] = months
    elif len(dates) == 1:
        axes["month"] = _numbered(f"month({dates[0].sql})")
    if quarters:
        axes["quarter"] = quarters
    elif "month" in axes:
        month = axes["month"]
        axes["quarter"] = lambda sign, one, other, _: _spanned(month, 3, sign, one, other)
    if quarters:
        axes["half"] = lambda sign, one, other, _: _spanned(quarters, 2, sign, one, other)
    elif "month" in axes:
        month = axes["month"]
        axes["half"] = lambda sign, one, other, _: _spanned(month, 6, sign, one, other)
    return axes


def _numbered(subject: str) -> Axis:
    def condition(sign: str, one: int, other: int, _: str) -> str:
        return f"{subject} BETWEEN {one} AND {other}" if sign == "between" else f"{subject} {sign} {one}"

    return condition


def _spanned(axis: Axis, size: int, sign: str, one: int, other: int) -> str:
    """A quarter or half as the months or quarters that it is made of."""
    first, last = (one - 1) * size + 1, (other if sign == "between" else one) * size
    if sign in ("=", "between"):
        return axis("between", first, last, "")
    return axis(sign, first if sign in ("<", ">=") else last, 0, "")


def _quarter_of(text: str) -> int:
    match = _QUARTER.fullmatch(text.strip())
    return int(match[1] or match[2] or match[3]) if match else 0


def _named(table: Table, number_of: Callable[[str], int]) -> Axis | None:
    """The one text column whose texts are names of months, or of quarters."""
    found: list[tuple[Column, dict[int, str]]] = []
    for column in table.columns:
        texts = table.texts.get(column.sql, {}).values()
        numbers = {number: text for text in texts if (number := number_of(text.strip()))}
        if column.kind == "text" and len(numbers) > 1 and len(numbers) == len(texts):
            found.append((column, numbers))
    if len(found) != 1:
        return None
    column, numbers = found[0]

    def condition(sign: str, one: int, other: int, said: str) -> str:
        low, high = {
            "=": (one, one), "between": (one, other), "<": (0, one - 1), "<=": (0, one), ">": (one + 1, 99),
            ">=": (one, 99),
        }[sign]  # fmt: skip
        texts = [numbers[number] for number in sorted(numbers) if low <= number <= high]
        return is_one_of(column.sql, texts or [said or "–"])  # without texts, no row has it

    return condition
