"""Finds the rows and cells that the result of a query comes from."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qa.forms.tables.database import Database, QueryError, Tree, walk
from qa.forms.tables.typed import DATE, NUMBER, ROW, TEXT, Table

AGGREGATES = frozenset(
    "sum count count_star avg mean min max median mode first last any_value arg_min arg_max list string_agg "
    "stddev".split()
)
_MOST_SOURCES = 1_000_000  # rows that a result can come from
_PARTS = ("", TEXT, NUMBER, DATE)  # a column, and the hidden ones beside it


@dataclass(frozen=True, slots=True)
class Source:
    """A row of a table that a result comes from, and the columns that the query used of it."""

    table: Table
    row: int  # from 0
    columns: tuple[str, ...]


def select_of(tree: Tree) -> Tree:
    """The outermost query of a tree."""
    node: Tree = tree["statements"][0]["node"]
    return node


def sources(tree: Tree, database: Database, tables: dict[str, Table]) -> list[Source]:
    """The rows that the result comes from. Those of the outermost query are first, in the order of its result."""
    found: dict[tuple[str, int], Source] = {}
    for node in _selects(tree):
        named = dict(_bases(node.get("from_table"), tables))
        if not named:
            continue
        try:
            rows = database.run(database.written(_rows_of(tree, node, list(named))), most=_MOST_SOURCES)
        except QueryError:
            continue  # it depends on the query around it
        parts = {**node, "having": None}
        used = {str(ref["column_names"][-1]) for ref in walk(parts) if ref.get("type") == "COLUMN_REF"}
        is_star = any(ref.get("type") == "STAR" for ref in walk(node.get("select_list", [])))
        for row in rows:
            for table, number in zip(named.values(), row, strict=True):
                columns = tuple(c.sql for c in table.columns if is_star or used & {c.sql + part for part in _PARTS})
                if number is not None:
                    found.setdefault((table.sql, number), Source(table, number - 1, columns))
    return list(found.values())


def is_aggregate(node: Tree) -> bool:
    """Whether the query makes one row of several."""
    return bool(node.get("group_expressions")) or any(
        part.get("class") == "FUNCTION" and part.get("function_name") in AGGREGATES
        for part in _without_subqueries(node.get("select_list", []))
    )


def _selects(tree: Tree) -> list[Tree]:
    return [node for node in walk(tree) if node.get("type") == "SELECT_NODE"]


def _rows_of(tree: Tree, node: Tree, names: list[str]) -> Tree:
    """The query for the numbers of the rows that `node` reads, or returns if it makes one row of each."""
    rows = copy.deepcopy(node)
    rows["select_list"] = [
        {"class": "COLUMN_REF", "type": "COLUMN_REF", "alias": "", "column_names": [name, ROW]} for name in names
    ]
    kept = () if is_aggregate(node) else ("ORDER_MODIFIER", "LIMIT_MODIFIER")
    rows["modifiers"] = [modifier for modifier in node.get("modifiers", ()) if modifier["type"] in kept]
    rows["group_expressions"], rows["group_sets"], rows["having"] = [], [], None
    if is_aggregate(node):
        rows["qualify"] = None
        rows["aggregate_handling"] = "STANDARD_HANDLING"
    outer = select_of(tree).get("cte_map")
    if outer and not rows.get("cte_map", {}).get("map"):
        rows["cte_map"] = copy.deepcopy(outer)
    return {**tree, "statements": [{**tree["statements"][0], "node": rows}]}


def _bases(source: Any, tables: dict[str, Table]) -> Iterator[tuple[str, Table]]:
    """The tables in a FROM clause, by the names that the query gives them."""
    if not isinstance(source, dict):
        return
    if source.get("type") == "BASE_TABLE" and (table := tables.get(str(source["table_name"]).casefold())):
        yield str(source.get("alias") or source["table_name"]), table
    elif source.get("type") == "JOIN":
        yield from _bases(source["left"], tables)
        yield from _bases(source["right"], tables)


def _without_subqueries(part: object) -> Iterator[Tree]:
    waiting = [part]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict) and node.get("class") != "SUBQUERY":
            yield node
            waiting += list(node.values())
        elif isinstance(node, list):
            waiting += node
