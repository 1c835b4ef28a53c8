"""Sentences that go on over the end of a page."""

from __future__ import annotations

import re

from index.text.sentences import sentence_spans

_MOST = 500  # characters of a sentence that are taken from the next page
_FEWEST = 20  # characters of the last line of a page: what is shorter is no line of a text
_GOES_ON = re.compile(r"[^\W_]$|[,–—-]$")
_ROW = " | "


def carried(before: str, text: str) -> int:
    """How many characters at the beginning of a page's text end the last sentence of the page before it.

    The white space after them is counted. A sentence goes on where a page ends within it and the next one begins with
    a small letter; never into or out of a table.
    """
    last = before.rstrip().rpartition("\n")[2]
    first = text.lstrip()
    if len(last) < _FEWEST or not first[:1].islower() or not _GOES_ON.search(last):
        return 0
    if _ROW in last or _ROW in first.partition("\n")[0]:
        return 0
    start = len(text) - len(first)
    spans = sentence_spans(text, start, min(len(text), start + _MOST + 100))
    end = spans[0][1] if spans else 0
    if not 0 < end - start <= _MOST:
        return 0
    return len(text) - len(text[end:].lstrip())
