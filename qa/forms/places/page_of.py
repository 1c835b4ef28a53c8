"""Answers "on which page does it say …?" with the fact, if the rest of the question asks for one, and its page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.files.names import visible
from qa.evidence.gather import gather_evidence
from qa.forms.form import Request, bare
from qa.forms.quoting import conclude
from qa.forms.structure.documents import held_documents, named_documents
from qa.records import Answer, Piece, Question, Statement
from qa.text.messages import message
from qa.text.parsed import ParsedText
from qa.text.words import content_words

_PAGE = re.compile(
    r"(?:\b(?:on|at|in|auf|en|à|a|em|op|na) )?\b(?:which|what|welcher?|quell?e|qu[ée]|che|quale|qual|cuál|welke"
    r"|której|jakiej|какой|hangi) (?:page|seite|página|pagina|bladzijde|blz|stronie|странице|sayfada?)"
    r"(?:[ -]?(?:number|nummer))?\b"
    r"|\b(?:page number|seitenzahl)\b|(?:在)?(?:第几|哪一?|何|どの)(?:页|頁|ページ)(?:に|で|上)?|(?:في )?أي صفحة",
    re.IGNORECASE,
)
# What the other part of the question asks for. Where something stands is what the page answers.
_ASKS = re.compile(
    r"\b(?:what|when|who|whom|whose|why|how|was|wann|wer|wem|wen|wie|warum|wieviele?|combien|comment|pourquoi|quand|qui"
    r"|cuándo|quién|cómo|cuánt[oa]s?|quando|chi|come|quanto|quanti|quem|como|hoe|wie|wanneer|wat|kiedy|kto|jak|ile|когда"
    r"|кто|как|сколько)\b",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"^(?:[\s,;:.?]|\b(?:and|und|et|y|e|en|i|и|of|in|is|are|does|do|can|i|find|it|say|says|so|that|this|steht|stehen|das"
    r"|finde|ich|est|sont|está|se)\b)+|[\s,;:.?]+(?:and|und|et|y|e|en|i|и)?\s*$",
    re.IGNORECASE,
)


def asks_for_page(text: str) -> bool:
    """Whether the question asks on which page something stands."""
    found = _PAGE.search(text)
    return bool(found) and bool(content_words(_PAGE.sub(" ", text)))


def answer_page(request: Request) -> Iterator[Piece]:
    """Yield the answer to the rest of the question, or the likeliest sentence if it asks nothing else, and its page."""
    wanted, asks_more = _without_page(bare(request.text))
    question = replace(request.question, asked=wanted, searched=ParsedText(wanted))
    if not asks_more:
        named = named_documents(request.text, held_documents(request.index.documents(), request.within))
        within = [one.document_id for one in named] or request.within
        yield from _tell_place(replace(request, within=within), question)
        return
    for piece in request.ordinary(question):
        if not isinstance(piece, Answer):
            yield piece
            continue
        cited = [one for one in piece.statements if one.supported]
        places = [] if piece.abstained else _places(request, cited)
        text = "\n\n".join([piece.text, *(one.text for one in places)])
        yield "".join(f"\n\n{one.text}" for one in places)
        yield replace(
            piece, question=request.question.asked, text=text, statements=(*piece.statements, *places), form="place"
        )


def _tell_place(request: Request, question: Question) -> Iterator[Piece]:
    """Yield the likeliest sentence about the question, and its page."""
    hits = request.index.search(question.searched.text, k=request.settings.k, within=request.within)
    evidence = gather_evidence(question, hits, request.index, models=request.models, settings=request.settings)
    quotes = evidence.draft.quotes[:1]
    if not quotes or not evidence.prompt.sentences[0].parsed.word_set & question.searched.word_set:
        return
    places = _places(request, quotes)
    text = "\n\n".join(one.text for one in (*quotes, *places))
    yield text
    yield request.finish(text, (*quotes, *places), evidence.hits)


def _without_page(text: str) -> tuple[str, bool]:
    """The question without the words that ask for a page, and whether it asks for something else too.

    >>> _without_page("How long do sheep stay out, and what page says so?")
    ('How long do sheep stay out', True)
    >>> _without_page("On which page does it say how long sheep stay out?")
    ('how long sheep stay out', True)
    >>> _without_page("On which page is the frost watch?")
    ('the frost watch', False)
    """
    found = _PAGE.search(text)
    assert found
    before, after = (_LINKS.sub("", part) for part in (text[: found.start()], text[found.end() :]))
    if _ASKS.search(before) and content_words(before):
        return before, True
    if asks := _ASKS.search(after):
        return after[asks.start() :], True
    return f"{before} {after}".strip(), False


def _places(request: Request, cited: Sequence[Statement]) -> list[Statement]:
    """For each document that is cited, a sentence with the page of the words that are cited first."""
    found: dict[str, Statement] = {}
    for citation in (citation for statement in cited for citation in statement.citations):
        name = "no_page" if citation.page is None else "on_page"
        words = message(name, request.question.asked).format(page=citation.page, title=visible(citation.title))
        quoted = Statement(f"[{citation.number}]", (citation,), supported=True, score=1.0)
        found.setdefault(citation.document_id, conclude(words, [quoted]))
    return list(found.values())
