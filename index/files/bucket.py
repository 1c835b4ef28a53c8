"""Documents in an S3 bucket. Each is copied to a folder on this machine, and everything else reads the copies."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, BinaryIO

from filelock import FileLock

from index.errors import MissingDocumentError, QuothError, SettingsError
from index.files.file_state import Stamp
from index.files.walk import held_stamps, is_left_over, note_stamps
from index.records import Progress, no_progress

try:
    import obstore
    from obstore.exceptions import BaseError, NotFoundError, PreconditionError
    from obstore.store import S3Store
except ImportError as missing:
    raise SettingsError(
        "QUOTH_DOCUMENTS names an S3 bucket, but obstore is not installed. Run `pip install -e '.[s3]'`."
    ) from missing

PREFIX = "s3://"
_ADDRESS = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9._-]{1,62})(?P<prefix>/.*)?")
_AT_ONCE = 8  # parallel downloads
_PIECE = 1 << 20
_MOST_BYTES = 100 << 20  # larger files are never read, so only their size is copied
_NO_COPY = -1  # stands in a stamp for the mark of the ETag. It equals no mark, so the next update tries again
_CODE = re.compile(r"<Code>(.*?)</Code>(?:<Message>(.*?)</Message>)?", re.DOTALL)
_CLIENT: Any = {"allow_http": True, "connect_timeout": "10s", "timeout": "120s"}
_RETRIES: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}


class Bucket:
    """The documents at `address`, such as s3://bucket/folder, and their copies in `folder`.

    The keys, the region and the address of a server that is not Amazon's come from the usual variables:
    AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL.
    """

    def __init__(self, address: str, folder: Path) -> None:
        found = _ADDRESS.fullmatch(address)
        if not found:
            raise SettingsError("QUOTH_DOCUMENTS is not a valid S3 address. It looks like s3://bucket/folder.")
        self.address = address
        self.folder = folder
        self._prefix = (found["prefix"] or "").strip("/")
        self._store = S3Store(found["bucket"], client_options=_CLIENT, retry_config=_RETRIES)

    def fetch(self, progress: Progress = no_progress) -> None:
        """Update the copies to match the bucket. Raises `MissingDocumentError` if the bucket cannot be listed.

        An object with the same ETag, size and time is not fetched again. If an object changes during its download, the
        earlier copy stays until the next update. If an object cannot be fetched, it has no copy, and reading it fails.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / ".lock"):
            listed = self._listed()
            held = held_stamps(self.folder) or {}
            new = [path for path, (stamp, _) in listed.items() if held.get(path) != stamp]
            kept = {path: stamp for path, stamp in held.items() if path in listed}
            for path in held.keys() - listed.keys():
                self._remove(path)
            incoming = Path(mkdtemp(prefix=".incoming-", dir=self.folder))
            try:
                with ThreadPoolExecutor(_AT_ONCE) as pool:
                    copies = pool.map(lambda path: self._copy(path, *listed[path], incoming), new)
                    for done, (path, stamp) in enumerate(zip(new, copies, strict=True)):
                        progress("fetching documents", done, len(new), path)
                        if stamp:
                            kept[path] = stamp
            finally:
                shutil.rmtree(incoming, ignore_errors=True)
                note_stamps(self.folder, kept)

    def _listed(self) -> dict[str, tuple[Stamp, str]]:
        """The stamp and the ETag of each object, by its path below the prefix."""
        cut = len(self._prefix) + 1 if self._prefix else 0
        listed: dict[str, tuple[Stamp, str]] = {}
        try:
            for batch in self._store.list(self._prefix or None):
                for found in batch:
                    path, etag = found["path"][cut:], str(found["e_tag"])
                    parts = path.split("/")
                    if all(parts) and not {".", ".."} & set(parts) and not any(map(is_left_over, parts)):
                        time_ns = int(found["last_modified"].timestamp()) * 1_000_000_000
                        mark = int.from_bytes(hashlib.sha256(etag.encode()).digest()[:7])
                        listed[path] = Stamp(found["size"], time_ns, mark), etag
        except BaseError as error:
            raise MissingDocumentError(
                f"the documents in {self.address} cannot be listed ({_in_words(error)}). Check QUOTH_DOCUMENTS, "
                "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL."
            ) from error
        return listed

    def _copy(self, path: str, stamp: Stamp, etag: str, incoming: Path) -> Stamp | None:
        """The stamp of the new copy of an object; None if it was changed or deleted since it was listed."""
        target, part = self.folder / path, incoming / hashlib.sha256(path.encode()).hexdigest()
        try:
            with part.open("wb") as file:
                if stamp.size > _MOST_BYTES:
                    file.truncate(stamp.size)
                else:
                    self._receive(path, etag, file)
                    if file.tell() != stamp.size:
                        return None
            os.utime(part, ns=(stamp.mtime_ns, stamp.mtime_ns))
            target.parent.mkdir(parents=True, exist_ok=True)
            part.replace(target)
            return stamp
        except (PreconditionError, NotFoundError):
            return None
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise QuothError(
                    f"the documents of {self.address} do not fit on the disk of {self.folder}. Free some space, or set "
                    "QUOTH_CACHE to another disk."
                ) from error
        except BaseError as error:
            if not _CODE.search(str(error)):  # the connection was lost, not this object refused
                raise MissingDocumentError(
                    f"the documents in {self.address} cannot be fetched ({_in_words(error)}). What was fetched is "
                    "kept. The next update resumes."
                ) from error
        self._remove(path)
        return replace(stamp, ctime_ns=_NO_COPY)

    def _receive(self, path: str, etag: str, file: BinaryIO) -> None:
        key = f"{self._prefix}/{path}" if self._prefix else path
        for piece in obstore.get(self._store, key, options={"if_match": etag}).stream(min_chunk_size=_PIECE):
            file.write(piece)

    def _remove(self, path: str) -> None:
        """Remove a copy, and the folders that are empty without it."""
        target = self.folder / path
        with suppress(OSError):
            target.unlink()
        for parent in target.parents:
            if parent == self.folder:
                return
            with suppress(OSError):
                parent.rmdir()


def _in_words(error: BaseError) -> str:
    """The error on one short line: the server's message, or else the first line of the client's message."""
    found = _CODE.search(str(error))
    words = ": ".join(filter(None, found.groups())) if found else str(error).partition("\n")[0]
    return " ".join(words.split())[:200].rstrip(".")
