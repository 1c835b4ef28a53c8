"""`Settings`: read from the defaults, `quoth.toml`, `QUOTH_*` variables and arguments. Later ones win.

This is the only file that reads the environment. An unknown name is an error, so a typo is never ignored.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints
from urllib.parse import quote, unquote, urlsplit

from index.embedding.choice import AUTO
from index.errors import SettingsError
from index.stores.layout import noted_documents

RUN_HERE = (
    "auto",
    "llamacpp",
    "openvino",
    "transformers",
)  # the engines that run on this machine; auto is the fastest of the others
ENGINES = (*RUN_HERE, "openai", "extractive")
RERANKER_OFF = ("off", "")
DEFAULT_RERANKER = "ms-marco-MiniLM-L-12-v2"
UNSUPPORTED = ("mark", "drop")
HIDDEN = ("skip", "sheets", "all")
HUB_MODELS = ("held", "fetch")
LANGUAGES = ("english", "many")  # of an embedder
SETTINGS_FILE = Path("quoth.toml")
PREFIX = "QUOTH_"
_S3 = "s3://"
_COPIES = "s3"  # a folder of the cache


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "quoth"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. Paths are relative to the folder that the program runs in."""

    # If not set and there is an index: the folder that was indexed. For s3://… a folder in the cache that holds copies.
    documents: Path = Path("documents")
    index: Path = Path(".quoth/index")
    hidden: str = "sheets"  # what of a document's hidden parts is read: nothing ("skip"), "sheets" and slides, or "all"
    store: str = field(default="", repr=False)  # postgresql://…: the database that holds the index, not the folder
    vectors: str = field(default="", repr=False)  # milvus://…: a server that finds near vectors for that database
    cache: Path = field(default_factory=_cache_folder)  # for model weights; all folders share it
    weights: Path | None = None  # a folder that already contains weights
    hub: str = field(default_factory=lambda: os.environ.get("HF_ENDPOINT") or "https://huggingface.co")
    hub_models: str = "held"  # for OWNER/MODEL: use only the local hub cache ("held"), or also download ("fetch")
    embedder: str = AUTO  # chosen by the languages; or a name of the catalogue or the hub, or a folder of weights
    embedder_url: str = ""  # an OpenAI-compatible endpoint that embeds; then `embedder` is its name for the model
    embedder_api_key: str = field(default="", repr=False)  # of that endpoint; only from QUOTH_EMBEDDER_API_KEY
    question_prompt: str | None = None  # text before each question that is embedded; None: the default of its family
    passage_prompt: str | None = None  # the same for each passage
    embedder_dimensions: int = 0  # keep only this many leading dimensions of a vector; 0: all
    embedder_languages: str = ""  # "english" or "many"; "": decided by the embedder's vocabulary
    reranker: str = DEFAULT_RERANKER  # a name of the catalogue or the hub, or a folder; "off": none
    # Seconds per question for reranking; texts not scored by then keep their place. Long enough that only a very busy
    # machine leaves some out, because then the same question can get another answer.
    rerank_s: float = 4.0
    engine: str = "auto"  # one of ENGINES
    model: str = "qwen2.5-coder-1.5b"  # a name of the catalogue or the hub, a path, or the endpoint's own name
    base_url: str = ""  # of an OpenAI-compatible endpoint, such as http://127.0.0.1:8000/v1; several with commas
    endpoint_timeout_s: float = 120.0  # how long an endpoint can send nothing
    endpoint_retry_s: float = 90.0  # how long a busy endpoint is asked again; 0: not at all
    api_key: str = field(default="", repr=False)  # of that endpoint; only from QUOTH_API_KEY
    allowed_hosts: str = ""  # host names that a reverse proxy uses for the page, separated by commas
    trusted_proxies: str = "127.0.0.0/8, ::1"  # addresses of reverse proxies whose headers are believed
    sign_on_header: str = ""  # in which such a proxy names the person who has signed on, such as X-Remote-User
    oidc_issuer: str = ""  # https://…: the OpenID provider at which people can log in
    oidc_client: str = ""  # the id under which the provider knows Quoth
    oidc_client_secret: str = field(default="", repr=False)  # only from QUOTH_OIDC_CLIENT_SECRET
    oidc_claim: str = "preferred_username"  # what names an account in the provider's tokens; or "email"
    fixed: str = ""  # settings that people cannot choose for themselves on the page: "min_confidence, evidence_tokens"
    max_upload_mb: int = 100  # megabytes; the largest file that can be added on the page
    snapshots_kept: int = 0  # older indexes to keep; they contain deleted documents. 0: deletion is final
    k: int = 8  # passages retrieved for a question
    evidence_tokens: int = 300  # how much of the passages the model reads; less is faster
    context_tokens: int = 4096  # prompt and answer together
    max_tokens: int = 200  # of an answer
    thinking_tokens: int = 1024  # of a reasoning model's thoughts, in addition to max_tokens
    min_confidence: float = 0.25  # lower: more answers; higher: fewer mistakes; 0 to 1
    unsupported: str = "mark"  # mark sentences that no passage supports ("mark"), or leave them out ("drop")
    threads: int = 0  # of the language model; 0: the number of idle cores

    @property
    def bucket(self) -> str:
        """The address s3://… of the documents, if the documents folder holds copies of objects; else ""."""
        copies = self.documents.parent == self.cache / _COPIES
        return f"{_S3}{unquote(self.documents.name)}" if copies else ""

    @property
    def place(self) -> Path | str:
        """Where the index is: the address of a database, or a folder."""
        return self.store or self.index

    def __post_init__(self) -> None:
        if self.engine not in ENGINES:
            raise SettingsError(f"Unknown engine '{self.engine}'. Choose one of: {', '.join(ENGINES)}.")
        if self.unsupported not in UNSUPPORTED:
            raise SettingsError(f"The setting 'unsupported' is '{self.unsupported}'; it must be 'mark' or 'drop'.")
        if self.hidden not in HIDDEN:
            raise SettingsError(f"The setting 'hidden' is '{self.hidden}'; it must be 'skip', 'sheets' or 'all'.")
        if self.hub_models not in HUB_MODELS:
            raise SettingsError(f"The setting 'hub_models' is '{self.hub_models}'; it must be 'held' or 'fetch'.")
        if self.embedder_languages not in ("", *LANGUAGES):
            raise SettingsError(
                f"The setting 'embedder_languages' is '{self.embedder_languages}'; it must be 'english' or 'many'."
            )
        for name in ("k", "evidence_tokens", "context_tokens", "max_tokens", "thinking_tokens", "max_upload_mb"):
            if getattr(self, name) < 1:
                raise SettingsError(f"The setting '{name}' is {getattr(self, name)}; it must be at least 1.")
        for name in ("snapshots_kept", "embedder_dimensions", "threads", "rerank_s", "endpoint_retry_s"):
            if not getattr(self, name) >= 0:  # nan is not
                raise SettingsError(f"The setting '{name}' is {getattr(self, name)}; it must be at least 0.")
        if not self.endpoint_timeout_s > 0:
            raise SettingsError(f"The setting 'endpoint_timeout_s' is {self.endpoint_timeout_s}; it must be above 0.")
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
    """The settings from the defaults, `file`, `QUOTH_*` variables of `environ`, and `arguments`. Later ones win.

    An argument that is None counts as not given. If nothing sets the documents folder, it is the one that was indexed
    last. Raises `SettingsError` for an unknown name or an invalid value.
    """
    chosen = {
        **_from_file(file),
        **_from_environment(os.environ if environ is None else environ),
        **{name: value for name, value in arguments.items() if value is not None},
    }
    bucket = _bucket(chosen)
    if chosen.get("vectors"):
        chosen["store"] = _with_vectors(str(chosen.get("store", "")), str(chosen["vectors"]))
    kinds = get_type_hints(Settings)
    known = [f.name for f in fields(Settings)]
    for name in chosen:
        if name not in known:
            raise SettingsError(f"Unknown setting '{name}'.{_did_you_mean(name, known)}")
    settings = Settings(**{name: _convert(name, value, kinds[name]) for name, value in chosen.items()})
    if bucket:
        return replace(settings, documents=settings.cache / _COPIES / quote(bucket, safe=""))
    if "documents" not in chosen and (noted := noted_documents(settings.index)):
        return replace(settings, documents=noted)
    return settings


