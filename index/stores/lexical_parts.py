"""The lexical index in parts, so that a few changed documents rebuild only a few parts.

A tantivy index is a `meta.json` that lists segments, and the files of each segment, which never change. Each part is
built separately; then one `meta.json` lists the segments of all parts. BM25 counts words over all segments together, so
the number of parts does not change the scores. A deletion in a segment would leave the words in its files and in the
counts of BM25, so the part is rebuilt instead.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any
from zlib import crc32

from index.stores.layout import share
from index.stores.lexical import Lexical

_META = "meta.json"
_PASSAGES_A_PART = 2048
_MOST_PARTS = 64

Words = Callable[[Collection[str]], Iterable[tuple[int, str]]]  # the keys and texts of the passages of these documents
Meta = dict[str, Any]  # of tantivy; Quoth stores the number of segments of each part in its "payload", as JSON


def fitting_parts(passages: int) -> int:
    """The number of parts for this many passages."""
    return max(1, min(_MOST_PARTS, passages // _PASSAGES_A_PART))


def count_parts(folder: Path) -> int:
    """The number of parts of the index in `folder`. Raises `OSError` or `ValueError` if it cannot be read."""
    return len(_parts(_read(folder)))


def write_parts(folder: Path, documents: Collection[str], words: Words, *, parts: int) -> None:
    """Build the index of these documents in the new folder `folder`."""
    folder.mkdir()
    _write(folder, [_build(folder, words(share)) for share in _shares(documents, parts)])


def carry_parts(folder: Path, documents: Collection[str], words: Words, *, old: Path, stale: Collection[str]) -> None:
    """Build the index of these documents in the new folder `folder`. Parts with nothing `stale` come from `old`."""
    folder.mkdir()
    kept = _parts(_read(old))
    changed = {_part_of(document, len(kept)) for document in stale}
    shares = _shares(documents, len(kept))
    metas = [
        _build(folder, words(shares[number])) if number in changed else _link(folder, meta, old)
        for number, meta in enumerate(kept)
    ]
    _write(folder, metas)


def _shares(documents: Collection[str], parts: int) -> list[list[str]]:
    shares: list[list[str]] = [[] for _ in range(parts)]
    for document in documents:
        shares[_part_of(document, parts)].append(document)
    return shares


def _part_of(document: str, parts: int) -> int:
    return crc32(document.encode()) % parts


def _build(folder: Path, words: Iterable[tuple[int, str]]) -> Meta:
    """Build one part in `folder` and return its meta."""
    part = folder / "part"
    part.mkdir()
    Lexical.build(words, part)
    meta = _read(part)
    for path in _files(part, meta):
        path.rename(folder / path.name)
    shutil.rmtree(part)
    return meta


def _link(folder: Path, meta: Meta, old: Path) -> Meta:
    """Link the files of one part from `old` into `folder` and return its meta."""
    for path in _files(old, meta):
        share(path, folder / path.name)
    return meta


def _files(folder: Path, meta: Meta) -> list[Path]:
    segments = {segment["segment_id"].replace("-", "") for segment in meta["segments"]}
    return [path for path in folder.iterdir() if path.name.split(".")[0] in segments]


def _write(folder: Path, parts: list[Meta]) -> None:
    segments = [segment for meta in parts for segment in meta["segments"]]
    payload = json.dumps([len(meta["segments"]) for meta in parts])
    (folder / _META).write_text(json.dumps(parts[0] | {"segments": segments, "payload": payload}), "utf-8")


def _read(folder: Path) -> Meta:
    meta: Meta = json.loads((folder / _META).read_text("utf-8"))
    return meta


def _parts(meta: Meta) -> list[Meta]:
    """The meta of each part."""
    segments = iter(meta["segments"])
    return [meta | {"segments": [next(segments) for _ in range(n)]} for n in json.loads(meta.get("payload") or "[1]")]
