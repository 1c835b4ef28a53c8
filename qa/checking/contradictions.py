"""Whether a text denies or forbids what another says or allows, in the same words. Pure."""

from __future__ import annotations

import re
from collections.abc import Set

from qa.text.denial import DENIALS, FORBIDS
from qa.text.parsed import ParsedText
from qa.text.words import stem

_ARTICLE = 3  # letters of an article or a preposition, at most
LEAST_DENIED = 2  # words that a text and its denial have in common

# Words that say the opposite of each other; those on one side of "/" mean the same.
_OPEN = (
    "open / closed|geöffnet offen / geschlossen|ouvert ouverts / fermé fermés|ouverte ouvertes / fermée fermées"
    "|abierto abiertos / cerrado cerrados|abierta abiertas / cerrada cerradas|aperto aperti / chiuso chiusi"
    "|aperta aperte / chiusa chiuse|aberto abertos / fechado fechados|aberta abertas / fechada fechadas"
    "|geopend open / gesloten dicht"
)
_CONTRARIES = (
    f"{_OPEN}|allowed permitted / forbidden prohibited banned|required mandatory compulsory obligatory / optional "
    "voluntary recommended advised suggested|included / excluded|valid / invalid"
    "|erlaubt gestattet zulässig / verboten untersagt unzulässig"
    "|pflicht verpflichtend / freiwillig|enthalten / ausgeschlossen|autorisé permis / interdit défendu"
    "|autorisée permise / interdite défendue|obligatoire / facultatif facultative|permitido / prohibido"
    "|permitida / prohibida|obligatorio / opcional voluntario|incluido / excluido"
    "|assembly erection setup / dismantling disassembly takedown teardown|loading / unloading|arrival / departure"
    "|check-in / check-out|aufbau / abbau|anreise / abreise|ankunft / abfahrt|einzug / auszug|beladen / entladen"
    "|montage / démontage|monté montée / démonté démontée|arrivée / départ|entrée / sortie|chargement / déchargement"
    "|montaje / desmontaje|llegada / salida|carga / descarga|arrivo / partenza|montaggio / smontaggio"
    "|chegada / partida|montagem / desmontagem|aankomst / vertrek|opbouw / afbouw"
)


def _contraries() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for pair in _CONTRARIES.split("|"):
        one, two = (frozenset(map(stem, side.split())) for side in pair.split("/"))
        for words, others in ((one, two), (two, one)):
            found |= {word: others | found.get(word, frozenset()) for word in words}
    return found


_CONTRARY = _contraries()
# "Open until 6" and "closed from 6" say the same.
_SOMETIMES = frozenset(stem(word) for word in re.findall(r"\w+", _OPEN))


_OUTSIDE = re.compile(
    r"\b(?:outside(?: of)?|außerhalb(?: von)?|hors|en dehors|fuera|fuori|fora|buiten)\b\W+"
    r"(?P<words>(?:[\w-]+\W+){0,3}[\w-]+)",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"\b(?:in|inside|within|im|innerhalb|dans|en|dentro|nel\w*|em|n[oa]s?|binnen)\b\W+"
    r"(?P<words>(?:[\w-]+\W+){0,3}[\w-]+)",
    re.IGNORECASE,
)


def contradict(one: ParsedText, two: ParsedText) -> bool:
    """Whether two texts have the same words, but one denies or forbids what the other says or allows."""
    a, b = one.word_set - DENIALS, two.word_set - DENIALS
    if len(a & b) < LEAST_DENIED:
        return False
    is_denied = denies(one) != denies(two)
    rest, other = a - b, b - a
    if not rest and not other:
        return is_denied
    are_contrary = len(rest) == len(other) == 1 and other <= _CONTRARY.get(next(iter(rest)), frozenset())
    return are_contrary and not is_denied


def denies(text: ParsedText) -> bool:
    """Whether the text has a negation."""
    return text.facts.negated or bool(text.word_set & DENIALS)


def rules_out(text: ParsedText) -> bool:
    """Whether the text denies or forbids something, or says that it is no longer there."""
    return denies(text) or FORBIDS.search(text.text) is not None


def contraries_of(words: Set[str]) -> frozenset[str]:
    """The words that say the opposite of one of `words`. All are stems."""
    return frozenset().union(*(_CONTRARY.get(word, frozenset()) for word in words))


def contrary_word(statement: ParsedText, quote: ParsedText) -> str:
    """The word of the quote that forbids or leaves open what the statement allows or demands, or the other way round.

    "" if the quote also says the same as the statement, or if one of the two has a negation.
    """
    if denies(statement) or denies(quote):
        return ""
    for word in statement.word_set - quote.word_set:
        contrary = _CONTRARY.get(word, frozenset()) - _SOMETIMES
        same = _CONTRARY.get(next(iter(contrary), ""), frozenset())
        if (found := contrary & quote.word_set - statement.word_set) and not same & quote.word_set:
            return next(token for token in quote.tokens if stem(token) in found)
    return ""


def other_side(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """What the question asks about, such as "outside capital cities", if the sentences that give the amounts of the
    statement say what holds in that place; "" otherwise.
    """
    asked = _OUTSIDE.search(question.text)
    if asked is None:
        return ""
    place = next((word for word in ParsedText(asked["words"]).words if len(word) > _ARTICLE), "")
    sentences = [one for one in quote.sentences if one.facts.values & statement.facts.values]
    are_inside = [not _OUTSIDE.search(one.text) and _says_inside(one.text, place) for one in sentences]
    return asked[0] if place and sentences and all(are_inside) else ""


def _says_inside(text: str, place: str) -> bool:
    return any(place in ParsedText(match["words"]).words for match in _INSIDE.finditer(text))
