"""Where documents disagree with each other, or with what a question takes for granted. Pure.

Precision comes first: two sentences disagree only if they say the same of the same things, in most of their words, and
differ in one kind of fact alone: an amount in one unit, a date, a time, or, where a person is asked for, a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.records import Hit, Passage
from qa.records import Conflict, ScoredSentence, Statement
from qa.text.dates import Dated, years_of
from qa.text.facts import Facts, find_facts
from qa.text.quantities import NUMBER_WORDS, UNITS
from qa.text.quotes import quote_sentence
from qa.text.words import content_words, stem

# A sentence may stand for the answer if it is at least this share as likely as the likeliest.
NEARLY_AS_LIKELY = 0.5
SAME = 0.6  # share of the shorter sentence's words, without its facts, that the other holds
ALMOST_ALL = 0.8  # the same, where only names differ
FEW_WORDS = 3  # that both must hold: fewer say too little of what they are about
MANY_WORDS = 5  # the same, where nothing in the documents' titles says that they are about one thing

# What a question says of its asker, or compares with, is no claim of what the documents say.
_CONDITION = re.compile(
    r"\b(?:i|i'm|my|we|our|more|less|fewer|over|under|above|below|least|most|up to|within|after|before|if|between)\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"\b(?:who|whom|whose|name of)\b", re.IGNORECASE)
_MEASURES = frozenset(map(stem, [*UNITS, *NUMBER_WORDS]))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence says: its words without its facts, and these."""

    words: frozenset[str]
    facts: Facts


def find_conflicts(
    question: str, hits: Sequence[Hit], sentences: Sequence[ScoredSentence], passages: Sequence[Passage]
) -> tuple[Conflict, ...]:
    """What the likeliest sentences say that a sentence of another document says differently; each sentence once.

    `sentences` are all of the hits' passages. A side's marker `[n]` names `passages[n - 1]`; passages that are not
    among them get the numbers after these.
    """
    best = max((sentence.score for sentence in sentences), default=0.0)
    likely = sorted((s for s in sentences if s.score >= NEARLY_AS_LIKELY * best), key=lambda s: -s.score)
    numbers = {passage.id: number for number, passage in enumerate(passages, 1)}
    conflicts, told = [], set[ScoredSentence]()
    for pair in _disagreeing(question, hits, likely, sentences):
        if told.isdisjoint(pair):
            told.update(pair)
            found = [hits[side.rank].passage for side in pair]
            sides = [
                quote_sentence(passage, side, numbers.setdefault(passage.id, len(numbers) + 1))
                for passage, side in zip(found, pair, strict=True)
            ]
            conflicts.append(Conflict(tuple(sides)))
    return tuple(conflicts)


def concerns(conflict: Conflict, statements: Sequence[Statement]) -> bool:
    """Whether the statements rest on what one of the sides says."""
    cited = [citation for statement in statements for citation in statement.citations]
    spans = [citation for side in conflict.sides for citation in side.citations]
    return any(c.document_id == s.document_id and c.start < s.end and s.start < c.end for c in cited for s in spans)


def date_sides(conflict: Conflict, date_of: Callable[[str], Dated]) -> Conflict:
    """The conflict with the dates of its documents, given by their ids; the newest side comes first."""
    dated = [(date_of(side.citations[0].document_id), side) for side in conflict.sides]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return Conflict(tuple(side for _, side in dated), tuple(day.words for day, _ in dated))


def is_settled(question: str, conflict: Conflict) -> bool:
    """Whether the question names the year of some sides and not of others: it has chosen between them."""
    years = years_of(question)
    named = [bool(years & years_of(f"{side.citations[0].title} {day}")) for side, day in _dated(conflict)]
    return any(named) and not all(named)


def _dated(conflict: Conflict) -> Iterator[tuple[Statement, str]]:
    return zip(conflict.sides, conflict.dates, strict=True)


