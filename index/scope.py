"""Which documents to search: filters by folder, type and date, and what somebody may not see. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from index.errors import MissingDocumentError


@dataclass(frozen=True, slots=True)
class Hidden:
    """Documents that somebody may not see: those in a folder, with exceptions. The case of ASCII letters is ignored.

    >>> [path in Hidden("private", own="private/ann") for path in ("a", "Private/bob/a", "private/Ann/a", "private/a")]
    [False, True, False, True]
    """

    folder: str  # with its subfolders; "" hides everything
    own: str = ""  # a folder inside it, whose documents are seen; "" for none
    shows_loose: bool = False  # documents that lie directly in `folder` are seen

    def __contains__(self, path: str) -> bool:
        """Whether the file at this path of the documents folder is hidden."""
        path, folder, own = lowered(path), lowered(self.folder), lowered(self.own)
        if not folder:
            return True
        is_inside = path == folder or path.startswith(f"{folder}/")
        is_own = bool(own) and path.startswith(f"{own}/")
        is_shown = self.shows_loose and "/" not in path[len(folder) + 1 :]
        return is_inside and not is_own and not is_shown


Within = Collection[str] | Hidden  # the documents with these ids, or all but the hidden ones


def lowered(path: str) -> str:
    """A path with its ASCII letters in lower case, as in the databases."""
    return path.encode(errors="surrogatepass").lower().decode(errors="surrogatepass")


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
