"""Turns an understood question into SQL. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from qa.forms.tables.conditions import value_conditions
from qa.forms.tables.flags import is_flag
from qa.forms.tables.joins import names_by_number
from qa.forms.tables.mentions import stems_of
from qa.forms.tables.people import are_whole_names, means_everybody, names_of_people
from qa.forms.tables.prices import find_priced, quantity_of
from qa.forms.tables.question_words import asks_for_different
from qa.forms.tables.reading import AGGREGATES, Reading, is_time, keys_of, listed, numbers_rows, repeats
from qa.forms.tables.sql_text import text_literal
from qa.forms.tables.superlatives import asks_who, people_asked_for, superlatives
from qa.forms.tables.typed import AMOUNTS, Column, Table
from qa.forms.tables.understand import WHO, Understood, rows_asked_for, understand_question
from qa.forms.tables.vocabulary import (
    ROWS,
    can_be_added,
    families_around,
    families_of,
    families_of_column,
    flow_of,
)
from qa.forms.words.roots import root
from qa.text.words import tokens

_TWO_YEARS = re.compile(r"(.+) IN \((\d{4}), (\d{4})\)")
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"(?=.*\d)[\w./-]+")
_AND = frozenset("and und et y e en".split())
_HOW_OFTEN = re.compile(r"how (?:often|many times)|wie (?:oft|häufig)|combien de fois|cuántas veces", re.IGNORECASE)


def read_question(question: str, table: Table, *, strictly: bool = True) -> list[Reading]:
    """All ways to understand the question as one about the table. Empty if `strictly` and a word of it is left over."""
    return [reading for one in understand_question(question, table, strictly=strictly) for reading in _readings(one)]


def read_loosely(question: str, table: Table) -> list[tuple[Understood, Reading]]:
    """All ways to read the question, with words left over."""
    found = understand_question(question, table, strictly=False)
    return [(one, reading) for one in found for reading in _readings(one)]


def unknown_parts(question: str, table: Table) -> list[str]:
    """The words without which the question is understood as one about the table. Empty if they are not enough."""
    found = [
        one.left_over
        for one in understand_question(question, table, strictly=False)
        if (one.kinds or one.how_much) and any(not reading.is_look_up for reading in _readings(one))
    ]
    return min(found, key=len, default=[])


def counts_rows(question: str, table: Table) -> bool:
    """Whether "how many" asks for rows of the table, or for different values, and not for a number in a cell."""
    return any(
        one.kinds == {"count"} and any("count(" in reading.sql for reading in _count(one))
        for one in understand_question(question, table, strictly=False)
    )


# Between two columns: "the phone of the guide".
_OF = frozenset(
    "of the their his her its s de du des la le les l d der die das dem den von vom del las los el di della dello dell"
    " dei da do dos van het een".split()
)


def _readings(one: Understood) -> Iterator[Reading]:
    kinds, table = one.kinds, one.table
    if "share" in kinds:
        yield from _share(one)
    elif "difference" in kinds:
        yield from _differences(one)
    elif kinds & {"max", "min"}:
        yield from superlatives(one)
    elif kinds & {"sum", "mean", "median"} and "count" not in kinds:
        yield from _aggregate(one, next(kind for kind in ("mean", "median", "sum") if kind in kinds))
    elif "count" in kinds and kinds <= {"count", "sum"}:
        yield from _count(one)
    elif kinds & {"mean", "median"} and len(one.numbers) == 1:
        yield from _aggregate(one, "mean" if "mean" in kinds else "median")
    elif "sort" in kinds and len(one.numbers) == 1:
        texts = [column for column in one.columns if column.kind == "text"]
        shown = list(dict.fromkeys([*(texts or keys_of(table)), one.numbers[0]]))
        yield Reading(
            table, f"SELECT {listed(shown)} FROM {table.sql}{one.where} ORDER BY {one.numbers[0].sql} DESC", one.named
        )
    elif not kinds and one.each and len(one.numbers) == 1 and one.each.kind != "number":
        each, measure = one.each.sql, one.numbers[0].sql
        sql = f"SELECT {each}, sum({measure}) FROM {table.sql}{one.where} GROUP BY {each}"
        yield Reading(table, sql, one.named)
    elif not kinds and one.by_blanks:
        yield from _not_done(one)
    elif not kinds and (shown := _shown_of_rows(one)):
        yield Reading(table, f"SELECT {listed(shown)} FROM {table.sql}{one.where}", one.named)
    elif not kinds and one.conditions and not one.compared:
        yield from _look_up(one)


def _not_done(one: Understood) -> Iterator[Reading]:
    """Who has not paid yet, or which rows are still open."""
    people: list[Column] = []
    if asks_who(one) or any(means_everybody(word.text, one.table) for word in one.words):
        people = names_of_people([column for column in one.table.columns if column.kind == "text"])
        people = people if len(people) == 1 or are_whole_names(people) else people_asked_for(one)
    if shown := people or [column for column in one.targets if column.kind == "text"] or keys_of(one.table):
        yield Reading(one.table, f"SELECT {listed(shown)} FROM {one.table.sql}{one.where}", one.named)


def _shown_of_rows(one: Understood) -> list[Column]:
    """The columns to show if the question asks for rows, as in "which boats are blue": those it names, or their names.

    Empty if it does not, or if it says all of that already.
    """
    known = {mention.column for mention in one.mentions}
    if one.targets:
        is_list = one.compared or one.by_flags or (one.mentions and one.asks_for_several)
        return list(one.targets) if is_list and not known.issuperset(one.targets) else []
    if not (one.conditions and rows_asked_for(one.words, one.table)):
        return []
    keys = [column for column in keys_of(one.table) if column not in known]
    return keys or [column for column in one.table.columns if column.kind == "text" and column not in known]


def _look_up(one: Understood) -> Iterator[Reading]:
    """The one cell that the question asks for, or the sum of several if it asks how much of what can be added."""
    limited = {mention.column for mention in one.mentions}
    limited |= {column for column in one.columns if one.by_flags and is_flag(column, one.table)}
    wanted = [column for column in one.columns if column not in limited]
    if wanted and asks_who(one) and all(any(c.sql in condition for condition in one.conditions) for c in wanted):
        if people := people_asked_for(one):  # as in "who was born in 1990?"
            yield Reading(one.table, f"SELECT {listed(people)} FROM {one.table.sql}{one.where}", one.named)
        return
    if asks_who(one) and len(wanted) == 1 and _has_codes(one.table, wanted[0]):
        wanted = _named_by(one.table, wanted[0])
        if not wanted:
            return  # a code is nobody
    wanted = wanted or [column for column in one.table.columns if column.name == AMOUNTS]
    if len(wanted) > 1 and len(one.targets) == 1 and one.targets[0] in wanted:  # "which pen was the dog put in?"
        wanted = list(one.targets)
    if further := [column for column in wanted if column.is_joined]:  # as in "the phone of the pump's supplier"
        if any(column.sql in join.others for join in one.table.joins for column in wanted):
            return  # the row that another column names is meant
        wanted = _first_of(one, further)
    measures = one.numbers or one.amounts
    if one.how_much and len(measures) == 1 and can_be_added(measures[0]) and wanted in ([], measures):
        yield Reading(one.table, f"SELECT sum({measures[0].sql}) FROM {one.table.sql}{one.where}", one.named)
    elif one.how_much and not wanted:
        yield from _sides(one)
    elif len(wanted) == 1 or _are_listed(one, wanted):
        who = _who(one, wanted) if len(wanted) == 1 and _asks_who_too(one) else []
        shown = list(dict.fromkeys([*who, *wanted]))
        yield Reading(one.table, f"SELECT {listed(shown)} FROM {one.table.sql}{one.where}", one.named, is_look_up=True)


def _are_listed(one: Understood, columns: Sequence[Column]) -> bool:
    """Whether the question asks for two columns of a row: "who is the driver, and what is the fee?"."""
    if len(columns) != 2 or one.how_much:
        return False
    first, second = sorted(columns, key=lambda column: min(one.columns[column]))
    between = range(max(one.columns[first]) + 1, min(one.columns[second]))
    return any(one.words[place].text.casefold() in _AND for place in between)


def _has_codes(table: Table, column: Column) -> bool:
    """Whether the column has codes, such as H06, or numbers people: "Owner no"."""
    texts = table.texts.get(column.sql, {})
    if column.kind == "number":
        return names_by_number(column)
    return bool(texts) and all(_CODE.fullmatch(text) for text in texts)


def _named_by(table: Table, codes: Column) -> list[Column]:
    """The joined column that names what the codes stand for, if they stand in the first column of its table."""
    number, joined = next((pair for pair in enumerate(table.joins, 1) if pair[1].link == codes.sql), (0, None))
    if joined is None:
        return []
    firsts = {row.cells[0] for row in joined.written.rows}
    names = (
        column
        for column in table.columns
        if column.join == number and column.kind == "text" and not any(map(_DIGIT.search, table.texts[column.sql]))
    )
    return list(islice(names, 1)) if all(key in firsts for key in joined.keys if key) else []


def _first_of(one: Understood, columns: list[Column]) -> list[Column]:
    """The first of the columns if it is that of the others: "the phone of the guide of Ines"."""
    if len(columns) < 2:
        return columns
    places = sorted(((min(one.columns[column]), column) for column in columns), key=lambda pair: pair[0])
    between = {one.words[place].text.casefold() for place in range(places[0][0], places[-1][0])}
    named = {one.words[place].text.casefold() for column in columns for place in one.columns[column]}
    return [places[0][1]] if between - named and between - named <= _OF else columns


def _who(one: Understood, wanted: Sequence[Column]) -> Sequence[Column]:
    """The columns that say who a row is about: the one that links it to another table, or the only other text."""
    link = one.table.joins[0].link if one.table.joins else ""
    if linking := [column for column in one.table.columns if column.sql == link]:
        return linking
    beside = {*wanted, *(mention.column for mention in one.mentions)}
    others = [column for column in one.table.columns if column.kind == "text" and column not in beside]
    return others if len(others) == 1 else keys_of(one.table)


def _sides(one: Understood) -> Iterator[Reading]:
    """The sum of each side of a cash book: only one has amounts in the rows that are meant."""
    for side in filter(flow_of, one.table.columns):
        yield Reading(one.table, f"SELECT sum({side.sql}) FROM {one.table.sql}{one.where}", one.named)


def _asks_who_too(one: Understood) -> bool:
    """Whether the question begins with "who" and goes on with "and how much": the name of the row is asked for too."""
    words = [word.text.casefold() for word in one.words]
    return bool(words) and words[0] in WHO and bool(_AND.intersection(words[1:]))


def _aggregate(one: Understood, kind: str) -> Iterator[Reading]:
    measures = one.numbers or [column for column in one.amounts if kind != "sum" or _can_be_meant(one, column)]
    priced = find_priced(one) if kind == "sum" else None
    if priced and (not measures or priced.price in measures) and priced.factors.issuperset(measures):
        measures = [priced.price]  # "the price of the boxes"
    if not measures and kind == "sum":
        yield from _sides(one)
    if len(measures) != 1:
        return
    is_product = priced is not None and measures == [priced.price]
    if kind == "sum" and measures[0].is_joined and not is_product:
        return
    name, measure, function = one.table.sql, measures[0].sql, AGGREGATES[kind]
    if priced and is_product:
        measure = priced.sql
    if kind == "mean" and one.per and (period := _period(one)):
        yield Reading(one.table, f"SELECT sum({measure}) / count(DISTINCT {period}) FROM {name}{one.where}", one.named)
    elif one.each is None:
        yield Reading(one.table, f"SELECT {function}({measure}) FROM {name}{one.where}", one.named)
    elif kind == "sum":
        each = one.each.sql
        yield Reading(one.table, f"SELECT {each}, sum({measure}) FROM {name}{one.where} GROUP BY {each}", one.named)
    else:
        # If each row is a different thing, the average is that of the rows. Otherwise there is an average for each
        # thing, but not for each year or the like, because sums could be meant.
        each = one.each.sql
        again = f"(SELECT count(*) > count(DISTINCT {each}) FROM {name}{one.where})"
        where = f"{one.where or ' WHERE true'} AND"
        yield Reading(one.table, f"SELECT {function}({measure}) FROM {name}{where} NOT {again}", one.named)
        if not is_time(one.each):
            sql = f"SELECT {each}, {function}({measure}) FROM {name}{where} {again} GROUP BY {each}"
            yield Reading(one.table, sql, one.named)


def _can_be_meant(one: Understood, column: Column) -> bool:
    """Whether a sum can mean the column without naming it: "the total of all invoices" means their amounts."""
    named = any(found.kind == "text" and found not in {m.column for m in one.mentions} for found in one.columns)
    is_amount = bool(families_of_column(column) & {"amount", "cost", "income", "quantity", "sale"})
    return can_be_added(column) and (is_amount or column.name == AMOUNTS or not named)


def _period(one: Understood) -> str:
    """The months or years of the table's only column of dates, in SQL; "" if it has none."""
    dates = [column for column in one.table.columns if column.kind == "date"]
    if len(dates) != 1:
        return ""
    return f"strftime({dates[0].sql}, '{'%Y-%m' if one.per == 'month' else '%Y'}')"


