"""Answers "who wrote X?", "when was X written?" and "which documents did Ada write?" from what the files state.

A file can state its author at its beginning, as "author: Ada", or in its properties. Otherwise this form declines: the
text can say it in another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.files.names import visible
from index.records import Listing
from qa.forms.form import Request, bare
from qa.forms.library.metadata import documents_meant
from qa.forms.library.stated import find_stated
from qa.forms.quoting import Quotes
from qa.forms.structure.documents import held_documents
from qa.forms.words.roots import roots
from qa.records import Piece, Statement

SHOWN = 50  # documents
_GIVEN = r"(?:is|was|are|were)(?: (?:given|named|listed|stated|shown|entered|down|registered|recorded))?"
_WHO = re.compile(
    r"who(?: has)? (?:wrote|written|authored|drafted|prepared|created) (?P<a>.+)|by whom (?:was|is) (?P<b>.+?) written"
    rf"|who {_GIVEN}(?: as)?(?: the)? authors? (?:of|for|on|in) (?P<c>.+)"
    rf"|who['’]s(?: (?:given|named|listed|down))?(?: as)?(?: the)? authors? (?:of|for|on|in) (?P<k>.+)"
    r"|wer hat (?P<d>.+?) (?:geschrieben|verfasst|erstellt)"
    r"|wer (?:ist|steht|wird) (?:(?:der|die|als) )?(?:autor|verfasser)(?:in)? (?:von |des |der |bei |für )?(?P<e>.+?)"
    r"(?: (?:genannt|angegeben|eingetragen))?"
    r"|von wem (?:ist|stammt) (?P<f>.+)"
    r"|qui a (?:écrit|rédigé) (?P<g>.+)|qui est (?:indiqué comme )?(?:l['’])?auteure? (?:de |du |des )(?P<h>.+)"
    r"|quién (?:escribió|redactó) (?P<i>.+)|quién (?:es|figura como) (?:el |la )?autora? (?:de |del )(?P<j>.+)"
    r"|chi ha (?:scritto|redatto) (?P<l>.+)"
    r"|chi (?:è|figura come) (?:l['’])?aut(?:ore|rice) (?:di |del\w*['’ ]?)(?P<m>.+)"
    r"|quem (?:escreveu|redigiu) (?P<n>.+)|quem (?:é|consta como) (?:o |a )?autora? (?:de |do |da )(?P<o>.+)"
    r"|wie heeft (?P<p>.+?) (?:geschreven|opgesteld|gemaakt)"
    r"|wie (?:is|staat) (?:de |als )?auteur (?:van |bij )(?P<q>.+)",
    re.IGNORECASE,
)
_CHANGED_BY = re.compile(
    r"who (?:last |has last )?(?:changed|edited|modified|updated|saved) (?P<a>.+?)(?: last)?"
    r"|wer hat (?P<b>.+?) zuletzt (?:geändert|bearbeitet|gespeichert)",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"when (?:was|were) (?P<a>.+?) (?:written|created|drafted|made)|wann wurde (?P<b>.+?) (?:geschrieben|verfasst"
    r"|erstellt)"
    r"|quand (?P<c>.+?) a-t-il été (?:écrit|créé)|cuándo se (?:escribió|creó) (?P<d>.+)",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:which|what|how many) (?:documents?|files?|reports?|notes?)(?: were| was| are| is)? (?:(?:written|authored"
    r"|made) )?"
    r"by (?P<a>.+)|(?:which|what|how many) (?:documents?|files?|reports?|notes?) (?:did|has) (?P<b>.+?) (?:write"
    r"|written)"
    r"|(?:welche|wie viele) (?:dokumente|dateien) (?:hat|sind von) (?P<c>.+?)(?: geschrieben| verfasst)?"
    r"|(?:list|show)(?: me)?(?: all)? (?:documents|files) (?:written )?by (?P<d>.+)",
    re.IGNORECASE,
)
_AND_WHEN = re.compile(  # "who wrote it, and when?"
    r",?\s+(?:and|und|et|y) (?:when|von wann|wann|de quand|quand|de cuándo|cuándo)\b.*$", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:the|this|that|my|our|der|die|das|den|dem|les?|la|el|los|las) ", re.IGNORECASE)
_TOLD = {"author": "author_is", "changer": "changer_is", "day": "created_on"}  # the message for what is asked


def asks_for_author(text: str) -> bool:
    """Whether the question asks who wrote a document, or when, or which documents somebody wrote."""
    asked = _AND_WHEN.sub("", bare(text).lstrip("¿ "))
    return any(rule.fullmatch(asked) for rule in (_WHO, _CHANGED_BY, _WHEN, _BY))


def answer_author(request: Request) -> Iterator[Piece]:
    """Yield what the documents state. Decline if they are not named, or if they do not state it."""
    said = bare(request.text).lstrip("¿ ")
    asked = _AND_WHEN.sub("", said)
    listings = held_documents(request.index.documents(), request.within)
    if match := _BY.fullmatch(asked):
        yield from _documents_by(request, next(filter(None, match.groups())), listings)
        return
    rules = (("author", _WHO), ("changer", _CHANGED_BY), ("day", _WHEN))
    kind, match = next((kind, found) for kind, rule in rules if (found := rule.fullmatch(asked)))
    named = documents_meant(request, _ARTICLE.sub("", next(filter(None, match.groups())).strip()), listings)
    quotes = Quotes(request.index)
    kinds = dict.fromkeys((kind, "day") if asked != said else (kind,))
    stated = (_stated(request, quotes, listing, each, named) for listing in named for each in kinds)
    statements = [one for one in stated if one]
    if statements:
        text = "\n\n".join(one.text for one in statements)
        yield text
        yield request.finish(text, statements, quotes.hits)


def _stated(
    request: Request, quotes: Quotes, listing: Listing, kind: str, named: Sequence[Listing]
) -> Statement | None:
    """The sentence with what the document states, citing the line. Documents of the same name are shown with paths."""
    document = request.index.document(listing.document_id)
    found = find_stated(document, kind)
    if found is None:
        return None
    start, end, value = found
    is_only = sum(one.title == listing.title for one in named) == 1
    name = visible(listing.title if is_only else listing.document_id)
    words = request.say(_TOLD[kind], name=name, person=visible(value), day=visible(value))
    return quotes.quote(document.id, start, end, words)


def _documents_by(request: Request, name: str, listings: Sequence[Listing]) -> Iterator[Piece]:
    """Yield the documents whose stated author has all words of the name."""
    wanted = set(roots(name))
    quotes = Quotes(request.index)
    statements = []
    for listing in listings:
        document = request.index.document(listing.document_id)
        found = find_stated(document, "author")
        if found and wanted and wanted <= set(roots(found[2])):
            words = f"{visible(listing.document_id)} ({visible(found[2])})"
            statements += [one] if (one := quotes.quote(document.id, found[0], found[1], words)) else []
    if statements:
        head = request.say("documents_by", n=len(statements))
        text = "\n".join([head, "", *(f"- {one.text}" for one in statements[:SHOWN])])
        yield text
        yield request.finish(text, statements[:SHOWN], quotes.hits)
