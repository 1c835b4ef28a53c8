"""What an index was made with: with anything else configured, its passages or vectors would not be comparable."""

from __future__ import annotations

import json
from pathlib import Path

from index.catalog import FORMAT, Catalog
from index.embed import Embedder
from index.errors import MismatchedIndexError
from index.split import SPLITTER_VERSION

MadeWith = dict[str, str | int]


def made_with(embedder: Embedder, max_tokens: int) -> MadeWith:
    """What an index made now would be made with, each under its name in words."""
    return {
        "format": FORMAT,
        "embedder": embedder.name,
        "dimensions": embedder.dim,
        "tokens a passage": max_tokens,
        "splitter": SPLITTER_VERSION,
    }


def read_made_with(catalog: Catalog) -> MadeWith:
    """What the catalogue was made with."""
    noted: MadeWith = json.loads(catalog.note("made_with") or "{}")
    return noted


def check_made_with(catalog: Catalog, configured: MadeWith, index: Path) -> None:
    """Raise `MismatchedIndexError` unless the catalogue was made with just this."""
    if differences := mismatch(read_made_with(catalog), configured):
        raise MismatchedIndexError(
            f"the index in {index} was built with {differences}. Run `quoth index --rebuild` to rebuild it."
        )


def mismatch(noted: MadeWith, configured: MadeWith) -> str:
    """In words, what was noted that differs from what is configured; "" where nothing does."""
    return "; ".join(
        f"{name} {noted.get(name, 'unknown')}, but {configured.get(name, 'none')} is configured"
        for name in configured | noted
        if noted.get(name) != configured.get(name)
    )
