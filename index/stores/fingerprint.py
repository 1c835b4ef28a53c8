"""What an index was made with: with anything else configured, its passages or vectors would not be comparable.

The precision in which vectors were computed is noted apart and never compared: it is chosen by machine, and the rows of
one text in two precisions have a cosine above .9998. So an index goes on elsewhere, and is the same by its manifest.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path

from index.embedding.embedder import Embedder
from index.errors import MismatchedIndexError
from index.stores.catalog import FORMAT, Catalog
from index.text.split import SPLITTER_VERSION

MadeWith = dict[str, str | int]

_PRECISIONS = {"bfloat16", "float32"}


def made_with(embedder: Embedder, max_tokens: int) -> MadeWith:
    """What an index made now would be made with, each under its name in words."""
    return {
        "format": FORMAT,
        "embedder": embedder.name,
        "dimensions": embedder.dim,
        "tokens a passage": max_tokens,
        "splitter": SPLITTER_VERSION,
        **{f"{kind} prompt": prompt for kind, prompt in asdict(embedder.prompts).items() if prompt},
    }


def read_made_with(catalog: Catalog) -> MadeWith:
    """What the catalogue was made with."""
    noted: MadeWith = json.loads(catalog.note("made_with") or "{}")
    return noted


def precisions(catalog: Catalog) -> list[str]:
    """In which numbers vectors of the catalogue were computed, in order: several where several machines did.

    Raises `ValueError` where that is not what Quoth writes.
    """
    noted = json.loads(catalog.note("precisions") or '["float32"]')  # before it was noted there was but this
    if not (isinstance(noted, list) and set(noted) <= _PRECISIONS):
        raise ValueError("vectors in a precision that is not known")
    return noted


def note_precisions(catalog: Catalog, used: Collection[str]) -> None:
    """Note in a catalogue that is being written in which numbers vectors of it were computed."""
    catalog.write_note("precisions", json.dumps(sorted(used)))


def check_made_with(catalog: Catalog, configured: MadeWith, index: Path) -> None:
    """Raise `MismatchedIndexError` unless the catalogue was made with just this."""
    if differences := mismatch(read_made_with(catalog), configured):
        raise MismatchedIndexError(
            f"the index in {index} was built with {differences}. Run `quoth index --rebuild` to rebuild it."
        )


def mismatch(noted: MadeWith, configured: MadeWith) -> str:
    """In words, what was noted that differs from what is configured; "" where nothing does."""
    return "; ".join(
        f"{name} {noted.get(name, 'none')}, but {configured.get(name, 'none')} is configured"
        for name in configured | noted
        if noted.get(name) != configured.get(name)
    )
