"""Answers "how many chapters does it have?" by counting the numbered headings of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.files.names import visible
from index.records import Document
from qa.forms.form import Request, bare
from qa.forms.quoting import Quotes, conclude
from qa.forms.structure.documents import held_documents, named_documents
from qa.forms.structure.outline import outline
from qa.records import Piece

# Each kind of heading: its names in the singular, and its plurals as questions have them.
_KINDS = {
    "chapter": (
        r"chapter|kapitel|chapitre|cap[ií]tulo|capitolo|hoofdstuk|rozdział|глава",
        r"chapters|kapiteln?|chapitres|cap[ií]tulos|capitoli|hoofdstukken|rozdziałów|глав",
    ),
    "section": (
        r"section|abschnitt|secci[oó]n|sezione|seção|sectie|§",
        r"sections|abschnitten?|secciones|sezioni|seções|secties",
    ),
    "article": (r"article|artikel|art[ií]culo|articolo|artigo", r"articles|artikeln?|art[ií]culos|articoli|artigos"),
    "part": (r"part|teil|partie|parte|deel", r"parts|teilen?|parties|partes|parti|delen"),
    "clause": (r"clause|klausel|cláusula|clausola", r"clauses|klauseln|cláusulas|clausole"),
    "appendix": (
        r"appendix|annex|anhang|annexe|anexo|allegato|bijlage",
        r"appendi(?:ces|xes)|annexes|anhänge|anexos|allegati",
    ),
}  # fmt: skip
_ASKED = re.compile(
    r"(?:(?:and )?how many|(?:what is )?the (?:total )?number of|number of|count the|wie ?viele|combien de"
    r"|cu[aá]nt[oa]s|quant[eioa]s?|hoeveel|ile|сколько) (?:numbered )?(?:"
    + "|".join(rf"(?P<{kind}>{plural})" for kind, (_, plural) in _KINDS.items())
    + r")\b(?P<of>.*)",
    re.IGNORECASE,
)
_COUNTED = (
    r"(?P<number>\d{1,3}|[ivxlc]{1,7}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-h])(?![\w])"
)


def asks_how_many_headings(text: str) -> bool:
    """Whether the question asks how many chapters, sections or the like there are.

    >>> asks_how_many_headings("How many chapters does the book have?")
    True
    """
    return _ASKED.match(bare(text)) is not None


def answer_how_many_headings(request: Request) -> Iterator[Piece]:
    """Yield how many numbered headings of the kind the document has, the first and the last of them.

    Decline if several documents have them and the question names none, or if none has.
    """
    match = _ASKED.match(bare(request.text))
    if match is None:
        return
    kind = next(name for name in _KINDS if match[name])
    listings = held_documents(request.index.documents(), request.within)
    named = named_documents(match["of"], listings)
    documents = [request.index.document(one.document_id) for one in named or listings]
    counted = [(one, found) for one in documents if len(found := _headings(one, kind, is_named=bool(named))) > 1]
    if len(counted) != 1:
        return
    document, found = counted[0]
    quotes = Quotes(request.index)
    ends = [next(iter(found.values())), list(found.values())[-1]]
    quoted = [statement for start, end in ends if (statement := quotes.quote(document.id, start, end))]
    first, last = (" ".join(document.text[start:end].split()) for start, end in ends)
    headings = request.say("appendices" if kind == "appendix" else f"{kind}s")
    title = visible(document.title)
    words = request.say("has_headings", title=title, n=len(found), headings=headings, first=first, last=last)
    told = conclude(words, quoted)
    yield told.text
    yield request.finish(told.text, [told], quotes.hits)


def _headings(document: Document, kind: str, *, is_named: bool) -> dict[str, tuple[int, int]]:
    """The span of the first heading with each number, in order. A table of contents names the same numbers."""
    line = re.compile(rf"^[ \t#*]*(?:{_KINDS[kind][0]})\s+{_COUNTED}[^\n|]{{0,80}}", re.IGNORECASE | re.MULTILINE)
    found: dict[str, tuple[int, int]] = {}
    for match in line.finditer(document.text):
        found.setdefault(match["number"].casefold(), match.span())
    if not found and is_named and kind in ("chapter", "section"):  # "1 Setting up", "2 Loading"
        for entry in outline(document):
            if entry.number.isdigit():
                end = document.text.find("\n", entry.start)
                found.setdefault(entry.number, (entry.start, len(document.text) if end < 0 else end))
    return found
