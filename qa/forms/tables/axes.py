"""The ranges that label the rows or the columns of a table, such as "20–25 kg", "Oct–Mar" and "Mon–Thu". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from qa.forms.tables.typed import Column, Table
from qa.forms.words.roots import roots
from qa.text.facts import find_facts
from qa.text.quantities import FROM_COLUMN, TO_COLUMN, Quantity, find_quantities, find_ranges
from qa.text.spans import CYCLES, Cycle, Span, asked_spans, label_spans
from qa.text.units import declared_measure, in_smallest

_UP_TO = re.compile(r"(?:^|(?<=: ))bis (?=\d)", re.IGNORECASE)  # in a label, "bis 2 kg" is a bound
_IN_BRACKETS = re.compile(r"\s?\(([^()|]*)\)")
# "between 5 and 10 kg" is "5–10 kg" in a label.
_BETWEEN = re.compile(
    r"\b(?:between|zwischen|entre|tra|fra|tussen|między|между)\s(\d[\d.,]*[^\d|]{0,12}?)\s(?:and|und|et|y|e|en|a|i|и)\s"
    r"(?=\d)", re.IGNORECASE,
)  # fmt: skip
_NUMBERED = re.compile(r"([^\W\d_]{3,})[ _-]?(\d+)(?![\w.,]*\d)")
_MOST_ROWS = 1_000  # of a table whose rows are ranges
_MOST = 0.75  # of the labels are ranges


@dataclass(frozen=True, slots=True)
class Bounds:
    """From `low` to `high` in the unit. None: unbounded."""

    low: Decimal | None
    high: Decimal | None
    unit: str
    excluded: frozenset[Decimal] = frozenset()  # ends that are not in it: "over 20 kg"

    def holds(self, amount: Quantity) -> bool:
        """Whether the amount is in it. An amount or a label without a unit can have any."""
        smallest, kind = in_smallest(Decimal(1), self.unit)
        wanted, same = in_smallest(Decimal(1), amount.unit)
        if self.unit and amount.unit and kind != same:
            return False
        value = amount.value * wanted / smallest if self.unit and amount.unit else amount.value
        is_above = self.low is None or value >= self.low
        return is_above and (self.high is None or value <= self.high) and value not in self.excluded


@dataclass(frozen=True, slots=True)
class Axis:
    """The labels that are ranges of one kind, by the number of their row, or of their column."""

    kind: Cycle | Literal["amount"]
    columns: frozenset[Column]  # that hold them, such as "From" and "To"; none if they are the names of columns
    spans: Mapping[int, Sequence[Bounds | Span]]

    @property
    def units(self) -> set[str]:
        """The units of its amounts; "" if none is written."""
        return {one.unit for own in self.spans.values() for one in own if isinstance(one, Bounds)}

    def all_holding(self, asked: Quantity | Span) -> list[int]:
        """The rows or columns whose label holds what is asked."""
        return [place for place, own in self.spans.items() if any(_holds(one, asked) for one in own)]

    def holding(self, asked: Quantity | Span) -> list[int]:
        """The same. None if it is a day that several labels hold."""
        found = self.all_holding(asked)
        if isinstance(asked, Span) and asked.cycle == "day" and len(found) > 1:
            return []
        return found

    def one_sided(self, places: Sequence[int]) -> int | None:
        """Of labels that give only their beginnings, the last; of those that give only their ends, the first."""
        bounds = [(place, one) for place in places for one in self.spans.get(place, ()) if isinstance(one, Bounds)]
        if bounds and all(one.high is None for _, one in bounds):
            return max(bounds, key=lambda pair: pair[1].low or 0)[0]
        if bounds and all(one.low is None for _, one in bounds):
            return min(bounds, key=lambda pair: pair[1].high or 0)[0]
        return None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question names that can fall into a range, and the question without it."""

    points: tuple[Span, ...]
    amounts: tuple[Quantity, ...]
    counted: str  # the things that the amount is the number of: "notebooks" of "40 notebooks"; "" if none
    named: tuple[str, ...]  # as written
    rest: str


def _holds(one: Bounds | Span, asked: Quantity | Span) -> bool:
    if isinstance(one, Bounds):
        return isinstance(asked, Quantity) and one.holds(asked)
    return isinstance(asked, Span) and one.holds(asked)


@lru_cache(maxsize=256)
def find_asked(text: str, names: frozenset[str] = frozenset()) -> Asked:
    """The days, times and amounts that a question names. `names` have numbers that are no amounts: "zone 2".

    >>> found = find_asked("What is the fare for a child of 9 in August?")
    >>> found.named, found.rest
    (('August', '9'), 'What is the fare for a child of in ?')
    """
    points = asked_spans(text)
    rest = text
    for point in points:
        rest = _without(rest, point.start, point.end)
    named = [text[point.start : point.end] for point in points]
    known = find_facts(rest).quantities
    amounts, counted = [], ""
    for quantity, start, end in find_quantities(rest):
        if quantity.is_year or quantity not in known or _is_numbered(rest, start, end, names):
            continue
        amounts.append(quantity)
        named.append(str(quantity))
        noun = None if quantity.unit else re.match(r"\s+([^\W\d]{3,})", text[end:])
        counted = counted or (noun[1] if noun else "")
        rest = _without(rest, start, end)
    return Asked(points, tuple(amounts), counted, tuple(named), " ".join(rest.split()))


