"""Boxes of words -> boxes of lines."""

from __future__ import annotations

from collections.abc import Iterable

from index.records import Box

_WIDEST_SPACE = 0.04  # of the page's width, between words of one line; columns are further apart


def merged_lines(placed: Iterable[Box]) -> list[Box]:
    """The boxes, with neighbours on one line merged, because every word and change of font has its own box."""
    lines: list[Box] = []
    for box in placed:
        joins = lines and _are_neighbours(lines[-1], box)
        lines.append(_around(lines.pop(), box) if joins else box)
    return lines


def _are_neighbours(one: Box, other: Box) -> bool:
    overlap = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    gap = max(one.left, other.left) - min(one.left + one.width, other.left + other.width)
    return overlap > 0.5 * min(one.height, other.height) and gap < _WIDEST_SPACE


def _around(one: Box, other: Box) -> Box:
    left, top = min(one.left, other.left), min(one.top, other.top)
    right = max(one.left + one.width, other.left + other.width)
    bottom = max(one.top + one.height, other.top + other.height)
    return Box(left, top, right - left, bottom - top)
