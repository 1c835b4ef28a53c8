r"""Fields of Word that draw a formula by their code, such as EQ \f(12,5) -> 12/5. They have no text of their own."""

from __future__ import annotations

import re

from index.reading.readers.formulas import fraction, root
from index.reading.readers.scripts import lowered, power

_EQUATION = re.compile(r"\s*EQ\s", re.IGNORECASE)
_SWITCH = re.compile(r"\\([a-zA-Z]+)")
_OPTION = re.compile(r"\s*\\([a-zA-Z]+)\s*(?:\\[^a-zA-Z\s]|\d*)")
_FORMAT = re.compile(r'\\\*\s*(?:"[^"]*"|\S+)')
_LONGEST, _DEEPEST = 5_000, 20


def equation(code: str) -> str:
    r"""The text that a field with this code shows; "" for fields of other kinds.

    >>> equation(r" EQ \f(12,5) "), equation(r"EQ \r(3;a+b)"), equation("PAGE")
    ('12/5', '∛(a+b)', '')
    """
    begun = _EQUATION.match(code)
    if not begun or len(code) > _LONGEST:
        return ""
    return " ".join(_Code(_FORMAT.sub("", code[begun.end() :])).text(0).split())


class _Code:
    def __init__(self, code: str) -> None:
        self._code = code
        self._at = 0

    def text(self, depth: int, ends: str = "") -> str:
        """The text up to one of the signs `ends`, or the end."""
        pieces: list[str] = []
        while self._at < len(self._code) and self._code[self._at] not in ends:
            switch = _SWITCH.match(self._code, self._at)
            if switch:
                self._at = switch.end()
                pieces.append(self._switch(switch[1].lower(), depth))
            elif self._code[self._at] == "(" and ends and depth < _DEEPEST:
                pieces.append(f"({', '.join(self._elements(depth + 1))})")
            else:
                self._at += self._code[self._at] == "\\"  # it stands before a bracket or comma that is shown
                pieces.append(self._code[self._at : self._at + 1])
                self._at += 1
        return "".join(pieces)

    def _switch(self, name: str, depth: int) -> str:
        shift = lowered if name == "s" else None
        while option := _OPTION.match(self._code, self._at):
            self._at = option.end()
            if name == "s" and option[1].lower() in ("up", "do"):
                shift = power if option[1].lower() == "up" else lowered
        parts = self._elements(depth + 1) if depth < _DEEPEST else []
        if name == "f":
            return fraction(parts[0], parts[1]) if len(parts) > 1 else "".join(parts)
        if name == "r":
            return root(parts[-1], *parts[:-1][:1]) if parts else ""
        if name == "s":
            return "".join(map(shift, parts)) if shift else "".join(parts)
        if name == "b":
            return f"({', '.join(parts)})"
        if name == "i":
            return f"∫{lowered(parts[0])}{power(parts[1])} {parts[2]}" if len(parts) > 2 else "∫".join(["", *parts])
        if name == "o":  # drawn over each other: the last one is the text, such as that below a reading in Japanese
            return parts[-1] if parts else ""
        return ("; " if name == "a" else ", ").join(parts)

    def _elements(self, depth: int) -> list[str]:
        """The elements in the brackets that follow, which a comma or a semicolon divides."""
        while self._at < len(self._code) and self._code[self._at].isspace():
            self._at += 1
        if self._code[self._at : self._at + 1] != "(":
            return []
        elements: list[str] = []
        while self._at < len(self._code) and self._code[self._at] != ")":
            self._at += 1
            elements.append(self.text(depth, ",;)").strip())
        self._at += 1
        return elements
