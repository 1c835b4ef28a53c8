"""Models of the Hugging Face hub that are not in the catalogue, by their names there.

Such a model is not pinned: whoever names it trusts its publisher. It is fetched only if the settings allow it. Its code
is never fetched, nor weights in a format that can contain code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path

from index.errors import WeightsError
from index.records import Progress, no_progress
from index.weights.fetch import HUB
from index.weights.sources import size_of

OPENVINO = ["openvino_model.xml", "openvino_model.bin"]
FILES = [
    "*.safetensors",
    "*.gguf",
    *OPENVINO,
    "*.json",
    "*.txt",
    "*.jinja",
    "*.model",
]  # formats that cannot contain code
_TOKENIZERS = {"tokenizer.json", "vocab.txt", "vocab.json"}  # one of them, or a .model
_NAME = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*")


def is_hub_name(name: str) -> bool:
    """Whether this has the form of a name on the hub: OWNER/MODEL.

    >>> is_hub_name("Qwen/Qwen2.5-0.5B-Instruct"), is_hub_name("qwen2.5-coder-1.5b"), is_hub_name("/models/qwen")
    (True, False, False)
    """
    return _NAME.fullmatch(name) is not None


def find_on_hub(name: str, *, hub: str, download: bool, progress: Progress = no_progress) -> Path:
    """The folder of the model `name` in the cache of the hub's client.

    If `download`, missing files are fetched from `hub`; otherwise nothing outside this machine is contacted.
    Raises `WeightsError` if the model is not complete and downloading is not allowed or fails.
    """
    folder = _held(name)
    lacking = _lacking(name, folder) if folder else []
    if folder and not lacking:
        return folder
    if not download:
        held = _part(name, lacking) if lacking else f"The model {name} is not in the cache of the Hugging Face hub"
        raise WeightsError(f"{held}. Fetch it with `QUOTH_HUB_MODELS=fetch quoth weights`, or name a folder instead.")
    progress("fetching", 0, 1, name)
    folder = _fetch(name, hub)
    if lacking := _lacking(name, folder):
        raise WeightsError(
            f"{_part(name, lacking)}. {hub} did not send the rest. Remove {folder} and fetch the model again."
        )
    return folder


def _held(name: str) -> Path | None:
    """The folder of the model in the cache, perhaps incomplete; None if there is none."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import IncompleteSnapshotError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True, allow_patterns=FILES))
    except IncompleteSnapshotError as error:
        return Path(error.snapshot_path)
    except LocalEntryNotFoundError:
        return None


def _fetch(name: str, hub: str) -> Path:
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    constants.HF_HUB_DISABLE_TELEMETRY = True  # else requests report the version of torch and the coding agent
    token = (
        None if hub.rstrip("/") == HUB else False
    )  # the user's own, for gated models; it is sent to no other address
    try:
        with _no_progress_bars():
            return Path(snapshot_download(name, endpoint=hub, allow_patterns=FILES, token=token))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        said = str(error).strip().partition("\n")[0]
        raise WeightsError(
            f"The model {name} cannot be fetched from {hub}: {said} Check the name and your connection, or name a "
            "folder instead."
        ) from error


def _part(name: str, lacking: list[str]) -> str:
    others = f" and {len(lacking) - 1} more" if lacking[1:] else ""
    return f"The cache of the Hugging Face hub has only part of the model {name}: it lacks {lacking[0]}{others}"


def _lacking(name: str, folder: Path) -> list[str]:
    """The files of the model `name` that the folder lacks, by the list of files if the client kept one."""
    from huggingface_hub import get_cached_repo_tree
    from huggingface_hub.errors import CachedRepoTreeNotFoundError

    try:
        listed = get_cached_repo_tree(name)
    except CachedRepoTreeNotFoundError:  # fetched by an older client, or file by file
        return [*_unfinished(folder), *_missed(folder)]
    wanted = [file for file in listed if any(fnmatch(file.path, pattern) for pattern in FILES)]
    return [file.path for file in wanted if size_of(folder / file.path) != file.size]


def _unfinished(folder: Path) -> list[str]:
    """Traces of an interrupted download that was not completed."""
    broken = [path.name for path in folder.rglob("*") if path.is_symlink() and not path.exists()]
    blobs = folder.parents[1] / "blobs"
    cut = [path.name for path in blobs.glob("*.incomplete") if not (blobs / path.name.partition(".")[0]).exists()]
    return broken + [f"the rest of blobs/{name}" for name in cut]


def _missed(folder: Path) -> list[str]:
    """What the folder lacks that is needed to load the model."""
    names = {path.name for path in folder.rglob("*") if path.is_file()}
    needed = [needed for listing in folder.rglob("*.json") for needed in _needed(listing) if not needed.exists()]
    missed = [path.relative_to(folder).as_posix() for path in needed]
    if not any(name.endswith((".safetensors", ".gguf")) for name in names) and not names >= set(OPENVINO):
        missed.append("its weights (.safetensors, .gguf, or both files of OpenVINO)")
    if not any(name.endswith(".gguf") for name in names):
        if not names & {"config.json", "modules.json"}:
            missed.append("config.json")
        if not any(name in _TOKENIZERS or name.endswith(".model") for name in names):
            missed.append("its tokenizer")
    return missed


def _needed(listing: Path) -> set[Path]:
    """The files or folders that this JSON file says belong to the model."""
    try:
        if listing.name.endswith(".safetensors.index.json"):
            names = json.loads(listing.read_bytes())["weight_map"].values()
        elif listing.name == "modules.json":
            names = [name for module in json.loads(listing.read_bytes()) for name in _files_of(**module)]
        else:
            return set()
        return {listing.parent / name for name in names}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {listing.parent / f"a readable {listing.name}"}


def _files_of(*, type: str, path: str, **_: object) -> list[str]:
    """The files of this module of a sentence-transformers model."""
    if type.endswith(".Transformer"):
        return [f"{path}/config.json".lstrip("/")]
    return [] if type.endswith(".Normalize") else [path]


@contextmanager
def _no_progress_bars() -> Iterator[None]:
    from huggingface_hub.utils.tqdm import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars

    disabled = are_progress_bars_disabled()
    disable_progress_bars()
    try:
        yield
    finally:
        if not disabled:
            enable_progress_bars()
