"""The settings that an index was built with. With other settings, its passages or vectors would not be comparable.

The precision of the vectors is recorded separately and never compared. It depends on the machine, and the rows of one
text in two precisions have a cosine above .9998. So an index can be continued on another machine.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Collection
from dataclasses import asdict
from typing import Protocol, runtime_checkable

import numpy as np

from index.arrays import Rows
from index.embedding.embedder import Embedder
from index.errors import MismatchedIndexError
from index.stores.catalog import FORMAT
from index.stores.store import Writer
from index.text.split import SPLITTER_VERSION

MadeWith = dict[str, str | int]


class Noted(Protocol):
    """What has notes: a catalogue or a store."""

    def note(self, name: str) -> str | None: ...


@runtime_checkable
class Probed(Protocol):
    """An embedder whose name does not say which weights it uses, because it runs elsewhere."""

    @property
    def probe(self) -> str:
        """Its vector of a known text: numbers of 16 bits in Base64."""
        ...


@runtime_checkable
class Centred(Protocol):
    """An embedder that takes the language out of its vectors."""

    @property
    def centres(self) -> str:
        """The version of the means that it subtracts; "" if it subtracts none."""
        ...


_PRECISIONS = {"bfloat16", "float32"}
_PROBE = "probe"
_CENTRES = "language means"
_SAME = 0.995  # cosine of two vectors of one text: precisions and machines make less difference, other weights more


def made_with(embedder: Embedder, max_tokens: int) -> MadeWith:
    """The settings of an index that is built now, by name."""
    return {
        "format": FORMAT,
        "embedder": embedder.name,
        "dimensions": embedder.dim,
        "tokens a passage": max_tokens,
        "splitter": SPLITTER_VERSION,
        **{f"{kind} prompt": prompt for kind, prompt in asdict(embedder.prompts).items() if prompt},
        **({_CENTRES: embedder.centres} if isinstance(embedder, Centred) and embedder.centres else {}),
        **({_PROBE: embedder.probe} if isinstance(embedder, Probed) else {}),
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
    different = [
        f"{name} {noted.get(name, 'none')}, but {configured.get(name, 'none')} is configured"
        for name in configured | noted
        if name != _PROBE and noted.get(name) != configured.get(name)
    ]
    if not different and not _has_same_probe(noted, configured):
        different = [f"other weights called {configured.get('embedder')}, whose vectors differ"]
    return "; ".join(different)


def has_same_vectors(noted: MadeWith, wanted: MadeWith) -> bool:
    """Whether the vectors of an index are of use for one that is made with other settings."""
    same = all(noted.get(name) == wanted.get(name) for name in ("embedder", "dimensions", "passage prompt", _CENTRES))
    return same and _has_same_probe(noted, wanted)


def _has_same_probe(noted: MadeWith, configured: MadeWith) -> bool:
    """Whether both embed a known text alike. Weights on this machine have no probe: their name says which they are."""
    one, other = (_row(made.get(_PROBE, "")) for made in (noted, configured))
    if not len(one) or not len(other):
        return len(one) == len(other)
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return len(one) == len(other) and float(one @ other) >= _SAME * lengths


def _row(probe: str | int) -> Rows:
    try:
        return np.frombuffer(b64decode(str(probe), validate=True), dtype="<f2").astype(np.float32)
    except ValueError:
        return np.empty(0, dtype=np.float32)
