"""Compares what was planned with what was spent: "Which project is over budget?", "How much is left for it?"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.forms.form import BY_RULE, Request
from qa.forms.tables.compute import compute_reading
from qa.forms.tables.database import Database
from qa.forms.tables.find import tables_for
from qa.forms.tables.reading import Reading, keys_of, listed
from qa.forms.tables.shown import show_result
from qa.forms.tables.typed import Column, Table, unit_of
from qa.forms.tables.understand import Understood, understand_question
from qa.records import Piece

_PLANNED = re.compile(
    r"\b(?:budget\w*|planned|plan|estimate[ds]?|quoted?|forecast|soll|geplant\w*|plankosten|kostenvoranschlag|ansatz"
    r"|prévue?s?|devis|presupuest\w*|previst[oa]s?|preventiv[oi]|orçament\w*|begroot|begroting)\b",
    re.IGNORECASE,
)
_SPENT = re.compile(
    r"\b(?:spent|actual\w*|final|real|costs?|used|ist|ausgegeben|ausgaben|tatsächlich\w*|kosten|dépens\w+|réel\w*|coûts?"
    r"|gastad[oa]s?|gastos?|costes?|spes[aoei]|cost[oi]|consuntiv[oi]|gast[oa]s?|custos?|besteed|uitgegeven|werkelijk\w*)\b",
    re.IGNORECASE,
)
_THAN_PLANNED = r"(?: (?:than|als|que|di|do que|dan) (?:planned|geplant|prévu|previsto|begroot))?"
_OVER = re.compile(
    r"\b(?:(?:go(?:ne|es)?|went|ran|run|is|are|was|were) over(?: (?:the|its|their|our))?(?: budget)?"
    r"|over(?: the)? budget"
    r"|over(?:ran|run|spent|spend)|exceed(?:ed|s)?(?: (?:the|its|their|our))?(?: budget)?"
    r"|(?:cost|costs|spent) more than (?:planned|budgeted|quoted|estimated)"
    r"|(?:das |sein |ihr |unser )?(?:budget )?(?:überzogen|überschritten|gesprengt)"
    r"|dépass\w+(?: (?:le|son|leur|notre))?(?: (?:budget|devis))?|(?:superad|excedid|sobrepasad)[oa](?: (?:el|su)"
    r" presupuesto)?|sforat[oi]|superato(?: il)?(?: (?:budget|preventivo))?|ultrapass\w+(?: o orçamento)?"
    rf"|overschreden){_THAN_PLANNED}",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"\b(?:(?:is|are|do we have|have we)?(?: still)? (?:left|remaining|available)(?: over)?|remains?"
    r"|bleib(?:t|en)(?: noch)?|(?:noch )?übrig|reste(?:nt)?(?:-t-il)?(?:-ils?)?"
    r"|queda[n]?|sobra[n]?|resta(?:no|m)?|avanza(?:no)?|blijft)\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(
    r"\b(?:by |um |de |di |em |met )?(?:how much(?: money)?|wie ?viel(?: geld)?|combien|cuánto|quanto|hoeveel)\b",
    re.IGNORECASE,
)
_BUDGET = re.compile(
    r"\b(?:(?:the|of|in|im|vom|du|del|dal|van) )*(?:budget|presupuesto|orçamento|begroting)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the question asks. `rest` is the question without the words for it."""

    is_over: bool  # or what is left
    is_amount: bool
    rest: str


def asks_about_budget(text: str) -> bool:
    """Whether the question asks what went over budget, or what is left of it."""
    return _find(text) is not None


def answer_budget(request: Request) -> Iterator[Piece]:
    """Yield what was spent above plan, or what is left. Yield nothing if no table has a column for each."""
    asked = _find(request.text)
    if asked is None or not request.question.stands_alone:
        return
    found = tables_for(request)
    request.watch.lap("search")
    readings = [reading for table in found.tables if (reading := _read(asked, table))]
    table = found.nearest([reading.table for reading in readings])
    if table is None:
        return
    reading = next(reading for reading in readings if reading.table is table)
    with Database([table]) as database:
        result = compute_reading(reading, [table], database)
    request.watch.lap("compute")
    if result:
        yield from show_result(request, result, BY_RULE)


def _read(asked: _Asked, table: Table) -> Reading | None:
    pair = _columns(table)
    ways = list(understand_question(asked.rest, table)) if pair else []
    return _reading(ways[0], asked, *pair) if pair and len(ways) == 1 else None


def _find(text: str) -> _Asked | None:
    over, left, much = _OVER.search(text), _LEFT.search(text), _HOW_MUCH.search(text)
    if not over and not (left and much):
        return None
    rest = (_OVER if over else _LEFT).sub(" ", _HOW_MUCH.sub(" ", text))
    return _Asked(bool(over), bool(much), " ".join(_BUDGET.sub(" ", rest).split()))


def _columns(table: Table) -> tuple[Column, Column] | None:
    """The column of what was planned and that of what was spent. None if either is missing or not the only one."""
    numbers = [column for column in table.columns if column.kind == "number" and not column.is_year]
    planned = [column for column in numbers if _PLANNED.search(column.name)]
    spent = [column for column in numbers if _SPENT.search(column.name) and column not in planned]
    return (planned[0], spent[0]) if len(planned) == len(spent) == 1 else None


def _reading(one: Understood, asked: _Asked, planned: Column, spent: Column) -> Reading | None:
    table = one.table
    if one.kinds - {"sum"} or one.compared:
        return None
    if asked.is_amount:
        first, second = (spent, planned) if asked.is_over else (planned, spent)
        sql = f"SELECT sum({first.sql}) - sum({second.sql}) FROM {table.sql}{one.where}"
        return Reading(table, sql, unit=unit_of(spent))
    named = [column for column in one.columns if column not in (planned, spent)]
    shown = list(dict.fromkeys([*(one.targets or keys_of(table)), *named]))
    where = f"{one.where or ' WHERE true'} AND {spent.sql} > {planned.sql}"
    return Reading(table, f"SELECT {listed([*shown, planned, spent])} FROM {table.sql}{where}")
