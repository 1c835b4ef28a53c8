"""Describes a result and how it was computed, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from qa.forms.tables.database import Tree
from qa.forms.tables.queries import select_of
from qa.forms.tables.typed import NUMBER, ROW, TEXT, Column, Table, unit_of
from qa.text.units import CURRENCIES, currencies, declared_measure

SHOWN = 20  # rows of a result
_AGGREGATES = {"sum": "the sum of", "avg": "the mean of", "mean": "the mean of", "median": "the median of"}  # fmt: skip
_EXTREMES = {
    ("max", False): "the highest", ("min", False): "the lowest",
    ("max", True): "the latest", ("min", True): "the earliest",
}  # fmt: skip
_MONEY = [(1, currency) for currency in CURRENCIES]  # amounts of money have two decimals or none
_COUNTED = "the number of rows"
_SIGNS = {
    "COMPARE_EQUAL": "is", "COMPARE_NOTEQUAL": "is not", "COMPARE_GREATERTHAN": "is more than",
    "COMPARE_LESSTHAN": "is less than", "COMPARE_GREATERTHANOREQUALTO": "is at least",
    "COMPARE_LESSTHANOREQUALTO": "is at most",
}  # fmt: skip
_BEFORE = frozenset("$ £ US$ ¥".split())


class UnclearError(Exception):
    """A query that has no short description."""


def describe(tree: Tree, tables: dict[str, Table], rows: int) -> str:
    """How the result was computed, such as "the sum of “Revenue” over 4 rows where “Year” is 2023".

    "" if it is too complex to say.
    """
    try:
        return _Describer(tables, rows).query(select_of(tree))
    except (UnclearError, KeyError, TypeError, IndexError):
        return ""


def shown_number(value: float, column: Column | None, *, exact: bool = True) -> str:
    """The number in the writing of its column, with the unit. A mean (not `exact`) has more decimals.

    >>> shown_number(1325.2, Column("Revenue (thousand euros)", "r", "number", decimals=1))
    '1,325.2 thousand euros'
    >>> shown_number(13.825, Column("Preis", "p", "number", "€", 2, ","), exact=False)
    '13,825 €'
    """
    decimals = column.decimals if column else 0
    if column and decimals == 1 and declared_measure(f"{column.name} {column.unit}") in _MONEY:
        decimals = 2
    if not exact or not column:
        decimals = max(decimals + 1, 2)
    text = f"{value:,.{decimals}f}"
    if column and exact and column.is_year:
        return f"{value:.0f}"
    if not exact or not column:
        text = text.rstrip("0").rstrip(".") if "." in text else text
    if column and column.mark == ",":
        text = text.translate(str.maketrans(",.", ".,"))
    unit = unit_of(column) if column else ""
    return f"{unit}{text}" if unit in _BEFORE else f"{text} {unit}".rstrip()


def outputs(tree: Tree, tables: dict[str, Table]) -> list[tuple[Column | None, str]]:
    """For each column of the result: the column of a table that its values come from, and the aggregate over it."""
    columns = {column.sql: column for table in tables.values() for column in table.columns}
    found: list[tuple[Column | None, str]] = []
    for part in select_of(tree).get("select_list", ()):
        if part.get("type") == "STAR":
            found += [(None, ""), *((column, "") for table in tables.values() for column in table.columns)]
        else:
            found.append(_output(part, columns))
    return found


def _output(part: Tree, columns: dict[str, Column]) -> tuple[Column | None, str]:
    if part.get("class") == "COLUMN_REF":
        return columns.get(_bare(part)), ""
    if part.get("class") == "SUBQUERY":
        inner = part["subquery"]["node"].get("select_list", [])
        return _output(inner[0], columns) if len(inner) == 1 else (None, "")
    if part.get("class") == "CAST":
        return _output(part["child"], columns)
    if part.get("class") == "FUNCTION":
        arguments = [argument["expression"] for argument in part.get("arguments", ())]
        name = str(part["function_name"])
        if name in ("count", "count_star"):
            return None, "count"
        if name in ("sum", "avg", "mean", "median", "max", "min", "abs", "round") and arguments:
            column, inner = _output(arguments[0], columns)
            return column, inner or name
        if name == "/" and arguments and (found := _output(arguments[0], columns))[1] == "sum":
            return found[0], "avg"
        if name == "*" and len(arguments) == 2:  # pieces by the price of one
            factors = [_output(argument, columns)[0] for argument in arguments]
            money = (one for one in factors if one and currencies(f"{one.name} {unit_of(one)}"))
            return next(money, factors[1]), "sum"
        if name in ("+", "-") and arguments:
            both = [_output(argument, columns) for argument in arguments]
            if len({column for column, _ in both}) == 1 and all(kind != "count" for _, kind in both):
                return both[0][0], both[0][1] or name
    return None, "other"


def shown_value(value: Any, output: tuple[Column | None, str]) -> str:
    """One value of a result as an answer shows it."""
    column, kind = output
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (datetime, date)):
        return f"{value:%B %Y}" if column and column.by_month else f"{value.day} {value:%B %Y}"
    if isinstance(value, (int, float, Decimal)):
        exact = kind not in ("avg", "mean", "median")
        if kind in ("count", "other") or column is None or column.kind != "number":
            return shown_number(float(value), None)
        return shown_number(float(value), column, exact=exact)
    return str(value)


@dataclass(slots=True)
class _Describer:
    tables: dict[str, Table]
    rows: int

    def query(self, node: Tree) -> str:
        if node.get("type") != "SELECT_NODE" or node.get("cte_map", {}).get("map") or node.get("qualify"):
            raise UnclearError
        source = node["from_table"]
        parts = [self.selected(part) for part in node["select_list"]]
        if source["type"] == "EMPTY":
            return " and ".join(parts)
        if source["type"] != "BASE_TABLE":
            raise UnclearError
        table = self.tables[str(source["table_name"]).casefold()]
        groups = [self.value(group) for group in node.get("group_expressions", ())]
        where = self.where(node.get("where_clause"))
        ordered = [modifier for modifier in node.get("modifiers", ()) if modifier["type"] == "ORDER_MODIFIER"]
        limited = [modifier for modifier in node.get("modifiers", ()) if modifier["type"] == "LIMIT_MODIFIER"]
        rows = f"{self.count()} of {_quoted(table.name)}{where}"
        if parts == [_COUNTED]:
            return f"the rows of {_quoted(table.name)}{where}, counted"
        if groups:
            if ordered or limited:
                raise UnclearError
            own = [
                part
                for part, column in zip(parts, node["select_list"], strict=True)
                if column.get("class") != "COLUMN_REF"
            ]
            best = ", only the best" if node.get("having") else ""
            return f"{' and '.join(own)} for each {' and '.join(groups)}, over {rows}{best}"
        if any(part.startswith("the ") for part in parts):
            return f"{' and '.join(parts)} over {rows}"
        text = f"{' and '.join(parts)} in {'the row' + rows.removeprefix('1 row') if self.rows == 1 else rows}"
        for modifier in ordered:
            named = [
                f"{self.value(o['expression'])}, {'highest' if o['type'] == 'DESCENDING' else 'lowest'} first"
                for o in modifier["orders"]
            ]
            text += f", in the order of {' and '.join(named)}"
        return f"{text}, the first {limited[0]['limit']['literal']['text']}" if limited else text

    def count(self) -> str:
        return "1 row" if self.rows == 1 else f"{self.rows:,} rows"

    def selected(self, part: Tree) -> str:
        if part.get("class") == "FUNCTION":
            name = str(part["function_name"])
            arguments = [argument["expression"] for argument in part.get("arguments", ())]
            if part.get("filter"):
                raise UnclearError
            if name == "count_star":
                return _COUNTED
            if name == "count":
                kind = "different values" if part.get("distinct") else "values"
                return f"the number of {kind} in {self.value(arguments[0])}"
            if name in ("max", "min"):
                return f"{self.extreme(part)} {self.value(arguments[0])}"
            if name in _AGGREGATES:
                return f"{_AGGREGATES[name]} {self.value(arguments[0])}"
            if name == "-":
                return f"the difference between {self.selected(arguments[0])} and {self.selected(arguments[1])}"
            if name == "/":
                return f"{self.selected(arguments[0])}, divided by {self.selected(arguments[1])}"
            if name == "*" and arguments[0].get("class") == "CONSTANT":
                return self.selected(arguments[1])
            if name == "abs":
                return self.selected(arguments[0])
            raise UnclearError
        if part.get("class") == "SUBQUERY":
            node = part["subquery"]["node"]
            if len(node["select_list"]) != 1:
                raise UnclearError
            return f"{self.selected(node['select_list'][0])}{self.where(node.get('where_clause'))}"
        return self.value(part)

    def extreme(self, part: Tree) -> str:
        """ "the highest", or "the latest" for a date."""
        column = self.column(part["arguments"][0]["expression"])
        in_time = column is not None and (column.kind == "date" or column.is_year)
        return _EXTREMES[part["function_name"], in_time]

    def column(self, ref: Tree) -> Column | None:
        name = _bare(ref) if ref.get("class") == "COLUMN_REF" else ""
        return next((c for table in self.tables.values() for c in table.columns if c.sql == name), None)

    def where(self, clause: Tree | None) -> str:
        conditions = [one for one in self.conditions(clause) if one] if clause else []
        return f" where {' and '.join(conditions)}" if conditions else ""

    def conditions(self, clause: Tree) -> Iterator[str]:
        if clause.get("type") == "CONJUNCTION_AND":
            for child in clause["children"]:
                yield from self.conditions(child)
        elif clause.get("type") == "CONJUNCTION_OR":
            yield " or ".join(" and ".join(self.conditions(child)) for child in clause["children"])
        else:
            yield self.condition(clause)

    def condition(self, clause: Tree) -> str:
        kind = clause.get("class")
        if kind == "COMPARISON":
            right = clause["right"]
            if right.get("class") == "SUBQUERY":
                inner = right["subquery"]["node"]
                value = self.selected(inner["select_list"][0])
                if clause["type"] == "COMPARE_EQUAL" and value.startswith(tuple(_EXTREMES.values())):
                    return f"{self.value(clause['left'])} is {self.extreme(inner['select_list'][0])}"
                bound = f"{value}{self.where(inner.get('where_clause'))}"
                return f"{self.value(clause['left'])} {_SIGNS[clause['type']]} {bound}"
            return f"{self.value(clause['left'])} {_SIGNS[clause['type']]} {self.value(right)}"
        if kind == "BETWEEN":
            return (
                f"{self.value(clause['input'])} is from {self.value(clause['lower'])} to {self.value(clause['upper'])}"
            )
        if clause.get("type") == "COMPARE_IN":
            first, *others = [self.value(child) for child in clause["children"]]
            return f"{first} is {' or '.join(others)}"
        if clause.get("type") in ("OPERATOR_IS_NOT_NULL", "OPERATOR_IS_NULL"):
            return f"{self.value(clause['children'][0])} is {'not ' * ('NOT' in clause['type'])}empty"
        if kind == "FUNCTION" and clause["function_name"] in ("~~", "~~*", "!~~*"):
            left, right = (argument["expression"] for argument in clause["arguments"])
            text = right["literal"]["text"].strip("%")
            says = (
                "does not contain"
                if clause["function_name"].startswith("!")
                else "contains"
                if "%" in right["literal"]["text"]
                else "is"
            )
            return f"{self.value(left)} {says} {_quoted(text)}"
        if kind == "CONSTANT" and clause["literal"]["text"] == "true":
            return ""
        if kind == "SUBQUERY" or (
            clause.get("type") == "OPERATOR_NOT" and clause["children"][0]["class"] == "SUBQUERY"
        ):
            return ""  # it only checks that rows differ
        raise UnclearError

    def value(self, part: Tree) -> str:
        if part.get("class") == "COLUMN_REF":
            name = _bare(part)
            if name == ROW:
                return "the order of the rows"
            if (found := self.column(part)) is None:
                raise UnclearError
            return _quoted(found.label)
        if part.get("class") == "CONSTANT":
            return str(part["literal"]["text"])
        if part.get("class") == "CAST":
            return self.value(part["child"])
        if part.get("class") == "FUNCTION":
            arguments = [argument["expression"] for argument in part["arguments"]]
            name = str(part["function_name"])
            if name == "*" and len(arguments) == 2:
                return f"{self.value(arguments[0])} × {self.value(arguments[1])}"
            if name in ("lower", "trim", "upper", "round", "abs"):
                return self.value(arguments[0])
            if name == "strftime":
                period = "month" if "%m" in arguments[1]["literal"]["text"] else "year"
                return f"the {period} of {self.value(arguments[0])}"
            if name in ("year", "month", "day"):
                return f"the {name} of {self.value(arguments[0])}"
            if name == "date_part":
                return f"the {str(arguments[0]['literal']['text']).lower()} of {self.value(arguments[1])}"
        raise UnclearError


def _bare(ref: Tree) -> str:
    return str(ref["column_names"][-1]).removesuffix(TEXT).removesuffix(NUMBER)


def _quoted(text: str) -> str:
    return f"“{text}”"


def joined(values: Sequence[str]) -> str:
    """The values as a list in words: "a, b and c"."""
    *others, last = values
    return f"{', '.join(others)} and {last}" if others else last
