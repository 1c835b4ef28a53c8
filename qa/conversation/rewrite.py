"""Follow-up question + history -> the standalone question that is searched. Uses rules; `rephrase` asks a model.

A rule applies only if its result is almost certain. An ellipsis ("And for managers?") replaces its counterpart in the
earlier question, which must be of the same kind: a name by a name, "a tyre change" by "a service". A pronoun is
replaced by the only thing of its kind that was named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation.references import (
    ASKS_FOR_MORE,
    CONJUNCTIONS,
    COURTESY,
    QUESTION_WORDS,
    pointers,
    refers_back,
)
from qa.forms.summaries.asked import find_subject
from qa.records import Turn
from qa.text.calendar_words import MONTHS
from qa.text.markers import without_markers
from qa.text.messages import MESSAGES, language_of, say

ELLIPSIS = re.compile(
    r"[\s¿]*(?:(?:and|but|or|so)?\s*(?:what|how) about|(?:und |oder |aber )?(?:was ist|wie (?:ist|sieht|steht) es) mit"
    r"|(?:et |mais )?qu['’]en est-il (?:de|des|du)|y qué (?:pasa|hay|tal) con"
    rf"|{CONJUNCTIONS}|en)\s+(?P<rest>[^?]+?)\s*\??\s*",
    re.IGNORECASE,
)
# After an opener, these words begin a complete question.
_QUESTION_WORD = re.compile(rf"(?:{QUESTION_WORDS}|wieso)\b", re.IGNORECASE)
_PREPOSITIONS = (
    "for|in|at|on|after|before|with|without|of|from|to|by|under|during|as|für|mit|ohne|am|im|bei|nach|vor|ab|seit|pour|avec"
    "|sans|en|chez|dans|avant|après|para|con|sin|por|antes de|después de"
)
_PREPOSITIONAL = re.compile(rf"(?P<preposition>{_PREPOSITIONS})\s", re.IGNORECASE)
_CODE = re.compile(r"(?:\b(?:an?|the) )?\b(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[^\W_][\w-]*")  # the X-200
_CAPITALISED = r"[A-Z][\w&-]*(?: (?:[A-Z][\w&-]*|\d{1,3}\b))*"
_NAME = re.compile(rf"(?:\bthe )?(?<!^)(?<!¿)\b{_CAPITALISED}")  # the S&P 500, the Corvid 3
_THE_NAME = re.compile(rf"\bthe {_CAPITALISED}")  # not a person
# What stays as it was: "and Tarn End, same month (March 2025)?"
_THE_SAME = re.compile(
    r",? (?:(?:in|for|at|on|during|im|am|für|zur|le|la|en el|en la|nello|nella) )?(?:the |den |dem |der )?"
    r"(?:same (?:month|year|week|day|time|period|date|place)|(?:selben|gleichen|gleicher) (?:monat|jahr|woche|tag|zeit)"
    r"|même (?:mois|année|semaine|jour|période)|mismo (?:mes|año|día|periodo)|stesso (?:mese|anno|giorno))"
    r"(?:\s*\([^()]*\))?(?=\W*$)",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"(?:(?:{_PREPOSITIONS}) )?(\d+)")
_VERBS = "cost|costs|last|take|takes|start|open|close|begin|end|expire|work|run|weigh|hold"
_LAST_VERB = rf"(?: (?:{_VERBS}))?"  # verbs that can follow a prepositional phrase at the end of a question
# A thing without a name, such as "a tyre change": the words from its article to a preposition, a verb or a name.
_THING = re.compile(
    rf"\b(?P<article>an?|the) [a-z][\w-]*(?: [a-z][\w-]*){{0,3}}?"
    rf"(?=\s(?:{_PREPOSITIONS}|{_VERBS}|and|or|[A-Z\d])|[?.,]|\s*$)"
)
_IT = re.compile(r"\b(it|its)\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(he|him|his|she|her|hers)\b", re.IGNORECASE)
_OF = ("its", "his", "her", "hers")
# "What does the travel policy say about hotels?", in each language that a summary is continued in.
_WHAT_IT_SAYS = tuple(
    re.compile(
        re.escape(words).replace(r"\{document\}", "(?P<document>.+?)").replace(r"\{topic\}", ".+"), re.IGNORECASE
    )
    for words in MESSAGES["what_it_says"].values()
)
_DATIVE = {"die": "der", "das": "dem", "den": "dem"}  # after the German "in"
_A_TOPIC = re.compile(r"\W*(?:please )?(?:tell|erzähl|explain|describe|erklär)", re.IGNORECASE)
PRONOUN = re.compile(r"\b(it|its|they|them|their|he|him|his|she|her|hers)\b", re.IGNORECASE)
# How `asks_back` asks what a pronoun stands for, in any language: the words before the first that is put in.
_ASKED_BACK = tuple(words.partition("{")[0] for name in ("ask_what", "ask_which") for words in MESSAGES[name].values())


def standalone(question: str, history: Sequence[Turn]) -> str | None:
    """The standalone question: `question` itself if it does not depend on `history`. None if no rule applies.

    >>> standalone("What about the X-210?", [Turn("How big is the tank of the X-200?", "5.5 litres [1].")])
    'How big is the tank of the X-210?'
    """
    if not history:
        return question
    before = searched_before(history)
    is_reply = history[-1].answer.startswith(_ASKED_BACK) and not question.rstrip().endswith("?")
    if is_reply and (pronoun := PRONOUN.search(before)):
        return _replaced(before, pronoun, question.rstrip(" ."))
    if not refers_back(question):
        return question
    question = _THE_SAME.sub("", COURTESY.sub("", question, 1))
    if ASKS_FOR_MORE.match(question):
        return f"{question.strip().rstrip('.!?')}: {before}"
    ellipsis = ELLIPSIS.fullmatch(question)
    if ellipsis and not _QUESTION_WORD.match(ellipsis["rest"]) and not list(pointers(ellipsis["rest"])):
        return _put_into(before, ellipsis["rest"])
    return _named(question, before, without_markers(history[-1].answer))


def searched_before(history: Sequence[Turn]) -> str:
    """The question that was searched in the last turn."""
    return history[-1].searched or history[-1].question


def _put_into(before: str, rest: str) -> str | None:
    """The earlier question with `rest` in place of its counterpart, or at the end. None if both could be meant."""
    number = _NUMBER.fullmatch(rest)
    if number and (old := _only(re.compile(r"(?<![\w.-])\d+(?![\w.-])"), before)):
        return before.replace(old, number[1], 1)
    bare = before.rstrip(" ?.")
    if preposition := _PREPOSITIONAL.match(rest):
        last = re.compile(rf"\b{preposition[1]} (?!.*\b(?:{_PREPOSITIONS}) )[^,]*?(?={_LAST_VERB}$)", re.IGNORECASE)
        return f"{last.sub(rest, bare) if last.search(bare) else f'{bare} {rest}'}?"
    if _CODE.fullmatch(rest) and (old := _only(_CODE, before)):
        return before.replace(old, rest, 1)
    if summed_up := _about_the_same(before, rest):
        return summed_up
    if _CODE.fullmatch(rest) or _NAME.search(f" {rest}"):
        old = _only(_CODE, before) or _only(_NAME, before)
        return before.replace(old, rest, 1) if old else f"{bare} {rest}?"
    if thing := _THING.fullmatch(rest):
        return _put_for_thing(before, rest, thing["article"][0].lower())
    return None if " " in rest and (_CODE.search(before) or _NAME.search(before)) else f"{bare} {rest}?"


def _about_the_same(before: str, topic: str) -> str | None:
    """What the document that was summed up, or asked about, says about `topic`. None after another question."""
    asked = next(filter(None, (pattern.fullmatch(before.strip()) for pattern in _WHAT_IT_SAYS)), None)
    subject = asked["document"] if asked else "" if _A_TOPIC.match(before) else (find_subject(before) or ("",))[0]
    if not subject:
        return None
    language = language_of(before)
    article, space, name = subject.partition(" ")
    if language == "de" and article in _DATIVE and not asked:
        subject = f"{_DATIVE[article]}{space}{name}"
    return say("what_it_says", language, document=subject, topic=topic)


def _put_for_thing(before: str, rest: str, article: str) -> str | None:
    """The earlier question with `rest` in place of the only thing in it, or the only one with the same article."""
    things = [match for match in _THING.finditer(before) if not _CODE.fullmatch(match[0])]
    alike = [match for match in things if match["article"][0].lower() == article]
    for found in (things, alike):
        if len(found) == 1:
            return f"{before[: found[0].start()]}{rest}{before[found[0].end() :]}"
    return None


def _named(question: str, before: str, answer: str) -> str | None:
    """The question with its pronoun replaced: by the only code in the earlier question, or the person in the answer."""
    question = re.sub(r"^\s*(?:and|but|or|so)\s+", "", question, flags=re.IGNORECASE)
    if len(list(pointers(question))) != 1:
        return None
    if (thing := _IT.search(question)) and (named := _only(_CODE, before) or _only(_THE_NAME, before)):
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
