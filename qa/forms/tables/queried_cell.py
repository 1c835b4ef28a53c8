"""Finds the cell that a model's SQL leads to, for a question of which rules do not understand every word.

"What is the season ticket for a kid?" means the column "Child (4-15)". Both ways of asking must lead to the same cell,
the model must find that it answers the question, and the best passage must be a table or lack the name. Where two
things of a row are asked for ("in which room, and on what day?"), it is two cells or three. What other tables say of
the codes and names of a row belongs to it: the customer of a rental, and the zone of that customer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from qa.engines.extractive_engine import ExtractiveEngine
from qa.forms.form import Request
from qa.forms.question_parts import asks_of_the_same, asks_several
from qa.forms.tables.compute import Result
from qa.forms.tables.conditions import numbers_of_rows
from qa.forms.tables.database import Database, walk
from qa.forms.tables.find import Candidates, is_said_better
from qa.forms.tables.joins import widest
from qa.forms.tables.mentions import likely_values, stems_of
from qa.forms.tables.model import compute_with_model
from qa.forms.tables.nearest_cell import can_answer, cell_answers
from qa.forms.tables.queries import Source, select_of
from qa.forms.tables.question_words import operations
from qa.forms.tables.shown import show_result
from qa.forms.tables.typed import Table
from qa.forms.tables.vocabulary import is_money
from qa.forms.tables.wording import bare_name
from qa.forms.words.negation import denies_several, is_negated
from qa.records import Piece
from qa.text.units import currencies
from qa.text.words import tokens

_MOST_ROWS = 20  # that are compared with sentences
_ASKS_TWO = re.compile(
    r"\b(?:and|und|et|y|e|en|i) (?:\w+ )?(?:what|which|whom?|when|where|how|was|w[eo]r?|we[mn]|wann|welche\w*|wie\w*"
    r"|qui|quand|où|quell?es?|combien|qu[ée]|cu[aá]\w+|quién|dónde|cómo|chi|quando|dove|qual\w*|quanto|quanti|wat|welke?"
    r"|wanneer|waar|hoe\w*|wie|quem|kto|kiedy|gdzie|ile)\b",
    re.IGNORECASE,
)
_ASKS_PRICE = re.compile(
    r"\b(?:how much (?:is|are|does|do|would)|price|costs?|po ile|ile kosztuj\w*|was kostet|wie teuer|preis"
    r"|combien coûte|à combien|prix|cu[aá]nto cuesta|a cu[aá]nto|precio|quanto costa|a quanto|prezzo|hoe duur|wat kost"
    r"|prijs|quanto custa|preço)\b",
    re.IGNORECASE,
)


def answer_queried_cell(request: Request, found: Candidates) -> Iterator[Piece]:
    """Yield the cell that is meant. Yield nothing if that is open, or if no model is there."""
    engine, text = request.models.engine, request.text
    if isinstance(engine, ExtractiveEngine) or operations(text):
        return
    if is_negated(text) or denies_several(text) or (asks_several(text) and not asks_of_the_same(text)):
        return
    table = _table_meant(text, found)
    if table is None or _is_told_elsewhere(text, table, found):
        return
    tables = [widest(table, found.tables)]
    yield ""
    with Database(tables) as database:
        result = yield from compute_with_model(
            text, tables, database, engine, is_wanted=partial(_is_cell, several=_ASKS_TWO.search(text) is not None)
        )
    request.watch.lap("compute")
    if result is None or is_said_better(text, result.sources, found):
        return
    value = ", ".join(result.shown(request.question.language)[0])
    told = f"{result.how.told()}: {value}"
    if (
        can_answer(text, value)
        and _is_priced(text, result)
        and (yield from cell_answers(text, tables[0], told, engine))
    ):
        yield from show_result(request, result, engine.name)


def _table_meant(question: str, found: Candidates) -> Table | None:
    """The first table with a row that the question names: in the document of the best passage, or, if that passage is
    no table, one that is named by words or a number that are not in it.
    """
    if not found.hits:
        return None
    named = ((table, name) for table in found.tables for name in _names_of_rows(question, table))
    passage = found.hits[0].passage
    if found.is_best:
        return next((table for table, _ in named if table.written.document_id == passage.document_id), None)
    said = {*stems_of(passage.text)}
    return next((table for table, name in named if said.isdisjoint(name)), None)


def _is_told_elsewhere(question: str, table: Table, found: Candidates) -> bool:
    """Whether a sentence has more words of the question than each row with a value that it names, and all columns."""
    named = {value for _, value in likely_values(question, table)}
    rows = [row for row, values in enumerate(table.values) if named & {one for one in values if isinstance(one, str)}]
    columns = tuple(column.sql for column in table.columns)
    cells = [Source(table, row, columns) for row in rows[:_MOST_ROWS]]
    return bool(cells) and is_said_better(question, cells, found)


def _names_of_rows(question: str, table: Table) -> Iterator[set[str]]:
    """The stems of the words, or the number, by which the question names values or rows of the table."""
    asked = {*stems_of(question)}
    yield from (asked & {*stems_of(value)} for _, value in likely_values(question, table))
    yield from ({str(number)} for _, number in numbers_of_rows(question, table))


def _is_priced(question: str, result: Result) -> bool:
    """Whether the result is an amount of money if the question asks for a price in words that only do so."""
    if not _ASKS_PRICE.search(question):
        return True
    table = result.sources[0].table
    column = table.columns[table.by_sql[bare_name(select_of(result.how.tree)["select_list"][0])]]
    money = is_money(column) or currencies(result.shown()[0][0])
    return column.kind != "number" or bool(money) or not any(map(is_money, table.columns))


def _is_cell(result: Result, *, several: bool) -> bool:
    """Whether the result is one cell as it stands in the table, or several cells of a row."""
    node = select_of(result.how.tree)
    parts = node["select_list"]
    if not len(result.sources) == len(result.rows) == 1 or len(parts) not in ((2, 3) if several else (1,)):
        return False
    if any(part.get("type") != "COLUMN_REF" for part in parts):
        return False
    named = [bare_name(part) for part in walk(node.get("where_clause")) if part.get("type") == "COLUMN_REF"]
    table = result.sources[0].table
    return not any(_leaves_group(bare_name(part), named, table) for part in parts)


def _leaves_group(chosen: str, named: Sequence[str], table: Table) -> bool:
    """Whether the cell stands below another heading than what names its row, although there is one like it below that.

    With "Hall: class", "Hall: teacher", "Studio: class" and "Studio: teacher", a class in the studio has its teacher.
    """
    words = {column.sql: [*tokens(column.name.casefold())] or [""] for column in table.columns}
    own = words.get(chosen)
    if own is None:
        return False
    return any(
        own[0] != other[0] and one[0] == other[0] and one[-1] == own[-1] and one != other
        for other in filter(None, map(words.get, named))
        for one in words.values()
    )
