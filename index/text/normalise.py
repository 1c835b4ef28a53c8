"""Normalises text for search, comparison and embedding. Cited text stays as it was extracted."""

from __future__ import annotations

import unicodedata

# Soft hyphen, zero-width characters and direction controls. They change how a text looks, not what it says.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)


def normalise(text: str) -> str:
    """The text in Unicode form NFKC, without invisible characters and with single spaces.

    >>> normalise("The oﬃce\\n  is\\u00ad closed.")
    'The office is closed.'
    """
    return " ".join(unicodedata.normalize("NFKC", text).translate(_INVISIBLE).split())
