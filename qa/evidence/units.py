"""Finds sentences that belong together: a list item and its lead-in, a row and its caption, a step and its warning.

A table row never comes with other rows or with the text below the table: they are about other things.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from index.text.sentences import is_row
from qa.records import Sentence

_Test = Callable[[str], bool]

ALIKE = 0.8  # the share of their words that two sentences with the same facts have in common, if one repeats the other
MOST_CAPTION_WORDS = 20

_ITEM = re.compile(r"\s*(?:[-*+•‣◦▪●○■□·✓]|\(?(?:\d{1,2}|[a-z])[.)])\s")
_LEADS_IN = re.compile(r"[:：]\W*$")
_ENDS = re.compile(r"[.!?。！？।]\W*$")
_WARNING = re.compile(
    r"\W*(?:warning|caution|danger|note|important|notice|achtung|vorsicht|warnung|gefahr|wichtig|hinweis|attention"
    r"|avertissement|danger|important|remarque|advertencia|precaución|atención|peligro|importante|nota|внимание|осторожно"
    r"|важно|примечание|警告|注意|危险|危険)\b\s*[:：!！.—–-]",
    re.IGNORECASE,
)


def unit(sentences: Sequence[Sentence], i: int) -> set[int]:
    """The indices of sentence `i` and of the sentences without which it is easily misread.

    `sentences` are all sentences of the passages, in order.
    """
    text = sentences[i].text
    if is_row(text):
        return {i, *_head(sentences, i, is_row, _is_caption)}
    if _ITEM.match(text):
        head = _head(sentences, i, _is_item, _leads_in)
        return {i, *head, *_warnings(sentences, i), *(j for above in head for j in _warnings(sentences, above))}
    return {i, *_warnings(sentences, i)}


def neighbours(sentences: Sequence[Sentence], i: int) -> set[int]:
    """The indices of the sentences that help to understand sentence `i`: those around it, or the items it leads to."""
    if is_row(sentences[i].text):
        return set()
    around = {j for j in beside(sentences, i) if not is_row(sentences[j].text)}
    return around | (_items(sentences, i) if _leads_in(sentences[i].text) else set())


def repeats(one: Sentence, other: Sentence) -> bool:
    """Whether two sentences with the same numbers, dates and names say the same in nearly the same words."""
    words, others = one.parsed.word_set, other.parsed.word_set
    common = len(words & others)
    return common > 0 and common >= ALIKE * len(words | others)


def _head(sentences: Sequence[Sentence], i: int, is_part: _Test, is_head: _Test) -> set[int]:
    """The sentence above the run of parts that `i` belongs to, if it is a head.

    One that only repeats the title and heading is left out: the model reads those before every passage.
    """
    head = next((j for j in _above(sentences, i) if not is_part(sentences[j].text)), None)
    if head is None or not is_head(sentences[head].text):
        return set()
    return set() if sentences[head].parsed.word_set <= sentences[i].place.word_set else {head}


def _above(sentences: Sequence[Sentence], i: int) -> Iterator[int]:
    """The indices of the sentences above `i` in its passage, nearest first."""
    while i > 0 and sentences[i - 1].hit is sentences[i].hit:
        i -= 1
        yield i


def _items(sentences: Sequence[Sentence], i: int) -> set[int]:
    """The indices of the run of list items below sentence `i`."""
    end = i + 1
    while end < len(sentences) and sentences[end].hit is sentences[i].hit and _is_item(sentences[end].text):
        end += 1
    return set(range(i + 1, end))


def beside(sentences: Sequence[Sentence], i: int) -> Iterator[int]:
    """The indices of the sentences before and after sentence `i` in its passage."""
    around = (j for j in (i - 1, i + 1) if 0 <= j < len(sentences))
    return (j for j in around if sentences[j].hit is sentences[i].hit)


def _warnings(sentences: Sequence[Sentence], i: int) -> set[int]:
    return {j for j in beside(sentences, i) if _WARNING.match(sentences[j].text)}


def _is_item(text: str) -> bool:
    return bool(_ITEM.match(text))


def _leads_in(text: str) -> bool:
    return bool(_LEADS_IN.search(text))


def _is_caption(text: str) -> bool:
    """Whether the text above a table is its caption or leads to it: it ends in a colon, or is short and no sentence."""
    return _leads_in(text) or (len(text.split()) <= MOST_CAPTION_WORDS and not _ENDS.search(text))
