"""Recognises questions for a summary, and what they want summarised. Pure."""

from __future__ import annotations

import re

from qa.forms.form import bare
from qa.forms.words.negation import find_negated
from qa.text.asking import ASKS_FOR
from qa.text.courtesy import without_courtesies

NAME = 6  # words that a name of a document has at most

_PLEASE = r"(?:please |can you |could you |would you )*"
_KINDS = r"(?:summary|overview|recap|abstract|synopsis|outline|gist|digest|rundown|short version)"
_KEY = r"(?:key|main|most important|central|important|essential)"
_IDEAS = r"(?:points?|ideas?|messages?|takeaways?|findings?|facts)"
_LONG = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"{_PLEASE}(?:summari[sz]e|sum up|recap|outline)(?: for me)?\b(?P<x>.*?)(?: for me| briefly| in short)?",
        rf"{_PLEASE}(?:give|write|show|make)(?: me| us)? (?:an? |the )?(?:\w+ )?{_KINDS}\b(?P<x>.*)",
        r"(?:just |only )?(?:an? |the )?(?:(?:quick|short|brief) )?"
        r"(?:summary|overview|synopsis|gist|digest|run-?down) (?:of|on|about)(?P<x> .+)",
        rf"{_PLEASE}(?:run|talk) (?:me|us) (?:quickly )?through(?P<x> .+)",
        rf"(?:just )?(?:the )?{_KEY} {_IDEAS} (?:of|in|from)(?P<x> .+)",
        r"(?:tl;?dr:?|what(?: is|'s|’s) the gist)(?: of| for| on)?(?P<x> .+)",
        rf"(?:what|which) (?:are|were) (?:the |its )?{_KEY} {_IDEAS}\b(?P<x>.*)",
        rf"{_PLEASE}(?:give|list|show|tell)(?: me)?(?: the)? {_KEY} {_IDEAS}\b(?P<x>.*)",
        rf"{_PLEASE}tell (?:me|us) (?:more|something|everything) about(?P<x> .+)",
        rf"{_PLEASE}(?:explain|describe)(?P<x> .+?) (?:simply|in simple (?:words|terms)|briefly|like i'?m (?:five|5))",
        r"(?:bitte )?fass?e?(?P<x> .+?)(?: kurz)? zusammen",
        r"(?:gib mir |schreibe? (?:mir )?)?(?:eine |einen )?(?:kurze )?(?:zusammenfassung|überblick)\b(?P<x>.*)",
        r"(?:was|welche) sind die (?:wichtigsten|zentralen) (?:punkte|aussagen|ergebnisse)\b(?P<x>.*)",
        r"(?:erzähl(?:e)? mir mehr über|erkläre? (?:mir )?einfach)(?P<x> .+)",
        r"(?:resume|resúmeme|resumen de|hazme un resumen de)(?P<x> .+)",
        r"(?:résume|résumez|résumé de|fais un résumé de)(?P<x> .+)",
        r"(?:tl;?dr|(?:just |only )?the gist)(?P<x>):?",
    )
)
_SHORT = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        r"what(?: is|'s|’s| are|s)(?P<x> .+?) (?:all )?about",
        r"what(?: is|'s|’s|s)(?P<x> (?:the |this )?(?:(?:file|document) )?\S+\.\w{2,4}(?: file| document)?)"
        r" (?:good )?for",
        r"what (?:does|do)(?P<x> .+?) (?:deal with|cover|contain)",
        r"what(?: is|'s|’s) in(?P<x> .+)",
        r"(?:worum|um was) geht(?: ?e|['’])?s(?: denn| eigentlich)?(?: in| bei| im)?(?P<x> .+)",
        r"wovon handel[tn](?P<x> .+)",
        r"was steht (?:so )?(?:in|im)(?P<x> .+?)(?: so)?(?: drin)?",
        r"¿?(?:de|sobre) qué (?:trata|va|habla|es)(?P<x> .+)",
        r"(?:de quoi (?:parle|traite|est-il question dans)|il s['’]agit de quoi dans)(?P<x> .+)",
        r"(?:di (?:che )?cosa|di che) (?:parla|tratta|si tratta(?: in| nel\w*)?)(?P<x> .+)",
        r"(?:do|de|sobre o) que (?:trata|fala|é)(?P<x> .+)",
        r"waar (?:gaat|handelt)(?P<x> .+?) over",
        r"wat staat er in(?P<x> .+)",
        r"o czym (?:jest|mówi|traktuje)(?P<x> .+)",
        r"о ч[её]м(?: говорится в)?(?P<x> .+)",
    )
)
_SHORTLY = (
    r"(?:(?:bitte )?(?:ganz |sehr )?kurz(?: und knapp)?(?: bitte)?|in (?:kürze|\w+ (?:sätzen|worten))"
    r"|(?:please )?(?:keep it (?:short|brief)|(?:be )?brief(?:ly)?|in (?:short|brief|a nutshell)"
    r"|in (?:a few|\w+) (?:words|sentences))(?: please)?"
    r"|en (?:bref|résumé|quelques mots|\w+ phrases)|bri[eè]vement|en (?:breve|pocas palabras|\w+ frases)|brevemente"
    r"|in breve|in sintesi|in het kort|em resumo|w skrócie|вкратце)"
)
_POINTS = (
    rf"(?:(?:just |only )?(?:the )?{_KEY} {_IDEAS}|tl;?dr|(?:the )?gist(?: of it)?"
    r"|(?:kurz )?(?:nur )?(?:die )?(?:wichtigsten?|zentralen?) (?:punkte|aussagen)|(?:die )?(?:kern|haupt)punkte"
    r"|(?:juste )?(?:les )?(?:points (?:clés|principaux|essentiels)|grandes lignes)"
    r"|(?:solo )?(?:los )?puntos (?:clave|principales)|(?:solo )?(?:i )?punti (?:principali|chiave|salienti)"
    r"|(?:os )?pontos principais|(?:de )?hoofdpunten)(?: please| pls| bitte)?"
)
# How short the answer shall be, before and after the question.
_STYLE_BEFORE = re.compile(rf"^(?:{_SHORTLY}|{_POINTS})\s*[,:;–—-]\s*¿?", re.IGNORECASE)
_STYLE = re.compile(rf"[,;:.?!–—-]*\s+(?:{_SHORTLY}|{_POINTS})$", re.IGNORECASE)
_POINTS_AFTER = re.compile(rf"[,;:–—-]*\s+(?:in a nutshell|{_POINTS})$", re.IGNORECASE)
# "What does Mrs Quill want?" asks for a fact; with the style, or a word for what she wrote, for a summary.
_IN_WRITING = (
    r"(?:in|with|mit|dans|en|nella|nel|na|no|met) (?:her|his|their|the|that|this|ihre[rnm]|seine[rnm]|der|dem|sa|son"
    r"|la|le|cette|su|esta|sua|suo|haar|zijn|de|het)(?: (?:last|latest|letzten|dernière|última))?"
    r" (?:e-?mails?|mails?|letters?|messages?|notes?|complaints?|nachricht|schreiben|brief|lettre|courriel|carta|correo"
    r"|mensaje|lettera|messaggio|bericht|mensagem)"
)
_FROM_US = r"(?:from|of|with|to|von|bei|an|de|à|a|da|per|van|aan) (?:us|me|uns|mir|mich|nous|moi|nosotros|mí|noi|ons)"
_VERBS = (
    (r"what (?:does|did|do|has|have|is|was)", r"(?:wants?|says?|said|writes?|wrote|written|tells?|told|asks?|asking"
     r"|asked|needs?|complain(?:ing|s|ed)?|saying|writing|demands?|demanding)(?: (?:about|for|us|me))?"),
    (r"was (?:will|wollte|möchte|schreibt|schrieb|sagt|sagte|verlangt|fordert|hat)",
     r"(?:geschrieben|gesagt|wissen)"),
    (r"(?:que|qu['’]est-ce que|qu['’]) ?(?:nous )?(?:veut|voulait|écrit|dit|demande|réclame|a)",
     r"(?:écrit|dit|demandé)"),
    (r"qué (?:nos )?(?:quiere|escribe|escribió|dice|dijo|pide|ha)", r"(?:escrito|dicho|pedido)"),
    (r"(?:che )?cosa (?:ci )?(?:vuole|scrive|dice|chiede|ha)",
     r"(?:scritto|detto|chiesto)"),
    (r"o que (?:quer|escreve|escreveu|diz|disse|pede)", r"(?:escrito|dito)"),
    (r"wat (?:wil|schrijft|schreef|zegt|zei|vraagt|heeft)", r"(?:geschreven|gezegd|gevraagd)"),
)  # fmt: skip
_AFTER = rf"(?: {_FROM_US})?(?P<y> {_IN_WRITING})?(?: {_FROM_US})?"
_SAID = tuple(
    re.compile(rule, re.IGNORECASE)
    for asks, says in _VERBS
    for rule in (
        (rf"{asks} (?P<x>.+?) {says}{_AFTER}",)
        if asks.startswith("what")
        else (rf"¿?{asks}(?: {says})? (?P<x>.+?){_AFTER}(?: {says})?",)
    )
)
_THIS = re.compile(
    r"\W*(?:of |about |in |from |die |das |der |dieses? |diese |this |that |these |the |all |my |your |our |whole )*"
    r"(?:it|this|everything|documents?|files?|texts?|folder|library|collection|dokumente?s?|dateien?|alles|them)?\W*",
    re.IGNORECASE,
)


