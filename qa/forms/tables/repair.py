"""Repairs a query that a model wrote: names and values become those of the tables. Pure."""

from __future__ import annotations

import copy
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches

from qa.forms.tables.database import Tree, walk
from qa.forms.tables.typed import DATE, NUMBER, ROW, TEXT, Column, Table, has_dates, has_numbers
from qa.forms.tables.values import is_month, read_dates, read_number
from qa.text.words import stem, tokens, without_accents

_ADDED = frozenset("sum avg mean median + - * /".split())
_EXTREMES = {"max": "arg_max", "min": "arg_min"}
_NUMERIC = _ADDED | set(_EXTREMES)
_LIKE = frozenset(("~~", "~~*", "!~~", "!~~*"))
_ORDERED = re.compile("COMPARE_(?:GREATER|LESS)THAN(?:OREQUALTO)?")
_BETWEEN = re.compile(r"[,;/&+\n]|\s(?:and|und|et|y|e|en)\s")
_MOST_LISTED = 20
_MOST_COMPARED = 5_000  # different texts of a column
_ALIKE = 0.85  # how similar two names must be, as difflib measures it

Columns = dict[str, tuple[Table, Column]]


def repair(tree: Tree, tables: Mapping[str, Table]) -> Tree:
    """The same query with names and values as the tables write them.

    An unknown table is the only one there is, and an unknown column the one with nearly the same name. A text that is
    compared is replaced by the cells that it means: case, dots and a letter can differ, and it can be a part of them.
    Numbers and dates inside texts are compared, ordered and added as such.
    """
    repaired: Tree = copy.deepcopy(tree)
    columns = {column.sql: (table, column) for table in tables.values() for column in table.columns}
    _repair_names(repaired, tables, columns)
    for node in walk(repaired):
        _repair_comparison(node, columns)
        _repair_numbers(node, columns)
        _repair_dates(node, columns)
        if node.get("class") == "CAST":
            node["try_cast"] = True
    return repaired


def _repair_names(tree: Tree, tables: Mapping[str, Table], columns: Columns) -> None:
    nodes = list(walk(tree))
    made = {str(entry["key"]).casefold() for node in nodes for entry in node.get("cte_map", {}).get("map", ())}
    made |= {str(node["alias"]).casefold() for node in nodes if node.get("alias")}
    wrong: set[str] = set()
    for node in nodes:
        name = str(node.get("table_name", "")).casefold()
        if node.get("type") != "BASE_TABLE" or name in {*tables, *made}:
            continue
        if found := _nearest(name, tables) or (next(iter(tables)) if len(tables) == 1 else ""):
            wrong.add(name)
            node["table_name"] = found
            node.pop("qualified_name", None)
    hidden = {name + part for name in columns for part in (TEXT, NUMBER, DATE)}
    for node in nodes:
        if node.get("type") == "COLUMN_REF":
            *owner, name = node["column_names"]
            if owner and str(owner[-1]).casefold() in wrong:
                owner = []
            if str(name).casefold() not in {*columns, *hidden, *made, ROW}:
                name = _nearest(str(name), columns) or name
            node["column_names"] = [*owner, name]


def _nearest(name: str, known: Iterable[str]) -> str:
    """The one that is nearly the same, without regard to accents; "" if none is."""
    plain = {without_accents(one).casefold(): one for one in known}
    found = get_close_matches(without_accents(name).casefold(), plain, n=1, cutoff=_ALIKE)
    return plain[found[0]] if found else ""


def _repair_comparison(node: Tree, columns: Columns) -> None:
    if node.get("class") == "COMPARISON":
        sides = [node["left"], node["right"]]
    elif node.get("type") == "COMPARE_IN":
        sides = list(node["children"])
    elif node.get("class") == "FUNCTION" and node.get("function_name") in _LIKE:
        _repair_pattern(node, columns)
        return
    else:
        return
    name = next((name for side in sides if (name := _column_of(side)) in columns), "")
    is_equal = node.get("type") == "COMPARE_EQUAL"
    if name and is_equal and columns[name][1].kind == "date" and _repair_period(node, name, sides):
        return
    meant: list[str] = []
    for side in _texts(sides) if name else ():
        meant = _as_written(side["literal"]["text"], *columns[name])
        side["literal"]["text"] = meant[0]
    if name and any(_folds(side) for side in sides):
        for side in _texts(sides):
            side["literal"]["text"] = side["literal"]["text"].lower()
    elif len(meant) > 1 and is_equal:
        column, text = sorted(sides, key=lambda side: side.get("class") == "CONSTANT")
        options = [{**text, "literal": {**text["literal"], "text": one}} for one in meant]
        for key in ("left", "right"):
            del node[key]
        node |= {"class": "OPERATOR", "type": "COMPARE_IN", "children": [column, *options]}


def _repair_period(node: Tree, name: str, sides: Sequence[Tree]) -> bool:
    """Let days be between the first and the last one of a month or year. The result is whether the query says so."""
    texts = list(_texts(sides))
    period = _period(texts[0]["literal"]["text"]) if len(texts) == 1 else None
    if not period:
        return False
    ref = next(_ref(side) for side in sides if _column_of(side) == name)
    first, last = ({**texts[0], "literal": {"kind": "STRING", "text": day.isoformat()}} for day in period)
    kept = node.get("query_location", 0)
    node.clear()
    node |= {"class": "BETWEEN", "type": "COMPARE_BETWEEN", "alias": "", "query_location": kept}
    node |= {"input": ref, "lower": first, "upper": last}
    return True


