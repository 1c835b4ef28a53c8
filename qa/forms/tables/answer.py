"""Answers questions that need computing over the tables of the documents: totals, means, counts, extremes and others.

Rules turn a clear question into SQL. For others the model writes the SQL in two ways, and both results must be the
same. If that fails, the answer says so and shows the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.engines.extractive_engine import ExtractiveEngine
from qa.forms.form import BY_RULE, Request
from qa.forms.question_parts import asks_several
from qa.forms.quoting import Quotes
from qa.forms.tables.blanks import asks_for_blanks
from qa.forms.tables.compute import Result, without_value
from qa.forms.tables.database import Database
from qa.forms.tables.find import Candidates, is_said_beside, of_newest_editions, tables_for, text_beside
from qa.forms.tables.mentions import words_of
from qa.forms.tables.model import agrees_with_model, compute_with_model
from qa.forms.tables.nearest_cell import answer_nearest_cell
from qa.forms.tables.other_words import answer_as_meant
from qa.forms.tables.queried_cell import answer_queried_cell
from qa.forms.tables.question_words import asks_how_much, limits, operations
from qa.forms.tables.ranges import answer_by_range, names_range, range_without
from qa.forms.tables.shown import are_nowhere, decline, is_foreign, show_result
from qa.forms.tables.solve import (
    Solved,
    find_rows,
    look_up,
    look_up_linked,
    solve_by_rules,
    solve_loosely,
    tables_that_fit,
    uses_both,
)
from qa.forms.tables.values import MONTHS
from qa.forms.words.comparatives import asks_by_how_much
from qa.forms.words.negation import denies_several
from qa.forms.yes_no import asks_yes_or_no
from qa.records import Answer, Piece
from qa.text.words import tokens

# A number such as a year, a month, or a German compound such as "Durchschnittspreis" or "Gesamtbetrag".
_MAY_NAME = re.compile(rf"\d|\b(?:{MONTHS})\b|\b(?:durchschnitts|gesamt|höchst|mindest)\w{{4}}", re.IGNORECASE)
_STATED_TOTAL = re.compile(
    r"^\W*(?:grand )?(?:total\w*|gesamt\w*|summe|suma|somme|(?:amount|balance) due|invoice (?:total|amount)|zu zahlen"
    r"|(?:rechnungs|end|zahl)(?:betrag|summe|total)|montant (?:total|dû|à payer|ttc)|net à payer|importe total"
    r"|importo (?:totale|dovuto)|valor total|totaal\w*|te betalen|(?:eind|factuur)bedrag)\b[^\n\d]{0,30}\d",
    re.IGNORECASE | re.MULTILINE,
)
# "Which boats are blue?" asks for rows.
_ASKS_WHICH = re.compile(
    r"^\W*(?:which|what|welche[rs]?|quel(?:le)?s|cuáles|qué|quali|quais|welke) (?:\w+ )+", re.IGNORECASE
)
_OF_TAX = frozenset(
    "net gross vat tax taxes netto brutto mwst mehrwertsteuer ust ht ttc tva hors taxe taxes iva imposta imposto btw"
    " netta lordo neto bruto líquido".split()
)
_LEAST_LOOKED_UP = 2  # content words


def is_about_tables(text: str) -> bool:
    """Whether the question may need a table: it names an operation, a comparison, or a number such as a year.

    Or it denies several things, which can be columns of yes and no, or asks what is not yet done.
    """
    named = operations(text) or limits(text) or asks_how_much(text) or _MAY_NAME.search(text)
    return bool(named) or denies_several(text) or asks_for_blanks(text)


def asks_which(text: str) -> bool:
    """Whether the question asks which of several things it is."""
    return _ASKS_WHICH.match(text) is not None


def names_operation(text: str) -> bool:
    """Whether the question names something to compute, such as a total."""
    return bool(operations(text))


def rules_can_answer(text: str) -> bool:
    """Whether the question may need a table, or a range of one: it names an amount, a day or a time."""
    return is_about_tables(text) or names_range(text) or asks_which(text)


def may_look_up(text: str) -> bool:
    """Whether the question can name a row and a column, or a cell."""
    return len({word.stem for word in words_of(text) if word.is_content}) >= _LEAST_LOOKED_UP


def answer_by_rules(request: Request) -> Iterator[Piece]:
    """Yield what rules compute from tables, or look up in a range of one. Yield nothing if they understand neither.

    "How many people can it take?" means no sum of all rows, so a question that needs earlier turns is not computed. But
    "how many of them are women?" says which rows it means.
    """
    if not request.question.stands_alone and request.history:
        return
    found = tables_for(request)
    if not found.tables:
        return
    request.watch.lap("search")
    is_clear = request.question.stands_alone
    if is_clear and is_about_tables(request.text):
        solved = _solved(request, found)
    else:
        solved = find_rows(request.text, found.tables) if not is_clear or asks_which(request.text) else None
    if solved is None and not is_clear:
        return
    if solved:
        request.watch.lap("compute")
    missing = without_value(solved.result) if solved and solved.result else {}
    if solved and solved.result and (missing or asks_by_how_much(request.text)):
        if missing and any(one.kind not in ("max", "min", "difference") for one in operations(request.text)):
            reason = request.say("no_value", table=solved.tables[0].name, **missing)
            yield from decline(request, solved.tables, found, reason)
        return  # comparing two things is another form
    if solved and solved.result and _is_sure(request, solved.result, found):
        yield from show_result(request, solved.result, BY_RULE)
        return
    if solved and solved.result and (stated := _stated_total(request, solved.result, found)):
        yield stated
        return
    piece: Piece = ""
    for piece in _in_range(request, found) if names_range(request.text) else ():
        yield piece
    if not isinstance(piece, Answer) and solved:
        yield from _not_computed(request, solved, found)


def _solved(request: Request, found: Candidates) -> Solved | None:
    """What the rules make of the question. If two tables differ, only those of the newest editions count."""
    solved = solve_by_rules(request.text, found.tables)
    if solved is None or not solved.differs:
        return solved
    newest = of_newest_editions(request.text, found.tables, request.index)
    return solve_by_rules(request.text, newest) if len(newest) < len(found.tables) else solved


def _stated_total(request: Request, result: Result, found: Candidates) -> Answer | None:
    """The total that stands beside the table, such as that of an invoice, quoted. None if there is none."""
    table = result.sources[0].table
    name = f"{table.name} {table.written.title} {table.written.document_id}".casefold()
    is_named = any(word in name for word in map(str.casefold, tokens(request.text)) if any(map(str.isdigit, word)))
    if not (found.is_best or is_named) or "sum(" not in result.sql or " WHERE " in result.sql:
        return None
    text, rows = request.index.document(table.written.document_id).text, table.written.rows
    lines = [m for m in _STATED_TOTAL.finditer(text) if m.end() <= rows[0].start or m.start() >= rows[-1].end]
    if not lines:
        return None
    start, end = lines[-1].start(), text.find("\n", lines[-1].end())
    quotes = Quotes(request.index)
    quote = quotes.quote(table.written.document_id, start, len(text) if end < 0 else end)
    return request.finish(quote.text, [quote], quotes.hits) if quote else None


def _not_computed(request: Request, solved: Solved, found: Candidates) -> Iterator[Piece]:
    """Yield why it cannot be computed, or what a model computes too. Yield nothing if the table is not surely meant."""
    if solved.unknown and all(word.casefold() in _OF_TAX for word in solved.unknown):
        return  # an invoice states its net total beside the table
    if solved.differs:
        yield from decline(request, solved.tables, found)
    elif (solved.asked or solved.unknown) and is_foreign(request, solved.tables[0]):
        return  # its words are not those of the table
    elif solved.asked and found.is_best:
        if asked := solved.asked.told(request.question.language):
            yield from decline(request, solved.tables, found, request.say("no_row_fits", asked=asked))
    elif solved.unknown and found.is_best and are_nowhere(solved.unknown, request, found):
        piece: Piece = ""
        loosely = _if_model_agrees(request, solve_loosely(request.text, found.tables))
        for piece in _first_answer(answer_as_meant(request, found), loosely):
            yield piece
        if isinstance(piece, Answer):
            return
        named = request.listed([request.say("quoted", text=word) for word in solved.unknown])
        reason = request.say("no_row", table=solved.tables[0].name, words=named)
        yield from decline(request, solved.tables, found, reason)


def _in_range(request: Request, found: Candidates) -> Iterator[Piece]:
    """Yield what the label of a row or column that is a range leads to, or that no range contains the amount."""
    piece: Piece = ""
    for piece in answer_by_range(request, found.tables):
        yield piece
    lacking = range_without(request, found.tables[:1]) if found.is_best and not piece else None
    if lacking:
        table, amounts = lacking
        reason = request.say("no_range", table=table.name, amount=request.listed(list(map(request.amount, amounts))))
        yield from decline(request, [table], found, reason)


def answer_with_model(request: Request) -> Iterator[Piece]:
    """Yield the answer that a model's SQL computes from tables. Yield nothing if no table fits the question."""
    found = tables_for(request)
    request.watch.lap("search")
    tables = tables_that_fit(request.text, found.tables) if found.is_best else []
    engine = request.models.engine if tables else None
    if engine is None or isinstance(engine, ExtractiveEngine):
        return
    yield ""
    with Database(tables) as database:
        result = yield from compute_with_model(request.text, tables, database, engine)
    request.watch.lap("compute")
    if result:
        yield from show_result(request, result, engine.name)
    elif (
        any(one.kind not in ("max", "min") for one in operations(request.text))
        and not _can_be_said(request.text)
        and not tables[0].totals  # one that the table states can be read
    ):
        yield from decline(request, tables[:1], found)


