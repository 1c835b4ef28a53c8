"""Follow-up question + history -> the standalone question that is searched for. Rules only."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.records import Turn
from qa.words import content_words

# Words that point back at something said before.
_POINTERS = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|then|one|ones|same|both|"
    r"former|latter|else|instead)\b",
    re.IGNORECASE,
)
_OPENERS = re.compile(
    r"\s*(?:and|but|or|so|also|what about|how about|what else|why|why not|since when)\b", re.IGNORECASE
)
FEW_WORDS = 2  # a question with at most so many content words says too little alone


def is_follow_up(question: str) -> bool:
    """Whether `question` seems to lean on what was said before.

    >>> is_follow_up("And how long for managers?"), is_follow_up("How many days of leave do new employees get?")
    (True, False)
    """
    return bool(_POINTERS.search(question) or _OPENERS.match(question) or len(content_words(question)) <= FEW_WORDS)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question to search for: `question` alone, or behind the previous question where it leans on it."""
    if not history or not is_follow_up(question):
        return question
    return f"{history[-1].question} {question}"
