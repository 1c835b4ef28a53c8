"""Finds documents that disagree with each other, or with what a question assumes. Pure.

Precision comes first. Two sentences disagree only if most of their words are the same and they differ in exactly one
kind of fact: an amount in one unit, a date, a time or, if the question asks for a person, a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from index.records import Document, Passage
from index.text.sentences import is_row
from qa.checking.contradictions import contradict
from qa.checking.rivals import Asked, are_rivals, says_otherwise
from qa.records import Conflict, Prompt, Sentence, Statement
from qa.text.answer_type import asked_kinds
from qa.text.dates import Dated, date_document, years_of
from qa.text.editions import Edition, versions_of
from qa.text.facts import Facts
from qa.text.parsed import ParsedText
from qa.text.quotes import quote_sentence
from qa.text.units import NUMBER_WORDS, UNITS
from qa.text.words import stem

# A sentence is a candidate answer if its score is at least this share of the best score.
NEARLY_AS_LIKELY = 0.5
SAME = 0.6  # the share of the shorter sentence's words, without facts, that both contain
ALMOST_ALL = 0.8  # the same, if only names differ
MOST_SIDES = 4  # of one conflict
FEW_WORDS = 3  # both must contain this many words; with fewer, their subjects cannot be compared
MANY_WORDS = 5  # the same, if the titles of the documents have no word in common

# A question with these words is about the user, or compares. It does not assume what the documents say.
_CONDITION = re.compile(
    r"\b(?:i|i'm|my|we|our|more|less|fewer|over|under|above|below|least|most|up to|within|after|before|if|between)\b",
    re.IGNORECASE,
)
_WHO = re.compile(r"\b(?:who|whom|whose|name of)\b", re.IGNORECASE)
_MEASURES = frozenset(map(stem, [*UNITS, *NUMBER_WORDS]))


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a text without its facts, and the facts."""

    words: frozenset[str]
    facts: Facts


class Documents(Protocol):
    """Looks up documents and their passages by their ids."""

    def document(self, document_id: str) -> Document: ...

    def passages(self, document_id: str) -> Sequence[Passage]: ...

    def changed_on(self, document_id: str) -> date: ...


def open_conflicts(
    question: ParsedText,
    sentences: Sequence[Sentence],
    prompt: Prompt,
    statements: Sequence[Statement],
    documents: Documents,
) -> tuple[Conflict, ...]:
    """The conflicts that `statements` depend on and the question does not settle, with the documents' dates."""

    def date_of(document_id: str) -> Dated:
        return date_document(documents.document(document_id), documents.changed_on(document_id))

    def edition_of(document_id: str) -> Edition:
        return Edition.of(documents.document(document_id))

    every = find_conflicts(question, sentences, prompt.passages, statements)
    own = [conflict for conflict in every if concerns(conflict, statements)]
    dated = [order_editions(date_sides(conflict, date_of), edition_of) for conflict in own]
    return tuple(conflict for conflict in dated if not is_settled(question.text, conflict))


def find_conflicts(
    question: ParsedText,
    sentences: Sequence[Sentence],
    passages: Sequence[Passage],
    statements: Sequence[Statement] = (),
) -> tuple[Conflict, ...]:
    """Likely sentences with the sentences of other documents that disagree with them, the cited ones first.

    Each sentence is used once, and near-copies count as one, because several documents can repeat one claim.
    `sentences` are all retrieved ones. A side's marker `[n]` means `passages[n - 1]`. Other passages get the next
    numbers.
    """
    best = max((sentence.score for sentence in sentences), default=0.0)
    cited = [sentence for sentence in sentences if _is_cited(sentence, statements)]
    likely = [s for s in sentences if s.score >= NEARLY_AS_LIKELY * best and s not in cited]
    numbers = {passage.id: number for number, passage in enumerate(passages, 1)}
    conflicts, told = [], list[Sentence]()
    for sentence, others in _disagreeing(question, [*_best_first(cited), *_best_first(likely)], _best_first(sentences)):
        sides = [sentence]
        for other in others:
            if len(sides) < MOST_SIDES and not any(is_witness_of_same(other, side) for side in [*sides, *told]):
                sides.append(other)
        if len(sides) > 1 and not any(is_witness_of_same(sentence, other) for other in told):
            told += sides
            quoted = [quote_sentence(side, numbers.setdefault(side.passage.id, len(numbers) + 1)) for side in sides]
            conflicts.append(Conflict(tuple(quoted)))
    return tuple(conflicts)


def is_witness_of_same(one: Sentence, two: Sentence) -> bool:
    """Whether two sentences say the same in nearly the same words."""
    a, b = one.parsed, two.parsed
    shared = len(a.word_set & b.word_set)
    is_alike = a.facts == b.facts and shared >= ALMOST_ALL * max(len(a.word_set), len(b.word_set))
    return one is two or (is_alike and not contradict(a, b))


def replaces(new: Sentence, old: Sentence) -> bool:
    """Whether `new` is the sentence of a newer edition that takes the place of `old`."""
    return old.replaced_by is not None and old.replaced_by.is_at(new)


def _best_first(sentences: Sequence[Sentence]) -> list[Sentence]:
    return sorted(sentences, key=lambda sentence: -sentence.score)


def _is_cited(sentence: Sentence, statements: Sequence[Statement]) -> bool:
    start, end = (sentence.passage.start + place for place in (sentence.start, sentence.end))
    return any(
        citation.document_id == sentence.passage.document_id and citation.start < end and start < citation.end
        for statement in statements
        for citation in statement.citations
    )


def concerns(conflict: Conflict, statements: Sequence[Statement]) -> bool:
    """Whether a statement cites one of the sides."""
    cited = [citation for statement in statements for citation in statement.citations]
    spans = [citation for side in conflict.sides for citation in side.citations]
    return any(c.document_id == s.document_id and c.start < s.end and s.start < c.end for c in cited for s in spans)


