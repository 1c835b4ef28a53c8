"""Answers "on which page does it say …?" with the fact, if the rest of the question asks for one, and its page.

"In which section …?" is answered likewise, with the heading.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial

from index.files.names import visible
from index.text.headings import innermost
from index.text.sentences import sentence_spans
from qa.evidence.gather import gather_evidence
from qa.forms.form import Request, bare
from qa.forms.quoting import Quotes, blocks, conclude
from qa.forms.structure.documents import held_documents, named_documents
from qa.forms.structure.outline import outline
from qa.forms.words.roots import FUNCTION_WORDS, roots
from qa.records import Answer, Citation, Piece, Question, Statement
from qa.text.parsed import ParsedText
from qa.text.quotes import one_line
from qa.text.words import content_words

_WHICH = (
    r"(?:\b(?:on|at|in|under|auf|unter|en|à|a|em|op|na|dans|sous|bajo|sotto|onder) )?\b(?:wh?ich|what|welche[rsmn]?"
    r"|quell?e?|qu[ée]|che|quale|qual|cuál|welke?|której|jakiej|какой|hangi) "
)
_PAGE = re.compile(
    _WHICH + r"(?:page|seite|página|pagina|bladzijde|blz|stronie|странице|sayfada?)(?:[ -]?(?:number|nummer))?\b"
    r"|\b(?:page number|seitenzahl)\b|(?:在)?(?:第几|哪一?|何|どの)(?:页|頁|ページ)(?:に|で|上)?|(?:في )?أي صفحة",
    re.IGNORECASE,
)
# Only where it is asked what a section says: "which article is the cheapest?" is about goods.
_SECTION = re.compile(
    _WHICH + r"(?:section|chapter|clause|article|paragraph|abschnitt|kapitel|artikel|absatz|paragraf(?:en|o)?|ziffer"
    r"|chapitre|clause|paragraphe|sección|capítulo|artículo|cláusula|apartado|párrafo|sezione|capitolo|articolo"
    r"|paragrafo|hoofdstuk|paragraaf|sectie|seção|artigo)"
    r"\b(?=.{0,40}\b(?:says?|states?|tells?|deals?|find|stands?|steht|stehen"
    r"|sagt|regelt|dit|parle|trouve|indique|prévoit|pone|dice|habla|encuentro|trata"
    r"|consta|parla|trovo|si trova|staat|zegt|vind"
    r"|diz|está)\b)",
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
    r"^(?:[\s,;:.?]|\b(?:and|und|et|y|e|en|i|и|of|in|is|are|does|do|can|i|find|it|say|says|so|that|this|steht|stehen"
    r"|das|dass|pone|que|dice|il|dit|qu|finde|ich|est|sont|está|se)\b)+|[\s,;:.?]+(?:and|und|et|y|e|en|i|и)?\s*$",
    re.IGNORECASE,
)

# How to do something: it has no fact, such as an amount, that would have to be told.
_ASKS_HOW = re.compile(
    r"^\W*(?:how (?:to|do|does|can|could|should|must|i|you|we|one)|what (?:to|i|you|we|do i|should i|must i)"
    r"|wie (?:ich|man|wir|kann|soll|muss|der|die|das|den|mein\w*)|comment|cómo|come|como"
    r"|hoe (?:ik|je|men|we|kan|moet|de|het))"
    r"\b(?!.*\b(?:hei(?:ß|ss)t|appelle|llama|chiama|chama|heet|called)\b)",
    re.IGNORECASE,
)
_ASKS_WHO = re.compile(
    r"\W*(?:who|wer|we[nm]|qui|quién(?:es)?|chi|quem|wie (?:is|zijn|heeft|doet|moet|mag|zorgt|regelt))\b", re.IGNORECASE
)
_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_NAME = re.compile(
    rf"(?<![\w-])(?:(?P<title>Mrs?|Ms|Dr|Prof|Herrn?|Frau|M|Mme|Mlle|Sr|Sra|Sig|Dhr|Mevr)\.? {_CAPITAL}\w+"
    rf"|(?:[dlDL]['’])?(?P<first>{_CAPITAL}[\w-]*\.?)(?: (?:van|von|de|der|den|del|della|da|di|du|la|le|ten)){{0,2}}"
    rf" {_CAPITAL}[\w’'-]+)"
)
# A sentence that only tells who or what was meant: "In our club, that is Odile Marchetti."
_IS_MEANT = re.compile(
    r"\b(?:(?:that|this|it|he|she|who)(?: is|['’]s)|currently|at present|(?:das|dies|er|sie|es) ist"
    r"|ist (?:das|dies|es|dafür)|c['’]est|ce sont|il s['’]agit|es|se trata|è|si tratta|é|trata-se"
    r"|(?:dat|dit|hij|zij) is|is (?:dat|dit))\b",
    re.IGNORECASE,
)
LONG = 4  # letters of a root that can begin a compound


def asks_for_page(text: str) -> bool:
    """Whether the question asks on which page, or in which section, something stands."""
    return any(one.search(text) and content_words(one.sub(" ", text)) for one in (_PAGE, _SECTION))


def answer_page(request: Request) -> Iterator[Piece]:
    """Yield the answer to the rest of the question, or the likeliest sentence if it asks nothing else, and its page.

    If nothing tells how to do what is asked, but a section is headed by words of the question, it is there.
    """
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
        elif piece.abstained:
            headed = _headed(request, wanted) if _ASKS_HOW.search(wanted) else None
            yield headed or replace(piece, question=request.question.asked, form="place")
        else:
            cited = [one for one in piece.statements if one.supported]
            told = [*person_beside(cited)] if _ASKS_WHO.match(wanted) else []
            added = [*told, *_places(request, cited)]
            yield "".join(f"\n\n{one.text}" for one in added)
            text = "\n\n".join([piece.text, *(one.text for one in added)])
            statements = (*piece.statements, *added)
            yield replace(piece, question=request.question.asked, text=text, statements=statements, form="place")


def person_beside(cited: Sequence[Statement]) -> Iterator[Statement]:
    """The sentence after the first one cited that tells which person that is, if none of those cited names one.

    "It is packed by a person with a certificate. In our club that is Odile Marchetti."
    """
    citations = [citation for one in cited for citation in one.citations]
    if not citations or any(names_person(one.quote) for one in citations):
        return
    first = citations[0]
    passage, at = first.passage, first.start - first.passage.start
    spans = sentence_spans(passage.text)
    for start, end in [span for span in spans if span[0] > at][:1]:
        quote = passage.text[start:end]
        if _IS_MEANT.search(quote) and names_person(quote):
            found = Citation(first.number, passage, quote, passage.start + start, passage.start + end)
            words = f"“{one_line(quote)}” [{first.number}]"
            yield Statement(words, (found,), supported=True, score=1.0, verbatim=True)


def names_person(sentence: str) -> bool:
    """Whether the sentence has two words side by side that look like the name of a person, or a name with a title.

    >>> names_person("Au club, il s’agit d’Odile Marchetti."), names_person("Das Rettungsgerät packt ein Fachmann.")
    (True, False)
    """
    found = _NAME.finditer(sentence)
    return any(match["title"] or match["first"].casefold() not in FUNCTION_WORDS for match in found)


def _headed(request: Request, wanted: str) -> Answer | None:
    """Where the section begins whose heading has only words of the question, and the most of them."""
    hits = request.index.search(wanted, request.settings.k, request.within)
    asked = set(roots(wanted))
    found = []
    for document_id in dict.fromkeys(hit.passage.document_id for hit in hits):
        document = request.index.document(document_id)
        for entry in outline(document):
            own = set(roots(entry.name)) - set(roots(document.title))
            if own and all(map(partial(_is_among, asked), own)):
                found.append((len(own), entry.end - entry.start, document, entry))
    for *_, document, entry in sorted(found, key=lambda one: one[:2], reverse=True):
        quotes = Quotes(request.index)
        for start, end in blocks(document, entry.start, entry.end):
            is_heading = one_line(document.text[start:end]).strip("*# .").endswith(entry.name)
            quoted = None if is_heading else quotes.quote(document.id, start, end)
            if quoted:
                told = [quoted, *_places(request, [quoted])]
                return request.finish("\n\n".join(one.text for one in told), told, quotes.hits)
    return None


def _is_among(asked: Collection[str], word: str) -> bool:
    """Whether the question has the word, or a compound that begins with it: "Sommerpause" for "Sommer"."""
    return word in asked or (len(word) >= LONG and any(one.startswith(word) for one in asked))


def _tell_place(request: Request, question: Question) -> Iterator[Piece]:
    """Yield the likeliest sentence about the question, and its page."""
    hits = request.index.search(question.searched.text, k=request.settings.k, within=request.within)
    evidence = gather_evidence(question, hits, request.index, models=request.models, settings=request.settings)
    quotes = evidence.draft.quotes[:1]
    said = ParsedText(quotes[0].citations[0].quote).word_set if quotes else frozenset[str]()
    if not said & question.searched.word_set:
        if headed := _headed(request, question.searched.text):
            yield headed
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
    found = _PAGE.search(text) or _SECTION.search(text)
    assert found
    before, after = (_LINKS.sub("", part) for part in (text[: found.start()], text[found.end() :]))
    if _ASKS.search(before) and content_words(before):
        return before, True
    if asks := _ASKS.search(after):
        return after[asks.start() :], True
    return f"{before} {after}".strip(), False


def _places(request: Request, cited: Sequence[Statement]) -> list[Statement]:
    """For each document that is cited, a sentence with the page or section of the words that are cited first."""
    found: dict[str, Statement] = {}
    for citation in (citation for statement in cited for citation in statement.citations):
        heading = innermost(citation.passage.heading)
        name = "no_page" if citation.page is None else "on_page"
        name = "in_section" if heading and not _PAGE.search(request.text) else name
        words = request.say(name, page=citation.page, title=visible(citation.title), heading=heading)
        quoted = Statement(f"[{citation.number}]", (citation,), supported=True, score=1.0)
        found.setdefault(citation.document_id, conclude(words, [quoted]))
    return list(found.values())
