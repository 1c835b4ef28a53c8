"""The conditions on columns that a question states: values, exclusions, comparisons and bare numbers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from qa.forms.tables.columns import has_unit
from qa.forms.tables.joins import names_by_number
from qa.forms.tables.mentions import Mention, Word, stems_of
from qa.forms.tables.question_words import Hint, Limit
from qa.forms.tables.sql_text import is_one_of, text_literal
from qa.forms.tables.typed import Column, Table, Value, unit_of
from qa.forms.tables.vocabulary import LIGHT, is_numbering
from qa.forms.words.roots import root
from qa.text.units import UNITS
from qa.text.words import tokens

_HINTS: dict[Hint, re.Pattern[str]] = {
    "time": re.compile(
        r"\b(?:minutes?|mins?|hours?|seconds?|secs?|days?|weeks?|months?|duration|time|length|minuten|stunden|tage"
        r"|dauer"
        r"|länge|km|h)\b",
        re.IGNORECASE,
    ),
    "price": re.compile(r"\b(?:price|cost|rate|fee|euros?|dollars?|\w*preis|kosten)\b|[€$£]", re.IGNORECASE),
    "age": re.compile(r"\b(?:age|alter|âge|edad)\b", re.IGNORECASE),
    "size": re.compile(r"\b(?:height|elevation|altitude|höhe|hauteur|altura)\b", re.IGNORECASE),
    "weight": re.compile(r"\b(?:weight|mass|kg|g|gewicht)\b", re.IGNORECASE),
}
_FREE = re.compile(r"free(?: of charge)?|gratis|kostenlos|gratuit|gratuito", re.IGNORECASE)
_NUMBER = re.compile(r"no|nos|nr|num|number|nummer|numéro|número|numero", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<![\d.,])\d{3,9}(?![\d.,]\d)")
_EXCLUDING = frozenset(
    "without excluding except not no ohne außer nicht sauf sans excepto sin pas senza sem zonder".split()
)


def value_conditions(mentions: Sequence[Mention]) -> Iterator[str]:
    """The conditions that columns have the values mentioned."""
    by_column: dict[str, list[str]] = {}
    for mention in mentions:
        by_column.setdefault(mention.column.sql, []).extend(mention.values)
    for column, values in by_column.items():
        yield is_one_of(column, dict.fromkeys(values))


def exclusions(lacking: Iterable[Mention]) -> Iterator[str]:
    """The conditions that columns have other values than these. What has no price is not said to cost something."""
    for mention in lacking:
        for value in mention.values:
            is_other = f"{mention.column.sql} <> {text_literal(value)}"
            yield is_other if _FREE.fullmatch(value) else f"({mention.column.sql} IS NULL OR {is_other})"


def excluded_by(words: Sequence[Word], mention: Mention) -> int | None:
    """The place of the word, such as "without", that excludes the value. None if none does."""
    for place in range(mention.start - 1, max(-1, mention.start - 3), -1):
        if words[place].text.casefold() in _EXCLUDING:
            return place
        if words[place].is_content and words[place].stem not in LIGHT:
            return None
    return None


def hinted_columns(table: Table, hint: Hint) -> list[Column]:
    """The number columns that measure what a hint says, such as times."""
    pattern = _HINTS.get(hint)
    numbers = [column for column in table.columns if column.kind == "number"]
    return [column for column in numbers if pattern and pattern.search(f"{column.name} {column.unit}")]


def bound_conditions(
    words: Sequence[Word], compared: Sequence[Limit], columns: dict[Column, set[int]], table: Table
) -> list[tuple[Column, str]] | None:
    """The conditions of the comparisons, each on one number column. None if it is open which.

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


def equal_conditions(
    words: Sequence[Word], columns: dict[Column, set[int]], used: set[int], table: Table
) -> dict[int, tuple[Column, str]]:
    """By the place of a bare number before the name of a column, or before the unit that only one column has: that
    column must have it, as in "180 seats" and "45 min". Or after what numbers the rows: "order 505".
    """
    found = {}
    for place, word in enumerate(words):
        if place in used or not word.text.isdecimal():
            continue
        after = [column for column, at in columns.items() if place + 1 in at and column.kind == "number"]
        in_unit = _in_unit(words[place + 1].text, Decimal(word.text), table) if place + 1 < len(words) else []
        if held := after or in_unit or _numbered(words[:place], Decimal(word.text), columns, table):
            found[place] = (held[0], f"{held[0].sql} = {word.text}")
    return found


def _numbered(before: Sequence[Word], value: Decimal, columns: dict[Column, set[int]], table: Table) -> list[Column]:
    """The column whose numbers are those of the rows, if it or a row is named before the value, and one row has it."""
    last = len(before) - 1
    if before and _NUMBER.fullmatch(before[last].text):  # "order no. 505"
        last -= 1
    if last < 0:
        return []
    called = {root(token) for token in tokens(table.written.heading or table.written.title)}
    return [
        column
        for column in table.columns
        if (last in columns.get(column, ()) or (before[last].root in called and _is_called_number(column)))
        and _numbers_rows(column, table)
        and value in _values(column, table)
    ]


def numbers_of_rows(question: str, table: Table) -> list[tuple[Column, Decimal]]:
    """The numbers of the question, from three digits on, that number rows of the table, each with its column."""
    return [
        (column, Decimal(text))
        for text in _LONG_NUMBER.findall(question)
        for column in table.columns
        if _is_called_number(column) and _numbers_rows(column, table) and Decimal(text) in _values(column, table)
    ]


def _is_called_number(column: Column) -> bool:
    return names_by_number(column) or is_numbering(column)


def _numbers_rows(column: Column, table: Table) -> bool:
    """Whether the whole numbers of the column, which have no unit, differ in all rows."""
    is_plain = column.kind == "number" and not (column.unit or column.decimals or column.is_year or column.is_joined)
    return is_plain and len(set(_values(column, table))) == len(table.values)


def _values(column: Column, table: Table) -> list[Value]:
    return [row[table.by_sql[column.sql]] for row in table.values]


def _in_unit(unit: str, value: Decimal, table: Table) -> list[Column]:
    """The only column of numbers in the unit, if a row has the value there."""
    wanted = UNITS.get(unit.casefold(), "")
    found = [column for column in table.columns if wanted and has_unit(column, wanted)]
    return found if len(found) == 1 and value in _values(found[0], table) else []
