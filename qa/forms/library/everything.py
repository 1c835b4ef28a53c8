"""Recognises questions for all documents, or for one of a type, that have no word for documents. Pure."""

from __future__ import annotations

import re

from qa.forms.library.library_words import TYPE_OF

_GAVE = (
    r"(?:put in|put|given? (?:to )?you|gave (?:to )?you|upload(?:ed)?|add(?:ed)?|load(?:ed)?|feed you|fed you"
    r"|provided?(?: you with)?|shared?(?: with you)?|sen[dt] you|dropped(?: in)?)"
    r"(?: so far| in here| in there| here| in)*"
)
_GAB = (
    r"(?:(?:dir|ihnen|hier|alles|bisher) )*(?:gegeben|hochgeladen|hinzugefügt|eingestellt|geladen"
    r"|(?:re|hine)ingelegt)"
)
_THERE = r"(?: in here| in there| here| there| in)*"
_EVERYTHING = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"(?:(?:give|show|tell|make)(?: me)? |list )?(?:an? |the )?(?:(?:full |complete )?(?:list|overview) of )?"
        rf"(?:everything|all|all the (?:stuff|things)|what|whatever)(?: that)? (?:i|we)(?:['’]ve| have)? {_GAVE}",
        rf"(?:(?:give|show|tell)(?: me)? |list )?(?:everything|all) (?:that )?you(?:['’]ve| have)(?: got)?{_THERE}",
        rf"what (?:have|did) (?:i|we) {_GAVE}",
        rf"what (?:have you got|do you have|all do you have){_THERE}",
        r"what(?: is|['’]s|s) (?:all )?(?:in )?(?:here|there)",
        rf"was (?:habe ich|haben wir) {_GAB}",
        r"was (?:hast du|haben sie)(?: alles| denn| da| hier)+",
        r"was liegt (?:hier|da)(?: alles)?(?: drin)?",
        rf"(?:(?:gib|zeige?) mir |nenne? mir )?(?:(?:eine )?(?:liste|übersicht) (?:von|über) )?alle[sm],? was"
        rf" (?:ich|wir) {_GAB}(?: habe| haben)?",
        r"(?:(?:gib|zeige?) mir )?alles,? was (?:du hast|sie haben)",
        r"(?:qu['’]est-ce que|tout ce que) (?:je t['’]ai (?:donné|envoyé)|j['’]ai (?:ajouté|mis|déposé|chargé)(?: ici)?"
        r"|tu as|vous avez)",
        r"(?:qué|todo lo que) (?:te he (?:dado|enviado)|he (?:subido|añadido|puesto|cargado)(?: aquí)?|tienes|tiene)",
        r"(?:(?:che )?cosa|tutto (?:ciò|quello) che) (?:ti ho (?:dato|inviato)|hai"
        r"|ho (?:caricato|aggiunto|messo)(?: qui)?)",
        r"(?:o|tudo o) que (?:te dei|carreguei|adicionei|tens|você tem)",
        r"wat heb ik (?:je |jou )?(?:gegeven|geüpload|toegevoegd)|wat heb je(?: allemaal)?",
    )
)
_TYPE = rf"(?P<type>{'|'.join(sorted(TYPE_OF, key=len, reverse=True))})(?: (?:files?|documents?|dateien|datei))?"
_OF_TYPE = tuple(
    re.compile(f"{rule} {_TYPE}", re.IGNORECASE)
    for rule in (
        r"(?:which|what)(?: ones?)?(?: of (?:them|these|those))? (?:is|are)(?: an?| the)?",
        r"(?:is|are) (?:one|any|some) of (?:them|these|those)(?: an?)?",
        r"welche[rs]? (?:davon|von (?:ihnen|denen)) (?:ist|sind)(?: eine?)?",
        r"(?:ist|sind) (?:\w+ )?davon(?: eine?)?",
        r"(?:lequel|laquelle|lesquel(?:le)?s)(?: d['’]entre (?:eux|elles))? (?:est|sont)(?: une?| des)?",
        r"cuál(?:es)? de (?:ellos|estos) (?:es|son)(?: una?)?",
        r"quali? (?:di (?:questi|loro)) (?:è|sono)(?: una?)?",
        r"qua(?:l|is) (?:deles|destes) (?:é|são)(?: uma?)?",
        r"welke (?:ervan|van (?:deze|die)) (?:is|zijn)(?: een)?",
    )
)


def asks_for_everything(asked: str) -> bool:
    """Whether it asks what somebody put in, or what there is, as in "What did I upload?".

    >>> asks_for_everything("list everything I gave you"), asks_for_everything("everything I paid")
    (True, False)
    """
    return any(rule.fullmatch(asked) for rule in _EVERYTHING)


def type_of_one(asked: str) -> str:
    """The type of document that it asks for, in small letters, as in "Which one of them is an e-mail?"; "" if none.

    >>> type_of_one("Which of them are PDFs"), type_of_one("Which of them are members")
    ('pdfs', '')
    """
    match = next(filter(None, (rule.fullmatch(asked) for rule in _OF_TYPE)), None)
    return match["type"].casefold() if match else ""
