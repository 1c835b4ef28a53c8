"""What is paid: the price of one piece or one day, times the pieces and the days. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.forms.tables.typed import AMOUNTS, Column, Table
from qa.forms.tables.understand import Understood
from qa.forms.tables.vocabulary import families_of_column, is_money, is_per_piece, is_price_of
from qa.forms.words.roots import root
from qa.text.words import tokens

_PERIOD = (
    r"days?|dai(?=ly)|nights?|hours?|weeks?|months?|tag(?=es)|tag|nacht|nächte|stunden?|wochen?|monats?|jours?|nuit(?:ée)?s?|heures?"
    r"|semaines?|mois|días?|noches?|horas?|semanas?|mes(?:es)?|giorn[oi]|nott[ei]|or[ae]|settiman[ae]|dag(?:en)?|uur|uren"
    r"|weken|maand(?:en)?|dias?|noites?|mês"
)
# "Day rate", "Tagespreis", "price per night"
_BY_PERIOD = re.compile(
    rf"\b(?P<first>{_PERIOD})(?:ly|es|en|s)?[ -]?"
    r"(?:rate|price|charge|fee|hire|preis|satz|miete|tarif|lohn|prijs|tarief)"
    rf"|(?:\b(?:per|je|pro|par|por|al|alla|la|le)\b|/) ?(?P<last>{_PERIOD})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Priced:
    """A column of prices, and those that it is multiplied by."""

    price: Column
    by: tuple[Column, ...]

    @property
    def factors(self) -> set[Column]:
        return {self.price, *self.by}

    @property
    def sql(self) -> str:
        return " * ".join(column.sql for column in (*self.by, self.price))


def find_priced(one: Understood) -> Priced | None:
    """What the question can be about as a product. None if there is no price of a piece or a day, or several.

    A price that is joined to a quantity, such as that of the product to an order, is for one piece. What is for a day
    is known only with the number of days.
    """
    money = [column for column in one.table.columns if column.kind == "number" and is_money(column)]
    named = [column for column in money if column in one.columns]
    found = [Priced(price, by) for price in named or money if (by := _factors(one.table, price))]
    return found[0] if len(found) == 1 else None


def quantity_of(table: Table) -> Column | None:
    """The one column that says how many of a thing there are, such as "Units" or "Stock"."""
    numbers = [column for column in table.columns if column.kind == "number" and not column.is_year]
    found = [
        column
        for column in numbers
        if column.name == AMOUNTS
        or (families_of_column(column) & {"quantity", "sale"} and "amount" not in families_of_column(column))
    ]
    return found[0] if len(found) == 1 else None


def _factors(table: Table, price: Column) -> tuple[Column, ...]:
    """What the price is multiplied by. Empty if that is not known."""
    match = _BY_PERIOD.search(price.name)
    period = root(match["first"] or match["last"]) if match else ""
    numbers = [column for column in table.columns if column.kind == "number" and not is_money(column)]
    times = [column for column in numbers if period and period in map(root, tokens(column.name))]
    if period and len(times) != 1:
        return ()
    pieces = [column for column in numbers if is_price_of(price, column) and column not in times]
    quantity = quantity_of(table)
    is_each = is_per_piece(price) or bool(times) or (price.is_joined and quantity and not quantity.is_joined)
    if not pieces and quantity and quantity not in times and is_each:
        pieces = [quantity]
    return (*pieces, *times)
