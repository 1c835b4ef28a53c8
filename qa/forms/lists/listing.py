"""Answers "list the ..." and "what are all ...": every item that the documents hold, each with its source.

If the documents themselves have such a list, a table or an outline, its items are taken as they stand, without a model.
Otherwise the model names the items of the passages (`extract`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.records import Document, Listing
from qa.forms.form import Request
from qa.forms.lists.cast import asks_for_characters, find_characters, names_part
from qa.forms.lists.extract import extract_items
from qa.forms.quoting import Quotes
from qa.forms.structure.documents import held_documents, named_documents
from qa.forms.structure.outline import outline
from qa.forms.structure.topic import Fit, Topic, enumerated, fitting_lists
from qa.forms.structure.written_lists import cells
from qa.forms.words.negation import find_negated
from qa.forms.words.roots import roots
from qa.records import Piece, Statement
from qa.text.quotes import one_line
from qa.text.words import content_words

KINDS = ("rows", "bulleted", "numbered")
SHOWN = 200  # the most items that are shown; the others are only counted
SEARCHED = 24  # passages; the lists of their documents are looked at

_STEPS = frozenset(roots("steps schritte étapes pasos passi passos stappen kroki"))

Span = tuple[str, int, int]  # document id, start, end
Found = tuple[list[Span], str]  # the places of an item, and the words that show it; "": as a quotation

_ALL = r"(?:all(?: of)?(?: the)?|every|each|the|any|both|some of the|my|our|your|its|their)"
_PLEASE = r"(?:please |can you |could you |would you )*"
_EXPLICIT = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"{_PLEASE}(?:list|enumerate|itemi[sz]e)(?: out)?(?: me| for me)? (?:{_ALL} )*(?P<x>.+)",
        rf"{_PLEASE}(?:name|give me|show me|tell me|find)(?: a (?:full |complete )?list of| all(?: of)?| every)"
        rf" (?:{_ALL} )*(?P<x>.+)",
        rf"{_PLEASE}name (?:{_ALL} )+(?P<x>[\w -]+s\b.*)",
        rf"(?:what|which|who) (?:are|were) (?:all(?: of)?) (?:{_ALL} )*(?P<x>.+)",
        r"(?:what|which) (?:are|were) the (?P<x>(?:\w+[ -]){0,3}?\w+(?<!s)s\b.*)",
        r"(?:bitte )?(?:nenne|liste|zähle|zeige?|gib)(?: mir)?(?: bitte)?"
        r" (?:alle|sämtliche|die|eine liste (?:aller|der)) (?P<x>.+?)(?: auf)?",
        rf"{_PLEASE}(?:make|write|compile|draw up|prepare|i (?:want|need)|i(?:['’]d"
        rf"| would) like)(?: me| us)? (?:a|the)"
        rf" (?:full |complete )?list (?:of|with) (?:{_ALL} )*(?P<x>.+)",
        r"(?:kannst du |können sie )?(?:mir )?(?:bitte )?(?:mach|erstelle?|schreibe?"
        r"|gib)?(?: mir)?(?: bitte)? ?eine liste"
        r" (?:der|von|mit|aller) (?P<x>.+?)(?: (?:machen|erstellen|geben))?",
        r"(?:kannst du |können sie )(?:mir )?(?:bitte )?(?:alle|die"
        r"|sämtliche) (?P<x>.+?) (?:auflisten|aufzählen|nennen)",
        r"(?:peux-tu |pouvez-vous )?(?:me )?(?:fais|faire|faites|donne|donner|donnez|dresse"
        r"|lister)(?:-moi)?(?: (?:une|la) liste)?"
        r" (?:des|de tous les|de toutes les|tous les|toutes les) (?P<x>.+)",
        r"(?:podrías |puedes |me )*(?:hacerme|hazme|haz|dame|darme|hacer)(?: una| la) lista (?:de|con) (?:tod[oa]s )?"
        r"(?:l[oa]s )?(?P<x>.+)",
        r"(?:was|welche) sind (?:alle|die|sämtliche) (?P<x>.+)",
        r"(?:enumera|lista|nombra|dime|cuáles son) (?:tod[oa]s )?(?:l[oa]s )?(?P<x>.+)",
        r"(?:énumère|liste|nomme|cite|quel(?:le)?s sont) (?:tou(?:te)?s )?(?:les )?(?P<x>.+)",
        r"(?:(?:mi )?(?:elenca(?:mi)?|elenchi|nomina|nomini)|fammi (?:un |l['’])elenco d(?:i|ei|egli|elle))"
        r" (?:tutt[ie] )?(?:i |gli |le )?(?P<x>.+)",
        r"(?:enumere?|enumera|liste) (?:tod[oa]s )?(?:[oa]s )?(?P<x>.+)",
        r"(?:noem|som)(?: mij| me)? (?:alle |de )(?P<x>.+?)(?: op)?",
    )
)
# People are seldom a list of their own: the model names them.
_PEOPLE = re.compile(
    r"who (?:are|were) (?:all )?(?:of )?(?:the |its |these )?"
    r"(?P<a>(?:\w+ )?(?:characters|people|persons|protagonists)\b.*)"
    r"|(?:what|which) (?P<b>(?:characters|people|persons|names)\b.*? (?:appear|occur|mentioned|named|come up)\b.*)"
    r"|who (?P<c>(?:all )?(?:appears|is mentioned|is named|occurs) in .+)"
    r"|welche (?P<d>(?:personen|figuren|charaktere|namen|leute)\b.*)"
    r"|wer (?P<e>(?:kommt|tritt|wird) .+ (?:vor|auf|erwähnt|genannt))"
    r"|wer sind (?:alle )?die (?P<i>(?:personen|figuren|charaktere|rollen)\b.*)"
    r"|(?:quels (?:sont )?(?:tous )?(?:les )?|qui sont (?:tous )?les )(?P<f>personnages\b.*)|qui (?P<j>(?:apparaît"
    r"|joue) dans .+)"
    r"|(?:qué|cuáles son (?:todos )?los|quiénes son (?:todos )?los) (?P<g>personajes\b.*)"
    r"|quién(?:es)? (?P<k>(?:sale|aparece)n? en .+)"
    r"|(?:quali (?:sono )?(?:tutti )?(?:i )?|chi sono (?:tutti )?i |(?:mi )?(?:elenca(?:mi)?|elenchi) (?:tutti )?i )"
    r"(?P<l>personaggi\b.*)|chi (?P<m>(?:compare"
    r"|appare) .+)"
    r"|(?:quais (?:são )?(?:tod[oa]s )?(?:[oa]s )?|que |quem são (?:tod[oa]s )?[oa]s )(?P<n>personagens\b.*)"
    r"|(?:welke|wie zijn (?:alle )?de|wat zijn de) (?P<o>(?:personages|personen|figuren)\b.*)"
    r"|wie (?P<p>komen er .+ voor)",
    re.IGNORECASE,
)
# "Which risks does the plan name?": a list if the documents have one; otherwise a fact.
_PLURAL = re.compile(
    r"(?:what|which) (?P<x>(?:\w+[ -]){0,2}?(?:\w+(?<!s)s|children|people|women|men)\b"
    r" (?:are|were|does|do|did|has|have|had|can|must|may|should|will|of|in|for)\b.*)"
    r"|welche (?P<y>(?:\w+[ -]){0,2}?\w+(?:(?<!s)s|en)\b (?:gibt|hat|haben|wurden|werden|sind|nennt|muss)\b.*)",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.?!])\s+")
_OUTLINE = frozenset(content_words("chapters sections headings contents topics kapitel abschnitte überschriften"))
_EMPTY = re.compile(r"(?:them|them all|these|those|it|all|names?|the names|everything)\W*", re.IGNORECASE)


def find_topic(text: str) -> tuple[str, bool] | None:
    """What the question wants a list of, and whether it says so explicitly. None if it wants no list."""
    if people := _PEOPLE.fullmatch(text.strip(" ?!.¿")):
        return next(filter(None, people.groups())), True
    explicit, phrases = False, []
    for sentence in _SENTENCES.split(" ".join(text.split())):
        asked = sentence.strip(" ?!.¿¡")
        match = next(filter(None, (rule.fullmatch(asked) for rule in _EXPLICIT)), None)
        explicit = explicit or match is not None
        plural = None if match else _PLURAL.fullmatch(asked)
        found = match or plural
        phrases.append(
            next(filter(None, found.groups()))
            if found
            else re.sub(
                r"^(?:what|which|who"
                "|welche) ",
                "",
                asked,
                flags=re.IGNORECASE,
            )
        )
        if not found and len(phrases) == 1 and len(asked.split()) > 15:
            return None
    if explicit or (len(phrases) == 1 and _PLURAL.fullmatch(text.strip(" ?!."))):
        kept = [phrase for phrase in phrases if not _EMPTY.fullmatch(phrase)]
        return " ".join(kept or phrases), explicit
    return None


def asks_for_list(text: str) -> bool:
    """Whether the question asks for a list, or seems to."""
    return find_topic(text) is not None


def answer_list(request: Request) -> Iterator[Piece]:
    """Yield the items. If the question only seems to ask for a list and the documents have none, decline."""
    asked = find_topic(request.text)
    if asked is None:
        return
    phrase, explicit = asked
    listings = held_documents(request.index.documents(), request.within)
    named = named_documents(phrase, listings)
    documents = candidate_documents(request, phrase, named)
    found = _from_outline(phrase, documents) if named or len(listings) == 1 else []
    found = found or _written_out(Topic.of(phrase), documents)
    if named and not found:  # a title in the question can be the topic of the list and not its document
        found = _written_out(Topic.of(phrase), candidate_documents(request, phrase, ()))
    if found and not find_negated(request.text):  # all items of a list do not answer which of them have not
        yield from show_items(request, found)
    elif explicit and asks_for_characters(phrase) and not names_part(phrase) and (speakers := _speakers(documents)):
        yield from show_items(request, speakers)
    elif explicit and _STEPS.isdisjoint(roots(phrase)[:1]):  # if no steps were found, other things are none
        said = request.text.casefold()
        titled = [one.document_id for one in named if " " in one.title and one.title.casefold() in said]
        yield from extract_items(replace(request, within=titled) if titled else request, phrase)


def _speakers(documents: Sequence[Document]) -> list[Found]:
    """Those who speak in the plays among the documents, each with the sentence that introduces them."""
    characters = ((document, *one) for document in documents for one in find_characters(document))
    return [([(d.id, a, b)], f"{name}: “{one_line(d.text[a:b])}”") for d, name, a, b in characters]


def _written_out(topic: Topic, documents: Sequence[Document]) -> list[Found]:
    """The items that the documents write as a list, a table, or one cell of a table."""
    found = _from_lists(fitting_lists(topic, documents, KINDS, by_items=False))
    found = found or [([(d.id, *span)], "") for d in documents for span in enumerated(topic, d)]
    return found or _from_lists(fitting_lists(topic, documents, KINDS, by_items=True))


def candidate_documents(request: Request, phrase: str, named: Sequence[Listing]) -> list[Document]:
    """The documents that the question names; otherwise those of the best passages."""
    ids = [one.document_id for one in named]
    if not ids:
        hits = request.index.search(phrase, SEARCHED, request.within)
        ids = list(dict.fromkeys(hit.passage.document_id for hit in hits))
    return [request.index.document(document_id) for document_id in ids]


def _from_outline(phrase: str, documents: Sequence[Document]) -> list[Found]:
    """The chapters of the documents, if the question asks for chapters."""
    if not _OUTLINE & set(content_words(phrase)):
        return []
    found: list[Found] = []
    for document in documents:
        entries = outline(document)
        entries = [one for one in entries if one.number] or [one for one in entries if one.name != document.title]
        top = min((one.level for one in entries), default=0)
        for one in entries:
            start = document.text.find(one.name, one.start, one.end)
            if one.level == top and start >= 0:
                found.append(([(document.id, start, start + len(one.name))], one.title))
    return found


def _from_lists(fits: Sequence[Fit]) -> list[Found]:
    """The items of the lists without repetitions, each with all its places."""
    found: dict[str, Found] = {}
    for fit in fits:
        for item in fit.list.items:
            text = fit.document.text[item.words : item.end]
            shown = show_row(text) if fit.list.kind == "rows" else f"“{one_line(text)}”"
            spans, _ = found.setdefault(shown.casefold(), ([], shown))
            spans.append((fit.document.id, item.words, item.end))
    return list(found.values())


def show_row(row: str) -> str:
    """A row of a table as an item: its first cell, then the others with their columns."""
    first, *others = cells(row).items()
    rest = "; ".join(f"{column}: {value}" if not column.startswith("#") else value for column, value in others)
    return one_line(f"{first[1]} ({rest})" if rest else first[1])


def show_items(request: Request, found: Sequence[Found], *, numbered: bool = False, head: str = "") -> Iterator[Piece]:
    """Yield the answer that shows the items, one a line."""
    quotes = Quotes(request.index)
    statements: list[Statement] = []
    lines = []
    for spans, shown in found[:SHOWN]:
        if statement := quotes.cite(spans, shown):
            statements.append(statement)
            lines.append(f"{len(statements)}. {statement.text}" if numbered else f"- {statement.text}")
    documents = len({span[0] for spans, _ in found for span in spans})
    if len(found) > SHOWN:
        lines.append(f"- {request.say('and_more', n=len(found) - SHOWN)}")
    head = head or request.say("found_there", n=len(found), where=request.say("in_documents", n=documents))
    text = f"{head}\n\n" + "\n".join(lines)
    if statements:
        yield text
        yield request.finish(text, statements, quotes.hits)
