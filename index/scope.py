"""Filters on the documents to search: by folder, type and date. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from index.errors import MissingDocumentError


@dataclass(frozen=True, slots=True)
class Scope:
    """Filters, combined with AND. Several documents, folders or types are alternatives.

    A document's date is the local day on which its file last changed, because every file has that date. (A text can
    name many dates or none. Copying a file can change its date.)
    """

    documents: tuple[str, ...] = ()  # ids
    folders: tuple[str, ...] = ()  # inside the documents folder, with their subfolders: "hr", "hr/contracts"
    types: tuple[str, ...] = ()  # endings of file names: "pdf"
    since: date | None = None  # the first and the last day, inclusive
    until: date | None = None

    def select(self, changed: Mapping[str, float]) -> list[str]:
        """The matching ids in order. `changed` is when each document that can match last changed, since 1970.

        Raises `MissingDocumentError` if none matches, or if a document in the scope is not in the index.
        """
        if missing := [document for document in self.documents if document not in changed]:
            raise MissingDocumentError(f"{missing[0]} is not in the index. If it is a document, run `quoth index`.")
        found = sorted(document for document, changed_at in changed.items() if self._holds(document, changed_at))
        if not found:
            raise MissingDocumentError(f"no documents match these filters: {self}. Remove one.")
        return found

    def __str__(self) -> str:
        filters = [
            ("document ", " or ".join(self.documents)),
            ("folder ", " or ".join(self.folders)),
            ("type ", " or ".join(self.types)),
            ("since ", str(self.since or "")),
            ("until ", str(self.until or "")),
        ]
        return ", ".join(words + value for words, value in filters if value) or "none"

    def _holds(self, document: str, changed_at: float) -> bool:
        path = PurePosixPath(document)
        day = date.fromtimestamp(changed_at)
        return (
            (not self.documents or document in self.documents)
            and (not self.folders or any(path.is_relative_to(self.inside(folder)) for folder in self.folders))
            and (not self.types or path.suffix.lower() in {f".{kind.lower().removeprefix('.')}" for kind in self.types})
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )

    @staticmethod
    def inside(folder: str) -> str:
        """The folder as a path relative to the documents folder."""
        return folder.strip("/").removeprefix("./")
