"""Detects unclear questions, and asks the user what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation.references import COURTESY, ENOUGH, asks_completely, content, names_in, names_something, unnamed
from qa.conversation.rewrite import ELLIPSIS, PRONOUN
from qa.records import Turn
from qa.text.courtesy import spelled_out
from qa.text.messages import language_of, listed, message, say

_CODE = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[^\W_][\w-]*")
# "En dos frases: ¿qué dice la carta?", "En pocas palabras, ¿de qué trata?", "En bref, que dit la lettre ?"
_LED_IN = re.compile(
    r"[:：]\s*\S|,\s*¿|,\s*(?:what|who|how|que|quel|qui|comment|di che|che|cosa|chi|wat|wie|was|wer)\b", re.I
)
_YOU = re.compile(r"\b(?:you|du|sie|ihr|tu|vous|usted)\b", re.IGNORECASE)
FEW_WORDS = 2  # if there are more content words beside a pronoun, they can say what it means


def asks_back(question: str, history: Sequence[Turn]) -> str | None:
    """The question to ask the user if it is unclear what `question` is about. None if it is clear.

    >>> asks_back("And for managers?", [])
    'What would you like to know about “for managers”? Please ask a complete question.'
    >>> asks_back("How much does it cost?", [])
    'What do you mean by “it”? Please name it.'
    >>> asks_back("How much?", [])
    'What is your question about? Please ask a complete question.'
    """
    asked = question
    if not history:
        question = COURTESY.sub("", spelled_out(question), 1)
        ellipsis = ELLIPSIS.fullmatch(question)
        is_led_in = ellipsis and _LED_IN.search(ellipsis["rest"])
        if ellipsis and not is_led_in and not asks_completely(ellipsis["rest"]) and not _says_enough(ellipsis["rest"]):
            return message("ask_about", asked, words=ellipsis["rest"])
        pointer = unnamed(question) if _says_nothing_else(question) else None
        if pointer and not content(question[: pointer.start()]):
            return message("ask_what", asked, word=pointer[0].split()[-1])
        if not content(question) and not names_in(question) and not _YOU.search(question):
            return message("ask_topic", asked)
        return None
    named = list(dict.fromkeys(_CODE.findall(history[-1].searched or history[-1].question)))
    pronoun = PRONOUN.search(question)
    if pronoun and pronoun[0].lower() in ("it", "its") and len(named) > 1 and not _CODE.search(question):
        language = language_of(asked)
        things = [say("the_thing", language, name=name) for name in named]
        return say("ask_which", language, things=listed(things, language, "or"))
    return None


def _says_enough(rest: str) -> bool:
    """Whether the words after an opener name things and say more: "And at Elm Wood, the visitors in 2024?"."""
    return bool(names_in(rest)) and len(content(rest)) > ENOUGH + 1


def _says_nothing_else(question: str) -> bool:
    """Whether the question names nothing but its pronoun: "Was it repaired?", but not "Did they buy the compass?"."""
    said = len(content(question))
    return not names_in(question) and (said < FEW_WORDS or (said == FEW_WORDS and not names_something(question)))
