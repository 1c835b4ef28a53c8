"""The numbers of the lists of LaTeX, also as the package enumitem states them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from index.reading.readers.list_numbers import numeral

_LABEL, _START = re.compile(r"label\s*=\s*((?:\{[^{}]*\}|[^,{}])*)"), re.compile(r"start\s*=\s*(\d{1,5})")
_COUNTER, _PLACE = re.compile(r"\\(arabic|alph|Alph|roman|Roman)\*"), re.compile("%(.+?)%")
_KINDS = {
    "arabic": "decimal",
    "alph": "lowerLetter",
    "Alph": "upperLetter",
    "roman": "lowerRoman",
    "Roman": "upperRoman",
}
_NUMBERED = ("%decimal%.", "(%lowerLetter%)", "%lowerRoman%.", "%upperLetter%.")  # by level, unless a list says more


@dataclass(slots=True)
class LatexList:
    """An open list: the pattern of its numbers, "" for bullets, and the number of the last item."""

    pattern: str = ""
    items: int = 0

    @classmethod
    def of(cls, option: str, *, is_numbered: bool, level: int) -> Self:
        """The list on that level of numbered lists, with its `option`, such as "label=(\\roman*), start=3"."""
        stated, start = _LABEL.search(option), _START.search(option)
        pattern = _NUMBERED[min(level, len(_NUMBERED) - 1)] if is_numbered else ""
        if stated and (counter := _COUNTER.search(stated[1])):
            pattern = _COUNTER.sub(f"%{_KINDS[counter[1]]}%", stated[1].strip("{} "))
        return cls(pattern, int(start[1]) - 1 if start else 0)

    def marker(self) -> str:
        """The marker of the next item."""
        self.items += 1
        return _PLACE.sub(lambda found: numeral(self.items, found[1]), self.pattern) if self.pattern else "-"
