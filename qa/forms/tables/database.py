"""The tables of a question in DuckDB: in memory, without access to files or the network. The only import of duckdb."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Self

import duckdb

from index.errors import QuothError
from qa.forms.tables.typed import DATE, NUMBER, ROW, TEXT, Table, first_number, has_dates, has_numbers, own_date

MEMORY = "512MB"
SECONDS = 5.0  # the longest time for one query
MOST_ROWS = 10_000  # the most rows of a result

_TYPES = {"number": "DOUBLE", "date": "DATE", "text": "VARCHAR"}
# Extensions are never loaded, nothing outside the database is read, and no query can change that.
_LOCKS = (
    "SET enable_external_access = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    f"SET memory_limit = '{MEMORY}'",
    "SET max_temp_directory_size = '0B'",
    "SET threads = 2",
    "SET lock_configuration = true",
)

# The functions that a query can use. All others are refused, such as those that read files, settings or the clock.
_FUNCTIONS = frozenset(
    "sum count count_star avg mean min max median mode first last any_value arg_min arg_max list string_agg "
    "group_concat abs round floor ceil ceiling sqrt mod power least greatest lower upper trim ltrim rtrim length "
    "strlen substr substring replace left right concat contains starts_with ends_with prefix suffix instr strpos "
    "position regexp_matches regexp_extract regexp_replace split_part string_split year month day quarter "
    "dayofweek date_part datepart extract strftime date_diff datediff date_sub age make_date coalesce ifnull "
    "nullif if row_number rank dense_rank lag lead first_value last_value ntile stddev variance var_samp "
    "quantile_cont + - * / // % ^ || ~~ !~~ ~~* !~~* ~ ~~~ like_escape ilike_escape not_like_escape "
    "not_ilike_escape".split()
)
_NODES = frozenset(("SELECT_NODE", "SET_OPERATION_NODE", "CTE_NODE"))
_SOURCES = frozenset(("BASE_TABLE", "JOIN", "SUBQUERY", "EMPTY"))

Tree = dict[str, Any]  # a query as DuckDB's own parser gives it


class QueryError(QuothError):
    """A query that was refused, failed, or ran too long."""


class Database:
    """The tables, and read-only queries over them. Use it as a context manager."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables: Mapping[str, Table] = {table.sql: table for table in tables}
        self._columns: set[str] = set()
        self._connection = duckdb.connect(":memory:")
        for table in tables:
            try:
                self._load(table)
            except duckdb.Error:
                continue  # a query of it is refused: there is no such table
        for lock in _LOCKS:
            self._connection.execute(lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def parse(self, sql: str) -> Tree:
        """The query as a tree. Raises `QueryError` unless it is one SELECT over tables and columns that exist."""
        tree = self.read(sql)
        self._check(tree)
        return tree

    def read(self, sql: str) -> Tree:
        """The query as a tree, whatever its names. Raises `QueryError` unless it is one SELECT."""
        answer = json.loads(self._value("SELECT json_serialize_sql(?)", sql))
        if answer.get("error"):
            raise QueryError(str(answer.get("error_message", "not a query")))
        if len(answer["statements"]) != 1:
            raise QueryError("more than one statement")
        return dict(answer)

    def written(self, tree: Tree) -> str:
        """The query of a tree as SQL."""
        try:
            return str(self._value("SELECT json_deserialize_sql(?::JSON)", json.dumps(tree)))
        except duckdb.Error as error:
            raise QueryError(str(error)) from error

    def run(self, sql: str, *, most: int = MOST_ROWS) -> list[tuple[Any, ...]]:
        """The first rows of the query's result. Raises `QueryError` if it is refused, fails, or takes too long."""
        self.parse(sql)
        timer = threading.Timer(SECONDS, self._connection.interrupt)
        timer.start()
        try:
            rows = self._connection.execute(sql).fetchmany(most)
        except duckdb.InterruptException as error:
            raise QueryError("the query took too long") from error
        except (duckdb.Error, RuntimeError, ValueError, OverflowError) as error:
            raise QueryError(str(error)) from error
        finally:
            timer.cancel()
            timer.join()
        return [tuple(row) for row in rows]

    def _value(self, sql: str, argument: str) -> str:
        try:
            found = self._connection.execute(sql, [argument]).fetchone()
        except (duckdb.Error, RuntimeError) as error:
            raise QueryError(str(error)) from error
        return str(found[0]) if found else ""

    def _load(self, table: Table) -> None:
        types = [(ROW, "INTEGER"), *((column.sql, _TYPES[column.kind]) for column in table.columns)]
        values = [list(range(1, len(table.rows) + 1)), *map(list, zip(*table.values, strict=True))]
        for place, column in enumerate(table.columns):
            if column.kind != "text":
                types.append((column.sql + TEXT, "VARCHAR"))
                values.append([cell.text if (cell := row[place]) else None for row in table.cells])
            elif has_numbers(table, column):
                types.append((column.sql + NUMBER, "DOUBLE"))
                values.append([first_number(str(row[place]), column) if row[place] else None for row in table.values])
            if has_dates(table, column):
                types.append((column.sql + DATE, "DATE"))
                values.append([own_date(str(row[place])) if row[place] else None for row in table.values])
        self._columns |= {name for name, _ in types}
        columns = ", ".join(f'"{name}" {kind}' for name, kind in types)
        self._connection.execute(f'CREATE TABLE "{table.sql}" ({columns})')
        if table.rows:
            unnested = ", ".join(f"unnest(?::{kind}[])" for _, kind in types)
            plain = [[float(v) if isinstance(v, Decimal) else v for v in column] for column in values]
            self._connection.execute(f'INSERT INTO "{table.sql}" SELECT {unnested}', plain)

    def _check(self, tree: Tree) -> None:
        nodes = list(walk(tree))
        known = {str(entry["key"]) for node in nodes for entry in node.get("cte_map", {}).get("map", ())}
        aliases = {str(node["alias"]).casefold() for node in nodes if node.get("alias")}
        columns = {ROW} | self._columns | aliases
        for node in nodes:
            if "from_table" in node and node["from_table"]["type"] not in _SOURCES:
                raise QueryError(f"it reads from {node['from_table']['type'].lower().replace('_', ' ')}")
            if node.get("type") == "TABLE_FUNCTION":
                raise QueryError("it reads from a function")
            if node.get("type") == "BASE_TABLE" and str(node["table_name"]).casefold() not in {*self.tables, *known}:
                raise QueryError(f"there is no table {node['table_name']}")
            if node.get("type") == "COLUMN_REF" and str(node["column_names"][-1]).casefold() not in columns:
                raise QueryError(f"there is no column {node['column_names'][-1]}")
            if (
                node.get("class") in ("FUNCTION", "WINDOW")
                and (name := str(node.get("function_name", ""))) not in _FUNCTIONS
            ):
                raise QueryError(f"it uses the function {name}")
            if str(node.get("type", "")).endswith("_NODE") and node["type"] not in _NODES:
                raise QueryError("it is a recursive query")


def walk(tree: object) -> Iterator[Tree]:
    """Every node of a query's tree."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += reversed(list(node.values()))
        elif isinstance(node, list):
            waiting += reversed(node)
