"""Decides whether the cited text supports a sentence: the `Judge` protocol, and a judge that needs no model."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol, Self

from index.arrays import Rows
from index.text.identify import SURE, identify_language
from qa.checking.apposition import other_person
from qa.checking.asked_thing import other_asked_thing, other_dimension, other_kind
from qa.checking.compare import coverage, missing_facts, new_amounts, other_facts, other_range
from qa.checking.contradictions import contrary_word, other_side
from qa.checking.nearer import nearer_sentence
from qa.checking.owners import other_owner
from qa.checking.periods import other_period
from qa.checking.polarity import denied_yes, other_polarity, permitted, word_of_other_row
from qa.checking.rows import (
    counted_in_money,
    denied_nowhere,
    other_column,
    other_date,
    other_measure,
    other_row,
    unsaid_estimate,
)
from qa.checking.slots import other_thing
from qa.checking.subject import other_code, other_document, other_number, other_time, unnamed_code, unnamed_thing
from qa.checking.unanswered import is_unanswered, missing_number, name_from_elsewhere
from qa.checking.wording import claimed_difference, only_further, only_offered, rejected, reversed_words
from qa.text.asked_name import lacks_name
from qa.text.asking import ASKS_FOR, is_open
from qa.text.calendar_words import MONTHS
from qa.text.numerals import in_notation_of
from qa.text.parsed import ParsedText

# The cited text must contain this share of a sentence's content words. Chosen on one half of the questions of
# tests/gold and tested on the other half (docs/checking.md).
MIN_COVERAGE = 0.5
NO_TEXT = ParsedText("")
# Names of substances, which need not be codes although they have digits: a source can say it in other words.
_FORMULAS = frozenset("co2 h2o h2 n2 o2 o3 n2o no2 so2 nh3 ch4 h2o2 caco3 hco3 h2so4 b12 d3 k2 pm10 pm25".split())
_AFFIRMS = re.compile(r"\W*(?:yes|no|ja|nein|oui|non|sí)\s*[,.:;!–-]\s*(?=\w)", re.IGNORECASE)


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
        not, a model combines the question's words with any words that it finds.

        The quote, its title or its heading must contain each number, date and negation of the statement, unless the
        statement only repeats it from the question. A name can be anywhere in the passage, because the quote can
        say "it".
        """
        ...


