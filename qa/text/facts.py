"""Finds the facts of a sentence that can be compared exactly: quantities, dates, times, names and negation.

A model can rightly use other words than its source. A number, date or name that is not in the source is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from index.text.language import SPACELESS
from qa.text.calendar_words import DATES, TIME, Date, name_parts_of_years, read_date, read_time, with_months
from qa.text.denial import NEGATIONS
from qa.text.quantities import Quantity, find_quantities, is_quantity
from qa.text.words import STOP_WORDS, TOKEN, tokens, without_article

_CODE = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[^\W_][\w-]*(?:\.\d+)*|\d+(?:\.\d+){2,}")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")  # 1.234.567 is a number in most languages
# Digits that are no amount: the number of an invoice (2026-117), of an article (00420) or of a clause (§ 4.2).
_NUMBER = re.compile(r"(?<![\w.,/-])(?:\d+(?:-\d+)+|\d+/\d+|0\d+)(?![\w/]|[.,:]\d)")
_CLAUSE = re.compile(
    r"(?:§+\s?|\b(?:sections?|clauses?|articles?|chapters?|appendix|paragraphs?|abschnitte?|ziffern?|absatz|artikel|kapitel"
    r"|paragraphe|chapitre|cláusula|sección|artículo|capítulo)\s)(?P<number>\d+(?:\.\d+)*)(?![\w-])",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*\(?\d{1,2}[.)]\s+(?=\D)")  # the number of a list item says nothing
_NO_MORE_THAN = re.compile(
    r"\b(?:no|not) (?:(?:more|less|fewer|later|earlier|longer|sooner|higher|lower|larger|smaller) than|only)\b"
    r"|\bnicht (?:(?:mehr|weniger|später|früher|länger|höher|größer|kleiner) als|nur)\b"
    r"|\bpas (?:plus|moins|seulement)(?: tard| tôt)? (?:que|de)?|\bno (?:más|menos|solo|sólo)(?: tarde)?(?: de| que)?",
    re.IGNORECASE,
)
_NUMBER_SIGN = re.compile(r"\bnos?\.\s?(?=\d)", re.IGNORECASE)  # "minutes no. 37"
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a text."""

    quantities: frozenset[Quantity]
    dates: frozenset[Date]
    times: frozenset[str]  # "18:40", on the 24-hour clock
    names: frozenset[str]  # folded: words capitalised inside a sentence, and words with letters and digits
    negated: bool

    @property
    def values(self) -> frozenset[Decimal]:
        """The numbers of the quantities, without their units."""
        return frozenset(quantity.value for quantity in self.quantities)

    def __or__(self, other: Facts) -> Facts:
        """The facts of both texts together."""
        return Facts(
            self.quantities | other.quantities,
            self.dates | other.dates,
            self.times | other.times,
            self.names | other.names,
            self.negated or other.negated,
        )


NO_FACTS = Facts(frozenset(), frozenset(), frozenset(), frozenset(), negated=False)

# German words that do not occur in English texts, not even in names such as "von der Leyen".
_GERMAN = re.compile(
    r"\b(?:und|ist|sind|nicht|wird|wurden?|werden|muss|müssen|kann|können|darf|dürfen|dem|vom|zum|zur|im|das|eine[nmrs]?"
    r"|mit|auf|für|als|bei|aus|nach|alle|jede[nmrs]?)\b|^(?:Der|Das|Ein|Eine)\b"
    r"|(?<!v[ao]n )\bder\b"
)
_SPACELESS = re.compile(f"[{SPACELESS}]")


