"""The differences between a documents folder and its index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from index.files.file_state import FileState, Stamp
from index.files.walk import NO_STAMP, sha256, walk
from index.records import Changes, Failure
from index.stores.catalog import Catalog
from index.stores.layout import CATALOG, published_name


def preview(documents: Path, index: Path, *, reader_version: str) -> Changes:
    """What an update would do. Files that it would read count as readable.

    Raises `MissingDocumentError` if there is no such folder, and `DamagedIndexError`.
    """
    known: dict[str, FileState] = {}
    if name := published_name(index):
        with closing(Catalog.open(index / name / CATALOG)) as catalog:
            known = catalog.files()
    return preview_of(documents, known, without=index, reader_version=reader_version)


def preview_of(documents: Path, known: Mapping[str, FileState], *, without: Path, reader_version: str) -> Changes:
    """What an update would do to an index that knows these files. The folder `without` is left out."""
    found = walk(documents, without=without)
    _, to_read = differences(documents, found, known, reader_version)
    left = known.keys() - set(gone(found, known))
    after = {path: known[path] for path in left}
    for path, stamp in to_read.items():
        after[path] = FileState(stamp, reader_version, sha256(documents / path), None)
    return changes(known, dict(sorted(after.items())))


def gone(found: Mapping[str, Stamp], known: Mapping[str, FileState]) -> list[str]:
    """The known files that are no longer in the folder, in order.

    Files in a folder that cannot be listed now are not among them: they can still be there.
    """
    shut = {path for path, stamp in found.items() if stamp == NO_STAMP}
    return sorted(path for path in known.keys() - found.keys() if shut.isdisjoint(_folders(path)))


def are_others(found: Mapping[str, Stamp], known: Mapping[str, FileState]) -> bool:
    """Whether all known files are gone, and none was only moved: no found file has its name and size."""
    names = {(path.rpartition("/")[2], stamp.size) for path, stamp in found.items()}
    moved = any((path.rpartition("/")[2], filed.stamp.size) in names for path, filed in known.items())
    return not moved and len(gone(found, known)) == len(known)


def _folders(path: str) -> Iterator[str]:
    """The folders that the file is in.

    >>> list(_folders("a/b/c.txt"))
    ['a/b', 'a']
    """
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def differences(
    documents: Path, found: Mapping[str, Stamp], known: Mapping[str, FileState], reader_version: str
) -> tuple[dict[str, Stamp], dict[str, Stamp]]:
    """The files with a new stamp but the same content, and the files that must be read."""
    touched: dict[str, Stamp] = {}
    changed: dict[str, Stamp] = {}
    for path, stamp in found.items():
        before = known.get(path)
        if before is None or before.reader != reader_version:
            changed[path] = stamp
        elif before.stamp != stamp:
            same = before.sha256 is not None and before.sha256 == sha256(documents / path)
            (touched if same else changed)[path] = stamp
    return touched, changed


def changes(before: Mapping[str, FileState], after: Mapping[str, FileState]) -> Changes:
    """What happened to the documents between two states of the files."""
    old = {path: filed.sha256 for path, filed in before.items() if filed.sha256}
    new = {path: filed.sha256 for path, filed in after.items() if filed.sha256}
    return Changes(
        added=tuple(path for path in new if path not in old),
        changed=tuple(path for path in new if path in old and old[path] != new[path]),
        removed=tuple(path for path in old if path not in after),
        unchanged=sum(old.get(path) == sha256 for path, sha256 in new.items()),
        failed=tuple(Failure(path, filed.failure) for path, filed in after.items() if filed.failure),
        in_part=tuple(Failure(path, note) for path, filed in after.items() for note in filed.notes),
    )


def stale_documents(before: Mapping[str, FileState], after: Mapping[str, FileState]) -> set[str]:
    """The documents that were added, changed, removed or read by another reader between two states of the files."""
    return {path for path in before.keys() | after.keys() if _content(before.get(path)) != _content(after.get(path))}


def _content(filed: FileState | None) -> tuple[str, str] | None:
    return (filed.sha256, filed.reader) if filed and filed.sha256 else None
