"""The types of the arrays that functions exchange."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]  # (n,): the keys of passages in the views
Rows = NDArray[np.float32]  # (n, dim), or (dim,) for one: vectors of length 1

_ERROR = 1e-3  # allowed difference from length 1; embedders and float32 stay below 1e-6


def is_unit(row: Rows) -> bool:
    """Whether the row (dim,) has length 1. False if a number is not finite."""
    return abs(float(row @ row) - 1) < _ERROR
