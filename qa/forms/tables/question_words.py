"""The words of a question that ask for computing, in seven languages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from qa.forms.tables.values import read_number
from qa.text.ordinals import ORDINALS
from qa.text.units import NUMBER_WORDS, SCALES
from qa.text.words import TOKEN

Operation = Literal["sum", "mean", "median", "count", "max", "min", "difference", "share", "sort"]
Hint = Literal["", "time", "date", "order", "age", "price", "weight", "size"]
Sign = Literal[">", ">=", "<", "<=", "between"]

# A "phone number of" somebody counts nothing.
_COUNTED = "".join(
    f"(?<!{name} )"
    for name in "phone mobile cell fax hotline contact emergency extension order invoice serial account customer "
    "member membership part article reference registration room house seat policy licence license batch lot".split()
)
_NOT_CALLED = r"(?! (?:tel[eé]f|telem|m[oó]vil|celular|cellul|fax|serie|s[eé]rie|pedido|cuenta|conta|factura|fattura))"
# What a superlative measures; "" for any number.
_OPERATIONS: tuple[tuple[Operation, Hint, str], ...] = (
    ("difference", "", r"differences? (?:between|in|of)|difference|differenz(?: zwischen)?|unterschied(?: zwischen)?"
        r"|différence(?: entre)?|diferencia(?: entre)?"),
    ("share", "", r"(?:what |which )?(?:share|percentage|proportion|fraction)(?: of)?"
        r"|(?:how many |what )?percent(?: of)?"
        r"|(?:wie ?viel )?prozent|(?:prozentuale[rn]? )?anteil(?: an| am)?|pourcentage|quelle (?:part|proportion)"
        r"|(?:qué )?porcentaje|qué (?:parte|proporción)"),
    ("max", "price", r"most expensive|dearest|priciest|costliest|(?:am )?teuerste[nrs]?|plus chère?s?|más car[oa]s?"),
    ("min", "price", r"least expensive|cheapest|(?:am )?(?:billigste|günstigste|preiswerteste)[nrs]?|moins chère?s?"
        r"|más barat[oa]s?"),
    ("max", "date", r"most recent(?:ly)?|latest|newest|späteste[nrs]?|neueste[nrs]?|plus récente?s?|más recientes?"),
    ("min", "date", r"earliest|früheste[nrs]?"),
    ("max", "age", r"oldest|älteste[nrs]?|plus âgée?s?"),
    ("min", "age", r"youngest|jüngste[nrs]?|plus jeunes?"),
    ("max", "order", r"last|letzte[nrs]?|zuletzt"),
    ("min", "order", r"first|erste[nrs]?|zuerst"),
    ("max", "time", r"longest|längste[nrs]?|am längsten|slowest|langsamste[nrs]?|(?:le )?plus long(?:ue?|temps)?s?"
        r"|más larg[oa]s?|más tiempo"),
    ("min", "time", r"shortest|kürzeste[nrs]?|am kürzesten|fastest|quickest|schnellste[nrs]?|plus courte?s?"
        r"|más cort[oa]s?"),
    ("max", "weight", r"heaviest|schwerste[nrs]?|plus lourde?s?|más pesad[oa]s?"),
    ("min", "weight", r"lightest|leichteste[nrs]?|plus légère?s?|más liger[oa]s?"),
    ("max", "size", r"tallest|highest above|plus hautes?|más alt[oa]s?"),
    ("mean", "", r"(?:on )?average|the mean|mean (?:of|value)|durchschnitt(?:lich(?:e[nmrs]?)?)?|im (?:durchs|s)chnitt"
        r"|mittelwert|im mittel|(?:en )?moyen(?:ne)?s?|(?:en |de )?promedio|de media|por término medio"),
    ("median", "", r"median|médiane?|mediana"),
    ("count", "", rf"how many times|how (?:many|often)|(?:total |the )?{_COUNTED}number of|count of|wie ?viele"
        r"|wie (?:oft|häufig)|(?:die )?anzahl(?: der| an| von)?"
        r"|combien (?:de fois|de|d['’])|combien(?= (?!pai|pay|co[uû]t|gagn|touch|d[eé]pens|doi)\w+[eo]nt\b)"
        r"|(?:le )?nombre (?:de|d['’])"
        rf"|cuánt[oa]s(?: veces)?|(?:el )?número de{_NOT_CALLED}"),
    ("sum", "", r"(?:grand |sum )?totals?(?: of)?|sum(?: up)?(?: of)?|altogether|(?:(?:all|taken|put) )?together"
        r"|in total|in all|all in all|all told|add(?:ed)? up|combined|overall"
        r"|(?:gesamt)?summe|gesamte?[nmrs]?|insgesamt|zusammen(?:gerechnet|gezählt)?|alles in allem"
        r"|(?:au )?total(?:e|es)?|totaux|en tout|somme|suma(?: total)?|en total|junt[oa]s|conjunto"),
    ("max", "", r"top(?= (?:\d|two|three|four|five|ten|drei|fünf|zehn))|highest|(?:the )?(?<!at )most"
        r"|largest|greatest|biggest|maximum|max|best(?:[- ]selling)?|busiest|strongest"
        r"|(?:am )?(?:höchste|größte|meiste|beste|stärkste)[nmrs]?|maximale?[nmrs]?"
        r"|(?:le )?plus (?:gro(?:s|sse)|grande?|élevée?|forte?|haute?|important(?:e)?)s?|le plus(?: d['’]| de)?"
        r"|meilleure?s?|mayor(?:es)?|más (?:grandes?|elevad[oa]s?)|más|mejor(?:es)?|máxim[oa]s?"),
    ("min", "", r"lowest|(?:the )?(?<!at )least|smallest|fewest|minimum|(?<!\d )min|worst|weakest|quietest"
        r"|(?:am )?(?:niedrigste|kleinste|geringste|wenigste|schlechteste|schwächste)[nmrs]?|minimale?[nmrs]?"
        r"|(?:le )?plus (?:petite?|faible|basse?)s?|le moins(?: d['’]| de)?|pires?|menor(?:es)?|menos|peor(?:es)?"
        r"|mínim[oa]s?"),
    ("sort", "", r"sort(?:ed)?|rank(?:ed|ing)?|ordered by|sortier[et]?|geordnet nach"),
)  # fmt: skip
# The same in Italian, Portuguese and Dutch.
_FURTHER: dict[tuple[Operation, Hint], str] = {
    ("difference", ""): r"differenza(?: tra)?|diferença(?: entre)?|verschil(?: tussen)?",
    ("max", "price"): r"più car[oaie]|mais car[oa]s?|(?:het )?duurste?",
    ("min", "price"): r"meno car[oaie]|più economic(?:o|a|he|i)|mais barat[oa]s?|(?:het )?goedkoopste?",
    ("max", "date"): r"più recent[ei]|mais recentes?|meest recente?|nieuwste",
    ("min", "date"): r"vroegste?",
    ("max", "age"): r"più vecchi[oae]?|mais velh[oa]s?|oudste",
    ("min", "age"): r"più giovan[ei]|mais nov[oa]s?|jongste",
    ("max", "time"): r"più (?:a )?lung(?:o|a|he|hi)|più tempo|mais long[oa]s?|mais tempo"
    r"|(?:het )?langst(?:e|durende)?|traagste",
    ("min", "time"): r"più (?:cort|brev)[oaie]|mais curt[oa]s?|kortste|snelste",
    ("max", "weight"): r"più pesant[ei]|mais pesad[oa]s?|zwaarste",
    ("min", "weight"): r"più legger[oaie]|mais leves?|lichtste",
    ("max", "size"): r"più alt[oaie]|mais alt[oa]s?",
    ("mean", ""): r"in media|la media|(?:il )?valore medio|media (?:di|de[il]?|d[oa]s?|del\w+)"
    r"|(?:em |a )?média|gemiddelde?s?",
    ("median", ""): r"mediaan",
    ("count", ""): rf"quant[ie](?: volte)?|(?:il )?numero di{_NOT_CALLED}|quant[oa]s(?: vezes)?"
    rf"|(?:o )?número de{_NOT_CALLED}"
    r"|hoe vaak|(?:het )?aantal",
    ("sum", ""): r"(?<!l['’])ensemble|(?:mess[ioae] )?insieme|samen|(?:in )?totale"
    r"|complessiv(?:o|a|amente)|somma|in tutto|(?:no |em )?total|totais|ao todo|soma"
    r"|(?:in )?totaal|bij elkaar(?: opgeteld)?|opgeteld|alles samen",
    ("max", ""): r"(?:il |la )?maggior(?:e|i)?|più (?:grand[ei]|elevat[oaie])|massim[oaie]|miglior[ei]|di più"
    r"|maior(?:es)?|melhor(?:es)?|(?:het )?(?:hoogste?|grootste?|meeste?|beste?)",
    ("min", ""): r"minor[ei]?|più (?:piccol|bass)[oaie]|minim[oaie]|di meno|pior(?:es)?"
    r"|(?:het )?(?:laagste?|kleinste?|minste?)",
    ("sort", ""): r"ordina(?:re|t[oaie])|ordena(?:r|d[oa]s?)|sorteer|gesorteerd",
}  # fmt: skip
_OPERATION = [
    (kind, hint, re.compile(rf"(?<![\w-])(?:{pattern})(?:(?<=['’])|(?![\w-]))", re.IGNORECASE))
    for kind, hint, first in _OPERATIONS
    for pattern in ["|".join(filter(None, (first, _FURTHER.get((kind, hint)))))]
]
_RANKS = {word: number for word, number in ORDINALS.items() if number > 1 and word.isalpha()} | {
    f"{word}-{most}": number for word, number in (("second", 2), ("third", 3)) for most in ("highest", "largest")
}
_MOST_RANKED = 100  # rows
_DISTINCT = re.compile(r"\b(?:different|distinct|unique|verschiedene[nr]?|unterschiedliche[nr]?)\b", re.IGNORECASE)
_HOW_MUCH = re.compile(
    r"\bhow much (?:(?:\w+ )?(?:did|do|have|has|had|was|were|of|went)|money is)\b|\bwie ?viel\b|\bcombien\b"
    r"|\bcuánt[oa]\b|\bwie hoch\b|\bquant[oa]\b|\bhoe ?veel\b"
    r"|\bwhat did\b.*\b(?:spend|cost|pay|earn|make|take|use)\b"
    r"|\bwhat (?:do|does|did)\b.*\bowed?\b|\bwas (?:schuldet|schulden)\b"
    r"|\bwas (?:hat|haben|hatten)\b.*\b(?:ausgegeben|bezahlt|gezahlt|gekostet|verdient|eingenommen)\b"
    r"|\bqu['’](?:avons|ai|a)\b.*\b(?:dépensé|payé|coûté|gagné)\b|\bqué (?:gast|pag)\w+",
    re.IGNORECASE,
)
_AMOUNT = (
    r"(?P<currency>[$€£¥]\s?)?(?P<number>\d[\d.,]*|"
    + "|".join(NUMBER_WORDS)
    + rf")(?:\s(?P<scale>{'|'.join(SCALES)})\b)?"
)
_SIGNS: tuple[tuple[Sign, str], ...] = (
    (">=", r"at least|no less than|not less than|a minimum of|mindestens|wenigstens|au moins|al menos"
        r"|almeno|pelo menos|minstens"),
    ("<=", r"at most|up to|no more than|not more than|a maximum of|höchstens|maximal|bis zu|au plus|como máximo"
        r"|al massimo|no máximo|hoogstens"),
    (">", r"(?:more|greater|higher|larger|bigger|longer|older) than|over|above|exceed(?:s|ed|ing)?"
        r"|mehr als|über|(?:größer|höher|länger|älter) als|plus de|más de|più di|mais de|meer dan"),
    ("<", r"(?:less|fewer|lower|smaller|shorter|younger) than|under|below|weniger als|unter"
        r"|(?:kleiner|niedriger|kürzer|jünger) als|moins de|menos de|meno di|minder dan"),
)  # fmt: skip
_COMPARED = [(sign, re.compile(rf"\b(?:{words})\s+{_AMOUNT}", re.IGNORECASE)) for sign, words in _SIGNS]
_HINTED: dict[Hint, re.Pattern[str]] = {
    "age": re.compile(r"\b(?:older|younger|älter|jünger)\b", re.IGNORECASE),
    "time": re.compile(r"\b(?:longer|shorter|länger|kürzer)\b", re.IGNORECASE),
}
_BETWEEN = re.compile(
    r"\b(?:between|from|zwischen|von|entre|de)\s+(?P<number>\d[\d.,]*)\s+(?:and|to|und|bis|et|y|à|a)\s+"
    r"(?P<other>\d[\d.,]*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation that the question names, in its words [start, end)."""

    kind: Operation
    hint: Hint
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Limit:
    """A comparison with a number, in the words [start, end) of the question."""

    sign: Sign
    value: Decimal
    other: Decimal | None
    start: int
    end: int
    hint: Hint = ""


