"""What the arrays that cross a function hold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]  # (n,): what names passages in the views
Rows = NDArray[np.float32]  # (n, dim), or (dim,) for one: vectors of length 1
