"""What the lines above a table say of it: its caption, the heading it is under, the names of its parts. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ABOVE = 3  # lines above a table that can say what it is about
_LONGEST_ABOVE = 500  # characters of them
_CAPTION = re.compile(
    r"(?:table|tableau|tabelle|tabell[ae]?|tabela|tabla|tabel|tablo|tabulka|tab|taulukko|táblázat|lentelė|таблиц[аяі]|πίνακας|表|표)"
    r"\.?\s*(?:\d+(?:[.-]\d+)*|[ivxlc]+|[a-z])(?!\w)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:\w+\s)?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[A-Z])[.):]?\s+[^\W\d_a-z][^|]{2,90}$")
_MOST_WORDS = 6  # of the name of a part


def lines_above(held: Sequence[str], topic: str) -> str:
    """What a table is about: the lines above it, after its caption and the last heading, which can be further up."""
    lines = [line for line in held if line]
    caption = next((line for line in reversed(lines) if _CAPTION.match(line)), "")
    near = "\n".join(lines[-_ABOVE:])[-_LONGEST_ABOVE:]
    far = [line[:_LONGEST_ABOVE] for line in dict.fromkeys((topic, caption)) if line and line not in near]
    return "\n".join(filter(None, [*far, near]))


def heading_in(lines: Sequence[str]) -> str:
    """The last of the lines that looks like a heading; "" if none does.

    It is no sentence, and is numbered, in capitals, underlined, or short and between empty lines.
    """
    for before, line, after in reversed([*zip(["", *lines], lines, [*lines[1:], ""], strict=False)]):
        bare = line.strip("*_# ")
        is_alone = not before and (not after or not after.strip("-=~_")) and names_a_part(bare)
        if bare[-1:].isalnum() and (is_alone or _NUMBERED.match(bare) or (bare.isupper() and " " in bare)):
            return bare
    return ""


def names_a_part(line: str) -> bool:
    """Whether the line can be the name of a part of a table: a few words, and no sentence."""
    return bool(_CAPTION.match(line)) or (0 < len(line.split()) <= _MOST_WORDS and line[-1] not in ".:;,")
