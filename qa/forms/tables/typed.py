"""A table of a document with typed columns, without the rows that are totals or notes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Literal

from index.reading.readers.headers import is_note
from index.reading.written_tables import WrittenCell, WrittenRow, WrittenTable
from index.text.headings import innermost
from index.text.language import is_english
from qa.forms.tables.totals import places_without_totals
from qa.forms.tables.values import (
    Mark,
    is_empty,
    is_month,
    is_number,
    marks_of,
    may_be_date,
    month_of,
    read_dates,
    read_number,
    same_unit,
)
from qa.text.units import UNITS
from qa.text.weekdays import LABELS

Kind = Literal["number", "date", "text"]
Value = Decimal | date | str | None

ROW = "row_no"  # the column that numbers the rows in their order, from 1
# Endings of hidden columns: the cell as written, the first number in a text, and the date that a text is.
TEXT, NUMBER, DATE = "__text", "__number", "__date"
AMOUNTS = "amounts"  # the name of the column that holds the numbers of several columns, one below the other
_SAMPLED = 1_000  # rows that show how the numbers of a table are written
_GROUP = "part"  # the column for the lines above the rows of each part
# Words that DuckDB reserves and that are likely names of columns.
_RESERVED = frozenset(
    "all and any array as asc at by case cast check collate column constraint default desc distinct do else end except "
    "false fetch for foreign from grant group having in initially intersect into lateral leading limit not null offset "
    "on only or order placing primary qualify references returning select show some summarize symmetric table then to "
    "trailing true union unique unpivot using variadic when where window with row_no".split()
)
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_CODE = re.compile(r"0\d+")  # such as 00418: no amount is written so
_UNIT_IN_NAME = re.compile(r"[(\[]([^()\[\]]{1,30})[)\]]\s*$|\bin (\w+)$")
# Units that are no words. A single letter can also be the name of a part.
_SYMBOLS = {unit for unit in UNITS.values() if len(unit) > 1} - {
    *("day", "week", "month", "year", "min", "in", "bar", "mile", "pint", "gallon", "acre")
}
_IN_UNIT = re.compile(r"\bin ([^\W\d_]+)")
_PREFIXED = re.compile(r"[kMGT](?:Wh?|g|t|l|m|B|J|Hz|V)")
_PERIODS = (
    (
        "quarter",
        re.compile(
            r"(?:[qt][1-4]|[1-4]q|quarter [1-4]|(?:trimestre|quartal) [1-4]|(?:[1-4]\.|i{1,3}|iv)\s?quart(?:er|al))",
            re.IGNORECASE,
        ),
    ),
    ("year", re.compile(r"(?:fy ?)?(?:19|20)\d\d(?:/\d\d)?", re.IGNORECASE)),
)
_MOST_NAMED = 2  # joined tables in the name of a table


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name as written, its name in SQL, its type, and the unit of its numbers ("" if none is written)."""

    name: str
    sql: str
    kind: Kind
    unit: str = ""
    decimals: int = 0
    mark: Mark = "."
    is_year: bool = False
    by_month: bool = False  # its dates are months
    period: str = ""  # "month" or "day" if its texts are the names of months or of weekdays
    join: int = 0  # the number of the join that added it, from 1; 0: it is the table's own

    @property
    def is_joined(self) -> bool:
        """Whether it comes from a joined table, whose values can repeat."""
        return self.join > 0

    @property
    def label(self) -> str:
        return self.name or self.period.capitalize() or self.sql


@dataclass(frozen=True, slots=True)
class Joined:
    """A table whose columns were added to those of another, whose texts name its rows."""

    written: WrittenTable
    link: str  # the column of the other table, or of one joined before, that names a row of this one: its name in SQL
    keys: tuple[WrittenCell | None, ...]  # by row of the other table: the cell of this one that its text names
    others: frozenset[str]  # further columns of the other table that name rows of this one


