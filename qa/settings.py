"""`Settings`: what can be chosen, from the defaults, `quoth.toml`, `QUOTH_*` variables and arguments, in that order.

The only reader of the environment. A name that is not known is refused, so that a typing error is never silent.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

from index.errors import SettingsError
from index.stores.layout import noted_documents

RUN_HERE = (
    "auto",
    "llamacpp",
    "openvino",
    "transformers",
)  # engines; auto is the fastest of the others
ENGINES = (*RUN_HERE, "openai", "extractive")
UNSUPPORTED = ("mark", "drop")
HUB_MODELS = ("held", "fetch")
LANGUAGES = ("english", "many")  # that an embedder may know
SETTINGS_FILE = Path("quoth.toml")
PREFIX = "QUOTH_"


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "quoth"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be chosen. Paths are relative to the folder that the program runs in."""

    documents: Path = Path("documents")  # or, where there is an index, those that it was made of
    index: Path = Path(".quoth/index")
    cache: Path = field(default_factory=_cache_folder)  # of model weights, shared by all checkouts
    weights: Path | None = None  # a folder that may hold weights already
    hub: str = field(default_factory=lambda: os.environ.get("HF_ENDPOINT") or "https://huggingface.co")
    hub_models: str = "held"  # OWNER/MODEL: only what the cache of the hub's own client holds, or fetched ("fetch")
    embedder: str = "all-MiniLM-L6-v2"  # a name of the catalogue or the hub, or a folder of sentence-transformers
    question_prompt: str | None = None  # put before each question that is embedded; None: as the embedder's family asks
    passage_prompt: str | None = None  # and before each passage
    embedder_dimensions: int = 0  # of a vector, the first so many are kept; 0: all
    embedder_languages: str = ""  # "english" or "many"; "": by the embedder's vocabulary
    reranker: str = ""  # a folder of weights for sentence-transformers' CrossEncoder; "": none
    rerank_s: float = 1.0  # that it may take for a question; what it has not read by then keeps its place
    engine: str = "auto"  # one of ENGINES
    model: str = "qwen2.5-coder-1.5b"  # a name of the catalogue or the hub, a path, or the endpoint's own name
    base_url: str = ""  # of an OpenAI-compatible endpoint, such as http://127.0.0.1:8000/v1
    api_key: str = field(default="", repr=False)  # of that endpoint; from QUOTH_API_KEY only
    allowed_hosts: str = ""  # by which a proxy on this machine calls the page, such as quoth.example.org; with commas
    snapshots_kept: int = 0  # older indexes, and with them documents since deleted; 0: deletion is final
    k: int = 8  # passages retrieved for a question
    evidence_tokens: int = 300  # of passages that the model reads; fewer are faster
    context_tokens: int = 4096  # prompt and answer together
    max_tokens: int = 200  # of an answer
    thinking_tokens: int = 1024  # of what a reasoning model thinks before it answers, besides those of the answer
    min_confidence: float = 0.25  # that the passages hold the answer; below it Quoth abstains; 0 to 1
    unsupported: str = "mark"  # a sentence that no passage supports is shown as such ("mark"), or left out ("drop")
    threads: int = 0  # of the language model; 0: as many as there are idle cores when it is loaded

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise SettingsError(f"Unknown engine '{self.engine}'. Choose one of: {', '.join(ENGINES)}.")
        if self.unsupported not in UNSUPPORTED:
            raise SettingsError(f"The setting 'unsupported' is '{self.unsupported}'; it must be 'mark' or 'drop'.")
        if self.hub_models not in HUB_MODELS:
            raise SettingsError(f"The setting 'hub_models' is '{self.hub_models}'; it must be 'held' or 'fetch'.")
        if self.embedder_languages not in ("", *LANGUAGES):
            raise SettingsError(
                f"The setting 'embedder_languages' is '{self.embedder_languages}'; it must be 'english' or 'many'."
            )
        for name in ("k", "evidence_tokens", "context_tokens", "max_tokens", "thinking_tokens"):
            if getattr(self, name) < 1:
                raise SettingsError(f"The setting '{name}' is {getattr(self, name)}; it must be at least 1.")
        for name in ("snapshots_kept", "embedder_dimensions", "threads"):
            if getattr(self, name) < 0:
                raise SettingsError(f"The setting '{name}' is {getattr(self, name)}; it must be at least 0.")
        if self.rerank_s < 0:
            raise SettingsError(f"The setting 'rerank_s' is {self.rerank_s}; it must be at least 0.")
        if not 0 <= self.min_confidence <= 1:
            raise SettingsError(f"The setting 'min_confidence' is {self.min_confidence}; it must be between 0 and 1.")
        if self.engine == "openai" and not self.base_url:
            raise SettingsError(
                "The engine 'openai' needs the address of an endpoint. Set QUOTH_BASE_URL, for example to "
                "http://127.0.0.1:8000/v1."
            )


def load_settings(
    *,
    file: Path = SETTINGS_FILE,
    environ: Mapping[str, str] | None = None,
    **arguments: Any,
) -> Settings:
    """The settings in force: defaults < `file` < `QUOTH_*` of `environ` < `arguments` (None: not given).

    Where none of these names the documents, they are those that the index was made of.
    Raises `SettingsError` for a name that is not known or a value of the wrong type.
    """
    chosen = {
        **_from_file(file),
        **_from_environment(os.environ if environ is None else environ),
        **{name: value for name, value in arguments.items() if value is not None},
    }
    kinds = get_type_hints(Settings)
    known = [f.name for f in fields(Settings)]
    for name in chosen:
        if name not in known:
            raise SettingsError(f"Unknown setting '{name}'.{_did_you_mean(name, known)}")
    settings = Settings(**{name: _convert(name, value, kinds[name]) for name, value in chosen.items()})
    if "documents" not in chosen and (noted := noted_documents(settings.index)):
        return replace(settings, documents=noted)
    return settings


def _from_file(file: Path) -> dict[str, Any]:
    try:
        chosen = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}. Fix it or delete it.") from error
    if "api_key" in chosen:
        raise SettingsError(f"{file} contains an api_key. Keep keys out of files: set QUOTH_API_KEY instead.")
    return chosen


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX).lower(): value for name, value in environ.items() if name.startswith(PREFIX) and value
    }


def _convert(name: str, value: Any, kind: Any) -> Any:
    wanted = next(t for t in (get_args(kind) or (kind,)) if t is not type(None))
    if isinstance(value, wanted) and not isinstance(value, bool):
        return value
    if wanted is float and isinstance(value, int):
        return float(value)
    if not isinstance(value, str):
        raise SettingsError(f"The setting '{name}' is {value!r}; it must be {_in_words(wanted)}.")
    try:
        return wanted(value).expanduser() if wanted is Path else wanted(value)
    except ValueError:
        raise SettingsError(f"The setting '{name}' is '{value}'; it must be {_in_words(wanted)}.") from None


def _in_words(kind: type) -> str:
    return {int: "a whole number", float: "a number", str: "text", Path: "a path"}[kind]


def _did_you_mean(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f" Did you mean '{near[0]}'?" if near else f" Choose one of: {', '.join(known)}."
