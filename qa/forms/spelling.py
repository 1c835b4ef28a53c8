"""Corrects misspelt words of a question with words of the documents, if nothing else answers it, and says so.

A word is taken for misspelt if neither the documents nor the vocabulary of the embedder have it. The vocabulary has all
common words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from qa.forms.form import Request
from qa.forms.words.roots import FUNCTION_WORDS
from qa.records import Answer, Piece, Question
from qa.text.parsed import ParsedText
from qa.text.words import without_accents

LEAST_LETTERS = 5  # of a word that is corrected
ACCENTS_FROM = 12  # passages whose words are known
LONG = 8  # letters of a word in which two letters can be wrong
_WORD = re.compile(r"[^\W\d_]+")


def asks_anything(text: str) -> bool:
    """Whether the question has a word that could be misspelt."""
    return any(len(word) >= LEAST_LETTERS for word in _WORD.findall(text))


def answer_misspelt(request: Request) -> Iterator[Piece]:
    """Yield the ordinary answer; if there is none, that to the question without its spelling mistakes.

    Decline if no word is misspelt, or if the question depends on earlier ones.
    """
    if not request.question.stands_alone or not _strange(request, request.text):
        return
    first = None
    for piece in request.ordinary(request.question):
        first = piece if isinstance(piece, Answer) else None
        if not isinstance(piece, str | Answer):
            yield piece
    if first is None or not first.abstained or first.asks_back:
        yield from _whole(first)
        return
    corrected, said = correct(request, request.text)
    last = None
    for piece in request.ordinary(Question(request.question.asked, ParsedText(corrected))) if said else ():
        last = piece if isinstance(piece, Answer) else None
        if not isinstance(piece, str | Answer):
            yield piece
    if last and not last.abstained:
        yield from _whole(replace(last, text=f"{said}\n\n{last.text}"))
    else:
        yield from _whole(first)


def _whole(answer: Answer | None) -> Iterator[Piece]:
    if answer:
        yield answer.text
        yield answer


def correct(request: Request, text: str) -> tuple[str, str]:
    """The text with its misspelt words corrected, and a sentence that names them. If none is, the text and ""."""
    said = []
    for word in _strange(request, text):
        if better := _nearest(request, word):
            text = re.sub(rf"\b{re.escape(word)}\b", better, text)
            said.append(request.say("instead_of", better=better, word=word))
    return text, request.say("searched_for", words=", ".join(said)) if said else ""


def with_accents(request: Request, text: str) -> str:
    """The text with the accents that the documents write: "reunión" for "reunion"."""
    hits = request.index.search(text, ACCENTS_FROM, request.within)
    read = " ".join(f"{hit.passage.title} {hit.passage.heading} {hit.passage.text}" for hit in hits)
    words = {word.casefold() for word in _WORD.findall(read)}
    written = {without_accents(word): word for word in words if not word.isascii()}
    written = {bare: word for bare, word in written.items() if bare not in words}
    return _WORD.sub(lambda match: written.get(match[0].casefold(), match[0]), text)


def _strange(request: Request, text: str) -> list[str]:
    """The words that neither the documents nor the embedder's vocabulary have."""
    words = list(dict.fromkeys(word for word in _WORD.findall(text) if len(word) >= LEAST_LETTERS))
    words = [word for word in words if word.casefold() not in FUNCTION_WORDS]
    words = [word for word in words if word[1:].islower() or word.isupper()]  # openBox is a name in source code
    unknown = [word for word in words if len(request.models.embedder.token_starts(word)) > 1]
    return [word for word in unknown if not request.index.passages_with(word, request.within)]


def _nearest(request: Request, word: str) -> str:
    """The word of the documents that differs least, the most frequent of several; "" if none is near."""
    wanted = word.casefold()
    most = 2 if len(wanted) >= LONG else 1
    size = len(wanted) // (most + 1)
    parts = {wanted[size * n : size * (n + 1) or None] for n in range(most + 1)} | {wanted[-size:]}  # one is right
    found: Counter[str] = Counter()
    for part in parts:
        for passage in request.index.passages_with(part, request.within):
            found.update(w.casefold() for w in _WORD.findall(passage.text) if abs(len(w) - len(word)) <= most)
    near = [(distance(wanted, other), -count, other) for other, count in found.items() if other[0] == wanted[0]]
    best = min(near, default=(most + 1, 0, ""))
    return best[2] if 0 < best[0] <= most else ""


def distance(one: str, other: str) -> int:
    """How many letters must be added, left out, changed or swapped with the next to turn one word into the other.

    >>> distance("refnud", "refund"), distance("permitt", "permit"), distance("opning", "opening")
    (1, 1, 1)
    """
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
