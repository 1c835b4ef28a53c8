"""Words of questions and documents in English, German, French and Spanish, without their endings. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.text.words import STOP_WORDS, stem, tokens, without_accents

# Function words of six languages, and words of questions. They say nothing about the topic.
FUNCTION_WORDS = STOP_WORDS | frozenset(
    """
    der die das den dem des ein eine einen einem einer eines und oder in im am an auf aus bei mit von vom zu zum zur für
    über nach ist sind war waren wird werden worden wurde wurden hat haben hatte hatten kann können darf dürfen muss
    müssen soll sollen es gibt gab sich als wie was wer wen wem wo welche welcher welches welchen welchem wann warum
    alle allen aller alles noch schon auch mir bitte ich wir man sie er ihr durch dass ob ab
    le la les un une des du de au aux et ou en dans sur pour par avec est sont était étaient été être a ont avait peut
    peuvent doit doivent ce cette ces il elle ils elles on je nous vous qui que quoi quel quelle quels quelles quand où
    comment pourquoi ne pas ça cela ceci
    el los las una unos unas del al y o en por para con es son era eran está están estado ha han había hay puede pueden
    debe deben se su sus que qué quién quiénes cuál cuáles cuándo dónde cómo lo yo nos me
    chi che cosa posso può possiamo possono è sono il gli della dello dei degli delle nel nella nei nelle dal dalla di
    pode podem é são foi tem têm os um uma dos das nos nas ao pelo pela
    mag mogen het een voor aan uit naar op zijn werd wordt heeft hebben
    """.split()
)
_DUTCH_PLURAL = re.compile(r"(?<=\w{3})ingen$")
_ENDING = re.compile(r"(?:(?<=\w{3})en(?:en|er|es|em|e)|en|ern?|em|es|as|os|e|n|s|a|o)$")
_SHORT = 4  # a word of at most so many letters can lose only an "s"

# English past forms. Those that are words of their own too, such as "left" and "found", are not here.
_IRREGULAR = {
    past: verb
    for verb, pasts in (
        ("lead", "led"), ("keep", "kept"), ("teach", "taught"), ("hold", "held"), ("make", "made"),
        ("write", "wrote written"), ("drive", "drove driven"), ("sell", "sold"), ("buy", "bought"), ("build", "built"),
        ("give", "gave given"), ("take", "took taken"), ("send", "sent"), ("pay", "paid"), ("bring", "brought"),
        ("lend", "lent"), ("lose", "lost"), ("spend", "spent"), ("win", "won"), ("draw", "drew drawn"), ("meet", "met"),
        ("speak", "spoke spoken"), ("sing", "sang sung"), ("know", "knew known"), ("grow", "grew grown"),
        ("tell", "told"), ("begin", "began begun"),
    )
    for past in pasts.split()
}  # fmt: skip


@lru_cache(maxsize=1 << 14)
def root(word: str) -> str:
    """A word without accents and without the endings of plurals, cases and verbs.

    >>> root("Räume") == root("Raum"), root("salas") == root("sala"), root("bestellingen") == root("bestelling")
    (True, True, True)
    >>> root("taught") == root("teaches")
    True
    """
    plain = without_accents(stem(word).casefold())
    plain = _IRREGULAR.get(plain) or plain
    if _DUTCH_PLURAL.search(plain):
        plain = stem(plain.removesuffix("en"))
    return _ENDING.sub("", plain) if len(plain) > _SHORT else plain.removesuffix("s")


def roots(text: str) -> list[str]:
    """The roots of the words in the text that are no function words, in order."""
    return [root(token) for token in tokens(text) if token.casefold() not in FUNCTION_WORDS]
