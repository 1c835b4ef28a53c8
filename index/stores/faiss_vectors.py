"""Rows in FAISS. If there are many, a search scores only a shortlist of them."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np

from index.arrays import Keys, Rows
from index.stores.ranking import Ranking, best, ranked
from index.stores.vectors import check_row, check_rows, damaged

# From this many rows on there is a shortlist: first a scan of all rows with one byte for each number, then a search
# of only those lists of rows that are near the question. Chosen by `python -m benchmarks.vectors`: docs/retrieval.md.
SCANNED = 30_000
LISTED = 1_000_000
_SCORED = 20_000  # up to this many keys are always scored one by one
_SPARE = 100  # so many keys more than twice those wanted are listed, because the order of the list is approximate
_MEASURED = 100  # the number of questions that measure recall at build, and of rows that each should find
_MEASURED_AGAIN = 25  # questions if a scan was carried over; fewer are enough, because it still covers all rows
_RECALL = 0.99  # the target when choosing how many lists to search
_BATCH = 50_000
_ROWS_A_LIST = 64  # on average
_MAPPED = faiss.IO_FLAG_MMAP_IFC


@dataclass(frozen=True, slots=True)
class Shape:
    """How the rows are searched, and with what recall. `save` writes it beside them."""

    kind: str = "Flat"  # in the notation of FAISS's index_factory
    probes: int = 0  # lists searched for a question
    recall: float = 1.0  # recall@100 against exact search, measured when it was built

    def __str__(self) -> str:
        if self.kind == "Flat":
            return "exact"
        how = f"{self.kind}, {self.probes} lists searched" if self.probes else self.kind
        return f"{how}, recall@{_MEASURED} {self.recall:.3f} of exact search"


@contextmanager
def _one_thread() -> Iterator[None]:
    """Make FAISS compute in the calling thread alone.

    One question is too little work to share between threads. The threads that FAISS would start keep spinning on the
    cores that the next question needs: with them, the median search took a fifth longer, and one in twenty took twice
    as long.
    """
    usual = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(usual)


class FaissVectors:
    """`Vectors` in FAISS. Every score is exact. If there are many rows, a search can miss some of them (see `shape`).

    Opened files are mapped into memory, so only the parts that are searched are read from the disk.
    """

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self.shape = Shape()
        self._rows: Any = faiss.IndexIDMap(faiss.IndexFlatIP(dim))
        self._shortlist: Any = None
        self._mapped: Path | None = None

    def __len__(self) -> int:
        return int(self._rows.ntotal)

    def add(self, keys: Keys, rows: Rows) -> None:
        check_rows(keys, rows, self.dim)
        self.remove(keys)
        for index in self._changing():
            index.add_with_ids(np.ascontiguousarray(rows), keys)

    def remove(self, keys: Keys) -> None:
        if len(self) and len(keys):
            for index in self._changing():
                index.remove_ids(keys)

    @_one_thread()
    def search(self, row: Rows, k: int, within: Keys | None = None, *, without: Keys | None = None) -> Ranking:
        check_row(row, self.dim)
        if k < 1:
            return []
        if within is not None and without is not None:
            within, without = np.setdiff1d(within, without), None
        if within is not None and len(within) <= _SCORED:
            return ranked(self._scores(row, within), k)
        selector = _selector(within, without)
        if self._shortlist is not None:
            n = min(2 * k + _SPARE, len(self) if within is None else len(within))
            return ranked(self._scores(row, self._listed(row, n, selector)), k)
        params = selector and faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # unknown to faiss's stubs

        def fetch(n: int) -> Ranking:
            scores, keys = self._rows.search(row[np.newaxis], min(n, max(1, len(self))), params=params)
            return [(key, score) for key, score in zip(keys[0].tolist(), scores[0].tolist(), strict=True) if key != -1]

        return best(fetch, k)

    def keys(self) -> Keys:
        """All keys in the order of their stored rows: (n,)."""
        keys: Keys = faiss.vector_to_array(self._rows.id_map)
        return keys

    def rows(self, keys: Keys) -> Rows:
        """The rows with these keys, which must exist: (n, dim)."""
        rows: Rows = self._flat.reconstruct_batch(self._places(keys))
        return rows

    @classmethod
    def write(cls, path: Path, dim: int, batches: Iterable[tuple[Keys, Rows]]) -> None:
        """Write what `save` would write for these keys (n,) and rows (n, dim), without holding them in memory."""
        _write_rows(path, dim, batches)
        cls.open(path)._write_shortlist(path)

    def carry(self, path: Path, *, without: Keys, added: Iterable[tuple[Keys, Rows]]) -> None:
        """Write the opened vectors to `path`, without some keys and with the rows `added`."""
        _write_rows(path, self.dim, chain(self._batches(without), added))
        carried = self.open(path)
        if self._shortlist is not None and self._mapped:
            carried._shortlist, carried.shape = _read(_beside(self._mapped, "shortlist"), 0), self.shape
            carried._shortlist.remove_ids(without)
            carried._list_rows(first=carried._shortlist.ntotal)
        carried._write_shortlist(path)

    def _batches(self, without: Keys) -> Iterator[tuple[Keys, Rows]]:
        """The stored keys and rows, except these keys."""
        rows: Rows = faiss.rev_swig_ptr(self._flat.get_xb(), len(self) * self.dim).reshape(-1, self.dim)
        keys = self.keys()
        for first in range(0, len(keys), _BATCH):
            kept = ~np.isin(keys[first : first + _BATCH], without)
            yield keys[first : first + _BATCH][kept], rows[first : first + _BATCH][kept]

    def _list_rows(self, *, first: int) -> None:
        """Add the rows from position `first` on to the shortlist."""
        keys = self.keys()
        for start in range(first, len(self), _BATCH):
            some = np.arange(start, min(start + _BATCH, len(self)))
            self._shortlist.add_with_ids(self._flat.reconstruct_batch(some), keys[some])

    def save(self, path: Path) -> None:
        """Write everything to `path`. If there are many rows, write a shortlist to files beside it."""
        if self._mapped == path:
            self._changing()  # a mapped file must not be overwritten
        _write(self._rows, path)
        self._write_shortlist(path)

    def _write_shortlist(self, path: Path) -> None:
        """If there are many rows, build a shortlist and write it to files beside `path`."""
        self._build_shortlist()
        if self._shortlist is not None:
            _write(self._shortlist, _beside(path, "shortlist"))
            _beside(path, "shape").write_text(json.dumps(asdict(self.shape)), "utf-8")

    @classmethod
    def open(cls, path: Path) -> Self:
        vectors = cls.__new__(cls)
        vectors._mapped = path
        vectors._rows = _read(path, _MAPPED)
        if not isinstance(vectors._rows, faiss.IndexIDMap):
            raise damaged(path, ValueError("it contains another kind of index"))
        vectors.dim = vectors._rows.d
        vectors._shortlist, vectors.shape = _read_shortlist(path, len(vectors))
        return vectors

    @property
    def _flat(self) -> Any:
        """The rows by position."""
        return faiss.downcast_index(self._rows.index)

    def _changing(self) -> list[Any]:
        """The FAISS indexes, ready to be changed. Mapped files are read into memory first."""
        if self._mapped:
            self._rows = _read(self._mapped, 0)
            if self._shortlist is not None:
                self._shortlist = _read(_beside(self._mapped, "shortlist"), 0)
            self._mapped = None
        self.__dict__.pop("_sorted", None)
        return [index for index in (self._rows, self._shortlist) if index is not None]

    def _scores(self, row: Rows, keys: Keys) -> dict[int, float]:
        """The exact score of each of these keys. Unknown keys are skipped."""
        keys = keys[self._are_held(keys)]
        scores, places = np.empty(len(keys), np.float32), self._places(keys)
        arrays = [faiss.swig_ptr(each) for each in (np.ascontiguousarray(row), scores, places)]
        if len(keys):
            self._flat.compute_distance_subset(1, arrays[0], len(keys), arrays[1], arrays[2])
        return dict(zip(keys.tolist(), scores.tolist(), strict=True))

    @cached_property
    def _sorted(self) -> tuple[Keys, Keys]:
        """All keys in order, and the position of the row of each."""
        keys = self.keys()
        places = np.argsort(keys)
        return keys[places], places

    def _are_held(self, keys: Keys) -> Any:
        held, _ = self._sorted
        if not len(held):
            return np.zeros(len(keys), bool)
        return held[np.minimum(np.searchsorted(held, keys), len(held) - 1)] == keys

    def _places(self, keys: Keys) -> Keys:
        held, places = self._sorted
        return places[np.searchsorted(held, keys)]

    def _listed(self, row: Rows, n: int, selector: Any = None) -> Keys:
        """The n keys (of those selected) whose rows are probably the nearest, or fewer if there are fewer."""
        probes = self.shape.probes
        while True:
            params: Any = faiss.SearchParametersIVF() if probes else faiss.SearchParameters()
            params.sel = selector
            if probes:
                params.nprobe = probes
            keys = self._shortlist.search(row[np.newaxis], n, params=params)[1][0]
            keys = keys[keys != -1]
            if len(keys) == n or not probes or probes >= self._shortlist.nlist:
                return keys  # type: ignore[no-any-return]  # faiss is not typed
            probes *= 4

    def _build_shortlist(self) -> None:
        """Build the shortlist that fits the number of rows, and measure its recall."""
        kind = _fitting_kind(len(self))
        if kind == "Flat":
            self._shortlist, self.shape = None, Shape()
            return
        carried = self._shortlist is not None and _is_like(kind, self.shape.kind)
        if not carried:
            self._shortlist = self._trained(kind)
            self._list_rows(first=0)
            self.shape = Shape(kind, probes=64 if kind.startswith("IVF") else 0)
        self._measure(_MEASURED_AGAIN if carried and not self.shape.probes else _MEASURED)

    def _trained(self, kind: str) -> Any:
        """An empty, trained shortlist of this kind."""
        factory = kind if kind.startswith("IVF") else f"IDMap,{kind}"
        shortlist: Any = faiss.index_factory(self.dim, factory, faiss.METRIC_INNER_PRODUCT)
        sample = _SCORED
        if kind.startswith("IVF"):
            shortlist.cp.niter, shortlist.cp.max_points_per_centroid = 10, _ROWS_A_LIST
            shortlist.cp.min_points_per_centroid = 1  # else FAISS prints a warning
            sample = _ROWS_A_LIST * shortlist.nlist
        places = np.linspace(0, len(self) - 1, min(sample, len(self)), dtype=np.int64)
        shortlist.train(self._flat.reconstruct_batch(places))
        return shortlist

    def _measure(self, questions: int) -> None:
        """Measure the recall with this many questions. Search more lists until it reaches the target."""
        places = np.linspace(0, len(self) - 1, questions, dtype=np.int64)
        rows = self._flat.reconstruct_batch(places)
        nearest = self._rows.search(rows, _MEASURED)[1]
        while True:
            found = [{key for key, _ in self.search(row, _MEASURED)} for row in rows]
            hits = sum(len(keys & set(true.tolist())) for keys, true in zip(found, nearest, strict=True))
            self.shape = replace(self.shape, recall=hits / nearest.size)
            if self.shape.recall >= _RECALL or 4 * self.shape.probes >= getattr(self._shortlist, "nlist", 0):
                return
            self.shape = replace(self.shape, probes=2 * self.shape.probes)


def _selector(within: Keys | None, without: Keys | None) -> Any:
    """What limits a search of FAISS to some keys; None if nothing does."""
    if within is not None:
        return faiss.IDSelectorBatch(within)
    return faiss.IDSelectorNot(faiss.IDSelectorBatch(without)) if without is not None and len(without) else None


def _fitting_kind(rows: int) -> str:
    if rows < SCANNED:
        return "Flat"
    if rows < LISTED:
        return "SQ8"
    return f"IVF{2 ** round(np.log2(2 * np.sqrt(rows)))},SQ8"


def _is_like(kind: str, other: str) -> bool:
    """Whether a shortlist of the `other` kind can serve as `kind`: the lists differ at most by a factor of 2."""
    lists = [int(each.removeprefix("IVF").partition(",")[0]) if each.startswith("IVF") else 0 for each in (kind, other)]
    return kind.partition(",")[2] == other.partition(",")[2] and lists[0] <= 2 * lists[1] <= 4 * lists[0]


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.name}.{what}")


def _write(index: Any, path: Path) -> None:
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(f"{path} cannot be written") from error


def _write_rows(path: Path, dim: int, batches: Iterable[tuple[Keys, Rows]]) -> None:
    """Write the file that FAISS writes for an `IndexIDMap` of an `IndexFlatIP`, without holding the rows in memory.

    The header is that of an empty index, with the number of rows and of their numbers filled in.
    """
    header = bytearray(faiss.serialize_index(faiss.IndexIDMap(faiss.IndexFlatIP(dim))).tobytes()[:-8])
    keys = [np.empty(0, np.int64)]
    with path.open("wb") as file:
        file.write(header)
        for some, rows in batches:
            check_rows(some, rows, dim)
            file.write(np.ascontiguousarray(rows).data)
            keys.append(some)
        held = np.concatenate(keys)
        file.write(struct.pack("<Q", len(held)) + held.tobytes())
        for place, size in ((8, len(held)), (len(header) - 37, len(held)), (len(header) - 8, len(held) * dim)):
            struct.pack_into("<Q", header, place, size)
        file.seek(0)
        file.write(header)


def _read(path: Path, flags: int) -> Any:
    try:
        return faiss.read_index(str(path), flags)
    except (RuntimeError, MemoryError) as error:
        raise damaged(path, error) from error


def _read_shortlist(path: Path, rows: int) -> tuple[Any, Shape]:
    """The shortlist beside `path`. If there is none, None and the shape of exact search."""
    noted = _beside(path, "shape")
    if not noted.exists() and not _beside(path, "shortlist").exists():
        return None, Shape()
    try:
        shape = Shape(**json.loads(noted.read_text("utf-8")))
        shortlist = _read(_beside(path, "shortlist"), _MAPPED)
        if shortlist.ntotal != rows or bool(shape.probes) != isinstance(shortlist, faiss.IndexIVF):
            raise damaged(_beside(path, "shortlist"), ValueError("it does not match the rows beside it"))
    except (OSError, ValueError, TypeError) as error:
        raise damaged(noted, error) from error
    return shortlist, shape