@dataclass(frozen=True, eq=False)  # two tables are equal only if they are the same object
class Table:
    """A table with typed values. `cells` and `values` have one row per row, one entry per column."""

    sql: str
    written: WrittenTable
    columns: tuple[Column, ...]
    rows: tuple[WrittenRow, ...]
    cells: tuple[tuple[WrittenCell | None, ...], ...]
    values: tuple[tuple[Value, ...], ...]
    totals: int = 0  # rows that are totals, left out
    joins: tuple[Joined, ...] = ()  # the tables whose columns were added to these

    @cached_property
    def by_sql(self) -> dict[str, int]:
        """The places of the columns by their names in SQL."""
        return {column.sql: place for place, column in enumerate(self.columns)}

    @cached_property
    def texts(self) -> dict[str, dict[str, str]]:
        """By text column: the distinct texts, each by its casefolded form."""
        return {
            column.sql: {str(row[place]).casefold(): str(row[place]) for row in self.values if row[place] is not None}
            for place, column in enumerate(self.columns)
            if column.kind == "text"
        }

    @property
    def all_written(self) -> tuple[WrittenTable, ...]:
        """The table as written, and those that are joined to it."""
        return (self.written, *(one.written for one in self.joins))

    @property
    def name(self) -> str:
        """What to call it: its sheet or heading, or the title of its document. A table of many is called by its own."""
        named = self.all_written if len(self.joins) <= _MOST_NAMED else [self.written]
        return " with ".join(innermost(one.heading) or one.title for one in named)


def typed(written: WrittenTable) -> Table:
    """The table with typed columns. Rows of totals and notes are left out."""
    rows = [row for row in written.rows if not is_note([cell.text if cell else "" for cell in row.cells])]
    english = is_english(" ".join([*written.columns, written.above, written.title]))
    mark = _mark([cell.text for row in rows[:_SAMPLED] for cell in row.cells if cell], english)
    columns = _columns(written, rows, mark)
    kept = places_without_totals(rows, _row_numbers(columns, len(rows)))
    totals = len(rows) - len(kept)
    if totals:  # an empty cell or a word in a total no longer matters
        rows = [rows[place] for place in kept]
        columns = _columns(written, rows, mark)
    found = [replace(one.column, sql=name) for one, name in zip(columns, _names(written.columns), strict=True)]
    values = list(zip(*(one.values for one in columns), strict=True))
    cells: list[tuple[WrittenCell | None, ...]] = [row.cells for row in rows]
    if len({row.group for row in rows}) > 1:
        found = [Column("", _free(_GROUP, {column.sql for column in found}), "text"), *found]
        cells = [(None, *row) for row in cells]
        values = [(row.group or None, *own) for row, own in zip(rows, values, strict=True)]
    name = sql_name(innermost(written.heading) or written.title)
    return Table(name, written, tuple(found), tuple(rows), tuple(cells), tuple(values), totals)


def long_form(table: Table) -> Table | None:
    """The table with one row for each of its columns that are periods, such as Q1 to Q4. None if it has none.

    >>> long_form(Table("t", None, (Column("Year", "year", "number"),), (), (), ())) is None
    True
    """
    for name, pattern in _PERIODS:
        places = [
            place
            for place, column in enumerate(table.columns)
            if column.kind == "number"
            and (pattern.fullmatch(column.name.strip()) or (name == "quarter" and month_of(column.name)))
        ]
        units = {table.columns[place].unit for place in places}
        if len(places) < 2 or len(units) > 1:
            continue
        kept = [place for place in range(len(table.columns)) if place not in places]
        if any(table.columns[place].kind == "number" and not table.columns[place].is_year for place in kept):
            continue  # another number in each row, so it would be unclear which one is meant
        period = "month" if month_of(table.columns[places[0]].name) else name
        first = table.columns[places[0]]
        decimals = max(table.columns[place].decimals for place in places)
        taken = {table.columns[place].sql for place in kept}
        columns = [table.columns[place] for place in kept]
        columns += [
            Column(period.capitalize(), _free(period, taken), "text"),
            Column(AMOUNTS, _free(AMOUNTS, taken), "number", first.unit or _unit_above(table), decimals, first.mark),
        ]
        pairs = [
            (row, place) for row in range(len(table.rows)) for place in places if table.values[row][place] is not None
        ]
        return Table(
            table.sql,
            table.written,
            tuple(columns),
            tuple(table.rows[row] for row, _ in pairs),
            tuple(
                (*(table.cells[row][k] for k in kept), table.cells[row][place], table.cells[row][place])
                for row, place in pairs
            ),
            tuple(
                (*(table.values[row][k] for k in kept), table.columns[place].name, table.values[row][place])
                for row, place in pairs
            ),
            table.totals,
        )
    return None


