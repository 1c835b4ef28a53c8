"""Answers "which measures does the safety paper propose?" with the list that the paper has of them.

A document heads such a list by another word of the same kind, such as "Recommendations", also in another language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.records import Document
from index.text.headings import innermost
from qa.forms.form import Request
from qa.forms.lists.listing import Found, candidate_documents, show_items, show_row
from qa.forms.quoting import blocks
from qa.forms.structure.documents import names_file, qualifiers, told_of
from qa.forms.structure.outline import outline
from qa.forms.structure.written_lists import find_lists
from qa.forms.words.negation import find_negated
from qa.forms.words.roots import root, roots
from qa.records import Piece
from qa.text.quotes import one_line
from qa.text.units import NUMBER_WORDS
from qa.text.words import TOKEN

OPENING = 400  # characters at the beginning of a document, which say what it is
LONGEST_LEAD = 60  # characters of the line above a list that is its heading
_ASKS = re.compile(
    r"\W*(?:what|which|list|name|give|show|tell|welche|was|nenne|liste|zähle|zeige?|gib|quel(?:le)?s?|que|qu['’]"
    r"|liste|énumère"
    r"|donne|cite|qué|cuáles|lista|enumera|dime|dame|quali|elenca|dimmi|dammi|che|cosa|quais|o que|welke|noem|geef"
    r"|wat)\b",
    re.IGNORECASE,
)
# Words for one kind of list, and the verbs of those who make it.
_PROPOSALS = (
    "measures recommendations proposals suggestions improvements recommend recommends recommended propose proposes"
    " proposed"
    " suggest suggests suggested"
    " maßnahmen empfehlungen handlungsempfehlungen vorschläge verbesserungsvorschläge empfiehlt empfohlen vorgeschlagen"
    " schlägt mesures recommandations propositions préconisations recommande préconise"
    " medidas recomendaciones propuestas sugerencias recomienda propone propuso"
    " misure raccomandazioni proposte suggerimenti raccomanda recomendações propostas sugestões recomenda propõe"
    " maatregelen aanbevelingen voorstellen beveelt adviseert actions aktionen acciones azioni ações acties"
)
_TASKS = (
    "actions tasks todos aufgaben aktionen maßnahmen tâches actions tareas acciones compiti azioni tarefas ações"
    " taken acties"
)
_DECISIONS = (
    "decisions resolutions decide decided resolved beschlüsse beschlossen entscheidungen entschieden beschluss"
    " décisions résolutions délibérations décidé"
    " decisiones acuerdos resoluciones decidió acordó decisioni delibere deliberazioni deciso decisões deliberações"
    " decidiu"
    " besluiten beslissingen besloten"
)
_FINDINGS = (
    "findings deficiencies shortcomings defects befunde mängel feststellungen constats constatations hallazgos"
    " deficiencias"
    " rilievi carenze constatações bevindingen gebreken"
)
_KINDS = tuple(frozenset(words.split()) for words in (_PROPOSALS, _TASKS, _DECISIONS, _FINDINGS))
_MAY = re.compile(r"(?<=\s)May\b")  # the month, which is also a function word
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|dell|all|nell|sull|un)['’]|-t-(?:il|elle|on)s?\b", re.IGNORECASE)
# Words beside them that say nothing about which are meant.
_BESIDE = frozenset(
    roots(
        "list name show give tell nenne liste zähle zeige gib donne cite énumère lista enumera dime dame elenca"
        " dimmi dammi"
        " noem geef meeting sitzung versammlung réunion séance reunión junta riunione seduta reunião vergadering"
        " make makes made take takes took taken adopt adopts adopted pass passed reach reached find found contain"
        " contains"
        " include included set out give gives given agreed noted main three paper study inquiry there"
        " afterwards afterward later then finally please all every them danach anschließend später bitte alle"
        " ensuite après finalement toutes después luego finalmente todas dopo poi infine tutte depois daarna alle"
        " vor gefasst getroffen enthält nennt steht stehen festgestellt gemacht studie papier untersuchung aus"
        " hervor gehen"
        " étude prises pris contient formule énonce figurent faites trouve"
        " estudio tomó tomaron adoptó contiene figuran hizo studio prese contiene adottate fatte trovano"
        " estudo tomadas contém feitas genomen studie staan gedaan aan voor stelt doet"
    )
)


def asks_for_proposals(text: str) -> bool:
    """Whether the question asks for the measures, tasks, decisions or findings of a document.

    >>> asks_for_proposals("what measures does the safety paper propose"), asks_for_proposals("Who decided that?")
    (True, False)
    """
    return _ASKS.match(text) is not None and bool(_kinds(text)) and not find_negated(text)


def _kinds(text: str) -> list[frozenset[str]]:
    """The kinds of list of which the text has a word, in just this form: what a device measures is no measure."""
    said = {word.casefold() for word in TOKEN.findall(_ELIDED.sub(" ", text))}
    return [kind for kind in _KINDS if kind & said]


def answer_proposals(request: Request) -> Iterator[Piece]:
    """Yield the items of the list. Decline if no document has such a list, or some of the items are asked for."""
    kinds = [frozenset(roots(" ".join(kind))) for kind in _kinds(request.text)]
    known = _BESIDE.union(*kinds)
    words = [word for word in qualifiers(_ELIDED.sub(" ", request.text)) if root(word) not in known]
    words = [word for word in words if word.casefold() not in NUMBER_WORDS] + _MAY.findall(request.text)
    named = names_file(request.text, request.index.documents())
    for kind in kinds:
        found: list[Found] = []
        for document in candidate_documents(request, request.text, named):
            spans = _listed(document, kind)
            if spans and told_of(words, _place(document)) == len(words):
                found += [([(document.id, start, end)], _shown(document.text[start:end])) for start, end in spans]
        if found:
            yield from show_items(request, found)
            return


def _place(document: Document) -> str:
    return re.sub(r"[\W_]+", " ", f"{document.title} {document.id} {document.text[:OPENING]}")


def _listed(document: Document, kind: frozenset[str]) -> list[tuple[int, int]]:
    """The items of the lists of a kind: under a heading of the kind, or below a short line of it.

    Without a list, the paragraphs under such a heading.
    """
    lists = find_lists(document)
    headed = [one for one in lists if kind & set(roots(innermost(one.heading)))]
    led = [one for one in lists if len(one.lead) <= LONGEST_LEAD and kind & set(roots(one.lead))]
    if chosen := headed or led:
        return [(item.words, item.end) for one in chosen for item in one.items]
    return [
        span
        for entry in outline(document)
        if kind & set(roots(entry.name)) and entry.name != document.title
        for span in blocks(document, entry.start, entry.end)
        if document.text[slice(*span)].strip(" #*") not in (entry.name, entry.title)
    ]


def _shown(text: str) -> str:
    return show_row(text) if " | " in text else f"“{one_line(text)}”"
