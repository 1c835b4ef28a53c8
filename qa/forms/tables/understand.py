"""What a question says about a table, if every word of it is understood. Pure.

Each word must name an operation, a column, a value, or something that the table is about. A word that is left over
could change the answer, so then nothing is understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from qa.forms.tables.blanks import Blanks, find_blanks
from qa.forms.tables.columns import find_columns, roots_of
from qa.forms.tables.conditions import bound_conditions, equal_conditions, excluded_by, exclusions, value_conditions
from qa.forms.tables.flags import Flags, find_flags
from qa.forms.tables.left_over import EACH, WEIGHTY, is_name, left_over
from qa.forms.tables.mentions import (
    Mention,
    Word,
    find_numbered,
    find_parts,
    find_values,
    names_of,
    stands_inside_others,
    title_of,
    words_of,
)
from qa.forms.tables.people import find_genders
from qa.forms.tables.prepared import prepare
from qa.forms.tables.question_words import (
    Asked,
    Limit,
    Rank,
    asks_for_different,
    asks_how_much,
    limits,
    operations,
    operator_places,
    rank_of,
)
from qa.forms.tables.reading import is_row_number
from qa.forms.tables.times import date_places, find_times, is_relative, named_times, without_this_year
from qa.forms.tables.typed import AMOUNTS, Column, Table, unit_of
from qa.forms.tables.vocabulary import FAMILIES, LIGHT, ROWS, is_numbering, is_total
from qa.forms.words.roots import root
from qa.text.units import UNITS, currencies
from qa.text.words import tokens

_SHORTENED = 3  # letters of a shortened word
_MOST_READINGS = 8  # of a question whose words name values of several columns
WHICH = frozenset(
    "which what name list show liste zeige nenne who whose welche welcher welches welchen welchem wer wen quel quelle "
    "quels quelles qui qué quién cuál cuáles chi quem quale quali qual quais".split()
)
WHO = frozenset("who wer wen qui quién quiénes chi quem".split())
_SKIPPED = frozenset("the and und of all me alle mir die der das den le la les el los las".split())
_BETWEEN = frozenset("between zwischen entre and und et y from von vs versus".split())
_REMARK = re.compile(r".*\w{2}[.!…]\s+(?=[^.!]*\?\W*$)", re.DOTALL)  # "The Swift is thirsty. How many litres …?"
PERIODS = {
    word: period
    for period, words in (
        ("month", "month monthly monat monatlich monatliche monatlichen mois mensuel mensuelle mes mensual"),
        ("year", "year yearly annual annually jahr jährlich jährliche jährlichen an annuel annuelle año anual"),
    )
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class Understood:
    """A question about one table, with all of its words understood."""

    words: tuple[Word, ...]
    table: Table
    asked: tuple[Asked, ...]
    compared: tuple[Limit, ...]
    mentions: tuple[Mention, ...]
    columns: dict[Column, set[int]]  # those that the question names, and the words that do
    measured: frozenset[Column]  # those that a comparison limits
    conditions: tuple[str, ...]  # in SQL
    targets: tuple[Column, ...]  # those named right after "which"
    each: Column | None  # the one named after "per"
    is_different: bool  # it counts different values
    rank: Rank | None = None  # which rows in the order of a superlative
    how_much: bool = False  # it asks for an amount
    per: str = ""  # the period of "per month" or "monthly"
    by_flags: bool = False  # columns of yes and no are among the conditions
    by_blanks: bool = False  # empty cells are
    used: frozenset[int] = frozenset()  # the places of the words that name any of this
    remark: int = 0  # so many first words stand in a remark before the question

    @property
    def kinds(self) -> set[str]:
        return {one.kind for one in self.asked}

    @property
    def asks_for_several(self) -> bool:
        """Whether it asks for a list: a word that names the target is a plural, as in "which products"."""
        places = {place for column in self.targets for place in self.columns.get(column, ())}
        places -= {place + 1 for place, word in enumerate(self.words) if word.text.casefold() in WHO}  # "who leads"
        return any(self.words[place].text.casefold().endswith(("s", "en", "er")) for place in places)

    @property
    def left_over_places(self) -> list[int]:
        """The places of the words that are not understood. A remark before the question need not be, but for names:
        "The Swift is thirsty. How many litres …?"
        """
        places = left_over(self.words, self.table, self.used, set[int]().union(*self.columns.values()))
        texts = {place: self.words[place].text for place in places if not self._shortens(place)}
        return [p for p, text in texts.items() if p >= self.remark or is_name(text) or text.casefold() in WEIGHTY]

    def _shortens(self, place: int) -> bool:
        """Whether the word is the beginning of one in the value that is named beside it: "boom mic kit"."""
        text = self.words[place].text.casefold()
        beside = [one for one in self.mentions if one.start - 1 <= place <= one.end]
        return len(text) >= _SHORTENED and any(
            token.casefold().startswith(text) for one in beside for token in tokens(one.value)
        )

    @property
    def left_over(self) -> list[str]:
        """The words that are not understood."""
        return [self.words[place].text for place in self.left_over_places]

    @property
    def where(self) -> str:
        """The conditions, as a clause of SQL."""
        return f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""

    @property
    def numbers(self) -> list[Column]:
        """The number columns that the question names, other than years and those that it limits."""
        return [
            c
            for c in self.columns
            if c.kind == "number" and not c.is_year and c not in self.measured and not is_row_number(self.table, c)
        ]

    @property
    def amounts(self) -> list[Column]:
        """The number column that the question means without naming it.

        It is the one whose columns are periods and have become rows, or the only one that does not number the rows.
        """
        numbers = [c for c in self.table.columns if c.kind == "number" and not c.is_year and c not in self.measured]
        if periods := [column for column in numbers if column.name == AMOUNTS]:
            return periods
        numbers = [column for column in numbers if not is_numbering(column)]
        if self.how_much and FAMILIES["purchase"].intersection(word.text.casefold() for word in self.words):
            numbers = [column for column in numbers if not currencies(f"{column.name} {unit_of(column)}")] or numbers
        if self.how_much and len(numbers) > 1:  # "what did the shop take?" means money, not days
            numbers = [column for column in numbers if currencies(f"{column.name} {unit_of(column)}")]
        if len(numbers) > 1 and self.kinds == {"sum"}:  # "the total for Ninfa"
            numbers = [column for column in numbers if is_total(column)] or numbers
        is_of_unit = any(word.text.casefold() in UNITS for word in self.words)
        if len(numbers) > 1 and self.kinds & {"max", "min", "mean"} and not is_of_unit:
            numbers = [column for column in numbers if unit_of(column)]  # "the largest harvest": in kg, not in hives
        return numbers if len(numbers) == 1 else []

    @property
    def named(self) -> int:
        """How many words name columns and values of the table."""
        places = {place for one in self.mentions for place in range(one.start, one.end)}
        return len(places.union(*self.columns.values())) + len(self.conditions)


def understand_question(question: str, table: Table, *, strictly: bool = True) -> Iterator[Understood]:
    """Every way to understand the question as one about the table. If not `strictly`, words can be left over."""
    question = without_this_year(question, table)
    if is_relative(question):
        return
    question = prepare(question, table)
    words, remark = words_of(question), _REMARK.match(question)
    asked = operations(question)
    times_of = any(column.is_year or column.kind == "date" for column in table.columns)
    compared = [limit for limit in limits(question) if not (times_of and _is_year(limit))]
    in_times = named_times(words)
    asked = [one for one in asked if one.hint != "order" or one.start not in in_times]
    rank = rank_of(question, compared)
    rank = None if rank and rank.place in in_times else rank
    blanks = find_blanks(words, table)
    operators = operator_places(asked, compared) | ({rank.place} if rank else set()) | blanks.places
    for chosen in _choices(words, _mentions(words, table, operators)):
        if any(stands_inside_others(mention, table) for mention in chosen if not mention.others):
            continue
        one = _understood(question, words, table, chosen, (asked, compared, rank, blanks))
        one = replace(one, remark=len(words_of(remark[0]))) if one and remark else one
        if one and not (strictly and one.left_over):
            yield one


def _mentions(words: Sequence[Word], table: Table, operators: set[int]) -> list[Mention]:
    """The values that the question names in full, and for its other words the values that hold them."""
    full = [*find_values(words, table), *find_numbered(words, table)]
    full = [one for one in full if not operators & set(range(one.start, one.end))] + find_genders(words, table)
    taken = operators.union(*(range(one.start, one.end) for one in full))
    named = find_columns(words, table, set(range(len(words))) - taken, operators, is_count=False).places
    times = find_times(words, table, taken).places
    free = set(range(len(words))) - taken - times - date_places(words)
    parts = find_parts(words, table, free - named)
    # "Bracket C", of the column "Bracket".
    parts += [
        one
        for one in (find_parts(words, table, free) if named else ())
        if one not in parts and not one.others and named & set(range(one.start, one.end)) and one.end - one.start > 1
    ]
    parts = [one for one in parts if not _is_title(words[one.start : one.end], table)]
    columns = {one.column for one in full}
    return full + [one for one in parts if one.column not in columns and words[one.start].stem not in LIGHT]


def _is_title(words: Sequence[Word], table: Table) -> bool:
    """Whether the words are those that the table is called by, as "the roof" in a table of roof costs: all rows."""
    called = title_of(table)
    return all(word.stem in called and not any(map(str.isdigit, word.text)) for word in words)


def _understood(
    question: str,
    words: tuple[Word, ...],
    table: Table,
    chosen: tuple[Mention, ...],
    parts: tuple[list[Asked], list[Limit], Rank | None, Blanks],
) -> Understood | None:
    """The question with these values. None if it is open what a comparison limits."""
    asked, compared, rank, blanks = parts
    operators = operator_places(asked, compared) | blanks.places
    values = {place for one in chosen for place in range(one.start, one.end)}
    used = operators | values | ({rank.place} if rank else set())
    lacking = {mention: place for mention in chosen if (place := excluded_by(words, mention)) is not None}
    used |= set(lacking.values())
    had = [mention for mention in chosen if mention not in lacking]
    times = find_times(words, table, used)
    used |= times.places
    limited = operator_places((), compared)
    is_count = any(one.kind == "count" for one in asked)
    free = set(range(len(words))) - values - limited - blanks.places - times.places - set(lacking.values())
    named = find_columns(words, table, free, operators, is_count=is_count)
    columns = named.columns
    bounds = bound_conditions(words, compared, columns, table)
    if bounds is None:
        return None
    named_places = set().union(*columns.values())
    asked = [one for one in asked if one.kind != "share" or not named_places & set(range(one.start, one.end))]
    used |= named.places
    periods = {PERIODS.get(token.casefold(), "") for column in columns for token in tokens(column.name)} - {""}
    used |= {place for place, word in enumerate(words) if PERIODS.get(word.text.casefold()) in periods}
    if period_asked := period_asked_for(words, table):
        used.add(period_asked.place)
    equal = equal_conditions(words, columns, used, table)
    used |= set(equal)
    targets = _targets(words, columns)
    is_sum = asks_how_much(question) or any(one.kind == "sum" for one in asked)
    is_best = any(one.kind in ("max", "min") for one in asked)
    chooses = bool(targets) or is_count or is_sum or is_best or rows_asked_for(words, table)
    flags = find_flags(words, table, columns, targets) if chooses else Flags()
    used |= flags.places
    each = _after(words, columns, EACH)
    is_mean = any(one.kind == "mean" for one in asked)
    period, per_places = _per(words, used - named.places, each) if is_mean else ("", set())
    if any(one.kind == "difference" for one in asked):
        used |= {place for place, word in enumerate(words) if word.text.casefold() in _BETWEEN}
    return Understood(
        words,
        table,
        tuple(asked),
        tuple(compared),
        chosen,
        columns,
        frozenset(column for column, _ in bounds) | {column for column, _ in equal.values()},
        (
            *value_conditions(had),
            *exclusions(lacking),
            *times.conditions,
            *(condition for _, condition in bounds),
            *(condition for _, condition in equal.values()),
            *flags.conditions,
            *blanks.conditions,
        ),
        tuple(targets),
        each,
        asks_for_different(question),
        rank,
        asks_how_much(question),
        period,
        bool(flags.conditions),
        bool(blanks.conditions),
        frozenset(used | per_places),
    )


def _per(words: Sequence[Word], used: set[int], each: Column | None) -> tuple[str, set[int]]:
    """The period in "per month" or "monthly", and the places of its words."""
    for place, word in enumerate(words):
        text = word.text.casefold()
        if place not in used and text in PERIODS:
            before = words[place - 1].text.casefold() if place else ""
            if before in EACH | {"im", "a", "al", "by"} and each is None:
                return PERIODS[text], {place - 1, place}
            if text.endswith(("ly", "lich", "liche", "lichen", "el", "elle", "al")):
                return PERIODS[text], {place}
    return "", set()


def _is_year(limit: Limit) -> bool:
    """Whether the comparison is with years, as in "between 2020 and 2022"."""
    return limit.sign in ("between", ">", "<") and 1900 <= limit.value <= 2100


def _choices(words: Sequence[Word], mentions: Sequence[Mention]) -> list[tuple[Mention, ...]]:
    """Each way to let the same words name a value of one column: of the one that is named beside it, if one is."""
    spans: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:  # the longest come first
        if not any(
            start <= mention.start and mention.end <= end and (start, end) != (mention.start, mention.end)
            for start, end in spans
        ):
            spans.setdefault((mention.start, mention.end), []).append(mention)
    named = ([one for one in same if _is_named_beside(words, one)] or same for same in spans.values())
    return list(product(*named))[:_MOST_READINGS]


def _is_named_beside(words: Sequence[Word], mention: Mention) -> bool:
    """Whether the name of the column stands beside the value, as in "the depot Leeds"."""
    beside = (words[place].stem for place in (mention.start - 1, mention.end) if 0 <= place < len(words))
    return not names_of(mention.column).isdisjoint(beside)


def _targets(words: Sequence[Word], columns: dict[Column, set[int]]) -> list[Column]:
    start = next((place + 1 for place, word in enumerate(words) if word.text.casefold() in WHICH), len(words))
    found: list[Column] = []
    named, first = set().union(*columns.values()), start
    if start + 1 in named and start not in named and start < len(words) and words[start].is_content:
        start += 1  # as in "which fruit sort"
    for place in range(start, len(words)):
        column = next((column for column, places in columns.items() if place in places), None)
        if column and column.kind == "number" and not column.is_year and _is_done(words, first, place, column):
            break
        if column and column not in found:
            found.append(column)
        elif not column and words[place].text.casefold() not in _SKIPPED:
            break
    return found


def names_rows(word: Word, table: Table) -> bool:
    """Whether the word means the rows: it says so, or the table is called after them."""
    title = f"{table.name} {table.written.title}".replace("_", " ")
    return word.text.casefold() in ROWS or word.root in {root(part) for part in re.findall(r"[^\W\d_]+", title)}


def rows_asked_for(words: Sequence[Word], table: Table) -> bool:
    """Whether the question asks which of the rows it is, as in "which boats" of a table of boats."""
    pairs = pairwise(words)
    return any(word.text.casefold() in WHICH - WHO and names_rows(after, table) for word, after in pairs)


@dataclass(frozen=True, slots=True)
class Period:
    """The month or year that "in which month" asks for: its name, the column of dates, and the place of the word."""

    name: str
    dates: Column
    place: int


def period_asked_for(words: Sequence[Word], table: Table) -> Period | None:
    """The period that the question asks for. None if it asks for none, or if not just one column has dates."""
    dates = [column for column in table.columns if column.kind == "date"]
    for place, (word, after) in enumerate(pairwise(words), 1):
        name = PERIODS.get(after.text.casefold(), "")
        if word.text.casefold() in WHICH and name and len(dates) == 1:
            return Period(name, dates[0], place)
    return None


def _is_done(words: Sequence[Word], start: int, place: int, column: Column) -> bool:
    """Whether the word tells what the target does: "who earns" and "which product earned" ask for no numbers."""
    return words[start - 1].text.casefold() in WHO or (place > start and words[place].root not in roots_of(column))


def _after(words: Sequence[Word], columns: dict[Column, set[int]], marks: frozenset[str]) -> Column | None:
    """The column that is named right after one of the words."""
    starts = [place + 1 for place, word in enumerate(words) if word.text.casefold() in marks]
    return next((column for column, places in columns.items() if places & set(starts)), None)
