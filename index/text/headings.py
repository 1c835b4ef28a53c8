"""The path of headings above a text, such as "Leave > Carry-over"."""

from __future__ import annotations

from collections.abc import Iterable

_BETWEEN = " > "


def path_of(headings: Iterable[str]) -> str:
    """The headings, the outermost first, as one path. Empty ones are left out.

    >>> path_of(["Leave", "", "Carry-over"])
    'Leave > Carry-over'
    """
    return _BETWEEN.join(filter(None, headings))


def headings_of(path: str) -> list[str]:
    """The headings of a path, the outermost first; none for an empty path."""
    return path.split(_BETWEEN) if path else []


def outermost(path: str) -> str:
    """The first heading of a path; "" for an empty path."""
    return path.partition(_BETWEEN)[0]


def innermost(path: str) -> str:
    """The last heading of a path; "" for an empty path."""
    return path.rpartition(_BETWEEN)[2]
