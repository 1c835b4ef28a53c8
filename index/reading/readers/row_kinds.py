"""Rows of a table that are no values of its columns: names of parts, units of the columns, pairs of a form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.reading.readers.headers import Row, is_note, is_number, labels_in

_MOST_LETTERS = 12  # of a unit
_UNIT = re.compile(r"[(\[]?[^\W\d_]{0,6}[^\w\s]{0,2}(?:[ /·.*]?(?:[^\W\d_]{1,6}|\d{1,4})[²³]?[-⁻]?[¹²³]?){0,3}[)\]]?$")
_OF_UNITS = re.compile(
    r"[(\[]?(?:units?|einheit(?:en)?|unités?|unidad(?:es)?|unità|eenheid|enhet|jednostka)[)\]]?:?$", re.I
)


def begins_with_a_part(rows: Sequence[Row]) -> bool:
    """Whether the rows below the names of the columns begin with the name of a part, such as "Timber"."""
    return len(rows) > 2 and is_alone(rows[0]) and sum(map(bool, rows[1])) > 1 and not is_note(rows[0])


def is_alone(row: Row) -> bool:
    """Whether only the first cell has a text, which is no number."""
    return bool(row) and bool(row[0]) and not any(row[1:]) and not is_number(row[0])


def are_units(names: Row, row: Row, others: Sequence[Row]) -> bool:
    """Whether the row below the names has the units of the columns, whose other values are numbers."""
    places = [i for i, text in enumerate(row) if text and i]
    if len(places) < 2 or len(row) > len(names) or (row[0] and not _OF_UNITS.match(row[0])):
        return False
    if not all(names[i] and len(row[i]) <= _MOST_LETTERS and _UNIT.match(row[i]) for i in places):
        return False
    values = [[other[i] for other in others if i < len(other) and other[i]] for i in places]
    return bool(others) and not any(is_number(row[i]) for i in places) and all(map(_are_numbers, values))


def _are_numbers(values: Sequence[str]) -> bool:
    return bool(values) and all(map(is_number, values))


def with_units(names: Row, units: Row) -> list[str]:
    """The names of the columns, each with its unit in brackets.

    >>> with_units(["Pump", "Flow"], ["", "l/min"])
    ['Pump', 'Flow (l/min)']
    """
    bare = [unit.strip("()[] ") if i else "" for i, unit in enumerate([*units, *[""] * len(names)][: len(names)])]
    return [f"{name} ({unit})" if unit else name for name, unit in zip(names, bare, strict=True)]


def pairs(row: Row) -> tuple[list[str], list[str]]:
    """The names and the values of a row of a form, such as "Name:", "Ada", "Plot:", "17"; none if it is another row.

    A name stands at the place of its value.
    """
    headers, values = [""] * len(row), list(row)
    are_labels = labels_in(row)
    for i, text in enumerate(row):
        if are_labels[i]:
            headers[i + 1], values[i] = text.rstrip(":： "), ""
    return (headers, values) if any(are_labels) else ([], [])
