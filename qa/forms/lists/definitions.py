"""Counts and lists what a file of source code defines at its top level: its functions, classes and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.files.names import visible
from index.records import Document, Hit, Passage, Section
from qa.forms.form import Request, bare
from qa.records import Citation, Piece, Statement
from qa.text.markers import as_markers

SHOWN = 20  # definitions that are cited
_FUNCTION = (
    "functions?|funktionen|methods?|methoden|procedures?|subroutines?|fonctions?|méthodes?|funci[oó]n(?:es)?|métodos?"
    "|funzioni|metodi|funções|functies|methodes|funkcji|функци[йи]|函数|関数"
)
_CLASS = "class(?:es)?|klassen|structs?|types?"
_ASKED = re.compile(
    rf"(?:how many|(?:the |total )?(?:number|count) of|count(?: all)?(?: the)?|which|what|list(?: all)?(?: the)?"
    r"|name(?: all)?(?: the)?|wie ?viele|welche|anzahl(?: der| an)?|combien de|quelles|nombre de|cuánt[oa]s|qué"
    r"|número de|quant[ei]|quali|numero di|quant[oa]s|quais|hoeveel|welke|aantal|ile|сколько|有多少个?|有几个) ?"
    r"(?:(?:top[- ]level|global|public|different|oberste) )*"
    rf"(?:(?P<function>{_FUNCTION})|(?P<type>{_CLASS}))(?:\b|(?<=[数]))",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"function|method|procedure|subroutine|fonction|méthode|funci[oó]n|método|class|struct|type", re.IGNORECASE
)
_MODIFIERS = r"^(?:[a-z]+(?:\([a-z]+\))?[ \t]+)*?"
_FLAGS = re.MULTILINE | re.IGNORECASE
DEFINES = re.compile(rf"{_MODIFIERS}(?:def|function\*?|func|fun|fn|sub|proc)\b[^\n]*", _FLAGS)
_TYPE_LINE = re.compile(rf"{_MODIFIERS}(?:class|struct|interface|trait|enum|record|type)\b[^\n]*", _FLAGS)


def asks_for_definitions(text: str) -> bool:
    """Whether the question asks what a file of source code defines.

    >>> asks_for_definitions("How many functions are defined in helpers.inc.php?")
    True
    """
    return _asked(text) is not None


def _asked(text: str) -> re.Match[str] | None:
    """The match of a question for several. "Which function opens the valve?" asks for one."""
    match = _ASKED.match(bare(text))
    return None if match and _ONE.fullmatch(match["function"] or match["type"] or "") else match


def answer_definitions(request: Request) -> Iterator[Piece]:
    """Yield what the named file defines. Yield nothing if the question names no file, or the file defines nothing."""
    match = _asked(request.text)
    document = _named(request) if match else None
    if match is None or document is None:
        return
    pattern = DEFINES if match["function"] else _TYPE_LINE
    found = [
        (section.heading, *line.span()) for section in document.sections if (line := _line(document, section, pattern))
    ]
    if not found:
        return
    hits: dict[str, Hit] = {}
    citations: list[Citation] = []
    passages = request.index.passages(document.id)
    for _, start, end in found[:SHOWN]:
        for passage in (one for one in passages if one.start <= start and end <= one.end):
            hits.setdefault(passage.id, Hit(passage, 1.0, "lexical"))
            citations.append(_citation(list(hits).index(passage.id) + 1, passage, start, end))
    names = ", ".join(name for name, _, _ in found)
    markers = as_markers(range(1, len(hits) + 1))
    kind = "defines_functions" if match["function"] else "defines_classes"
    text = f"{request.say(kind, name=visible(document.id), n=len(found), names=names)} {markers}."
    yield text
    yield request.finish(text, [Statement(text, tuple(citations), supported=True, score=1.0)], tuple(hits.values()))


def _named(request: Request) -> Document | None:
    """The one document that the question names by its file name."""
    asked = request.text.casefold()
    names = [one.document_id for one in request.index.documents()]
    found = [name for name in names if name.rpartition("/")[2].casefold() in asked]
    allowed = [name for name in found if request.within is None or name in request.within]
    return request.index.document(allowed[0]) if len(allowed) == 1 else None


def _line(document: Document, section: Section, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """The match of the line that defines the function or class after which the section is named."""
    lines = pattern.finditer(document.text, section.start, section.end)
    name = re.compile(rf"\b{re.escape(section.heading)}\b")
    return next((line for line in lines if section.heading and name.search(line[0])), None)


def _citation(number: int, passage: Passage, start: int, end: int) -> Citation:
    return Citation(number, passage, passage.text[start - passage.start : end - passage.start], start, end)
