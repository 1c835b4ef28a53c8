"""Finds the cell that a question means whose row it names, by names and ranges, and whose column it calls otherwise.

"What does a bunny cost per night in April?" means the column "Rabbits Hutch". The reranker and the embedder must choose
the same column, and a language model must find that the cell answers the question.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from qa.engines.engine import Engine
from qa.engines.extractive_engine import ExtractiveEngine
from qa.evidence.prompt import NO, YES, ask_of_text
from qa.forms.form import BY_RULE, Models, Request
from qa.forms.tables.axes import Axis, axes_of, find_asked, numbered_names
from qa.forms.tables.compute import compute_reading
from qa.forms.tables.database import Database
from qa.forms.tables.find import Candidates, unknown_words
from qa.forms.tables.left_over import is_thing
from qa.forms.tables.mentions import context_of, words_of
from qa.forms.tables.ranges import is_price, without_period
from qa.forms.tables.reading import Reading
from qa.forms.tables.shown import show_result
from qa.forms.tables.sql_text import is_one_of
from qa.forms.tables.times import named_times
from qa.forms.tables.typed import Column, Table
from qa.forms.tables.values import is_empty
from qa.forms.words.negation import denies_several
from qa.forms.words.roots import roots
from qa.records import Piece
from qa.text.facts import is_negated
from qa.text.quantities import Quantity, find_quantities
from qa.text.spans import Span

_MOST_TABLES = 4  # of the best document
_MOST_ROWS = 300
_MOST_COLUMNS = 40
# By how much the reranker prefers a name to the next one if it means what is asked, in logits: of the twelve columns
# that were looked at, those that are meant lead by .4 or more, except where a range decides.
_LEAD = 0.4
_POINTS = re.compile(r"\W*(?:see|siehe|voir|véase|vedi|zie)\b", re.IGNORECASE)  # such a cell only says where it is told
_ANSWERS = 0.5  # the least probability that the cell answers


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell, and how many words of the question its table has in its titles."""

    table: Table
    row: int
    labels: tuple[Column, ...]
    column: Column
    fits: int

    @property
    def told(self) -> str:
        """The row's labels, the name of the column and what the cell says."""
        own = self.table.cells[self.row]
        labels = (own[self.table.by_sql[column.sql]] for column in self.labels)
        value = own[self.table.by_sql[self.column.sql]]
        names = ", ".join(cell.text for cell in labels if cell)
        return f"{names}. {self.column.label}: {value.text if value else ''}"


def answer_nearest_cell(request: Request, found: Candidates) -> Iterator[Piece]:
    """Yield the cell that is meant. Yield nothing if that is open, or if no model is there to say that it answers."""
    engine, reranker = request.models.engine, request.models.reranker
    if isinstance(engine, ExtractiveEngine) or reranker is None or not found.hits or not _is_plain(request):
        return
    best = found.hits[0].passage.document_id
    tables = [table for table in found.tables if table.written.document_id == best and not table.joins]
    meant = [cell for table in tables[:_MOST_TABLES] if (cell := _cell_meant(request.text, table, request.models))]
    meant = [cell for cell in meant if cell.fits == max(other.fits for other in meant)]
    if len(meant) != 1 or not (yield from cell_answers(request.text, meant[0].table, meant[0].told, engine)):
        return
    cell = meant[0]
    with Database([cell.table]) as database:
        result = compute_reading(_reading_of(cell), [cell.table], database)
    request.watch.lap("compute")
    if result:
        yield from show_result(request, result, BY_RULE)


def _is_plain(request: Request) -> bool:
    """Whether the question can be read so: it is English, denies nothing, and names no quarter, which rules know."""
    text = request.text
    is_english = request.question.searched.is_english
    return is_english and not is_negated(text) and not denies_several(text) and not named_times(words_of(text))


def _cell_meant(question: str, table: Table, models: Models) -> _Cell | None:
    """The cell of the table that the question means. None if it names no row, or if several columns can be meant."""
    if not 1 < len(table.rows) <= _MOST_ROWS or not 2 < len(table.columns) <= _MOST_COLUMNS:
        return None
    labels, others = _parts(table)
    placed = _placed(question, table, labels)
    if placed is None:
        return None
    rows, columns = set(range(len(table.rows))), {table.by_sql[column.sql] for column in others}
    for axis, point in placed:
        if axis.columns:
            rows &= set(axis.all_holding(point))
        else:
            columns &= set(axis.all_holding(point))
    rows = _named(question, table, labels, rows, is_placed=any(axis.columns for axis, _ in placed))
    if len(rows) != 1 or not columns:
        return None
    row = rows.pop()
    filled = [table.columns[at] for at in sorted(columns)]
    column = filled[0] if len(filled) == 1 else _meant(question, filled, models)
    cell = table.cells[row][table.by_sql[column.sql]] if column else None
    if column is None or cell is None or not can_answer(question, cell.text):
        return None
    is_ranged = any(not axis.columns for axis, _ in placed)  # "31 kilos" leads to its column
    is_named = not is_ranged and (len(filled) == 1 or bool(set(roots(column.label)) & set(roots(question))))
    if is_named and _has_other_thing(question, table):
        return None
    return _Cell(table, row, labels, column, len(context_of(table) & {word.stem for word in words_of(question)}))


