"""Recognises questions for the documents of a kind, such as "How many loan agreements do we have?" Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from index.records import Listing
from qa.forms.library.library_words import TYPE_OF
from qa.forms.structure.documents import is_kind, qualifiers, same_kind, told_of
from qa.text.words import tokens

_MOST_QUALIFIERS = 4
_OF_TABLES = frozenset(TYPE_OF["spreadsheet"][1].split())  # "How many invoices are there?" counts rows of such a file
_DATES = re.compile(r"[\s?,;]+(?:and )?(?:(?:on|from|of) )?(?:which|what) dates?$", re.IGNORECASE)
_BY_THEMSELVES = frozenset(
    "meeting meetings sitzung sitzungen réunion réunions reunión reuniones riunione riunioni".split()
)
_OF_THEM = (
    r"(?:of )?(?:the |my |our |these |those )?(?:them|ones?|documents|files|papers)"
    r"(?: (?:we|you|i) (?:have|got)| in (?:here|the (?:folder|library|index|collection)))?"
)
_DOCUMENTS_ARE = re.compile(rf"(?:how many|which|what) {_OF_THEM} (?:are|is) (?:an? |the )?(?P<kind>.+)", re.IGNORECASE)
_HAVE = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        r"(?:how many|which|what|list|show(?: me)?|name)(?: all)?(?: (?:the|our|my))? (?P<kind>.+?)"
        r" (?:(?:that )?(?:do )?(?:we|you|i) have(?: got)?|have (?:we|you|i)(?: got)?|are there"
        r"|are (?:stored|held|kept|in (?:here|the (?:folder|library|index|collection))))"
        r"(?: here| in total| altogether)?",
        r"(?:do|have) (?:we|you|i) (?:have |got )?(?:any |some |an? )?(?P<kind>.+)",
        r"(?:wie viele|welche) (?P<kind>.+?) (?:haben wir|gibt es|hast du|habe ich|liegen vor)(?: hier| insgesamt)?",
        r"(?:combien de|quel(?:le)?s) (?P<kind>.+?) (?:avons[- ]nous|avez[- ]vous|as[- ]tu|y a-t-il|il y a)(?: ici)?",
        r"(?:cuánt[oa]s|qué) (?P<kind>.+?) (?:tenemos|tienes|hay)(?: aquí)?",
        r"(?:quant[ie]|quali|che) (?P<kind>.+?) (?:abbiamo|hai|ci sono)(?: qui)?",
        r"(?:hoeveel|welke) (?P<kind>.+?) (?:hebben we|heb je|zijn er)(?: hier)?",
        r"(?:quant[oa]s|que) (?P<kind>.+?) (?:temos|tens|há|existem)(?: aqui)?",
    )
)


def asks_for_kind(asked: str) -> bool:
    """Whether it asks which documents of a kind there are.

    >>> [asks_for_kind(text) for text in ("how many loan agreements do we have", "what is the invoice number")]
    [True, False]
    """
    return bool(_kind_of(asked))


def documents_called(asked: str, held: Sequence[Listing]) -> tuple[str, list[Listing]]:
    """The kind as asked, and the documents whose titles or file names tell it. No documents if that is open.

    One file alone, or one of tables, can be about such things: "invoices.csv" is no invoice.
    """
    phrase = _kind_of(asked)
    kind = next(filter(is_kind, map(str.casefold, tokens(phrase))), "")
    others = [word for word in qualifiers(phrase) if word.casefold() not in _BY_THEMSELVES]
    found = []
    for one in held:
        name = re.sub(r"[\W_]+", " ", f"{one.title} {PurePosixPath(one.document_id).stem}")
        is_it = any(same_kind(kind, word) for word in map(str.casefold, tokens(name)))
        if is_it and told_of(others, name) == len(others):
            found.append(one)
    if not _DOCUMENTS_ARE.fullmatch(_DATES.sub("", asked)):
        tables = [one for one in found if PurePosixPath(one.document_id).suffix.lower() in _OF_TABLES]
        found = [] if tables or len(found) < 2 else found
    return phrase, found


def _kind_of(asked: str) -> str:
    """The kind of documents that the question asks for; "" if it asks for something else."""
    asked = _DATES.sub("", asked)
    match = next(filter(None, (rule.fullmatch(asked) for rule in (_DOCUMENTS_ARE, *_HAVE))), None)
    if not match:
        return ""
    words = [word.casefold() for word in tokens(match["kind"])]
    kinds = [word for word in words if is_kind(word)]
    is_plain = len(qualifiers(match["kind"])) <= _MOST_QUALIFIERS and not set(words) & TYPE_OF.keys()
    return match["kind"] if len(kinds) == 1 and is_plain else ""
