"""Writes the values of a result as an answer shows them. Pure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from qa.forms.tables.database import Tree
from qa.forms.tables.queries import select_of
from qa.forms.tables.typed import DATE, NUMBER, TEXT, Column, Table, unit_of
from qa.forms.tables.vocabulary import is_called
from qa.text.calendar_words import Date
from qa.text.messages import ENGLISH, say, say_day
from qa.text.units import CURRENCIES, currencies, declared_measure

_MONEY = [(1, currency) for currency in CURRENCIES]  # amounts of money have two decimals or none
_BEFORE = frozenset("$ £ US$ ¥".split())


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
    if column and exact and (column.is_year or is_called(column)):
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
        return columns.get(bare_name(part)), ""
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


def shown_value(value: Any, output: tuple[Column | None, str], language: str = ENGLISH) -> str:
    """One value of a result as an answer shows it."""
    column, kind = output
    if value is None:
        return "–"
    if isinstance(value, bool):
        return say("yes" if value else "no", language)
    if isinstance(value, (datetime, date)):
        by_month = column is not None and column.by_month
        return say_day(Date(None if by_month else value.day, value.month, value.year), language)
    if isinstance(value, (int, float, Decimal)):
        exact = kind not in ("avg", "mean", "median")
        if kind in ("count", "other") or column is None or column.kind != "number":
            return shown_number(float(value), None)
        return shown_number(float(value), column, exact=exact)
    return str(value)


def bare_name(ref: Tree) -> str:
    """The name of a column in SQL that a reference to it, or to a hidden column beside it, has."""
    return str(ref["column_names"][-1]).removesuffix(TEXT).removesuffix(NUMBER).removesuffix(DATE)
