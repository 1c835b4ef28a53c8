"""Finds sentences on the topic of a question that do not give what it asks for. Pure.

"The rates are printed on the fees sheet" does not say what a member pays, and "The warden will be elected in April"
does not say who it is.
"""

from __future__ import annotations

import re

from index.text.identify import SURE, identify_language
from index.text.sentences import is_row
from qa.text.facts import fold
from qa.text.parsed import ParsedText
from qa.text.units import CURRENCIES
from qa.text.words import STOP_WORDS, stem

_NUMBERED = re.compile(
    r"\b(?:(?:tele)?phone|mobile|cell|fax|account|extension) (?:number|no\b)|['’]s extension\b(?! of)"
    r"|\bhotline\b|\btelephone\b$|\b(?:telefon|handy|mobil|ruf|fax|konto)nummer\b|\bdurchwahl\b"
    r"|\bnuméro de (?:téléphone|portable|poste|compte)\b"
    r"|\bnúmero de (?:teléfono|móvil|cuenta)\b"
    r"|\b(?:alarm|door|gate|entry|area|dialling|postal|lock|padlock|safe|key ?box|key ?safe) code\b"
    r"|\bcode (?:for|of|to) (?:the |our |that |this )?(?:\w+ )?(?:door|gate|box|safe|lock|padlock|alarm|garage|shed)\b"
    r"|\b(?:alarm|tür|tor)code\b|\bpin (?:code|number)\b"
    r"|\biban\b|\bzip code\b|\bpostcode\b|\bpostleitzahl\b",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"phone|mobile|cell|fax|hotline|handy|mobil|rufn|telefon|téléphone|portable|teléfono|móvil", re.IGNORECASE
)
_DIGITS_OF_PHONE = 3
_OPENS_OTHERWISE = re.compile(
    r"\W*(?:is|are|do|does|did|can|could|has|have|was|were|will|should|must|who|where|when|why|how|until|ist|sind|hat|gibt"
    r"|kann|darf|muss|wer|wo|wann|warum|wie lange|est|y a|qui|où|quand|pourquoi|hay|tiene|puedo|quién|dónde)\b",
    re.IGNORECASE,
)
ASKS_PRICE = re.compile(
    r"\bhow much (?:does|do|did|is|are|was|were|will|would)\b.*\b(?:cost|pay|charge|(?:want|ask|take|get) for\b)"
    r"|\bhow much is (?:an?|the|one)\b|\bhow much (?:money|was spent|is spent|do we owe|did \w+ spend)\b"
    r"|\bwhat (?:does|do|did|will|would)\b.*\b(?:cost\b|(?:sell|go) for\b)"
    r"|\bwhat(?:['’]s| is| are| was| were) the\b.*"
    r"\b(?:price|cost|fee|fare|rate|rent|subscription|deposit|fine|charge)s?\b"
    r"|\b(?:was|wie ?viel) (?:kostet|kosten|kostete|zahlt|zahle|zahlen)\b|\bwie (?:hoch|teuer) (?:ist|sind|war)\b"
    r"|\bcombien (?:coûte|coûtent|dois|doit|paie|paye)|\bquel(?:le)? est (?:le|la) (?:prix|tarif|cotisation|caution)\b"
    r"|\bcuánto (?:cuesta|cuestan|vale|pago|se paga)\b|\bcuál es (?:el|la) (?:precio|tarifa|cuota|fianza|franquicia)\b"
    r"|\bquanto (?:costa|costano|custa|custam|si paga|se paga)\b|\bhoeveel kost(?:en)?\b|\bwat kost(?:en)?\b"
    r"|\bile kosztuj[eą]\b|\bquanto (?:è|é|si è|abbiamo|foi|se) (?:stato )?(?:speso|pagato|gasto|gastou|pago)\b"
    r"|\bcuánto (?:se gastó|se ha gastado|hemos gastado|costó|costaron)\b"
    r"|\bcombien (?:a coûté|ont coûté|avons-nous dépensé)\b"
    r"|\bwie ?viel (?:wurde ausgegeben|haben wir ausgegeben|verlangt|nimmt|hat .* gekostet)\b"
    r"|\bhoeveel (?:vraagt|rekent|is er uitgegeven|kostte)\b",
    re.IGNORECASE,
)
# A price can be told without a number, and an amount can be spelled out.
_WITHOUT_NUMBER = re.compile(
    r"\b(?:free|nothing|includ\w+|no (?:\w+ )?(?:charge|fee|cost)s?|gratis|same|half|double|twice|third|quarter"
    r"|depend\w*|var(?:y|ies)|request|quote|agree\w*|inbegriffen|kostenlos|kostenfrei|umsonst|inklusive|enthalten|gleich|hälfte"
    r"|halbe\w*|doppelt\w*|anfrage|vereinbar\w*|nichts|gratuit\w*|compris\w*|inclus\w*|moitié|double|même|demande|devis"
    r"|rien|gratuit[oa]s?|incluid[oa]s?|mitad|doble|mism[oa]s?|consultar|nada|gratuit\w*|compres\w*|inclus\w*|metà|doppio"
    r"|rents?|wages?|salary|salaries|\w*miete\w*|loyers?|alquiler\w*|affitt[oi]|aluguel|huur"
    r"|metade|dobro|mesm[oa]|grátis|inbegrepen|helft|dubbel\w*|zelfde|bezpłatn\w*|wliczon\w*)\b",
    re.IGNORECASE,
)
# What a thermometer, scales or a ruler show. It can be told without a number too.
_ASKS_MEASURE = re.compile(
    r"\b(?:what|which|at what) (?:temperature|weight|height|width|depth|pressure)\b"
    r"|\bhow (?:hot|warm|cold|heavy|tall|wide)\b"
    r"|\bwelche[rsmn]? (?:temperatur|gewicht|höhe|breite|tiefe|druck)\b|\bwie (?:heiß|warm|kalt|schwer|breit)\b"
    r"|\bwie ?viel grad\b|\bquelle (?:est la )?(?:température|hauteur|largeur|profondeur|pression)\b"
    r"|\b(?:a )?qu[ée] (?:temperatura|altura|anchura|presión)\b|\ba (?:che|quale) temperatura\b|\ba que temperatura\b"
    r"|\bwelke temperatuur\b",
    re.IGNORECASE,
)
_MEASURED_IN_WORDS = re.compile(
    r"\b(?:room|body|ambient|hot|warm|cold|cool|lukewarm|boil\w*|freez\w*|frozen|heavy|light|same|half|double|highest|lowest"
    r"|maximum|minimum|full|normal|zimmer\w*|raum\w*|kalt\w*|warm\w*|heiß\w*|koch\w*|gefrier\w*|gleich\w*|ambiant\w*"
    r"|froid\w*|chaud\w*|tiède\w*|ambiente|frí[oa]\w*|fredd[oa]|cald[oa]|frio|quente|kamer\w*|koud\w*)\b",
    re.IGNORECASE,
)
_IS_YES = re.compile(r"\b(?:is|are|ist|est|es|è) (?:yes|no|ja|nein|oui|non|sí|sì)\W*(?:\[\d+\]\W*)*$", re.IGNORECASE)
_ASKS_WHO = re.compile(
    r"\W*(?:who|wer|wen|wem|qui|quién(?:es)?|chi|quem|wie)\b|\b(?:name of|wie hei(?:ß|ss)t)\b", re.IGNORECASE
)
_ASKS_PERSON = re.compile(
    r"\W*(?:(?:and|und|et|en) )?(?:who(?:se|m)?|wer|wen|wem|wessen|qui"
    r"|wie (?:is|zijn|was|waren|heeft|hebben|had|mag|moet|kan|gaat|komt|doet|maakt|nam|zorgt|regelt))\b",
    re.IGNORECASE,
)
_ASKS_NAME = re.compile(
    r"\b(?:what (?:is|are|was|were) .* (?:called|named)|name of|wie hei(?:ß|ss)t|comment s['’]appelle|cómo se llama"
    r"|come si chiama|como se chama|hoe heet|jak (?:się nazywa|ma na imię))\b",
    re.IGNORECASE,
)
_OPENS_WITH_THING = re.compile(r"\W*(?:el|la|los|las|un[ao]?|il|lo|i|gli|le|l['’]|os?|as?|um[a]?)\s?\w", re.IGNORECASE)
_WITH_PRONOUNS = ("en", "de", "fr", "nl")
_PERSONAL = re.compile(
    r"\b(?:i|me|my|mine|we|us|our|he|him|his|she|her|hers|they|them|their|you|your|ich|mir|mich|mein\w*|wir|uns\w*|er|ihm|ihn|sein\w*"
    r"|sie|ihr\w*|je|moi|mon|ma|mes|nous|notre|nos|il|elle|lui|leur|ils|elles|on|se|ik|mij|mijn|wij|we|ons|onze|hij|hem|zijn|zij"
    r"|ze|haar|hun|hen|both|beide\w*|each|latter|former|one)\b|\b[jm]['’]",
    re.IGNORECASE,
)
_ASKS_WHERE = re.compile(
    r"\b(?:where|find|look|how (?:can|do|does)|which (?:document|page|list|sheet|place)|wo|finde\w*|wie (?:kann|komm)"
    r"|où|trouve\w*|comment|dónde|encuentr\w+|cómo|dove|come|onde|como|waar|hoe)\b",
    re.IGNORECASE,
)
_IS_KEPT = re.compile(
    r"\b(?:(?:is|are|was|were|(?:can|may|will) be) (?:\w+ly )?(?:printed|listed|found|published|shown|given|set out"
    r"|described|posted|displayed|stated|noted|recorded|announced|communicated|available) (?:\w+ )?"
    r"(?:on|in|at|under|by|from|with|to)"
    r"|(?:steh\w*|find\w* sich|häng\w*|lieg\w*|ergeb\w* sich) (?:im|in|auf|am|an|beim|bei|unter|aus)"
    r"|(?:figure\w*|se trouve\w*|(?:est|sont) (?:affichée?s?|publiée?s?|indiquée?s?))"
    r" (?:dans|sur|au|aux|à|chez|par|en)"
    r"|(?:figuran?|se encuentran?|se publican?|est[áa]n? (?:publicad|indicad|expuest)[oa]s?) (?:en|por|a)"
    r"|(?:si trova(?:no)?|(?:è|sono) (?:pubblicat|indicat|espost|affiss)[oaie]) (?:in|nel\w*|su\w*|presso|a\w*))\b",
    re.IGNORECASE,
)
_IS_OPEN = re.compile(
    r"\b(?:(?:will|is to|are to|has yet to|have yet to|is still to) be (?:\w+ )?(?P<en>elected|chosen|decided|appointed"
    r"|announced|named|confirmed|selected|agreed|nominated)"
    r"|wird (?:[\w.]+ ){0,8}(?P<de>gewählt|bestimmt|ernannt|bekannt ?gegeben|festgelegt|entschieden|benannt)"
    r"|sera (?:\w+ )?(?P<fr>élue?|choisie?|désignée?|nommée?|annoncée?|décidée?)"
    r"|(?:será|se) (?:\w+ )?(?P<es>elegid[oa]|elegirá|designad[oa]|designará|nombrad[oa]|nombrará|anunciará|decidirá)"
    r"|sarà (?P<it>elett[oa]|scelt[oa]|nominat[oa]|annunciat[oa])|será (?P<pt>eleit[oa]|escolhid[oa]|nomead[oa])"
    r"|wordt (?:[\w.]+ ){0,8}(?P<nl>gekozen|benoemd|bekendgemaakt))\b",
    re.IGNORECASE,
)


