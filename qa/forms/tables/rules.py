"""Turns an understood question into SQL. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.forms.tables.conditions import hinted_columns, text_literal, value_conditions
from qa.forms.tables.mentions import stems_of
from qa.forms.tables.question_words import Asked, Hint, Rank, asks_for_different
from qa.forms.tables.typed import AMOUNTS, Column, Table
from qa.forms.tables.understand import ROWS, WHICH, Understood, understand_question

_TIME = re.compile(r"\b(?:year|quarter|month|week|day|date|jahr|quartal|monat|woche|tag|datum)\b", re.IGNORECASE)
_PERSON = re.compile(
    r"\b(?:person|name|employee|member|player|driver|rider|author|customer|client|technician|winner|artist|actor"
    r"|candidate"
    r"|student|teacher|manager|mitarbeiter|kunde|spieler|fahrer|autor|techniker)(?:in|s)?\b",
    re.IGNORECASE,
)
_TWO_YEARS = re.compile(r"(.+) IN \((\d{4}), (\d{4})\)")
_AGGREGATES = {"sum": "sum", "mean": "avg", "median": "median"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a question: the SQL for a table, and how many words name its columns and values."""

    table: Table
    sql: str
    named: int = 0
    is_look_up: bool = False  # it only finds a cell: nothing is computed
    extra: int = 0  # so many last columns of the result only say which row it is


def read_question(question: str, table: Table, *, strictly: bool = True) -> list[Reading]:
    """All ways to understand the question as one about the table. Empty if `strictly` and a word of it is left over."""
    return [reading for one in understand_question(question, table, strictly=strictly) for reading in _readings(one)]


def counts_rows(question: str, table: Table) -> bool:
    """Whether "how many" asks for rows of the table, or for different values, and not for a number in a cell."""
    return any(
        one.kinds == {"count"} and any("count(" in reading.sql for reading in _count(one))
        for one in understand_question(question, table, strictly=False)
    )


def _readings(one: Understood) -> Iterator[Reading]:
    kinds, table = one.kinds, one.table
    if "difference" in kinds:
        yield from _differences(one)
    elif kinds & {"max", "min"}:
        yield from _superlatives(one)
    elif kinds & {"sum", "mean", "median"} and not ("count" in kinds and "sum" in kinds):
        yield from _aggregate(one, next(kind for kind in ("mean", "median", "sum") if kind in kinds))
    elif "count" in kinds:
        yield from _count(one)
    elif "sort" in kinds and len(one.numbers) == 1:
        texts = [column for column in one.columns if column.kind == "text"]
        shown = list(dict.fromkeys([*(texts or _keys(table)), one.numbers[0]]))
        yield Reading(
            table, f"SELECT {_list(shown)} FROM {table.sql}{one.where} ORDER BY {one.numbers[0].sql} DESC", one.named
        )
    elif not kinds and one.each and len(one.numbers) == 1 and one.each.kind != "number":
        each, measure = one.each.sql, one.numbers[0].sql
        sql = f"SELECT {each}, sum({measure}) FROM {table.sql}{one.where} GROUP BY {each}"
        yield Reading(table, sql, one.named)
    elif one.targets and not kinds and (one.compared or (one.mentions and one.asks_for_several)):
        yield Reading(table, f"SELECT {_list(one.targets)} FROM {table.sql}{one.where}", one.named)
    elif not kinds and len(one.conditions) > 1 and not one.compared:
        wanted = [column for column in one.columns if column not in {mention.column for mention in one.mentions}]
        wanted = wanted or [column for column in table.columns if column.name == AMOUNTS]
        if len(wanted) == 1:
            yield Reading(table, f"SELECT {wanted[0].sql} FROM {table.sql}{one.where}", one.named, is_look_up=True)


def _superlatives(one: Understood) -> Iterator[Reading]:
    if one.kinds & {"sum", "mean"}:
        yield from _best_group(one)
    elif one.kinds == {"max", "min"}:
        yield from _extremes(one)
    elif one.rank:
        yield from _ranked(one)
    elif len(one.kinds) == 1 and len(one.asked) == 1 and one.each is None:
        yield from _superlative(one, one.asked[0])


