"""The numbers that are shown before the items of lists and before headings ("3.", "2.1", "(a)") but are not stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LEVELS = 9  # of a list, the first of which is 0
_MOST = 1_000_000_000  # a larger number is not counted on
_MOST_ROMAN, _MOST_LETTERS = 5_000, 10  # numbers, and repetitions of a letter: longer numerals are written as decimal
_ROMAN = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x")]
_ROMAN += [(9, "ix"), (5, "v"), (4, "iv"), (1, "i")]
_ALPHABETS = {
    **dict.fromkeys(("lowerLetter", "upperLetter"), "abcdefghijklmnopqrstuvwxyz"),
    **dict.fromkeys(("russianLower", "russianUpper"), "абвгдежзиклмнопрстуфхцчшщыэюя"),
}


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered: "%1.%2" means the numbers of the first two levels."""

    kind: str = "none"  # of the numerals, in the words of Word: "decimal", "lowerLetter", … "bullet"
    pattern: str = ""
    start: int = 1
    style_id: str = ""  # paragraphs of that style are on this level
    is_legal: bool = False  # the numbers of the levels above are shown as decimal ones


@dataclass(slots=True)
class NumberedList:
    """Counts the items of a list as they come."""

    levels: Mapping[int, Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)

    def label(self, level: int, *, restart: int | None = None) -> str:
        """The label of the next item on that level: a number, "-" for a bullet, "" for nothing."""
        if level not in self.levels:
            return ""
        kind, before = self.levels[level], self.counts[level]
        start = min(kind.start if restart is None else restart, _MOST)
        self.counts[level] = start if before is None or restart is not None else min(before + 1, _MOST)
        self.counts[level + 1 :] = [None] * (LEVELS - level - 1)
        if kind.kind == "bullet":
            return "-"
        return re.sub(
            "%([1-9])", lambda found: self._shown(int(found[1]) - 1, kind), kind.pattern, count=LEVELS
        ).strip()

    def _shown(self, level: int, shown_on: Level) -> str:
        kind = self.levels.get(level, Level())
        count = self.counts[level]
        is_decimal = shown_on.is_legal and kind.kind != "none"
        return numeral(kind.start if count is None else count, "decimal" if is_decimal else kind.kind)


def numeral(count: int, kind: str) -> str:
    """A number as the kind of numerals writes it. A kind that is not known is written as decimal.

    >>> numeral(4, "lowerLetter"), numeral(28, "upperLetter"), numeral(9, "lowerRoman"), numeral(2, "ordinal")
    ('d', 'BB', 'ix', '2nd')
    """
    if kind == "none":
        return ""
    if kind == "decimalZero":
        return f"{count:02}"
    if count < 1:
        return str(count)
    if kind in ("lowerRoman", "upperRoman") and count < _MOST_ROMAN:
        return _roman(count).upper() if kind == "upperRoman" else _roman(count)
    if kind == "ordinal":
        return f"{count}{_ordinal(count)}"
    if kind not in _ALPHABETS or count > _MOST_LETTERS * len(_ALPHABETS[kind]):
        return str(count)
    letter = _letter(count, _ALPHABETS[kind])
    return letter.upper() if kind.startswith("upper") or kind.endswith("Upper") else letter


def _letter(count: int, alphabet: str) -> str:
    """The letter of a number: a, b, … z, aa, bb, as word processors count."""
    times, place = divmod(count - 1, len(alphabet))
    return alphabet[place] * (times + 1)


def _roman(count: int) -> str:
    digits = ""
    for worth, sign in _ROMAN:
        digits += sign * (count // worth)
        count %= worth
    return digits


def _ordinal(count: int) -> str:
    is_teen = 10 < count % 100 < 14
    return "th" if is_teen else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