def _unit_above(table: Table) -> str:
    """The unit that the lines above a table give for all its numbers, such as "in tonnes"; "" if none."""
    found = _IN_UNIT.findall(table.written.above) if table.written else []
    return next((word for word in found if word.casefold() in UNITS or _PREFIXED.fullmatch(word)), "")


def sql_name(text: str, taken: Iterable[str] = ()) -> str:
    """The text as a name that SQL needs no quotation marks for, unlike those taken.

    >>> sql_name("Revenue (thousand euros)"), sql_name("2024"), sql_name("Order", ["order_"])
    ('revenue_thousand_euros', 'c_2024', 'order_2')
    """
    plain = re.sub(r"[\W_]+", "_", text.casefold()).strip("_")[:60] or "c"
    if not (plain[0].isalpha() or plain[0] == "_"):
        plain = f"c_{plain}"
    return _free(f"{plain}_" if plain in _RESERVED else plain, set(taken))


def unit_of(column: Column) -> str:
    """The unit of a column's numbers as the table writes it, beside the numbers or in the column's name.

    >>> [unit_of(Column(name, "c", "number")) for name in ("Revenue (thousand euros)", "Total in euros", "Honey kg")]
    ['thousand euros', 'euros', 'kg']
    """
    if column.unit or column.kind != "number":
        return column.unit
    if found := _UNIT_IN_NAME.search(column.name):
        return found[1] or found[2]
    if "_" in column.name:  # "weight_kg"
        last = column.name.rpartition("_")[2]
        return last if last.casefold() in UNITS else ""
    named, _, last = column.name.rpartition(" ")  # "Honey kg", but not "Price min" or "Dogs over 10 kg"
    return last if named[-1:].isalpha() and last in _SYMBOLS else ""


def has_numbers(table: Table, column: Column) -> bool:
    """Whether most texts of a column begin with a number."""
    texts = list(table.texts.get(column.sql, {}).values())
    return sum(first_number(text, column) is not None for text in texts) * 2 > len(texts)


def first_number(text: str, column: Column) -> float | None:
    """The number that a text begins with, such as 84 in "84 years (estimated)"."""
    match = re.match(r"\W{0,3}?([-−–]?\d[\d.,]*)", text.strip())
    number = read_number(match[1].rstrip(".,"), column.mark) if match else None
    return float(number.value) if number else None


def has_dates(table: Table, column: Column) -> bool:
    """Whether at least half of the texts of a column are dates, and it is clear which part is the month."""
    texts = list(islice(table.texts.get(column.sql, {}).values(), _SAMPLED))
    return sum(own_date(text) is not None for text in texts) * 2 >= len(texts) > 0


def own_date(text: str) -> date | None:
    """The date that a text is, or the first day of the year that it is.

    >>> own_date("August 31, 2007"), own_date("1931"), own_date("cancelled"), own_date("3/4/2020")
    (datetime.date(2007, 8, 31), datetime.date(1931, 1, 1), None, None)
    """
    if _YEAR.fullmatch(text.strip()):
        return date(int(text), 1, 1)
    days = read_dates([text])
    return days[0] if days else None