class LexicalJudge:
    """Compares quantities, dates, times, names and negation exactly, and other words by their stems.

    It cannot detect a changed meaning in unchanged words. docs/checking.md has its error rate.
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
        statement = _in_its_notation(statement, premise.quote)
        bare, known = _without_affirmation(statement, question)
        if denied := denied_yes(statement, question, premise.quote):
            return Verdict(False, 0.0, f"the cited text says “{denied}”", contradicted=True)
        if allowed := permitted(statement, question, premise.quote):
            return Verdict(False, 0.0, f"the cited text says “{allowed}”", contradicted=True)
        others = (premise.passage, premise.document)
        if word := word_of_other_row(statement, question, premise.quote, premise.place, others):
            return Verdict(False, 0.0, f"the cited row does not say “{word}”", contradicted=True)
        # Words of the question need no support.
        said = [word for word in bare.words if word not in known.word_set] or bare.words
        if known is not question:  # numbers are compared as facts, so a 10 elsewhere does not count as a found word
            said = [word for word in said if not word[0].isdigit()] or said
        if premise.quote.sentences and all(is_open(sentence.text) for sentence in premise.quote.sentences):
            return Verdict(supported=False, score=0.0, reason="the cited text only asks whether it is so")
        if _only_repeats(bare, known):
            return Verdict(supported=False, score=0.0, reason="the sentence only repeats the question")
        held = premise.place.word_set.union(*(_asserted(text) for text in (premise.quote, premise.passage)))
        covered = coverage(said, held, inflected=not statement.is_english)
        objection = _objection(bare, premise, known, question)
        if objection:
            return replace(
                objection, score=covered / 2, contradicted=objection.contradicted and covered >= MIN_COVERAGE
            )
        if covered < MIN_COVERAGE and not _is_translated(statement, premise, question):
            return Verdict(supported=False, score=covered / 2, reason="the cited text is about something else")
        return Verdict(supported=True, score=covered)


def _in_its_notation(statement: ParsedText, quote: ParsedText) -> ParsedText:
    """The statement with a number that stands in the quote read as there: a model copies "18,640" into German."""
    text = in_notation_of(statement.text, quote.text)
    return statement if text == statement.text else ParsedText(text)


def _asserted(text: ParsedText) -> frozenset[str]:
    """The words of the text, without sentences that only ask whether something is so and are not answered at once."""
    if not any(is_open(one.text) for one in text.sentences):
        return text.word_set
    pairs = pairwise([*text.sentences, NO_TEXT])
    said = [one.word_set for one, after in pairs if not is_open(one.text) or _AFFIRMS.match(f"{after.text} .")]
    return frozenset[str]().union(*said)


def _without_affirmation(statement: ParsedText, question: ParsedText) -> tuple[ParsedText, ParsedText]:
    """The statement without the Yes or No that it begins with, and the words that need no support.

    Such a statement claims everything that the question asks, so the words of the question need support too.
    """
    match = _AFFIRMS.match(statement.text)
    return (ParsedText(statement.text[match.end() :]), NO_TEXT) if match else (statement, question)


def _only_repeats(statement: ParsedText, question: ParsedText) -> bool:
    """Whether the statement adds no word to a question that asks for something. "Yes" can be all of an answer."""
    asks = any(ASKS_FOR.match(sentence.text) for sentence in (question, *question.sentences))
    return asks and statement.word_set <= question.word_set


def _is_translated(statement: ParsedText, premise: Premise, question: ParsedText) -> bool:
    """Whether the statement states a fact of a source in another language, whose words cannot be compared."""
    source = premise.passage if premise.passage.text else premise.quote
    said, asked = statement.facts, question.facts
    is_new = bool(new_amounts(statement, question))
    named = said.names - question.folded
    is_named = bool(named) and named <= premise.quote.folded
    if not (is_new or is_named or said.dates - asked.dates or said.times - asked.times):
        return False
    if {statement.shows_english, source.shows_english} == {True, False}:
        return True
    codes = {identify_language(text.text, least=SURE) for text in (statement, source)}
    return len(codes) == 2 and "" not in codes


def _objection(statement: ParsedText, premise: Premise, known: ParsedText, question: ParsedText) -> Verdict | None:
    """Why an exact comparison of the facts rejects the statement. None if it does not. `known` needs no support."""
    asked = known.facts
    said = replace(statement.facts, names=statement.facts.names - _excused(statement, premise, question))
    held = premise.quote.facts | premise.place.facts
    if lacking := missing_facts(said, held, premise.around, asked, premise.document):
        others = other_facts(said, held, asked)
        denied = "“not”" in lacking
        instead = "" if denied else ", ".join(others)
        reason = f"says {instead}, not {', '.join(lacking)}" if instead else f"does not say {', '.join(lacking)}"
        return Verdict(False, 0.0, f"the cited text {reason}", contradicted=bool(others) or denied)
    if elsewhere := other_range(asked.quantities, premise.quote):
        return Verdict(supported=False, score=0.0, reason=f"the cited row is for {elsewhere}", contradicted=True)
    if reason := other_subject(statement, premise, question):
        return Verdict(supported=False, score=0.0, reason=reason)
    if is_unanswered(statement, question) or lacks_name(statement.text, question.text):
        return Verdict(supported=False, score=0.0, reason="the sentence does not say what is asked")
    if words := claimed_difference(statement, premise.quote):
        return Verdict(supported=False, score=0.0, reason=f"the cited text does not say {words}")
    instead = reversed_words(statement, premise.quote) or rejected(statement, premise.quote)
    if instead := instead or only_offered(statement, premise.quote):
        return Verdict(supported=False, score=0.0, reason=f"the cited text says {instead}", contradicted=True)
    if instead := other_polarity(statement, question, premise.quote):
        return Verdict(supported=False, score=0.0, reason=f"the cited text says “{instead}”", contradicted=True)
    if more := only_further(statement, question, premise.quote, premise.passage):
        return Verdict(supported=False, score=0.0, reason=f"the cited text says “{more}”")
    if asked_about := other_side(statement, question, premise.quote):
        return Verdict(supported=False, score=0.0, reason=f"the cited text is not about “{asked_about}”")
    around = (premise.passage, premise.document)
    if value := nearer_sentence(statement, question, premise.quote, premise.place, around):
        return Verdict(supported=False, score=0.0, reason=f"a nearer sentence says {value}")
    if word := contrary_word(statement, premise.quote):
        return Verdict(supported=False, score=0.0, reason=f"the cited text says “{word}”", contradicted=True)
    return None


def other_subject(statement: ParsedText, premise: Premise, question: ParsedText) -> str:
    """Why the cited words are about something other than what the question names. "" if nothing shows it."""
    quote, about = premise.quote, (*premise.around, premise.document)
    if thing := unnamed_thing(question, quote, premise.place, about):
        return f"the cited text does not mention {thing}"
    missing = unnamed_code(question, about) or missing_number(statement, question)
    missing = missing or denied_nowhere(statement, quote, about)
    if missing := missing or name_from_elsewhere(statement, question, quote, premise.place, premise.passage):
        return f"the cited text does not mention {missing}"
    if label := other_row(statement, question, quote, premise.passage, premise.document):
        return f"the cited row is for {label}"
    if owner := _other_owner(statement, question, quote):
        return f"the cited number is for {owner}"
    if cell := other_measure(statement, question, quote):
        return f"the cited row is for {cell}"
    if column := unsaid_estimate(statement, question, quote):
        return f"the cited number is an estimate ({column})"
    if years := other_time(question, quote, premise.place) or other_date(question, quote):
        return f"the cited text is about {years}"
    if title := other_document(question, about, premise.rivals):
        return f"the question is about {title}"
    thing = other_thing(statement, question, quote, premise.place, about) or other_person(statement, question, quote)
    if thing:
        return f"the cited text is about {thing}"
    if thing := other_asked_thing(question, quote, premise.place, about):
        return f"the cited text is not about {thing}"
    if amount := other_kind(statement, question) or other_dimension(statement, question, (quote, premise.place)):
        return f"{amount} is no answer to what is asked"
    return ""


def _other_owner(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The column, period, thing or code of the quote that the statement's number belongs to, if it is another one."""
    rules = (other_column, counted_in_money, other_period, other_owner, other_code, other_number)
    return next(filter(None, (rule(statement, question, quote) for rule in rules)), "")


def _excused(statement: ParsedText, premise: Premise, question: ParsedText) -> frozenset[str]:
    """The names of the statement that it only repeats from the question, if the source is about them.

    The source is about a name if its document uses it elsewhere. A capitalised ordinary word is not a name; the
    document also writes it in lower case. A name with digits must always be in the source, but a formula such as CO2
    need not. A month is in the source if a date of it is: "12.11.2024".
    """
    said = statement.facts.names & question.folded
    months = {date.month for text in (*premise.around, premise.document) for date in text.facts.dates}
    dated = frozenset(name for name in said if MONTHS.get(name) in months)
    repeated = {name for name in said if name in _FORMULAS or not any(map(str.isdigit, name))}
    if not repeated - dated:
        return dated
    used = repeated & premise.document.folded
    small = {token for text in (*premise.around, premise.document) for token in text.tokens if token.islower()}
    return dated | used | (repeated & (small | _FORMULAS))
