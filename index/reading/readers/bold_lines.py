"""Tells headings from other lines that stand out, in documents whose authors made headings by type alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from index.reading.readers.tables import BETWEEN

LEVEL = 10  # below all headings that a format marks
MOST_SHARE = 0.25  # of the other characters of a document: more are no headings but the text
FEWEST = 200  # characters of text below headings
_MOST_WORDS = 16
_LETTERS = re.compile(r"[^\W\d_]{2}")
_BEGIN = re.compile(r"[\w§#¿¡«“\"'(\[]")
_ENDED = re.compile(r"[,;，；]$|。|[^\W\d_]{3}\.$")  # a sentence or a part of one
_AMOUNT = re.compile(r"[^\W\d_]:? *(?:[$€£¥][\d.,\s]*\d|[\d.,\s]*\d[.,]\d\d\b.{0,4})$")  # a label and its amount

Bold = tuple[int, str]  # where a line begins, and its text


def can_be_heading(text: str) -> bool:
    """Whether the words of a line that stands out can be a heading: a few, no sentence, no label and its amount."""
    is_short = len(text.split()) <= _MOST_WORDS and BETWEEN not in text
    has_words = bool(_LETTERS.search(text) and _BEGIN.match(text))
    return is_short and has_words and not _ENDED.search(text) and not _AMOUNT.search(text)


def headings_among(text: str, bold: Sequence[Bold], others: Collection[int]) -> list[Bold]:
    """The bold lines of a text that are headings: none if they are much of it, and each has text below it.

    `others` are the places where headings begin that the format marks.
    """
    held = sum(len(line) for _, line in bold)
    if not bold or held > MOST_SHARE * (len(text) - held) or len(text) - held < FEWEST:
        return []
    ends = sorted({len(text), *others, *(start for start, _ in bold)})
    after = dict(pairwise(ends))
    return [(start, line) for start, line in bold if "\n" in text[start : after.get(start, start)].strip()]