def _count(one: Understood) -> Iterator[Reading]:
    name, words = one.table.sql, one.words
    asked = next(asked for asked in one.asked if asked.kind == "count")
    said = " ".join(word.text for word in words[asked.start : asked.end])
    if _HOW_OFTEN.match(said):
        if one.mentions and not one.numbers and all(repeats(one.table, [mention.column]) for mention in one.mentions):
            yield Reading(one.table, f"SELECT count(*) FROM {name}{one.where}", one.named)
        return
    head = next(
        (p for p in range(asked.end, len(words)) if words[p].is_content and not asks_for_different(words[p].text)), None
    )
    if head is None:
        return
    counted = next((c for c, places in one.columns.items() if head in places and c not in one.measured), None)
    if counted and counted.kind == "number" and not counted.is_year and not numbers_rows(one.table, counted):
        yield from _number_of(one, counted)
        return
    is_value = any(mention.start <= head < mention.end for mention in one.mentions)
    if is_value and (quantity := quantity_of(one.table)):
        yield from _number_of(one, quantity)
        return
    if any(not repeats(one.table, [mention.column]) for mention in one.mentions):
        return  # there can be only one such row, so it is not counted
    what = "count(*)"
    if counted and counted.kind == "text" and (one.is_different or not _is_row(one, head)) and _differ(one, counted):
        what = f"count(DISTINCT {counted.sql})"
    elif one.is_different:
        return
    is_named = words[head].stem in stems_of(one.table.name)
    means_rows = (
        is_named
        or words[head].text.casefold() in ROWS
        or not families_around(one.table).isdisjoint(families_of(words[head].text))
        or (means_everybody(words[head].text, one.table) and not repeats(one.table, keys_of(one.table)))
    )
    if not counted and not is_value and not means_rows:
        return
    if one.each is None:  # the table of patients before others with their numbers
        yield Reading(one.table, f"SELECT {what} FROM {name}{one.where}", one.named + is_named)
    elif one.each != counted:
        each = one.each.sql
        yield Reading(one.table, f"SELECT {each}, {what} FROM {name}{one.where} GROUP BY {each}", one.named)


