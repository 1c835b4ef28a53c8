"""Which documents a question is asked of: those in some folders, of some types, changed in some days. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from index.errors import MissingDocumentError


@dataclass(frozen=True, slots=True)
class Scope:
    """Documents that meet every condition that is set; of several documents, folders or types, any one will do.

    A document's date is the day, here, on which its file was last changed: the one date that every file has. (A text
    may name many dates or none, and copying a file may give it a new one.)
    """

    documents: tuple[str, ...] = ()  # ids
    folders: tuple[str, ...] = ()  # inside the documents folder, with all that is under them: "hr", "hr/contracts"
    types: tuple[str, ...] = ()  # endings of file names: "pdf"
    since: date | None = None  # the first and the last day that count
    until: date | None = None

    def select(self, changed: Mapping[str, float]) -> list[str]:
        """The ids that meet the conditions, in order, given when each was changed in seconds since 1970.

        Raises `MissingDocumentError` where none does, and for a document that is not there.
        """
        if missing := [document for document in self.documents if document not in changed]:
            raise MissingDocumentError(f"{missing[0]} is not in the index. If it is a document, run `quoth index`.")
        found = sorted(document for document, changed_at in changed.items() if self._holds(document, changed_at))
        if not found:
            raise MissingDocumentError(f"no document is {self}. Ask with other conditions, or with fewer.")
        return found

    def __str__(self) -> str:
        conditions = [
            ("one of ", ", ".join(self.documents)),
            ("in the folder ", " or ".join(self.folders)),
            ("of the type ", " or ".join(self.types)),
            ("changed since ", str(self.since or "")),
            ("changed until ", str(self.until or "")),
        ]
        return " and ".join(words + value for words, value in conditions if value) or "there"

    def _holds(self, document: str, changed_at: float) -> bool:
        path = PurePosixPath(document)
        day = date.fromtimestamp(changed_at)
        return (
            (not self.documents or document in self.documents)
            and (not self.folders or any(path.is_relative_to(_inside(folder)) for folder in self.folders))
            and (not self.types or path.suffix.lower() in {f".{kind.lower().removeprefix('.')}" for kind in self.types})
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )


def _inside(folder: str) -> str:
    """The folder as paths inside the documents folder begin."""
    return folder.strip("/").removeprefix("./")
