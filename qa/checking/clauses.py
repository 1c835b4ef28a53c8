"""Splits a sentence into clauses that can be checked against different places. Pure."""

from __future__ import annotations

import re

from qa.text.parsed import ParsedText

# Where a clause can end: at a comma, a semicolon or a conjunction. A comma inside a number has no space after it.
_CUT = re.compile(
    r"(?P<mark>[;:,]\s+(?:(?:and|but|or|while|whereas|then|und|aber|oder|während|et|mais|ou|puis|y|pero|o)\s+)?"
    r"|\s+(?:and|but|while|whereas|then|und|aber|während|et|mais|puis|y|pero)\s+|[，；、]\s*)",
    re.IGNORECASE,
)
LEAST_WORDS = 2  # content words of a clause; fewer are joined to the clause before them
MOST = 20  # clauses; a longer list is not split, so that its check takes bounded time


def split_clauses(sentence: ParsedText) -> list[ParsedText]:
    """The clauses of a sentence. Each repeats the names of the clause before it if it has none of its own.

    Only the sentence itself if it cannot be split.

    >>> [clause.text for clause in split_clauses(ParsedText("Remove the tank, rinse it well and put the lid back."))]
    ['Remove the tank', 'rinse it well', 'put the lid back.']
    >>> [clause.text for clause in split_clauses(ParsedText("Today the X-200 costs 489 euros and weighs 12 kg."))]
    ['Today the X-200 costs 489 euros', 'weighs 12 kg. (x200)']
    """
    pieces: list[str] = []
    start = 0
    for match in [*_CUT.finditer(sentence.text), None]:
        if len(pieces) > MOST:
            return [sentence]
        end = match.start() if match else len(sentence.text)
        if len(ParsedText(sentence.text[start:end]).words) >= LEAST_WORDS:
            pieces.append(sentence.text[start:end])
            start = match.end() if match else end
        elif not match and pieces:
            pieces[-1] = sentence.text[sentence.text.rindex(pieces[-1]) :]
    if not 1 < len(pieces) <= MOST:
        return [sentence]
    clauses: list[ParsedText] = []
    names = ""
    for piece in pieces:
        clause = ParsedText(piece)
        own = ", ".join(sorted(clause.facts.names))
        clauses.append(clause if own or not names else ParsedText(f"{piece} ({names})"))
        names = own or names
    return clauses