def _differ(one: Understood, column: Column) -> bool:
    return one.is_different or repeats(one.table, [column])


def _is_row(one: Understood, head: int) -> bool:
    """Whether the table is called after the counted thing, so that each row is one: "lessons" in "music lessons"."""
    called = [tokens(text.replace("_", " ")) for text in (one.table.name, one.table.written.title)]
    return one.words[head].root in {root(words[-1]) for found in called if (words := list(found))}


def _number_of(one: Understood, column: Column) -> Iterator[Reading]:
    """The sum of a column of numbers, or the one cell if they cannot be added."""
    name = one.table.sql
    if one.each:
        each = one.each.sql
        yield Reading(one.table, f"SELECT {each}, sum({column.sql}) FROM {name}{one.where} GROUP BY {each}", one.named)
    elif can_be_added(column):
        yield Reading(one.table, f"SELECT sum({column.sql}) FROM {name}{one.where}", one.named)
    elif one.conditions:
        yield Reading(one.table, f"SELECT {column.sql} FROM {name}{one.where}", one.named, is_look_up=True)


def _share(one: Understood) -> Iterator[Reading]:
    """The part that the rows with the values of the question are of all, in percent."""
    values = list(value_conditions(one.mentions))
    measures = one.numbers or [column for column in one.amounts if column.name == AMOUNTS]
    if not values or one.kinds - {"share", "sum", "count"} or len(measures) > 1:
        return
    if one.numbers and not can_be_added(one.numbers[0]):
        return
    what = f"sum({measures[0].sql})" if measures else "count(*)"
    rest = [condition for condition in one.conditions if condition not in values]
    name = one.table.sql
    whole = f"(SELECT {what} FROM {name}{' WHERE ' + ' AND '.join(rest) if rest else ''})"
    part = f"(SELECT {what} FROM {name} WHERE {' AND '.join(one.conditions)})"
    yield Reading(one.table, f"SELECT 100.0 * {part} / {whole}", one.named, unit="%")


