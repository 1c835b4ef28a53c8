"""Exports and imports an index as one file: a zip with its catalogue and a manifest.

The views are not exported; an import rebuilds them. So only the SQLite tables of a stranger's file are read, and they
are checked before they are used.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from index.errors import DamagedIndexError, MismatchedIndexError, MissingIndexError, QuothError
from index.stores.catalog import Catalog
from index.stores.checksums import wrong_files
from index.stores.fingerprint import MadeWith, mismatch, read_made_with
from index.stores.layout import CATALOG, publish, published_name, remove, require_published, work_folder, writing
from index.stores.views import write_views
from index.upkeep.audit import audit
from index.upkeep.snapshots import manifest

_ABOUT = "export.json"
_FORMAT = "quoth index 1"
_MOST_ABOUT_BYTES = 64_000
_MOST_RATIO = (
    200  # of the size of a catalogue to that of its export; SQLite files shrink to a third, zeros to a thousandth
)
_PIECE = 1 << 20


def export_index(index: Path, file: Path) -> None:
    """Write the published index to `file`, which must not exist.

    Raises `MissingIndexError`, `DamagedIndexError`, and `QuothError` if the file cannot be written.
    """
    folder = index / require_published(index)
    if wrong_files(folder, under=CATALOG):
        raise DamagedIndexError(f"{folder / CATALOG} does not match its checksum. Run `quoth doctor`.")
    pack(folder / CATALOG, file)


def pack(catalog: Path, file: Path) -> None:
    """Write the sealed catalogue to `file`, which must not exist. Raises `QuothError` if it cannot be written."""
    part = file.with_name(f"{file.name}.part")
    try:
        if file.exists():
            raise QuothError(f"{file} already exists. Remove it, or choose another name.")
        with ZipFile(part, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(catalog, CATALOG)
            archive.writestr(_ABOUT, json.dumps(_about(catalog), indent=2))
        os.replace(part, file)
    except OSError as error:
        raise QuothError(f"{file} cannot be written ({error}). Check the free space and the permissions.") from error
    finally:
        with suppress(OSError):  # what could not be written cannot always be removed: the drive may be read-only
            part.unlink(missing_ok=True)


def exported_embedder(file: Path) -> str:
    """The name of the embedder that the index in `file` was built with; "" if an import would refuse the file."""
    with suppress(DamagedIndexError, OSError), _reading(file), ZipFile(file) as archive:
        return str(_read_about(archive)["made_with"].get("embedder", ""))
    return ""


def import_index(file: Path, index: Path, *, wanted: MadeWith, keep: int = 0) -> None:
    """Check the index in `file` completely, then publish it in place of the current one.

    Raises `MissingIndexError` if there is no such file, `MismatchedIndexError` if it was not built with exactly
    `wanted`, `DamagedIndexError` if anything in it has changed since the export, and `BusyIndexError`.
    """
    with writing(index):
        work = work_folder(index)
        remove(work)
        work.mkdir()
        try:
            unpack(file, work, wanted)
            with closing(Catalog.edit(work / CATALOG)) as catalog:
                catalog.write_note("began", "")
                write_views(catalog, work, dim=int(wanted["dimensions"]))
                catalog.seal()
        except BaseException:
            remove(work)
            raise
        publish(index, published_name(index), keep=keep)


def _about(path: Path) -> dict[str, Any]:
    with closing(Catalog.open(path)) as catalog, path.open("rb") as content:
        return {
            "format": _FORMAT,
            "made_with": read_made_with(catalog),
            "manifest": manifest(catalog),
            "size": path.stat().st_size,
            "sha256": hashlib.file_digest(content, "sha256").hexdigest(),
        }


def unpack(file: Path, work: Path, wanted: MadeWith) -> None:
    """Check the catalogue in `file` completely and write it to the folder `work`. Raises as `import_index`."""
    if not file.is_file():
        raise MissingIndexError(f"there is no file {file}. Check the path.")
    with _reading(file), ZipFile(file) as archive:
        about = _read_about(archive)
        if differences := mismatch(about["made_with"], wanted):
            raise MismatchedIndexError(
                f"the index in {file} was built with {differences}. Use the same settings, or run `quoth index` here."
            )
        _check_size(about["size"], file, work)
        with archive.open(CATALOG) as packed:
            _copy(packed, work / CATALOG, size=about["size"], sha256=about["sha256"])
    for sentence in audit(work / CATALOG):
        raise DamagedIndexError(f"{file} contains a damaged index: {sentence} Export it again.")
    with closing(Catalog.open(work / CATALOG)) as catalog:
        if mismatch(read_made_with(catalog), wanted) or manifest(catalog) != about["manifest"]:
            raise DamagedIndexError(f"the contents of {file} do not match the manifest. Export it again.")


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    """Turn every error about an unreadable export into a `DamagedIndexError`."""
    try:
        yield
    except (BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, RuntimeError) as error:
        # RuntimeError: encrypted, or an unknown compression
        raise DamagedIndexError(
            f"{file} is not an exported index, or it is damaged ({error}). Export it again."
        ) from error


def _read_about(archive: ZipFile) -> dict[str, Any]:
    with archive.open(_ABOUT) as content:
        about = json.loads(content.read(_MOST_ABOUT_BYTES))
    if about["format"] != _FORMAT:
        raise ValueError(f"its format is {about['format']!r}, not {_FORMAT!r}")
    if not isinstance(about["size"], int) or not isinstance(about["made_with"], dict):
        raise TypeError("its manifest is invalid")
    return dict(about)


def _check_size(size: int, file: Path, work: Path) -> None:
    if not 0 < size <= _MOST_RATIO * file.stat().st_size:
        raise ValueError(f"it is too small to contain {size:,} bytes")
    if 2 * size > (free := shutil.disk_usage(work).free):
        raise QuothError(f"the index in {file} needs {2 * size:,} bytes, but only {free:,} are free. Free some space.")


def _copy(packed: IO[bytes], path: Path, *, size: int, sha256: str) -> None:
    digest = hashlib.sha256()
    written = 0
    with path.open("wb") as content:
        while piece := packed.read(_PIECE):
            written += len(piece)
            if written > size:
                raise ValueError("it contains more bytes than its manifest says")
            digest.update(piece)
            content.write(piece)
    if written != size or digest.hexdigest() != sha256:
        raise ValueError("its checksum does not match")
