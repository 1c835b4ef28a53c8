"""Answers "what do A and B have in common?": what the documents say of both in the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.text.sentences import is_row
from qa.forms.form import Request, bare
from qa.forms.lists.listing import show_items
from qa.forms.structure.documents import held_documents
from qa.forms.structure.written_lists import cells
from qa.forms.words.roots import roots
from qa.records import Piece, Sentence
from qa.text.quotes import one_line

SEARCHED = 16  # passages for each side
SHOWN = 12
LEAST_WORDS = 2  # shorter clauses are not compared
_AND = r"(?: and | und | et | y )"
_RULES = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"what do (?:the )?(?P<a>.+?){_AND}(?P<b>.+?) (?:have|share)(?: in common)?",
        rf"what is (?:common to|the same (?:for|in|about)) (?P<a>.+?){_AND}(?P<b>.+)",
        r"what do (?:both|the two|these two|the) (?P<head>.+?) (?:have in common|share)",
        rf"was haben (?P<a>.+?){_AND}(?P<b>.+?) gemeinsam",
        r"was haben (?:beide|die beiden|die zwei) (?P<head>.+?) gemeinsam",
        rf"qu['’]ont (?P<a>.+?){_AND}(?P<b>.+?) en commun",
        rf"qué tienen en común (?P<a>.+?){_AND}(?P<b>.+)",
    )
)
_CLAUSE = re.compile(r"[,;:.()–—|]|\s(?:and|und|et|y)\s", re.IGNORECASE)


def find_sides(text: str) -> tuple[tuple[str, ...], str] | None:
    """The things that the question names, or the one name for both. None if it asks for nothing in common."""
    asked = bare(text).lstrip("¿ ")
    match = next(filter(None, (rule.fullmatch(asked) for rule in _RULES)), None)
    if match is None:
        return None
    groups = match.groupdict()
    return ((groups["a"], groups["b"]), "") if groups.get("a") else ((), groups["head"])


def asks_for_commonalities(text: str) -> bool:
    """Whether the question asks what two things have in common."""
    return find_sides(text) is not None


def answer_commonalities(request: Request) -> Iterator[Piece]:
    """Yield what is said of both. Decline if nothing is."""
    found = find_sides(request.text)
    if found is None:
        return
    sides, head = found
    if not sides:
        listings = held_documents(request.index.documents(), request.within)
        titled = [one.title for one in listings if set(roots(head)) <= set(roots(one.title))]
        sides = tuple(titled) if len(titled) == 2 else ()
    if len(sides) == 2:
        own = [set(roots(side)) - set(roots(other)) for side, other in (sides, sides[::-1])]
        shared = list(_shared(request, sides, own)) if all(own) else []
        if shared:
            yield from show_items(request, shared[:SHOWN], head=request.say("of_both"))


def _shared(
    request: Request, sides: Sequence[str], own: Sequence[set[str]]
) -> Iterator[tuple[list[tuple[str, int, int]], str]]:
    """What is said of both: sentences and rows about both, and clauses that a sentence about each of them has."""
    both = own[0] | own[1]
    read = [_on(request, side, words) for side, words in zip(sides, own, strict=True)]
    seen: set[frozenset[str]] = set()
    for sentence in [*read[0], *read[1]]:
        said = set(roots(sentence.text))
        if both <= said and frozenset(said) not in seen and _says_the_same(sentence.text, own):
            seen.add(frozenset(said))
            yield [_span(sentence)], ""
    for first in read[0]:
        for start, end in _clauses(first.text):
            said = set(roots(first.text[start:end])) - both
            match = next((two for two in read[1] if said <= set(roots(two.text)) and not both & said), None)
            is_new = not any(said <= one for one in seen)
            if len(said) >= LEAST_WORDS and match and is_new and first is not match and not is_row(first.text):
                seen.add(frozenset(said))
                document_id, begin, _ = _span(first)
                words = f"“{one_line(first.text[start:end])}”"
                yield [(document_id, begin + start, begin + end), _span(match)], words


def _says_the_same(text: str, own: Sequence[set[str]]) -> bool:
    """Whether a sentence that names both says it of both: a row, if its cells for them are equal."""
    if not is_row(text):
        return True
    row = cells(text)
    values = [next((value for column, value in row.items() if words <= set(roots(column))), None) for words in own]
    return values[0] is not None and values[0] == values[1]


def _on(request: Request, side: str, own: set[str]) -> list[Sentence]:
    """The sentences about one side: they name it, or their heading, title or file name does."""
    hits = request.index.search(side, SEARCHED, request.within)
    read = request.read(hits)
    return [
        one
        for one in read
        if own <= set(roots(f"{one.text} {one.passage.title} {one.passage.heading} {one.passage.document_id}"))
        and not one.text.startswith("#")
    ]


def _span(sentence: Sentence) -> tuple[str, int, int]:
    passage = sentence.passage
    return passage.document_id, passage.start + sentence.start, passage.start + sentence.end


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the whole sentence and of its clauses, the longest first."""
    yield 0, len(text)
    since = 0
    for match in [*_CLAUSE.finditer(text), None]:
        end = match.start() if match else len(text)
        if text[since:end].strip() and (since, end) != (0, len(text)):
            yield since + len(text[since:end]) - len(text[since:end].lstrip()), since + len(text[since:end].rstrip())
        since = match.end() if match else end
