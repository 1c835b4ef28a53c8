"""Which columns of a table a question names: by words, parts of words, units, or words of the same family. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from qa.forms.tables.mentions import Word
from qa.forms.tables.reading import is_row_number
from qa.forms.tables.typed import AMOUNTS, Column, Table, unit_of
from qa.forms.tables.vocabulary import (
    STOP,
    can_be_added,
    families_around,
    families_of,
    families_of_column,
    flow_of,
    is_function,
    is_money,
    is_numbering,
    names_a_seller,
)
from qa.forms.words.roots import root
from qa.text.periods import priced_periods
from qa.text.units import UNITS, currencies
from qa.text.words import IN_BRACKETS, tokens

_PERIODS = frozenset(("day", "month", "quarter", "year"))  # families
_PART = 5  # letters of a part of a compound that names a column


@dataclass(frozen=True, slots=True)
class Named:
    """The columns that a question names, by the places of the words that do, and the places that add nothing more."""

    columns: dict[Column, set[int]]
    known: set[int]

    @property
    def places(self) -> set[int]:
        return self.known.union(*self.columns.values())


def find_columns(words: Sequence[Word], table: Table, free: Set[int], operators: Set[int], *, is_count: bool) -> Named:
    """The columns that the free words of the question name. `is_count`: it asks how many, so not for money."""
    found = _by_name(words, table, free, operators)
    _by_difference(words, table, free - operators, found)
    _by_part(words, table, free - operators - set().union(*found.values()), found)
    known = _by_family(words, table, free - operators - set().union(*found.values()), found, is_count=is_count)
    return Named(found, known)


@lru_cache(maxsize=1 << 12)
def roots_of(column: Column) -> frozenset[str]:
    """The roots of the words in a column's name, without its unit or what stands in brackets, unless that is all."""
    bare = IN_BRACKETS.sub(" ", column.name)
    if unit := unit_of(column):
        bare = bare.removesuffix(f"_{unit}").removesuffix(f" {unit}")
    for name in (bare, column.name):
        words = [token for token in tokens(name) if token.casefold() not in STOP]
        words = [word for word in words if not is_function(word)] or words
        if words:
            return frozenset(map(root, words))
    return frozenset()


def _by_name(words: Sequence[Word], table: Table, free: Set[int], operators: Set[int]) -> dict[Column, set[int]]:
    """The columns all of whose words stand in the question. A name inside a longer one is no other column."""
    found: dict[Column, set[int]] = {}
    for column in table.columns:
        roots = roots_of(column)
        places = {place for place in free if words[place].root in roots}
        if roots and {words[place].root for place in places} == roots and places - operators:
            found[column] = places
    return {c: places for c, places in found.items() if not any(places < other for other in found.values())}


def _by_difference(words: Sequence[Word], table: Table, free: Set[int], found: dict[Column, set[int]]) -> None:
    """Add columns by what tells them apart: "members" names "Price members" beside "Price guests"."""
    named = {place: words[place].root for place in sorted(free) if words[place].is_content}
    for column in table.columns if named else ():
        roots = roots_of(column)
        likes = [roots_of(other) for other in table.columns if other is not column and roots & roots_of(other)]
        own = roots.difference(*likes)
        places = {place for place, root in named.items() if root in own}
        if likes and own and column not in found and {named[place] for place in places} == own:
            found[column] = places


def _by_part(words: Sequence[Word], table: Table, free: Set[int], found: dict[Column, set[int]]) -> None:
    """Add the one column whose name ends with a word, as "Monatsgehalt" with "Gehalt"."""
    for place in sorted(free):
        root = words[place].root
        if len(root) >= _PART and words[place].is_content:
            ending = [c for c in table.columns if any(one.endswith(root) and one != root for one in roots_of(c))]
            if len(ending) == 1:
                found.setdefault(ending[0], set()).add(place)


def _by_family(
    words: Sequence[Word], table: Table, free: Set[int], found: dict[Column, set[int]], *, is_count: bool
) -> set[int]:
    """Add the one column that a word means, by its unit or its family. Return the words that are known besides."""
    known: set[int] = set()
    for place in sorted(free):
        text = words[place].text.casefold()
        families = families_of(text)
        unit = UNITS.get(text, "")
        if not families and not unit:
            continue
        means = [c for c in table.columns if (families & families_of_column(c)) or (unit and has_unit(c, unit))]
        means = [
            c for c in means if ("phone" in families or not is_numbering(c)) and (not c.is_year or "year" in families)
        ]
        named = [column for column in found if column in _measures(table)]
        if any(column in found for column in means):
            known.add(place)
        elif len(one := _narrowed(means, is_count=is_count)) == 1 and not (named and one[0] in _measures(table)):
            found.setdefault(one[0], set()).add(place)
        elif _adds_nothing(families, means, table) or _is_price_of(families, found):
            known.add(place)
    return known


def _adds_nothing(families: Set[str], means: Sequence[Column], table: Table) -> bool:
    """Whether a word of the families only says what the amounts of the table are.

    "Money" can be on either side of a cash book. "Used" can be said of months whose amounts have no name.
    """
    if means:
        return all(map(flow_of, means))
    if "purchase" in families and any(map(names_a_seller, table.columns)):
        return True
    around = families_around(table)
    is_unnamed = around <= _PERIODS and any(column.name == AMOUNTS and not column.unit for column in table.columns)
    return bool(families & around) or (is_unnamed and "use" in families)


def _is_price_of(families: Set[str], found: Iterable[Column]) -> bool:
    """Whether the families are those of prices, and a column that is found holds some."""
    return ("amount" in families and any(map(is_money, found))) or (
        "cost" in families and any(map(_is_price_of_period, found))
    )


def _is_price_of_period(column: Column) -> bool:
    """Whether the column is called only after a period, as "Week" in a table of prices."""
    words = [word for word in tokens(IN_BRACKETS.sub(" ", column.name)) if not is_function(word)]
    return column.kind == "number" and bool(words) and all(map(priced_periods, words))


def _measures(table: Table) -> list[Column]:
    return [c for c in table.columns if c.kind == "number" and not c.is_year and not is_row_number(table, c)]


def _narrowed(columns: Sequence[Column], *, is_count: bool) -> list[Column]:
    """The columns that can be meant: numbers before texts, and amounts of money unless things are counted."""
    numbers = [column for column in columns if column.kind == "number"] or list(columns)
    money = [column for column in numbers if currencies(f"{column.name} {unit_of(column)}")]
    narrowed = [column for column in numbers if column not in money] if is_count else money
    narrowed = narrowed if len(numbers) > 1 and narrowed else numbers
    added = [column for column in narrowed if can_be_added(column)]  # what was paid is the total, not the unit price
    return added if len(added) == 1 else narrowed


def has_unit(column: Column, unit: str) -> bool:
    """Whether the column holds numbers in the unit, as `UNITS` names it."""
    own = unit_of(column).casefold()
    return column.kind == "number" and UNITS.get(own, own) == unit