def date_sides(conflict: Conflict, date_of: Callable[[str], Dated]) -> Conflict:
    """The conflict with the dates of its documents, the newest side first. `date_of` takes a document id."""
    dated = [(date_of(side.citations[0].document_id), side) for side in conflict.sides]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return Conflict(tuple(side for _, side in dated), tuple(day.words for day, _ in dated))


def order_editions(conflict: Conflict, edition_of: Callable[[str], Edition]) -> Conflict:
    """The dated conflict. A side from an older edition of another side's document comes after it, and says so."""
    sides = [(edition_of(side.citations[0].document_id), side, day) for side, day in _dated(conflict)]
    older = [sum(other.is_newer_than(edition) for other, _, _ in sides) for edition, _, _ in sides]
    in_order = sorted(range(len(sides)), key=lambda i: older[i])
    days = [edition.describe(day, is_older=count > 0) for count, (edition, _, day) in zip(older, sides, strict=True)]
    if not any(older):
        return conflict
    return Conflict(tuple(sides[i][1] for i in in_order), tuple(days[i] for i in in_order))


def is_settled(question: str, conflict: Conflict) -> bool:
    """Whether the question names the year or version of one side but not of the other, and so chooses between them."""
    years, versions = years_of(question), set(versions_of(question))
    named = [
        bool(years & years_of(text) or versions.intersection(versions_of(text)))
        for text in (f"{side.citations[0].title} {day}" for side, day in _dated(conflict))
    ]
    return any(named) and not all(named)


def _dated(conflict: Conflict) -> Iterator[tuple[Statement, str]]:
    return zip(conflict.sides, conflict.dates, strict=True)


def contradicted_premise(question: ParsedText, prompt: Prompt) -> Statement | None:
    """The likeliest sentence of the prompt that contradicts a fact in the question. None if there is none.

    The sentence must contain nearly everything else that the question says. A sentence that agrees with the question
    wins: "Employees get 25 days" does not contradict "Which employees get 30 days?" if some do.
    """
    asked = _said(question)
    if (
        _CONDITION.search(question.text)
        or not (asked.facts.quantities or asked.facts.dates)
        or len(asked.words | asked.facts.names) < FEW_WORDS
    ):
        return None
    if any(_agrees(asked, _said(sentence.parsed), _said(sentence.place)) for sentence in prompt.sentences):
        return None
    # The price of the 30-minute lesson contradicts no question for that of 60 minutes.
    asks_amount, units = "quantity" in asked_kinds(question), {one.unit for one in asked.facts.quantities}
    prose = (sentence for sentence in prompt.sentences if not is_row(sentence.text))  # a row is about its own thing
    for sentence in sorted(prose, key=lambda sentence: -sentence.score):
        said, place = _said(sentence.parsed), _said(sentence.place)
        has_names = asked.facts.names <= said.facts.names | place.facts.names
        is_of_the_same = _share(asked.words, said.words | place.words) >= ALMOST_ALL
        is_another = asks_amount and any(one.unit and one.unit not in units for one in said.facts.quantities)
        if has_names and is_of_the_same and not is_another and _differ(asked.facts, said.facts):
            return quote_sentence(sentence, prompt.number_of(sentence))
    return None


def _agrees(asked: _Said, said: _Said, place: _Said) -> bool:
    """Whether the sentence has all amounts, dates and times of the question, and most of its words."""
    facts, held = asked.facts, said.facts
    has_facts = all(any(one.agrees_with(two) for two in held.quantities) for one in facts.quantities) and all(
        any(one.agrees_with(two) for two in held.dates) for one in facts.dates
    )
    return has_facts and facts.times <= held.times and _share(asked.words, said.words | place.words) >= SAME


def _disagreeing(
    question: ParsedText, likely: Sequence[Sentence], sentences: Sequence[Sentence]
) -> Iterator[tuple[Sentence, list[Sentence]]]:
    """Each of the likely sentences, with those of other documents that disagree with it."""
    asked, asks_who = _said(question), bool(_WHO.search(question.text))
    compared = Asked.of(question, sentences)
    said = {sentence: _said(sentence.parsed) for sentence in sentences}
    titles = {sentence.passage.title: _title(sentence.passage.title) for sentence in sentences}

    def disagree(sentence: Sentence, other: Sentence) -> bool:
        one, two = sentence.passage, other.passage
        if one.document_id == two.document_id or two.document_id in one.also or one.document_id in two.also:
            return False
        a, b = said[sentence], said[other]
        answers_too = 2 * len(asked.words & b.words) >= max(1, len(asked.words & a.words))
        least = MANY_WORDS if titles[one.title].isdisjoint(titles[two.title]) else FEW_WORDS
        return (
            (answers_too and _disagree(a, b, least=least, asks_who=asks_who))
            or are_rivals(compared, sentence, other)
            or (replaces(sentence, other) and says_otherwise(compared, sentence, other))
        )

    for sentence in likely:
        if others := [other for other in sentences if disagree(sentence, other)]:
            yield sentence, others


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
    """Whether they differ in exactly one kind of fact: both have facts of that kind, and none agree."""
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


def _title(title: str) -> frozenset[str]:
    return _said(ParsedText(re.sub(r"[-_.\d]+", " ", title))).words


def _share(words: frozenset[str], held: frozenset[str]) -> float:
    return len(words & held) / len(words) if words else 0.0


def _said(text: ParsedText) -> _Said:
    words = {word for word in text.words if not any(map(str.isdigit, word)) and word not in _MEASURES}
    return _Said(frozenset(words).difference(map(stem, text.facts.names)), text.facts)
