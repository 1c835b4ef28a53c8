"""The names of files that people add on the page."""

from __future__ import annotations

from index.errors import DocumentError, QuothError
from index.files.names import visible
from index.files.walk import is_left_over
from index.reading.read import check_name

_LONGEST_NAME, _LONGEST_PATH, _DEEPEST = 255, 1000, 20  # bytes, bytes, folders


class FolderError(QuothError):
    """Why a file cannot be added, renamed, deleted or brought back, with the status of the reply."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def checked(path: str) -> str:
    """The path of a file to be written, cleaned of white space around its names. Raises `FolderError`."""
    parts = [part.strip() for part in path.split("/")]
    if any(part in ("", ".", "..") for part in parts) or "\\" in path:
        raise FolderError(400, f"{shown(path)} is not a path inside the documents folder.")
    if any(map(is_left_over, parts)):
        raise FolderError(400, f"{shown(path)} is hidden, and Quoth does not read hidden files.")
    clean = "/".join(parts)
    if visible(clean) != clean:
        raise FolderError(400, f"{shown(path)} has invisible signs in its name. Rename it.")
    try:
        sizes = [len(part.encode()) for part in parts]
    except UnicodeEncodeError:
        raise FolderError(400, f"{shown(path)} has a name that is not valid Unicode. Rename it.") from None
    if max(sizes) > _LONGEST_NAME - 8 or sum(sizes) > _LONGEST_PATH or len(sizes) > _DEEPEST:  # 8: for a number
        raise FolderError(400, f"{shown(path[:60])}… has too long a name. Shorten it.")
    try:
        check_name(clean)
    except DocumentError as error:
        raise FolderError(400, f"{shown(clean)} {error.reason}.") from error
    return clean


def shown(path: str) -> str:
    """The path as it is shown, with escapes for invisible and invalid characters."""
    return visible(path.encode("utf-8", "backslashreplace").decode())
