"""Answers questions that need computing over the tables of the documents: totals, means, counts, extremes and others.

A rule turns a clear question into SQL. For others the model writes it, twice, and both results must be the same.
Where that fails, the answer says so and shows the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile

from qa.engines.extractive_engine import ExtractiveEngine
from qa.forms.form import BY_RULE, Request
from qa.forms.tables.cite import cite_rows
from qa.forms.tables.compute import Result, compute_reading, told
from qa.forms.tables.database import Database
from qa.forms.tables.find import Candidates, find_tables, linked, unknown_words
from qa.forms.tables.mentions import Word, words_of
from qa.forms.tables.model import compute_with_model
from qa.forms.tables.queries import Source
from qa.forms.tables.question_words import limits, operations
from qa.forms.tables.rules import Reading, counts_rows, read_question
from qa.forms.tables.typed import Table
from qa.forms.tables.wording import joined
from qa.records import Answer, Piece, Statement

SHOWN = 20  # rows that are cited, and values that are listed
NEAREST = 5  # rows that are shown if nothing can be computed
CANNOT = "Quoth cannot compute this from your tables."
_MOST_JOINED = 3  # tables in one query of the model


def is_about_tables(text: str) -> bool:
    """Whether the question may need a table: it names an operation, a comparison, or a number such as a year."""
    return bool(operations(text) or limits(text) or re.search(r"\d", text))


def answer_table(request: Request) -> Iterator[Piece]:
    """Yield the answer that is computed from tables. Yield nothing if no table fits the question."""
    found = find_tables(request.text, request.index, request.within)
    if not found.tables:
        return
    request.watch.lap("search")
    readings = [reading for table in found.tables for reading in read_question(request.text, table)]
    if readings:
        with Database(list({reading.table.sql: reading.table for reading in readings}.values())) as database:
            best = _best(readings)
            results = [compute_reading(reading, [reading.table], database) for reading in best]
            asked = told(best[0].sql, [best[0].table], database)
        request.watch.lap("compute")
        kept = [result for result in results if result]
        if kept and len({result.key for result in kept}) == 1:
            yield from _finished(request, kept[0], BY_RULE)
        elif kept:
            yield from _declined(request, [reading.table for reading in best], found)
        elif found.is_best and not best[0].is_look_up:
            yield from _declined(request, [best[0].table], found, f"No row fits: {asked}." if asked else CANNOT)
        return
    if tables := _tables_for_model(request.text, found):
        engine = request.models.engine
        if isinstance(engine, ExtractiveEngine):
            return
        yield ""
        with Database(tables) as database:
            result = yield from compute_with_model(request.text, tables, database, engine)
        request.watch.lap("compute")
        yield from _finished(request, result, engine.name) if result else _declined(request, tables[:1], found)


def _best(readings: Sequence[Reading]) -> list[Reading]:
    """The readings that name most columns and values of their table. What they compute must be the same."""
    most = max(reading.named for reading in readings)
    return [reading for reading in readings if reading.named == most]


def _tables_for_model(question: str, found: Candidates) -> list[Table]:
    """The best table, and others that know more words of the question and share a column. Empty if none fits.

    What the question measures, its names and its numbers must all be in the tables: otherwise the model would answer
    from the nearest column.
    """
    asked = [one for one in operations(question) if one.hint != "order"]  # "first" seldom asks for computing
    if not asked or not found.is_best:
        return []
    ranked = sorted(found.tables, key=lambda table: len(unknown_words(question, [table])))
    chosen = ranked[:1]
    for other in linked(chosen[0], ranked[1:]):
        if len(chosen) < _MOST_JOINED and unknown_words(question, [*chosen, other]) < unknown_words(question, chosen):
            chosen.append(other)
    if unknown_words(question, chosen) & _must_be_known(question):
        return []
    only_counts = all(one.kind == "count" for one in asked)
    return [] if only_counts and not any(counts_rows(question, table) for table in chosen) else chosen


def _must_be_known(question: str) -> set[str]:
    """The stems of the names and numbers in the question, and of the words right after its operations."""
    words = words_of(question)
    strict = {word.stem for word in words[1:] if word.text[:1].isupper()}
    strict |= {word.stem for word in words if word.text[:1].isdigit()}
    for one in operations(question):
        after = words[one.end :]
        strict |= {word.stem for word in takewhile(_carries, dropwhile(lambda word: not word.is_content, after))}
    return strict


def _carries(word: Word) -> bool:
    return word.is_content


def _finished(request: Request, result: Result, model: str) -> Iterator[Piece]:
    values = [", ".join(row[: len(row) - result.extra]) + _extra(row, result.extra) for row in result.shown[:SHOWN]]
    if len(result.shown) > SHOWN:
        values.append(f"{len(result.shown) - SHOWN:,} more")
    hits, citations = cite_rows(request.index, result.sources[:SHOWN])
    markers = "".join(f"[{number}]" for number in range(1, len(hits) + 1))
    how = f": {result.how}" if result.how else ", computed with the SQL query below"
    more = len(result.sources) - SHOWN
    rest = f" The first {SHOWN} of {len(result.sources):,} rows are cited." if more > 0 else ""
    statement = Statement(f"{joined(values)}{how} {markers}.", citations, supported=True, score=1.0)
    yield statement.text + rest
    answer = request.finish(statement.text + rest, [statement], hits, model=model)
    yield replace(answer, sql=result.sql)


def _extra(row: Sequence[str], extra: int) -> str:
    return f" ({', '.join(row[len(row) - extra :])})" if extra else ""


def _declined(request: Request, tables: Sequence[Table], found: Candidates, reason: str = CANNOT) -> Iterator[Piece]:
    """Say that it cannot be computed, and quote the first rows of the tables."""
    rows = [Source(table, row, ()) for table in tables for row in range(len(table.rows))]
    hits, citations = cite_rows(request.index, rows[:NEAREST])
    quotes = tuple(
        Statement(f"{citation.quote} [{citation.number}]", (citation,), supported=True, score=1.0, verbatim=True)
        for citation in citations
    )
    text = f"{reason} These are rows of the table:" if quotes else reason
    text = "\n".join([text, *(f"- {quote.text}" for quote in quotes)])
    yield text
    answer: Answer = request.finish(text, quotes, hits or found.hits[:8])
    yield replace(answer, abstained=True)
