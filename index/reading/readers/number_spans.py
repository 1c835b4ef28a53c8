"""Spans of numbers, such as "6–10" and "65+", which can name the columns of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_SPAN = re.compile(r"(?P<low>\d+(?:[.,]\d+)?) ?(?:[-–—]|to|bis|à|a|tot|до) ?(?P<high>\d+(?:[.,]\d+)?)$")  # "6–10"
_OPEN_SPAN = re.compile(
    r"(?P<below>[<≤] ?|(?:up )?to |bis |until )?(?P<edge>\d+(?:[.,]\d+)?)(?P<above> ?\+)?$|[>≥] ?(?P<over>\d+)$"
)


def is_span(text: str) -> bool:
    """Whether the text is two rising numbers with a dash or a word between them, such as "6–10"."""
    return _beginning(text) is not None


def are_spans(texts: Sequence[str]) -> bool:
    """Whether the texts are spans of numbers in rising order, such as "0–5", "6–10" and "11+"."""
    edges = [_edge(text) for text in texts]
    rising = [edge for edge in edges if edge is not None]
    return (
        len(edges) > 1
        and len(rising) == len(edges)
        and any(map(is_span, texts))
        and all(before < after for before, after in pairwise(rising))
    )


def _edge(text: str) -> float | None:
    """Where a span of numbers begins; None if the text is none. One that is open downwards begins with the lowest."""
    beginning = _beginning(text)
    if beginning is not None:
        return beginning
    found = _OPEN_SPAN.match(text)
    if not found:
        return None
    return float("-inf") if found["below"] else _value(found["edge"] or found["over"])


def _beginning(text: str) -> float | None:
    """The first of two rising numbers; None if the text is no span."""
    found = _SPAN.match(text)
    low, high = (_value(found["low"]), _value(found["high"])) if found else (0.0, 0.0)
    return low if low < high else None


def _value(digits: str) -> float:
    return float(digits.replace(",", "."))