def _period(text: str) -> tuple[date, date] | None:
    """The first and the last day of a year or month. None for any other text.

    >>> _period("2011%"), _period("February 2012")
    ((datetime.date(2011, 1, 1), datetime.date(2011, 12, 31)), (datetime.date(2012, 2, 1), datetime.date(2012, 2, 29)))
    """
    bare = text.strip("%- ")
    if re.fullmatch(r"(?:1\d|20)\d\d", bare):
        return date(int(bare), 1, 1), date(int(bare), 12, 31)
    days = read_dates([bare]) if is_month(bare) else None
    return (days[0], days[0].replace(day=monthrange(days[0].year, days[0].month)[1])) if days else None


def _repair_pattern(node: Tree, columns: Columns) -> None:
    """Compare without regard to case, and what is no text as it is written."""
    sides = [argument["expression"] for argument in node["arguments"]]
    name = next((name for side in sides if (name := _column_of(side)) in columns), "")
    kind = columns[name][1].kind if name else "text"
    if kind == "date" and not str(node["function_name"]).startswith("!") and _repair_period(node, name, sides):
        return
    node["function_name"] = str(node["function_name"]).rstrip("*") + "*"
    node.pop("qualified_name", None)
    for side in sides:
        if kind != "text" and _column_of(side) == name:
            _ref(side)["column_names"][-1] = name + TEXT


def _texts(sides: Iterable[Tree]) -> Iterator[Tree]:
    """The constant texts among the sides of a comparison."""
    return (side for side in sides if side.get("class") == "CONSTANT" and side["literal"]["kind"] == "STRING")


def _as_written(text: str, table: Table, column: Column) -> list[str]:
    """The values of the column that the text means; the text itself if there are none."""
    if column.kind == "number":
        number = read_number(text, column.mark)
        return [f"{number.value:f}" if number else text]
    if column.kind == "date":
        dates = read_dates([text])
        return [dates[0].isoformat() if dates else text]
    known = table.texts[column.sql]
    same = text.casefold()
    if len(known) > _MOST_COMPARED:
        return [known.get(same, text)]
    if listing := [cell for fold, cell in known.items() if fold == same or same in map(str.casefold, listed_in(cell))]:
        return listing
    letters = {_letters(cell): cell for cell in known.values()}
    if found := letters.get(_letters(text)):
        return [found]
    wanted = tuple(map(stem, tokens(text)))
    holding = [cell for cell in known.values() if wanted and _contains(tuple(map(stem, tokens(cell))), wanted)]
    if len(holding) == 1 or (holding and any(map(str.isalpha, text))):
        return holding
    alike = get_close_matches(_letters(text), letters, n=2, cutoff=_ALIKE)
    return [letters[alike[0]]] if len(alike) == 1 and not re.search(r"\d", text) else [text]


def listed_in(cell: str) -> list[str]:
    """The parts of a cell that lists several things; the cell alone if it does not.

    >>> listed_in("Ada, Bo and Jo"), listed_in("Bo Lind")
    (['Ada', 'Bo', 'Jo'], ['Bo Lind'])
    """
    return [part.strip() for part in _BETWEEN.split(cell)[:_MOST_LISTED]]


def _letters(text: str) -> str:
    """The letters and digits of a text.

    >>> _letters("U.S. Open")
    'usopen'
    """
    return re.sub(r"[\W_]+", "", without_accents(text).casefold())


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
    for ref, table, column in _text_columns(refs, columns):
        if has_numbers(table, column) and not has_dates(table, column):
            ref["column_names"][-1] = column.sql + NUMBER


def _repair_dates(node: Tree, columns: Columns) -> None:
    """Order and compare a text column by its dates, if it is one of dates with a few other texts."""
    if node.get("type") == "ORDER_MODIFIER":
        for ref, table, column in _text_columns([order["expression"] for order in node["orders"]], columns):
            if has_dates(table, column):
                ref["column_names"][-1] = column.sql + DATE
    elif node.get("class") == "FUNCTION" and (name := node.get("function_name")) in _EXTREMES:
        for ref, table, column in _text_columns([one["expression"] for one in node["arguments"]], columns):
            if has_dates(table, column):  # the latest date as the cell writes it
                by = {**ref, "column_names": [*ref["column_names"][:-1], column.sql + DATE]}
                node["function_name"] = _EXTREMES[name]
                node["arguments"] = [*node["arguments"], {"name": "", "expression": by}]
                node.pop("qualified_name", None)
                break
    elif _ORDERED.fullmatch(str(node.get("type"))):
        sides = [node["left"], node["right"]]
        for ref, table, column in _text_columns(sides, columns):
            texts = list(_texts(sides))
            days = read_dates([one["literal"]["text"] for one in texts]) if texts else []
            if has_dates(table, column) and days is not None:
                ref["column_names"][-1] = column.sql + DATE
                for text, day in zip(texts, days, strict=True):
                    text["literal"]["text"] = day.isoformat()


def _text_columns(nodes: Iterable[Tree], columns: Columns) -> Iterator[tuple[Tree, Table, Column]]:
    """The text columns among these nodes, also those that are cast."""
    for node in map(_uncast, nodes):
        if node.get("class") == "COLUMN_REF" and (name := str(node["column_names"][-1])) in columns:
            table, column = columns[name]
            if column.kind == "text":
                yield node, table, column


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
