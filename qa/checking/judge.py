"""Does a cited span support the sentence that cites it? The `Judge` protocol and the judge that needs no model."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Protocol

from index.text.language import is_english
from index.text.sentences import is_row
from qa.text.facts import NO_FACTS, Date, Facts, find_facts, fold
from qa.text.quantities import CURRENCIES, Quantity, currencies, find_ranges
from qa.text.words import content_words, stem, tokens

# Share of a sentence's content words that its span must hold. Chosen on one half of the questions of tests/gold
# and checked on the other; see docs/quality.md.
MIN_COVERAGE = 0.5
ROOT, ENDING = 4, 3  # letters: what inflected words share at least, and differ in at most


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge says of one statement: `score` is 0 to 1, `reason` is for the reader when it is not supported."""

    supported: bool
    score: float
    reason: str = ""
    contradicted: bool = False  # the evidence says something else of the same


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a statement is checked against: the words that it cites, and where they stand."""

    quote: str
    place: str = ""  # the titles and headings above the quote
    passage: str = ""  # the text around it


class Judge(Protocol):
    """Decides whether a quote supports a statement."""

    def judge(self, statement: str, evidence: Evidence, question: str = "", confidence: float | None = None) -> Verdict:
        """The verdict on `statement`, a sentence without markers that answers `question`.

        `confidence` (0 to 1) is how likely the question can be answered at all, where that is known: a model that is
        asked what no text says puts the question's own words together with whatever it finds.

        A number, a date or a negation must stand in the quote or in its titles and headings, unless the statement
        only repeats it from the question. A name may stand anywhere around the quote, which may say "it".
        """
        ...


class LexicalJudge:
    """Compares quantities, dates, times, names and negation exactly, and the other words by their stems.

    It cannot see a changed meaning in unchanged words; its measured error rate is in docs/quality.md.
    """

    def judge(
        self,
        statement: str,
        evidence: Evidence,
        question: str = "",
        confidence: float | None = None,  # noqa: ARG002 - the words are the same however likely they are
    ) -> Verdict:
        said = content_words(statement)
        if not said:
            return Verdict(supported=False, score=0.0, reason="it says nothing that can be checked")
        asked = set(content_words(question))
        said = [word for word in said if word not in asked] or said  # the asker's words need not be the source's
        around = f"{evidence.place}\n{evidence.passage}\n{evidence.quote}"
        covered = coverage(said, around, inflected=not is_english(statement))
        objection = _objection(statement, evidence, around, question)
        if objection:
            return replace(
                objection, score=covered / 2, contradicted=objection.contradicted and covered >= MIN_COVERAGE
            )
        if covered < MIN_COVERAGE:
            return Verdict(supported=False, score=covered / 2, reason="the cited words speak of something else")
        return Verdict(supported=True, score=covered)


def _objection(statement: str, evidence: Evidence, around: str, question: str) -> Verdict | None:
    """What an exact comparison of the facts has against the statement."""
    said, asked = find_facts(statement), find_facts(question)
    held = find_facts(evidence.quote) | find_facts(evidence.place)
    if lacking := missing_facts(said, held, around, asked):
        others = _other_facts(said, held, asked)
        reason = f"the cited words do not say {', '.join(lacking)}" + (f" but {', '.join(others)}" if others else "")
        return Verdict(supported=False, score=0.0, reason=reason, contradicted=bool(others) or "“not”" in lacking)
    if elsewhere := other_range(asked.quantities, evidence.quote):
        return Verdict(supported=False, score=0.0, reason=f"the cited words are of {elsewhere}", contradicted=True)
    return None


def _other_facts(said: Facts, held: Facts, asked: Facts) -> list[str]:
    """The amounts, dates and times that the evidence gives instead of those of the statement that it lacks."""
    amounts = {one.unit for one in said.quantities if one.unit and not _is_held(one, (held | asked).quantities)}
    others = [str(one) for one in held.quantities - said.quantities if one.unit in amounts]
    if any(not _is_held(one, (held | asked).dates) for one in said.dates):
        others += [str(one) for one in held.dates]
    if said.times - held.times - asked.times:
        others += held.times
    return sorted(others)


def other_range(quantities: Collection[Quantity], quote: str) -> str:
    """The ranges of a row of a table, "10 to 24", if they hold none of the quantities (of the question); else ""."""
    ranges = find_ranges(quote) if is_row(quote) else []
    compared = [one for one in quantities if any(one.unit == each.unit for each in ranges) and not _is_year(one)]
    ends = {end for each in ranges for end in (each.low, each.high)}
    if not compared or any(one.value in ends or any(each.holds(one) for each in ranges) for one in compared):
        return ""
    return ", ".join(map(str, ranges))


def _is_year(quantity: Quantity) -> bool:
    return not quantity.unit and 1900 <= quantity.value <= 2100


def coverage(words: list[str], evidence: str, *, inflected: bool = False) -> float:
    """The share (0 to 1) of `words`, stems as `content_words` gives them, that occur in `evidence`.

    Stems are those of English; `inflected` words of other languages may differ in their endings.
    """
    held = set(content_words(evidence))
    found = [word in held or (inflected and any(_is_inflected(word, other) for other in held)) for word in words]
    return sum(found) / len(found) if found else 0.0


def missing_facts(said: Facts, held: Facts, around: str = "", asked: Facts = NO_FACTS) -> list[str]:
    """The facts of a statement, in words and in a fixed order, that are not held by its evidence.

    What the question said already (`asked`) need not be; names may stand `around` the evidence.
    """
    known = held | asked
    named = currencies(around)
    missing = [
        str(one) for one in said.quantities if not _is_held(one, _in_currency(known.quantities, one.unit, named))
    ]
    missing += [str(one) for one in said.dates if not _is_held(one, known.dates)]
    missing += sorted(said.times - known.times)
    missing += _missing_names(said.names - held.names, around)
    if said.negated and not known.negated:
        missing.append("“not”")
    return sorted(missing)


def _is_held(fact: Quantity | Date, among: Collection[Quantity] | Collection[Date]) -> bool:
    return any(fact.agrees_with(other) for other in among)  # type: ignore[arg-type]  # both are of one kind


def _in_currency(quantities: Collection[Quantity], unit: str, named: Collection[str]) -> Collection[Quantity]:
    """The quantities but, for a unit that is a currency, bare numbers where that currency is not named."""
    return [one for one in quantities if one.unit or unit not in CURRENCIES or unit in named]


def _missing_names(names: frozenset[str], evidence: str) -> list[str]:
    if not names:
        return []
    words = list(tokens(evidence))
    held = {fold(word) for word in words} | {part for word in words for part in map(fold, word.split("-"))}
    stems = {stem(word) for word in held}
    lacking = [name for name in names if name not in held and stem(name) not in stems]
    return [name for name in lacking if name.isascii() or not any(_is_inflected(name, word) for word in held)]


def _is_inflected(name: str, word: str) -> bool:
    """Whether two words differ in their endings alone, as "Jahre" and "Jahren" do."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(name, word, strict=False)))
    return shared >= ROOT and max(len(name), len(word)) - shared <= ENDING