def _differences(one: Understood) -> Iterator[Reading]:
    if len(one.numbers) != 1 or one.kinds - {"difference", "max", "min"}:
        return
    measure, name = one.numbers[0].sql, one.table.sql
    if one.kinds == {"difference", "max", "min"}:
        yield Reading(one.table, f"SELECT max({measure}) - min({measure}) FROM {name}{one.where}", one.named)
        return
    values: dict[Column, list[str]] = {}
    for mention in one.mentions:
        values.setdefault(mention.column, []).append(mention.value)
    pairs = [column for column, found in values.items() if len(set(found)) == 2]
    years = [match for condition in one.conditions if (match := _TWO_YEARS.fullmatch(condition))]
    if not pairs and len(years) == 1 and one.kinds == {"difference"}:
        rest = [condition for condition in one.conditions if condition != years[0][0]]
        sums = [
            f"(SELECT sum({measure}) FROM {name} WHERE {' AND '.join([f'{years[0][1]} = {year}', *rest])})"
            for year in (years[0][2], years[0][3])
        ]
        yield Reading(one.table, f"SELECT abs({sums[0]} - {sums[1]})", one.named)
    if len(pairs) == 1 and one.kinds == {"difference"}:
        others = list(value_conditions([mention for mention in one.mentions if mention.column != pairs[0]]))
        others += one.conditions[len(list(value_conditions(one.mentions))) :]
        parts = [
            f"(SELECT sum({measure}) FROM {name} WHERE {' AND '.join([is_value, *others])})"
            for value in dict.fromkeys(values[pairs[0]])
            for is_value in [f"{pairs[0].sql} = {text_literal(value)}"]
        ]
        yield Reading(one.table, f"SELECT abs({parts[0]} - {parts[1]})", one.named)
