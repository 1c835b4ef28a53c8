"""Answers "which of the X has, allows or includes Y?" by looking at each X: a document or a section of a document.

An X fits if a sentence of its own says so. "Which does not?" is answered with those that deny it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from index.files.names import visible
from index.records import Document
from qa.forms.comparisons.aspect import Aspect, find_aspect
from qa.forms.comparisons.described_things import ENOUGH, is_total, show_sides, valued_sides
from qa.forms.comparisons.named_things import Named, Thing, all_held, held_groups, means_two, named_things, two_alike
from qa.forms.comparisons.read_thing import Said, read_thing, share_of
from qa.forms.form import Request
from qa.forms.structure.documents import held_documents, is_kind, named_documents
from qa.forms.words.comparatives import find_measure
from qa.forms.words.negation import is_negated
from qa.forms.words.roots import roots
from qa.forms.words.synonyms import matches
from qa.records import Piece

MOST_THINGS = 24  # that are looked at
MOST_HELD = 12  # documents that are looked at if none is called as the question calls them
_NUMBER = (
    r"(?:two|three|four|five|beiden|zwei|drei|vier|deux|trois|quatre|dos|tres|cuatro|due|tre|quattro|dois|duas|três"
    r"|twee|drie)"
)
_OPENER = re.compile(
    r"\W*(?:(?:in|on|at|with|for|under|from|bei|mit|dans|avec|en|con|à|a|da|em|com|met|op) )?(?:"
    rf"(?P<of>(?:which|what)(?: ones?)? of (?:the|these|those|my|our|your)(?: {_NUMBER})?(?: (?:of them))?"
    rf"|welche[rsnm]? (?:der|dieser|von den|von|meiner|unserer)(?: {_NUMBER})?"
    rf"|(?:c['’]est )?(?:lequel|laquelle|lesquel(?:le)?s)(?:(?: des| de ces| de mes| parmi les)(?: {_NUMBER})?)?"
    rf"|quel(?:le)?s?(?: des| de ces| de mes| parmi les)(?: {_NUMBER})?"
    rf"|(?:cuál(?:es)?|qué)(?: de (?:los|las|estos|estas|mis))(?: {_NUMBER})?"
    rf"|qual[ei]? (?:de[il]|delle|degli|tra (?:i|le)|fra (?:i|le)|di questi|di queste)(?: {_NUMBER})?"
    rf"|qua(?:l|is) (?:dos|das|destes|destas)(?: {_NUMBER})?|welke(?: van (?:de|deze))(?: {_NUMBER})?)"
    r"|(?:which|what|whose|welche[rsnm]?|wessen|quel(?:le)?s?|qué|qual[ei]|qual|quais|welke?)"
    r"(?!\s+(?:do|does|did|is|are|was|were|has|have|had|can|could|may|must"
    r"|should|will|would|ist|sind|hat|haben|kann|est|sont|es|son|hay|è|sono|é|são|zijn"
    r"|heeft)\b))\s+(?P<rest>[^\W\d_].*)",
    re.IGNORECASE | re.DOTALL,
)
_LEQUEL = re.compile(r"(?:c['’]est )?(?:lequel|laquelle|lesquel(?:le)?s)", re.IGNORECASE)
_LEAD = re.compile(r"(?P<clause>[^,;:?.]{3,60})[,;:] (?=\S)")
_WHO = re.compile(
    r"\W*(?:who(?:se)?|wer|wessen|qui|quién|chi|quem|wie(?= (?:is|geeft|heeft|biedt|vraagt|rekent) ))\s+"
    r"(?P<rest>[^\W\d_].*)",
    re.IGNORECASE | re.DOTALL,
)
_VERB = re.compile(
    r"(?:\w+n['’]t|do|does|did|is|are|was|were|has|have|had|can|could|may|must|should|will|would|ist|sind|hat"
    r"|haben|kann|darf|wird|werden"
    r"|est|sont|a|ont|peut|es|son|tiene|tienen|puede|hay|è|ha|hanno|posso|può|possiamo|pode|tem|têm|há"
    r"|mag|mogen|kan|heeft|zijn)",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:for free|free of charge|free|kostenlos|kostenfrei|gratis|umsonst|gratuit\w*)\b(?!\s(?:of|von)\b)",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:forbidden|prohibited|banned|excluded|excludes?|verboten|untersagt|ausgeschlossen|unzulässig"
    r"|interdite?s?|exclue?s?"
    r"|prohibid[oa]s?|excluid[oa]s?)\b",
    re.IGNORECASE,
)
# What is allowed or included is named by other words; whether it is, the negation says.
_OPTIONAL = frozenset(
    roots(
        "allow allows allowed permit permits permitted let lets accept accepts welcome welcomes include includes"
        " included cover"
        " covers covered offer offers provide provides possible available keep bring possess own erlaubt erlauben"
        " gestattet"
        " gestatten erlaubte enthält enthalten umfasst bietet anbietet gibt möglich inbegriffen autorise permet"
        " accepte comprend"
        " inclut propose permite incluye ofrece admite acepta da free kostenlos besitzt verfügt dispose"
        " portare ammesso ammessi ammette accetta accettano permette permesso consentito compreso inclusa offre dispone"
        " trazer levar aceita aceitam inclui incluído oferece meenemen meebrengen toegestaan inbegrepen biedt"
    )
)
# "Which measures does the report propose?" asks for what is in the report. A pronoun can do what a thing allows.
_OBJECT = re.compile(
    r"\W*(?:which|what)(?: [\w'’-]+){1,3} (?:do|does|did) (?!(?:i|you|we|they|he|she|it|one|people"
    r"|guests)\b)",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\b(?:both|beiden?|deux|amb[oa]s|entramb[ie]|dois|duas|either)\b", re.IGNORECASE)
_BOTH_SIDES = re.compile(
    rf"{_BOTH.pattern} (?:sides?|ends?|seiten|enden|côtés|bouts|lados|lati|kanten)\b", re.IGNORECASE
)
# "In which year were the lamps fitted?" asks for a time or a place in a text.
_NO_THINGS = frozenset(
    roots(
        "year month week day date time hour page line section chapter jahr monat woche tag datum uhrzeit stunde seite"
        " zeile abschnitt kapitel an année mois semaine jour heure ligne chapitre año mes semana día fecha hora página"
        " línea sección anno mese settimana giorno data ora pagina ano mês dia jaar maand dag tijd uur"
    )
)
_ANY_ONE = frozenset(roots("one ones"))
_LABEL = 4  # words before a colon


def asks_which_of(text: str) -> bool:
    """Whether the question asks which of several things has or does something."""
    return _OPENER.match(_lead_last(text)) is not None


def asks_which_is_most(text: str) -> bool:
    """Whether it asks which, or who, has most or least of something that can be measured."""
    text = _lead_last(text)
    found = find_measure(text) if asks_which_of(text) or _WHO.match(text) else None
    return bool(found and found[1].name)


def answer_which_of(request: Request) -> Iterator[Piece]:
    """Yield the things of which the documents say it, each with the sentence. Decline if none is said to."""
    text = _lead_last(request.text)
    match = _OPENER.match(text) or _WHO.match(text)
    if match is None or named_things(request, request.text):
        return
    is_who = _WHO.match(text) is not None  # "who gives the longer guarantee?", of two who made offers
    head = [] if match.re is _WHO else _head(match["rest"])
    things = [] if match.re is _WHO else _things_called(request, head, is_of=bool(match["of"]))
    if head and not match.group("of") and set(roots(head[0])) & _NO_THINGS:
        return
    if is_who and len(things) < 2:
        head, things = [], [one.thing for one in next(iter(all_held(request, "")), []) if one.thing]
    if not 2 <= len(things) <= MOST_THINGS:
        return
    sides = [Named(thing, visible(thing.name), 0, 0) for thing in things]
    asked = _without_head(match["rest"], head)
    aspect = find_aspect(asked, ())
    if not aspect.words and ((is_who and not head) or (match.re is _OPENER and _LEQUEL.fullmatch(match["of"] or ""))):
        return  # "Who is the oldest?" asks of people, and "lequel est le plus loin ?" of anything
    if aspect.measure and aspect.measure.name:
        said = {one: _prose(request, one.thing, aspect) for one in sides if one.thing}
        valued = valued_sides(request, aspect, said)
        if len(valued) < 2 and match["of"] and means_two(text):  # tables of two documents alike can say it
            read = {one: read_thing(request, one.thing, aspect.text) for one in sides if one.thing}
            valued = valued_sides(request, aspect, read)
        if len(valued) > 1:
            chosen = {one: [value.said] for one, value in valued.items()}
            yield from show_sides(request, aspect, list(valued), chosen, valued)
        return
    words = tuple(word for word in (*aspect.words, *aspect.general) if word not in _OPTIONAL)
    if words:
        yield from _fitting(request, replace(aspect, words=words), sides)


def _lead_last(text: str) -> str:
    """The question with what stands before it at its end: "By the totals, which of the two is cheaper?"."""
    lead = _LEAD.match(text)
    rest = text[lead.end() :] if lead else ""
    opener = _OPENER.match(rest)
    if lead is None or opener is None or "? " in rest or not (opener["of"] or find_measure(rest)):
        return text
    return f"{rest.rstrip(' ?')}, {lead['clause']}?"


def _fitting(request: Request, aspect: Aspect, sides: Sequence[Named]) -> Iterator[Piece]:
    """Yield the things that are said to have it, or, if the question is negated, not to have it."""
    wants_not = _is_denied(request.text)
    found: list[tuple[float, bool, Named, Said]] = []
    for one in sides:
        if one.thing is None:
            continue
        said = [(share_of(aspect.words, each.text), each) for each in _prose(request, one.thing, aspect)]
        share, best = max(said, key=lambda pair: pair[0], default=(0.0, None))
        if best and share > ENOUGH and (_BOTH.search(best.text) or not _BOTH_SIDES.search(request.text)):
            found.append((share, _is_denied(_clause_on(aspect, best.text)), one, best))
    fitting = [entry for entry in found if entry[1] == wants_not]
    top = max((share for share, *_ in fitting), default=0.0)
    shown = {one: [said] for share, _, one, said in fitting if share == top}
    if shown:
        yield from show_sides(
            request, aspect, list(shown), shown, {}, head=request.say("so_many_of", n=len(shown), all=len(sides))
        )


def _prose(request: Request, thing: Thing, aspect: Aspect) -> list[Said]:
    """The sentences on the thing. The rows of a table below its heading are about other things, but for its total."""
    is_whole = thing.group == ("document",)
    said = read_thing(request, thing, aspect.text)
    return [one for one in said if not one.is_cell or (is_whole and is_total(one))]


def _head(rest: str) -> list[str]:
    """The words that name the things: those before the verb, or just the first one. None: "in which can I swim?"."""
    words = re.findall(r"[\w'’-]+", rest)
    verbs = (i for i, word in enumerate(words[:4]) if _VERB.fullmatch(word) or (i and set(roots(word)) & _OPTIONAL))
    at = next(verbs, 1)
    return words[:at]


def _without_head(rest: str, head: Sequence[str]) -> str:
    for word in head:
        rest = rest.replace(word, " ", 1)
    return rest


def _things_called(request: Request, head: Sequence[str], *, is_of: bool) -> list[Thing]:
    """The documents or sections that are called so. If none is, the documents of a small collection."""
    documents, groups = held_groups(request, request.text)
    wanted = set(roots(" ".join(head)))
    held = groups.get(("document",), [])
    if is_of and means_two(request.text) and all(map(is_kind, map(str.casefold, head))):  # "which of the two offers"
        pair = two_alike(request.text, held)
        if len(pair) == 2:
            return pair
    titles = {one.id: one for one in documents}
    called = [
        (group, fitting)
        for group, things in groups.items()
        if group[0] in ("section", "document") and (fitting := _called(wanted, things, titles))
    ]
    if wanted and called:
        return next((things for group, things in called if group[0] == "document"), called[0][1])
    titled = [one for one in held if wanted & set(roots(" ".join(one.words)))]
    is_class = is_of or wanted <= _ANY_ONE or 2 * len(titled) >= len(held)
    if not is_class and not _is_on_one(request, held):
        # A word that the texts use means something in them.
        texts = {root for document in documents for root in roots(document.text)}
        is_class = not any(matches(word, texts) for word in wanted) and _are_alike(held)
    return two_alike(request.text, held) if is_class and len(held) <= MOST_HELD else []


def _is_on_one(request: Request, held: Sequence[Thing]) -> bool:
    """Whether the question is about what one of the documents says, and not about which of them says it."""
    listings = held_documents(request.index.documents(), request.within)
    return _OBJECT.match(request.text) is not None or 0 < len(named_documents(request.text, listings)) < len(held)


def _are_alike(things: Sequence[Thing]) -> bool:
    """Whether all documents are of one kind: their titles or file names have a word in common."""
    return bool(frozenset.intersection(*(frozenset(roots(" ".join(one.words) + _stem(one))) for one in things)))


def _called(wanted: set[str], things: Sequence[Thing], documents: dict[str, Document]) -> list[Thing]:
    """The things whose names all have the word, or whose document is called so."""
    if not wanted or any(set(roots(thing.name)) <= wanted for thing in things):
        return []  # the section "Rooms" is not a room
    fitting = [thing for thing in things if wanted & set(roots(" ".join(thing.words - thing.own) + _stem(thing)))]
    if len(fitting) > 1 or things[0].group[0] == "document":
        return fitting if len(fitting) > 1 else []
    own = documents.get(things[0].document_id)
    title = set(roots(f"{own.title} {PurePosixPath(own.id).stem}")) if own else set()
    return list(things) if wanted & title else []


def _stem(thing: Thing) -> str:
    """The words of the file's name, such as "cv" of "cv-ines.md"."""
    return " " + re.sub(r"[\W_]+", " ", PurePosixPath(thing.document_id).stem) if thing.group[0] == "document" else ""


def _clause_on(aspect: Aspect, text: str) -> str:
    """The clause of the sentence that says most of what is asked, behind its label: "Not included: gutters"."""
    label, colon, rest = text.partition(": ")
    is_labelled = bool(colon) and len(label.split()) <= _LABEL
    clauses = re.split(r"[,;:]\s|\s(?:but|aber|mais|pero)\s", rest if is_labelled else text)
    best = max(clauses, key=lambda clause: share_of(aspect.words, clause))
    return f"{label}: {best}" if is_labelled else best


def _is_denied(text: str) -> bool:
    """Whether the text denies or forbids it. What is free has no price."""
    is_free = _FREE.search(text) is not None
    return is_negated(text) or _DENIES.search(text) is not None or is_free
