"""Follow-up question + history -> the standalone question that is searched. Uses rules; `rephrase` asks a model.

A rule applies only if its result is almost certain. An ellipsis ("And for managers?") replaces its counterpart in the
earlier question. A pronoun is replaced by the only thing of its kind that was named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.records import Turn
from qa.text.calendar_words import MONTHS
from qa.text.markers import without_markers
from qa.text.words import content_words

# Words that refer to something said earlier.
_POINTERS = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|then|one|ones|same|both|"
    r"former|latter|else|instead)\b",
    re.IGNORECASE,
)
_OPENER = r"(?:and|but|or|so|also|what about|how about|what else|why|why not|since when)"
_OPENERS = re.compile(rf"\s*{_OPENER}\b", re.IGNORECASE)
_ELLIPSIS = re.compile(
    r"\s*(?:(?:and|but|or|so)?\s*(?:what|how) about|and|but|or|so)\s+(?P<rest>[^?]+?)\s*\??\s*", re.IGNORECASE
)
# After an opener, these words begin a complete question.
_QUESTION_WORD = re.compile(
    r"(?:what|when|where|who|whom|whose|which|why|how|is|are|was|were|do|does|did|can|could|may|must|should|will|would|"
    r"has|have|had)\b",
    re.IGNORECASE,
)
_PREPOSITIONS = "for|in|at|on|after|before|with|without|of|from|to|by|under|during|as"
_PREPOSITIONAL = re.compile(rf"(?P<preposition>{_PREPOSITIONS})\s", re.IGNORECASE)
_CODE = re.compile(r"(?:\b(?:an?|the) )?\b(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[^\W_][\w-]*")  # the X-200
_NAME = re.compile(r"(?:\bthe )?(?<!^)\b[A-Z][\w&-]*(?: (?:[A-Z][\w&-]*|\d{3}\b))*")  # the S&P 500
_NUMBER = re.compile(rf"(?:(?:{_PREPOSITIONS}) )?(\d+)")
# Verbs that can follow a prepositional phrase at the end of a question.
_LAST_VERB = r"(?: (?:cost|costs|last|take|takes|start|open|close|begin|end|expire|work|run|weigh|hold))?"
_THING = re.compile(r"\b(it|its)\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(he|him|his|she|her|hers)\b", re.IGNORECASE)
_OF = ("its", "his", "her", "hers")
PRONOUN = re.compile(r"\b(it|its|they|them|their|he|him|his|she|her|hers)\b", re.IGNORECASE)
ASKED_BACK = WHICH, WHAT = ("Do you mean", "What do you mean by")  # how `asks_back` asks what a pronoun stands for
FEW_WORDS = 2  # a question with this many content words or fewer is a follow-up


def is_follow_up(question: str) -> bool:
    """Whether `question` seems to depend on earlier turns.

    >>> is_follow_up("And how long for managers?"), is_follow_up("How many days of leave do new employees get?")
    (True, False)
    """
    return bool(_POINTERS.search(question) or _OPENERS.match(question) or len(content_words(question)) <= FEW_WORDS)


def standalone(question: str, history: Sequence[Turn]) -> str | None:
    """The standalone question: `question` itself if it does not depend on `history`. None if no rule applies.

    >>> standalone("What about the X-210?", [Turn("How big is the tank of the X-200?", "5.5 litres [1].")])
    'How big is the tank of the X-210?'
    """
    if not history or not is_follow_up(question):
        return question
    before = searched_before(history)
    if history[-1].answer.startswith(ASKED_BACK) and (pronoun := PRONOUN.search(before)):
        return _replaced(before, pronoun, question.rstrip(" .?"))
    ellipsis = _ELLIPSIS.fullmatch(question)
    if ellipsis and not _QUESTION_WORD.match(ellipsis["rest"]) and not _POINTERS.search(ellipsis["rest"]):
        return _put_into(before, ellipsis["rest"])
    return _named(question, before, without_markers(history[-1].answer))


def searched_before(history: Sequence[Turn]) -> str:
    """The question that was searched in the last turn."""
    return history[-1].searched or history[-1].question


def _put_into(before: str, rest: str) -> str:
    """The earlier question with `rest` in place of its counterpart, or at the end."""
    number = _NUMBER.fullmatch(rest)
    if number and (old := _only(re.compile(r"(?<![\w.-])\d+(?![\w.-])"), before)):
        return before.replace(old, number[1], 1)
    bare = before.rstrip(" ?.")
    if preposition := _PREPOSITIONAL.match(rest):
        last = re.compile(rf"\b{preposition[1]} (?!.*\b(?:{_PREPOSITIONS}) )[^,]*?(?={_LAST_VERB}$)", re.IGNORECASE)
        return f"{last.sub(rest, bare) if last.search(bare) else f'{bare} {rest}'}?"
    is_thing = " " in rest or _CODE.fullmatch(rest) or rest[0].isupper()
    old = _only(_CODE, before) or _only(_NAME, before)
    return before.replace(old, rest, 1) if is_thing and old else f"{bare} {rest}?"


def _named(question: str, before: str, answer: str) -> str | None:
    """The question with its pronoun replaced: by the only code in the earlier question, or the person in the answer."""
    question = re.sub(r"^\s*(?:and|but|or|so)\s+", "", question, flags=re.IGNORECASE)
    if len(_POINTERS.findall(question)) != 1:
        return None
    if (thing := _THING.search(question)) and (named := _only(_CODE, before)):
        return _sentence(_replaced(question, thing, f"the {re.sub(r'^(?:an?|the) ', '', named)}"))
    if (person := _PERSON.search(question)) and re.match(r"\s*who\b", before, re.IGNORECASE):
        names = {name for name in _NAME.findall(f". {answer}") if name not in before and " " in name}
        if len(names) == 1:
            return _sentence(_replaced(question, person, names.pop()))
    return None


def _only(pattern: re.Pattern[str], text: str) -> str | None:
    """The only match in `text` that is not a month. None if there is none, or if there are several."""
    found = {thing for thing in pattern.findall(text) if thing.split()[0].lower() not in MONTHS}
    return found.pop() if len(found) == 1 else None


def _replaced(question: str, pronoun: re.Match[str], name: str) -> str:
    is_of = pronoun[0].lower() in _OF and re.match(r"\s+\w", question[pronoun.end() :])
    return f"{question[: pronoun.start()]}{name}{'’s' if is_of else ''}{question[pronoun.end() :]}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
