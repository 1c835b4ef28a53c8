"""Tables joined by a column that links them, so that a question can use the columns of both. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from index.reading.written_tables import WrittenTable
from qa.forms.tables.typed import Column, Joined, Table, sql_name, unit_of
from qa.forms.words.roots import roots
from qa.text.units import UNITS, currencies
from qa.text.words import tokens

_MOST_ROWS = 20_000  # of a table that is joined
_MOST_PAIRS = 40
_MOST_JOINS = 4  # tables that are joined to one
_MOST_COMPARED = 2_000  # texts that are compared by their words
_SHORT = 2  # letters of a word that names nobody
_NUMBERS = re.compile(
    r"(?:\b(?:no|nos|nr|nrs|num|id|ids|code|ref)\b|[nN][°º]|№|number|nummer|numéro|número|numero)\W*$", re.IGNORECASE
)


def joined_tables(tables: Sequence[Table], *, in_part: bool = False) -> list[Table]:
    """Each pair of tables in which the texts of a column of one name the rows of the other.

    The tables can be in different documents, such as a list of stations and one of suppliers. Those of one document
    come first. If `in_part`, half of the texts are enough, and a part of a name too, such as the surname: enough to
    look a row up, but a sum would lack rows.
    """
    pairs = sorted(permutations(_small(tables), 2), key=_are_apart)
    return _all_joined(pairs, {table.sql for table in tables}, in_part=in_part)


def joined_in_turn(tables: Sequence[Table], *, in_part: bool = False) -> Iterator[list[Table]]:
    """The tables joined in pairs, and then in threes."""
    pairs = joined_tables(tables, in_part=in_part)
    yield pairs
    yield joined_further(pairs, tables, in_part=in_part)


def joined_further(joined: Sequence[Table], tables: Sequence[Table], *, in_part: bool = False) -> list[Table]:
    """The joined tables, each with one more table: orders with their customers and products, or customers with their
    routes and drivers. What is joined in two orders comes once.
    """
    order = [table.written for table in tables]
    pairs = [(one, other) for one in joined for other in _small(tables) if other.written not in one.all_written]
    taken = {table.sql for table in (*tables, *joined)}
    found = _all_joined(sorted(pairs, key=_are_apart), taken, in_part=in_part)
    return [one for one in found if _is_in_order(one, order)]


def widest(table: Table, tables: Sequence[Table]) -> Table:
    """The table with the columns of all tables that its texts lead to, one after another: what one row says as a whole.

    The names of joined columns in SQL begin with that of their table. A table that two columns lead to is left out.
    """
    rest = sorted(
        (other for other in _small(tables) if other is not table), key=lambda other: _are_apart((table, other))
    )
    wide = table
    while len(wide.joins) < _MOST_JOINS and (step := next(_steps(wide, rest), None)):
        other, link = step
        rest.remove(other)
        wide = _joined(wide, other, link, table.sql, frozenset(), prefix=f"{other.sql}_")
    return wide


def _steps(table: Table, others: Sequence[Table]) -> Iterator[tuple[Table, _Link]]:
    """The others that one column of the table leads to."""
    for other in others if len(table.rows) <= _MOST_ROWS else ():
        links = list(_links(table, other, in_part=True))
        if len({link.place for link in links}) == 1:
            yield other, links[0]


def _small(tables: Sequence[Table]) -> list[Table]:
    return [table for table in tables if len(table.rows) <= _MOST_ROWS]


def _is_in_order(table: Table, order: Sequence[WrittenTable]) -> bool:
    """Whether the last join follows from the one before, or joins a later table than that to the same one."""
    before, last = table.joins[-2:]
    is_own = not table.columns[table.by_sql[last.link]].is_joined
    return not is_own or order.index(before.written) < order.index(last.written)


def _all_joined(pairs: Iterable[tuple[Table, Table]], taken: set[str], *, in_part: bool) -> list[Table]:
    """The first table of each pair, joined with the second by each column that links them."""
    found: list[Table] = []
    for table, other in pairs:
        links = list(_links(table, other, in_part=in_part))
        for link in links:
            name = sql_name(f"{table.sql}_{other.sql}", taken)
            taken.add(name)
            others = frozenset(table.columns[one.place].sql for one in links if one.place != link.place)
            found.append(_joined(table, other, link, name, others))
            if len(found) == _MOST_PAIRS:
                return found
    return found


def _are_apart(pair: tuple[Table, Table]) -> bool:
    table, other = pair
    return table.written.document_id != other.written.document_id


class _Link(NamedTuple):
    place: int  # of a column of the table
    key: int  # the column of the other table that its texts name a row by
    rows: dict[str, int]  # the row of the other table for each text, casefolded


def _links(table: Table, other: Table, *, in_part: bool) -> Iterator[_Link]:
    """The columns of the table whose texts name rows of the other by a column in which all texts are different."""
    keys = _keys(other)
    for place, column in enumerate(table.columns if keys else ()):
        texts = table.texts.get(column.sql, {})
        for key in keys:
            own = texts or (_numbers(table, place) if _are_numbered_alike(column, other.columns[key.place]) else {})
            if len(own) < 2 or other.columns[key.place].kind != column.kind:
                continue
            named = {text: key.rows[text] for text in own if text in key.rows}
            if in_part and len(named) < len(own) <= _MOST_COMPARED:
                named = _named_in_part(own, key) | named
            if len(named) == len(own) or (in_part and len(named) > 1 and 2 * len(named) >= len(own)):
                yield _Link(place, key.place, named)


class _Key(NamedTuple):
    """A column of texts that are all different."""

    place: int
    rows: dict[str, int]  # by text, casefolded
    holding: dict[str, frozenset[int]]  # by word, casefolded


@lru_cache(maxsize=128)
def _keys(table: Table) -> tuple[_Key, ...]:
    found: list[_Key] = []
    for place, column in enumerate(table.columns):
        texts = table.texts.get(column.sql, {}) if column.kind == "text" else _numbers(table, place)
        if texts and len(texts) == len(table.rows):
            rows = {str(row[place]).casefold(): number for number, row in enumerate(table.values)}
            holding: dict[str, set[int]] = {}
            for text, number in rows.items():
                for word in tokens(text):
                    holding.setdefault(word, set()).add(number)
            found.append(_Key(place, rows, {word: frozenset(numbers) for word, numbers in holding.items()}))
    return tuple(found)


def _numbers(table: Table, place: int) -> dict[str, str]:
    """The whole numbers of a column that can number something: without unit and decimals, and no years."""
    column = table.columns[place]
    unit = unit_of(column)  # that of "Lent to (plot)" is none
    is_measured = unit.casefold() in UNITS or bool(currencies(unit)) or "%" in unit
    if column.kind != "number" or column.is_year or column.decimals or is_measured:
        return {}
    values = [value for row in table.values if isinstance(value := row[place], Decimal)]
    return {str(value): str(value) for value in values} if all(value == int(value) for value in values) else {}


def _are_numbered_alike(column: Column, key: Column) -> bool:
    """Whether two columns number the same things: both are called numbers ("Owner no" and "No"), or the name of one is
    in that of the other ("Plot" and "Lent to (plot)").
    """
    words, others = set(roots(column.name)), set(roots(key.name))
    if names_by_number(column) and names_by_number(key):
        return _says_what(column)
    return bool(others) and others <= words


def _says_what(column: Column) -> bool:
    """Whether the name of the column says what it numbers: rows that are only numbered are nothing to other tables."""
    return bool(_NUMBERS.sub("", column.name).strip())


def names_by_number(column: Column) -> bool:
    """Whether the name of the column ends like that of things or people that are named by number: "Owner no", "ID"."""
    return _NUMBERS.search(column.name) is not None


def _named_in_part(texts: Iterable[str], key: _Key) -> dict[str, int]:
    """The row for each text whose words are all in the name of only this row."""
    found: dict[str, int] = {}
    for text in texts:
        words = tuple(tokens(text))
        held = [key.holding.get(word, frozenset[int]()) for word in words]
        rows = held[0].intersection(*held[1:]) if held else ()
        if len(rows) == 1 and any(len(word) > _SHORT and word.isalpha() for word in words):
            found[text] = next(iter(rows))
    return found


def _joined(table: Table, other: Table, link: _Link, name: str, others: frozenset[str], *, prefix: str = "") -> Table:
    """The rows of a table, each with the other columns of the row that its text names."""
    kept = [number for number in range(len(other.columns)) if number != link.key]
    taken = {column.sql for column in table.columns}
    columns: list[Column] = list(table.columns)
    for number in kept:
        sql = sql_name(f"{prefix}{other.columns[number].sql}", taken)
        taken.add(sql)
        columns.append(replace(other.columns[number], sql=sql, join=len(table.joins) + 1))
    matches = [link.rows.get(str(row[link.place]).casefold()) for row in table.values]
    empty = (None,) * len(kept)
    return replace(
        table,
        sql=name,
        columns=tuple(columns),
        cells=tuple(
            (*own, *(empty if match is None else (other.cells[match][number] for number in kept)))
            for own, match in zip(table.cells, matches, strict=True)
        ),
        values=tuple(
            (*own, *(empty if match is None else (other.values[match][number] for number in kept)))
            for own, match in zip(table.values, matches, strict=True)
        ),
        joins=(
            *table.joins,
            Joined(
                other.written,
                table.columns[link.place].sql,
                tuple(None if match is None else other.cells[match][link.key] for match in matches),
                others,
            ),
        ),
    )
