"""Whether the cited words give an amount of another thing, or of another kind, than the question asks for.

"Spare cloths cost 18 pounds" does not say what a spindle costs, nor "The tent is twelve metres long" what it weighs.
Only questions about a price, a weight or a size are compared, because their grammar shows which thing they mean. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.text.sentences import is_row
from qa.checking.compare import new_amounts
from qa.checking.rows import cells, is_one_row
from qa.text.function_words import FUNCTION_WORDS
from qa.text.parsed import ParsedText
from qa.text.units import CURRENCIES
from qa.text.words import STOP_WORDS, stem, without_accents

TIMES = frozenset(("s", "month", "year"))
# What a question asks for, and the smallest units of what can answer it.
_KINDS = (
    # Not "how heavy", "how far" and "how deep": losses can be heavy, and prices fall far.
    (r"\b(?:weighs?|weight|wieg(?:t|en)|gewicht|pès(?:e|ent)|poids|pesan?o?|weegt|wegen)\b", {"g"}),
    (r"\b(?:costs?|price|(?:sells?|sold) for|koste(?:t|n)|preis|wie teuer|coûte(?:nt)?|prix|cuestan?|precio"
     r"|costan?o?|prezzo|custam?|preço|kost|prijs)\b"
     r"|\b(?:how much|what|wie ?viel|was|combien|cuánto)\b.*\b(?:earns?|verdien\w+|gagne\w*|gana)\b",
     {*CURRENCIES, "%"}),
    (r"\bhow (?:tall|wide)\b|\bwie breit\b", {"mm"}),
    (r"\bhow (?:hot|warm|cold)\b|\btemperatur\w*|\bwie (?:heiß|warm|kalt)\b", {"°C", "°F"}),
    (r"\bhow old\b|\bwie alt\b", set(TIMES)),
    (r"\b(?:how (?:loud|noisy)|wie laut|hoe luid|hoeveel decibel)\b", {"dB"}),
)  # fmt: skip
# "How long does the price hold?" asks for no amount of money.
_ASKS_OTHERWISE = re.compile(
    r"\b(?:how (?:long|many|often|soon|late|early)|when|which|who|where|why|wie (?:lange|viele|oft)|wann|welche\w?|wer"
    r"|wo|warum|combien de|quand|qui|où|pourquoi|cuánt[oa]s|cuánto tiempo|cuándo|quién|dónde|quanto tempo"
    r"|quant[ie]|quant[oa]s|quando|chi|dove|quem|onde|wanneer|waar|waarom|hoe (?:lang|vaak|laat)|hoelang|welke?)\b",
    re.IGNORECASE,
)
# Two dimensions that a text names if it gives them: a length is no width.
_DIMENSIONS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(said, re.IGNORECASE))
    for asked, said in (
        (
            r"\bhow (?:wide|broad)\b|\bwidth\b|\bwie breit\b|\bbreite\b|\blargeur\b|\banchura\b",
            r"wid(?:e|th)|broad|breadth|across|span|diameter|gauge|bore|breit|durchmesser|weite|larg|anch|\bby\b|\bx\b|×|mal\b",
        ),
        (
            r"\bhow deep\b|\bdepth\b|\bwie tief\b|\btiefe\b|\bprofond|\bprofund",
            r"deep|depth|down|below|under|dr(?:aught|aft|aw)|tief|profond|profund|\bby\b|\bx\b|×|mal\b|unter",
        ),
    )
)
# What a thing can carry is not what it weighs.
_ASKS_WEIGHT = re.compile(
    r"\bhow heavy\b|\bhow much (?:does|do|did) .* weigh\b|\bweight of\b|\bwie schwer\b|\bwiegt\b|\bgewicht\b|\bpoids d"
    r"|\bpèse|\bpesa\b|\bpeso d|\bweegt\b",
    re.IGNORECASE,
)
_CARRIES = re.compile(
    r"\b(?:maximum|max\.?|safe|working|payload|carr(?:y|ies|ying)|load|capacity|traglast|nutzlast|zuladung|tragkraft|belast\w+"
    r"|charge(?: maximale| utile)?|capacité|carga|portata|carico|draagvermogen|laadvermogen)\b",
    re.IGNORECASE,
)
_WEIGHS = re.compile(
    r"\b(?:weigh\w*|heavy|(?:eigen|leer)?gewicht|wieg\w*|poids|pès\w+|pes[aoe]\w*|weegt|net|empty|tare)\b", re.I
)
# What such a question asks for is a code, a number or a name, never an amount, a time or a date.
ASKS_IDENTIFIER = re.compile(
    r"\b(?:what|whats|which|give|tell|was|wie|welche\w*|nenn\w*|quel(?:le)?|donne\w*|cuál|dime|qual[ei]?|welk|wat|jaki)\b.*\b(?:\w*code|pin|iban"
    r"|password|passcode|combination (?:of|for)|passwort"
    r"|kennwort|mot de passe|contraseña|(?:serial|phone|telephone|order|customer|account"
    r"|licen[cs]e|reference|policy) (?:number|no)|\w+nummer|num[ée]ro de \w+|(?:e-?mail )?addresse?|adresse?"
    r"|dirección|indirizzo|endereço|adres)\b",
    re.IGNORECASE,
)
_ASKS_TIME = re.compile(
    r"\b(?:what time|(?:um )?wie ?viel uhr|quelle heure|qué hora|che ora|que horas|hoe laat|której godzinie)\b",
    re.IGNORECASE,
)
_DEGREES = re.compile(r"\d+\s?(?:degrees|grad|degrés|grados|gradi|graus|graden)\b", re.IGNORECASE)
_OF_KIND = tuple((re.compile(words, re.IGNORECASE), frozenset(units)) for words, units in _KINDS)
# The thing whose price, weight or size is asked for, or of which a number.
_ASKED = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        r"\b(?:what|how much) (?:does|do|did|will|would) (?P<x>.+?) (?:cost|weigh|measure|hold)\b",
        r"\b(?:price|cost|fee|weight|size|length|height|width|deposit|fine) (?:of|for) (?P<x>.+)",
        r"\bhow (?:heavy|big|large|tall|high|wide|deep|long|expensive) (?:is|are|was|were|can|may|must|should)"
        r" (?P<x>.+)",
        r"\bwhat (?:depth|height|width|length|weight|temperature|pressure|speed|size|level)"
        r" (?:is|was|are|were|does|did)\b[^,;?]*?\b(?:in|at|of|for|on|by) (?P<x>.+)",
        r"\bhow (?:many|much) (?P<x>[^\W\d_][\w -]*?) (?:does|do|did|is|are|was|were|has|have|had|can|may|will|must"
        r"|should)\b",
        r"\b(?:was|wie ?viel) (?:kostet|kosten|wiegt|wiegen) (?P<x>.+)",
        r"\bwie (?:teuer|schwer|groß|hoch|breit|tief|lang) (?:ist|sind|war|waren|darf|dürfen|kann|muss|soll) (?P<x>.+)",
        r"\b(?:how much|wie ?viel|combien|cuánto|quanto|hoeveel)\b.* (?:for|für|pour|por|para|per|voor) (?P<x>.+)",
        r"\b(?:wie ?viele?|hoeveel|combien d(?:e |['’])|cuánt[oa]s|quant[ieoa]s?) (?P<x>[^\W\d_]\w*)\b",
        r"\bcombien (?:coûte|coûtent|pèse|pèsent) (?P<x>.+)|\b(?:prix|poids) d(?:e la|e l['’]|u|es|e) (?P<y>.+)",
        r"\bcuánto (?:cuesta|cuestan|pesa|pesan) (?P<x>.+)|\b(?:precio|peso) (?:del|de la|de los|de las|de) (?P<y>.+)",
    )
)
_ARTICLE = re.compile(
    r"^(?:the|an?|der|die|das|den|dem|ein\w{0,2}|le|la|les|un|une|el|los|las|una|il|lo|gli|i|o|os|as|um|uma|de|het|een)\s"
    r"|^l['’]",
    re.IGNORECASE,
)
_AFTER_HEAD = re.compile(
    r"[,;(]|\b(?:in|on|at|for|of|with|without|per|during|from|to|if|when|who|that|which|since|until|by|am|im|pro|für|mit|ohne"
    r"|bei|an|auf|von|vom|der|des|be|last|stay|take|sein|werden|dauern|bleiben"
    r"|spen[dt]|pay|paid|ausgegeben|bezahlt|gezahlt|(?:be)?zahlen|dépensé|payé|gastado|pagado|speso|pagato|gasto|pago"
    r"|betaald|uitgegeven|par|pour|avec|dans|sur|por|para|con|en|del?|du)\b",
    re.IGNORECASE,
)
# The sentence can mean a thing that was named before it.
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|their|them|this|that|these|those|there|one|ones|each|both|er|sie|es|ihr|dies\w*|da\w{2,4}|je|jeweils"
    r"|il|elle|ils|elles|cela|ça|ce|celui\w*|y|esto|eso|ell[oa]s?|cada)\b",
    re.IGNORECASE,
)

# Labels of a sheet on one thing that name only what is measured, and when.
_LABELS = frozenset(
    map(
        stem,
        """weight size length height width depth temperature age price cost fee total amount volume capacity speed
        today now current currently latest net gross gewicht größe länge höhe breite tiefe temperatur alter preis
        kosten gesamt betrag heute aktuell aktuelles poids taille longueur hauteur prix âge aujourd'hui actuel peso
        tamaño altura precio edad hoy actual altezza prezzo età oggi tamanho preço idade hoje prijs leeftijd
        vandaag""".split(),
    )
)

_CONDITION = re.compile(r"\W*(?:if|when|whoever|wenn|falls|wer|si|se|als|quando|cuando|quien|chi)\b", re.IGNORECASE)


def other_kind(statement: ParsedText, question: ParsedText) -> str:
    """The amount of the statement, if all its new amounts are of another kind than the question asks for. "" if not.

    A question for a code or a number that identifies something is not answered by a time, a date or a measure either.
    """
    if _ASKS_TIME.search(question.text):
        return _instead_of_time(statement, question)
    asked = [units for words, units in _OF_KIND if words.search(question.text)]
    if ASKS_IDENTIFIER.search(question.text) and not asked:
        return _instead_of_identifier(statement, question)
    if len(asked) != 1 or _ASKS_OTHERWISE.search(question.text):
        return ""
    new = new_amounts(statement, question)
    kinds = [one.kind for one in new]
    if asked[0] & CURRENCIES and "" in kinds:  # prices are often written without their currency
        return ""
    others = [amount for amount, kind in zip(new, kinds, strict=True) if kind]
    return str(others[0]) if others and not asked[0] & set(kinds) else ""


def _instead_of_time(statement: ParsedText, question: ParsedText) -> str:
    """An amount of the statement that is none of time, if it has no time and no date: "by 190 degrees"."""
    if statement.facts.times or statement.facts.dates:
        return ""
    new = [one for one in new_amounts(statement, question) if one.unit]
    if any(one.kind in TIMES for one in new):
        return ""
    degrees = _DEGREES.search(statement.text)
    return str(new[0]) if new else degrees[0] if degrees else ""


def other_dimension(statement: ParsedText, question: ParsedText, around: Sequence[ParsedText]) -> str:
    """The length of the statement, if the question asks for a width or depth and no text around the quote names one."""
    for asked, said in _DIMENSIONS:
        if asked.search(question.text) and not any(said.search(text.text) for text in around):
            lengths = (one for one in statement.facts.quantities if one.kind == "mm")
            return next(map(str, lengths), "")
    if _ASKS_WEIGHT.search(question.text):
        return _load(statement, around[0])
    return ""


def _load(statement: ParsedText, quote: ParsedText) -> str:
    """The weight in the statement that the quoted row gives as a load, in a cell that names no weight."""
    for part in cells(quote) if is_one_row(quote) else ():
        said = f"{part.column.text} {part.value.text}"
        for amount in statement.facts.quantities:
            is_held = amount.kind == "g" and any(one.supports(amount) for one in part.value.facts.quantities)
            if is_held and _CARRIES.search(said) and not _WEIGHS.search(said):
                return str(amount)
    return ""


def _instead_of_identifier(statement: ParsedText, question: ParsedText) -> str:
    """The time, date or amount of the statement, if it adds nothing to the question that can be a code or a name."""
    said, asked = statement.facts, question.facts
    new = new_amounts(statement, question)
    if said.names - question.folded or any(not one.unit for one in new):
        return ""
    found = [*sorted(said.times - asked.times), *map(str, said.dates - asked.dates), *map(str, new)]
    return next(iter(found), "")


def other_asked_thing(question: ParsedText, quote: ParsedText, place: ParsedText, around: Sequence[ParsedText]) -> str:
    """The thing whose price, weight or size the question asks for, if the quote is about another one. "" if not.

    The quote is about another one if it names its own thing, and if the texts `around` name the question's thing, but
    not just before the quote. "If you miss a session, we charge 45 euros" names its own thing, whatever is said before.
    """
    head = _head(question)
    if (
        not head
        or is_row(quote.text)
        or _is_label(quote)
        or _POINTS_BACK.search(quote.text)
        or _has(head, (quote, place))
    ):
        return ""
    sentences = [sentence for text in around for sentence in text.sentences]
    if _CONDITION.match(quote.text):
        return head if _has(head, sentences) else ""
    before = [one for one, two in pairwise(sentences) if two.text in quote.text and one.text not in quote.text]
    return head if _has(head, sentences) and not _has(head, before) else ""


def _is_label(quote: ParsedText) -> bool:
    """Whether the quote only names a measure, as "Weight today: 1.38 kg" in a sheet on one patient."""
    label, colon, _ = quote.text.partition(":")
    words = {stem(token) for token in ParsedText(label).tokens}
    return bool(colon and words) and words <= _LABELS


def _head(question: ParsedText) -> str:
    """The noun for the thing whose price, size or number is asked for. "" if there is none, or only a pronoun."""
    for rule in _ASKED:
        if match := rule.search(question.text):
            phrase = _ARTICLE.sub("", next(filter(None, match.groups())))
            tokens = [one for one in ParsedText(_AFTER_HEAD.split(phrase, maxsplit=1)[0]).tokens if one.isalpha()]
            word = tokens[-1] if tokens else ""
            is_thing = len(word) > 2 and word.casefold() not in STOP_WORDS and stem(word) not in FUNCTION_WORDS
            return word if is_thing else ""
    return ""


def _has(head: str, texts: Sequence[ParsedText]) -> bool:
    """Whether a text has the word, or a compound that begins or ends with it, also with an umlaut in the plural."""
    wanted, bare = stem(head), _plain(head)
    return any(wanted in text.word_set or any(bare in _plain(token) for token in text.tokens) for text in texts)


def _plain(word: str) -> str:
    return without_accents(word.casefold())