POINTS_BACK = re.compile(
    r"that|this|it|them|these|those|the same|das|dies\w*|es|ihn|sie|dazu|davon|ça|cela|ceci|eso|esto|ello|questo|quello"
    r"|isso|isto|dat|dit|это|этом|这个?|那个?|それ|これ",
    re.IGNORECASE,
)


# "Tell me more: why is it shut?", as a follow-up without words of its own is completed.
MORE_ON = re.compile(
    r"[^:?]*(?:\b(?:more|further|mehr|plus|más|più|maggiori|mais|meer|genauer|go on|elaborate)\b|详细|具体|多说)[^:?]*"
    r": (?P<x>\S.+)",
    re.IGNORECASE | re.DOTALL,
)


def find_subject(text: str) -> tuple[str, bool] | None:
    """What to summarise ("" for the whole library), and whether a short summary is enough. None for other questions.

    >>> find_subject("What does Mrs Quill want from us? main points")
    ('the message from Mrs Quill', False)
    """
    if more := MORE_ON.fullmatch(text):
        return more["x"], False
    plain = bare(without_courtesies(text))
    asked = bare(_STYLE.sub("", _STYLE_BEFORE.sub("", plain)))
    for rule in _SAID:
        if (match := rule.fullmatch(asked)) and (asked != plain or match["y"]):
            return f"the message from {match['x']}", False
    for rules, short in ((_LONG, False), (_SHORT, True)):
        for rule in rules:
            if match := rule.fullmatch(asked):
                subject = re.sub(r"^(?:of|on|about|from|in|for|von|zu|über|de|des) ", "", match["x"].strip())
                return ("" if _THIS.fullmatch(subject) else subject), short
    named = _POINTS_AFTER.sub("", plain)  # "The lease in a nutshell"
    return (named, True) if named != plain and not ASKS_FOR.match(named) and len(named.split()) <= NAME else None


def asks_for_summary(text: str) -> bool:
    """Whether the question asks for a summary. "What does the guarantee not cover?" does not."""
    return find_subject(text) is not None and find_negated(text) is None
