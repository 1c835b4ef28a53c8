"""Removes hits that only repeat a better one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from index.records import Hit
from index.text.normalise import normalise

_WORD = re.compile(r"\w+")
_RUN = 3  # words in a run
_SHARE = 0.8  # a copy shares at least this part of its runs with the better hit


def tell_copies(hits: Iterable[Hit], k: int) -> tuple[list[Hit], list[Hit]]:
    """The k best hits that say something new, and the hits among them that repeat a better one. Both best first.

    A hit repeats a better one if both have the same words, including their headings, nearly all in the same order. One
    different number or name makes it distinct, because it can be the answer. (Measured: also removing hits that say
    less than a better one lowers nDCG@10 by .004 on CLAP NQ and .003 on HotpotQA. This rule lowers nothing.)
    """
    kept: list[Hit] = []
    copies: list[Hit] = []
    said: list[_Words] = []
    for hit in hits:
        if len(kept) >= k:
            break
        words = _Words.of(hit)
        if any(words.repeats(better) for better in said):
            copies.append(hit)
        else:
            kept.append(hit)
            said.append(words)
    return kept, copies


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a hit."""

    words: frozenset[str]
    in_order: tuple[str, ...]

    @classmethod
    def of(cls, hit: Hit) -> Self:
        words = _WORD.findall(normalise(f"{hit.passage.heading}\n{hit.passage.text}").casefold())
        return cls(frozenset(words), tuple(words))

    @property
    def runs(self) -> frozenset[tuple[str, ...]]:
        return frozenset(zip(*(self.in_order[first:] for first in range(_RUN)), strict=False))

    def repeats(self, other: Self) -> bool:
        if not self.words or self.words != other.words:
            return False
        runs = self.runs
        return len(runs & other.runs) >= _SHARE * len(runs)
