"""Texts in SQL. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

_LITERAL = re.compile(r"'((?:[^']|'')*)'")


def text_literal(value: str) -> str:
    """A text in SQL.

    >>> text_literal("Ann's")
    "'Ann''s'"
    """
    return "'" + value.replace("'", "''") + "'"


def read_texts(sql: str) -> list[str]:
    """The texts that stand as literals in SQL.

    >>> read_texts("pupil IN ('Milo', 'Ann''s')")
    ['Milo', "Ann's"]
    """
    return [text.replace("''", "'") for text in _LITERAL.findall(sql)]


def is_one_of(column: str, values: Collection[str]) -> str:
    """The condition that the column, as SQL names it, has one of the different `values`.

    >>> is_one_of("pupil", ["Milo"]), is_one_of("pupil", ["Milo", "Petra"])
    ("pupil = 'Milo'", "pupil IN ('Milo', 'Petra')")
    """
    listed = ", ".join(map(text_literal, values))
    return f"{column} = {listed}" if len(values) == 1 else f"{column} IN ({listed})"
