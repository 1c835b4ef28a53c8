"""Runs a query over tables and keeps what its answer needs: the result, and the rows and cells that it comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from qa.forms.tables.database import Database, QueryError, Tree
from qa.forms.tables.description import Computation
from qa.forms.tables.queries import Source, is_aggregate, select_of, sources
from qa.forms.tables.reading import Reading
from qa.forms.tables.repair import repair
from qa.forms.tables.sql_text import read_texts
from qa.forms.tables.typed import Column, Table
from qa.forms.tables.wording import outputs, shown_value
from qa.text.messages import ENGLISH

_NAMED = re.compile(r"(\w+) IN \(((?:'(?:[^']|'')*'(?:, )?)+)\)")
_DIGITS = 9  # significant digits that two results must share


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a query over tables."""

    sql: str
    rows: tuple[tuple[Any, ...], ...]
    sources: tuple[Source, ...]  # the rows it comes from
    how: Computation
    extra: int = 0  # so many last columns only say which row it is
    unit: str = ""  # of the first column, if no column of a table has it

    def shown(self, language: str = ENGLISH) -> list[tuple[str, ...]]:
        """The rows as an answer shows them."""
        kinds = [self._as_written(*kind) for kind in outputs(self.how.tree, self.how.tables)]
        values = [[shown_value(*pair, language) for pair in zip(row, kinds, strict=True)] for row in self.rows]
        return [(f"{first} {self.unit}".rstrip(), *others) for first, *others in values]

    def _as_written(self, column: Column | None, kind: str) -> tuple[Column | None, str]:
        """The column with as many decimals as the cell has, if the result is one row of a table as it stands there."""
        if kind or column is None or column.kind != "number" or not len(self.rows) == len(self.sources) == 1:
            return column, kind
        source = self.sources[0]
        place = source.table.by_sql.get(column.sql)
        cell = source.table.cells[source.row][place] if place is not None else None
        found = re.search(rf"\d(?:{re.escape(column.mark)}(\d+))?(?!.*\d)", cell.text) if cell else None
        return (replace(column, decimals=len(found[1] or "")) if found else column), kind

    @property
    def key(self) -> tuple[str, ...]:
        """The part of the result that must be the same in both ways: the values in any order, to nine digits."""
        values = [value for row in self.rows for value in row[: len(row) - self.extra]]
        return tuple(sorted(_plain(value) for value in values))


def compute(sql: str, tables: Sequence[Table], database: Database, *, extra: int = 0) -> Result | None:
    """The result of the query. None if it is refused or fails, or if its result is empty."""
    by_name = {table.sql: table for table in tables}
    try:
        tree = repair(database.read(sql), by_name)
        written = database.written(tree)
        rows = database.run(written)
        if _is_unordered(tree):
            rows.sort(key=lambda row: [(value is None, "" if value is None else value) for value in row])
    except QueryError:
        return None
    found = sources(tree, database, by_name)
    if not rows or not found or all(value is None for row in rows for value in row):
        return None
    how = Computation(tree, by_name, _count(tree, found, rows))
    return Result(written, tuple(rows), tuple(_best_first(found, tree, rows)), how, extra)


def compute_reading(reading: Reading, tables: Sequence[Table], database: Database) -> Result | None:
    """The result of a rule's query. A look-up must find exactly one cell."""
    result = compute(reading.sql, tables, database, extra=reading.extra)
    if result and reading.unit:
        result = replace(result, unit=reading.unit)
    return None if result and reading.is_look_up and len(result.rows) != 1 else result


def without_value(result: Result) -> dict[str, str]:
    """The column and the row, if a row that the query names has no value in it. A sum would leave it out."""
    table = result.sources[0].table
    used = {name for source in result.sources for name in source.columns}
    numbers = [place for place, one in enumerate(table.columns) if one.sql in used and one.kind == "number"]
    for name, listed in _NAMED.findall(result.sql):
        for value in read_texts(listed) if name in table.by_sql else ():
            rows = [row for row in table.values if row[table.by_sql[name]] == value]
            lacking = [place for place in numbers if rows and all(row[place] is None for row in rows)]
            if lacking:
                return {"column": table.columns[lacking[0]].label, "row": value}
    return {}


def read_sql(sql: str, table: Table, database: Database) -> Computation:
    """What a query over a table computes. It is not run."""
    return Computation(database.parse(sql), {table.sql: table})


def _is_unordered(tree: Tree) -> bool:
    """Whether the query makes groups without saying in which order: then the database returns them in any."""
    outer = select_of(tree)
    is_ordered = any(modifier["type"] == "ORDER_MODIFIER" for modifier in outer.get("modifiers", ()))
    return bool(outer.get("group_expressions")) and not is_ordered


def _count(tree: Tree, found: Sequence[Source], rows: Sequence[tuple[Any, ...]]) -> int:
    """The number of rows that the outermost query reads, or returns if it makes one row of each."""
    if not is_aggregate(select_of(tree)):
        return len(rows)
    return len(found)


def _best_first(found: Sequence[Source], tree: Tree, rows: Sequence[tuple[Any, ...]]) -> list[Source]:
    """The rows, those that hold the highest or lowest value first."""
    node = select_of(tree)
    parts = node.get("select_list", [])
    if len(parts) != 1 or len(rows) != 1 or parts[0].get("function_name") not in ("max", "min"):
        return list(found)

    def holds(source: Source) -> bool:
        values = source.table.values[source.row]
        return any(_plain(values[source.table.by_sql[name]]) == _plain(rows[0][0]) for name in source.columns)

    return sorted(found, key=lambda source: not holds(source))


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return " ".join(value.casefold().split())
    try:
        return f"{float(value):.{_DIGITS}g}"
    except (TypeError, ValueError):
        return str(value)
