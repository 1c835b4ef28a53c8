"""Rows by key, and the nearest of them to a question's: the protocol, and the exact one."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, Self
from zipfile import BadZipFile

import numpy as np

from index.arrays import Keys, Rows
from index.errors import DamagedIndexError
from index.stores.ranking import Ranking, ranked


class Vectors(Protocol):
    """Unit rows of one length, each under a key; the score of a row is its dot product with the question's.

    Every implementation returns the scores and the order of `ExactVectors`, and never fewer keys; one that does not
    look at every row may return others than the very nearest. Several threads may search at once.
    """

    def __len__(self) -> int: ...

    def add(self, keys: Keys, rows: Rows) -> None:  # (n,), (n, dim)
        """Store the rows; a row under a key that is held already replaces the old one."""
        ...

    def remove(self, keys: Keys) -> None:
        """Forget the rows under these keys; keys that are not held are passed over."""
        ...

    def search(self, row: Rows, k: int, within: Keys | None = None) -> Ranking:  # (dim,)
        """The k keys (of those in `within`, if given) whose rows are nearest to `row`, best first."""
        ...

    def save(self, path: Path) -> None:
        """Write everything to one file. Raises `OSError` where that cannot be done."""
        ...

    @classmethod
    def open(cls, path: Path) -> Self:
        """What `save` wrote. Raises `DamagedIndexError` where that cannot be read."""
        ...


class ExactVectors:
    """The `Vectors` that all others are measured by."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._rows: dict[int, Rows] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, keys: Keys, rows: Rows) -> None:
        check_rows(keys, rows, self.dim)
        self._rows.update(zip(keys.tolist(), rows.copy(), strict=True))

    def remove(self, keys: Keys) -> None:
        for key in keys.tolist():
            self._rows.pop(key, None)

    def search(self, row: Rows, k: int, within: Keys | None = None) -> Ranking:
        check_row(row, self.dim)
        keys = self._rows if within is None else self._rows.keys() & set(within.tolist())
        return ranked({key: float(self._rows[key] @ row) for key in keys}, k)

    def save(self, path: Path) -> None:
        with path.open("wb") as file:
            np.savez(file, dim=self.dim, keys=np.array(list(self._rows), np.int64), rows=list(self._rows.values()))

    @classmethod
    def open(cls, path: Path) -> Self:
        try:
            with np.load(path) as saved:
                vectors = cls(int(saved["dim"]))
                vectors._rows = dict(zip(saved["keys"].tolist(), saved["rows"], strict=True))
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
            raise damaged(path, error) from error
        return vectors


def damaged(path: Path, error: Exception) -> DamagedIndexError:
    """What to raise where `path` cannot be read because of `error`."""
    reason = str(error).strip().splitlines()[-1:] or [type(error).__name__]
    return DamagedIndexError(f"{path} cannot be read ({reason[0]}). Run `quoth index --rebuild`.")


def check_rows(keys: Keys, rows: Rows, dim: int) -> None:
    """Raise `ValueError` unless these are rows (n, dim) that can be stored under these keys (n,)."""
    if rows.shape != (len(keys), dim) or rows.dtype != np.float32 or keys.dtype != np.int64:
        raise ValueError(
            f"expected {len(keys)} int64 keys and float32 rows of {dim}, not {keys.dtype} and {rows.dtype} {rows.shape}"
        )
    if len(np.unique(keys)) != len(keys):
        raise ValueError("the same key is given twice")
    if not np.isfinite(rows).all():
        raise ValueError(f"the row of key {keys[~np.isfinite(rows).all(axis=1)][0]} holds a number that is not finite")


def check_row(row: Rows, dim: int) -> None:
    """Raise `ValueError` unless this is a row (dim,) that can be searched for."""
    if row.shape != (dim,) or row.dtype != np.float32:
        raise ValueError(f"expected a row of {dim} float32 numbers, not {row.dtype} {row.shape}")
    if not np.isfinite(row).all():
        raise ValueError("the row holds a number that is not finite")
