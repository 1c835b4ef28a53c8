"""One way to understand a question about a table, and what all ways to write its SQL share. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa.forms.tables.typed import Column, Table

AGGREGATES = {"sum": "sum", "mean": "avg", "median": "median"}
_TIME = re.compile(r"\b(?:year|quarter|month|week|day|date|jahr|quartal|monat|woche|tag|datum)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a question: the SQL for a table, and how many words name its columns and values."""

    table: Table
    sql: str
    named: int = 0
    is_look_up: bool = False  # it only finds a cell: nothing is computed
    extra: int = 0  # so many last columns of the result only say which row it is
    unit: str = ""  # of the result, if no column has it


def keys_of(table: Table) -> list[Column]:
    """The column that names the rows: the first whose texts all differ, or the first text column."""
    texts = [column for column in table.columns if column.kind == "text"]
    return next(([column] for column in texts if not repeats(table, [column])), texts[:1])


def repeats(table: Table, columns: Sequence[Column]) -> bool:
    """Whether two rows have the same values in these columns."""
    places = [table.by_sql[column.sql] for column in columns]
    return len({tuple(row[place] for place in places) for row in table.values}) < len(table.values)


def numbers_rows(table: Table, column: Column) -> bool:
    """Whether the numbers of the column only count the rows, such as 1 to 12 for the games of a season."""
    values = [row[table.by_sql[column.sql]] for row in table.values]
    if column.unit or len(values) < 3 or not all(isinstance(value, Decimal) and value % 1 == 0 for value in values):
        return False
    whole = {int(value) for value in values if isinstance(value, Decimal)}
    return len(whole) == len(values) and max(whole) - min(whole) == len(values) - 1


def is_row_number(table: Table, column: Column) -> bool:
    """Whether the column is the first one and numbers the rows: job 501, 502, 503 …"""
    return column is table.columns[0] and numbers_rows(table, column)


def is_time(column: Column) -> bool:
    """Whether the column holds years, dates or the like."""
    return column.is_year or column.kind == "date" or _TIME.search(column.name) is not None


def listed(columns: Sequence[Column]) -> str:
    """The columns in SQL."""
    return ", ".join(column.sql for column in columns)
