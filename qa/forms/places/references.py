"""Reads what a question refers to by its number: "section 4.2", "page 3", "the third chapter". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.forms.form import bare
from qa.forms.places.reference_words import ABOUT, ASKS, LINKS, PLACES, REQUESTS, SAYS, SMALL, TIMES, TITLES
from qa.forms.structure.outline import UNITS
from qa.text.courtesy import asking_sentences
from qa.text.ordinals import ORDINALS

# "p. 4", "S. 12", "pág. 3"
_SHORT_PAGES = {
    **dict.fromkeys(("p", "pp", "pg", "pgs"), "page"),
    **dict.fromkeys(("pág", "págs"), "página"),
    **dict.fromkeys(("pag", "pags"), "pagina"),
    "s": "Seite",
}
_PAGES = (
    r"pages?|seiten?|página|pagina|bladzijde|blz|stron[aęyi]|sidan?"
    r"|(?:pp?|pgs?|p[áa]gs?)(?=\.?\s?\d)|(?-i:S)(?=\.\s?\d)"
)
_CHAPTERS = r"chapters?|kapitel|chapitre|cap[ií]tulo|capitolo|hoofdstuk|part|teil|partie|parte"
_STEPS = r"steps?|schritt|paso|étape|stap|passo"
_ITEMS = rf"{_STEPS}|points?|items?|rules?|questions?|lines?|regel|frage"
_SPACELESS_UNITS = {"页": "page", "頁": "page", "ページ": "page", "章": "chapter", "节": "section", "節": "section",
    "条": "article", "條": "article"}  # fmt: skip
_SPACELESS = re.compile(rf"第\s*(?P<number>\d+(?:\.\d+)*)\s*(?P<unit>{'|'.join(_SPACELESS_UNITS)})")
# Of English, German, French, Spanish, Italian, Portuguese and Dutch, but for those that are other words too.
_CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve",
    "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "_ deux trois quatre cinq six sept huit neuf dix onze douze",
    "_ dos tres cuatro cinco seis siete ocho nueve diez _ doce",
    "_ _ tre quattro cinque sei sette otto nove dieci undici dodici",
    "_ dois três quatro cinco seis sete oito nove dez onze doze",
    "één twee drie vier vijf zes zeven acht negen tien elf twaalf",
)
_WORDS = {word: str(number) for words in _CARDINALS for number, word in enumerate(words.split(), 1) if word != "_"} | {
    word: str(number) for word, number in ORDINALS.items()
}
_NUMBER = rf"(?:\d{{1,4}}(?:\.\d{{1,3}})*|[ivxlc]{{1,7}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
LAST = "last"  # the number of "the last chapter"
_LAST = r"last|letzte[nrs]?|derni(?:er|ère)|últim[oa]|ultim[oa]|laatste"
REFERENCE = re.compile(
    rf"(?:(?<!\w)(?:the |der |die |das |den |dem |la |le |el |il |lo |de |het |o |a ))?"
    rf"(?:(?<!\w)(?P<unit>{UNITS}|{_PAGES}|{_ITEMS})\.?\s*(?:no\.?\s*|nr\.?\s*)?(?P<number>{_NUMBER})(?!\w)"
    rf"|\b(?P<ordinal>{_ORDINAL})\.?\s+(?P<counted>{UNITS}|{_PAGES}|{_ITEMS})\b"
    rf"|\b(?:{_LAST})\s+(?P<last>{UNITS}|{_PAGES})\b"
    r"|(?<!\w)(?P<annex>appendix|annexe?|anhang|anexo|allegato|bijlage) (?P<lettered>(?-i:[A-Z]))(?!\w))"
    r"\s*(?:\((?P<letter>[a-z]{1,2}|\d{1,2})\)|(?P<bare>[a-z])(?=\s|$))?",
    re.IGNORECASE,
)
# "What does 4.3 say?": a number with dots is that of a section.
_DOTTED = re.compile(r"(?<![\w.,])(?P<number>\d{1,2}(?:\.\d{1,2})+)(?![\w%€$£]|[.,]\d| ?[%€$£])")
# In Chinese and Japanese, whose words are not divided by spaces.
_ASKED_SPACELESS = re.compile(
    rf"(?P<of>.*?) ?(?P<ref>{REFERENCE.pattern}) ?[上中里内に]?(?:には|は|の内容は|的内容是|的内容|讲的是|讲了|讲"
    r"|说了|说|写了|写着|写|规定了|规定|是|有|何が)(?:什么|啥|哪些|何|書かれて|書いて|いますか|ありますか|ですか|です).*",
    re.IGNORECASE,
)
# "Which faults does chapter 5 deal with?" is answered by what the chapter says.
_DEALS_WITH = re.compile(
    rf"(?:which|what) (?:[^\W\d_]+ ){{1,3}}(?:does|do) (?P<ref>{REFERENCE.pattern}(?: (?:of|in|from) [^?]+?)?)"
    r" (?:deal with|cover|list|name|mention|treat|describe|contain|give|include|set out|lay down)"
    r"|(?:welche[rsn]?|quel(?:le)?s?|qué|qual[ei]|quais|welke) (?:[^\W\d_]+ ){1,3}"
    r"(?:behandelt|nennt|enthält|beschreibt|traite|cite|mentionne|contient|décrit|trata|menciona|contiene|describe"
    r"|tratta|elenca|cita|descrive|noemt|bevat)"
    rf" (?P<its>{REFERENCE.pattern.replace('(?P<', '(?P<its_')}[^?]*)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W_]+")
_FRAME = ASKS | REQUESTS | SAYS | TITLES | ABOUT | SMALL
_LATER = 40  # characters after the verb that can say about what: "what does section 4 say about pets"


@dataclass(frozen=True, slots=True)
class Reference:
    """What a question refers to: unit "section", number "4.2", letter "b". The unit is as written, "" for none."""

    unit: str
    number: str
    letter: str
    of: str  # the rest of the question, which can name the document
    wants_title: bool

    @property
    def words(self) -> str:
        return f"{self.unit} {self.number}".strip() + (f"({self.letter})" if self.letter else "")

    @property
    def title(self) -> str:
        return self.words[:1].upper() + self.words[1:]

    @property
    def is_chapter(self) -> bool:
        return re.fullmatch(_CHAPTERS, self.unit, re.IGNORECASE) is not None

    @property
    def is_page(self) -> bool:
        return re.fullmatch(_PAGES, self.unit, re.IGNORECASE) is not None

    @property
    def is_step(self) -> bool:
        return re.fullmatch(_STEPS, self.unit, re.IGNORECASE) is not None

    @property
    def is_item(self) -> bool:
        return re.fullmatch(_ITEMS, self.unit, re.IGNORECASE) is not None


def find_reference(text: str) -> Reference | None:
    """The place that the question refers to by a number. None if it does not ask what is written there.

    >>> find_reference("What does 4.3 say in the manual?").words, find_reference("手册第3页讲什么？").words
    ('4.3', 'page 3')
    >>> find_reference("Who wrote chapter 9?")
    """
    asked = _SPACELESS.sub(lambda match: f" {_SPACELESS_UNITS[match['unit']]} {match['number']} ", bare(text)).strip()
    if match := _DEALS_WITH.fullmatch(asked):
        asked = f"what does {match['ref'] or match['its']} say"
    if match := _ASKED_SPACELESS.fullmatch(asked):
        return referred(match, match["of"])
    if match := REFERENCE.search(asked):
        return _asked(match, asked, is_dotted=False)
    match = _DOTTED.search(asked)
    return _asked(match, asked, is_dotted=True) if match else None


def words_beside(text: str) -> list[str]:
    """The words of the question beside its reference that do not ask what is written there, in lower case.

    >>> words_beside("Who wrote chapter 9 of the novel?"), words_beside("Say again what is in section 2, please")
    (['who', 'wrote'], [])
    """
    asking = " ".join(asking_sentences(text))
    match = REFERENCE.search(asking)
    if not match:  # "Page 7 is missing from my copy. What should be on it?"
        return [word for word in _tokens(asking) if word not in _FRAME]
    after = _tokens(asking[match.end() :])
    named = next((place for place, word in enumerate(after) if word in LINKS), len(after))
    return [word for word in (*_tokens(asking[: match.start()]), *after[:named]) if word not in _FRAME]


def _asked(match: re.Match[str], asked: str, *, is_dotted: bool) -> Reference | None:
    """The reference, if the words before and after it ask for nothing else than what is written there."""
    before, after = _tokens(asked[: match.start()]), asked[match.end() :]
    if not _FRAME.issuperset(before) or (is_dotted and before and before[-1] in TIMES):
        return None
    asks, says = bool((ASKS | REQUESTS).intersection(before)), bool(SAYS.intersection(before))
    rest = _rest(after, asks=asks, says=says)
    if rest is None:
        return None
    is_alone = not before and not is_dotted and not rest & ASKS and (not after.strip() or _names_document(after))
    wants_title = bool(TITLES & {*before, *rest})
    asks_what = wants_title or says or bool((SAYS & rest) | REQUESTS.intersection(before)) or _leads_to(before)
    is_asked = (asks or bool(ASKS & rest)) and asks_what
    return referred(match, after, wants_title=wants_title) if is_asked or is_alone else None


def _leads_to(before: Sequence[str]) -> bool:
    """Whether the words end as in "what is in", and not as in "what do I do in"."""
    return before[-1:] != [] and before[-1] in PLACES and before[-2:-1] != ["do"]


def _names_document(after: str) -> bool:
    first = _TOKEN.search(after)
    return first is not None and first[0].casefold() in LINKS and not re.search(r"[,;:]", after)


def _rest(after: str, *, asks: bool, says: bool) -> frozenset[str] | None:
    """The words after the reference that ask. None if there are others, and they name neither a document nor, after a
    word such as "say", a subject.
    """
    rest, is_named, says_after = set(), False, False
    for match in _TOKEN.finditer(after):
        word = match[0].casefold()
        if word in ASKS and not asks:  # "In section 4 of the lease, what is said?"
            asks, is_named = True, False
        says_after |= word in SAYS
        is_named |= word in LINKS or (word in ABOUT and (says or says_after))
        if word in _FRAME:
            rest.add(word)
        elif not is_named and not (says_after and len(after) - match.start() <= _LATER):
            return None
    return frozenset(rest)


def referred(match: re.Match[str], of: str, *, wants_title: bool = False) -> Reference:
    """What a match of `REFERENCE` refers to. `of` is the rest of the question."""
    groups = match.groupdict()
    unit, number, letter = (
        next(filter(None, map(groups.get, names)), "")
        for names in (("unit", "counted", "annex", "last"), ("number", "ordinal", "lettered"), ("letter", "bare"))
    )
    unit = _SHORT_PAGES.get(unit.casefold(), unit)
    return Reference(unit, _WORDS.get(number.casefold(), number) or LAST, letter, of, wants_title)


def _tokens(text: str) -> list[str]:
    return [token.casefold() for token in _TOKEN.findall(text)]
