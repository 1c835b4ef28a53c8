"""What the answers from tables show: a result with its rows, or why nothing can be computed. They quote the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.text.identify import identify_language
from qa.forms.form import Request
from qa.forms.tables.cite import cite_rows, quote_cells
from qa.forms.tables.compute import Result
from qa.forms.tables.find import Candidates
from qa.forms.tables.queries import Source
from qa.forms.tables.typed import Table
from qa.forms.tables.wording import joined
from qa.records import Answer, Piece, Statement
from qa.text.markers import as_markers
from qa.text.words import stem, tokens

SHOWN = 20  # rows that are cited, and values that are listed
NEAREST = 5  # rows that are shown if nothing can be computed
CANNOT = "Quoth cannot compute this from your tables."
_TOLD_BY = 4000  # characters that tell the language of a document


def show_result(request: Request, result: Result, model: str, remark: str = "") -> Iterator[Piece]:
    shown = list(dict.fromkeys(f"{row[0]} ({', '.join(row[1:])})" if len(row) > 1 else row[0] for row in result.shown))
    values = shown[:SHOWN] + ([f"{len(shown) - SHOWN:,} more"] if len(shown) > SHOWN else [])
    hits, citations = cite_rows(request.index, result.sources[:SHOWN])
    markers = as_markers(range(1, len(hits) + 1))
    how = f": {result.how}" if result.how else ", computed with the query that is shown with the answer"
    more = len(result.sources) - SHOWN
    rest = f" The first {SHOWN} of {len(result.sources):,} rows are cited." if more > 0 else ""
    rest += remark
    statement = Statement(f"{joined(values)}{how} {markers}.", citations, supported=True, score=1.0)
    yield statement.text + rest
    answer = request.finish(statement.text + rest, [statement], hits, model=model)
    yield replace(answer, sql=result.sql)


def decline(request: Request, tables: Sequence[Table], found: Candidates, reason: str = CANNOT) -> Iterator[Piece]:
    """Say that it cannot be computed, and quote the first rows of the tables."""
    rows = [Source(table, row, ()) for table in tables for row in range(len(table.rows))]
    hits, citations = cite_rows(request.index, rows[:NEAREST])
    quotes = quote_cells(citations)
    text = f"{reason} These are rows of the table:" if quotes else reason
    text = "\n".join([text, *(f"- {quote.text}" for quote in quotes)])
    yield text
    answer: Answer = request.finish(text, quotes, hits or found.hits[:8])
    yield replace(answer, abstained=True, confidence=0.0)


def is_foreign(request: Request, table: Table) -> bool:
    """Whether the question is in another language than the document of the table."""
    languages = request.question.languages
    if not languages:
        return False
    text = request.index.document(table.written.document_id).text[:_TOLD_BY]
    return identify_language(text) in languages


def are_nowhere(words: Sequence[str], request: Request, found: Candidates) -> bool:
    """Whether the documents that a search found contain none of the words."""
    names = {hit.passage.document_id for hit in found.hits}
    held = {stem(token) for name in names for token in tokens(f"{name} {request.index.document(name).text}")}
    return held.isdisjoint(map(stem, words))
