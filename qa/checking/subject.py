"""Checks that cited words are about the thing of the question, and not about its neighbour in a table or folder. Pure.

A question names a thing: a product, a code, a year. A sentence that only repeats this name needs no support for it, so
the cited words are compared with the question here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.text.sentences import is_row
from qa.checking.clauses import split_clauses
from qa.text.calendar_words import MONTHS
from qa.text.parsed import ParsedText
from qa.text.units import UNITS
from qa.text.words import STOP_WORDS

# A name with a number, such as Zephyr 40. An amount with its unit belongs to no name.
_NUMBERED = re.compile(
    r"\b(?P<name>[^\W\d_][\w-]*) (?P<number>\d{1,4})\b(?![.,:]\d|\s?[%€$£°])(?P<after>\s[^\W\d_]+)?", re.UNICODE
)
# Words before a number that do not make a name with it: approximations, dates, and parts of a document.
_NO_NAMES = STOP_WORDS | frozenset(MONTHS) | frozenset(
    "around nearly almost approximately roughly exactly precisely within since next last first than page pages section "
    "chapter clause article paragraph table figure step part appendix seite abschnitt kapitel tabelle schritt".split()
)  # fmt: skip
_DIGITS_OF_CODE = 3  # a name with fewer, such as R1, can be written in other ways
_SEPARATORS = re.compile(r"[\s./_-]+")
_ROMAN = dict(enumerate("I II III IV V VI VII VIII IX X XI XII XIII XIV XV".split(), 1))
# With these words, a question names one row to ask about the others.
COMPARES = re.compile(
    r"\b(?:than|except|besides|apart|unlike|compared?|between|after|before|next|instead|other|others|not)\b",
    re.IGNORECASE,
)
SPAN = re.compile(
    r"\b(?:since|from|until|till|by|to|seit|ab|bis|depuis|dès|jusqu|desde|hasta)\b|\d\s?[–-]\s?\d", re.IGNORECASE
)


def unnamed_thing(question: ParsedText, quote: ParsedText, place: ParsedText, around: Sequence[ParsedText]) -> str:
    """The name with a number that the question names and the quote does not, such as Zephyr 40. "" if there is none.

    If the quote is prose, the name can also be in the texts `around` it. A table row or its title must contain it.
    """
    texts = (quote, place) if is_row(quote.text) else (quote, place, *around)
    return next((thing for thing in numbered_names(question, around) if not _is_named(thing, texts)), "")


def unnamed_code(question: ParsedText, about: Sequence[ParsedText]) -> str:
    """The code of the question, such as 2025-0348 or INV-2231, that no text of the quoted document has. "" if none.

    A typing error is no other code: "in1905" is a year, and an O can be typed as a zero.
    """
    codes = [name for name in question.facts.names if sum(map(str.isdigit, name)) >= _DIGITS_OF_CODE]
    codes = [code for code in codes if code.strip("0123456789") not in STOP_WORDS]
    written = "".join(_plain_code(text.text) for text in about) if codes else ""
    return next((code.upper() for code in sorted(codes) if _plain_code(code) not in written), "")


def _plain_code(text: str) -> str:
    return _SEPARATORS.sub("", text.casefold()).replace("o", "0")


def numbered_names(question: ParsedText, around: Sequence[ParsedText]) -> Iterator[str]:
    """The names with a number in the question. Without its capital, it is a name if the texts `around` write it so."""
    for match in _NUMBERED.finditer(question.text):
        name, number, after = match["name"], match["number"], (match["after"] or "").strip().casefold()
        if name.casefold() in _NO_NAMES or 1900 <= int(number) <= 2100 or after in UNITS:
            continue
        written = re.compile(rf"\b{re.escape(name.capitalize())} \d")
        if name[0].isupper() or any(written.search(text.text) for text in around):
            yield f"{name} {number}"


def _is_named(thing: str, texts: Iterable[ParsedText]) -> bool:
    """Whether a text has the name with its number, or prose has the name with no number at all."""
    name, _, number = thing.rpartition(" ")
    roman = f"|{_ROMAN[int(number)]}" if int(number) in _ROMAN else ""
    pattern = rf"\b{re.escape(name)}(?:\W{{0,2}}(?:{number}{roman})(?!\w|[.,]\d)|(?!\W{{0,2}}\d)(?P<bare>))"
    found = [(match, text) for text in texts for match in re.finditer(pattern, text.text, re.IGNORECASE)]
    return any(match["bare"] is None or not is_row(text.text) for match, text in found)


def other_code(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The code beside an amount in the quote, if the statement gives the amount to another code. "" if it does not.

    "It has 200 of the KX-1, and some KX-2" does not say that there are 200 of the KX-2.
    """
    own = codes_of(statement) or codes_of(question)
    if len(own) != 1 or is_row(quote.text):
        return ""
    clauses = [clause for sentence in quote.sentences for clause in split_clauses(sentence)]
    for amount in statement.facts.quantities - question.facts.quantities:
        holding = [clause for clause in clauses if any(one.supports(amount) for one in clause.facts.quantities)]
        others = [codes_of(clause) for clause in holding]
        if others and all(codes and not codes & own for codes in others):
            return ", ".join(sorted(name.upper() for name in others[0]))
    return ""


def other_number(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The numbered thing that the new facts of the statement belong to, if the question names another: "Version 1" in
    "Version 1 was written by Stagg. Version 2 was never sent.", for who wrote version 2. "" if it does not.
    """
    new_names, known = statement.facts.names - question.folded, question.facts.quantities
    new = [one for one in statement.facts.quantities if one not in known]
    holding = [
        one
        for one in quote.sentences
        if new_names & (one.folded | one.facts.names)
        or any(held.supports(amount) for amount in new for held in one.facts.quantities)
    ]
    for thing in numbered_names(question, [quote]) if holding else ():
        name = thing.rpartition(" ")[0]
        others = [re.search(rf"\b{re.escape(name)} \d+", one.text, re.IGNORECASE) for one in holding]
        if all(others) and not _is_named(thing, holding):
            return next(match[0] for match in others if match)
    return ""


def other_time(question: ParsedText, quote: ParsedText, place: ParsedText) -> str:
    """The years that the quote is about, if the question names another year that neither quote nor title has.

    "" if the quote is about a span of time, such as "since 2021", or if the question compares.
    """
    asked, said = years_of(question), years_of(quote)
    is_span = any(SPAN.search(text.text) for text in (question, quote)) or COMPARES.search(question.text)
    if not asked or not said or is_span or asked & (said | years_of(place)):
        return ""
    return " and ".join(sorted(said))


def other_document(question: ParsedText, around: Sequence[ParsedText], rivals: Iterable[ParsedText]) -> str:
    """The title of another document that the question names, if the texts `around` the quote never name it.

    `rivals` are the titles of the other retrieved documents. A question names a title if it has all words of it, or if
    it shares a name with it.
    """
    for title in rivals:
        words = words_of(title)
        named = (words if words <= question.word_set else frozenset()) | (question.facts.names & title.folded)
        if named and named.difference(*(text.word_set | text.folded for text in around)):
            return title.text
    return ""


def words_of(text: ParsedText) -> frozenset[str]:
    return frozenset(word for word in text.word_set if not word[0].isdigit())


def codes_of(text: ParsedText) -> frozenset[str]:
    return frozenset(name for name in text.facts.names if any(map(str.isdigit, name)) and any(map(str.isalpha, name)))


def years_of(text: ParsedText) -> frozenset[str]:
    dated = {str(date.year) for date in text.facts.dates if date.year}
    return frozenset(dated | {str(one.value) for one in text.facts.quantities if one.is_year})
