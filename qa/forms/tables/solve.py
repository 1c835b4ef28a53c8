"""Computes the answer to a question by rules, and decides which tables a model can be asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.forms.tables.compute import Result, compute_reading, read_sql
from qa.forms.tables.database import Database
from qa.forms.tables.description import Computation
from qa.forms.tables.find import linked, unknown_words
from qa.forms.tables.joins import joined_in_turn, joined_tables
from qa.forms.tables.left_over import is_name, is_thing
from qa.forms.tables.mentions import is_half_named, place_of, stems_of, words_of
from qa.forms.tables.question_words import operations
from qa.forms.tables.reading import Reading
from qa.forms.tables.rules import counts_rows, read_loosely, read_question, unknown_parts
from qa.forms.tables.typed import Table
from qa.forms.tables.understand import Understood
from qa.forms.tables.vocabulary import OCCASIONS, families_of
from qa.text.words import stem

# Words about times, which the model can turn into dates.
_IN_TIME = frozenset(map(stem, "half second third fourth quarter hälfte zweite dritte vierte quartal".split()))
_MOST_JOINED = 3  # tables in one query of the model


@dataclass(frozen=True, slots=True)
class Solved:
    """The result of a question that the rules understand."""

    result: Result | None
    tables: tuple[Table, ...]  # the tables that the question is about
    differs: bool = False  # it can be understood in several ways, with different results
    asked: Computation | None = None  # if no row fits: what the question asks for
    unknown: tuple[str, ...] = ()  # the words that name nothing in the table, if all others are understood


def find_rows(question: str, tables: Sequence[Table]) -> Solved | None:
    """The rows that the question asks for, as in "which boats are blue?". None if it asks for one cell, or for all."""
    readings = [one for table in tables for one in read_question(question, table) if not one.is_look_up]
    readings = [one for one in readings if " WHERE " in one.sql]
    return _agreed(readings)


def solve_by_rules(question: str, tables: Sequence[Table]) -> Solved | None:
    """The result if all ways to understand the question give the same. None if there is no way."""
    readings = [reading for table in tables for reading in read_question(question, table)]
    for joined in joined_in_turn(tables):  # what is asked can stand in two tables, or in three
        if readings:
            break
        readings = [reading for table in joined for reading in read_question(question, table)]
    if not readings:
        return _without_unknown(question, tables)
    best = _best(readings)
    about = _tables_of(best)
    with Database(about) as database:
        results = _results(best, database)
        if len({result.key for result in results}) > 1 and (named := _named_by_place(question, best)):
            about, results = _tables_of(named), _results(named, database)
        if results:
            agree = len({result.key for result in results}) == 1
            return Solved(results[0] if agree else None, about, differs=not agree)
        first = best[0]
        is_plain = not first.is_look_up and "(SELECT count(*)" not in first.sql  # else rows may fit that are not used
        return Solved(None, about[:1], asked=read_sql(first.sql, first.table, database) if is_plain else None)


def solved_as(question: str, table: Table) -> Result | None:
    """The result of a question about this table. A look-up leads to one cell. None as for the others."""
    readings = read_question(question, table)
    if any(not reading.is_look_up for reading in readings):
        solved = solve_by_rules(question, [table])
        return solved.result if solved else None
    return look_up(question, [table])


def look_up(question: str, tables: Sequence[Table]) -> Result | None:
    """The one cell of a table that the question leads to. None if a word is not understood, or if there are several.

    Each value must be named by half of its words: a "shift leader" is not in the row "Late shift, Monday to Friday".
    """
    read = [pair for table in tables for pair in read_loosely(question, table) if _is_understood(pair[0])]
    found = [reading for one, reading in read if reading.is_look_up and all(map(is_half_named, one.mentions))]
    agreed = _agreed(found) or _agreed(_named_by_place(question, found))
    return agreed.result if agreed else None


def _is_understood(one: Understood) -> bool:
    """Whether no word is left over, other than one for the rows of a table with dates: "the session at the lake"."""
    has_dates = any(column.kind == "date" for column in one.table.columns)
    return not one.left_over or (has_dates and all(word.casefold() in OCCASIONS for word in one.left_over))


def look_up_linked(question: str, linked: Sequence[Table]) -> Result | None:
    """The one cell that only two of the tables, which are `linked`, together lead to.

    It is, for example, the telephone number of somebody whom a rota names. None as for `look_up`.
    """
    result = look_up(question, linked)
    return result if result and uses_both(result) else None


def uses_both(result: Result) -> bool:
    """Whether the result comes from cells of joined tables."""
    used = {(one.table, column) for one in result.sources for column in one.columns}
    kinds = {table.columns[table.by_sql[column]].is_joined for table, column in used if column in table.by_sql}
    return kinds == {True, False}


def solve_loosely(question: str, tables: Sequence[Table], *, linked: Sequence[Table] | None = None) -> Solved | None:
    """The result of the reading that leaves the fewest words over. None if a name, a code, a thing or a word for a
    column that the table does not have ("costs") is left over.

    A verb such as "recorded" adds nothing. Only with such words can the result be what is asked for: "on the lift" can
    mean some of the rows, in a table that calls it otherwise.
    With `linked`, the tables joined to look rows up, None also if it is more than one cell, or if fewer than two values
    of one table name it.
    """
    only_look_up = linked is not None
    every = [*tables, *(joined_tables(tables) if linked is None else linked)]
    loose = [(one, reading) for table in every for one, reading in read_loosely(question, table)]
    loose = [(one, reading) for one, reading in loose if not any(_changes(word, question) for word in one.left_over)]
    if only_look_up:
        loose = [(one, reading) for one, reading in loose if not one.kinds - {"count"}]
        loose = [(one, reading) for one, reading in loose if len(one.conditions) > 1 or one.table.joins]
    if not loose:
        return None
    fewest = min(len(one.left_over) for one, _ in loose)
    agreed = _agreed([reading for one, reading in loose if len(one.left_over) == fewest])
    is_one_cell = agreed and agreed.result and len(agreed.result.sources) == 1
    return agreed if is_one_cell or not only_look_up else None


def _changes(word: str, question: str) -> bool:
    """Whether a word that no table knows can change what is asked: a name, a code, a thing, or a word for a column."""
    return is_name(word) or is_thing(word, question) or bool(families_of(word))


def _without_unknown(question: str, tables: Sequence[Table]) -> Solved | None:
    """The table that the question is about but for a few words. None if there is none.

    Only if a total or mean is asked for, or the words are names or codes: other words can be synonyms.
    """
    is_total = any(one.kind in ("sum", "mean", "median", "share") for one in operations(question))
    for table in tables:
        words = unknown_parts(question, table)
        if _IN_TIME & set(map(stem, words)):
            continue  # the model can know what time is meant
        if words and (is_total or all(map(is_name, words))):
            return Solved(None, (table,), unknown=tuple(words))
    return None


def _agreed(readings: Sequence[Reading]) -> Solved | None:
    """The one result of the best readings. None if there is none, or if they differ."""
    if not readings:
        return None
    best = _best(readings)
    about = _tables_of(best)
    with Database(about) as database:
        results = _results(best, database)
    return Solved(results[0], about) if len({result.key for result in results}) == 1 else None


def _best(readings: Sequence[Reading]) -> list[Reading]:
    """The readings that name most columns and values of their table. What they compute must be the same."""
    most = max(reading.named for reading in readings)
    return [reading for reading in readings if reading.named == most]


def _named_by_place(question: str, readings: Sequence[Reading]) -> list[Reading]:
    """The readings of the one table whose heading or caption has more words of the question than those of others.

    Of equal ones, the caption decides: the title of a report on 2023 is above its table of 2022 too.
    """
    asked = {word.stem for word in words_of(question) if word.is_content}
    tables = _tables_of(readings)
    shared = {
        table.sql: (len(asked & place_of(table)), len(asked.intersection(stems_of(table.written.above))))
        for table in tables
    }
    nearest = [table.sql for table in tables if shared[table.sql] == max(shared.values())]
    return [reading for reading in readings if reading.table.sql == nearest[0]] if len(nearest) == 1 else []


def _tables_of(readings: Sequence[Reading]) -> tuple[Table, ...]:
    """The different tables that the readings are about."""
    return tuple({reading.table.sql: reading.table for reading in readings}.values())


def _results(readings: Sequence[Reading], database: Database) -> list[Result]:
    """The results of the readings that have one."""
    return [result for reading in readings if (result := compute_reading(reading, [reading.table], database))]


def tables_that_fit(question: str, tables: Sequence[Table]) -> list[Table]:
    """The best table, and others that know more words of the question and share a column. Empty if none fits.

    All words of the question must be in the tables, but for words that add nothing, such as "recorded": otherwise the
    model would answer from the nearest column or row.
    """
    asked = [one for one in operations(question) if one.hint != "order"]  # "first" seldom asks for computing
    if not asked or not tables:
        return []
    ranked = sorted(tables, key=lambda table: len(unknown_words(question, [table])))
    chosen = ranked[:1]
    for other in linked(chosen[0], ranked[1:]):
        if len(chosen) < _MOST_JOINED and unknown_words(question, [*chosen, other]) < unknown_words(question, chosen):
            chosen.append(other)
    unknown = unknown_words(question, chosen) - _IN_TIME
    if any(_changes(word.text, question) for word in words_of(question) if word.stem in unknown):
        return []
    only_counts = all(one.kind == "count" for one in asked)
    return [] if only_counts and not any(counts_rows(question, table) for table in chosen) else chosen
