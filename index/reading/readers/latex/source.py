"""LaTeX source as tokens. The expansion of a macro is read before the rest."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"(?P<comment>%[^\n]*(?:\n[ \t]*|$))"
    r"|\\(?P<name>[a-zA-Z@]+)\*?[ \t]*(?:\n(?![ \t]*\n)[ \t]*)?|\\(?P<sign>.|\n)"
    r"|(?P<blank>\n[ \t]*\n\s*)|(?P<math>\$\$?)|[{}\[\]&~]|[^\\%{}\[\]&~$\n]+|\n",
    re.DOTALL,
)
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")


class Source:
    """A text still to be read."""

    def __init__(self, text: str, at: int = 0) -> None:
        self._waiting = [(text, at)]

    def put(self, text: str) -> None:
        """Insert this text, so that it is read next."""
        self._waiting.append((text, 0))

    def take(self) -> re.Match[str] | None:
        """The next token, or None at the end. Comments are left out."""
        while self._waiting:
            text, at = self._waiting.pop()
            found = _TOKEN.match(text, at)
            if found:
                self._waiting.append((text, found.end()))
                if not found["comment"]:
                    return found
        return None

    def take_until(self, end: str) -> str:
        """The text up to these characters, which are taken too."""
        taken: list[str] = []
        while self._waiting:
            text, at = self._waiting.pop()
            place = text.find(end, at)
            if place >= 0:
                self._waiting.append((text, place + len(end)))
                return "".join([*taken, text[at:place]])
            taken.append(text[at:])
        return "".join(taken)

    def next_is(self, sign: str) -> bool:
        """Whether this character is next. If so, skip it with the white space before it."""
        while self._waiting:
            text, at = self._waiting.pop()
            space = _SPACE.match(text, at)
            place = space.end() if space else at
            if place < len(text):
                self._waiting.append((text, place + 1 if text[place] == sign else at))
                return text[place] == sign
        return False

    def argument(self) -> str:
        """The source between the next braces, or else the next character or command."""
        if self.next_is("{"):
            return self._enclosed("{", "}")
        self.next_is("\n")
        found = self.take()
        if found is None or found[0] in ("{", "}"):
            return ""
        if found["name"] or found["sign"]:
            return found[0]
        text, at = self._waiting.pop()
        self._waiting.append((text, at - len(found[0]) + 1))
        return found[0][0]

    def option(self) -> str | None:
        """The source between brackets, if they are next."""
        return self._enclosed("[", "]") if self.next_is("[") else None

    def verbatim(self) -> str:
        """The text between the next character and its next occurrence."""
        sign = ""
        while self._waiting and not sign:
            text, at = self._waiting.pop()
            sign = text[at : at + 1]
            self._waiting += [(text, at + 1)] * bool(sign)
        return self.take_until(sign) if sign else ""

    def _enclosed(self, opening: str, closing: str) -> str:
        pieces: list[str] = []
        depth = braces = 0
        while found := self.take():
            token = found[0]
            if token == closing and depth == 0 and braces == 0:
                break
            depth += (token == opening) - (token == closing)
            braces += ((token == "{") - (token == "}")) * (opening != "{")
            pieces.append(token)
        return "".join(pieces)
