"""Questions with a comparative: "Which is cheaper, and by how much?", "Is A longer than B?". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.forms.form import bare
from qa.text.units import CURRENCIES


@dataclass(frozen=True, slots=True)
class Measure:
    """What a comparative measures.

    `kinds` are the smallest units of its amounts; empty if any unit will do. `words` are what a document calls it.
    """

    name: str
    kinds: frozenset[str]
    words: str


PRICE = Measure(
    "price", CURRENCIES, "price cost costs fee rate rent preis kosten kostet gebühr prix coûte coût precio cuesta"
)
_WEIGHT = Measure("weight", frozenset(("g",)), "weight weighs mass gewicht wiegt poids pèse peso pesa")
_TIMES = frozenset(("s", "month", "day", "week"))
_LENGTH = Measure("length", _TIMES | {"mm"}, "length long lasts duration period time takes länge lang dauer"
    " dauert frist longueur durée dure plazo duración dura longitud")  # fmt: skip
_SPEED = Measure(
    "duration", _TIMES, "time takes duration speed dauer dauert zeit geschwindigkeit durée prend duración tarda"
)
_NOISE = Measure("noise", frozenset(("dB",)), "noise sound loud lärm laut lautstärke bruit ruido")
_SIZE = Measure(
    "size",
    frozenset(("m²", "ml", "mm", "MB")),
    "size capacity volume area length größe fläche volumen taille capacité tamaño capacidad",
)
_DISTANCE = Measure("distance", frozenset(("mm", "s")), "distance away far walk entfernung entfernt weg distance"
    " éloigné distancia lejos range reichweite autonomie autonomía autonomia actieradius")  # fmt: skip
_DEPTH = Measure("depth", frozenset(("mm",)), "depth deep tiefe tief profondeur profond profundidad profundo")
_WIDTH = Measure("width", frozenset(("mm",)), "width wide breite breit largeur large anchura ancho")
_HEIGHT = Measure("height", frozenset(), "height level rate limit höhe hoch satz hauteur taux altura nivel")
_HEAT = Measure("temperature", frozenset(("°C", "°F")), "temperature temperatur température temperatura")
_AGE = Measure("age", frozenset(("month",)), "age old years alter âge edad")
_ANY = Measure("", frozenset(), "")
# The comparative in one of the languages, what it measures, and whether it describes the greater amount.
_COMPARATIVES: tuple[tuple[str, Measure, bool], ...] = (
    (r"mais barat[oa]s?|meno car[oaie]|più economic\w+|goedkoper|less expensive|cheaper|billiger|günstiger"
     r"|preiswerter|moins ch[eè]re?s?|más barat[oa]s?", PRICE, False),
    (r"mais car[oa]s?|più car[oaie]|duurder|more expensive|dearer|pricier|costlier|teurer|plus ch[eè]re?s?"
     r"|más car[oa]s?", PRICE, True),
    (r"mais pesad[oa]s?|più pesant[ei]|zwaarder|heavier|schwerer|plus lourde?s?|más pesad[oa]s?", _WEIGHT, True),
    (r"mais leves?|più legger[oaie]|lighter|leichter|plus lég[eè]re?s?|más liger[oa]s?", _WEIGHT, False),
    (r"mais long[oa]s?|più lung[oaheiì]+|longer|länger|plus longue?s?|más larg[oa]s?", _LENGTH, True),
    (r"mais curt[oa]s?|più (?:cort|brev)[oaie]|korter|shorter|kürzer|plus courte?s?|más cort[oa]s?", _LENGTH, False),
    (r"slower|langsamer|plus lente?s?|más lent[oa]s?", _SPEED, True),
    (r"faster|quicker|schneller|plus rapides?|más rápid[oa]s?", _SPEED, False),
    (r"louder|noisier|lauter|plus bruyante?s?|más ruidos[oa]s?", _NOISE, True),
    (r"quieter|leiser|moins bruyante?s?|plus silencieu(?:x|se)s?|más silencios[oa]s?", _NOISE, False),
    (r"warmer|hotter|wärmer|heißer|plus chaude?s?|más caliente", _HEAT, True),
    (r"colder|cooler|kälter|kühler|plus froide?s?|más frí[oa]s?", _HEAT, False),
    (r"mais velh[oa]s?|più vecchi[oae]?|ouder|older|älter|plus vieux|plus vieille|mayor de edad"
     r"|más viej[oa]", _AGE, True),
    (r"younger|jünger|plus jeune|más joven", _AGE, False),
    (r"maior(?:es)?|più grand[ei]|groter|bigger|larger|greater|größer|plus grande?s?|más grandes?|mayor", _SIZE, True),
    (r"menor(?:es)?|più piccol[oaie]|kleiner|smaller|kleiner|plus petite?s?|más pequeñ[oa]s?|menor", _SIZE, False),
    (r"più vicin[oaie]|mais (?:perto|próxim[oa]s?)|dichter ?bij"
     r"|closer|nearer|näher|plus proches?|plus près|más cerca|más cercan[oa]s?", _DISTANCE, False),
    (r"più lontan[oaie]|mais longe|verder weg"
     r"|further away|farther(?: away)?|weiter (?:weg|entfernt)|plus (?:loin|éloignée?s?)|más (?:lejos|lejan[oa]s?)",
     _DISTANCE, True),
    (r"deeper|tiefer|plus profonde?s?|más profund[oa]s?", _DEPTH, True),
    (r"shallower|flacher|moins profonde?s?|menos profund[oa]s?", _DEPTH, False),
    (r"wider|broader|breiter|plus larges?|más anch[oa]s?", _WIDTH, True),
    (r"narrower|schmaler|plus étroite?s?|más estrech[oa]s?", _WIDTH, False),
    (r"mais alt[oa]s?|più alt[oaie]|hoger|higher|taller|höher|plus haute?s?|plus élevée?s?"
     r"|más alt[oa]s?", _HEIGHT, True),
    (r"mais baix[oa]s?|più bass[oaie]|lower|niedriger|plus bas(?:se)?s?|más baj[oa]s?", _HEIGHT, False),
    (r"più|more|mehr|plus(?: de)?|más", _ANY, True),
    (r"meno|minder|less|fewer|weniger|moins(?: de)?|menos", _ANY, False),
)  # fmt: skip
_DATE = Measure(
    "date", frozenset(), "date start starts begin begins end ends datum beginn beginnt ende début fin fecha"
)
# Forms with no two things beside them: "the cheapest", "am günstigsten"; and those that compare dates.
_SUPERLATIVES: tuple[tuple[str, Measure, bool], ...] = (
    (r"cheapest|least expensive|(?:billig|günstig|preiswert)ste[nrsm]?", PRICE, False),
    (r"most expensive|dearest|priciest|teuerste[nrsm]?", PRICE, True),
    (r"heaviest|schwerste[nrsm]?", _WEIGHT, True),
    (r"lightest|leichteste[nrsm]?", _WEIGHT, False),
    (r"longest|längste[nrsm]?|plus longtemps|más tiempo", _LENGTH, True),
    (r"shortest|kürzeste[nrsm]?|moins longtemps|menos tiempo", _LENGTH, False),
    (r"slowest|langsamste[nrsm]?", _SPEED, True),
    (r"fastest|quickest|schnellste[nrsm]?|plus vite|más rápido", _SPEED, False),
    (r"loudest|noisiest|lauteste[nrsm]?", _NOISE, True),
    (r"quietest|leiseste[nrsm]?", _NOISE, False),
    (r"biggest|largest|größte[nrsm]?", _SIZE, True),
    (r"smallest|kleinste[nrsm]?", _SIZE, False),
    (r"closest|nearest|nächstgelegene[nrsm]?", _DISTANCE, False),
    (r"furthest|farthest|am weitesten", _DISTANCE, True),
    (r"deepest|tiefste[nrsm]?", _DEPTH, True),
    (r"widest|broadest|breiteste[nrsm]?", _WIDTH, True),
    (r"narrowest|schmalste[nrsm]?", _WIDTH, False),
    (r"highest|höchste[nrsm]?", _HEIGHT, True),
    (r"lowest|niedrigste[nrsm]?", _HEIGHT, False),
    (r"later|latest|später|spätesten|plus tard|más tarde", _DATE, True),
    (r"earlier|earliest|sooner|soonest|früher|frühesten|eher|plus tôt|antes", _DATE, False),
)  # fmt: skip
_WORDS = "|".join(words for words, _, _ in _COMPARATIVES)
# "Costs more": the verb says what is measured.
_VERBS = (
    (r"costs?|kostet|kosten|kost|coûte(?:nt)?|cuestan?|costano?|custam?", PRICE),
    (r"weighs?|wiegt|wiegen|pèse(?:nt)?|pesan?", _WEIGHT),
    (r"lasts?|takes?|dauert|dauern|dure(?:nt)?|duran?|tardan?", _LENGTH),
)
_VERB = "|".join(words for words, _ in _VERBS)
_BE = (
    r"è|é|são|sono|tem|têm|ha|hanno|heeft|hebben|zijn|is|are|was|were|has|have|holds?|ist|sind|war|hat|haben"
    r"|est|sont|a|ont|es|son|tienen?"
)
_BY_HOW_MUCH = r"by how much|um wie ?viel|de combien|por cuánto|di quanto|por quanto|em quanto"
_HOW = (
    rf"(?:,? (?:and|und|et|y|e|en)? ?(?:{_BY_HOW_MUCH}|how much (?:cheaper|more|less)?|by what|wie ?viel|hoeveel"
    r"|cuánto))?"
)
_THE_TWO = (
    r"(?:of (?:the|these|those|my|our) |der |von |des |de l[oa]s |de |dei |delle |degli |d[oa]s |van de )?"
    r"(?:(?:two|both|beiden|zwei|deux|dos|due|dois|duas|twee) )?"
)
_COMPARED = rf"(?:the |le |la |el )?(?P<how>{_WORDS})(?: (?P<aspect>[\w-]+(?:(?: of| de| an)? [\w-]+)?))?"
_OR = r"(?P<a>.+?),? (?:or|oder|ou|o) (?P<b>.+?)"
_THAN = r"(?:than|als|que)(?: (?:that of|the one of|der|die|das|den|dem|celui de|celle de|el de|la de))?"
_RULES = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        # Which is cheaper, A or B, and by how much?
        rf"(?:which|what|welche[rs]?|was|lequel|laquelle|quel(?:le)?|qu['’]est-ce qui|cuál"
        rf"|qué|quale?|cosa|che cosa|o que)(?: one)?(?: (?P<head>[\w-]+))?"
        rf" (?:{_BE}|(?P<verb>{_VERB})) {_COMPARED}[,:]? ?(?:between )?{_OR}{_HOW}",
        rf"(?:wat|welke?)(?: (?P<head>[\w-]+))? (?:{_BE}|(?P<verb>{_VERB})) {_COMPARED}[,:]? ?"
        rf"(?P<a>.+?),? of (?P<b>.+?){_HOW}",
        # Which of the two plans is cheaper, and by how much?
        rf"(?:which|what|welche[rs]?|lequel|laquelle|quel(?:le)?|cuál"
        rf"|qué)(?: one)? {_THE_TWO}(?P<head2>[\w-]+(?: [\w-]+)?)"
        rf" (?:{_BE}|(?P<verb2>{_VERB})) {_COMPARED}{_HOW}",
        # Is A cheaper than B?
        rf"(?P<whether>is|are|was|were|does|do|did|has|have|ist|sind|hat|haben|est-ce que|es|son"
        rf"|tienen?)(?: it)? (?P<a>.+?)"
        rf"(?:,? (?:{_BE}|(?P<verb>{_VERB})))? {_COMPARED} {_THAN} (?P<b>.+?)(?: (?:does|do|is))?",
        # A est-il plus cher que B ? Kostet A mehr als B?
        rf"(?!de combien)(?P<a>.+?) (?P<whether>est|sont|coûte|pèse|dure)-t?-?(?:il"
        rf"|elle)s? {_COMPARED} {_THAN} (?P<b>.+?)",
        rf"(?P<whether>(?P<verb>kostet|kosten|wiegt|wiegen|dauert|dauern|cuestan?|pesan?"
        rf"|duran?)) (?P<a>.+?) {_COMPARED} {_THAN} (?P<b>.+?)",
        # How much cheaper is A than B? By how much is A cheaper than B? How many more days does A have than B?
        rf"(?P<much>how much|how many|wie ?viele?|cuánt[oa]s?|de combien) {_COMPARED} (?:{_BE}|does|do|did"
        rf"|(?P<verb2>{_VERB}))"
        rf" (?P<a>.+?)(?: (?:have|has|(?P<verb>{_VERB})))? {_THAN} (?P<b>.+?)",
        rf"(?P<much>by how much|how much|um wie ?viel|de combien|en cuánto|cuánto)(?: (?:{_BE}|does|do"
        rf"|(?P<verb2>{_VERB})))*"
        rf" (?P<a>.+?)(?: (?:{_BE}|est-(?:il|elle)|(?P<verb>{_VERB})))? {_COMPARED} {_THAN} (?P<b>.+?)",
    )
)
_DIFFERENCE = re.compile(rf"\b(?:{_BY_HOW_MUCH}|(?:met )?hoeveel verschil|en hoeveel)\b", re.IGNORECASE)
_OF = r"(?:of|for|in|at|under|von|für|bei|im|in|de|du|pour|para|en) "
_AMOUNT_OR_PRONOUN = re.compile(
    r"\d+(?:[.,]\d+)? |\d+$|(?:it|this|that|they|he|she|es|sie|er|il|elle|expected|usual)$", re.I
)
_ARTICLE = re.compile(
    r"^(?:the|an?|der|die|das|den|eine?|l[ae]s?|une?|el|los|una?|il|lo|gli|uno|os?|as|uma?|de|het|een) ", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Comparative:
    """What a question with a comparative compares: the sides, or one name for both if they are not named.

    `wants_more` says whether the comparative describes the greater amount. `asks` is "which", "whether" or "how much".
    """

    sides: tuple[str, ...]
    head: str
    word: str  # the comparative, as written
    measure: Measure
    aspect: str  # what there is more of: "storage"
    wants_more: bool
    asks: str


def find_comparative(text: str) -> Comparative | None:
    """What the question compares. None if it has no comparative of two things.

    >>> find_comparative("Is the Basic plan cheaper than the Plus plan?").sides
    ('Basic plan', 'Plus plan')
    """
    asked = bare(text).lstrip("¿ ")
    for rule in _RULES:
        if match := rule.fullmatch(asked):
            groups = match.groupdict()
            word, aspect = groups["how"], (groups["aspect"] or "").strip()
            verb = groups.get("verb") or groups.get("verb2") or ""
            measure, wants_more = _measured(word, verb)
            if measure is _ANY and not aspect:
                return None
            sides, shared = _sides(*(groups[side].strip(" ,") for side in ("a", "b") if groups.get(side)))
            if any(_AMOUNT_OR_PRONOUN.match(side) for side in sides):
                return None
            aspect = f"{shared} {aspect}".strip()
            head = groups.get("head") or groups.get("head2") or ""
            asks = "whether" if groups.get("whether") else "how much" if groups.get("much") else "which"
            return Comparative(sides, head, f"{verb} {word}".strip(), measure, aspect, wants_more, asks)
    return None


def asks_by_how_much(text: str) -> bool:
    """Whether the question asks which of two things has more or less, and by how much.

    >>> asks_by_how_much("Which is cheaper, the Heron or the Falcon, and by how much?")
    True
    """
    return _DIFFERENCE.search(text) is not None and find_measure(text) is not None


def find_measure(text: str) -> tuple[str, Measure, bool] | None:
    """The first comparative or superlative in the text, as written, what it measures, and whether it wants more.

    >>> found = find_measure("Who of the three is the cheapest?")
    >>> found[0], found[1].name, found[2]
    ('cheapest', 'price', False)
    """
    certain = [one for one in _COMPARATIVES if one[1] is not _ANY]
    for words, measure, wants_more in (*_SUPERLATIVES, *certain, *_COMPARATIVES[len(certain) :]):
        if match := re.search(rf"\b(?:{words})(?:e[nrsm]?)?\b", text, re.IGNORECASE):
            return match[0], _verb_measure(text) if measure is _ANY else measure, wants_more
    return None


def _verb_measure(text: str) -> Measure:
    return next(
        (measure for words, measure in _VERBS if re.search(rf"\b(?:{words})(?:e[nrsm]?)?\b", text, re.IGNORECASE)), _ANY
    )


def _sides(*named: str) -> tuple[tuple[str, ...], str]:
    """The sides without articles, and what is compared of both: "the notice period for managers" and "employees"."""
    if not named:
        return (), ""
    first, second = named
    parts = re.split(rf" {_OF}", first)
    shared = ""
    if len(parts) > 1 and (re.match(_OF, second) or parts[0].casefold() not in second.casefold()):
        shared, first = _ARTICLE.sub("", " ".join(parts[:-1])), parts[-1]
    return tuple(_ARTICLE.sub("", re.sub(rf"^{_OF}", "", side)) for side in (first, second)), shared


def _measured(word: str, verb: str) -> tuple[Measure, bool]:
    """What the comparative measures, by its own word or by the verb before it, and whether more of it is wanted."""
    found, wants_more = next(
        (measure, more) for words, measure, more in _COMPARATIVES if re.fullmatch(words, word, re.IGNORECASE)
    )
    by_verb = next((measure for words, measure in _VERBS if verb and re.fullmatch(words, verb, re.IGNORECASE)), None)
    return (by_verb if by_verb and found is _ANY else found), wants_more
