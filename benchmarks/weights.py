"""The weights of the models that benchmarks compare."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from index.embedding.embedder import SentenceTransformersEmbedder
from index.embedding.encoder import Precision
from index.weights.fetch import fetch
from index.weights.models import catalogue
from qa.settings import Settings

_MODEL = "model.safetensors"


def weights_of(model: str) -> Path:
    """The folder of the weights of a model of the catalogue, which are fetched if missing, or the folder `model`.

    Raises `WeightsError` like `fetch`.
    """
    return fetch(model, cache=Settings().cache, hub=Settings().hub) if model in catalogue() else Path(model)


def load_embedder(model: str, precision: Precision | None = None) -> SentenceTransformersEmbedder:
    """The embedder of the catalogue, or of a folder of weights, with its prompts and centres as Quoth uses it."""
    weights = weights_of(model)
    return SentenceTransformersEmbedder(weights, name=weights.name, precision=precision)


def in_float32(weights: Path, folder: Path) -> Path:
    """The folder of the same weights in float32: `weights` itself, or a copy in `folder`, made if it is not there.

    A program that loads weights of 16 bits as they come computes in 16 bits, which a processor does far slower.
    """
    held = load_file(weights / _MODEL)
    if all(rows.dtype != np.float16 for rows in held.values()):
        return weights
    copy = folder / weights.name
    if not (copy / _MODEL).exists():
        shutil.copytree(weights, copy, ignore=shutil.ignore_patterns(_MODEL), dirs_exist_ok=True)
        widened = {name: rows.astype(np.float32) if rows.dtype == np.float16 else rows for name, rows in held.items()}
        save_file(widened, copy / f"{_MODEL}.part", metadata={"format": "pt"})  # as transformers wants it
        (copy / f"{_MODEL}.part").replace(copy / _MODEL)
    return copy
