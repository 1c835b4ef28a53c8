"""Says that a quoted phrase or a code of the question occurs nowhere, because similar words would be something else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.forms.form import Request
from qa.forms.places.mentions import PHRASE, passages_saying
from qa.forms.structure.documents import held_documents
from qa.records import Piece

# A code counts only after a word such as "error", as in "error E42". Others, such as "Q3", can be written in words.
_CODE = re.compile(
    r"\b(?:error|fault|code|article|part|item|invoice|order|serial|fehler|fehlercode|artikel|teil|rechnung)"
    r"(?:[ -](?:code|number|no\.?|nr\.?|nummer))? (?P<code>(?=[\w/-]*\d)(?=[\w/-]*[A-Za-z])[A-Za-z0-9][\w/-]*)",
    re.IGNORECASE,
)


def names_exact_words(text: str) -> bool:
    """Whether the question has a phrase in quotation marks or a code."""
    return bool(PHRASE.search(text) or _CODE.search(text))


def answer_exact(request: Request) -> Iterator[Piece]:
    """Yield that the words occur nowhere. Decline if they occur, or if they are the name of a document."""
    phrases = [match["phrase"].strip() for match in PHRASE.finditer(request.text)]
    codes = [match["code"] for match in _CODE.finditer(request.text)]
    names = " ".join(
        f"{one.document_id} {one.title}" for one in held_documents(request.index.documents(), request.within)
    ).casefold()
    for words in [*phrases, *codes]:
        if words.casefold() not in names and not any(passages_saying(request, form) for form in _writings(words)):
            yield request.abstain(request.say("not_mentioned", phrase=words))
            return


def _writings(words: str) -> Iterator[str]:
    """The words as written, and a code with and without its hyphens and spaces: E42, E-42, E 42."""
    yield words.rstrip(".,;:!?")
    parts = re.findall(r"[A-Za-z]+|\d+", words)
    if len(parts) > 1 and " " not in words:
        yield from ("".join(parts), "-".join(parts), " ".join(parts))
