"""Finds the cell that a model's SQL leads to, for a question of which rules do not understand every word.

"What is the season ticket for a kid?" means the column "Child (4-15)". Both ways of asking must lead to the same cell,
it must stand in the document of the best passage, and the model must find that it answers the question.
"""

from __future__ import annotations

from collections.abc import Iterator

from qa.engines.extractive_engine import ExtractiveEngine
from qa.forms.form import Request
from qa.forms.tables.compute import Result
from qa.forms.tables.database import Database
from qa.forms.tables.find import Candidates
from qa.forms.tables.mentions import likely_values
from qa.forms.tables.model import compute_with_model
from qa.forms.tables.nearest_cell import can_answer, cell_answers
from qa.forms.tables.queries import select_of
from qa.forms.tables.question_words import operations
from qa.forms.tables.shown import show_result
from qa.forms.words.negation import denies_several, is_negated
from qa.records import Piece


def answer_queried_cell(request: Request, found: Candidates) -> Iterator[Piece]:
    """Yield the cell that is meant. Yield nothing if that is open, or if no model is there."""
    engine, text = request.models.engine, request.text
    if isinstance(engine, ExtractiveEngine) or not found.is_best or operations(text):
        return
    if is_negated(text) or denies_several(text):
        return
    best = found.hits[0].passage.document_id
    tables = [table for table in found.tables if table.written.document_id == best and not table.joined][:1]
    if not tables or not likely_values(text, tables[0]):
        return
    yield ""
    with Database(tables) as database:
        result = yield from compute_with_model(text, tables, database, engine, is_wanted=_is_one_cell)
    request.watch.lap("compute")
    if result is None:
        return
    value = result.shown(request.question.language)[0][0]
    told = f"{result.how.told()}: {value}"
    if can_answer(text, value) and (yield from cell_answers(text, tables[0], told, engine)):
        yield from show_result(request, result, engine.name)


def _is_one_cell(result: Result) -> bool:
    """Whether the result is one cell as it stands in the table."""
    parts = select_of(result.how.tree)["select_list"]
    is_one = len(result.sources) == len(result.rows) == len(parts) == 1
    return is_one and parts[0].get("type") == "COLUMN_REF"
