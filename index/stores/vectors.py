"""Rows by key, and search for the nearest: the protocol, and an exact implementation."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, Self
from zipfile import BadZipFile

import numpy as np

from index.arrays import Keys, Rows
from index.errors import DamagedIndexError
from index.stores.ranking import Ranking, ranked


class Vectors(Protocol):
    """Unit rows of one length, by key. The score of a row is its dot product with the question's row.

    Every implementation returns as many keys as `ExactVectors`, with the same scores and in the same order. An
    approximate one can miss some of the nearest rows. Several threads can search at once.
    """

    def __len__(self) -> int: ...

    def add(self, keys: Keys, rows: Rows) -> None:  # (n,), (n, dim)
        """Store the rows. A row replaces an earlier one with the same key."""
        ...

    def remove(self, keys: Keys) -> None:
        """Remove the rows with these keys. Unknown keys are ignored."""
        ...

    def search(
        self, row: Rows, k: int, within: Keys | None = None, *, without: Keys | None = None
    ) -> Ranking:  # (dim,)
        """The k keys (of those in `within`, or not in `without`) whose rows are nearest to `row`, best first."""
        ...

    def save(self, path: Path) -> None:
        """Write everything to one file. Raises `OSError` if that fails."""
        ...

    @classmethod
    def open(cls, path: Path) -> Self:
        """What `save` wrote. Raises `DamagedIndexError` if it cannot be read."""
        ...


class ExactVectors:
    """The exact `Vectors`, the reference for all others."""

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

    def search(self, row: Rows, k: int, within: Keys | None = None, *, without: Keys | None = None) -> Ranking:
        check_row(row, self.dim)
        keys = self._rows.keys() if within is None else self._rows.keys() & set(within.tolist())
        if without is not None:
            keys = keys - set(without.tolist())
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
    """The error to raise if `path` cannot be read because of `error`."""
    reason = str(error).strip().splitlines()[-1:] or [type(error).__name__]
    return DamagedIndexError(f"{path} cannot be read ({reason[0]}). Run `quoth index --rebuild`.")


def check_rows(keys: Keys, rows: Rows, dim: int) -> None:
    """Raise `ValueError` unless the rows (n, dim) can be stored with these keys (n,)."""
    if rows.shape != (len(keys), dim) or rows.dtype != np.float32 or keys.dtype != np.int64:
        raise ValueError(
            f"expected {len(keys)} int64 keys and float32 rows of {dim}, not {keys.dtype} and {rows.dtype} {rows.shape}"
        )
    if len(np.unique(keys)) != len(keys):
        raise ValueError("a key is given twice")
    if not np.isfinite(rows).all():
        raise ValueError(f"the row of key {keys[~np.isfinite(rows).all(axis=1)][0]} has a number that is not finite")


def check_row(row: Rows, dim: int) -> None:
    """Raise `ValueError` unless this is a valid row (dim,) to search for."""
    if row.shape != (dim,) or row.dtype != np.float32:
        raise ValueError(f"expected a row of {dim} float32 numbers, not {row.dtype} {row.shape}")
    if not np.isfinite(row).all():
        raise ValueError("the row has a number that is not finite")
