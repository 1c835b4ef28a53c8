"""Models of the Hugging Face hub that the catalogue does not know, by their names there. The only import of its client.

Nothing is pinned of such a model: whoever names it trusts its publisher. So it is fetched only where that is allowed,
and never its code nor weights in a format that can hold code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import WeightsError
from index.records import Progress, no_progress

FILES = ["*.safetensors", "*.gguf", "*.json", "*.txt", "*.jinja", "*.model"]  # of a model, those that cannot run
_NAME = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*")


def is_hub_name(name: str) -> bool:
    """Whether a model of the hub can be called so: OWNER/MODEL.

    >>> is_hub_name("Qwen/Qwen2.5-0.5B-Instruct"), is_hub_name("qwen2.5-coder-1.5b"), is_hub_name("/models/qwen")
    (True, False, False)
    """
    return _NAME.fullmatch(name) is not None


def find_on_hub(name: str, *, hub: str, download: bool, progress: Progress = no_progress) -> Path:
    """The folder of the files of the model `name` in the cache of the hub's client.

    What the cache lacks is fetched from `hub` if `download`, else nothing outside this machine is asked.
    Raises `WeightsError` for a model that is not held and may not or cannot be fetched.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True, allow_patterns=FILES))
    except LocalEntryNotFoundError as error:
        if not download:
            raise WeightsError(
                f"The cache of the hub does not hold the model {name}. Fetch it with `QUOTH_HUB_MODELS=fetch quoth "
                "weights`, or give a folder instead."
            ) from error
    progress("fetching", 0, 1, name)
    try:
        with _no_progress_bars():
            return Path(snapshot_download(name, endpoint=hub, allow_patterns=FILES))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise WeightsError(
            f"The model {name} cannot be fetched from {hub}: {str(error).strip().partition(chr(10))[0]} Check its name "
            "and the network, or give a folder instead."
        ) from error


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
