"""The numbers that a browser shows before the items of lists, which are not in their text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from selectolax.lexbor import LexborNode

from index.reading.readers.list_numbers import numeral

_LIST_STYLE = re.compile(
    r"list-style(?:-type)?\s*:[^;]*?((?:lower|upper)-(?:alpha|latin|roman)|decimal-leading-zero)", re.I
)
_NUMERALS = {
    **dict.fromkeys(("a", "lower-alpha", "lower-latin"), "lowerLetter"),
    **dict.fromkeys(("A", "upper-alpha", "upper-latin"), "upperLetter"),
    **dict.fromkeys(("i", "lower-roman"), "lowerRoman"),
    **dict.fromkeys(("I", "upper-roman"), "upperRoman"),
    "decimal-leading-zero": "decimalZero",
}


@dataclass(slots=True)
class HtmlList:
    """An open list: how its items are numbered, "" for bullets, and the number of the next one."""

    kind: str
    following: int = 1
    step: int = 1

    @classmethod
    def of(cls, node: LexborNode) -> Self:
        if node.tag != "ol":
            return cls("")
        is_reversed = "reversed" in node.attributes
        first = sum(child.tag == "li" for child in node.iter()) if is_reversed else 1
        return cls(_numerals(node) or "decimal", count_of(node, "start", first), -1 if is_reversed else 1)

    def marker(self, item: LexborNode) -> str:
        """The marker of the next item."""
        if not self.kind:
            return "- "
        number = count_of(item, "value", self.following)
        self.following = number + self.step
        return f"{numeral(number, _numerals(item) or self.kind)}. "


def _numerals(node: LexborNode) -> str:
    """The kind of numerals that a list or an item states; "" if it states none."""
    attributes = node.attributes
    styled = _LIST_STYLE.search(attributes.get("style") or "")
    return _NUMERALS.get(styled[1].lower() if styled else attributes.get("type") or "", "")


def count_of(node: LexborNode, name: str, default: int) -> int:
    """An attribute that is a count below 100,000."""
    digits = node.attributes.get(name) or ""
    return int(digits) if digits.isascii() and digits.isdecimal() and 0 < len(digits) < 6 else default
