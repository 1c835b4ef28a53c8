"""Computes the numbers that Word shows before paragraphs ("3.", "2.1", "(a)"), which are not in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from index.reading.readers.office.ooxml import attribute, number, value
from index.reading.readers.office.package import Package

_LEVELS = 9
_ROMAN = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x")]
_ROMAN += [(9, "ix"), (5, "v"), (4, "iv"), (1, "i")]


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered: "%1.%2" means the numbers of the first two levels."""

    format: str = "none"
    pattern: str = ""
    start: int = 1
    style_id: str = ""  # paragraphs of that style are on this level


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """Counts the paragraphs of each list as they come."""

    def __init__(self, package: Package) -> None:
        self._lists: dict[str, _List] = {}  # by id; several ids can continue one list
        self._restarts: dict[str, dict[int, int]] = {}  # by id, then level: the number to start again with
        if "word/numbering.xml" not in package.names:
            return
        root = package.tree("word/numbering.xml")
        shared = {attribute(e, "abstractNumId"): _List(_levels(e)) for e in root.iterfind("{*}abstractNum")}
        for element in root.iterfind("{*}num"):
            list_id = attribute(element, "numId")
            self._lists[list_id] = shared.get(value(element.find("{*}abstractNumId")), _List({}))
            starts = {_index(o): number(o.find("{*}startOverride"), 0) for o in element.iterfind("{*}lvlOverride")}
            self._restarts[list_id] = {level: start for level, start in starts.items() if start}

    def label(self, list_id: str, level: int | None, style_id: str) -> str:
        """The label of the next paragraph of a list: a number, "-" for a bullet, "" for nothing.

        If `level` is None, the paragraph's style determines it.
        """
        found = self._lists.get(list_id)
        if found is None:
            return ""
        if level is None:
            level = next((i for i, one in found.levels.items() if style_id and one.style_id == style_id), 0)
        if level not in found.levels:
            return ""
        self._count(found, list_id, level)
        kind = found.levels[level]
        if kind.format == "bullet":
            return "-"
        return re.sub("%([1-9])", lambda match: self._shown(found, int(match[1]) - 1), kind.pattern).strip()

    def _count(self, found: _List, list_id: str, level: int) -> None:
        restart = self._restarts[list_id].pop(level, None)
        before = found.counts[level]
        start = found.levels[level].start if restart is None else restart
        found.counts[level] = start if before is None or restart is not None else before + 1
        found.counts[level + 1 :] = [None] * (_LEVELS - level - 1)

    @staticmethod
    def _shown(found: _List, level: int) -> str:
        kind = found.levels.get(level, _Level())
        count = found.counts[level]
        return _written(kind.start if count is None else count, kind.format)


def _levels(element: etree._Element) -> dict[int, _Level]:
    return {
        _index(level): _Level(
            value(level.find("{*}numFmt")) or "decimal",
            value(level.find("{*}lvlText")),
            number(level.find("{*}start"), 1),
            value(level.find("{*}pStyle")),
        )
        for level in element.iterfind("{*}lvl")
    }


def _index(element: etree._Element) -> int:
    digits = attribute(element, "ilvl")
    return int(digits) if digits in [*"012345678"] else 0


def _written(count: int, style: str) -> str:
    letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if count > 0 else "0"
    written = {
        "none": "",
        "decimalZero": f"{count:02}",
        "lowerLetter": letter,
        "upperLetter": letter.upper(),
        "lowerRoman": _roman(count),
        "upperRoman": _roman(count).upper(),
    }
    return written.get(style, str(count))


def _roman(count: int) -> str:
    digits = ""
    for worth, sign in _ROMAN:
        digits += sign * (count // worth)
        count %= worth
    return digits