def _has_other_thing(question: str, table: Table) -> bool:
    """Whether the question names a thing that the table does not have. If it names the column, no other column can be
    meant by it: "the price of a battery for the probe" is not that of the probe.
    """
    rest = find_asked(question, numbered_names(table)).rest  # without days and amounts
    unknown = unknown_words(rest, [table])
    return any(word.stem in unknown and is_thing(word.text, question) for word in words_of(rest))


def _placed(question: str, table: Table, labels: Sequence[Column]) -> list[tuple[Axis, Quantity | Span]] | None:
    """The axes of rows and columns for what the question names, each with what is looked for there.

    None if a time or an amount has none, unless the table is called after it ("2025"), or a label has its number.
    """
    asked = without_period(find_asked(question, numbered_names(table)), table)
    axes = [axis for axis in axes_of(table) if axis.columns <= set(labels)]
    held = {cell.text for own in table.cells for cell in own[: len(labels)] if cell}
    numbers = {one.value for text in held for one, *_ in find_quantities(text)}
    found: list[tuple[Axis, Quantity | Span]] = []
    for point in asked.points:
        own = [axis for axis in axes if axis.kind == point.cycle]
        if not own and point.cycle != "weekday":
            return None
        found += [(axis, point) for axis in own]
    for amount in map(_in_days, asked.amounts):
        if not amount.unit and amount.value in numbers:
            continue  # "a ten-visit ticket" names the row "Ten visits"
        own = [axis for axis in axes if axis.kind == "amount" and axis.units - {""} == {amount.unit} - {""}]
        if not own:
            return None
        found += [(axis, amount) for axis in own]
    return found


def _in_days(amount: Quantity) -> Quantity:
    """An amount of weeks as the number of days or nights: "two weeks" is 14."""
    return Quantity(amount.value * 7, "") if amount.unit == "week" else amount


def _parts(table: Table) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """The columns that label the rows, and the others. Labels stand before numbers; without these, the first is one."""
    numbers = [place for place, column in enumerate(table.columns) if column.kind == "number" and not column.is_year]
    cut = max(1, numbers[0]) if numbers else 1
    return table.columns[:cut], table.columns[cut:]


def _named(question: str, table: Table, labels: Sequence[Column], rows: set[int], *, is_placed: bool) -> set[int]:
    """Those of the rows that have all words of the question that labels have. None if no word or range tells them."""
    held = {row: _words_in(table, row, labels) for row in range(len(table.rows))}
    every = set[str]().union(*held.values())
    asked = {word for word in roots(question) if not word[0].isdigit()}  # amounts have their axes
    telling = asked & {one for one in every if not all(one in words for words in held.values())}
    rows = {row for row in rows if telling <= held[row]} if telling or is_placed else set()
    return {row for row in rows if _are_named(table, row, labels, telling, asked)}


def _are_named(table: Table, row: int, labels: Sequence[Column], telling: set[str], asked: set[str]) -> bool:
    """Whether most words of each label with a telling word are asked for: "the smallest room" does not name the row
    "Suitable for rooms up to". Numbers do not count.
    """
    texts = (cell.text for column in labels if (cell := table.cells[row][table.by_sql[column.sql]]))
    words = ({word for word in roots(text) if not word[0].isdigit()} for text in texts)
    return all(2 * len(one & asked) > len(one) for one in words if one & telling)


def _words_in(table: Table, row: int, labels: Sequence[Column]) -> set[str]:
    cells = (table.cells[row][table.by_sql[column.sql]] for column in labels)
    return {one for cell in cells if cell for one in roots(cell.text)}


def _meant(question: str, columns: Sequence[Column], models: Models) -> Column | None:
    """The column whose name means what is asked. None if the two models choose different ones, or are not sure."""
    names = [column.label for column in columns]
    assert models.reranker
    scores = np.array(models.reranker.scores(question, names, seconds=1.0) or [0.0] * len(names))
    cosines = models.embedder.embed_passages(names) @ models.embedder.embed_questions([question])[0]
    best, second = np.argsort(-scores)[:2]
    is_sure = scores[best] - scores[second] >= _LEAD and np.argmax(cosines) == best
    return columns[best] if is_sure else None


def can_answer(question: str, cell: str) -> bool:
    """Whether the text of a cell tells something, and an amount of money if a price is asked for."""
    return not is_empty(cell) and not _POINTS.match(cell) and is_price(question, cell)


def cell_answers(question: str, table: Table, told: str, engine: Engine) -> Generator[Piece, None, bool]:
    """Yield "" while the model reads what is told of a cell. Return whether it finds that this answers the question."""
    prompt = ask_of_text(question, f"Text from “{table.name}”: {told}")
    for _ in engine.read(prompt):
        yield ""
    said = engine.probability(prompt, YES, NO)
    return said is not None and said >= _ANSWERS


def _reading_of(cell: _Cell) -> Reading:
    own = cell.table.values[cell.row]
    where = []
    for column in cell.labels:
        value = own[cell.table.by_sql[column.sql]]
        if isinstance(value, str):
            where.append(is_one_of(column.sql, [value]))
    sql = f"SELECT {cell.column.sql} FROM {cell.table.sql} WHERE {' AND '.join(where)}"
    return Reading(cell.table, sql, is_look_up=True)
