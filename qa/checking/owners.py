"""Finds an amount that a list gives another thing: in "Heron £45, Osprey £60", 45 is no price of the second. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from index.text.sentences import is_row
from qa.checking.compare import new_amounts
from qa.checking.subject import COMPARES
from qa.text.parsed import ParsedText
from qa.text.quantities import Quantity

_LEAD = re.compile(r"[^:]*:\s")  # "Assembly by our fitters: ", which all parts have
_PART = re.compile(r"[,;]\s|\s(?:and|und|et|y|e|en)\s")
_FEWEST = 2


class _Part(NamedTuple):
    """A part of a list: its words, and its only amount."""

    text: ParsedText
    amount: Quantity


def other_owner(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The words of the list in the quote that have the amount of the statement, if it names another thing of the list.

    Each part of such a list has one amount with a unit: the numbers of an address are none. A thing is named by a word
    that only its part has. "" if nothing shows it.
    """
    if COMPARES.search(question.text):
        return ""
    asked = question.word_set | statement.word_set
    new = new_amounts(statement, question)
    for sentence in quote.sentences:
        parts = list(_parts(sentence))
        counts = Counter(word for part in parts for word in part.text.word_set)
        named = [part for part in parts if any(word in asked and counts[word] == 1 for word in _words(part.text))]
        holding = [part for part in parts if any(part.amount.supports(amount) for amount in new)]
        if len(parts) >= _FEWEST and named and holding and not any(part in named for part in holding):
            return " ".join(token for token in holding[0].text.tokens if token.isalpha())
    return ""


def _parts(sentence: ParsedText) -> Iterator[_Part]:
    if is_row(sentence.text):
        return
    lead = _LEAD.match(sentence.text)
    for words in _PART.split(sentence.text[lead.end() if lead else 0 :]):
        part = ParsedText(words)
        amounts = [one for one in part.facts.quantities if one.unit]
        if len(amounts) == 1 and _words(part):
            yield _Part(part, amounts[0])


def _words(text: ParsedText) -> frozenset[str]:
    return frozenset(word for word in text.word_set if not word[0].isdigit())
