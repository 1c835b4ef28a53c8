"""The characters of a play: those who speak, as the text writes before each speech. Pure.

"BALTASAR: Mañana cierran", "BALTASAR.— Mañana cierran", "Baltasar (laughs): Tomorrow", or the name on its own line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from index.records import Document
from index.text.sentences import sentence_spans
from qa.text.quotes import one_line

_ASKS = re.compile(
    r"\b(?:characters?|cast|dramatis personae|protagonists?|appears?|speaks?|figuren|charaktere|rollen|tritt|treten"
    r"|kommt"
    r"|kommen|personnages?|apparaissent|interviennent|personajes?|salen|sale|aparecen?|intervienen|personaggi"
    r"|compaiono|appaiono"
    r"|personagens?|entram|personages?|optreden|treden|voorkomen"
    r"|(?:theater)?stück|play|pièce|obra|comedia|commedia|drama|peça|toneelstuk|hörspiel)\b",
    re.IGNORECASE,
)
_PART = (
    r"acts?|scenes?|akt|szene|aufzug|auftritt|bild|acte|scène|tableau|acto|escena|cuadro|jornada|atto|scena|quadro"
    r"|ato|cena"
    r"|bedrijf|toneel"
)
_ORDINAL = (
    r"first|second|third|fourth|fifth|one|two|three|erste[rsnm]?|zweite[rsnm]?|dritte[rsnm]?|vierte[rsnm]?|premi[eè]re?"
    r"|deuxième|second[eoa]?"
    r"|troisième|primer[oa]?|segund[oa]|tercer[oa]?|prim[oa]|terz[oa]|primeir[oa]|terceir[oa]|eerste|tweede|derde"
)
_END = (
    r"curtain|the end|end|blackout|vorhang|ende|rideau|fin|entracte|telón|telon|oscuro|sipario|fine|buio|cortina"
    r"|fim|doek|einde"
    r"|(?:slow|quick) curtain|prologue|epilogue|prolog|epilog|épilogue|prólogo|epílogo|prologo|epilogo|proloog|epiloog"
)
_STAGE_WORD = re.compile(
    rf"(?:(?:{_ORDINAL}) )?(?:{_PART})(?:[ .:]+(?:\d+|[ivx]+|{_ORDINAL}))?|{_END}|stage directions?"
    rf"|regieanweisung(?:en)?"
    r"|didascalies?|acotaci[oó]n(?:es)?|didascali[ae]",
    re.IGNORECASE,
)
_OF_PART = re.compile(
    rf"\b(?:(?:{_ORDINAL}) (?:{_PART}|part|teil|partie|parte|deel)|(?:{_PART}|part|teil) (?:\d+|[ivx]+|{_ORDINAL}))\b",
    re.IGNORECASE,
)
# A line that only a play has: "Act II", "Escena primera", "CURTAIN".
_STAGE_LINE = re.compile(
    rf"^[\s#*_]*(?:(?:{_ORDINAL}) (?:{_PART})\b|(?:{_PART})[ .:]+(?:\d+|[ivx]+|{_ORDINAL})\b[^\n]{{0,80}}"
    rf"|(?:{_END})[.*_ ]*$)",
    re.IGNORECASE | re.MULTILINE,
)
_ALL = frozenset(
    "all both everyone chorus voice voices alle beide chor stimme tous toutes choeur chœur voix todos todas coro"
    " voz voces"
    " tutti tutte voce note notes warning place time ort zeit lieu temps lugar tiempo luogo nb ps".split()
)
_SIDE = r"[*_]*(?:[ \t]*[*_]*[(\[][^)\]\n]{1,90}[)\]])?[*_]*"  # "(laughs)"
_BIG = r"[^\W\d_a-zà-öø-ÿß]"  # a capital letter
_CAPITALS = rf"{_BIG}(?:{_BIG}|[ '’.-](?={_BIG})){{1,40}}"
_ANY = rf"{_BIG}[\w'’-]+(?: {_BIG}[\w'’.-]+){{0,2}}"
_SPEECHES = (  # in capitals, in capitals on a line of its own, and as any name
    re.compile(rf"^[ \t*_]*(?P<name>{_CAPITALS}){_SIDE}[ \t]*(?::|\.?[ \t]*[—–]|\.-)[*_]*[ \t]*(?=\S)", re.MULTILINE),
    re.compile(rf"^[ \t*_]*(?P<name>{_CAPITALS}){_SIDE}\.?[*_]*[ \t]*\n(?=[^\n]*[a-zà-ÿ])", re.MULTILINE),
    re.compile(rf"^[ \t*_]*(?P<name>{_ANY}){_SIDE}:[*_]*[ \t]*(?=\S)", re.MULTILINE),
)
# In a stage direction, a name in capitals: "Enter a clerk, TOBIN MARL, with Mrs DUNNAGE".
_ENTERING = re.compile(rf"(?<![\w'’-])(?P<name>{_BIG}{{3,}}(?:[\s'’-]{_BIG}{{3,}}){{0,2}})(?![\w'’-])")
_SPOKEN = re.compile(rf"[ \t*_]*{_ANY}{_SIDE}[ \t]*(?::|\.?[ \t]*[—–]|\.-)")
_OFTEN = (1, 2, 2)  # speeches that such a label must have
_FEWEST = 2  # who speak
_PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*\n?)+")
_LINE = re.compile(r"[^\n]*")
_JOINED = re.compile(r"\s*(?:,|&|\b(?:and|und|et|y|e|en)\b)\s*", re.IGNORECASE)

Character = tuple[str, int, int]  # the name, and the sentence that first has it


def asks_for_characters(phrase: str) -> bool:
    """Whether a phrase of a question means those who appear in a play, and not all who are mentioned in a text."""
    return _ASKS.search(phrase) is not None


def names_part(phrase: str) -> bool:
    """Whether a phrase of a question means a part of a play, whose speakers are not all of them.

    >>> names_part("characters appear in the second part"), names_part("characters of the play")
    (True, False)
    """
    return _OF_PART.search(phrase) is not None


def is_stage_word(item: str) -> bool:
    """Whether the words are no person but a part or the end of a play.

    >>> is_stage_word("Telón"), is_stage_word("Act II"), is_stage_word("Baltasar")
    (True, True, False)
    """
    return _STAGE_WORD.fullmatch(item.strip()) is not None


def find_characters(document: Document) -> list[Character]:
    """Those who speak or enter in a play, in the order in which the text first has them. Empty if it is no play."""
    text = document.text
    if not _STAGE_LINE.search(text):
        return []
    labels: dict[str, int] = {}  # where each speaks first
    for pattern, least in zip(_SPEECHES, _OFTEN, strict=True):
        places = [(match["name"].strip(" ."), match.start("name")) for match in pattern.finditer(text)]
        counts = Counter(name.casefold() for name, _ in places)
        for name, start in places:
            if counts[name.casefold()] >= least and _is_name(name):
                labels.setdefault(name.casefold(), start)
    for name, start in _entering(text) if len(labels) >= _FEWEST else ():
        labels.setdefault(name.casefold(), start)
    single = {name: start for name, start in labels.items() if not _is_of_others(name, labels)}
    found = [_introduced(text, name, start) for name, start in single.items()]
    return sorted(found, key=lambda one: one[1]) if len(found) >= _FEWEST else []


def _entering(text: str) -> Iterator[tuple[str, int]]:
    """The names in capitals that stand among other words, outside speeches, each with its place."""
    for paragraph in _PARAGRAPH.finditer(text):
        if _SPOKEN.match(paragraph[0]) or _SPEECHES[0].match(paragraph[0]):
            continue
        for match in _ENTERING.finditer(paragraph[0]):
            line = _LINE.search(text, text.rfind("\n", 0, paragraph.start() + match.start()) + 1)
            name = " ".join(match["name"].split())
            if line and line[0] != line[0].upper() and _is_name(name):
                yield name, paragraph.start() + match.start()


def _is_name(label: str) -> bool:
    words = label.casefold().split()
    is_other = words[:1] and words[0] in _ALL
    return len(label) > 1 and not is_stage_word(label) and not is_other and not _STAGE_LINE.match(label)


def _is_of_others(name: str, labels: dict[str, int]) -> bool:
    """Whether the label only joins others, or is a part of one: "Anna and Bert", "Rivière" beside "Madame Rivière"."""
    parts = _JOINED.split(name)
    longer = (other for other in labels if other != name)
    return (len(parts) > 1 and all(part in labels for part in parts)) or any(
        set(name.split()) < set(other.split()) and not _JOINED.search(other) for other in longer
    )


def _introduced(text: str, name: str, speaks: int) -> Character:
    """The name as the text writes it in small letters, and the first sentence that has it so; else the first one that
    has it in capitals, or the first speech.
    """
    pattern = r"\s+".join(map(re.escape, name.split()))
    places = [match.span() for match in re.finditer(rf"\b{pattern}\b", text, re.IGNORECASE)]
    named = [span for span in places if text[span[0]].isupper()] or [(speaks, speaks + len(name))]
    written = [span for span in named if not text[slice(*span)].isupper()]
    start, end = (written or named)[0]
    around = next((span for span in sentence_spans(text) if span[0] <= start < span[1]), (start, end))
    if not written and around[0] == start:
        speech = re.compile(r"[^\n]*\n?[^\n]+").match(text, end)
        around = (start, speech.end() if speech else len(text))
    return one_line(text[start:end]), *around
