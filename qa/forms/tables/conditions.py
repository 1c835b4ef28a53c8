"""The conditions of a question about a table, in SQL: values, years and months, and comparisons with numbers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from qa.forms.tables.mentions import Mention, Word, stems_of
from qa.forms.tables.question_words import Hint, Limit
from qa.forms.tables.typed import Column, Table, unit_of
from qa.forms.tables.values import month_of

_HINTS: dict[Hint, re.Pattern[str]] = {
    "time": re.compile(
        r"\b(?:minutes?|mins?|hours?|seconds?|secs?|days?|weeks?|months?|duration|time|length|minuten|stunden|tage"
        r"|dauer"
        r"|länge|km|h)\b",
        re.IGNORECASE,
    ),
    "price": re.compile(r"\b(?:price|cost|rate|fee|euros?|dollars?|\w*preis|kosten)\b|[€$£]", re.IGNORECASE),
    "age": re.compile(r"\b(?:age|alter)\b", re.IGNORECASE),
    "weight": re.compile(r"\b(?:weight|mass|kg|g|gewicht)\b", re.IGNORECASE),
}
_SINCE = {
    "after": ">", "nach": ">", "since": ">=", "seit": ">=", "ab": ">=", "before": "<", "vor": "<", "until": "<=",
    "till": "<=", "bis": "<=",
}  # fmt: skip


def exclusions(lacking: Iterable[Mention]) -> Iterator[str]:
    """The conditions that exclude rows with these values."""
    for mention in lacking:
        yield f"({mention.column.sql} IS NULL OR {mention.column.sql} <> {text_literal(mention.value)})"


def hinted_columns(table: Table, hint: Hint) -> list[Column]:
    """The number columns that measure what a hint says, such as times."""
    pattern = _HINTS.get(hint)
    numbers = [column for column in table.columns if column.kind == "number"]
    return [column for column in numbers if pattern and pattern.search(f"{column.name} {column.unit}")]


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


def time_conditions(words: Sequence[Word], table: Table, used: set[int]) -> tuple[list[str], set[int]]:
    """The conditions on years and months that the question names, and their words."""
    years = [column for column in table.columns if column.is_year]
    dates = [column for column in table.columns if column.kind == "date"]
    conditions, taken = [], set[int]()
    free = [(place, word.text) for place, word in enumerate(words) if place not in used]
    wanted = {place: text for place, text in free if re.fullmatch(r"(?:19|20)\d\d", text)}
    if wanted and (len(years) == 1 or len(dates) == 1):
        subject = years[0].sql if len(years) == 1 else f"year({dates[0].sql})"
        exact = []
        for place, text in wanted.items():
            if sign := _SINCE.get(words[place - 1].text.casefold()) if place else None:
                conditions.append(f"{subject} {sign} {text}")
                taken.add(place - 1)
            else:
                exact.append(text)
        if exact:
            conditions.append(f"{subject} = {exact[0]}" if len(exact) == 1 else f"{subject} IN ({', '.join(exact)})")
        taken |= set(wanted)
    months = {place: str(month_of(text)) for place, text in free if month_of(text) and text != "may"}
    if months and len(dates) == 1 and not any(place and words[place - 1].text.casefold() in _SINCE for place in months):
        conditions.append(f"month({dates[0].sql}) IN ({', '.join(months.values())})")
        taken |= set(months)
    return conditions, taken


def bound_conditions(
    words: Sequence[Word], compared: Sequence[Limit], columns: dict[Column, set[int]], table: Table
) -> list[tuple[Column, str]] | None:
    """The conditions of the comparisons, each on one number column. None if it is unclear which column.

    It is the one in the unit that follows the number, the one that is named nearest, or the only one.
    """
    bounds = []
    numbers = [column for column in table.columns if column.kind == "number" and not column.is_year]
    for limit in compared:
        if limit.hint:
            hinted = hinted_columns(table, limit.hint)
            if len(hinted) != 1:
                return None
            bounds.append((hinted[0], f"{hinted[0].sql} {limit.sign} {limit.value:f}"))
            continue
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
