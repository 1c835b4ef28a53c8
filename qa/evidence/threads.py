"""What the newest mail of a thread settles: the amount or the date that was agreed in the end. Pure."""

from __future__ import annotations

import re

from index.reading.readers.quoted import QUOTED
from qa.records import Sentence
from qa.text.calendar_words import MONTHS, Date
from qa.text.editions import is_reply
from qa.text.parsed import ParsedText
from qa.text.words import stem

# What was agreed in the end, or holds now. "At the end of the month" is a date.
_OUTCOME = re.compile(
    r"\b(?:(?:in|at) the end(?! of)|finally|eventually|ultimately|final|now|agreed?(?: up)?on|agreed|settled on"
    r"|schlie(?:ß|ss)lich|letztlich|letztendlich|endgültig\w*|am ende(?! de[rs])|jetzt|nun|vereinbart|geeinigt"
    r"|festgelegt|finalement|au final|en définitive|en fin de compte|maintenant|convenue?|retenue?s?"
    r"|(?:été|a) (?:décidée?|arrêtée?|fixée?)"
    r"|al final(?! del?\b)|finalmente|en definitiva|ahora|acordad[oa]|acordó"
    r"|alla fine(?! d)|infine|in definitiva|adesso|ora|concordat[oa]"
    r"|afinal|no fim(?! d)|no final(?! d)|agora|combinad[oa]|acordad[oa]"
    r"|uiteindelijk\w*|ten ?slotte|definitie[fv]\w*|nu|afgesproken)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:when|what (?:date|day|time)|which (?:date|day|time)|deadline|wann|welche[mnrs]? (?:tag|datum|termin)"
    r"|um wie ?viel uhr|quand|quelle (?:date|heure)|quel jour|cuándo|qué (?:fecha|día|hora)|quando"
    r"|che (?:data|giorno|ora)|que (?:data|dia|horas?)|wanneer|welke (?:datum|dag)|hoe laat)\b",
    re.IGNORECASE,
)
# A number with the word or the sign that says what it counts: "7.2 cents", "€ 40".
LONGEST_LINK = 3  # letters of words such as "de", "am" and "van"
_MEASURED = re.compile(r"\d[\d.,]*\s?(?P<after>[^\W\d_]+|[%€$£])|(?P<before>[€$£])\s?\d")


def asks_for_outcome(text: str) -> bool:
    """Whether the question asks what was agreed in the end, or what holds now.

    >>> asks_for_outcome("Welk tarief is het uiteindelijk?"), asks_for_outcome("What is due at the end of it?")
    (True, False)
    """
    return _OUTCOME.search(text) is not None


def is_quoted(sentence: Sentence) -> bool:
    """Whether a mail only repeats the sentence from an earlier one."""
    return QUOTED in sentence.passage.heading


def days_of(sentence: Sentence) -> frozenset[Date | str]:
    """The dates and times in a sentence."""
    return sentence.parsed.facts.dates | sentence.parsed.facts.times


def settles(question: ParsedText, new: Sentence, old: Sentence, *, is_agreed: bool) -> bool:
    """Whether a sentence of a newer mail states the amount or the date that the question is after, in place of `old`.

    A date must be one that an earlier mail names too (`is_agreed`), or stand beside a word of the question.
    """
    asked = question.word_set & old.parsed.word_set
    if not is_reply(new.passage.title) or 2 * len(asked - new.parsed.word_set - new.place.word_set) > len(asked):
        return False
    if _WHEN.search(question.text):
        is_about = is_agreed or bool(question.word_set & new.parsed.word_set)
        return bool(days_of(new)) and bool(days_of(old)) and is_about
    return bool(_measures(new.parsed) & _measures(old.parsed))


def _measures(said: ParsedText) -> set[str]:
    """What the numbers of a sentence count, but for dates ("28 March", "28 de marzo") and the like."""
    found = {(match["after"] or match["before"]).casefold() for match in _MEASURED.finditer(said.text)}
    return {stem(word) for word in found if word not in MONTHS and (len(word) > LONGEST_LINK or not word.isalpha())}
