"""The models that Quoth can fetch, and where their files come from. The catalogue is `weights.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from index.errors import WeightsError
from index.weights.sources import Hub, ModelFile, file_of_text
from index.weights.wheels import Wheels

CATALOGUE = Path(__file__).with_name("weights.toml")


@dataclass(frozen=True, slots=True)
class Model:
    """A model of the catalogue: its files, and the sources they can come from."""

    name: str
    about: str  # in a few words
    kind: Literal["embedder", "reranker", "language model"]
    licence: str
    files: tuple[ModelFile, ...]
    hub: Hub | None = None
    wheels: Wheels | None = None
    packed: ModelFile | None = None  # if the wheels hold this one file, from which the others are made
    languages: str = "English"  # that it knows, in a few words
    source: str = ""  # the address where somebody else published the hash; "": unknown, or computed from the wheels
    terms: str = ""  # the address of a licence that a person has to accept first; "": none

    @property
    def size(self) -> int:
        """The size of all its files in bytes."""
        return sum(file.size for file in self.files)


@cache
def catalogue() -> Mapping[str, Model]:
    """The models that can be fetched, by name."""
    entries = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["model"]
    return MappingProxyType({entry["name"]: _model(entry) for entry in entries})


def _model(entry: dict[str, Any]) -> Model:
    files = [ModelFile(**file) for file in entry.pop("files")]
    files += [file_of_text(name, text) for name, text in entry.pop("texts", {}).items()]
    hub, wheels, packed = entry.pop("hub", None), entry.pop("wheels", None), entry.pop("packed", None)
    return Model(
        **entry,
        files=tuple(files),
        hub=hub and Hub(**hub),
        wheels=wheels and Wheels(**wheels),
        packed=packed and ModelFile(**packed),
    )


def find_model(name: str) -> Model:
    """The model of the catalogue with this name. Raises `WeightsError`, which lists the names."""
    if name not in catalogue():
        raise WeightsError(f"The catalogue has no model '{name}'. Choose one of: {', '.join(catalogue())}.")
    return catalogue()[name]
