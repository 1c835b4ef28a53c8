"""Answers to questions that write otherwise what a table has, and to those about something that it surely has not.

Also tells when a model took the row of another thing for an answer.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence

from qa.checking.asked_thing import asked_head, has_word
from qa.engines.engine import Engine
from qa.engines.extractive_engine import ExtractiveEngine
from qa.evidence.excerpts import place
from qa.evidence.gather import Readers
from qa.evidence.prompt import NO, YES, compose_rereading
from qa.forms.form import Request
from qa.forms.tables.cite import cite_rows
from qa.forms.tables.compute import Result
from qa.forms.tables.find import Candidates
from qa.forms.tables.meant import entry_meant, find_meant, nearest_entries, phrases_left
from qa.forms.tables.shown import are_nowhere, decline, is_foreign, show_result
from qa.forms.tables.solve import solved_as
from qa.forms.tables.vocabulary import families_of
from qa.records import Citation, Piece
from qa.text.messages import message
from qa.text.parsed import ParsedText
from qa.text.words import tokens

_MOST_TABLES = 2  # of the best document that a question is read for
_SURELY_NOT = 0.4  # below this probability for each cell, a row is of something else
# What is counted or measured, as in "how much water", need not be named by a row of numbers.
_NUMBER_OF = r"\b(?:many|much|viele?|hoeveel|combien d(?:e |['’])|cuánt[oa]s?|quant[ieoa]s?)\s?(?:\w+\s){0,2}"
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_LIKELY = 0.5  # probability that rows answer a question, of which a word was left out


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
            if are_nowhere(list(tokens(meant.unknown)), request, found) and not is_foreign(request, table):
                reason = message("no_row", request.question.asked).format(table=table.name, words=meant.unknown)
                yield from decline(request, (), found, reason)
                return
            continue
        result = solved_as(meant.question, table)
        request.watch.lap("compute")
        if result and (not meant.left_out or (yield from _do_rows_answer(request, result, engine))):
            read_as = message("read_as", request.question.asked)
            remarks = "".join(f" {read_as.format(words=words, entry=entry)}" for words, entry in meant.read_as)
            yield from show_result(request, result, engine.name, remarks)
            return


def _do_rows_answer(request: Request, result: Result, engine: Engine) -> Generator[str, None, bool]:
    """Yield "" while the model reads. Return whether it says that the rows of the result answer the question."""
    prompt = compose_rereading(request.text, cite_rows(request.index, result.sources)[1])
    for _ in engine.read(prompt):
        yield ""
    likely = engine.probability(prompt, YES, NO)
    return likely is not None and likely >= _LIKELY


def is_of_another_row(question: ParsedText, cited: Sequence[Citation], models: Readers) -> Generator[str, None, bool]:
    """Yield "" while the model reads. Return whether the cited rows are about other things than what is asked for.

    Then neither the rows nor what stands above them have its name, and it means none of their cells.
    """
    thing = asked_head(question)
    texts = [ParsedText(text) for one in cited for text in (one.quote, place(one.passage))]
    is_counted = re.search(rf"{_NUMBER_OF}{re.escape(thing)}\b", question.text, re.IGNORECASE)
    if not thing or is_counted or has_word(thing, texts):
        return False
    cells = [cell for one in cited for pair in one.quote.split(" | ") for cell in pair.split(": ", maxsplit=1)]
    named = list(dict.fromkeys(cell.strip() for cell in cells if _names_something(cell)))
    nearest = nearest_entries(thing, named, models.embedder)
    return (yield from entry_meant(thing, nearest, nearest, models.engine, unlikely=_SURELY_NOT)) is None


def _names_something(cell: str) -> bool:
    """Whether a cell or the name of a column has a word that is not just one for amounts: not "Price" nor "45,00"."""
    words = [word for word in tokens(_IN_BRACKETS.sub("", cell)) if word.isalpha()]
    return any(not families_of(word) for word in words)
