"""What a list or a procedure is asked about, and which list of the documents fits it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.records import Document
from index.text.headings import innermost
from qa.forms.structure.documents import topic_words
from qa.forms.structure.written_lists import Item, ItemList, cells, find_lists, words_of
from qa.text.units import ONES
from qa.text.words import content_words

ENOUGH = 0.6  # the share of the topic's words that a list, its heading and its title must have
NEARLY = 0.9  # lists with at least this share of the best score also answer

# Words that end the head of a noun phrase: "error codes | of the unit".
_AFTER_HEAD = re.compile(
    r"\s(?:of|in|for|from|at|on|about|that|which|who|with|to|under|does|do|did|is|are|was|were|has|have|had|can|must|may"
    r"|should|named|mentioned|listed|given|taken|der|des|von|in|im|aus|für|die|das|den|hat|haben|gibt|werden|wurden"
    r"|sind|de|del|du|en|dans|pour|para|que|qui)\s",
    re.IGNORECASE,
)
_NUMBERS = frozenset(content_words(" ".join(ONES)))
_EVERYTHING = re.compile(r"^(?:everything|anything|alles)(?:,? (?:that|which|was) (?:is|are|has|have))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Topic:
    """What is asked about: the stems of all its content words, and of its head noun."""

    words: frozenset[str]
    head: frozenset[str]

    @classmethod
    def of(cls, phrase: str) -> Topic:
        """The topic that a phrase names.

        >>> sorted(Topic.of("error codes of the heater").head)
        ['code', 'error']
        """
        phrase = _EVERYTHING.sub("", phrase)
        parts = [_counted(topic_words(part)) for part in _AFTER_HEAD.split(f" {phrase} ")]
        return cls(_counted(topic_words(phrase)), next(filter(None, parts), frozenset()))


def _counted(words: Sequence[str]) -> frozenset[str]:
    """The words without a number that says how many there are: "the three rules"."""
    return frozenset(word for word in words if word not in _NUMBERS) or frozenset(words)


@dataclass(frozen=True, slots=True)
class Fit:
    """A list of a document, and how well it fits a topic."""

    document: Document
    list: ItemList
    score: float


def fitting_lists(topic: Topic, documents: Sequence[Document], kinds: Sequence[str], *, by_items: bool) -> list[Fit]:
    """The lists of these kinds that fit the topic nearly as well as the best. Empty if none fits.

    `by_items`: a list also fits if most of its items have the topic's head.
    """
    fits = [
        Fit(document, one, score)
        for document in documents
        for one in find_lists(document)
        if one.kind in kinds and (score := _score(topic, document, one, by_items=by_items))
    ]
    best = max((fit.score for fit in fits), default=0.0)
    return [fit for fit in fits if fit.score >= NEARLY * best]


def _score(topic: Topic, document: Document, one: ItemList, *, by_items: bool) -> float:
    """How well a list fits: 0 if its names lack the topic's head, or too many of the topic's words."""
    if not topic.words:
        return 0.0
    own = _own_words(one)
    place = frozenset(content_words(f"{one.heading} {document.title}"))
    held = own | place | frozenset(content_words(words_of(one.items, document.text)))
    covered = len(topic.words & held) / len(topic.words)
    headed = len(topic.head & own) / len(topic.head) if topic.head else 0.0
    inner = frozenset(content_words(innermost(one.heading))) - frozenset(content_words(document.title))
    if not headed and inner and inner <= topic.words:
        headed = 0.5
    if not headed and by_items and topic.head and _is_in_most(topic.head, one.items, document.text):
        headed = 0.5
    return covered + headed if headed and covered >= ENOUGH else 0.0


def _own_words(one: ItemList) -> frozenset[str]:
    """The words of a list's heading, of the line above it, and of its columns."""
    return frozenset(content_words(" ".join([innermost(one.heading), one.lead, *one.columns])))


def _is_in_most(head: frozenset[str], items: Sequence[Item], text: str) -> bool:
    having = sum(bool(head & frozenset(content_words(text[item.words : item.end]))) for item in items)
    return 2 * having >= len(items)


def enumerated(topic: Topic, document: Document) -> Iterator[tuple[int, int]]:
    """The spans of the parts of a cell about the topic: for "present", "Item: Present | Detail: Ada (chair), Bob"."""
    for one in find_lists(document):
        for item in one.items if one.kind == "rows" else ():
            row = document.text[item.start : item.end]
            values = list(cells(row).values())
            if len(values) == 2 and topic.head & frozenset(content_words(values[0])) and values[1].count(",") >= 2:
                start = item.start + row.rindex(values[1])
                yield from _parts(document.text, start, start + len(values[1]))


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans between the commas and semicolons of text[start:end] that are not in brackets."""
    depth, since = 0, start
    for position in range(start, end + 1):
        character = text[position] if position < end else ","
        depth += (character == "(") - (character == ")")
        if character in ",;" and depth <= 0:
            part = text[since:position]
            if part.strip():
                yield since + len(part) - len(part.lstrip()), since + len(part.rstrip())
            since = position + 1