@dataclass(frozen=True, slots=True)
class Rank:
    """The rows that a superlative asks for: `count` rows from the rank `first`. `place` is the place of its word."""

    first: int
    count: int
    place: int


def operations(question: str) -> list[Asked]:
    """The operations that the question names, in order.

    >>> [one.kind for one in operations("What is the average price of the cheapest three?")]
    ['mean', 'min']
    """
    free = set(range(len(question)))
    found: list[Asked] = []
    for kind, hint, pattern in _OPERATION:
        for match in pattern.finditer(question):
            if set(range(*match.span())) <= free and not _is_comparison(question, match.end()):
                free -= set(range(*match.span()))
                found.append(Asked(kind, hint, *_words(question, *match.span())))
    return sorted(found, key=lambda one: one.start)


def rank_of(question: str, compared: Sequence[Limit]) -> Rank | None:
    """The rank that a superlative asks for, or how many of the best rows. None if it asks for the best row.

    >>> rank_of("What are the three highest prices?", []), rank_of("Which town is the second largest?", [])
    (Rank(first=1, count=3, place=3), Rank(first=2, count=1, place=4))
    """
    words = [match[0].casefold() for match in TOKEN.finditer(question)]
    limited = operator_places((), compared)
    if any(one.kind in ("max", "min") for one in operations(question)):
        for place, word in enumerate(words):
            if place in limited:
                continue
            if word in _RANKS:
                return Rank(_RANKS[word], 1, place)
            number = int(word) if word.isdecimal() else NUMBER_WORDS.get(word, 0)
            if 1 < number <= _MOST_RANKED and not (place and words[place - 1] in ("in", "of", "by")):
                return Rank(1, number, place)
    return None