def _aggregate(one: Understood, kind: str) -> Iterator[Reading]:
    measures = one.numbers or one.amounts
    if len(measures) != 1:
        return
    name, measure, function = one.table.sql, measures[0].sql, _AGGREGATES[kind]
    if one.each is None:
        yield Reading(one.table, f"SELECT {function}({measure}) FROM {name}{one.where}", one.named)
    elif kind == "sum":
        each = one.each.sql
        yield Reading(one.table, f"SELECT {each}, sum({measure}) FROM {name}{one.where} GROUP BY {each}", one.named)
    else:
        # If each row is a different thing, the average is that of the rows. Otherwise there is an average for each
        # thing, but not for each year or the like, because sums could be meant.
        each = one.each.sql
        repeats = f"(SELECT count(*) > count(DISTINCT {each}) FROM {name}{one.where})"
        where = f"{one.where or ' WHERE true'} AND"
        yield Reading(one.table, f"SELECT {function}({measure}) FROM {name}{where} NOT {repeats}", one.named)
        if not _is_time(one.each):
            sql = f"SELECT {each}, {function}({measure}) FROM {name}{where} {repeats} GROUP BY {each}"
            yield Reading(one.table, sql, one.named)


def _is_time(column: Column) -> bool:
    return column.is_year or column.kind == "date" or _TIME.search(column.name) is not None


def _count(one: Understood) -> Iterator[Reading]:
    name, words = one.table.sql, one.words
    start = next(asked.end for asked in one.asked if asked.kind == "count")
    head = next(
        (p for p in range(start, len(words)) if words[p].is_content and not asks_for_different(words[p].text)), None
    )
    if head is None or any(not _repeats(one.table, [mention.column]) for mention in one.mentions):
        return  # there can be only one such row, so it is not counted
    counted = next((c for c, places in one.columns.items() if head in places and c not in one.measured), None)
    if counted and counted.kind == "number" and not counted.is_year:
        if len(one.conditions) != 1 and one.each is None:  # with one condition, it is likely to be a cell
            yield Reading(one.table, f"SELECT sum({counted.sql}) FROM {name}{one.where}", one.named)
        return
    what = "count(*)"
    if counted and counted.kind == "text" and (one.is_different or _repeats(one.table, [counted])):
        what = f"count(DISTINCT {counted.sql})"
    elif one.is_different:
        return
    is_about = words[head].stem in ROWS | set(stems_of(one.table.name)) or any(
        mention.start <= head < mention.end for mention in one.mentions
    )
    if not counted and not is_about:
        return
    if one.each is None:
        yield Reading(one.table, f"SELECT {what} FROM {name}{one.where}", one.named)
    elif one.each != counted:
        each = one.each.sql
        yield Reading(one.table, f"SELECT {each}, {what} FROM {name}{one.where} GROUP BY {each}", one.named)


def _superlative(one: Understood, asked: Asked) -> Iterator[Reading]:
    name = one.table.sql
    in_time = asked.hint in ("date", "order")
    named = [
        column
        for column in one.columns
        if column not in (*one.targets, *one.measured)
        and (column.kind == "date" or column.is_year if in_time else column.kind == "number" and not column.is_year)
    ]
    measures = named or _hinted(one, asked.hint)
    if len(measures) != 1:
        return
    measure = measures[0].sql
    first = one.words[0].text.casefold() if one.words else ""
    if not one.targets and first != "who":
        if not any(word.text.casefold() in WHICH - {"what"} for word in one.words) and (named or not in_time):
            yield Reading(one.table, f"SELECT {asked.kind}({measure}) FROM {name}{one.where}", one.named)
        return
    shown = list(one.targets or _people(one.table))
    if not shown:
        return
    keys = [column for column in _keys(one.table) if column not in shown and not _repeats(one.table, [column])]
    extra = keys if _repeats(one.table, shown) else []
    best = f"{measure} = (SELECT {asked.kind}({measure}) FROM {name}{one.where})"
    where = f"{one.where} AND {best}" if one.conditions else f" WHERE {best}"
    yield Reading(one.table, f"SELECT {_list([*shown, *extra])} FROM {name}{where}", one.named, extra=len(extra))


def _best_group(one: Understood) -> Iterator[Reading]:
    """The value of a column whose rows have the highest total or mean, or the first few of them."""
    measures, targets = one.numbers or one.amounts, [column for column in one.targets if column not in one.measured]
    if len(one.kinds) != 2 or len(measures) != 1 or len(targets) != 1 or one.each:
        return
    function = _AGGREGATES["mean" if "mean" in one.kinds else "sum"]
    target, value = targets[0].sql, f"{function}({measures[0].sql})"
    name, rank = one.table.sql, one.rank or Rank(1, 1, 0)
    order = f"ORDER BY {value} {'DESC' if 'max' in one.kinds else 'ASC'}"
    grouped = f"SELECT {target}, {value} FROM {name}{one.where} GROUP BY {target} {order}"
    yield Reading(one.table, f"{grouped} {_page(rank)}", one.named, extra=1)


