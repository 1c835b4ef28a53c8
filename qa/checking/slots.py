"""Finds claims that the cited words make about another thing of the same passage. Pure.

"Delivery to Sweden takes five days" does not support a claim about Norway, and "The treasurer signs the invoice" none
about the contract. If no other sentence is about Norway or the contract, nothing is decided: "Sweden" could include
Norway, and "invoice" could be another word for the contract.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator, Sequence, Set
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from index.text.sentences import is_row
from qa.checking.compare import MEASURES
from qa.checking.unanswered import ASKS_PRICE
from qa.text.answer_type import ASKING
from qa.text.calendar_words import MONTHS
from qa.text.facts import fold
from qa.text.parsed import ParsedText
from qa.text.words import STOP_WORDS, stem

_MONTHS = "|".join(name for name in MONTHS if len(name) > 3 or name in ("may", "mai"))
_IN_MONTH = re.compile(rf"\b(?:in|im|en|for|of|für) (?P<month>{_MONTHS})\b", re.IGNORECASE)


# Programs are no sentences: words at the same place of two of them say nothing.
_IS_CODE = re.compile(
    r"^\s*(?:(?:export |async |public |private |static )*(?:def|class|function|fn|func|interface|enum) \w+|raise \w+"
    r"|throw new )|\"\"\"|/\*\*",
    re.MULTILINE,
)
_FEWEST_KINDS = 2
_ANY_KIND = frozenset(  # in front of a thing, they name no kind of it
    map(
        stem,
        """annual yearly monthly weekly daily current new old latest total full whole normal standard regular average
        minimum maximum usual own first last next cheapest highest lowest exact cost price get buy pay need use
        jährliche monatliche aktuelle neue volle normale eigene erste letzte höchste niedrigste kostet""".split(),
    )
)
_SLASHED = re.compile(r"\d/\d{1,2}/\d")


class _Slot(NamedTuple):
    """The one word in which two texts differ, between words that are the same."""

    asked: str  # in the claim
    said: str  # in the quote
    before: str  # the same word before both; "" if both begin with them
    after: str  # the same word after both; "" if both end with them


def other_thing(
    statement: ParsedText, question: ParsedText, quote: ParsedText, place: ParsedText, around: Sequence[ParsedText]
) -> str:
    """The word of the quote that replaces a word of the claim. "" if nothing shows that it means another thing.

    `around` are the texts around the quote. They must contain a name of the claim, or another word of it before or
    after the same word as in the claim.
    """
    if not question.words or _IS_CODE.search(quote.text):
        return ""
    if is_row(quote.text):
        return _other_date(question, quote, place)
    held, claimed = quote.word_set | place.word_set, question.word_set | statement.word_set
    if month := _other_month(question, quote, place):
        return month
    amounts = statement.facts.quantities - question.facts.quantities
    for claim in (statement, question):
        for sentence in quote.sentences:
            has_all = bool(amounts) and amounts <= sentence.facts.quantities  # another sentence that is cited has none
            for slot in _slots(claim, sentence):
                is_beside = has_all and slot.asked in held and slot.asked not in sentence.word_set | place.word_set
                is_another = (is_beside or slot.asked not in held) and slot.said not in claimed
                if is_another and (is_beside or _is_elsewhere(slot, question, sentence, around)):
                    return next(token for token in sentence.tokens if stem(token) == slot.said)
    return _other_kind(question, quote, held.union(*(text.word_set for text in around)))


def _other_kind(question: ParsedText, quote: ParsedText, known: Set[str]) -> str:
    """A kind of what the question asks the price of, if the quote has prices of other kinds, and no text the one asked.

    "A single membership costs 20 pounds, a household membership 35" says nothing about a student membership.
    """
    if not ASKS_PRICE.search(question.text) or len(quote.facts.quantities) < _FEWEST_KINDS:
        return ""
    kinds: dict[str, list[str]] = {}
    for kind, thing in pairwise(_content(quote)):
        kinds.setdefault(thing, []).append(kind)
    for asked, thing in pairwise(_content(question)):
        own = kinds.get(thing, [])
        if len(set(own)) >= _FEWEST_KINDS and asked not in known | _ANY_KIND:
            return next(token for token in quote.tokens if stem(token) == own[0])
    return ""


def _slots(claim: ParsedText, quote: ParsedText) -> Iterator[_Slot]:
    a, b = _content(claim), _content(quote)
    for kind, i, end, j, its_end in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        before, after = ("" if i == 0 else a[i - 1]), ("" if end == len(a) else a[end])
        is_framed = (i == 0) == (j == 0) and (before or after)
        if kind == "replace" and end - i == its_end - j == 1 and is_framed:
            yield _Slot(a[i], b[j], before, after)


def _content(text: ParsedText) -> list[str]:
    stems = (stem(token) for token in text.tokens if token.casefold() not in STOP_WORDS)
    return [word for word in stems if word not in ASKING | MEASURES and not word[0].isdigit()]


def _is_elsewhere(slot: _Slot, question: ParsedText, quote: ParsedText, around: Sequence[ParsedText]) -> bool:
    """Whether the texts around the quote also mention the thing of the question."""
    texts = [sentence for text in around for sentence in text.sentences if sentence.text != quote.text]
    if _is_name(slot.asked, question) and _is_name(slot.said, quote):
        return any(slot.asked in text.word_set for text in texts)
    pairs = {pair for text in texts for pair in pairwise(_content(text))}
    return bool(
        (slot.before and (slot.before, slot.asked) in pairs) or (slot.after and (slot.asked, slot.after) in pairs)
    )


def _is_name(word: str, text: ParsedText) -> bool:
    return any(stem(name) == word or name == fold(word) for name in text.facts.names)


def _other_month(question: ParsedText, quote: ParsedText, place: ParsedText) -> str:
    """The month of the quote, if the question names another one that neither quote nor title has."""
    asked, said = _months(question), _months(quote)
    around = {token.lower() for text in (quote, place) for token in text.tokens}
    return min(said).capitalize() if asked and len(said) == 1 and not asked & around else ""


def _other_date(question: ParsedText, quote: ParsedText, place: ParsedText) -> str:
    """The month of the only date in a row, if the question names another one that neither row nor title has."""
    asked, said = _months(question), {date.month for date in quote.facts.dates if date.day}
    around = {token.lower() for text in (quote, place) for token in text.tokens}
    if _SLASHED.search(quote.text):
        return ""  # in 04/05/2026, either number can be the month
    is_other = asked and len(said) == 1 and not asked & around and not said & {MONTHS[name] for name in asked}
    return month_name[said.pop()] if is_other else ""


def _months(text: ParsedText) -> set[str]:
    """The months that stand alone after a preposition: "in May", not "on 3 May"."""
    return {match["month"].lower() for match in _IN_MONTH.finditer(text.text)}