def answer_in_agreement(request: Request) -> Iterator[Piece]:
    """Yield what a rule computes although it does not know every word of the question, if a model's SQL agrees.

    A name or a code that is not known could change the answer, so then nothing is yielded.
    """
    tables = tables_for(request).tables
    yield from _if_model_agrees(request, solve_loosely(request.text, tables))


def answer_look_up(request: Request) -> Iterator[Piece]:
    """Yield the one cell that the question leads to, in one table or over two, if every word of it is understood.

    A single table must be in the document that was found best, or no sentence may say it too (`is_said_beside`).
    """
    found = tables_for(request)
    best = found.hits[0].passage.document_id if found.is_best else ""
    tables = [table for table in found.tables if table.written.document_id == best]
    result = look_up(request.text, tables) or look_up_linked(request.text, found.linked)
    result = result or look_up_linked(request.text, found.linked_in_threes)
    if not result:
        other = look_up(request.text, of_newest_editions(request.text, found.tables, request.index))
        result = None if other and is_said_beside(request.text, other.sources[0], found) else other
    if result:
        request.watch.lap("compute")
        yield from show_result(request, result, BY_RULE)
    else:
        yield from _first_answer(
            answer_as_meant(request, found), answer_nearest_cell(request, found), answer_queried_cell(request, found)
        )


