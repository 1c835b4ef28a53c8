"""Decides whether the cited text supports a sentence: the `Judge` protocol, and a judge that needs no model."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile
from typing import Protocol, Self

from index.arrays import Rows
from qa.checking.subject import other_column, other_document, other_row, other_time, unnamed_thing, unsaid_estimate
from qa.checking.wording import reversed_words
from qa.text.calendar_words import MONTHS, Date
from qa.text.facts import NO_FACTS, Facts
from qa.text.parsed import ParsedText
from qa.text.quantities import Quantity, in_measure
from qa.text.units import CURRENCIES, NUMBER_WORDS, SCALES, UNITS
from qa.text.words import stem

# The cited text must contain this share of a sentence's content words. Chosen on one half of the questions of
# tests/gold and tested on the other half (docs/quality.md).
MIN_COVERAGE = 0.5
NO_TEXT = ParsedText("")
MEASURES = frozenset(map(stem, [*UNITS, *NUMBER_WORDS, *SCALES, *MONTHS]))
ROOT, ENDING = 4, 3  # inflected forms share at least ROOT letters and differ in at most ENDING letters


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judge's verdict on one statement."""

    supported: bool
    score: float  # 0 to 1
    reason: str = ""  # if it is not supported: why, for the reader
    contradicted: bool = False  # the evidence says something different about the same subject


@dataclass(frozen=True, slots=True)
class Premise:
    """The evidence that a statement is checked against: the cited text and its context."""

    quote: ParsedText
    place: ParsedText  # the titles and headings above the quote
    passage: ParsedText  # the text around the quote
    vectors: Rows | None = None  # (sentences of the quote, dim) unit rows; None: not embedded yet
    document: ParsedText = NO_TEXT  # what else was retrieved of the same document
    rivals: tuple[ParsedText, ...] = ()  # the titles of the other retrieved documents

    @property
    def around(self) -> tuple[ParsedText, ...]:
        """The quote and its context."""
        return self.place, self.passage, self.quote

    @classmethod
    def from_text(cls, quote: str, *, place: str = "", passage: str = "") -> Self:
        """Make a premise from plain texts."""
        return cls(ParsedText(quote), ParsedText(place), ParsedText(passage))


class Judge(Protocol):
    """Decides whether a quote supports a statement."""

    def judge(
        self, statement: ParsedText, premise: Premise, question: ParsedText = NO_TEXT, confidence: float | None = None
    ) -> Verdict:
        """The verdict on `statement`, a sentence without markers that answers `question`.

        `confidence` is the probability (0 to 1) that the passages answer the question, if it is known. If they do
        not, a model combines the question's words with whatever it finds.

        The quote, its title or its heading must contain each number, date and negation of the statement, unless the
        statement only repeats it from the question. A name can be anywhere in the passage, because the quote can
        say "it".
        """
        ...


class LexicalJudge:
    """Compares quantities, dates, times, names and negation exactly, and other words by their stems.

    It cannot detect a changed meaning in unchanged words. docs/quality.md has its error rate.
    """

    def judge(
        self,
        statement: ParsedText,
        premise: Premise,
        question: ParsedText = NO_TEXT,
        confidence: float | None = None,  # noqa: ARG002 - it compares words only
    ) -> Verdict:
        if not statement.words:
            return Verdict(supported=False, score=0.0, reason="the sentence contains nothing to check")
        # Words of the question need no support.
        said = [word for word in statement.words if word not in question.word_set] or statement.words
        held = frozenset[str]().union(*(text.word_set for text in premise.around))
        covered = coverage(said, held, inflected=not statement.is_english)
        objection = _objection(statement, premise, question)
        if objection:
            return replace(
                objection, score=covered / 2, contradicted=objection.contradicted and covered >= MIN_COVERAGE
            )
        if covered < MIN_COVERAGE and not _is_translated(statement, premise, question):
            return Verdict(supported=False, score=covered / 2, reason="the cited text is about something else")
        return Verdict(supported=True, score=covered)


