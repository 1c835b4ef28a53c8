"""Compares what two rows have of one column: "Does Clara earn more than Dirk?", "Who is older, Ann or Ben?"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from qa.forms.form import BY_RULE, Request
from qa.forms.tables.compute import compute, compute_reading
from qa.forms.tables.conditions import hinted_columns
from qa.forms.tables.database import Database
from qa.forms.tables.find import tables_for
from qa.forms.tables.people import ages_by_date
from qa.forms.tables.question_words import Hint
from qa.forms.tables.reading import Reading
from qa.forms.tables.shown import show_result
from qa.forms.tables.sql_text import is_one_of, read_texts
from qa.forms.tables.typed import Column, Table
from qa.forms.tables.understand import Understood, understand_question
from qa.forms.tables.vocabulary import can_be_added, is_money
from qa.forms.words.comparatives import find_measure
from qa.forms.words.roots import root
from qa.records import Piece
from qa.text.messages import yes_no
from qa.text.words import tokens

_HOW_MUCH = (
    r"(?:by |um |de |en |di |em |met )?(?:how (?:much|many)|wie ?viele?|combien|cuánt[oa]s?|quant[oaie]s?|hoeveel)"
    r"(?: de| d['’])?"
)
_MORE = r"(?:by far )?(?:the |am |le |la |les |el |de |d['’]|i |il |o |het )?"
# "More" and "most" of what a verb or another word says.
_AMOUNT = re.compile(
    rf"(?<![\w-]){_MORE}(?:(?P<more>more|most|mehr|meisten|plus|más|più|mais|meer|meeste?"
    rf"|better|best|besser|besten|meilleure?s?|mejor(?:es)?|miglior[ei]|melhor(?:es)?|beter|beste)"
    rf"|less|least|fewer|fewest|weniger|wenigsten|moins|menos|meno|minder|minste?)\b",
    re.IGNORECASE,
)
_THAN = re.compile(r"\b(?:than|als|que|do que|di|che|dan)\b|\bqu['’]", re.IGNORECASE)
_OR = re.compile(r"\b(?:or|oder|ou|o|of)\b", re.IGNORECASE)
_BY_HOW_MUCH = re.compile(rf",?\s*\b(?:and|und|et|y|e|en)\b,?\s+{_HOW_MUCH}\s*\W*$", re.IGNORECASE)
_IS = re.compile(r"(?P<column>\S+) (?:= |IN \()(?P<texts>'.*')\)?")  # a condition
_HINTS: dict[str, Hint] = {
    "price": "price", "weight": "weight", "length": "time", "duration": "time", "age": "age", "height": "size"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Versus:
    """What a question asks of two things. `rest` is the question without the words that compare."""

    asks: Literal["how much", "which", "whether"]
    wants_more: bool
    by_how_much: bool
    hint: Hint
    rest: str


def find_versus(text: str) -> Versus | None:
    """What the question compares. None if it does not compare two things.

    >>> find_versus("How much more does Clara earn than Dirk?")
    Versus(asks='how much', wants_more=True, by_how_much=True, hint='', rest='does Clara earn , Dirk?')
    >>> find_versus("Does Eva earn more than 2,000 euros?") is find_versus("Who earns the most?") is None
    True
    """
    bare = _BY_HOW_MUCH.sub("?", text)
    opener = re.search(rf"\b{_HOW_MUCH}(?!\w)", bare, re.IGNORECASE)
    measured = find_measure(bare)
    hint = _HINTS.get(measured[1].name, "") if measured else ""
    compared = (
        re.search(re.escape(measured[0]), bare)
        if measured and hint
        else _AMOUNT.search(bare, opener.end() if opener else 0)
    )
    if compared is None:
        return None
    than = next((m for m in _THAN.finditer(bare, compared.end()) if not bare[m.end() :].strip()[:1].isdigit()), None)
    joins = than or _OR.search(bare)
    if joins is None or joins.start() < compared.end() <= joins.end():
        return None
    parts = [compared.span(), joins.span(), *([opener.span()] if opener and than else [])]
    rest = bare
    for start, end in sorted(parts, reverse=True):
        rest = f"{rest[:start]}{',' if (start, end) == joins.span() else ''}{rest[end:]}"
    asks: Literal["how much", "which", "whether"] = "which" if not than else "how much" if opener else "whether"
    wants_more = measured[2] if measured and hint else bool(compared["more"])
    return Versus(asks, wants_more, asks == "how much" or bare != text, hint, " ".join(rest.split()))


def compares_rows(text: str) -> bool:
    """Whether the question compares two things that can be rows of a table."""
    return find_versus(text) is not None


def answer_versus(request: Request) -> Iterator[Piece]:
    """Yield which of two rows has more, whether it has, or by how much. Yield nothing if it is open which cells are
    meant."""
    versus = find_versus(request.text)
    if versus is None or not request.question.stands_alone:
        return
    found = tables_for(request)
    request.watch.lap("search")
    cells = {table.sql: _only_cells(table, versus) for table in found.tables}
    table = found.nearest([table for table in found.tables if cells[table.sql]])
    if table and (compared := cells[table.sql]):
        yield from _compared(request, versus, table, compared)


def _only_cells(table: Table, versus: Versus) -> _Cells | None:
    """The cells that the question means in the table. None if it means none, or can mean several."""
    found = {cells for one in understand_question(versus.rest, table) if (cells := _cells(one, versus))}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells to compare: those of `measure` in the rows where `key` has one of the two values."""

    key: Column
    values: tuple[str, str]  # in the order of the question
    measure: Column
    others: tuple[str, ...]  # further conditions in SQL

    @property
    def is_since(self) -> bool:
        """Whether the measure is a time since which something is old: then less is more."""
        return self.measure.kind == "date" or self.measure.is_year


