"""Joins sentences and words that continue on the next page."""

from __future__ import annotations

import re

from index.reading.readers.pdf.glyphs import compounds_of, is_suspended, keeps_hyphen
from index.text.sentences import sentence_spans

_MOST = 500  # characters of a sentence that are taken from the next page
_FEWEST = 20  # characters; a shorter last line of a page is not a line of prose
_LINE = 40  # characters; a line of so many is not a heading
_GOES_ON = re.compile(r"[^\W_]$|[,–—-]$")
_BEGUN = re.compile(r"[.!?:;,]\s+\w")  # a sentence or a part of one begins within the line
_ENDED = re.compile(r"[.!?](?:\s|$)")
_NUMBER = re.compile(r"\d[\d.,:]*\d?[^\s\w]?\s+([^\W\d_])(?<!\d\.\s.)")  # and the first letter of the word after it
_ROW = " | "


def carried(before: str, text: str) -> int:
    """The number of characters at the start of a page's text that end the last sentence of the page before it.

    It includes the white space after them. A sentence continues if the page ends inside it and the next page begins
    with a lower-case letter, or with a capital that does not begin a heading. It never continues into or out of a
    table.
    """
    last = before.rstrip().rpartition("\n")[2]
    first = text.lstrip()
    if len(last) < _FEWEST or not _GOES_ON.search(last):
        return 0
    if not (first[:1].islower() or _goes_on_large(last, first) or _goes_on_with_number(last, first)):
        return 0
    if _ROW in last or _ROW in first.partition("\n")[0]:
        return 0
    start = len(text) - len(first)
    spans = sentence_spans(text, start, min(len(text), start + _MOST + 100))
    end = spans[0][1] if spans else 0
    if not 0 < end - start <= _MOST:
        return 0
    return len(text) - len(text[end:].lstrip())


def seam(before: str, after: str) -> tuple[int, str]:
    """How to join two pages inside a sentence: how many characters the first page loses, and the text between them.

    >>> seam("a word that is bro-", "ken here"), seam("ask the", "council")
    ((1, ''), (0, '\\n'))
    """
    if before[-1:] != "-" or not before[-2:-1].isalnum() or not after[:1].islower() or is_suspended(after):
        return 0, "\n"
    is_kept = before[-2].isdecimal() or keeps_hyphen(before[:-1], after, compounds_of(before + " " + after))
    return int(not is_kept), ""


def _goes_on_with_number(last: str, first: str) -> bool:
    """Whether a number continues the sentence of a page's last line: "from | 11 o'clock", but not "2 Scope"."""
    number = _NUMBER.match(first)
    if not number or not last[-1].isalpha() or not (last[:1].islower() or _BEGUN.search(last)):
        return False
    return number[1].islower() or bool(_ENDED.search(first.partition("\n")[0]))


def _goes_on_large(last: str, first: str) -> bool:
    """Whether a capitalised word, such as a name or a German noun, continues the sentence of a page's last line."""
    if not (first[:1].isupper() and last[-1].isalpha() and (last[:1].islower() or _BEGUN.search(last))):
        return False
    line, _, following = first.partition("\n")
    is_whole_line = len(line) >= max(_LINE, 0.9 * len(following.partition("\n")[0]))
    return bool(_ENDED.search(line)) or is_whole_line