def _free(name: str, taken: set[str]) -> str:
    found, number = name, 2
    while found in taken:
        found = f"{name.rstrip('_')}_{number}"
        number += 1
    return found


def _mark(texts: Sequence[str], english: bool) -> Mark:
    marks = marks_of(text for text in texts if text[-1:].isdigit() or any(sign in text for sign in "€$£¥%"))
    if len(marks) == 1:
        return marks.pop()
    return "." if english else ","


@dataclass(frozen=True, slots=True)
class _Typed:
    """A column, and its values in the order of the rows."""

    column: Column
    values: list[Value]


def _columns(written: WrittenTable, rows: Sequence[WrittenRow], mark: Mark) -> list[_Typed]:
    return [_column(name, [row.cells[place] for row in rows], mark) for place, name in enumerate(written.columns)]


def _column(name: str, cells: Sequence[WrittenCell | None], mark: Mark) -> _Typed:
    texts = [None if cell is None or is_empty(cell.text) else cell.text for cell in cells]
    written = [text for text in texts if text is not None]
    if written and is_number(written[0]):
        own = marks_of(written)
        if found := _numbers(name, texts, own.pop() if len(own) == 1 else mark):
            return found
    if written and may_be_date(written[0]) and (days := read_dates(written)):
        following = iter(days)
        by_month = all(map(is_month, written))
        column = Column(name, "", "date", by_month=by_month)
        return _Typed(column, [next(following) if text is not None else None for text in texts])
    column = Column(name, "", "text", mark=mark, period=_period(written))
    return _Typed(column, [cell.text if cell else None for cell in cells])


def _period(texts: Sequence[str]) -> str:
    if len(texts) < 2:
        return ""
    if all(map(month_of, texts)):
        return "month"
    return "day" if all(text.casefold().rstrip(".") in LABELS for text in texts) else ""


def _numbers(name: str, texts: Sequence[str | None], mark: Mark) -> _Typed | None:
    """The column as numbers with one unit; None if any of its texts is not a number, or a code such as 00418."""
    values: list[Value] = []
    units: set[str] = set()
    decimals, is_year = 0, True
    for text in texts:
        number = read_number(text, mark) if text is not None else None
        if text is not None and (number is None or _CODE.fullmatch(text.strip())):
            return None
        values.append(number.value if number else None)
        if number and text:
            units.add(number.unit)
            decimals = max(decimals, -int(number.value.as_tuple().exponent))
            is_year = is_year and text.strip().isdecimal() and 1000 <= number.value < 2200
    unit = same_unit(units)
    if unit is None:
        return None
    return _Typed(Column(name, "", "number", unit, decimals, mark, is_year and not unit), values)


def _names(names: Sequence[str]) -> Iterator[str]:
    taken: set[str] = {ROW}
    for place, name in enumerate(names):
        bare = "name" if not place and len(set(names)) > 1 else f"column_{place + 1}"
        sql = sql_name(name, taken) if name else _free(bare, taken)
        taken.add(sql)
        yield sql


def _row_numbers(columns: Sequence[_Typed], count: int) -> list[dict[int, Decimal]]:
    """The numbers of each of the `count` rows, by the place of their column."""
    numeric = [place for place, one in enumerate(columns) if one.column.kind == "number" or _mostly_numbers(one)]
    return [
        {place: number for place in numeric if (number := _number(columns[place], at)) is not None}
        for at in range(count)
    ]


def _number(one: _Typed, at: int) -> Decimal | None:
    value = one.values[at]
    if isinstance(value, str):
        number = read_number(value, one.column.mark)
        return number.value if number else None
    return value if isinstance(value, Decimal) else None


def _mostly_numbers(one: _Typed) -> bool:
    texts = [value for value in one.values[:_SAMPLED] if isinstance(value, str)]
    return sum(map(is_number, texts)) * 2 > len(texts)
