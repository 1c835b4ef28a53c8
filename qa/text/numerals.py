"""Reads numbers in digits with the separators of any language: "1,234.50", "1.234,50" and "1 234,50" are one number.

Only a number such as "1,234" or "1.234" means different things in different languages. The words around it decide.
"""

from __future__ import annotations

import re
from decimal import Decimal

from index.text.language import SPACELESS
from qa.text.words import shows_english

_GROUP = "[.,'’\u00a0\u2009\u202f ]"  # what separates thousands
# A number in digits. The look-ahead keeps lists such as "2,3,4" from being read as numbers.
DIGITS = rf"(?:\d{{1,3}}(?:{_GROUP}\d{{3}})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?)(?!,\d)"
LEADING_ZEROS = re.compile(r"0\d+")  # 00420 is the number of an article, not an amount
_DECIMAL_COMMA = re.compile(r"\d\.\d{3},\d|(?<![\d,.])\d+,\d{1,2}(?![\d,])")
_DECIMAL_POINT = re.compile(r"\d,\d{3}\.\d")
_TWO_WAYS = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{3}(?!\d|[.,]\d)")
_SPACELESS = re.compile(f"[{SPACELESS}]")


def read_number(digits: str, text: str) -> tuple[Decimal, Decimal | None]:
    """The number, and its other possible reading if `text`, where it stands, does not show which is meant.

    >>> read_number("1.234", "It weighs 1.234 kg."), read_number("1.234", "Der Preis ist 1.234 Euro.")
    ((Decimal('1.234'), None), (Decimal('1234'), None))
    >>> read_number("1,234", "Price: 1,234")
    (Decimal('1234'), Decimal('1.234'))
    """
    signs = re.findall(r"\D", digits)
    if not signs:
        return Decimal(digits), None
    last, whole = signs[-1], Decimal(re.sub(r"\D", "", digits))
    before, _, after = digits.rpartition(last)
    if last not in ".," or signs.count(last) > 1:
        return whole, None
    fraction = Decimal(f"{re.sub(r'[^0-9]', '', before)}.{after}")
    if len(set(signs)) > 1 or len(after) != 3 or len(before) > 3 or before == "0":
        return fraction, None
    comma = has_decimal_comma(text)
    is_fraction = (last == ",") == bool(comma)
    readings = (fraction, whole) if is_fraction else (whole, fraction)
    return readings[0], readings[1] if comma is None else None


def in_notation_of(text: str, source: str) -> str:
    """The text with each number that also stands in the source, and can be read in two ways, in plain digits as there.

    >>> in_notation_of("Es waren 18,640 Fässer.", "It was 18,640 barrels.")
    'Es waren 18640 Fässer.'
    """
    if not _TWO_WAYS.search(text) or has_decimal_comma(text) == has_decimal_comma(source):
        return text
    held = set(_TWO_WAYS.findall(source))
    return _TWO_WAYS.sub(lambda match: f"{read_number(match[0], source)[0]:f}" if match[0] in held else match[0], text)


def has_decimal_comma(text: str) -> bool | None:
    """Whether numbers in `text` have a decimal comma, as in most languages of Europe. None if nothing shows it."""
    if _DECIMAL_COMMA.search(text):
        return True
    if _DECIMAL_POINT.search(text) or _SPACELESS.search(text):
        return False
    english = shows_english(text)
    return None if english is None else not english
