"""Quotations inside a sentence: the source must contain the quoted words in one place, in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qa.text.words import tokens

MIN_WORDS = 4  # of a quotation; shorter ones are names and terms
MIN_PIECE = 3  # words of a piece of a stitched quotation

_QUOTATION = re.compile(r"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|\"([^\"]+)\"")
_LEFT_OUT = re.compile(r"\[?(?:…|\.\.\.)\]?")


def find_quotations(text: str) -> list[str]:
    """The quotations in `text` of at least `MIN_WORDS` words, without quotation marks."""
    found = ["".join(group for group in match.groups() if group) for match in _QUOTATION.finditer(text)]
    return [words for words in found if len(_words(words)) >= MIN_WORDS]


def stands_in(quotation: str, text: str) -> bool:
    """Whether `text` contains exactly these words in a row. With "…", it must contain the parts in order."""
    words, start = _words(text), 0
    for part in map(_words, _LEFT_OUT.split(quotation)):
        at = _find(part, words, start)
        if at is None:
            return False
        start = at + len(part)
    return True


def is_stitched(quotation: str, texts: Iterable[str]) -> bool:
    """Whether the quotation is made of several pieces of `texts`, each of `MIN_PIECE` words or more."""
    sources, words, done = [_words(text) for text in texts], _words(_LEFT_OUT.sub(" ", quotation)), 0
    pieces = 0
    while done < len(words):
        length = max((_run(words, done, source) for source in sources), default=0)
        if length < min(MIN_PIECE, len(words) - done):
            return False
        done, pieces = done + length, pieces + 1
    return pieces > 1


def _run(words: Sequence[str], start: int, source: Sequence[str]) -> int:
    """How many of `words`, from `start` on, are in a row somewhere in `source`."""
    longest = 0
    while start + longest < len(words) and _find(words[start : start + longest + 1], source, 0) is not None:
        longest += 1
    return longest


def _find(part: Sequence[str], words: Sequence[str], start: int) -> int | None:
    return next((i for i in range(start, len(words) - len(part) + 1) if words[i : i + len(part)] == part), None)


def _words(text: str) -> list[str]:
    return [token.casefold() for token in tokens(text)]
