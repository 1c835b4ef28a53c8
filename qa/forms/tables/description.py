"""Describes how a result was computed, in the words of any language. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.forms.tables.database import Tree
from qa.forms.tables.queries import select_of
from qa.forms.tables.typed import DATE, ROW, Column, Table
from qa.forms.tables.wording import bare_name
from qa.text.messages import ENGLISH, listed, say

_AGGREGATES = {"sum": "sum_of", "avg": "mean_of", "mean": "mean_of", "median": "median_of"}
_EXTREMES = {("max", False): "highest", ("min", False): "lowest", ("max", True): "latest", ("min", True): "earliest"}
_SIGNS = {
    "COMPARE_EQUAL": "is", "COMPARE_NOTEQUAL": "is_not", "COMPARE_GREATERTHAN": "is_more",
    "COMPARE_LESSTHAN": "is_less", "COMPARE_GREATERTHANOREQUALTO": "is_at_least",
    "COMPARE_LESSTHANOREQUALTO": "is_at_most",
}  # fmt: skip
_OF_TWO = {"-": "difference_of", "/": "quotient_of"}
_PERIODS = ("year", "quarter", "month", "week", "day")


class UnclearError(Exception):
    """A query that has no short description."""


@dataclass(frozen=True, slots=True)
class Computation:
    """A query, its tables by their names in SQL, and how many rows it reads."""

    tree: Tree
    tables: dict[str, Table]
    rows: int = 0

    def told(self, language: str = ENGLISH) -> str:
        """What is computed, such as "the sum of “Revenue” over 4 rows where “Year” is 2023"; "" if only SQL says it."""
        try:
            return _Describer(self.tables, self.rows, language).query(select_of(self.tree))
        except (UnclearError, KeyError, TypeError, IndexError, ValueError):
            return ""


@dataclass(slots=True)
class _Describer:
    tables: dict[str, Table]
    rows: int
    language: str

    def say(self, name: str, /, **values: object) -> str:
        return say(name, self.language, **values)

    def all_of(self, parts: Sequence[str]) -> str:
        return listed(parts, self.language)

    def any_of(self, parts: Sequence[str]) -> str:
        return listed(parts, self.language, "or")

    def query(self, node: Tree) -> str:
        if node.get("type") != "SELECT_NODE" or node.get("cte_map", {}).get("map") or node.get("qualify"):
            raise UnclearError
        source, selected = node["from_table"], node["select_list"]
        parts = [self.selected(part) for part in selected]
        if source["type"] == "EMPTY":
            return self.all_of(parts)
        if source["type"] != "BASE_TABLE":
            raise UnclearError
        table = self.quoted(self.tables[str(source["table_name"]).casefold()].name)
        where = self.where(node.get("where_clause"))
        if [part.get("function_name") for part in selected] == ["count_star"]:
            return self.say("rows_counted", table=table, where=where)
        rows = self.say("rows_of", n=self.rows, table=table, where=where)
        if groups := [self.value(group) for group in node.get("group_expressions", ())]:
            own = [part for part, one in zip(parts, selected, strict=True) if one.get("class") != "COLUMN_REF"]
            return self.grouped(node, self.all_of(own), self.all_of(groups), rows)
        what = self.all_of(parts)
        if any(part.get("class") in ("FUNCTION", "SUBQUERY") for part in selected):
            return self.say("over_rows", what=what, rows=rows)
        if self.rows == 1:
            return self.in_order(node, self.say("in_the_row", what=what, table=table, where=where))
        return self.in_order(node, self.say("in_rows", what=what, rows=rows))

    def grouped(self, node: Tree, what: str, group: str, rows: str) -> str:
        if node.get("modifiers"):
            raise UnclearError
        text = self.say("for_each", what=what, group=group, rows=rows)
        return self.say("only_best", what=text) if node.get("having") else text

    def in_order(self, node: Tree, text: str) -> str:
        """The text with the order of the rows, and which of them are taken."""
        modifiers = {modifier["type"]: modifier for modifier in node.get("modifiers", ())}
        if ordered := modifiers.get("ORDER_MODIFIER"):
            columns = [
                self.say(
                    "highest_first" if one["type"] == "DESCENDING" else "lowest_first",
                    column=self.value(one["expression"]),
                )
                for one in ordered["orders"]
            ]
            text = self.say("in_order", what=text, columns=self.all_of(columns))
        if limited := modifiers.get("LIMIT_MODIFIER"):
            text = self.limited(limited, text)
        return text

    def limited(self, modifier: Tree, text: str) -> str:
        count, offset = int(modifier["limit"]["literal"]["text"]), modifier.get("offset")
        skipped = int(offset["literal"]["text"]) if offset else 0
        if count == 1:
            return self.say("row_number", what=text, place=skipped + 1)
        if skipped:
            raise UnclearError
        return self.say("first_rows", what=text, n=count)

    def selected(self, part: Tree) -> str:
        if part.get("class") == "SUBQUERY":
            node = part["subquery"]["node"]
            if len(node["select_list"]) != 1:
                raise UnclearError
            return f"{self.selected(node['select_list'][0])}{self.where(node.get('where_clause'))}"
        if part.get("class") != "FUNCTION":
            return self.value(part)
        name = str(part["function_name"])
        arguments = [argument["expression"] for argument in part.get("arguments", ())]
        if part.get("filter"):
            raise UnclearError
        if name == "count_star":
            return self.say("number_of_rows")
        if name == "count":
            kind = "number_of_different" if part.get("distinct") else "number_of_values"
            return self.say(kind, column=self.value(arguments[0]))
        if name in ("max", "min") or self.is_extreme_date(part):
            return self.say(f"{self.extreme(part)}_of", column=self.value(arguments[0]))
        if name in _AGGREGATES:
            return self.say(_AGGREGATES[name], column=self.value(arguments[0]))
        if name in _OF_TWO:
            return self.say(_OF_TWO[name], one=self.selected(arguments[0]), other=self.selected(arguments[1]))
        if name == "*" and arguments[0].get("class") == "CONSTANT":
            return self.selected(arguments[1])
        if name == "abs":
            return self.selected(arguments[0])
        raise UnclearError

    def extreme(self, part: Tree) -> str:
        """Which extreme it is: "highest", or "latest" for a date, and so on."""
        column = self.column(part["arguments"][0]["expression"])
        in_time = column is not None and (column.kind == "date" or column.is_year or self.is_extreme_date(part))
        return _EXTREMES[part["function_name"].removeprefix("arg_"), in_time]

    def is_extreme_date(self, part: Tree) -> bool:
        """Whether it is the text of a column whose own date is the latest or earliest (`repair`)."""
        if part.get("function_name") not in ("arg_max", "arg_min"):
            return False
        names = [argument["expression"].get("column_names", [""])[-1] for argument in part["arguments"]]
        return len(names) > 1 and names[1] == names[0] + DATE

    def column(self, ref: Tree) -> Column | None:
        name = bare_name(ref) if ref.get("class") == "COLUMN_REF" else ""
        return next((c for table in self.tables.values() for c in table.columns if c.sql == name), None)

    def where(self, clause: Tree | None) -> str:
        conditions = [one for one in self.conditions(clause) if one] if clause else []
        return self.say("where", conditions=self.all_of(conditions)) if conditions else ""

    def conditions(self, clause: Tree) -> Iterator[str]:
        if clause.get("type") == "CONJUNCTION_AND":
            for child in clause["children"]:
                yield from self.conditions(child)
        elif clause.get("type") == "CONJUNCTION_OR":
            yield self.any_of([self.all_of([*self.conditions(child)]) for child in clause["children"]])
        else:
            yield self.condition(clause)

    def condition(self, clause: Tree) -> str:
        kind, type_ = clause.get("class"), str(clause.get("type"))
        if kind == "COMPARISON":
            return self.comparison(clause)
        if kind == "BETWEEN":
            low, high = self.value(clause["lower"]), self.value(clause["upper"])
            return self.say("is_between", one=self.value(clause["input"]), low=low, high=high)
        if type_ == "COMPARE_IN":
            first, *others = [self.value(child) for child in clause["children"]]
            return self.say("is", one=first, other=self.any_of(others))
        if type_ in ("OPERATOR_IS_NOT_NULL", "OPERATOR_IS_NULL"):
            says = "is_not_empty" if "NOT" in type_ else "is_empty"
            return self.say(says, one=self.value(clause["children"][0]))
        if kind == "FUNCTION" and clause["function_name"] in ("~~", "~~*", "!~~*"):
            left, right = (argument["expression"] for argument in clause["arguments"])
            text = str(right["literal"]["text"])
            says = "lacks" if clause["function_name"].startswith("!") else "contains" if "%" in text else "is"
            return self.say(says, one=self.value(left), other=self.quoted(text.strip("%")))
        if kind == "CONSTANT" and clause["literal"]["text"] == "true":
            return ""
        if kind == "SUBQUERY" or (type_ == "OPERATOR_NOT" and clause["children"][0]["class"] == "SUBQUERY"):
            return ""  # it only checks that rows differ
        raise UnclearError

    def comparison(self, clause: Tree) -> str:
        left, right = self.value(clause["left"]), clause["right"]
        if right.get("class") != "SUBQUERY":
            return self.say(_SIGNS[clause["type"]], one=left, other=self.value(right))
        part = right["subquery"]["node"]["select_list"][0]
        is_extreme = part.get("function_name") in ("max", "min") or self.is_extreme_date(part)
        if clause["type"] == "COMPARE_EQUAL" and is_extreme:
            return self.say(f"is_{self.extreme(part)}", one=left)
        return self.say(_SIGNS[clause["type"]], one=left, other=self.selected(right))

    def value(self, part: Tree) -> str:
        if part.get("class") == "COLUMN_REF":
            if bare_name(part) == ROW:
                return self.say("row_order")
            if (found := self.column(part)) is None:
                raise UnclearError
            return self.quoted(found.label)
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
                name = "month" if "%m" in arguments[1]["literal"]["text"] else "year"
            elif name == "date_part":
                name, arguments = str(arguments[0]["literal"]["text"]).lower(), arguments[1:]
            if name in _PERIODS:
                return self.say(f"{name}_of", column=self.value(arguments[0]))
        raise UnclearError

    def quoted(self, text: str) -> str:
        return self.say("quoted", text=text)
