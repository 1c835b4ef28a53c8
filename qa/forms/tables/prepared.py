"""A question with its words as a table writes them: compounds are split, typing errors corrected, and so on. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import lru_cache

from qa.forms.spelling import distance
from qa.forms.tables.mentions import context_of
from qa.forms.tables.question_words import operations
from qa.forms.tables.typed import Table
from qa.forms.tables.values import month_of
from qa.forms.tables.vocabulary import FAMILIES, LIGHT, ROWS, is_function
from qa.forms.words.roots import root
from qa.text.quantities import parts_of_hours
from qa.text.units import NUMBER_WORDS, UNITS
from qa.text.words import TOKEN, stem, tokens

_ELISION = re.compile(r"\b([dlnsjcm]|qu)['’](?=\w)", re.IGNORECASE)
# "paient-ils", "y a-t-il"
_INVERTED = re.compile(r"(?<=\w)-(?:t-)?(?:ils?|elles?|on|nous|vous|je|tu)\b", re.IGNORECASE)
_BROUGHT_IN = re.compile(r"\b(?:brought|brings?|bringing|took|taken) in\b", re.IGNORECASE)
_ON_BOARD = re.compile(r"\bon board\b|\bà bord\b|\ban bord\b|\ba bordo\b|\baan boord\b", re.IGNORECASE)
# After "which helper handled the most", the number is told anyway.
_AND_HOW_MANY = re.compile(
    r"(?P<most>\b(?:most|least|fewest|\w+est|meisten?|wenigsten?|\w+sten?|plus|moins|más|menos|più|meno|mais|meeste|minste)\b.*?)"
    r",?\s(?:and|und|et|y|e|en)\s(?:how (?:many|much)|wie ?viele?|combien|cuánt[oa]s?|quant[ieoa]s?|hoeveel)"
    r"(?:\s(?:kilo\w*|kg|gram\w*|tonnes?|euros?|pounds?|dollars?|lit(?:re|er)s?|litros?|litri))?"
    r"(?:\s(?:was|were|is|are|waren|war|sind|ist|es|das|it|that|they|there|étaient|était|ce|fueron|fue|erano|era|eram|foi"
    r"|het))*\W*$",
    re.IGNORECASE | re.DOTALL,
)
_MANY_OF = re.compile(r"\bhow many (?P<unit>\w+)(?= of\b)", re.IGNORECASE)
_TIMES = frozenset(("day", "week", "month", "year", "h", "min", "s"))
# The mean is that of the rows anyway.
_EACH_TIME = re.compile(
    r"\b(?:(?:each|every|per) (?:time|go)|(?:jedes|pro) mal|(?:à )?chaque fois|cada vez|ogni volta"
    r"|(?:elke|per) keer)\b",
    re.IGNORECASE,
)
_GOING_BY = re.compile(r"\b(?:going|judging|to go) by\b|\bbased on\b", re.IGNORECASE)
_PORTUGUESE = re.compile(r"\b(?:quant[oa]s?|qual|quais|quem|foi|são|não|est[ea] ano)\b", re.IGNORECASE)
_OPERATIONS = {
    "durchschnitts": "durchschnittliche", "gesamt": "gesamte", "höchst": "höchste", "mindest": "niedrigste",
    "maximal": "höchste", "minimal": "niedrigste",
}  # fmt: skip
# What is often mistyped of the words that ask for computing.
_COMPUTES = frozenset(
    "average altogether together highest lowest difference durchschnitt durchschnittlich insgesamt zusammen moyenne"
    " ensemble promedio conjunto gemiddelde complessivo".split()
)
_SHORTEST = 4  # letters of a part of a compound
_MISTYPED = 6  # letters of a word that can be corrected
_MOST_WORDS = 5_000  # of a table, that a mistyped word is compared with


def prepare(question: str, table: Table) -> str:
    """The question with compounds split and mistyped words corrected, where the table knows what they mean.

    Only words in small letters are corrected: a name that differs in a letter can be another name.
    """
    for start, end, minutes in reversed(parts_of_hours(question)):
        question = f"{question[:start]}{minutes} min{question[end:]}"
    question = _AND_HOW_MANY.sub(r"\g<most>", question)
    question = _MANY_OF.sub(lambda found: _as_amount(found, table), question)
    if any(one.kind == "mean" for one in operations(question)):
        question = _EACH_TIME.sub("", question)
    question = _ON_BOARD.sub("aboard", _GOING_BY.sub("of", question))
    text = _BROUGHT_IN.sub("earned", _ELISION.sub(r"\1' ", _INVERTED.sub("", question)))
    if _PORTUGUESE.search(text):
        text = re.sub(r"\bno\b", "em", text)  # "in the", which denies nothing
    return TOKEN.sub(lambda match: _known_as(match[0], table), text)


def _as_amount(found: re.Match[str], table: Table) -> str:
    """ "How much" before a unit that is no column: kilos of honey are not counted."""
    word = found["unit"].casefold()
    is_column = any(word in map(str.casefold, tokens(column.name)) for column in table.columns)
    return found[0] if is_column or UNITS.get(word, "day") in _TIMES else f"how much {word}"


def _known_as(word: str, table: Table) -> str:
    if len(word) < _MISTYPED or not word.isalpha() or _is_common(word) or root(word) in _roots(table):
        return word
    return _split(word, table) or (_corrected(word, table) if word.islower() else "") or word


def _is_common(word: str) -> bool:
    text = word.casefold()
    return (
        is_function(word)
        or stem(word) in LIGHT
        or text in ROWS
        or text in UNITS
        or text in NUMBER_WORDS
        or bool(month_of(word))
        or any(text in members for members in FAMILIES.values())
    )


def _split(word: str, table: Table) -> str:
    """The two parts of a compound if the table knows both; "" if not."""
    text = word.casefold()
    roots = _roots(table)
    for cut in range(len(text) - _SHORTEST, _SHORTEST - 1, -1):
        head, tail = text[:cut], text[cut:]
        if root(head) in roots and any(one.startswith(tail) or one.endswith(tail) for one in _around(table)):
            return head  # "Lindenhonig" in a table of the "Honigernte"
        if not (root(tail) in roots or any(tail in members for members in FAMILIES.values())):
            continue
        if head in _OPERATIONS:
            return f"{_OPERATIONS[head]} {tail}"
        if root(head) in roots:
            return f"{head} {tail}"
        if any(one.startswith(head) for one in _around(table)):  # what the whole table is about
            return tail
    return ""


def _corrected(word: str, table: Table) -> str:
    """The one word of the table, or for computing, that differs by one typing error; "" if none or more than one."""
    known = _words(table) if len(_words(table)) <= _MOST_WORDS else frozenset[str]()
    found = set(_errors(word, known | _COMPUTES))
    return found.pop() if len({root(one) for one in found}) == 1 else ""


def _errors(word: str, known: Set[str]) -> Iterator[str]:
    for one in known:
        if one[0] == word[0] and abs(len(one) - len(word)) < 2 and distance(word, one) <= 1:
            yield one


@lru_cache(maxsize=64)
def _words(table: Table) -> frozenset[str]:
    texts = [column.name for column in table.columns]
    texts += [text for held in table.texts.values() for text in held.values()]
    return frozenset(token.casefold() for text in texts for token in tokens(text) if len(token) >= _MISTYPED - 1)


@lru_cache(maxsize=64)
def _roots(table: Table) -> frozenset[str]:
    """The roots of the words in the table and around it."""
    return frozenset(map(root, _around(table))) | frozenset(
        root(token) for held in table.texts.values() for text in held.values() for token in tokens(text)
    )


@lru_cache(maxsize=64)
def _around(table: Table) -> frozenset[str]:
    return frozenset(context_of(table))
