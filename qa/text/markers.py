"""Markers: the printed `[n]` that links a sentence to a passage. Reads and writes them, and removes invalid ones.

Engines on this machine follow a grammar, so they cannot write a marker of a passage that they were not given. The text
of an endpoint is parsed leniently, and its invalid markers are removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

# How models write markers: [1], [1, 2], [^1], 【1】, ［1］; and (1), but only after the last sentence of a line.
_MARKER = re.compile(
    r"\s*[\[【［]\s*\^?\s*\d{1,4}(?:\s*[,;]\s*\d{1,4})*\s*[\]】］]|(?<=[.!?。！？])[ \t]*\(\d{1,2}\)(?=[ \t]*(?:\n|\Z))"
)
NO_SOURCE = "[no source]"  # ends a sentence that has no marker
_NO_SOURCE = re.compile(r"\s*\[no source\]", re.IGNORECASE)
_UNFINISHED = re.compile(r"\s*(?:[\[【［][\s\d,;^]*)?\Z")
_SENTENCE_END = re.compile(r"[.!?…。！？]*[\"”’)]*\Z")


def show_markers(pieces: Iterable[str], count: int) -> Iterator[str]:
    """Yield the same text with normalised markers: every `[n]` is in one piece, and 1 <= n <= count.

    An unfinished marker is held back until it is complete. Other numbers are removed. A piece is "" if nothing of it
    can be shown yet.
    """
    held = ""
    for piece in pieces:
        held += piece
        cut = _first(_UNFINISHED, held)
        ready, held = held[:cut], held[cut:]
        yield keep_markers(ready, count)
    rest = keep_markers(held, count)
    unfinished = _first(_UNFINISHED, rest)
    if rest[:unfinished]:
        yield rest[:unfinished]


def keep_markers(text: str, count: int) -> str:
    """`text` with each marker written as ` [n]`. Numbers outside 1 to `count` are removed."""

    def rewrite(match: re.Match[str]) -> str:
        numbers = [number for number in _numbers(match) if 1 <= number <= count]
        return " " + "".join(f"[{number}]" for number in dict.fromkeys(numbers)) if numbers else ""

    return _MARKER.sub(rewrite, text)


def marker_numbers(text: str) -> list[int]:
    """The numbers of the markers in `text`, in order, each once."""
    return list(dict.fromkeys(number for match in _MARKER.finditer(text) for number in _numbers(match)))


def without_markers(text: str) -> str:
    """`text` without its markers."""
    return without_no_source(_MARKER.sub("", text)).strip()


def without_no_source(text: str) -> str:
    """`text` without "[no source]"."""
    return _NO_SOURCE.sub("", text)


def as_markers(numbers: Iterable[int]) -> str:
    """The markers of the numbers, "[1][2]"."""
    return "".join(f"[{number}]" for number in numbers)


def with_markers(sentence: str, numbers: Iterable[int]) -> str:
    """`sentence` with exactly the markers of `numbers`, or "[no source]" if empty, before its closing punctuation."""
    bare = without_markers(sentence)
    markers = as_markers(numbers) or NO_SOURCE
    cut = _first(_SENTENCE_END, bare)
    return f"{bare[:cut]} {markers}{bare[cut:]}".lstrip()


def marker_grammar(count: int) -> str:
    """The grammar, in llama.cpp's format, of all texts whose markers are `[n]` with 1 <= n <= count."""
    numbers = "".join(f' | "[{number}]"' for number in range(1, count + 1))
    return rf"root ::= ([^\[【［] | [\[【［] [^0-9 \t\r\n\u00A0^\[【［]{numbers})*"


def marker_regex(count: int) -> str:
    """The same texts as a regular expression, without anything that only some dialects have."""
    numbers = "".join(rf"|\[{number}\]" for number in range(1, count + 1))
    return rf"([^\[【［]|[\[【［][^0-9 \t\r\n\u00A0^\[【［]{numbers})*".replace(r"\u00A0", "\u00a0")


@cache
def _beginning(count: int) -> re.Pattern[str]:
    numbers = "|".join(map(str, range(1, count + 1))) or "(?!)"
    begun = "|".join({str(number)[:length] for number in range(1, count + 1) for length in (1, 2, 3)})
    return re.compile(rf"(?:[^\[【［]|[\[【［][^\d\s^\[【［]|\[(?:{numbers})\])*+(?:[【［]|\[(?:{begun})?)?")


def can_go_on(text: str, count: int) -> bool:
    """Whether `marker_grammar` allows a text that begins with `text`.

    >>> can_go_on("It is so [1], or [1", 12), can_go_on("It is so [3", 2), can_go_on("a[i] = [", 2)
    (True, False, True)
    """
    return _beginning(count).fullmatch(text) is not None


def end_of_markers(text: str, position: int) -> int:
    """The end of the markers that follow `position`. `position` itself if none follows."""
    while match := _MARKER.match(text, position):
        position = match.end()
    return position


def _numbers(match: re.Match[str]) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", match[0])]


def _first(pattern: re.Pattern[str], text: str) -> int:
    """The start of the first match, or the end of the text."""
    match = pattern.search(text)
    return match.start() if match else len(text)
