"""Found sentences that speak of another case than the question does: another row's range, or another year's edition.

They resemble the answer in every word but the one that decides, so that neither likeness nor a small model tells them
apart; a comparison does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.records import Hit
from index.text.language import is_english
from qa.checking.judge import other_range
from qa.text.dates import years_of
from qa.text.facts import find_facts

AS_LIKELY = 0.5  # of the score of an older edition's sentence: a newer one's that says so much takes its place

# A question with such a word may mean an older edition, or several.
_NOT_OF_TODAY = re.compile(
    r"\b(?:old\w*|former\w*|previous\w*|prior|past|ago|earlier|earliest|original\w*|last|until|before|since|then|did|was"
    r"|were|had|used to|chang\w+|compar\w+|differ\w*|versus|vs|years|histor\w+|trend|both|editions?|versions?)\b",
    re.IGNORECASE,
)
_YEAR_OR_SIGN = re.compile(r"(?:19|20)\d\d|[\W_]+")


def are_of_another_case(question: str, found: Sequence[tuple[Hit, str]]) -> list[bool]:
    """For each sentence, given with the hit in which it stands, whether it is to be set aside.

    So is a row of a table whose ranges ("five to ten years") hold none of the question's quantities; and, where the
    question names a year that stands in the title of a passage found, a sentence of a document whose title names
    others, unless it or its heading names that year too.
    """
    quantities = find_facts(question).quantities
    asked = years_of(question)
    titled = any(asked & years_of(hit.passage.title) for hit, _ in found)

    def is_aside(hit: Hit, text: str) -> bool:
        its = years_of(hit.passage.title)
        is_another_edition = titled and its and not asked & (its | years_of(f"{hit.passage.heading} {text}"))
        return bool(is_another_edition or other_range(quantities, text))

    return [is_aside(hit, text) for hit, text in found]


def are_outdated(question: str, found: Sequence[tuple[Hit, float]]) -> list[bool]:
    """For each sentence, given with its hit and its score, whether a newer edition of its document takes its place.

    Editions have the same title but for the year. A newer one takes the place if a sentence of it is nearly as likely
    to answer; what only an older one says is left. A question that names a year, or has a word of the past or of
    comparing, may mean any edition, and so may one in another language, whose words for that are not known here.
    """
    if years_of(question) or _NOT_OF_TODAY.search(question) or not is_english(question):
        return [False] * len(found)
    editions = [_edition(hit.passage.title) for hit, _ in found]
    best: dict[tuple[str, int], float] = {}
    for edition, (_, score) in zip(editions, found, strict=True):
        best[edition] = max(score, best.get(edition, 0.0))

    def is_outdated(name: str, year: int, score: float) -> bool:
        newer = [its for (its_name, its_year), its in best.items() if its_name == name and its_year > year]
        return bool(name and year) and any(its >= AS_LIKELY * score for its in newer)

    return [is_outdated(*edition, score) for edition, (_, score) in zip(editions, found, strict=True)]


def _edition(title: str) -> tuple[str, int]:
    """A title without its years, in small letters, and the last of these; 0: none."""
    return _YEAR_OR_SIGN.sub(" ", title.casefold()).strip(), max(years_of(title), default=0)
