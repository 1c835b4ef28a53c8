"""The settings that an index was built with. With other settings, its passages or vectors would not be comparable.

The precision of the vectors is recorded separately and never compared. It depends on the machine, and the rows of one
text in two precisions have a cosine above .9998. So an index can be continued on another machine.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from typing import Protocol

from index.embedding.embedder import Embedder
from index.errors import MismatchedIndexError
from index.stores.catalog import FORMAT
from index.stores.store import Writer
from index.text.split import SPLITTER_VERSION

MadeWith = dict[str, str | int]


class Noted(Protocol):
    """What has notes: a catalogue or a store."""

    def note(self, name: str) -> str | None: ...


_PRECISIONS = {"bfloat16", "float32"}


def made_with(embedder: Embedder, max_tokens: int) -> MadeWith:
    """The settings of an index that is built now, by name."""
    return {
        "format": FORMAT,
        "embedder": embedder.name,
        "dimensions": embedder.dim,
        "tokens a passage": max_tokens,
        "splitter": SPLITTER_VERSION,
        **{f"{kind} prompt": prompt for kind, prompt in asdict(embedder.prompts).items() if prompt},
    }


def read_made_with(index: Noted) -> MadeWith:
    """The settings that the index was built with."""
    noted: MadeWith = json.loads(index.note("made_with") or "{}")
    return noted


def precisions(index: Noted) -> list[str]:
    """The precisions of the vectors in the index, in order; several if several machines computed them.

    Raises `ValueError` if Quoth did not write them.
    """
    noted = json.loads(index.note("precisions") or '["float32"]')  # older indexes, which did not record it
    if not (isinstance(noted, list) and set(noted) <= _PRECISIONS):
        raise ValueError("the vectors have an unknown precision")
    return noted


def note_precisions(writer: Writer, used: Collection[str]) -> None:
    """Note the precisions of the vectors in an index that is being written."""
    writer.write_note("precisions", json.dumps(sorted(used)))


def check_made_with(index: Noted, configured: MadeWith, place: object) -> None:
    """Raise `MismatchedIndexError` unless the index in `place` was built with exactly these settings."""
    if differences := mismatch(read_made_with(index), configured):
        raise MismatchedIndexError(
            f"the index in {place} was built with {differences}. Run `quoth index --rebuild` to rebuild it."
        )


def mismatch(noted: MadeWith, configured: MadeWith) -> str:
    """The differences between the noted and the configured settings, in words; "" if there are none."""
    return "; ".join(
        f"{name} {noted.get(name, 'none')}, but {configured.get(name, 'none')} is configured"
        for name in configured | noted
        if noted.get(name) != configured.get(name)
    )
