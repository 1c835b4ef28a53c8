"""The SHA-256 of every file in a folder, kept in a file beside them to detect damage."""

from __future__ import annotations

import hashlib
from pathlib import Path

CHECKSUMS = "checksums"  # in the format of `sha256sum`


def write_checksums(folder: Path) -> None:
    """Write the checksum of every file under `folder`, except hidden ones, which are the locks of tantivy."""
    lines = [f"{_sha256(folder / name)}  {name}\n" for name in _names(folder)]
    (folder / CHECKSUMS).write_text("".join(lines), "utf-8")


def read_checksums(folder: Path) -> dict[str, str]:
    """The checksum of each file, by its path inside `folder`; empty if there is no list."""
    try:
        lines = (folder / CHECKSUMS).read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: checksum for checksum, _, name in (line.partition("  ") for line in lines if line)}


def wrong_files(folder: Path, *, under: str = "") -> list[str]:
    """The missing, changed and unlisted files among those whose path begins with `under`."""
    noted = {name: checksum for name, checksum in read_checksums(folder).items() if name.startswith(under)}
    found = {name for name in _names(folder) if name.startswith(under)}
    wrong = found - noted.keys() | {
        name for name in noted if name not in found or noted[name] != _sha256(folder / name)
    }
    return sorted(wrong)


def _names(folder: Path) -> list[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS and path.name[0] != ".")
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
