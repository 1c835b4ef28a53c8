"""Detects unclear questions, and asks the user what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation.rewrite import PRONOUN, WHAT, WHICH
from qa.records import Turn
from qa.text.facts import find_facts
from qa.text.words import content_words

_ELLIPSIS = re.compile(r"\s*(?:and|(?:and )?(?:what|how) about)\s+(?P<rest>[^?]+?)\s*\??\s*", re.IGNORECASE)
_CODE = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[^\W_][\w-]*")
_MEASURES = frozenset(content_words("much many long big old far often soon high fast tall heavy large late early"))
FEW_WORDS = 2  # with more content words beside a pronoun, they can say what it stands for


def asks_back(question: str, history: Sequence[Turn]) -> str | None:
    """The question to ask the user if it is unclear what `question` is about. None if it is clear.

    >>> asks_back("And for managers?", [])
    'What would you like to know about “for managers”? Please ask a complete question.'
    >>> asks_back("How much does it cost?", [])
    'What do you mean by “it”? Please name it.'
    """
    pronoun = PRONOUN.search(question)
    if not history:
        if ellipsis := _ELLIPSIS.fullmatch(question):
            return f"What would you like to know about “{ellipsis['rest']}”? Please ask a complete question."
        if pronoun and not _names(question[: pronoun.start()]) and _says_nothing_else(question):
            return f"{WHAT} “{pronoun[0]}”? Please name it."
        return None
    named = list(dict.fromkeys(_CODE.findall(history[-1].searched or history[-1].question)))
    if pronoun and pronoun[0].lower() in ("it", "its") and len(named) > 1 and not _CODE.search(question):
        return f"{WHICH} the {' or the '.join(named)}?"
    return None


def _names(text: str) -> bool:
    """Whether the text names anything that a later pronoun can stand for."""
    return not _MEASURES.issuperset(content_words(text))


def _says_nothing_else(question: str) -> bool:
    """Whether the question names nothing but its pronoun. In "it is … to" and "it … that", "it" needs no name."""
    facts = find_facts(question)
    dummy = re.search(r"\bit\b.*\b(?:to|that|if|when)\b", question, re.IGNORECASE)
    return not dummy and not facts.names and len(content_words(question)) <= FEW_WORDS
