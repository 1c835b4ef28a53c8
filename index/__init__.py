"""Documents in, ranked passages out: the public names of `index`. Each is imported at first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from index.errors import QuothError
from index.records import Changes, Document, Failure, Hit, Listing, Passage

if TYPE_CHECKING:
    from index.embedding.embedder import SentenceTransformersEmbedder
    from index.reading.sandbox import Sandbox
    from index.search.search import Index

__all__ = [
    "Changes",
    "Document",
    "Failure",
    "Hit",
    "Index",
    "Listing",
    "Passage",
    "QuothError",
    "Sandbox",
    "SentenceTransformersEmbedder",
]

# Their modules import slow libraries, which `quoth --help` does not need.
_LATER = {
    "Index": "index.search.search",
    "Sandbox": "index.reading.sandbox",
    "SentenceTransformersEmbedder": "index.embedding.embedder",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'index' has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