def contradicted_premise(
    question: str, sentences: Sequence[ScoredSentence], passages: Sequence[Passage]
) -> Statement | None:
    """The likeliest sentence that says the opposite of a fact in the question; None where none does.

    It must hold nearly everything else that the question says. `sentences` are those of `passages`, by rank.
    """
    asked = _said(question)
    if (
        _CONDITION.search(question)
        or not (asked.facts.quantities or asked.facts.dates)
        or len(asked.words | asked.facts.names) < FEW_WORDS
    ):
        return None
    for sentence in sorted(sentences, key=lambda sentence: -sentence.score):
        passage = passages[sentence.rank]
        text = passage.text[sentence.start : sentence.end]
        said = _said(text)
        place = _said(f"{passage.title} {passage.heading}")
        around = replace(said, words=said.words | place.words)
        has_names = asked.facts.names <= said.facts.names | place.facts.names
        if has_names and _share(asked.words, around.words) >= ALMOST_ALL and _differ(asked.facts, said.facts):
            return quote_sentence(passage, sentence, sentence.rank + 1)
    return None


def _disagreeing(
    question: str, hits: Sequence[Hit], likely: Sequence[ScoredSentence], sentences: Sequence[ScoredSentence]
) -> Iterator[tuple[ScoredSentence, ScoredSentence]]:
    asked, asks_who = _said(question), bool(_WHO.search(question))
    for sentence in likely:
        for other in sentences:
            one, two = hits[sentence.rank].passage, hits[other.rank].passage
            if one.document_id == two.document_id or two.document_id in one.also or one.document_id in two.also:
                continue
            a, b = (_said(p.text[s.start : s.end]) for p, s in ((one, sentence), (two, other)))
            answers_too = 2 * len(asked.words & b.words) >= max(1, len(asked.words & a.words))
            least = FEW_WORDS if not _title(one).isdisjoint(_title(two)) else MANY_WORDS
            if answers_too and _disagree(a, b, least=least, asks_who=asks_who):
                yield sentence, other


def _disagree(a: _Said, b: _Said, *, least: int, asks_who: bool) -> bool:
    shared = a.words & b.words
    if len(shared) < least or len(shared) < SAME * min(len(a.words), len(b.words)):
        return False
    if a.facts.names == b.facts.names:
        return a.facts.negated == b.facts.negated and _differ(a.facts, b.facts)
    is_same = len(shared) >= ALMOST_ALL * max(len(a.words), len(b.words))
    new, old = a.facts.names - b.facts.names, b.facts.names - a.facts.names
    has_codes = any(character.isdigit() for name in new | old for character in name)
    return asks_who and is_same and bool(new and old) and not has_codes and not _differ(a.facts, b.facts)


def _differ(a: Facts, b: Facts) -> bool:
    """Whether they differ in exactly one kind of fact: none of the one's agrees with one of the other's."""
    units = {q.unit for q in a.quantities if q.unit} & {q.unit for q in b.quantities if q.unit}
    differing = [
        not any(one.agrees_with(two) for one in a.quantities for two in b.quantities if one.unit == two.unit == unit)
        for unit in units
    ]
    if a.dates and b.dates:
        differing.append(not any(one.agrees_with(two) for one in a.dates for two in b.dates))
    if a.times and b.times:
        differing.append(not a.times & b.times)
    return sum(differing) == 1


def _title(passage: Passage) -> frozenset[str]:
    return _said(re.sub(r"[-_.\d]+", " ", passage.title)).words


def _share(words: frozenset[str], held: frozenset[str]) -> float:
    return len(words & held) / len(words) if words else 0.0


@lru_cache(maxsize=4096)
def _said(text: str) -> _Said:
    facts = find_facts(text)
    words = {word for word in content_words(text) if not any(map(str.isdigit, word)) and word not in _MEASURES}
    return _Said(frozenset(words).difference(map(stem, facts.names)), facts)
