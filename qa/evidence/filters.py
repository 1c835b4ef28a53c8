"""Found sentences that speak of another case than the question does: another row's range, or another year's edition.

They resemble the answer in every word but the one that decides, so that neither likeness nor a small model tells them
apart; a comparison does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.checking.judge import other_range
from qa.records import Sentence
from qa.text.dates import years_of
from qa.text.parsed import ParsedText

AS_LIKELY = 0.5  # of the score of an older edition's sentence: a newer one's that says so much takes its place

# A question with such a word may mean an older edition, or several.
_NOT_OF_TODAY = re.compile(
    r"\b(?:old\w*|former\w*|previous\w*|prior|past|ago|earlier|earliest|original\w*|last|until|before|since|then|did|was"
    r"|were|had|used to|chang\w+|compar\w+|differ\w*|versus|vs|years|histor\w+|trend|both|editions?|versions?)\b",
    re.IGNORECASE,
)
_YEAR_OR_SIGN = re.compile(r"(?:19|20)\d\d|[\W_]+")


def are_of_another_case(question: ParsedText, sentences: Sequence[Sentence]) -> list[bool]:
    """For each sentence, whether it is to be set aside.

    So is a row of a table whose ranges ("five to ten years") hold none of the question's quantities; and, where the
    question names a year that stands in the title of a passage found, a sentence of a document whose title names
    others, unless it or its heading names that year too.
    """
    asked = years_of(question.text)
    titled = any(asked & years_of(sentence.passage.title) for sentence in sentences)

    def is_aside(sentence: Sentence) -> bool:
        passage = sentence.passage
        its = years_of(passage.title)
        is_another_edition = titled and its and not asked & (its | years_of(f"{passage.heading} {sentence.text}"))
        return bool(is_another_edition or other_range(question.facts.quantities, sentence.parsed))

    return [is_aside(sentence) for sentence in sentences]


def are_outdated(question: ParsedText, sentences: Sequence[Sentence]) -> list[bool]:
    """For each sentence, which has its score, whether a newer edition of its document takes its place.

    Editions have the same title but for the year. A newer one takes the place if a sentence of it is nearly as likely
    to answer; what only an older one says is left. A question that names a year, or has a word of the past or of
    comparing, may mean any edition, and so may one in another language, whose words for that are not known here.
    """
    if years_of(question.text) or _NOT_OF_TODAY.search(question.text) or not question.is_english:
        return [False] * len(sentences)
    editions = [_edition(sentence.passage.title) for sentence in sentences]
    best: dict[tuple[str, int], float] = {}
    for edition, sentence in zip(editions, sentences, strict=True):
        best[edition] = max(sentence.score, best.get(edition, 0.0))

    def is_outdated(name: str, year: int, score: float) -> bool:
        newer = [its for (its_name, its_year), its in best.items() if its_name == name and its_year > year]
        return bool(name and year) and any(its >= AS_LIKELY * score for its in newer)

    return [is_outdated(*edition, sentence.score) for edition, sentence in zip(editions, sentences, strict=True)]


def _edition(title: str) -> tuple[str, int]:
    """A title without its years, in small letters, and the last of these; 0: none."""
    return _YEAR_OR_SIGN.sub(" ", title.casefold()).strip(), max(years_of(title), default=0)
