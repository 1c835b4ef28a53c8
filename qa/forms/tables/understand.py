"""What a question says about a table, if every word of it is understood. Pure.

Each word must name an operation, a column, a value, or something that the table is about. A word that is left over
could change the answer, so then nothing is understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import product

from qa.forms.tables.conditions import bound_conditions, exclusions, time_conditions, value_conditions
from qa.forms.tables.mentions import (
    Mention,
    Word,
    context_of,
    find_values,
    names_of,
    stands_inside_others,
    stems_of,
    words_of,
)
from qa.forms.tables.question_words import (
    Asked,
    Limit,
    Rank,
    asks_for_different,
    limits,
    operations,
    operator_places,
    rank_of,
)
from qa.forms.tables.typed import AMOUNTS, Column, Table, unit_of
from qa.text.words import stem

_IS_NUMBERING = re.compile(
    r"(?:no|nr|id|number|nummer|rank|pos(?:ition)?|#|code|phone|extension|zip)\.?", re.IGNORECASE
)
_MOST_READINGS = 8  # of a question whose words name values of several columns
# Words that add nothing to a question about a table, and words that mean its rows.
LIGHT = frozenset(
    map(
        stem,
        """make made take took taken spend spent get got give given use used show list tell find please sold sell there
        work works working live lives living belong belongs located based
        table column value values listed held did much calculate compute add up
        hoch groß lang liegt beträgt betragen sie mir bitte zeige nenne berechne tabelle spalte verkauft jede jeden
        jedes jeder
        """.split(),
    )
)
ROWS = frozenset(
    map(stem, "row rows entry entries record records line lines zeile zeilen eintrag einträge datensätze".split())
)
WHICH = frozenset(
    "which what name list show liste zeige nenne who whose welche welcher welches welchen welchem wer".split()
)
_SKIPPED = frozenset("the and und of all me alle mir die der das den".split())
# Function words that change what is asked: if one of them is not understood, the question is not.
_WEIGHTY = frozenset(
    "after before since until till by not no nor without except other than more less between below above under against "
    "only same both during few never neither either most least vor nach seit bis nicht kein keine ohne außer mehr "
    "weniger zwischen nur".split()
)
_EXCLUDING = frozenset("without excluding except not no ohne außer nicht sauf sans excepto sin".split())
_EACH = frozenset("per each every by je pro jede jeden jedes jeder".split())


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

    @property
    def kinds(self) -> set[str]:
        return {one.kind for one in self.asked}

    @property
    def asks_for_several(self) -> bool:
        """Whether it asks for a list: a word that names the target is a plural, as in "which products"."""
        places = {place for column in self.targets for place in self.columns.get(column, ())}
        return any(self.words[place].text.casefold().endswith(("s", "en")) for place in places)

    @property
    def where(self) -> str:
        """The conditions, as a clause of SQL."""
        return f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""

    @property
    def numbers(self) -> list[Column]:
        """The number columns that the question names, other than years and those that it limits."""
        return [c for c in self.columns if c.kind == "number" and not c.is_year and c not in self.measured]

    @property
    def amounts(self) -> list[Column]:
        """The number column that the question means without naming it.

        It is the one whose columns are periods and have become rows. Or it is the only one that does not number the
        rows, if the question measures what the table is called after, such as "the highest allowance" in a table of
        allowances.
        """
        numbers = [c for c in self.table.columns if c.kind == "number" and not c.is_year and c not in self.measured]
        if periods := [column for column in numbers if column.name == AMOUNTS]:
            return periods
        numbers = [column for column in numbers if not _IS_NUMBERING.fullmatch(column.name.strip())]
        return numbers if len(numbers) == 1 and self._measures_the_subject() else []

    def _measures_the_subject(self) -> bool:
        subject = set(stems_of(f"{self.table.name} {self.table.written.title}"))
        heads = [self.words[one.end : one.end + 1] for one in self.asked if one.kind != "count"]
        return bool(heads) and all(head and head[0].stem in subject for head in heads)

    @property
    def named(self) -> int:
        """How many words name columns and values of the table."""
        places = {place for one in self.mentions for place in range(one.start, one.end)}
        return len(places.union(*self.columns.values())) + len(self.conditions)


def understand_question(question: str, table: Table, *, strictly: bool = True) -> Iterator[Understood]:
    """Every way to understand the question as one about the table. If not `strictly`, words can be left over."""
    words = words_of(question)
    asked, compared = operations(question), limits(question)
    rank = rank_of(question, compared)
    operators = operator_places(asked, compared)
    mentions = [one for one in find_values(words, table) if not operators & set(range(one.start, one.end))]
    for chosen in _choices(mentions):
        if any(stands_inside_others(mention, table) for mention in chosen):
            continue
        used = operators | {place for one in chosen for place in range(one.start, one.end)}
        used |= {rank.place} if rank else set()
        lacking = {mention: place for mention in chosen if (place := _excluded_by(words, mention)) is not None}
        used |= set(lacking.values())
        had = [mention for mention in chosen if mention not in lacking]
        times, taken = time_conditions(words, table, used)
        columns = _columns(words, table, chosen, compared, operators)
        named: set[int] = set().union(*columns.values())
        if strictly and _is_left_over(words, table, used | taken | named, named):
            continue
        bounds = bound_conditions(words, compared, columns, table)
        if bounds is None:
            continue
        yield Understood(
            words,
            table,
            tuple(asked),
            tuple(compared),
            chosen,
            columns,
            frozenset(column for column, _ in bounds),
            (*value_conditions(had), *exclusions(lacking), *times, *(condition for _, condition in bounds)),
            tuple(_targets(words, columns)),
            _after(words, columns, _EACH),
            asks_for_different(question),
            rank,
        )


def _excluded_by(words: Sequence[Word], mention: Mention) -> int | None:
    """The place of the word, such as "without", that excludes the value. None if none does."""
    for place in range(mention.start - 1, max(-1, mention.start - 3), -1):
        if words[place].text.casefold() in _EXCLUDING:
            return place
        if words[place].is_content and words[place].stem not in LIGHT:
            return None
    return None


def _choices(mentions: Sequence[Mention]) -> list[tuple[Mention, ...]]:
    """Each way to let the same words name a value of one column."""
    spans: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:  # the longest come first
        if not any(
            start <= mention.start and mention.end <= end and (start, end) != (mention.start, mention.end)
            for start, end in spans
        ):
            spans.setdefault((mention.start, mention.end), []).append(mention)
    return list(product(*spans.values()))[:_MOST_READINGS]


def _columns(
    words: Sequence[Word], table: Table, mentions: Sequence[Mention], compared: Sequence[Limit], operators: set[int]
) -> dict[Column, set[int]]:
    """The columns that the question names, and the words that name them. A name inside a longer name does not count."""
    values = {place for one in mentions for place in range(one.start, one.end)} | operator_places((), compared)
    found: dict[Column, set[int]] = {}
    for column in table.columns:
        names = names_of(column)
        roots = {_root(name): name for name in names}
        called = {place: _called(word, names, roots) for place, word in enumerate(words) if place not in values}
        places = {place for place, name in called.items() if name}
        if names and {called[place] for place in places} == names and places - operators:
            found[column] = places
    return {c: places for c, places in found.items() if not any(places < other for other in found.values())}


def _called(word: Word, names: Set[str], roots: Mapping[str, str]) -> str:
    """The name that the word is a form of; "" if none."""
    return word.stem if word.stem in names else roots.get(_root(word.stem), "")


def _is_left_over(words: Sequence[Word], table: Table, used: set[int], columns: set[int]) -> bool:
    units = {one for column in table.columns for one in stems_of(unit_of(column))}
    known = context_of(table) | LIGHT | ROWS | units
    roots = set(map(_root, known))
    return any(
        place not in used
        and not (word.text.casefold() in _EACH and place + 1 in columns)
        and (word.text.casefold() in _WEIGHTY or (word.is_content and not _is_known(word, known, roots)))
        for place, word in enumerate(words)
    )


def _is_known(word: Word, known: Set[str], roots: Set[str]) -> bool:
    return (
        asks_for_different(word.text)
        or not known.isdisjoint([word.stem, *map(stem, word.stem.split("-"))])
        or _root(word.stem) in roots
    )


def _root(word: str) -> str:
    """A word without the endings of German plurals and cases."""
    return re.sub(r"(?:en|ern?|em|es|e|n|s)$", "", word) if len(word) > 6 else word


def _targets(words: Sequence[Word], columns: dict[Column, set[int]]) -> list[Column]:
    start = next((place + 1 for place, word in enumerate(words) if word.text.casefold() in WHICH), len(words))
    found: list[Column] = []
    for place in range(start, len(words)):
        column = next((column for column, places in columns.items() if place in places), None)
        if column and column not in found:
            found.append(column)
        elif not column and words[place].text.casefold() not in _SKIPPED:
            break
    return found


def _after(words: Sequence[Word], columns: dict[Column, set[int]], marks: frozenset[str]) -> Column | None:
    """The column that is named right after one of the words."""
    starts = [place + 1 for place, word in enumerate(words) if word.text.casefold() in marks]
    return next((column for column, places in columns.items() if places & set(starts)), None)
