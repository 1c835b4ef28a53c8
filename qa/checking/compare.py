"""Compares the facts and the words of a statement with those of its evidence: facts exactly, words by their stems."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from itertools import takewhile

from qa.text.calendar_words import MONTHS, Date
from qa.text.facts import NO_FACTS, Facts
from qa.text.function_words import FUNCTION_WORDS
from qa.text.parsed import ParsedText
from qa.text.quantities import Quantity, in_measure
from qa.text.units import CURRENCIES, NUMBER_WORDS, SCALES, UNITS
from qa.text.words import stem, without_accents

MEASURES = frozenset(map(stem, [*UNITS, *NUMBER_WORDS, *SCALES, *MONTHS]))
ROOT, ENDING = 4, 3  # inflected forms share at least ROOT letters and differ in at most ENDING letters


def new_amounts(statement: ParsedText, question: ParsedText) -> list[Quantity]:
    """The quantities of the statement that it does not repeat from the question."""
    known = question.facts.quantities
    return [one for one in statement.facts.quantities if not any(one.agrees_with(other) for other in known)]


def other_facts(said: Facts, held: Facts, asked: Facts) -> list[str]:
    """The amounts, dates and times of the evidence that differ from the statement's missing ones."""
    known = held | asked
    lacking = [one for one in said.quantities if one.unit and not _is_supported(one, [*known.quantities])]
    amounts = {one.unit for one in lacking}
    others = [str(one) for one in held.quantities - said.quantities if one.unit in amounts]
    others += [other.with_bound for one in lacking for other in held.quantities if other == one]
    if any(not _is_dated(one, known) for one in said.dates):
        others += [str(one) for one in held.dates]
    if said.times - held.times - asked.times:
        others += held.times
    return sorted(others)


def other_range(quantities: Collection[Quantity], quote: ParsedText) -> str:
    """The ranges of a table row, such as "10 to 24", if none of them contains one of the question's `quantities`.

    "" if one does, or if the units cannot be compared.
    """
    ranges = quote.ranges
    compared = [one for one in quantities if any(one.unit == each.unit for each in ranges) and not one.is_year]
    ends = {end for each in ranges for end in (each.low, each.high)}
    if not compared or any(one.value in ends or any(each.holds(one) for each in ranges) for one in compared):
        return ""
    return ", ".join(map(str, ranges))


def coverage(words: Sequence[str], held: Collection[str], *, inflected: bool = False) -> float:
    """The share (0 to 1) of `words` that are in `held`. Both are stems of content words.

    Numbers, units and months count as found, because facts are compared exactly. Stems are English. For other
    languages, `inflected` accepts words that differ only in their endings, and leaves out their function words.
    """
    words = ([word for word in words if word not in FUNCTION_WORDS] or words) if inflected else words

    def is_found(word: str) -> bool:
        is_fact = word[0].isdigit() or all(stem(part) in MEASURES for part in word.split("-"))  # "three-month"
        return word in held or is_fact or (inflected and any(is_inflected(word, other) for other in held))

    return sum(map(is_found, words)) / len(words) if words else 0.0


def missing_facts(
    said: Facts,
    held: Facts,
    around: Sequence[ParsedText] = (),
    asked: Facts = NO_FACTS,
    document: ParsedText | None = None,
) -> list[str]:
    """The facts of a statement that its evidence does not contain, in words and sorted.

    Facts of the question (`asked`) need no evidence. Names can also be in the texts `around` the evidence. If these
    name no currency, the rest of the `document` can: the caption of a long table is in another passage than its rows.
    """
    known = held | asked
    measured = [*around] if document is None or any(text.currencies for text in around) else [*around, document]
    missing = _missing_quantities(said, held, measured, asked)
    missing += [str(one) for one in said.dates if not _is_dated(one, known)]
    missing += sorted(said.times - known.times)
    missing += _missing_names(said.names - held.names, around)
    if said.negated and not known.negated:
        missing.append("“not”")
    return sorted(missing)


def _missing_quantities(said: Facts, held: Facts, around: Sequence[ParsedText], asked: Facts) -> list[str]:
    named = frozenset[str]().union(*(text.currencies for text in around))
    measures = {measure for text in around for measure in text.measures}

    def is_held(one: Quantity) -> bool:
        if any(one.agrees_with(other) for other in asked.quantities):
            return True
        among = _in_currency(held.quantities, one.unit, named)
        in_scale = [in_measure(other, *measure) for other in among if not other.unit for measure in measures]
        return _is_supported(one, (*among, *in_scale, *_years(one, held.dates)))

    known = held.quantities | asked.quantities
    lacking = [one for one in said.quantities if not is_held(one)]
    return [one.with_bound if any(one.agrees_with(other) for other in known) else str(one) for one in lacking]


def _is_supported(claim: Quantity, among: Sequence[Quantity]) -> bool:
    """Whether one of the amounts is the claimed one, or all amounts in its unit satisfy the bound that it claims."""
    if any(other.supports(claim) for other in among if other.agrees_with(claim)):
        return True
    compared = [other for other in among if other.is_compared_with(claim)]
    return bool(compared) and all(other.supports(claim) for other in compared)


def _years(claim: Quantity, dates: Collection[Date]) -> list[Quantity]:
    """The years of the dates, if the claim is about years before or after one, such as "before 2020"."""
    return [Quantity(Decimal(one.year), "") for one in dates if one.year] if claim.bound and claim.is_year else []


def _is_dated(claim: Date, known: Facts) -> bool:
    return any(claim.agrees_with(other) for other in known.dates)


def _in_currency(quantities: Collection[Quantity], unit: str, named: Collection[str]) -> Collection[Quantity]:
    """The quantities that can be compared with `unit`. A bare number is no amount of a currency that is not named."""
    return [one for one in quantities if one.unit or unit not in CURRENCIES or unit in named]


def _missing_names(names: frozenset[str], around: Sequence[ParsedText]) -> list[str]:
    def stands_in(name: str, text: ParsedText) -> bool:
        return (
            name in text.folded
            or (not name.isascii() and without_accents(name) in text.folded)  # as a scan can be read
            or name in text.facts.names
            or stem(name) in text.folded_stems
            or (not name.isascii() and any(is_inflected(name, word) for word in text.folded))
        )

    return [name for name in names if not any(stands_in(name, text) for text in around)]


def is_inflected(name: str, word: str) -> bool:
    """Whether two words differ only in their endings, as "Jahre" and "Jahren" do."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(name, word, strict=False)))
    return shared >= ROOT and max(len(name), len(word)) - shared <= ENDING
