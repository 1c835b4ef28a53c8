"""Texts in SQL. Pure."""

from __future__ import annotations

from collections.abc import Collection


def text_literal(value: str) -> str:
    """A text in SQL.

    >>> text_literal("Ann's")
    "'Ann''s'"
    """
    return "'" + value.replace("'", "''") + "'"


def is_one_of(column: str, values: Collection[str]) -> str:
    """The condition that the column, as SQL names it, has one of the different `values`.

    >>> is_one_of("pupil", ["Milo"]), is_one_of("pupil", ["Milo", "Petra"])
    ("pupil = 'Milo'", "pupil IN ('Milo', 'Petra')")
    """
    listed = ", ".join(map(text_literal, values))
    return f"{column} = {listed}" if len(values) == 1 else f"{column} IN ({listed})"