def _extremes(one: Understood) -> Iterator[Reading]:
    """The lowest and the highest value of a column."""
    if len(one.numbers) == 1 and not one.targets and not one.rank:
        measure = one.numbers[0].sql
        yield Reading(one.table, f"SELECT min({measure}), max({measure}) FROM {one.table.sql}{one.where}", one.named)


def _ranked(one: Understood) -> Iterator[Reading]:
    """The rows with the highest values, or the one of a rank."""
    if len(one.kinds) != 1 or len(one.asked) != 1 or one.rank is None:
        return
    asked = one.asked[0]
    by = [one.each] if one.each and one.each.kind == "number" else []
    measures = by or [column for column in one.numbers if column not in one.targets] or one.numbers
    measures = measures or _hinted(one, asked.hint)
    if len(measures) != 1:
        return
    targets = [column for column in one.targets if column != measures[0]]
    named = targets or [column for column in one.columns if column.kind == "text" and column not in one.measured]
    shown = named or _keys(one.table)
    extra = [column for column in _keys(one.table) if column not in shown] if _repeats(one.table, shown) else []
    columns = [*shown, *measures, *extra]
    order = f"ORDER BY {measures[0].sql} {'DESC' if asked.kind == 'max' else 'ASC'}"
    where = f"{one.where or ' WHERE true'} AND {measures[0].sql} IS NOT NULL"
    sql = f"SELECT {_list(columns)} FROM {one.table.sql}{where} {order} {_page(one.rank)}"
    yield Reading(one.table, sql, one.named, extra=len(columns) - 1)


def _page(rank: Rank) -> str:
    return f"LIMIT {rank.count}" + (f" OFFSET {rank.first - 1}" if rank.first > 1 else "")


def _differences(one: Understood) -> Iterator[Reading]:
    if len(one.numbers) != 1 or one.kinds - {"difference", "max", "min"}:
        return
    measure, name = one.numbers[0].sql, one.table.sql
    if one.kinds == {"difference", "max", "min"}:
        yield Reading(one.table, f"SELECT max({measure}) - min({measure}) FROM {name}{one.where}", one.named)
        return
    values: dict[Column, list[str]] = {}
    for mention in one.mentions:
        values.setdefault(mention.column, []).append(mention.value)
    pairs = [column for column, found in values.items() if len(set(found)) == 2]
    years = [match for condition in one.conditions if (match := _TWO_YEARS.fullmatch(condition))]
    if not pairs and len(years) == 1 and one.kinds == {"difference"}:
        rest = [condition for condition in one.conditions if condition != years[0][0]]
        sums = [
            f"(SELECT sum({measure}) FROM {name} WHERE {' AND '.join([f'{years[0][1]} = {year}', *rest])})"
            for year in (years[0][2], years[0][3])
        ]
        yield Reading(one.table, f"SELECT abs({sums[0]} - {sums[1]})", one.named)
    if len(pairs) == 1 and one.kinds == {"difference"}:
        others = list(value_conditions([mention for mention in one.mentions if mention.column != pairs[0]]))
        others += one.conditions[len(list(value_conditions(one.mentions))) :]
        parts = [
            f"(SELECT sum({measure}) FROM {name} WHERE {' AND '.join([is_value, *others])})"
            for value in dict.fromkeys(values[pairs[0]])
            for is_value in [f"{pairs[0].sql} = {text_literal(value)}"]
        ]
        yield Reading(one.table, f"SELECT abs({parts[0]} - {parts[1]})", one.named)


def _hinted(one: Understood, hint: Hint) -> list[Column]:
    """The columns that a superlative can measure if none is named: "longest" is about times."""
    columns = one.table.columns
    if hint == "date":
        dates = [column for column in columns if column.kind == "date"]
        return dates or [column for column in columns if column.is_year]
    return hinted_columns(one.table, hint) if hint else one.amounts


def _people(table: Table) -> list[Column]:
    """The column that "who" asks for: the one that is named after persons, or the only text column."""
    texts = [column for column in table.columns if column.kind == "text"]
    named = [column for column in texts if _PERSON.search(column.name)]
    return named if len(named) == 1 else texts if len(texts) == 1 else []


def _keys(table: Table) -> list[Column]:
    """The column that names the rows: the first whose texts all differ, or the first text column."""
    texts = [column for column in table.columns if column.kind == "text"]
    return next(([column] for column in texts if not _repeats(table, [column])), texts[:1])


def _repeats(table: Table, columns: Sequence[Column]) -> bool:
    places = [table.by_sql[column.sql] for column in columns]
    return len({tuple(row[place] for place in places) for row in table.values}) < len(table.values)


def _list(columns: Sequence[Column]) -> str:
    return ", ".join(column.sql for column in columns)
