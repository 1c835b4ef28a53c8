"""Finds an amount that the source gives for another period: 247 a month is no annual fee and no price of a night.

Only periods that the source names are compared: in the name of the amount's column, or right beside the amount. Pure.
"""

from __future__ import annotations

import re

from qa.checking.compare import new_amounts
from qa.checking.rows import cells, is_one_row
from qa.text.parsed import ParsedText
from qa.text.periods import PERIODS, periods_in, priced_periods
from qa.text.quantities import Quantity, find_quantities
from qa.text.units import CURRENCIES

_LINKS = (
    "per|a|an|each|every|for|one|the|pro|je|im|in|der|für|eine|einen|die|den|das|par|pour|une|un|la|le|l|por|para|al|el"
    "|una|il|alla|all|uma|ao|o|voor|een|de|het"
)
# "104 euros pour la nuit", "£20 per week", "30 €/Monat", "20 a day"
_BESIDE = re.compile(rf"\s?(?:/\s?|(?:(?:{_LINKS})['’\s]\s?){{1,3}})(?P<period>[^\W\d_][\w-]*)", re.IGNORECASE)


def other_period(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The period for which the quote gives the amount, if question or statement name only other ones. "" if not.

    What stands right beside the amount in the statement counts alone.
    """
    is_row = is_one_row(quote)
    for amount in new_amounts(statement, question):
        if amount.unit and amount.unit not in CURRENCIES:
            continue  # "5 days" in a column of days
        said = _in_columns(quote, amount) if is_row else _beside(quote, amount)
        claimed = _beside(statement, amount) or (
            periods_in(statement.tokens) | periods_in(question.tokens) if is_row else frozenset()
        )
        if said and claimed and not said & claimed:
            return min(said)
    return ""


def _in_columns(row: ParsedText, amount: Quantity) -> frozenset[str]:
    """The periods that name the columns of the cells with the amount. None if one of them has no period."""
    held = [cell for cell in cells(row) if any(two.value == amount.value for two in cell.value.facts.quantities)]
    found = [priced_periods(cell.column.text) | periods_in(cell.value.tokens) for cell in held]
    return frozenset[str]().union(*found) if found and all(found) else frozenset()


def _beside(text: ParsedText, amount: Quantity) -> frozenset[str]:
    """The periods right after the amount, as in "20 euros a day"."""
    ends = [end for one, _, end in find_quantities(text.text) if one.agrees_with(amount)]
    after = (_BESIDE.match(text.text, end) for end in ends)
    return frozenset(PERIODS[word] for match in after if match and (word := match["period"].casefold()) in PERIODS)
