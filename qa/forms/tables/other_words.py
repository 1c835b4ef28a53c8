"""Answers to questions that write otherwise what a table has, and to those about something that it surely has not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.engines.extractive_engine import ExtractiveEngine
from qa.forms.form import Request
from qa.forms.tables.find import Candidates
from qa.forms.tables.meant import find_meant, phrases_left
from qa.forms.tables.mentions import find_values, words_of
from qa.forms.tables.shown import are_nowhere, decline, is_foreign, show_result
from qa.forms.tables.solve import solved_as
from qa.forms.tables.typed import Table
from qa.records import Piece
from qa.text.words import tokens

_CODE = re.compile(r"(?=.*\d)(?=.*[^\W\d_]).{4,}")
_MOST_TABLES = 2  # of the best document that a question is read for


def answer_as_meant(request: Request, found: Candidates) -> Iterator[Piece]:
    """Yield what the question computes or looks up with the entries that its words mean, if it has words that the best
    table does not have."""
    best = found.hits[0].passage.document_id if found.is_best else ""
    tables = [table for table in found.tables if table.written.document_id == best][:_MOST_TABLES]
    tables = [table for table in tables if phrases_left(request.text, table)]
    if not tables or isinstance(engine := request.models.engine, ExtractiveEngine):
        return
    for table in tables:
        meant = yield from find_meant(request.text, table, request.models)
        if meant is None:
            continue
        if meant.unknown:
            if (
                not _names_code(request.text, table)
                and are_nowhere(list(tokens(meant.unknown)), request, found)
                and not is_foreign(request, table)
            ):
                words = request.say("quoted", text=meant.unknown)
                reason = request.say("no_row", table=table.name, words=words)
                yield from decline(request, (), found, reason)
                return
            continue
        result = solved_as(meant.question, table)
        request.watch.lap("compute")
        if result:
            remarks = [request.say("read_as", words=words, entry=entry) for words, entry in meant.read_as]
            yield from show_result(request, result, engine.name, remarks)
            return


def _names_code(question: str, table: Table) -> bool:
    """Whether it names a row by its code: "the French invoice V-2025-31" is that one, also if no row says French."""
    return any(_CODE.fullmatch(mention.value) for mention in find_values(words_of(question), table))
