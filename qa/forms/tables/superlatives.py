"""Turns questions for the highest, the lowest, and those of a rank into SQL. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.forms.tables.columns import roots_of
from qa.forms.tables.conditions import hinted_columns
from qa.forms.tables.mentions import Word
from qa.forms.tables.people import ages_by_date, are_people, are_whole_names, beginnings, names_of_people
from qa.forms.tables.question_words import Asked, Hint, Rank
from qa.forms.tables.reading import AGGREGATES, Reading, is_time, keys_of, listed, repeats
from qa.forms.tables.typed import AMOUNTS, Column, unit_of
from qa.forms.tables.understand import WHICH, WHO, Period, Understood, names_rows, period_asked_for
from qa.forms.tables.vocabulary import IN_MONEY, can_be_added, families_around, families_of_column, is_numbering
from qa.text.units import currencies

_MOST_MEASURES = 3  # columns that a superlative can mean

_WHEN = frozenset("when wann quand cuándo quando wanneer".split())
_WHAT_FOR = frozenset("wofür worauf".split())
_KIND = re.compile(
    r"category|kind|type|purpose|kategorie|art|zweck|posten|verwendung|catégorie|nature|poste|categoría|tipo|concepto"
    r"|categoria|categorie|soort",
    re.IGNORECASE,
)
_MOST = re.compile(r"(?:the |am |le )?(?:most|fewest|least|meiste\w?|wenigste\w?|plus|moins|más|menos)(?: de| d['’])?$")


def superlatives(one: Understood) -> Iterator[Reading]:
    """The ways to understand a question that names a superlative."""
    if one.kinds & {"sum", "mean"}:
        yield from _best_group(one)
    elif one.kinds == {"max", "min"}:
        yield from _extremes(one)
    elif one.rank:
        yield from _ranked(one)
    elif len(one.kinds) == 1 and len(one.asked) == 1 and one.each is None:
        if _counts(one, one.asked[0]):
            yield from _most_rows(one, one.asked[0])
        else:
            yield from _superlative(one, one.asked[0])


def _superlative(one: Understood, asked: Asked) -> Iterator[Reading]:
    in_time = asked.hint in ("date", "order")
    named = [
        column
        for column in one.columns
        if column not in (*one.targets, *one.measured)
        and (column.kind == "date" or column.is_year if in_time else column.kind == "number" and not column.is_year)
    ]
    measures = named or _hinted(one, asked.hint)
    if not measures and (measures := _since(one, asked.hint)):  # the oldest was born first
        asked, in_time = replace(asked, kind="min" if asked.kind == "max" else "max"), True
    measures = measures or _any_of(one, asked) or _priced(one, asked.hint)
    targets = _targets(one, asked, measures) or (_mentioned(one) if len(measures) > 1 else [])
    if not targets and not in_time and (asked_for := period_asked_for(one.words, one.table)) and len(measures) == 1:
        yield from _best_period(one, asked, measures[0], asked_for)
        return
    for measure in measures if len(measures) == 1 or (targets and not named) else ():
        yield from _best_rows(one, asked, measure, targets, is_named=bool(named), in_time=in_time)


def _targets(one: Understood, asked: Asked, measures: Sequence[Column]) -> list[Column]:
    """The columns that the question asks for: those it names, or a person, a time or a kind."""
    if one.targets:
        return list(one.targets)
    if asks_who(one):
        return people_asked_for(one)
    first = one.words[0].text.casefold() if one.words else ""
    columns = [column for column in one.table.columns if column not in (*measures, *one.measured)]
    if first in _WHEN:
        found = [column for column in columns if is_time(column)]
    elif first in _WHAT_FOR:
        found = [column for column in columns if column.kind == "text" and _KIND.fullmatch(column.name.strip())]
    else:
        found = _object(one, asked)
    return found if len(found) == 1 else []


def _best_period(one: Understood, asked: Asked, measure: Column, period: Period) -> Iterator[Reading]:
    """The month or year with the highest or lowest sum."""
    if can_be_added(measure):
        dates = period.dates.sql
        group = f"strftime({dates}, '{'%Y-%m' if period.name == 'month' else '%Y'}')"
        where = f"{one.where or ' WHERE true'} AND {dates} IS NOT NULL"
        yield Reading(
            one.table, _best_of(one.table.sql, group, f"sum({measure.sql})", where, asked), one.named, extra=1
        )


def _since(one: Understood, hint: Hint) -> list[Column]:
    """The columns of dates since which something is old, or since which a person has been there."""
    if hint == "age":
        return ages_by_date(one.table)
    return beginnings(one.table) if hint == "time" and are_people(one.table) else []


def _any_of(one: Understood, asked: Asked) -> list[Column]:
    """All columns that can be meant if nothing says which: what they give must be the same.

    If what there is most of is in the name of one of them, it is that one.
    """
    columns = [column for column in one.table.columns if column.kind == "number" and not column.is_year]
    after = one.words[asked.end].root if asked.end < len(one.words) else ""
    columns = [column for column in columns if after in roots_of(column)] or columns
    return [] if asked.hint else [c for c in columns if can_be_added(c) and not is_numbering(c)][:_MOST_MEASURES]


def _priced(one: Understood, hint: Hint) -> list[Column]:
    """All columns of a price list that can be prices, such as "1 day" and "Fri to Mon", if none is named after them.

    What they give must be the same.
    """
    around = " ".join(part for each in one.table.all_written for part in (each.title, each.heading, each.above))
    if hint != "price" or not (families_around(one.table) & IN_MONEY or currencies(around)):
        return []
    numbers = [c for c in one.table.columns if c.kind == "number" and not c.is_year and not is_numbering(c)]
    return [c for c in numbers if not unit_of(c) and not families_of_column(c) & {"quantity", "age"}][:_MOST_MEASURES]


def _mentioned(one: Understood) -> list[Column]:
    """The one column whose values the question mentions: "the cheapest marquee" is one of the marquees."""
    columns = {mention.column for mention in one.mentions}
    return [*columns] if len(columns) == 1 and all(mention.others for mention in one.mentions) else []


def _object(one: Understood, asked: Asked) -> list[Column]:
    """The column named right after the superlative, as in "the best month"."""
    after = {asked.end, asked.end + 1}
    found = [column for column, places in one.columns.items() if places & after and column.kind != "number"]
    found = [column for column in found if column not in {mention.column for mention in one.mentions}]
    return [] if len(found) != 1 or _MOST.match(_said(one, asked)) else found


def _best_rows(
    one: Understood, asked: Asked, measured: Column, targets: list[Column], *, is_named: bool, in_time: bool
) -> Iterator[Reading]:
    """The rows whose value of the column is the best, or the values of the target whose rows have the best sum."""
    name, measure, measures = one.table.sql, measured.sql, [measured]
    if not targets:
        which = [place for place, word in enumerate(one.words) if _asks_which(one, place, word)]
        if not which and is_named and {one.words[place].root for place in one.columns[measured]} <= roots_of(measured):
            yield Reading(one.table, f"SELECT {asked.kind}({measure}) FROM {name}{one.where}", one.named)
            return
        if in_time or (which and not any(_names_rows(one, place + 1) for place in which)):
            return
        targets = measures if not which else keys_of(one.table)
    keys = [column for column in keys_of(one.table) if column not in targets]
    if targets == measures:
        keys = [c for c in one.table.columns if c.kind != "number" and c not in {m.column for m in one.mentions}]
    extra = [c for c in keys if targets == measures or not repeats(one.table, [c])]
    extra = extra if targets == measures or repeats(one.table, targets) else []
    best = f"{measure} = (SELECT {asked.kind}({measure}) FROM {name}{one.where})"
    where = f"{one.where} AND {best}" if one.conditions else f" WHERE {best}"
    is_sum = _MOST.match(_said(one, asked)) and len(targets) == 1 and can_be_added(measured) and targets != measures
    if is_sum and not one.conditions and repeats(one.table, targets):  # "which shop got the most": of all its rows
        sql = _best_of(name, targets[0].sql, f"sum({measure})", " WHERE true", asked)
        yield Reading(one.table, sql, one.named, extra=1)
        return
    yield Reading(one.table, f"SELECT {listed([*targets, *extra])} FROM {name}{where}", one.named, extra=len(extra))
    if is_sum:
        target = targets[0].sql
        again = f"(SELECT count(*) > count(DISTINCT {target}) FROM {name}{one.where})"
        where = f"{one.where or ' WHERE true'} AND {again}"
        yield Reading(one.table, _best_of(name, target, f"sum({measure})", where, asked), one.named, extra=1)


def _best_of(name: str, target: str, value: str, where: str, asked: Asked) -> str:
    """The values of a column whose rows have the best value together."""
    groups = f"SELECT {value} AS best FROM {name}{where} GROUP BY {target}"
    best = f"(SELECT {asked.kind}(best) FROM ({groups}) AS sums)"
    return f"SELECT {target}, {value} FROM {name}{where} GROUP BY {target} HAVING {value} = {best}"


def _counts(one: Understood, asked: Asked) -> bool:
    """Whether the most rows are asked for, as in "who took the most classes", and not the highest number."""
    place = asked.end
    if not _MOST.match(_said(one, asked)) or place >= len(one.words) or not one.words[place].is_content:
        return False
    column = next((column for column, places in one.columns.items() if place in places), None)
    if column:
        return column.kind == "text" and column not in one.targets and not one.numbers
    has_amounts = any(column.name == AMOUNTS for column in one.table.columns)  # its rows are cells
    return not one.numbers and not has_amounts and _names_rows(one, place)


def _most_rows(one: Understood, asked: Asked) -> Iterator[Reading]:
    counted = next((column for column, places in one.columns.items() if asked.end in places), None)
    targets = list(one.targets) or (people_asked_for(one, counted) if asks_who(one) else [])
    if len(targets) == 1 and targets[0] != counted and repeats(one.table, targets):
        sql = _best_of(one.table.sql, targets[0].sql, "count(*)", one.where, asked)
        yield Reading(one.table, sql, one.named, extra=1)


def _asks_which(one: Understood, place: int, word: Word) -> bool:
    """Whether the word asks for one of several: "which town", but not "quelle était la plus grosse dépense"."""
    if word.text.casefold() not in WHICH - {"what"}:
        return False
    return place + 1 < len(one.words) and one.words[place + 1].is_content


def _said(one: Understood, asked: Asked) -> str:
    return " ".join(word.text.casefold() for word in one.words[asked.start : asked.end])


def asks_who(one: Understood) -> bool:
    """Whether the question asks for somebody."""
    return any(word.text.casefold() in WHO for word in one.words[:3])


def _names_rows(one: Understood, place: int) -> bool:
    return place < len(one.words) and names_rows(one.words[place], one.table)


def _best_group(one: Understood) -> Iterator[Reading]:
    """The value of a column whose rows have the highest total or mean, or the first few of them."""
    measures, targets = one.numbers or one.amounts, [column for column in one.targets if column not in one.measured]
    if len(one.kinds) != 2 or len(measures) != 1 or len(targets) != 1 or one.each:
        return
    function = AGGREGATES["mean" if "mean" in one.kinds else "sum"]
    target, value = targets[0].sql, f"{function}({measures[0].sql})"
    name, rank = one.table.sql, one.rank or Rank(1, 1, 0)
    order = f"ORDER BY {value} {'DESC' if 'max' in one.kinds else 'ASC'}"
    grouped = f"SELECT {target}, {value} FROM {name}{one.where} GROUP BY {target} {order}"
    yield Reading(one.table, f"{grouped} {_page(rank)}", one.named, extra=1)


def _extremes(one: Understood) -> Iterator[Reading]:
    """The lowest and the highest value of a column."""
    if len(one.numbers) == 1 and not one.targets and not one.rank:
        measure = one.numbers[0].sql
        yield Reading(one.table, f"SELECT min({measure}), max({measure}) FROM {one.table.sql}{one.where}", one.named)


def _ranked(one: Understood) -> Iterator[Reading]:
    """The rows with the highest values, or the one of a rank."""
    if len(one.kinds) != 1 or len(one.asked) != 1 or one.rank is None:
        return
    asked = one.asked[0]
    by = [one.each] if one.each and one.each.kind == "number" else []
    measures = by or [column for column in one.numbers if column not in one.targets] or one.numbers
    measures = measures or _hinted(one, asked.hint)
    if len(measures) != 1:
        return
    targets = [column for column in one.targets if column != measures[0]]
    named = targets or [column for column in one.columns if column.kind == "text" and column not in one.measured]
    shown = named or keys_of(one.table)
    extra = [column for column in keys_of(one.table) if column not in shown] if repeats(one.table, shown) else []
    columns = [*shown, *measures, *extra]
    order = f"ORDER BY {measures[0].sql} {'DESC' if asked.kind == 'max' else 'ASC'}"
    where = f"{one.where or ' WHERE true'} AND {measures[0].sql} IS NOT NULL"
    sql = f"SELECT {listed(columns)} FROM {one.table.sql}{where} {order} {_page(one.rank)}"
    yield Reading(one.table, sql, one.named, extra=len(columns) - 1)


def _page(rank: Rank) -> str:
    return f"LIMIT {rank.count}" + (f" OFFSET {rank.first - 1}" if rank.first > 1 else "")


def _hinted(one: Understood, hint: Hint) -> list[Column]:
    """The columns that a superlative can measure if none is named: "longest" is about times."""
    columns = one.table.columns
    if hint == "date":
        dates = [column for column in columns if column.kind == "date"]
        return dates or [column for column in columns if column.is_year]
    return hinted_columns(one.table, hint) if hint else one.amounts


def people_asked_for(one: Understood, counted: Column | None = None) -> list[Column]:
    """The column that "who" asks for: one that the question names, one that is named after persons, or the only one."""
    # Of several, as in "Ann or Ben", one is asked for.
    mentioned = Counter(column for column, _ in {(mention.column, mention.value) for mention in one.mentions})
    texts = [c for c in one.table.columns if c.kind == "text" and mentioned[c] != 1 and c != counted]
    asked = [column for column in one.columns if column in texts]
    return next(
        (found for found in (asked, names_of_people(texts), texts) if len(found) == 1 or are_whole_names(found)), []
    )