def name_from_elsewhere(
    statement: ParsedText, question: ParsedText, quote: ParsedText, place: ParsedText, passage: ParsedText
) -> str:
    """The name that is to answer a question for a person, if the quote neither has it nor can mean it; "" otherwise.

    "Anton writes the objection. A photograph goes into the leaflet." does not say that Anton took the photograph. A
    pronoun can mean somebody who was named before; in languages that leave pronouns out, any verb can. But a sentence
    with a subject of its own does not say what that is called.
    """
    is_named = _ASKS_NAME.search(question.text) is not None
    if not (is_named or _ASKS_PERSON.match(question.text)) or is_row(quote.text) or _PERSONAL.search(quote.text):
        return ""
    first = next(iter(statement.tokens), "")  # a name too, if the passage never writes it in small letters
    opens = first[:1].isupper() and first in passage.tokens and first.casefold() not in passage.tokens
    names = statement.facts.names | ({fold(first)} if opens and first.casefold() not in STOP_WORDS else set())
    new = names - question.folded
    if not new or new & (quote.folded | quote.facts.names | place.folded | place.facts.names):
        return ""
    told = identify_language(quote.text, least=SURE) in _WITH_PRONOUNS or (
        is_named and _OPENS_WITH_THING.match(quote.text)
    )
    return next(token for token in statement.tokens if fold(token) in new) if told else ""


