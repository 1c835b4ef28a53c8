"""What the arrays that cross a function hold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]  # (n,): what names passages in the views
Rows = NDArray[np.float32]  # (n, dim), or (dim,) for one: vectors of length 1

_ERROR = 1e-3  # of a length; what embedders and float32 leave is below 1e-6


def is_unit(row: Rows) -> bool:
    """Whether the row (dim,) has the length 1; not so where a number is not finite."""
    return abs(float(row @ row) - 1) < _ERROR
