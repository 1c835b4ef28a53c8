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
from qa.records import Answer, Piece, Statement
from qa.text.markers import as_markers
from qa.text.words import stem, tokens

SHOWN = 20  # rows that are cited, and values that are listed
NEAREST = 5  # rows that are shown if nothing can be computed
_TOLD_BY = 4000  # characters that tell the language of a document


def show_result(
    request: Request, result: Result, model: str, remarks: Sequence[str] = (), *, head: str = ""
) -> Iterator[Piece]:
    """Yield the result, how it was computed, and its rows. `head` stands before it, such as "Yes"."""
    language = request.question.language
    shown = [f"{first} ({', '.join(others)})" if others else first for first, *others in result.shown(language)]
    values = list(dict.fromkeys(shown))
    if len(values) > SHOWN:
        values = [*values[:SHOWN], request.say("more_of_them", n=len(values) - SHOWN)]
    hits, citations = cite_rows(request.index, result.sources[:SHOWN])
    markers = as_markers(range(1, len(hits) + 1))
    how = result.how.told(language)
    told = request.say("result" if how else "by_query", values=request.listed(values), how=how)
    if len(result.sources) > SHOWN:
        remarks = [request.say("rows_cited", most=SHOWN, n=len(result.sources)), *remarks]
    told = f"{head}. {told}" if head else told
    statement = Statement(f"{told} {markers}.", citations, supported=True, score=1.0)
    text = " ".join([statement.text, *remarks])
    yield text
    answer = request.finish(text, [statement], hits, model=model)
    yield replace(answer, sql=result.sql)


def decline(request: Request, tables: Sequence[Table], found: Candidates, reason: str = "") -> Iterator[Piece]:
    """Say that it cannot be computed, or the reason, and quote the first rows of the tables."""
    rows = [Source(table, row, ()) for table in tables for row in range(len(table.rows))]
    hits, citations = cite_rows(request.index, rows[:NEAREST])
    quotes = quote_cells(citations)
    reason = reason or request.say("cannot_compute")
    reason = request.say("these_rows", reason=reason) if quotes else reason
    text = "\n".join([reason, *(f"- {quote.text}" for quote in quotes)])
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