def replace_operation(question: str, wanted: str) -> str | None:
    """The question with its only operation replaced by the one that `wanted` names. None if either has none.

    >>> replace_operation("What is the total weight of the pumps?", "the average")
    'What is the average weight of the pumps?'
    """
    new = operations(wanted)
    if len(new) != 1 or new[0].end - new[0].start != len(list(TOKEN.finditer(re.sub(r"(?i)^the ", "", wanted)))):
        return None
    spans = [
        match.span()
        for kind, _, pattern in _OPERATION
        for match in pattern.finditer(question)
        if kind in ("sum", "mean", "median", "max", "min") and not _is_comparison(question, match.end())
    ]
    if not spans:
        return None
    start, end = max(spans, key=lambda span: span[1] - span[0])
    name = re.sub(r"(?i)^the ", "", wanted)
    of = " of" if question[start:end].lower().endswith(" of") and not name.endswith(" of") else ""
    return f"{question[:start]}{name}{of}{question[end:]}"


def limits(question: str) -> list[Limit]:
    """The comparisons with a number that the question makes, such as "more than 80".

    >>> limits("Which towns have over 2 million people?")[0].value
    Decimal('2000000')
    """
    found: list[Limit] = []
    for sign, pattern in _COMPARED:
        for match in pattern.finditer(question):
            scale = SCALES.get((match["scale"] or "").lower(), 1)
            value = _number(match["number"])
            start, end = _words(question, *match.span())
            if value is not None and not any(one.start <= start < one.end for one in found):
                hint: Hint = next((hint for hint, words in _HINTED.items() if words.search(match[0])), "")
                found.append(Limit(sign, value * scale, None, start, end, hint))
    for match in _BETWEEN.finditer(question):
        low, high = _number(match["number"]), _number(match["other"])
        if low is not None and high is not None:
            found.append(Limit("between", low, high, *_words(question, *match.span())))
    return found


