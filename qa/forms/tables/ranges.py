"""Looks up the row whose range contains the amount of the question, such as the discount for 3,000 euros."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from qa.forms.form import Request
from qa.forms.tables.cite import cite_rows
from qa.forms.tables.find import unknown_words
from qa.forms.tables.mentions import find_values, names_of, words_of
from qa.forms.tables.queries import Source
from qa.forms.tables.typed import Column, Table, unit_of
from qa.records import Piece, Statement
from qa.text.facts import find_facts
from qa.text.quantities import FROM_COLUMN, TO_COLUMN, Quantity, Range, find_ranges
from qa.text.units import UNITS, in_smallest
from qa.text.words import stem

_UP_TO = re.compile(r"(?<=: )bis (?=\d)")  # in a cell, "bis 2 kg" is a bound
_IN_BRACKETS = re.compile(r" ?\([^()|]*\): ")  # the unit in a column's name: "From (euros): 5,000" is a bound
# Words around an amount that the table need not contain: "What do I pay for an order of 3,000 euros?"
_AROUND = frozenset(
    map(
        stem,
        """order orders ordered buy buying bought purchase pay paid cost costs charge charged send sending sent want
        need worth rate apply applies amount weigh weighs weighing heavy old aged customer new valued long
        bestellung bestelle bestellen kaufe kaufen zahle zahlen kostet kosten sende senden brauche wert gilt wiegt
        bekomme ins im commande acheter payer coûte envoyer pedido comprar pagar cuesta enviar""".split(),
    )
)


def names_amount(text: str) -> bool:
    """Whether the question names one amount that is not a year.

    >>> names_amount("What discount do I get for an order of 3,000 euros?")
    True
    """
    return len(_amounts(text)) == 1


def answer_by_range(request: Request, tables: Iterable[Table]) -> Iterator[Piece]:
    """Yield the value of the row whose range contains the amount. Yield nothing if there is not exactly one."""
    (amount,) = _amounts(request.text)
    unit = {stem(name) for name, unit in UNITS.items() if unit == amount.unit}
    for table in tables:
        row = _row_that_holds(request, table, amount)
        column = _asked_for(request.text, table) if row is not None else None
        cell = table.cells[row][table.by_sql[column.sql]] if row is not None and column else None
        words = unknown_words(request.text, [table]) - _AROUND - unit
        if row is None or column is None or cell is None or any(word.isalpha() for word in words):
            continue
        hits, citations = cite_rows(request.index, [Source(table, row, ())])
        markers = "".join(f"[{number}]" for number in range(1, len(hits) + 1))
        value = cell.text if re.search(r"[^\W\d]|[%€$£¥]", cell.text) else f"{cell.text} {unit_of(column)}".strip()
        text = f"{value}: “{column.label}” in the row of “{table.name}” whose range contains {amount} {markers}."
        yield text
        yield request.finish(text, [Statement(text, citations, supported=True, score=1.0)], hits)
        return


def _amounts(text: str) -> list[Quantity]:
    return [one for one in find_facts(text).quantities if not one.is_year]


def _row_that_holds(request: Request, table: Table, amount: Quantity) -> int | None:
    """The one row whose range contains the amount, with the values that the question names. None if there is none.

    If the rows give only the beginnings of their ranges, it is the last that begins at or below the amount. If they
    give only the ends, it is the first that ends at or above it.
    """
    text = request.index.document(table.written.document_id).text
    ranges = [_ranges(_UP_TO.sub("bis zu ", text[row.start : row.end]), amount) for row in table.rows]
    if sum(map(bool, ranges)) < 2:
        return None
    mentions = find_values(words_of(request.text), table)
    holding = [
        (row, held[0])
        for row, own in enumerate(ranges)
        if (held := [one for one in own if one.holds(amount)])
        and all(table.values[row][table.by_sql[mention.column.sql]] == mention.value for mention in mentions)
    ]
    if len(holding) > 1 and all(held.high is None for _, held in holding):
        holding = [max(holding, key=lambda pair: pair[1].low or 0)]
    elif len(holding) > 1 and all(held.low is None for _, held in holding):
        holding = [min(holding, key=lambda pair: pair[1].high or 0)]
    return holding[0][0] if len(holding) == 1 else None


def _ranges(row: str, amount: Quantity) -> list[Range]:
    """The ranges of a row in the unit of the amount. One that ends just before or begins just after it is left out."""
    strict = {one.value for one in find_facts(row).quantities if one.bound in ("<", ">")}
    found = []
    for one in find_ranges(row) or find_ranges(_IN_BRACKETS.sub(": ", row)):
        smallest, kind = in_smallest(Decimal(1), one.unit)
        wanted, same = in_smallest(Decimal(1), amount.unit)
        ends = {end for end in (one.low, one.high) if end is not None}
        if (not one.unit or not amount.unit or kind == same) and not (
            len(ends) == 1 and ends & strict & {amount.value}
        ):
            factor = smallest / wanted if one.unit and amount.unit else Decimal(1)
            low, high = (None if end is None else end * factor for end in (one.low, one.high))
            found.append(replace(one, low=low, high=high, unit=amount.unit))
    return found


def _asked_for(question: str, table: Table) -> Column | None:
    """The column that the question names, or the only one that is neither named by a value nor part of a range."""
    asked = {word.stem for word in words_of(question)}
    mentioned = {mention.column for mention in find_values(words_of(question), table)}
    columns = [column for column in table.columns if column not in mentioned and not _is_range(column, table)]
    named = {column: len(names_of(column)) for column in columns if names_of(column) <= asked}
    wanted = [column for column, size in named.items() if size == max(named.values())] or columns
    return wanted[0] if len(wanted) == 1 else None


def _is_range(column: Column, table: Table) -> bool:
    """Whether the cells of the column are ranges or one end of them."""
    if FROM_COLUMN.match(column.name) or TO_COLUMN.match(column.name):
        return True
    place = table.by_sql[column.sql]
    cells = [_UP_TO.sub("bis zu ", f"{column.name}: {cell.text}") for row in table.cells if (cell := row[place])]
    return sum(bool(find_ranges(cell)) for cell in cells) * 2 > len(cells)
