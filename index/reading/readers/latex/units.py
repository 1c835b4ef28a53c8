"""Numbers with units, as the LaTeX package siunitx writes them."""

from __future__ import annotations

import re

from index.reading.readers.latex.names import PREFIXES, UNITS
from index.reading.readers.scripts import power

_PART = re.compile(r"\\([a-zA-Z]+)(?:\{(-?\d+)\})?|[^\\]+")
_POWERS = {"squared": "2", "square": "2", "cubed": "3", "cubic": "3"}
_EXPONENT = re.compile(r"(?<=\d)[eE]\+?(-?\d+)")


def number(source: str) -> str:
    """A number as it is shown: 3e8 is 3·10^8."""
    return _EXPONENT.sub(lambda found: f"·10{power(found[1])}", source.strip())


def quantity(amount: str, unit: str) -> str:
    r"""The number with its unit.

    >>> quantity("12", r"\kilo\metre\per\hour"), quantity("5", r"\percent")
    ('12 km/h', '5 %')
    """
    written, before, exponent = "", "", ""
    for part in _PART.finditer(unit):
        name = part[1] or ""
        if name == "per":
            before = "/"
        elif name in PREFIXES:
            before += PREFIXES[name]
        elif name in ("square", "cubic"):
            exponent = _POWERS[name]
        elif name in _POWERS or name == "tothe":
            written += power(_POWERS.get(name, part[2] or ""))
        else:
            written += before + UNITS.get(name, name or part[0].replace(".", "·").strip())
            written += power(exponent) if exponent else ""
            before = exponent = ""
    return " ".join(filter(None, (number(amount), written)))