def _is_translated(statement: ParsedText, premise: Premise, question: ParsedText) -> bool:
    """Whether the statement states a fact of a source in another language, whose words cannot be compared."""
    languages = {text.shows_english for text in (statement, premise.passage if premise.passage.text else premise.quote)}
    said, asked = statement.facts, question.facts
    is_new = any(not any(one.agrees_with(other) for other in asked.quantities) for one in said.quantities)
    return languages == {True, False} and bool(is_new or said.dates - asked.dates or said.times - asked.times)


def _objection(statement: ParsedText, premise: Premise, question: ParsedText) -> Verdict | None:
    """Why an exact comparison of the facts rejects the statement. None if it does not."""
    asked = question.facts
    said = replace(statement.facts, names=statement.facts.names - _excused(statement, premise, question))
    held = premise.quote.facts | premise.place.facts
    if lacking := missing_facts(said, held, premise.around, asked):
        others = _other_facts(said, held, asked)
        denied = "“not”" in lacking
        instead = "" if denied else ", ".join(others)
        reason = f"says {instead}, not {', '.join(lacking)}" if instead else f"does not say {', '.join(lacking)}"
        return Verdict(False, 0.0, f"the cited text {reason}", contradicted=bool(others) or denied)
    if elsewhere := other_range(asked.quantities, premise.quote):
        return Verdict(supported=False, score=0.0, reason=f"the cited row is for {elsewhere}", contradicted=True)
    if reason := other_subject(statement, premise, question):
        return Verdict(supported=False, score=0.0, reason=reason)
    if instead := reversed_words(statement, premise.quote):
        return Verdict(supported=False, score=0.0, reason=f"the cited text says {instead}", contradicted=True)
    return None


def other_subject(statement: ParsedText, premise: Premise, question: ParsedText) -> str:
    """Why the cited words are about something other than what the question names. "" if nothing shows it."""
    quote, about = premise.quote, (*premise.around, premise.document)
    if thing := unnamed_thing(question, quote, premise.place, about):
        return f"the cited text does not mention {thing}"
    if label := other_row(statement, question, quote, premise.passage):
        return f"the cited row is for {label}"
    if column := other_column(statement, question, quote):
        return f"the cited number is for {column}"
    if column := unsaid_estimate(statement, question, quote):
        return f"the cited number is an estimate ({column})"
    if years := other_time(question, quote, premise.place):
        return f"the cited text is about {years}"
    if title := other_document(question, about, premise.rivals):
        return f"the question is about {title}"
    return ""


def _excused(statement: ParsedText, premise: Premise, question: ParsedText) -> frozenset[str]:
    """The names of the statement that it only repeats from the question, if the source is about them.

    The source is about a name that its document uses elsewhere. An ordinary word with a capital is no name: the
    document writes it small. A name with digits must always stand in the source.
    """
    repeated = {name for name in statement.facts.names if name in question.folded and not any(map(str.isdigit, name))}
    if not repeated:
        return frozenset()
    used = repeated & premise.document.folded
    small = {token for text in (*premise.around, premise.document) for token in text.tokens if token.islower()}
    return frozenset(used | (repeated & small))


def _other_facts(said: Facts, held: Facts, asked: Facts) -> list[str]:
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
    languages, `inflected` accepts words that differ only in their endings.
    """

    def is_found(word: str) -> bool:
        is_fact = word in MEASURES or word[0].isdigit()
        return word in held or is_fact or (inflected and any(_is_inflected(word, other) for other in held))

    return sum(map(is_found, words)) / len(words) if words else 0.0


def missing_facts(said: Facts, held: Facts, around: Sequence[ParsedText] = (), asked: Facts = NO_FACTS) -> list[str]:
    """The facts of a statement that its evidence does not contain, in words and sorted.

    Facts of the question (`asked`) need no evidence. Names can also be in the texts `around` the evidence.
    """
    known = held | asked
    missing = _missing_quantities(said, held, around, asked)
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
            or name in text.facts.names
            or stem(name) in text.folded_stems
            or (not name.isascii() and any(_is_inflected(name, word) for word in text.folded))
        )

    return [name for name in names if not any(stands_in(name, text) for text in around)]


def _is_inflected(name: str, word: str) -> bool:
    """Whether two words differ only in their endings, as "Jahre" and "Jahren" do."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(name, word, strict=False)))
    return shared >= ROOT and max(len(name), len(word)) - shared <= ENDING
