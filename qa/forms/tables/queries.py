"""Repairs a query for the tables that it reads, and finds the rows and cells that its result comes from."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qa.forms.tables.database import Database, QueryError, Tree, walk
from qa.forms.tables.typed import NUMBER, ROW, TEXT, Column, Table, has_numbers
from qa.forms.tables.values import read_dates, read_number
from qa.text.words import stem, tokens

AGGREGATES = frozenset(
    "sum count count_star avg mean min max median mode first last any_value arg_min arg_max list string_agg "
    "stddev".split()
)
_MOST_SOURCES = 1_000_000  # rows that a result can come from
_NUMERIC = frozenset("sum avg mean min max median + - * /".split())
_LIKE = frozenset(("~~", "~~*", "!~~", "!~~*"))


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


def repair(tree: Tree, tables: dict[str, Table]) -> Tree:
    """The same query with values as the cells write them.

    A text that is compared is replaced by the cell that it means: its case can differ, and a part that only one cell
    has means that cell. Numbers inside texts are compared, ordered and added as numbers.
    """
    repaired: Tree = copy.deepcopy(tree)
    columns = {column.sql: (table, column) for table in tables.values() for column in table.columns}
    for node in walk(repaired):
        _repair_comparison(node, columns)
        _repair_numbers(node, columns)
        if node.get("class") == "CAST":
            node["try_cast"] = True
    return repaired


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
                columns = tuple(c.sql for c in table.columns if is_star or {c.sql, c.sql + TEXT, c.sql + NUMBER} & used)
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


Columns = dict[str, tuple[Table, Column]]


def _repair_comparison(node: Tree, columns: Columns) -> None:
    if node.get("class") == "COMPARISON":
        sides = [node["left"], node["right"]]
    elif node.get("type") == "COMPARE_IN":
        sides = list(node["children"])
    elif node.get("class") == "FUNCTION" and node.get("function_name") in _LIKE:
        node["function_name"] = str(node["function_name"]).rstrip("*") + "*"  # compares without regard to case
        node.pop("qualified_name", None)
        sides = [argument["expression"] for argument in node["arguments"]]
        for side in sides:
            if (name := _column_of(side)) in columns and columns[name][1].kind != "text":
                _ref(side)["column_names"][-1] = name + TEXT
        return
    else:
        return
    name = next((name for side in sides if (name := _column_of(side)) in columns), "")
    for side in sides if name else ():
        if side.get("class") == "CONSTANT" and side["literal"]["kind"] == "STRING":
            table, column = columns[name]
            side["literal"]["text"] = _as_written(side["literal"]["text"], table, column)
    if name and any(_folds(side) for side in sides):
        for side in sides:
            if side.get("class") == "CONSTANT" and side["literal"]["kind"] == "STRING":
                side["literal"]["text"] = side["literal"]["text"].lower()


def _as_written(text: str, table: Table, column: Column) -> str:
    """The value of the column that the text means, or the text."""
    if column.kind == "number":
        number = read_number(text, column.mark)
        return f"{number.value:f}" if number else text
    if column.kind == "date":
        dates = read_dates([text])
        return dates[0].isoformat() if dates else text
    known = table.texts[column.sql]
    if found := known.get(text.casefold()):
        return found
    wanted = tuple(map(stem, tokens(text)))
    holding = [cell for cell in known.values() if wanted and _contains(tuple(map(stem, tokens(cell))), wanted)]
    return holding[0] if len(holding) == 1 else text


def _contains(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(whole[start : start + len(part)] == part for start in range(len(whole) - len(part) + 1))


def _repair_numbers(node: Tree, columns: Columns) -> None:
    """Replace a text column by its numbers where the query adds, orders or compares it like numbers."""
    refs: list[Tree] = []
    if node.get("class") == "FUNCTION" and node.get("function_name") in _NUMERIC:
        refs = [argument["expression"] for argument in node.get("arguments", ())]
    elif node.get("type") == "ORDER_MODIFIER":
        refs = [order["expression"] for order in node["orders"]]
    elif node.get("class") == "COMPARISON" and any(_is_number(node[side]) for side in ("left", "right")):
        refs = [node["left"], node["right"]]
    elif node.get("class") == "CAST" and re.search(
        r"INT|DOUBLE|FLOAT|DECIMAL|NUMERIC", str(node["type_expr"].get("type_name", "")), re.IGNORECASE
    ):
        refs = [node["child"]]
    for ref in map(_uncast, refs):
        if ref.get("class") == "COLUMN_REF" and (name := str(ref["column_names"][-1])) in columns:
            table, column = columns[name]
            if column.kind == "text" and has_numbers(table, column):
                ref["column_names"][-1] = name + NUMBER


def _uncast(node: Tree) -> Tree:
    return _uncast(node["child"]) if node.get("class") == "CAST" else node


def _is_number(node: Tree) -> bool:
    return node.get("class") == "CONSTANT" and node["literal"]["kind"] in ("INTEGER", "NUMERIC")


def _column_of(node: Tree) -> str:
    ref = _ref(node)
    return str(ref["column_names"][-1]) if ref else ""


def _ref(node: Tree) -> Tree:
    """The column on a side of a comparison, perhaps inside lower() or trim(); {} if there is none."""
    if node.get("class") == "COLUMN_REF":
        return node
    if (
        node.get("class") == "FUNCTION"
        and node.get("function_name") in ("lower", "trim", "upper")
        and node.get("arguments")
    ):
        return _ref(node["arguments"][0]["expression"])
    return {}


def _folds(node: Tree) -> bool:
    return node.get("class") == "FUNCTION" and node.get("function_name") == "lower"
