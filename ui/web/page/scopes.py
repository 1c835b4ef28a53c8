"""The choices that limit a question to some documents, and the scope they select. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath

from index.files.names import visible
from index.records import Listing
from index.scope import Scope

MOST = 50  # choices of a group; the others are found by their names
_DAYS = {7: "week", 31: "month", 365: "year"}


@dataclass(frozen=True, slots=True)
class Group:
    """Choices of one kind, as labels and values."""

    title: str
    choices: tuple[tuple[str, str], ...]
    more: int = 0  # how many are not listed


def groups(listings: Sequence[Listing], find: str = "") -> list[Group]:
    """The folders, types, times and single documents to choose from. `find` limits them to those named like it."""
    paths = [PurePosixPath(listing.document_id) for listing in listings]
    folders = sorted({str(folder) for path in paths for folder in path.parents if folder.name})
    types = sorted({path.suffix.lower().removeprefix(".") for path in paths if path.suffix})
    kinds = {
        "Folders": [(f"{visible(folder)}/", f"folder:{folder}") for folder in folders],
        "Types": [(f"{visible(kind).upper()} files", f"type:{kind}") for kind in types if len(types) > 1],
        "Last changed": [(f"In the last {name}", f"days:{days}") for days, name in _DAYS.items()],
        "Documents": [(visible(str(path)), f"document:{path}") for path in paths],
    }
    found = {title: list(_named(choices, find)) for title, choices in kinds.items()}
    return [Group(title, tuple(some[:MOST]), max(0, len(some) - MOST)) for title, some in found.items() if some]


def scope(chosen: Collection[str], today: date) -> Scope | None:
    """The scope of the chosen values, or None for all documents."""
    values = [value.partition(":") for value in chosen]
    documents, folders, types, days = (
        tuple(value for kind, _, value in values if kind == wanted) for wanted in ("document", "folder", "type", "days")
    )
    longest = max((int(count) for count in days if count.isdecimal()), default=0)
    since = today - timedelta(days=min(longest, max(_DAYS))) if longest else None
    found = Scope(documents, folders, types, since=since)
    return None if found == Scope() else found


def _named(choices: Iterable[tuple[str, str]], find: str) -> Iterable[tuple[str, str]]:
    words = find.casefold().split()
    return (choice for choice in choices if all(word in choice[0].casefold() for word in words))