def operator_places(asked: Sequence[Asked], compared: Sequence[Limit]) -> set[int]:
    """The places of the words that name operations and comparisons."""
    places = {place for one in asked for place in range(one.start, one.end)}
    return places.union(place for limit in compared for place in range(limit.start, limit.end))


def asks_how_much(question: str) -> bool:
    """Whether the question asks for an amount, as in "how much did we spend".

    >>> asks_how_much("How much did we spend on travel?"), asks_how_much("How much is the wall bracket?")
    (True, False)
    """
    return _HOW_MUCH.search(question) is not None


def asks_for_different(question: str) -> bool:
    """Whether the question counts different values."""
    return _DISTINCT.search(question) is not None


def _is_comparison(question: str, end: int) -> bool:
    """Whether "most" and the like belong to a comparison, as in "at most 3"."""
    return any(match.start() < end <= match.end() for _, pattern in _COMPARED for match in pattern.finditer(question))


def _number(text: str) -> Decimal | None:
    if text.lower() in NUMBER_WORDS:
        return Decimal(NUMBER_WORDS[text.lower()])
    number = read_number(text.rstrip(".,"), ".") or read_number(text.rstrip(".,"), ",")
    return number.value if number else None


def _words(question: str, start: int, end: int) -> tuple[int, int]:
    """The words of the question in [start, end) of its characters."""
    places = list(_inside(question, start, end))
    return (places[0], places[-1] + 1) if places else (0, 0)


def _inside(question: str, start: int, end: int) -> Iterator[int]:
    for place, match in enumerate(TOKEN.finditer(question)):
        if match.start() < end and start < match.end():
            yield place
