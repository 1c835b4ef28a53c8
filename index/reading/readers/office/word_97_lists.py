"""The numbers of lists in the binary format of Word 97 to 2003 ([MS-DOC], PlfLst and PlfLfo)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from index.reading.readers.list_numbers import LEVELS, Level, NumberedList

_KINDS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 5: "ordinal",
    22: "decimalZero", 23: "bullet", 255: "none",
}  # fmt: skip
_LIST, _LEVEL, _USE, _CHANGE = 28, 28, 16, 8  # bytes of a record: LSTF, LVLF, LFO and LFOLVL
_SIMPLE, _IS_LEGAL = 0x01, 0x04
_LEVEL_BITS, _STARTS, _FORMATS = 0x0F, 0x10, 0x20
_MOST = 10_000


@dataclass(slots=True)
class Lists:
    """Counts the paragraphs of each list of a document as they come."""

    uses: list[NumberedList] = field(default_factory=list)  # several can count the same list
    restarts: list[dict[int, int]] = field(default_factory=list)  # of each, by level: the number to start again with

    def label(self, number: int, level: int) -> str:
        """The label of the next paragraph in the list of that number, 1 for the first; "" if there is none."""
        if not 0 < number <= len(self.uses):
            return ""
        return self.uses[number - 1].label(level, restart=self.restarts[number - 1].pop(level, None))


def lists_of(table: bytes, start: int, uses: bytes) -> Lists:
    """The lists whose table begins at `start` of the table stream; `uses` says which list each number means.

    A table that is damaged has no lists after the damage.
    """
    found = Lists()
    try:
        shared = _shared(table, start) if uses else {}
        count = min(struct.unpack_from("<I", uses)[0], _MOST) if shared else 0
        at = 4 + _USE * count
        for number in range(count):
            key, changes = struct.unpack_from("<i8xB", uses, 4 + _USE * number)
            base = shared.get(key, NumberedList({}))
            levels, restarts = dict(base.levels), dict[int, int]()
            at += 4
            for _ in range(changes):
                first, flags = struct.unpack_from("<iI", uses, at)
                at += _CHANGE
                level = flags & _LEVEL_BITS
                if flags & _FORMATS:
                    levels[level], at = _level(uses, at)
                elif flags & _STARTS:
                    restarts[level] = first
            found.uses.append(NumberedList(levels, base.counts))
            found.restarts.append(restarts)
    except (struct.error, IndexError):
        pass
    return found


def _shared(table: bytes, start: int) -> dict[int, NumberedList]:
    """The lists by their keys. Their levels follow the table of the lists."""
    count = max(0, struct.unpack_from("<h", table, start)[0])
    at = start + 2 + _LIST * count
    found: dict[int, NumberedList] = {}
    for number in range(count):
        key, flags = struct.unpack_from("<i22xB", table, start + 2 + _LIST * number)
        levels: dict[int, Level] = {}
        for level in range(1 if flags & _SIMPLE else LEVELS):
            levels[level], at = _level(table, at)
        found[key] = NumberedList(levels)
    return found


def _level(table: bytes, at: int) -> tuple[Level, int]:
    """The level of a list that is stored at `at`, and where the next one begins."""
    first, kind, flags, of_text, of_paragraph = struct.unpack_from("<iBB18xBB", table, at)
    at += _LEVEL + of_text + of_paragraph
    length = struct.unpack_from("<H", table, at)[0]
    stored = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    pattern = "".join(f"%{ord(sign) + 1}" if ord(sign) < LEVELS else sign for sign in stored)
    level = Level(_KINDS.get(kind, "decimal"), pattern, first, is_legal=bool(flags & _IS_LEGAL))
    return level, at + 2 + 2 * length
