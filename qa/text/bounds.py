"""The words that make a number a bound, such as "at least 15" and "15 or more", in nine languages. Pure."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Literal

Bound = Literal["", ">", "≥", "<", "≤"]
_BEFORE: dict[Bound, str] = {
    "≥": "at least|not less than|no less than|not fewer than|no fewer than|a minimum of|minimum|min|from|starting at"
    "|mindestens|wenigstens|ab|nicht weniger als|au moins|à partir de|dès|al menos|como mínimo|a partir de"
    "|minstens|ten minste|vanaf|almeno|a partire da|pelo menos|co najmniej|od|не менее|от|≥|>=",
    "≤": "at most|not more than|no more than|up to|a maximum of|maximum|max|within|höchstens|maximal|bis zu"
    "|innerhalb von|nicht mehr als|au plus|jusqu'à|como máximo|hasta|dentro de"
    "|hoogstens|maximaal|tot|tot en met|t/m|binnen|al massimo|fino a|entro|no máximo|até|najwyżej|не более|до|≤|<=",
    ">": "more than|over|above|beyond|exceed|exceeds|exceeded|exceeding|surpass|surpasses|surpassed|surpassing"
    "|in excess of|upwards of|greater than|longer than|older than|larger than|bigger than|taller than|wider than"
    "|deeper than|heavier than|faster than|higher than|mehr als|über|länger als|älter als|höher als|größer als"
    "|schwerer als|breiter als|tiefer als|überschreiten|überschreitet|übersteigen|übersteigt|plus de|dépasse|dépasser"
    "|dépassent|excéder|más de|superar|supera|exceder|excede|superare"
    "|meer dan|boven|langer dan|ouder dan|più di|oltre|mais de|acima de|ponad|powyżej|более|свыше|(?<![-=])>",
    "<": "less than|fewer than|under|below|shorter than|younger than|lower than|weniger als|unter|kürzer als|jünger als"
    "|smaller than|lighter than|niedriger als|kleiner als|leichter als"
    "|moins de|menos de|minder dan|onder|korter dan|jonger dan|meno di|sotto|abaixo de|poniżej|mniej niż|менее|ниже"
    "|<(?!-)",
}  # fmt: skip
# For years: "after 15 days" is no bound on the days.
_BEFORE_YEAR: dict[Bound, str] = {
    "<": "before|prior to|earlier than|vor|avant|antes de",
    ">": "after|later than|nach|après|después de",
}
# "Hedges may not be higher than 2 m": a negation in the same clause turns the bound around.
_DENIED: dict[Bound, Bound] = {">": "≤", "<": "≥"}
_NEGATION = re.compile(
    r"\b(?:not|never|cannot|nicht|keine?\w?|nie|niemals|pas|jamais|nunca|no|non|não|niet|geen)(?!\s(?:only|just|nur|seulement|s[oó]lo|solo|só|alleen)\b)"
    r"(?:\s[^\s.;:,]+){0,3}\s*$",
    re.IGNORECASE,
)
_REACH = 40  # characters
_LONGEST = 18  # characters: the longest of these words, with the space and the colon of a column name
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">": operator.gt, "≥": operator.ge, "<": operator.lt, "≤": operator.le,
}  # fmt: skip


def _ending_with(words: dict[Bound, str]) -> dict[Bound, re.Pattern[str]]:
    return {bound: re.compile(rf"(?<!\w)(?:{some})[.:]?\s*$", re.IGNORECASE) for bound, some in words.items()}


_ENDINGS, _YEAR_ENDINGS = _ending_with(_BEFORE), _ending_with(_BEFORE_YEAR)
OR_MORE = re.compile(
    r"\s*(?:\+|(?:or|and)\s(?:more|over|above|longer|older|later|up)\b|(?:oder|und)\s(?:mehr|länger|älter)\b"
    r"|(?:ou|et)\splus\b|[oy]\smás\b|[oe]\s(?:più|oltre)\b|(?:ou|e)\smais\b|(?:of|en)\s(?:meer|ouder|langer)\b"
    r"|(?:lub|i)\swięcej\b|[иі]\s(?:более|больше|старше)\b|\s?以上)",
    re.IGNORECASE,
)
OR_LESS = re.compile(
    r"\s*(?:or\s(?:less|fewer|below|under|shorter|younger)\b|(?:oder|und)\s(?:weniger|kürzer|jünger)\b|(?:ou|et)\smoins\b|[oy]\smenos\b"
    r"|(?:and|or)\s(?:less|under|below|younger)\b|[oe]\smeno\b|(?:ou|e)\smenos\b|(?:of|en)\s(?:minder|jonger)\b"
    r"|(?:lub|i)\smniej\b|\s?以下)",
    re.IGNORECASE,
)

_SIDES: tuple[tuple[Bound, re.Pattern[str]], ...] = (("≥", OR_MORE), ("≤", OR_LESS))
# "10 nights or more", at the end of a label or a clause: "10 plants and more soil" is no bound.
_OF_THINGS: tuple[tuple[Bound, re.Pattern[str]], ...] = tuple(
    (bound, re.compile(rf"\s[^\W\d_]{{3,}}(?:{words.pattern})(?=\s*(?:$|[^\w\s]))", re.IGNORECASE))
    for bound, words in _SIDES
)


def bound_around(text: str, start: int, end: int, *, is_year: bool) -> Bound:
    """The bound that the words before and after the number text[start:end] make of it.

    >>> bound_around("at least 15 years", 9, 17, is_year=False), bound_around("15 or more", 0, 2, is_year=False)
    ('≥', '≥')
    >>> bound_around("not be higher than 2 m", 19, 22, is_year=False)
    '≤'
    """
    if OR_MORE.match(text, end):
        return "≥"
    if OR_LESS.match(text, end):
        return "≤"
    for bound, words in _OF_THINGS:
        if words.match(text, end):
            return bound
    before = text[max(0, start - _LONGEST) : start].replace("’", "'")
    endings = _YEAR_ENDINGS if is_year else _ENDINGS
    for bound, ending in endings.items():
        if match := ending.search(before):
            begin = start - len(match[0])
            is_denied = _NEGATION.search(text, max(0, begin - _REACH), begin)
            return _DENIED.get(bound, bound) if is_denied else bound
    return ""


def satisfies(value: Decimal, bound: Bound, claimed: Decimal, claim: Bound) -> bool:
    """Whether a source that says `value` with `bound` supports `claimed` with `claim`.

    A plain number is compared. A bound is a rule, and another limit is another rule.

    >>> satisfies(Decimal(16), "", Decimal(15), ">"), satisfies(Decimal(15), ">", Decimal(15), "≥")
    (True, True)
    >>> satisfies(Decimal(15), "≥", Decimal(15), ">"), satisfies(Decimal(5), "≤", Decimal(10), "≤")
    (False, False)
    """
    if not claim:
        return value == claimed
    if not bound:
        return _COMPARE[claim](value, claimed)
    is_same_direction = (bound in (">", "≥")) == (claim in (">", "≥"))
    return is_same_direction and value == claimed and (bound == claim or claim in ("≥", "≤"))
