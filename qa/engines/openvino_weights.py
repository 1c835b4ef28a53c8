"""Weights in OpenVINO's form: a folder of them, or a GGUF file that is converted once and kept in the cache.

The conversion writes to a `.part` folder and renames it when it is complete. The manifest in it holds the source, the
version of OpenVINO and the hash of each file. A folder that does not match is made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from filelock import FileLock

from index.errors import EngineError
from index.records import Progress, no_progress
from index.weights.sources import UnreachableError, require_space, sha256_of
from qa.engines.hardware import OPENVINO_FILE, available_memory, one_gguf

MANIFEST = "manifest.json"
FORM = 2  # of what is made; another number makes it again
DISK = 2.3  # bytes that the conversion writes for each byte of the GGUF file; half of them stay
CONVERTING_MEMORY = 3.2  # bytes of memory for each byte of the GGUF file
RUNNING_MEMORY = 2.5
LEAST_MEMORY = 500_000_000  # bytes that both need besides
POLL_S = 0.5


def is_openvino_folder(weights: Path) -> bool:
    """Whether `weights` is in OpenVINO's form."""
    return (weights / OPENVINO_FILE).is_file()


def openvino_folder(weights: Path, *, cache: Path, progress: Progress = no_progress) -> Path:
    """The folder of `weights` in OpenVINO's form; a GGUF file is converted into `cache` unless it was before.

    `progress` counts bytes. Raises `EngineError` if the file cannot be converted.
    """
    require_package()
    if is_openvino_folder(weights):
        return weights
    file = one_gguf(weights)
    target = made_folder(file, cache)
    if is_made(file, target):
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{target}.lock"):  # another process may be converting it
            if not is_made(file, target):
                _make(file, target, progress)
    except OSError as error:
        raise EngineError(
            f"{file.name} cannot be converted for OpenVINO in {target}: {error.strerror or error}. "
            "Fix that, or set QUOTH_ENGINE=llamacpp, which runs the file as it is."
        ) from error
    return target


def made_folder(file: Path, cache: Path) -> Path:
    """The folder for what `file` is converted to."""
    place = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:8]
    return cache / "openvino" / f"{file.stem}-{place}"


def is_made(file: Path, folder: Path) -> bool:
    """Whether `folder` holds, complete, what this version of OpenVINO makes of `file`."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return manifest["made"] == _made(file) and all(
            _looks(folder / name) == known["looks"] or sha256_of(folder / name) == known["sha256"]
            for name, known in manifest["files"].items()
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False


def require_package() -> None:
    """Raise `EngineError` unless OpenVINO is installed."""
    if find_spec("openvino_genai") is None:
        raise EngineError(
            "The engine 'openvino' needs a package that is not installed: pip install openvino-genai. "
            "Or set QUOTH_ENGINE=llamacpp."
        )


def has_room(file: Path, cache: Path) -> bool:
    """Whether there is memory to run `file` now, and memory and disk space to convert it if it was not yet."""
    made = is_made(file, made_folder(file, cache))
    try:
        if not made:
            _check_room(file, cache)
    except (EngineError, OSError):
        return False
    free = available_memory()
    return free is None or free >= LEAST_MEMORY + RUNNING_MEMORY * file.stat().st_size


def _make(file: Path, target: Path, progress: Progress) -> None:
    wanted = round(DISK * file.stat().st_size)
    progress("converting", 0, wanted, f"{file.name} for OpenVINO, once")
    _check_room(file, target.parent)
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    try:
        _convert(file, part, wanted, progress)
        _seal(file, part)
        shutil.rmtree(target, ignore_errors=True)
        os.replace(part, target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    progress("converting", wanted, wanted, file.name)


def _check_room(file: Path, folder: Path) -> None:
    """Raise `EngineError` unless there are disk space and memory to convert `file`."""
    try:
        require_space(folder, round(DISK * file.stat().st_size))
    except UnreachableError as error:
        raise EngineError(
            f"There is no disk space to convert {file.name} for OpenVINO: {error}. Free some, choose another cache "
            "folder, or set QUOTH_ENGINE=llamacpp."
        ) from error
    needed, free = LEAST_MEMORY + CONVERTING_MEMORY * file.stat().st_size, available_memory()
    if free is not None and free < needed:
        raise EngineError(
            f"Converting {file.name} for OpenVINO needs {needed / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are "
            "free. Close other programs, choose a smaller model, or set QUOTH_ENGINE=llamacpp."
        )


def _convert(file: Path, part: Path, wanted: int, progress: Progress) -> None:
    """Run the conversion in a process of its own, and report its progress."""
    command = [sys.executable, "-m", "qa.engines.openvino_convert", str(file), str(part)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said)
        try:
            while _still_runs(process):
                written = sum(made.stat().st_size for made in part.glob("openvino_*"))
                progress("converting", min(written, wanted - 1), wanted, file.name)
        finally:
            process.kill()
            process.wait()
        if process.returncode == 0 and is_openvino_folder(part):
            return
        said.seek(0)
        lines = said.read().decode(errors="replace").strip().splitlines() or [f"exit status {process.returncode}"]
    raise EngineError(
        f"OpenVINO cannot convert {file.name} ({lines[-1][:300]}): the file is damaged, or it is no model of the kinds "
        "llama, qwen2 or qwen3. Set QUOTH_ENGINE=llamacpp, which knows more kinds, or choose another model."
    )


def _still_runs(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(POLL_S)
    except subprocess.TimeoutExpired:
        return True
    return False


def _seal(file: Path, folder: Path) -> None:
    """Write the manifest of `folder`, once its files are safely on the disk."""
    files: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb") as written:
            os.fsync(written.fileno())
        files[path.name] = {"looks": _looks(path), "sha256": sha256_of(path)}
    manifest = {"made": _made(file), "files": files}
    with (folder / MANIFEST).open("w", encoding="utf-8") as written_last:
        json.dump(manifest, written_last, indent=1)
        written_last.flush()
        os.fsync(written_last.fileno())


def _made(file: Path) -> dict[str, Any]:
    """What the conversion of `file` depends on."""
    return {"from": _looks(file), "openvino": openvino_version(), "form": FORM}


def openvino_version() -> str:
    """The installed version of OpenVINO, or ""."""
    try:
        return version("openvino")
    except PackageNotFoundError:
        return ""


def _looks(path: Path) -> list[int]:
    """Size and time of a file, which tell whether it changed without reading it."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]
