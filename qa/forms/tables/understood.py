"""What a question says about a table, if every word of it is understood. Pure.

Each word must name an operation, a column, a value, or something that the table is about. A word that is left over
could change the answer, so then nothing is understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from qa.forms.tables.mentions import (
    Mention,
    Word,
    context_of,
    find_values,
    names_of,
    stands_inside_others,
    stems_of,
    words_of,
)
from qa.forms.tables.question_words import Asked, Limit, asks_for_different, limits, operations, operator_places
from qa.forms.tables.typed import Column, Table, unit_of
from qa.forms.tables.values import month_of
from qa.text.words import stem

_MOST_READINGS = 8  # of a question whose words name values of several columns
# Words that add nothing to what a table is asked, and those that mean its rows.
_LIGHT = frozenset(
    map(
        stem,
        """make made take took taken spend spent get got give given use used show list tell find please sold sell there
        table column value values listed held did much calculate compute add up
        hoch groß lang liegt beträgt betragen sie mir bitte zeige nenne berechne tabelle spalte verkauft jede jeden
        jedes jeder
        """.split(),
    )
)
ROWS = frozenset(
    map(stem, "row rows entry entries record records line lines zeile zeilen eintrag einträge datensätze".split())
)
WHICH = frozenset("which what name who whose welche welcher welches welchen welchem wer".split())
_EACH = frozenset("per each every by je pro jede jeden jedes jeder".split())


@dataclass(frozen=True, slots=True)
class Understood:
    """A question about one table, with all of its words understood."""

    words: tuple[Word, ...]
    table: Table
    asked: tuple[Asked, ...]
    compared: tuple[Limit, ...]
    mentions: tuple[Mention, ...]
    columns: dict[Column, set[int]]  # those that the question names, and the words that do
    measured: frozenset[Column]  # those that a comparison limits
    conditions: tuple[str, ...]  # in SQL
    targets: tuple[Column, ...]  # those named right after "which"
    each: Column | None  # the one named after "per"
    is_different: bool  # it counts different values

    @property
    def kinds(self) -> set[str]:
        return {one.kind for one in self.asked}

    @property
    def where(self) -> str:
        """The conditions, as a clause of SQL."""
        return f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""

    @property
    def numbers(self) -> list[Column]:
        """The number columns that the question names, other than years and those that it limits."""
        return [c for c in self.columns if c.kind == "number" and not c.is_year and c not in self.measured]

    @property
    def only_number(self) -> list[Column]:
        """The one number column of the table that is not limited, if there is only one."""
        found = [c for c in self.table.columns if c.kind == "number" and not c.is_year and c not in self.measured]
        return found if len(found) == 1 else []

    @property
    def named(self) -> int:
        """How many words name columns and values of the table."""
        places = {place for one in self.mentions for place in range(one.start, one.end)}
        return len(places.union(*self.columns.values())) + len(self.conditions)


def understand_question(question: str, table: Table, *, strictly: bool = True) -> Iterator[Understood]:
    """Every way to understand the question as one about the table. If not `strictly`, words can be left over."""
    words = words_of(question)
    asked, compared = operations(question), limits(question)
    operators = operator_places(asked, compared)
    mentions = [one for one in find_values(words, table) if not operators & set(range(one.start, one.end))]
    for chosen in _choices(mentions):
        if any(stands_inside_others(mention, table) for mention in chosen):
            continue
        used = operators | {place for one in chosen for place in range(one.start, one.end)}
        times, taken = _times(words, table, used)
        columns = _columns(words, table, chosen, compared, operators)
        if strictly and _is_left_over(words, table, used.union(taken, *columns.values())):
            continue
        bounds = _bounds(words, compared, columns, table)
        if bounds is None:
            continue
        yield Understood(
            words,
            table,
            tuple(asked),
            tuple(compared),
            chosen,
            columns,
            frozenset(column for column, _ in bounds),
            (*value_conditions(chosen), *times, *(condition for _, condition in bounds)),
            tuple(_targets(words, columns)),
            _after(words, columns, _EACH),
            asks_for_different(question),
        )


def value_conditions(mentions: Sequence[Mention]) -> Iterator[str]:
    """The conditions that columns have the values mentioned."""
    by_column: dict[str, list[str]] = {}
    for mention in mentions:
        by_column.setdefault(mention.column.sql, []).append(mention.value)
    for column, values in by_column.items():
        listed = ", ".join(text_literal(value) for value in dict.fromkeys(values))
        yield f"{column} = {listed}" if len(set(values)) == 1 else f"{column} IN ({listed})"


def text_literal(value: str) -> str:
    """A text in SQL."""
    return "'" + value.replace("'", "''") + "'"


def _choices(mentions: Sequence[Mention]) -> list[tuple[Mention, ...]]:
    """Each way to let the same words name a value of one column."""
    spans: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:  # the longest come first
        if not any(
            start <= mention.start and mention.end <= end and (start, end) != (mention.start, mention.end)
            for start, end in spans
        ):
            spans.setdefault((mention.start, mention.end), []).append(mention)
    return list(product(*spans.values()))[:_MOST_READINGS]


def _times(words: Sequence[Word], table: Table, used: set[int]) -> tuple[list[str], set[int]]:
    """The conditions on years and months that the question names, and their words."""
    years = [column for column in table.columns if column.is_year]
    dates = [column for column in table.columns if column.kind == "date"]
    conditions, taken = [], set[int]()
    free = [(place, word.text) for place, word in enumerate(words) if place not in used]
    wanted = {place: text for place, text in free if re.fullmatch(r"(?:19|20)\d\d", text)}
    if wanted and (len(years) == 1 or len(dates) == 1):
        subject = years[0].sql if len(years) == 1 else f"year({dates[0].sql})"
        listed = ", ".join(wanted.values())
        conditions.append(f"{subject} = {listed}" if len(wanted) == 1 else f"{subject} IN ({listed})")
        taken |= set(wanted)
    months = {place: str(month_of(text)) for place, text in free if month_of(text) and text != "may"}
    if months and len(dates) == 1:
        conditions.append(f"month({dates[0].sql}) IN ({', '.join(months.values())})")
        taken |= set(months)
    return conditions, taken


def _columns(
    words: Sequence[Word], table: Table, mentions: Sequence[Mention], compared: Sequence[Limit], operators: set[int]
) -> dict[Column, set[int]]:
    """The columns that the question names, with the words that do. A name inside a longer one is no other column."""
    values = {place for one in mentions for place in range(one.start, one.end)} | operator_places((), compared)
    found: dict[Column, set[int]] = {}
    for column in table.columns:
        names = names_of(column)
        places = {place for place, word in enumerate(words) if word.stem in names and place not in values}
        if names and {words[place].stem for place in places} == names and places - operators:
            found[column] = places
    return {c: places for c, places in found.items() if not any(places < other for other in found.values())}


def _bounds(
    words: Sequence[Word], compared: Sequence[Limit], columns: dict[Column, set[int]], table: Table
) -> list[tuple[Column, str]] | None:
    """The conditions of the comparisons, each on one number column. None if it is open which.

    It is the one in the unit that follows the number, the one that is named nearest, or the only one.
    """
    bounds = []
    numbers = [column for column in table.columns if column.kind == "number" and not column.is_year]
    for limit in compared:
        unit = words[limit.end].stem if limit.end < len(words) else ""
        in_unit = [column for column in numbers if unit and unit in stems_of(unit_of(column))]
        near = [
            (
                min(place - limit.end if place >= limit.end else limit.start - place for place in places),
                column.sql,
                column,
            )
            for column, places in columns.items()
            if column in numbers
        ]
        if len(in_unit) == 1:
            column = in_unit[0]
        elif near or len(numbers) == 1:
            column = min(near)[2] if near else numbers[0]
        else:
            return None
        amount = (
            f"BETWEEN {limit.value:f} AND {limit.other:f}"
            if limit.other is not None
            else f"{limit.sign} {limit.value:f}"
        )
        bounds.append((column, f"{column.sql} {amount}"))
    return bounds


def _is_left_over(words: Sequence[Word], table: Table, used: set[int]) -> bool:
    units = {one for column in table.columns for one in stems_of(unit_of(column))}
    known = context_of(table) | _LIGHT | ROWS | units
    return any(
        word.is_content
        and place not in used
        and word.text.casefold() not in _EACH
        and not asks_for_different(word.text)
        and not {word.stem, *map(stem, word.stem.split("-"))} & known
        for place, word in enumerate(words)
    )


def _targets(words: Sequence[Word], columns: dict[Column, set[int]]) -> list[Column]:
    start = next((place + 1 for place, word in enumerate(words) if word.text.casefold() in WHICH), len(words))
    found: list[Column] = []
    for place in range(start, len(words)):
        column = next((column for column, places in columns.items() if place in places), None)
        if column and column not in found:
            found.append(column)
        elif not column and words[place].text.casefold() not in ("the", "and", "und", "of"):
            break
    return found


def _after(words: Sequence[Word], columns: dict[Column, set[int]], marks: frozenset[str]) -> Column | None:
    """The column that is named right after one of the words."""
    starts = [place + 1 for place, word in enumerate(words) if word.text.casefold() in marks]
    return next((column for column, places in columns.items() if places & set(starts)), None)