def _cells(one: Understood, versus: Versus) -> _Cells | None:
    values: dict[Column, list[str]] = {}
    others = []
    for condition in one.conditions:
        found = _IS.fullmatch(condition)
        column = next((c for c in one.table.columns if found and c.sql == found["column"] and c.kind == "text"), None)
        if column is None or found is None:
            others.append(condition)
        else:
            values.setdefault(column, []).extend(read_texts(found["texts"]))
    pairs = [column for column, named in values.items() if len(named) == 2]
    measures = one.numbers or _hinted(one.table, versus.hint)
    if not measures and versus.hint in ("", "time"):  # "take" can be said of money and of time
        measures = one.amounts or _money(one.table)
    if len(pairs) != 1 or len(measures) != 1 or one.kinds or any(mention.others for mention in one.mentions):
        return None
    others += [is_one_of(column.sql, named) for column, named in values.items() if column != pairs[0]]
    first, second = sorted(values[pairs[0]], key=lambda text: _place(one, text))
    return _Cells(pairs[0], (first, second), measures[0], tuple(others))


def _place(one: Understood, text: str) -> int:
    """The place of the first word of the value in the question."""
    said = {root(token) for token in tokens(text)}
    return next((place for place, word in enumerate(one.words) if word.root in said), len(one.words))


def _money(table: Table) -> list[Column]:
    """The one column of money: "how much more did we take in May" means that."""
    found = [column for column in table.columns if column.kind == "number" and is_money(column)]
    return found if len(found) == 1 else []


def _hinted(table: Table, hint: Hint) -> list[Column]:
    return hinted_columns(table, hint) or (ages_by_date(table) if hint == "age" else [])


def _compared(request: Request, versus: Versus, table: Table, cells: _Cells) -> Iterator[Piece]:
    """Yield the two values, and before them whether it is so, or how much the difference is."""
    with Database([table]) as database:
        one, other = (_value(table, cells, value, database) for value in cells.values)
        if one is None or other is None:
            return
        is_less = (one > other) if cells.is_since else (one < other)
        holds = one != other and is_less != versus.wants_more
        is_difference = versus.by_how_much and cells.measure.kind == "number" and (holds or versus.asks == "which")
        reading = _difference(table, cells) if is_difference else _both(table, cells, wants_more=versus.wants_more)
        result = compute_reading(reading, [table], database)
    if result is None:
        return
    request.watch.lap("compute")
    if versus.asks == "which":
        said = cells.values[0 if holds else 1] if one != other else ""
    else:
        said = "" if is_difference else yes_no(request.question.asked)[0 if holds else 1]
    yield from show_result(request, result, BY_RULE, head=said)


def _value(table: Table, cells: _Cells, value: str, database: Database) -> Any:
    """What the rows of the value have of the measure, added up. None if they have none, or if it cannot be added."""
    result = compute(f"SELECT {cells.measure.sql} FROM {table.sql} WHERE {_where(cells, value)}", [table], database)
    found = [row[0] for row in result.rows if row[0] is not None] if result else []
    if len(found) > 1:
        return sum(found) if can_be_added(cells.measure) and cells.measure.kind == "number" else None
    return found[0] if found else None


def _where(cells: _Cells, *values: str) -> str:
    return " AND ".join([is_one_of(cells.key.sql, values), *cells.others])


def _both(table: Table, cells: _Cells, *, wants_more: bool) -> Reading:
    """Both with their values, the one first that has what the question asks for."""
    order = "ASC" if cells.is_since == wants_more else "DESC"
    key, measure, where = cells.key.sql, cells.measure.sql, _where(cells, *cells.values)
    rows = [row for row in table.values if row[table.by_sql[key]] in cells.values]
    if len(rows) > 2:
        measure, where = f"sum({measure})", f"{where} GROUP BY {key}"
    sql = f"SELECT {key}, {measure} FROM {table.sql} WHERE {where} ORDER BY {measure} {order}"
    return Reading(table, sql, extra=1)


def _difference(table: Table, cells: _Cells) -> Reading:
    keys = [row[table.by_sql[cells.key.sql]] for row in table.values]
    what = cells.measure.sql if sum(map(keys.count, cells.values)) == len(cells.values) else f"sum({cells.measure.sql})"
    of_each = [f"(SELECT {what} FROM {table.sql} WHERE {_where(cells, value)})" for value in cells.values]
    return Reading(table, f"SELECT abs({of_each[0]} - {of_each[1]})")
