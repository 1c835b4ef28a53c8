"""What generators return that yield while a model works."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Returned = TypeVar("Returned")


def returned(steps: Generator[object, None, Returned]) -> Returned:
    """What the generator returns once it has ended."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            value: Returned = end.value
            return value