def missing_number(statement: ParsedText, question: ParsedText) -> str:
    """The number that the question asks for, such as "extension", if the statement has no number. "" otherwise.

    "Call the ward physician's extension" does not answer "ward physician's extension?". The number of a telephone has
    three digits at least: the 41 of an address is none.
    """
    asked = None if _OPENS_OTHERWISE.match(question.text) else _NUMBERED.search(question.text)
    fewest = _DIGITS_OF_PHONE if asked and _PHONE.search(asked[0]) else 1
    return asked[0] if asked and sum(map(str.isdigit, statement.text)) < fewest else ""


def is_unanswered(statement: ParsedText, question: ParsedText) -> bool:
    """Whether the statement does not give what is asked: a price or measure without an amount, or where it is told."""
    return _lacks_amount(statement, question) or _is_put_off(statement, question)


def _lacks_amount(statement: ParsedText, question: ParsedText) -> bool:
    """Whether the question asks for a price or a measure, and the statement has neither a number nor a word such as
    "free" or "cold".
    """
    asks_price = ASKS_PRICE.search(question.text)
    if not asks_price and not _ASKS_MEASURE.search(question.text):
        return False
    if asks_price and _IS_YES.search(statement.text):
        return True  # "The deposit for locker 11 is yes", from a column of yes and no
    if _has_amount(statement, is_price=asks_price is not None):
        return False
    return not (_WITHOUT_NUMBER if asks_price else _MEASURED_IN_WORDS).search(statement.text)


def _has_amount(statement: ParsedText, *, is_price: bool) -> bool:
    """Whether the statement has a number. A price is none in centimetres or hours, and no time of day."""
    facts = statement.facts
    if not is_price:
        return bool(facts.quantities) or any(map(str.isdigit, statement.text))
    if facts.quantities:
        return any(one.kind in CURRENCIES | {"", "%"} for one in facts.quantities)
    return not (facts.times or facts.dates) and any(map(str.isdigit, statement.text))


def _is_put_off(statement: ParsedText, question: ParsedText) -> bool:
    """Whether the statement only says where what is asked for is kept, or that somebody will be chosen for it."""
    if _ASKS_WHERE.search(question.text):
        return False
    if (match := _IS_OPEN.search(statement.text)) and _ASKS_WHO.search(question.text):
        return stem(match[match.lastgroup or 0]) not in question.word_set
    new = statement.facts.quantities - question.facts.quantities
    asks_amount = _NUMBERED.search(question.text) or ASKS_PRICE.search(question.text)
    return bool(asks_amount and not new and _IS_KEPT.search(statement.text))
