"""The choices that limit a question to some documents, and the scope they select. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from pathlib import PurePosixPath

from index.files.names import visible
from index.records import Listing
from index.search.scope import Scope

_DAYS = {7: "week", 31: "month", 365: "year"}
_MOST_DOCUMENTS = 500  # listed one by one; more would make the page slow


def choices(listings: Sequence[Listing]) -> list[tuple[str, str]]:
    """The choices as labels and values: folders, types, times, and single documents."""
    paths = [PurePosixPath(listing.document_id) for listing in listings]
    folders = sorted({str(folder) for path in paths for folder in path.parents if folder.name})
    types = sorted({path.suffix.lower().removeprefix(".") for path in paths if path.suffix})
    return [
        *((f"{visible(folder)}/", f"folder:{folder}") for folder in folders),
        *((f"{visible(kind).upper()} files", f"type:{kind}") for kind in types if len(types) > 1),
        *((f"Changed in the last {name}", f"days:{days}") for days, name in _DAYS.items()),
        *((visible(str(path)), f"document:{path}") for path in paths[:_MOST_DOCUMENTS]),
    ]


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