def _first_answer(*ways: Iterator[Piece]) -> Iterator[Piece]:
    """Yield from the ways one after another, until one ends with an answer."""
    for way in ways:
        piece: Piece = ""
        for piece in way:
            yield piece
        if isinstance(piece, Answer):
            return


def look_up_in_agreement(request: Request) -> Iterator[Piece]:
    """Yield the one cell that two values and a name of the question lead to, if a model's SQL agrees.

    One value is enough if it leads over two linked tables.
    """
    found = tables_for(request)
    loose = solve_loosely(request.text, found.tables, linked=found.linked)
    if loose and loose.result and (is_about_tables(request.text) or uses_both(loose.result)):
        yield from _if_model_agrees(request, loose)


def _if_model_agrees(request: Request, loose: Solved | None) -> Iterator[Piece]:
    if loose is None or loose.result is None or isinstance(request.models.engine, ExtractiveEngine):
        return
    engine = request.models.engine
    yield ""
    with Database(loose.tables) as database:
        agrees = yield from agrees_with_model(request.text, loose.tables, loose.result, database, engine)
    request.watch.lap("compute")
    if agrees:
        yield from show_result(request, loose.result, engine.name)


def _is_sure(request: Request, result: Result, found: Candidates) -> bool:
    """Whether it is what is asked. A whole table must be the best found, and no total stands beside it.

    The total of an invoice is more than the sum of its rows, and a text can say how many guests come.
    """
    if " WHERE " in result.sql:
        return True
    beside = text_beside(result.sources[0].table, request.index)
    return found.is_best and not ("sum(" in result.sql and _STATED_TOTAL.search(beside))


def _can_be_said(text: str) -> bool:
    """Whether a text can say what is asked: "the longest notice", or whether there is a break, and how long it is."""
    return asks_yes_or_no(text) or asks_several(text)
