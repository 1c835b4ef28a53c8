"""Finds what the source says of another person beside their name: "Tonino, a ship's boy of fourteen". Pure."""

from __future__ import annotations

import re

from qa.text.facts import fold
from qa.text.parsed import ParsedText

_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]+"
_OF = re.compile(
    rf"(?P<name>{_NAME}(?: {_NAME}){{0,2}}), (?P<said>(?:an?|the|his|her|our|der|die|das|ein|eine|sein|seine|ihre?|une?"
    r"|le|la|il|lo|uno|una|el|een|de|het|uma?|os?) [^,.;:!?]{3,80})[,.;]"
)
_IS = re.compile(rf"(?P<who>{_NAME}(?: {_NAME}){{0,2}}) (?:is|was|works as|ist|war|est|était|è|era|es|fue|é|foi)\s")
_ENOUGH = 0.5  # of the new words of the statement


def other_person(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The name of whom the quote says what the statement says of somebody else. "" if nothing shows it.

    "With Bastiano there was Tonino, a ship's boy" does not say that Bastiano is a ship's boy.
    """
    about = _IS.match(statement.text)
    if about is None:
        return ""
    own = {fold(word) for word in about["who"].split()}
    new = statement.word_set - question.word_set - ParsedText(about["who"]).word_set
    for match in _OF.finditer(quote.text):
        said = new & ParsedText(match["said"]).word_set
        name = {fold(word) for word in match["name"].split()}
        if said and len(said) >= _ENOUGH * len(new) and not name & (own | statement.folded | question.folded):
            return match["name"]
    return ""