def _is_numbered(text: str, start: int, end: int, names: Set[str]) -> bool:
    match = re.search(r"[^\W\d_]+\W?$", text[:start])
    return match is not None and f"{match[0].strip()} {text[start:end].strip()}".casefold() in names


@lru_cache(maxsize=64)
def numbered_names(table: Table) -> frozenset[str]:
    """The names with numbers in and around the table, such as "zone 2" and "bus 12"."""
    written = table.written
    texts = [column.name for column in table.columns]
    texts += [written.title, written.heading, written.above, written.document_id]
    texts += [text for held in table.texts.values() for text in held.values()]
    return frozenset(f"{word} {number}".casefold() for text in texts for word, number in _NUMBERED.findall(text))


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


@lru_cache(maxsize=64)
def axes_of(table: Table) -> tuple[Axis, ...]:
    """The axes of the table: columns whose cells are ranges, and names of columns that are."""
    found = list(_between_columns(table)) if len(table.rows) <= _MOST_ROWS else []
    paired = frozenset[Column]().union(*(axis.columns for axis in found))
    for place, column in enumerate(table.columns) if len(table.rows) <= _MOST_ROWS else ():
        if column in paired:
            continue
        cells = {row: cell.text for row, own in enumerate(table.cells) if (cell := own[place])}
        found += [axis for axis in _read(cells, column) if len(axis.spans) > 1]
    names = {place: column.name for place, column in enumerate(table.columns) if column.name}
    found += [axis for axis in _read(names, None) if len(axis.spans) > 1]
    return tuple(found)


def _between_columns(table: Table) -> Iterator[Axis]:
    """The axes whose ranges stand in two columns beside each other, "From (kg)" and "To (kg)"."""
    for place, (low, high) in enumerate(pairwise(table.columns)):
        are_ends = FROM_COLUMN.match(low.name) and TO_COLUMN.match(high.name)
        if are_ends and low.kind == high.kind == "number":
            ends = ((row, own[place], own[place + 1]) for row, own in enumerate(table.values))
            unit = declared_measure(low.name)[1] or declared_measure(high.name)[1] or low.unit
            spans = {
                row: [Bounds(_number(first), _number(last), unit)]
                for row, first, last in ends
                if first is not None or last is not None
            }
            yield Axis("amount", frozenset((low, high)), spans)


def _number(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _one(column: Column | None) -> frozenset[Column]:
    return frozenset() if column is None else frozenset((column,))


def axis_called(table: Table, noun: str) -> Axis | None:
    """The axis of the column of plain numbers with this name: "Scoops" for "3 scoops". None if there is none."""
    wanted = set(roots(noun))
    for place, column in enumerate(table.columns):
        if column.kind == "number" and wanted and set(roots(column.name)) == wanted:
            values = ((row, own[place]) for row, own in enumerate(table.values))
            spans = {row: [Bounds(value, value, "")] for row, value in values if isinstance(value, Decimal)}
            return Axis("amount", frozenset((column,)), spans)
    return None


def _read(labels: Mapping[int, str], column: Column | None) -> Iterator[Axis]:
    """The ways to read the labels as ranges of one kind. Of the names of columns, some can be other names."""
    for cycle in CYCLES if column is None or column.kind == "text" else ():
        spans = {place: own for place, text in labels.items() if (own := label_spans(text, cycle))}
        if column is None or len(spans) >= _MOST * len(labels):
            yield Axis(cycle, _one(column), spans)
    if column is not None and find_ranges(column.name):
        return  # "Dogs up to 10 kg" is a label itself
    bounds = {place: held for place, text in labels.items() if (held := _bounds(text, column))}
    others = {place: text for place, text in labels.items() if place not in bounds}
    exact = {place: held for place, text in others.items() if (held := _exactly(text, column))}
    if bounds and (column is None or len(bounds) + len(exact) >= _MOST * len(labels)):
        yield Axis("amount", _one(column), bounds if column is None else bounds | exact)


def _bounds(text: str, column: Column | None) -> list[Bounds]:
    """The ranges of amounts in a label."""
    name, unit = "", ""
    if column is not None:
        name = f"{_IN_BRACKETS.sub('', column.name)}: "
        unit = declared_measure(column.name)[1] or next(iter(_units_in_brackets(column.name)), "")
    written = _BETWEEN.sub(r"\1 – ", _UP_TO.sub("bis zu ", f"{name}{text}"))
    strict = {one.value for one in find_facts(written).quantities if one.bound in ("<", ">")}
    return [
        Bounds(one.low, one.high, one.unit or unit, frozenset(strict & {one.low, one.high}))
        for one in find_ranges(written)
    ]


def _exactly(text: str, column: Column | None) -> list[Bounds]:
    """A label that is one number, such as "1" beside "2–5"."""
    found = [one for one, *_ in find_quantities(text)]
    unit = declared_measure(column.name)[1] if column is not None else ""
    is_one = len(found) == 1 and re.fullmatch(r"\W*\d[\d.,]*\W*[^\W\d]*\W*", text)
    return [Bounds(found[0].value, found[0].value, found[0].unit or unit)] if is_one else []


def _units_in_brackets(name: str) -> Iterator[str]:
    yield from (one.unit for found in _IN_BRACKETS.findall(name) for one, *_ in find_quantities(f"1 {found}"))
