"""A scope, or what is hidden, as a condition of SQL, so that a database reads only what can matter. Pure."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePosixPath

from index.scope import Hidden, Scope, lowered

_EPOCH = date(1970, 1, 1).toordinal()
_DAY_NS = 86_400 * 10**9
_LATEST_NS = 2**63 - 1  # what a column can hold
_MOST = 500  # names in one statement; more do not narrow


def where(scope: Scope) -> tuple[str, list[str | int]]:
    """A condition on the table `files` that holds for all files in the scope and few others, and its values.

    SQLite and PostgreSQL both know it; `?` stands for a value. `Scope.select` decides on the few others.

    >>> where(Scope(folders=("hr",)))
    ('(path = ? OR path >= ? AND path < ?) AND true', ['hr', 'hr/', 'hr0'])
    """
    if scope.documents:  # a name that the index lacks is an error, whatever the other filters are
        names = scope.documents if len(scope.documents) <= _MOST else ()
        return _any([("path = ?", [name]) for name in names])
    parts = [_any(_in_folders(scope)), _any(_of_types(scope)), *_in_days(scope)]
    return " AND ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]


Condition = tuple[str, list[str | int]]


def where_hidden(hidden: Hidden, column: str) -> Condition:
    """A condition that holds exactly if the path in this column is hidden. The column must compare by bytes."""
    if not hidden.folder:
        return "true", []
    folder, own = lowered(hidden.folder), lowered(hidden.own)
    first = [folder[0], folder[0].upper()]  # so that an index on the column is used
    parts: list[Condition] = [
        _any([(f"{column} >= ? AND {column} < ?", [letter, chr(ord(letter) + 1)]) for letter in first]),
        _any([(f"lower({column}) = ?", [folder]), _like(f"lower({column})", folder, "/%")]),
    ]
    if own:
        like, values = _like(f"lower({column})", own, "/%")
        parts.append((f"NOT {like}", values))
    if hidden.shows_loose:
        parts.append(_like(f"lower({column})", folder, "/%/%"))
    return " AND ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]


def _like(column: str, begin: str, end: str) -> Condition:
    """Whether the column begins with the string `begin`, and continues with the pattern `end`."""
    return f"{column} LIKE ? ESCAPE '\\'", [re.sub(r"([\\%_])", r"\\\1", begin) + end]


def _in_folders(scope: Scope) -> list[Condition]:
    """The paths below a folder are those between "folder/" and the next character after "/"."""
    folders = [PurePosixPath(scope.inside(folder)).as_posix() for folder in scope.folders]
    if "." in folders or len(folders) > _MOST:
        return []
    return [("path = ? OR path >= ? AND path < ?", [folder, f"{folder}/", f"{folder}0"]) for folder in folders]


def _of_types(scope: Scope) -> list[Condition]:
    """In both databases, `lower` changes only ASCII letters here."""
    types = [kind.lower().removeprefix(".") for kind in scope.types]
    if not all(map(str.isascii, types)) or len(types) > _MOST:
        return []
    return [(r"lower(path) LIKE ? ESCAPE '\'", ["%." + re.sub(r"([\\%_])", r"\\\1", kind)]) for kind in types]


def _in_days(scope: Scope) -> list[Condition]:
    """A day more at both ends, because a day begins at another time in each time zone."""
    found: list[Condition] = []
    if scope.since:
        found.append(("mtime_ns >= ?", [max(-_LATEST_NS, (scope.since.toordinal() - _EPOCH - 1) * _DAY_NS)]))
    if scope.until:
        found.append(("mtime_ns < ?", [min(_LATEST_NS, (scope.until.toordinal() - _EPOCH + 2) * _DAY_NS)]))
    return found


def _any(conditions: list[Condition]) -> Condition:
    """Whether one of the conditions holds; always, if there is none."""
    if not conditions:
        return "true", []
    return f"({' OR '.join(sql for sql, _ in conditions)})", [value for _, values in conditions for value in values]