def _bucket(chosen: dict[str, Any]) -> str:
    """The bucket and the prefix, if the documents are at an address s3://…, which is taken out of the settings."""
    address = re.fullmatch(r"s3:/+(.*)", str(chosen.get("documents", "")))  # a path has one slash there
    if not address:
        return ""
    del chosen["documents"]
    return address[1].strip("/")


def _with_vectors(store: str, vectors: str) -> str:
    if not store:
        raise SettingsError(
            "QUOTH_VECTORS names a server for the vectors of an index in a database. Set QUOTH_STORE to that database."
        )
    from index.stores.postgres.address import with_vectors

    return with_vectors(store, vectors)


def _from_file(file: Path) -> dict[str, Any]:
    try:
        chosen = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}. Fix it or delete it.") from error
    if "@" in str(chosen.get("store", "")) and urlsplit(str(chosen["store"])).password:
        raise SettingsError(f"{file} contains a password. Set QUOTH_STORE instead, or keep it in ~/.pgpass.")
    if "@" in str(chosen.get("vectors", "")):
        raise SettingsError(f"{file} contains a password. Set QUOTH_VECTORS instead.")
    for name in ("api_key", "embedder_api_key", "oidc_client_secret"):
        if name in chosen:
            raise SettingsError(
                f"{file} contains an {name}. Keep keys out of files: set {PREFIX}{name.upper()} instead."
            )
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
