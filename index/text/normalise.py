"""Normalises text for search, comparison and embedding. Cited text stays as it was extracted."""

from __future__ import annotations

import re
import unicodedata

# Soft hyphen, zero-width characters and direction controls. They change how a text looks, not what it says.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
_POWER = re.compile(r"(?<=[\d)])(?=[⁺⁻]?[²³¹⁰⁴-⁹ⁿ])")
_INDEX = re.compile(r"(?<=\d)(?=[₀-₉])")
_APART = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞①-⒛])")  # a fraction or a number in a circle


def normalise(text: str) -> str:
    """The text in Unicode form NFKC, without invisible characters and with single spaces.

    After a number, a superscript is a power or a footnote mark, a subscript is its base, and a fraction is added to it.
    NFKC alone would turn each of these into a different number.

    >>> normalise("The oﬃce\\n  is\\u00ad closed."), normalise("10⁶ and 1½ and 101₂")
    ('The office is closed.', '10^6 and 1 1/2 and 101_2')
    """
    if not text.isascii():
        text = _INDEX.sub("_", _POWER.sub("^", _APART.sub(" ", text)))
    return " ".join(unicodedata.normalize("NFKC", text).replace("\u2044", "/").translate(_INVISIBLE).split())
