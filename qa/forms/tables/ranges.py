"""Looks up the cell whose row or column has a range that contains what the question names.

Such are the discount for 3,000 euros, the fare in August, the price on a Wednesday and the tariff at 14:30.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa.forms.form import Request
from qa.forms.tables.axes import Asked, Axis, axes_of, axis_called, find_asked, numbered_names
from qa.forms.tables.cite import cite_rows
from qa.forms.tables.find import text_beside, unknown_words
from qa.forms.tables.left_over import WEIGHTY
from qa.forms.tables.mentions import context_of, find_values, names_of, words_of
from qa.forms.tables.prepared import prepare
from qa.forms.tables.queries import Source
from qa.forms.tables.typed import Column, Table, unit_of
from qa.forms.tables.values import is_empty
from qa.forms.tables.vocabulary import FAMILIES, families_of, families_of_column
from qa.forms.words.roots import root, roots
from qa.records import Piece, Statement
from qa.text.markers import as_markers
from qa.text.periods import periods_in, priced_periods
from qa.text.quantities import Quantity, find_quantities, find_ranges
from qa.text.spans import Span
from qa.text.units import CURRENCIES
from qa.text.words import stem, tokens

# Words around an amount that the table need not contain: "What do I pay for an order of 3,000 euros?"
_AROUND = frozenset(
    map(
        stem,
        """order orders ordered buy buying bought purchase pay paid cost costs charge charged send sending sent
        want need worth rate apply applies amount weigh weighs weighing heavy old aged age customer new valued
        long freight postage shipping ship parcel parcels package packet ticket fare admission entry person
        people child kid boy girl visit stay year-old years-old today night season month date time day clock
        o'clock travel travelling bestellung bestelle bestellen kaufe kaufen zahle zahlen zahlt kostet kosten
        sende senden brauche wert gilt wiegt bekomme ins fracht porto versand paket pakets pakete sendung kind
        kindes alt jährige jähriger jähriges eintritt karte fahrpreis nacht uhr commande acheter payer paie
        coûte envoyer colis envoi port enfant âgé billet entrée heure heures pedido comprar pagar paga cuesta
        enviar paquete envío niño niña edad entrada hora horas spedire spedizione pacco bambino bambina
        bambini età biglietto ingresso ora ore envio encomenda criança idade bilhete versturen verzenden
        pakket pakje leeftijd kaartje toegang uur leave leaves depart departs arrive arrives stop stops go
        goes run runs fährt fahren hält part passe sale llega para parte arriva ferma passa vertrekt stopt
        adult adults grown-up erwachsener erwachsene erwachsenen adulte adultes adulto adulta adulti
        if when get gets receive spend wenn falls erhalte kriege si quand reçois obtiens dépense cuando recibo gasto
        se quando ricevo spendo compro ordino ordine merce spetta spettano mi recebo encomendo mercadoria passer
        als wanneer krijg koop besteed
        volwassene volwassenen jaar anni anos ans años paar stück ad parken parkt park parking stationnement
        stationner aparcar aparcamiento parcheggio parcheggiare estacionar parkeren
        """.split(),
    )
) | frozenset(map(stem, FAMILIES["cost"]))
# Words that change what is asked of a range. "After 7 years" is 7 years, but "after 3 July" is another day.
_OF_TIMES = frozenset(
    "after before since nach vor seit après avant depuis antes después desde dopo prima depois".split()
)
_DENIALS = frozenset("non senza tranne eccetto não sem exceto niet geen zonder behalve".split())
_CHANGING = (WEIGHTY | _DENIALS) - {"during"}
_MOST_ROWS = 20_000  # whose words are compared with the question
_MOST_NUMBERS = 3  # in a question, those in names too: "the rate of zone 2 for 8 kg"
_Placed = tuple[Axis, Quantity | Span]  # an axis, and what is looked for there


_MEASURED = frozenset(("age", "weight", "height", "time"))  # families of columns whose ranges are no numbers of things


@dataclass(frozen=True, slots=True)
class _Found:
    """A cell, by its row and column, and how many words of the question its table has in its titles."""

    table: Table
    row: int
    column: Column
    asked: Asked
    fits: int
    of_columns: bool


def names_range(text: str) -> bool:
    """Whether the question names what can fall into a range: an amount that is not a year, a day or a time.

    >>> names_range("What discount do I get for an order of 3,000 euros?"), names_range("Is it open on Sunday?")
    (True, True)
    """
    asked = find_asked(text)
    return len(asked.amounts) <= _MOST_NUMBERS and bool(asked.amounts or asked.points)


def answer_by_range(request: Request, tables: Iterable[Table]) -> Iterator[Piece]:
    """Yield the value of the cell whose range contains what is asked. Yield nothing if there is not exactly one."""
    found = [one for table in tables if (one := _cell_for(request.text, table))]
    best = [one for one in found if one.fits == max(other.fits for other in found)]
    values = {cell.text for one in best if (cell := one.table.cells[one.row][one.table.by_sql[one.column.sql]])}
    if len(values) != 1:
        return
    one, value = best[0], values.pop()
    hits, citations = cite_rows(request.index, [Source(one.table, one.row, ())])
    markers = as_markers(range(1, len(hits) + 1))
    is_written = re.search(r"[^\W\d]|[%€$£¥]", value)
    unit = one.column.unit if one.of_columns else unit_of(one.column)
    value = value if is_written else f"{value} {unit}".strip()
    kind, named = "in_range" if one.of_columns else "in_range_of_row", request.listed(one.asked.named)
    found_there = request.say(kind, value=value, column=one.column.label, table=one.table.name, asked=named)
    text = f"{found_there} {markers}."
    yield text
    yield request.finish(text, [Statement(text, citations, supported=True, score=1.0)], hits)


def range_without(request: Request, tables: Iterable[Table]) -> tuple[Table, Sequence[Quantity]] | None:
    """The table whose ranges of amounts all lack the amount that is asked for, and the amounts. None if there is none.

    Not if the document names another limit beside the table: "Over 30 kg: on request".
    """
    for table in tables:
        asked = find_asked(request.text, numbered_names(table))
        axes = _axes_for(asked, table)
        if not axes or not asked.amounts or _changes(asked, table):
            continue
        used = set[Column]().union(*(axis.columns for axis, _ in axes))
        lacks = any(axis.kind == "amount" and not axis.holding(point) for axis, point in axes)
        if not lacks or not _asked_for(prepare(asked.rest, table), table, used):
            continue
        if not find_ranges(text_beside(table, request.index)):
            return table, asked.amounts
    return None


def _cell_for(question: str, table: Table) -> _Found | None:
    """The one cell of the table that is asked for. None if there is none, or if a word of the question is unknown."""
    asked = without_period(find_asked(question, numbered_names(table)), table)
    axes = _axes_for(asked, table) if len(table.rows) <= _MOST_ROWS else []
    if not axes or _changes(asked, table):
        return None
    rest = prepare(asked.rest, table)
    by_row = [(axis, point) for axis, point in axes if axis.columns]
    row = _row_for(rest, table, by_row)
    by_column = [(axis, point) for axis, point in axes if not axis.columns]
    if by_column:
        column = _column_for(question, table, by_column)
    else:
        column = _asked_for(rest, table, set[Column]().union(*(axis.columns for axis, _ in by_row)))
    cell = table.cells[row][table.by_sql[column.sql]] if row is not None and column else None
    if row is None or column is None or cell is None or is_empty(cell.text) or not is_price(question, cell.text):
        return None
    fits = len(context_of(table) & {word.stem for word in words_of(question)})
    return _Found(table, row, column, asked, fits, bool(by_column))


def without_period(asked: Asked, table: Table) -> Asked:
    """The same without an amount such as "a month", if a column has the prices of a month."""
    priced = frozenset[str]().union(*(priced_periods(column.name) for column in table.columns))
    periods = {str(one) for one in asked.amounts if one.value == 1 and one.unit in priced}
    kept = tuple(one for one in asked.amounts if str(one) not in periods)
    return replace(asked, amounts=kept, named=tuple(one for one in asked.named if one not in periods))


def _changes(asked: Asked, table: Table) -> bool:
    """Whether a word of the question can change what is asked: one that the table does not know, or "after", "not"."""
    unknown = unknown_words(prepare(asked.rest, table), [table]) - _AROUND
    changing = _CHANGING if asked.points else _CHANGING - _OF_TIMES
    return any(word.isalpha() for word in unknown) or not changing.isdisjoint(asked.rest.casefold().split())


def is_price(question: str, text: str) -> bool:
    """Whether the cell can answer: to "What does it cost?", "3 days" is no answer."""
    asks = any("cost" in families_of(word.text) for word in words_of(question))
    units = {one.unit for one, *_ in find_quantities(text)} - {""}
    return not (asks and units) or bool(units & CURRENCIES)


def _axes_for(asked: Asked, table: Table) -> list[_Placed]:
    """The axes of the table for all that is asked, each with what is looked for there. Empty if one lacks its axis."""
    called = axis_called(table, asked.counted)
    axes = (*axes_of(table), *([called] if called else [])) if len(asked.amounts) < 2 else ()
    found: list[_Placed] = []
    if not axes:
        return []
    for point in asked.points:
        own = [axis for axis in axes if axis.kind == point.cycle]
        if not own:
            return []
        found += [(axis, point) for axis in own]
    for amount in asked.amounts:
        own = [axis for axis in axes if axis.kind == "amount" and _can_hold(axis, is_count=bool(asked.counted))]
        bare = [axis for axis in own if axis.units <= {""}]
        own = bare if bare and not amount.unit else own
        if not own or len({frozenset(axis.units - {""}) for axis in own}) > 1:
            return []
        found += [(axis, amount) for axis in own]
    return found


def _can_hold(axis: Axis, *, is_count: bool) -> bool:
    """Whether an amount with this unit can be on the axis. A number of things is no age and no weight."""
    is_measured = axis.units - {""} or any(families_of_column(column) & _MEASURED for column in axis.columns)
    return not (is_count and is_measured)


def _column_for(question: str, table: Table, by_column: Sequence[_Placed]) -> Column | None:
    """The one column whose name has a range that holds what is asked: of "May–Sep Night" and "May–Sep Month", the one
    with the period of the question.
    """
    wanted = periods_in(tokens(question))
    every = set.intersection(*(set(axis.all_holding(point)) for axis, point in by_column))
    for_period = {place for place in every if priced_periods(table.columns[place].name) & wanted}
    if len(for_period) == 1:
        return table.columns[for_period.pop()]
    places = set.intersection(*(set(axis.holding(point)) for axis, point in by_column))
    if len(places) > 1:
        sided = {axis.one_sided(sorted(places)) for axis, _ in by_column} - {None}
        places = {place for place in sided if place is not None}
    return table.columns[places.pop()] if len(places) == 1 else None


def _row_for(rest: str, table: Table, by_row: Sequence[_Placed]) -> int | None:
    """The one row whose ranges hold all that is asked, with all names of rows that the question has."""
    rows = set(range(len(table.rows)))
    for axis, point in by_row:
        rows &= set(axis.holding(point))
    used = set[Column]().union(*(axis.columns for axis, _ in by_row))
    names = {row: _names_in(table, row, used) for row in range(len(table.rows))}
    asked = set(roots(rest)) & set().union(*names.values()) - set(map(root, context_of(table)))
    rows = {row for row in rows if asked <= names[row]}
    if len(rows) > 1 and asked:
        whole = {mention.value for mention in find_values(words_of(rest), table)}
        exact = {row for row in rows if whole & {str(value) for value in table.values[row]}}
        rows = exact or rows
    if len(rows) > 1:
        sided = [axis.one_sided(sorted(rows)) for axis, _ in by_row]
        rows = {row for row in sided if row is not None} or rows
    return rows.pop() if len(rows) == 1 else None


def _names_in(table: Table, row: int, used: set[Column]) -> set[str]:
    """The roots of the words in the texts of a row, without the ranges."""
    values = zip(table.columns, table.values[row], strict=True)
    return {one for column, value in values if isinstance(value, str) and column not in used for one in roots(value)}


def _asked_for(rest: str, table: Table, used: set[Column]) -> Column | None:
    """The column that the question names, in its words or in others, or the only one that it names no value of."""
    words = words_of(rest)
    asked = {word.stem for word in words}
    families = frozenset[str]().union(*(families_of(word.text) for word in words))
    mentioned = {mention.column for mention in find_values(words, table)}
    columns = [column for column in table.columns if column not in mentioned | used]
    named = {column: len(names_of(column)) for column in columns if names_of(column) <= asked}
    meant = [column for column in columns if families_of_column(column) & families]
    wanted = [column for column, size in named.items() if size == max(named.values())] or meant or columns
    return wanted[0] if len(wanted) == 1 else None
