"""What a negated question asks for: "Which rooms are not on the second floor?", "Wer hat kein Auto?". Pure.

Questions in seven languages are understood by the order of their words: the things come first, and the rest is what
they must not have.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.forms.form import bare
from qa.forms.words.roots import FUNCTION_WORDS, root
from qa.text.words import tokens

_OPENER = re.compile(
    r"(?:please |bitte |por favor |can you |could you )*"
    r"(?:(?:with|for|mit|für|bei|avec|pour|con|para|met|voor|bij|com) (?=which|what|welc?[hk]|quel|qué|cuál|qua))?(?:"
    r"(?P<count>how many|wie viele|combien de|cu[aá]nt[oa]s|quant[iea]s?|hoeveel)"
    r"|(?:list|name|show|give|tell|find)(?: me| us)?|(?:nenne|liste|zeige?|gib)(?: mir)?|(?:cite|liste|énumère)[rz]?"
    r"|(?:lista|nombra|dime|enumera)|(?:elenca|nomina|noem|geef|liste|diz)"
    r"|which|what|who|welche[rsnm]?|was|wer|quel(?:le)?s?|qu['’]est-ce qu(?:i|e|['’])|qui|que|qué|cuál(?:es)?"
    r"|welke?|wat|wie|quali|(?:che )?cosa|chi|quais|quem|o que"
    r"|quién(?:es)?|is (?:there )?any(?:thing|one|body)|(?:are|is) there any|gibt es (?:etwas|jemanden)|y a-t-il|hay"
    r")(?!\w)|(?=(?:all|every|everything|everyone|alle|alles|tous|toutes|tout|todos|todas|todo) )",
    re.IGNORECASE,
)
_NEGATORS = (
    r"not|\w+n['’]t|cannot|no|never|without|except(?: for)?|excluding|other than|apart from|lacks?|lacking|no longer"
    r"|nicht|kein(?:e[nmrs]?)?|niemals|nie|ohne|außer|ausgenommen|pas|jamais|aucune?s?|sans|sauf|excepté|hormis"
    r"|nunca|sin|excepto|salvo|ning[uú]na?"
    r"|n[ií]et|g[eé]{2}n|zonder|non|senza|nessun[oa]?|mai|tranne|eccetto|não|sem|nenhuma?"
)
EXCLUDED = re.compile(
    r"\b(?:exclu(?:d\w+|sions?|es?|s|[iíy]\w+)?|esclus\w+|uitge(?:sloten|zonderd)|exempt\w*|exception\w*|excepted|excepci\w+|ausgeschlossen\w*|ausschl[uü]\w+"
    r"|ausnahmen?|ausgenommen)\b",
    re.IGNORECASE,
)
_NEITHER = re.compile(r"\b(?:neither|weder|né|nem|noch .* noch|ni .* ni)\b", re.IGNORECASE)
_NEGATOR = re.compile(rf"(?<![\w'’])(?:{_NEGATORS})(?![\w'’])(?! ?\.? ?\d)", re.IGNORECASE)
# "Not more than 3" is a limit. After "if", another clause is negated.
_LIMIT = re.compile(
    r"\s*(?:more|less|fewer|later|earlier|older|only|just|necessarily|mehr|weniger|nur|später|plus|moins|más|menos|sólo|solo)"
    r"(?!\w)|\s*longer than\b",
    re.IGNORECASE,
)
_OTHER_CLAUSE = re.compile(
    r"\b(?:if|when|because|unless|although|while|why|how (?!many)|happens?|wenn|falls|weil|obwohl|warum|passiert|si"
    r"|quand|lorsque|parce|pourquoi|cuando|porque|por qué)\b",
    re.IGNORECASE,
)
# The things end where their verb, a relative clause or the negation begins.
_VERB = re.compile(
    r"(?<![\w-])(?:do|does|did|is|are|was|were|has|have|had|can|could|may|might|must|should|will|would|contains?|includes?"
    r"|offers?|gets?|(?:that|which|who)|ist|sind|war|waren|hat|haben|hatten|kann|können|darf|dürfen|muss|müssen|wird|werden"
    r"|wurden?|gibt|ne|n['’](?=\w)|est|sont|a|ont|peut|peuvent|es|son|está|están|ha|han|tienen?|puede|pueden"
    r"|is|zijn|heeft|hebben|bevat|bevatten|kunnen|kun|kan|mag|mogen|geldt|gelden|gilt|gelten|sono|hanno|contengono|possono|são|têm|contêm|podem)(?![\w-])",
    re.IGNORECASE,
)
_FILLING = frozenset(
    "yet still anymore currently noch mehr encore todavía aún".split()
)  # they do not change the meaning
_NAMES_NOTHING = re.compile(r"(?:who|wer|was|qui|quién(?:es)?)$", re.IGNORECASE)  # the verb follows
_DETERMINER = re.compile(
    r"^(?:all|every|each|any|of|the|my|our|your|alle[nrs]?|der|die|das|den|tous|toutes|tout|les|des|todos|todas|los|las|de"
    r"|everything|everyone|anything|alles|todo|thing)(?: |$)",
    re.IGNORECASE,
)
_GERMAN = re.compile(r"(?:welche[rsnm]?|nenne|zeige?|wie viele)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Negated:
    """What a negated question asks for: the things, and what they must not have or do.

    `verbs` are the words of `lacking` that can be the verb of the sentence: a document can use another one.
    """

    things: str  # "rooms"; "" if the question does not name them, as in "who has not paid?"
    lacking: tuple[str, ...]  # the words that say what they lack, as written
    verbs: frozenset[str]  # roots
    is_excluding: bool = False  # it says "excluded", not "not"


def denies_several(text: str) -> bool:
    """Whether the text denies several things, as in "neither nuts nor gluten" and "no nuts and no gluten"."""
    return len(_NEGATOR.findall(text)) > 1 or _NEITHER.search(text) is not None


def find_negated(text: str) -> Negated | None:
    """What the question asks for. None if it is not negated.

    >>> find_negated("Which rooms are not on the second floor?").lacking
    ('second', 'floor')
    """
    asked = bare(text).lstrip("¿ ")
    opener = _OPENER.match(asked)
    found = list(_NEGATOR.finditer(asked, opener.end())) if opener else []
    excluded = [] if found or not opener else list(EXCLUDED.finditer(asked, opener.end()))
    if not opener or len(found or excluded) != 1 or _OTHER_CLAUSE.search(asked, opener.end()):
        return None
    negator = (found or excluded)[0]
    if _LIMIT.match(asked, negator.end()):
        return None
    end = opener.end() if _NAMES_NOTHING.search(opener[0]) else _end_of_things(asked, opener, negator)
    things = asked[opener.end() : end].strip()
    while match := _DETERMINER.match(things):
        things = things[match.end() :]
    before, after = _content(asked[end : negator.start()]), _content(asked[negator.end() :])
    verbs = frozenset(root(word) for word in (*before[:1], *after[:1], *after[-1:]))
    return Negated(things, (*before, *after), verbs, bool(excluded)) if before or after else None


def _content(text: str) -> list[str]:
    """The content words, as written."""
    return [
        word
        for word in tokens(text)
        if word.casefold() not in FUNCTION_WORDS | _FILLING and not _NEGATOR.fullmatch(word)
    ]


def _end_of_things(asked: str, opener: re.Match[str], negator: re.Match[str]) -> int:
    """The character at which the words that name the things end."""
    verb = _VERB.search(asked, opener.end(), negator.start())
    ends = [negator.start(), *([verb.start()] if verb else [])]
    if _GERMAN.match(opener[0]):  # a noun is capitalised, the verb after it is not
        after_noun = re.compile(r"(?<=\w) (?=[a-zäöü])").search
        noun = re.compile(r"[A-ZÄÖÜ][\w-]*").search(asked, opener.end(), negator.start())
        if noun and (lower := after_noun(asked, noun.end() - 1, negator.start())):
            ends.append(lower.start())
    return min(ends)


def is_negated(clause: str) -> bool:
    """Whether a clause of a document is negated, in one of the four languages. "No more than 400" is a limit."""
    return any(not _LIMIT.match(clause, found.end()) for found in _NEGATOR.finditer(clause))