def find_facts(text: str) -> Facts:
    """The facts of `text`. Each span counts once: the day of a date is not also a quantity."""
    negated = is_negated(text)
    text = _ITEM.sub("", text, 1) if _ITEM.match(text) else text
    text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)  # U.S. is one name
    text = with_months(name_parts_of_years(text))
    dates: list[Date] = []
    for pattern in DATES:
        text, found = _take(text, pattern, read_date)
        dates += found
    text, times = _take(text, TIME, read_time)
    text, clauses = _take(text, _CLAUSE, lambda match: match["number"])
    text, numbers = _take(text, _NUMBER, _number)
    text, codes = _take(text, _CODE, _code)
    codes += clauses + numbers
    quantities = find_quantities(text)
    for _, start, end in quantities:
        text = text[:start] + " " * (end - start) + text[end:]
    return Facts(
        quantities=frozenset(quantity for quantity, _, _ in quantities),
        dates=frozenset(dates),
        times=frozenset(times),
        names=frozenset(map(fold, codes)) | frozenset(_names(text)),
        negated=negated,
    )


# In Portuguese, "no" is "in the".
_PORTUGUESE = re.compile(r"[ãõ]|\b(?:uma?|aos?|em|pel[ao]s?|às)\b", re.IGNORECASE)
_IN_THE = re.compile(r"\bno\b", re.IGNORECASE)


def is_negated(text: str) -> bool:
    """Whether `text` contains a negation. "No more than 12", "no. 37" and a Portuguese "no domingo" deny nothing."""
    text = _NUMBER_SIGN.sub("", _NO_MORE_THAN.sub("", text))
    if _PORTUGUESE.search(text):
        text = _IN_THE.sub("", text)
    folded = [token.casefold().replace("’", "'") for token in tokens(text)]
    return any(word in NEGATIONS or word.endswith("n't") for word in folded)


def fold(name: str) -> str:
    """`name` in the form that is compared: lower case, without possessive, hyphens and dots, except 4.2 and 20-117."""
    bare = without_article(name.casefold().replace("’", "'")).removesuffix("'s")
    return re.sub(r"(?<!\d)[-.]|[-.](?!\d)", "", bare)


def _take(
    text: str, pattern: re.Pattern[str], convert: Callable[[re.Match[str]], Found | None]
) -> tuple[str, list[Found]]:
    """Convert the matches. Return the text with the converted matches blanked, and the results.

    A match stays in the text if `convert` returns None.
    """
    found: list[Found] = []

    def blank(match: re.Match[str]) -> str:
        value = convert(match)
        if value is None:
            return match[0]
        found.append(value)
        return " " * len(match[0])

    return pattern.sub(blank, text), found


def _code(match: re.Match[str]) -> str | None:
    """The code. None if it is a quantity, or a number in a script without spaces."""
    is_number = is_quantity(match[0]) or _THOUSANDS.fullmatch(match[0]) or _SPACELESS.search(match[0])
    return None if is_number else match[0]


def _number(match: re.Match[str]) -> str | None:
    """The number of a thing, such as 2026-117. None if it is a range such as 10-24, a score or a fraction."""
    first, *rest = re.split("[-/]", match[0])
    if len(rest) != 1 or (first[0] == "0" and len(first) > 1):
        return match[0]
    year = 1900 <= int(first) <= 2100
    follows = int(rest[0]) > int(first) or (len(rest[0]) == 2 and int(rest[0]) == int(first) % 100 + 1)  # 2024-25
    if year:
        return None if follows and int(rest[0]) <= 2100 else match[0]
    is_long = max(len(first), len(rest[0])) > 2  # 3-2 is a score
    return match[0] if is_long and not follows and "/" not in match[0] else None


def _names(text: str) -> Iterator[str]:
    nouns_too = _GERMAN.search(text) is not None  # in German every noun is capitalised
    for match in TOKEN.finditer(text):
        word, before = match[0], text[: match.start()].rstrip(" \t\"'“‘„«¿¡(*[")
        opens_sentence = not before or before[-1] in ".!?:•|\n"
        shouts = any(letter.isupper() for letter in word[1:])  # DeepSeek, US
        is_capitalised = word[0].isupper() and word.casefold() not in STOP_WORDS
        if shouts or (is_capitalised and not opens_sentence and not nouns_too):
            yield fold(word)
