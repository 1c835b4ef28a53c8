"""The type of fact that a question asks for, by its words: a quantity, a date or a name. English only."""

from __future__ import annotations

import re
from collections.abc import Collection

from qa.text.facts import Facts
from qa.text.parsed import ParsedText
from qa.text.words import stem

_QUANTITY = re.compile(
    r"\bhow (?:many|much|long|far|often|old|big|large|high|tall|loud|wide|heavy|deep|fast|hot|cold|warm|quickly)\b"
    r"|\b(?:what|which) (?:\w+ ){0,2}(?:price|cost|percentage|percent|number|amount|rate|distance|height|weight|size"
    r"|age|population|temperature|fee|salary|limit|discount|share|length|speed|budget|capacity|width|area|volume|period"
    r"|duration)\b"
    r"|\b(?:cost|pay|charge)s?\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\bwhen\b|\bsince\b|\bhow (?:long ago|soon|late|early)\b"
    r"|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|time|century|decade|deadline)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\bwho(?:m|se)?\b|\bwhere\b|\bname of\b"
    r"|\b(?:what|which) (?:\w+ )?(?:person|company|country|city|state|team|name|organi[sz]ation|player|actor|author"
    r"|king|president|supplier|brand|model|department)\b",
    re.IGNORECASE,
)


# The same in German, French, Spanish, Italian, Portuguese and Dutch. Of "wie", which is "how" in German and "who" in
# Dutch, only Dutch verbs tell.
_QUANTITY_ELSEWHERE = re.compile(
    r"\bwie(?:viele?| (?:viele?|lange|weit|oft|hoch|groß|schwer|teuer|alt|schnell|warm|breit|tief))\b"
    r"|\b(?:was|wieviel) kostet\b|\bcombien\b"
    r"|\bquel(?:le)? (?:est |sont )?(?:la |le |l['’])?(?:prix|durée|montant|délai|distance|taille|poids)\b"
    r"|\bcuánt[oa]s?\b|\bcuál es (?:el|la) (?:precio|duración|plazo|importe|distancia|peso)\b"
    r"|\bquant[oaie]s?\b|\bqual (?:è|é) (?:il|lo|la|l['’]|o|a) ?(?:prezzo|durata|importo|termine|distanza"
    r"|peso|preço|duração|prazo|valor|distância|altura|largura)\b"
    r"|\bhoe(?:veel|lang)\b|\bhoe (?:lang|ver|vaak|hoog|groot|zwaar|duur|oud|snel|warm|breed|diep)\b"
    r"|\bwelke? (?:\w*(?:prijs|tarief|bedrag|duur|afstand|gewicht|termijn))\b",
    re.IGNORECASE,
)
_DATE_ELSEWHERE = re.compile(
    r"\b(?:wann|seit wann|bis wann)\b|\bum wie viel uhr\b|\bquand\b|\bà quelle (?:heure|date)\b|\bcuándo\b"
    r"|\ba qué hora\b|\ben qué (?:año|fecha)\b"
    r"|\bquando\b|\b(?:a )?che ora\b|\bin che (?:anno|data|giorno)\b|\ba que horas\b"
    r"|\bem que (?:ano|data|dia)\b"
    r"|\bwanneer\b|\bhoe laat\b|\bwelke (?:dag|datum)\b|\bwelk jaar\b",
    re.IGNORECASE,
)
_NAME_ELSEWHERE = re.compile(
    r"\b(?:wer|wem|wen|wessen|wo|wohin|qui|où|quién(?:es)?|dónde|chi|dove|quem|onde|waar|wiens)\b"
    r"|\bwie (?:is|zijn|heeft|had|doet|moet|mag|kan|kreeg|krijgt|zorgt|zorgde|betaalt|vond|wil|wilde|gaat|ging|komt"
    r"|kwam|schreef|schrijft|maakt|maakte)\b",
    re.IGNORECASE,
)
_KINDS = (
    ("quantity", _QUANTITY, _QUANTITY_ELSEWHERE),
    ("date", _DATE, _DATE_ELSEWHERE),
    ("name", _NAME, _NAME_ELSEWHERE),
)


# Words that say nothing about the thing that is asked for: verbs for amounts, and function words of other languages.
ASKING = frozenset(
    map(
        stem,
        "last cost take get have need run apply hold amount number value price kostet kosten dauert gilt beträgt läuft "
        "wie lange viel viele ist wann wer wo der die das den dem ein eine für von coûte dure combien quel quelle est "
        "le la les de du temps quand qui où cuesta dura cuánto cuánta cuándo quién dónde es el los las del".split(),
    )
)


def has_answer_type(question: ParsedText, said: Facts) -> bool:
    """Whether `said`, the facts of a sentence, has a fact of the type that the question asks for.

    Facts that are in the question do not count.
    """
    asked = question.facts
    new_quantities = any(not any(one.agrees_with(other) for other in asked.quantities) for one in said.quantities)
    return (
        (new_quantities and _QUANTITY.search(question.text) is not None)
        or (bool(said.dates - asked.dates or said.times - asked.times) and _DATE.search(question.text) is not None)
        or (bool(said.names - asked.names) and _NAME.search(question.text) is not None)
    )


def asked_kinds(question: ParsedText) -> frozenset[str]:
    """The kinds of fact that the question asks for: "quantity", "date", "name". Empty if its words do not say.

    English, German, French, Spanish, Italian, Portuguese and Dutch.
    """
    is_english = question.is_english
    kinds = ((kind, english if is_english else elsewhere) for kind, english, elsewhere in _KINDS)
    return frozenset(kind for kind, pattern in kinds if pattern.search(question.text))


def has_kind(question: ParsedText, kinds: Collection[str], said: Facts) -> bool:
    """Whether `said` has a fact of one of the kinds that is not in the question."""
    asked = question.facts
    new_quantities = any(not any(one.agrees_with(other) for other in asked.quantities) for one in said.quantities)
    new_dates = bool(said.dates - asked.dates or said.times - asked.times)
    found = {"quantity": new_quantities, "date": new_dates, "name": bool(said.names - asked.names)}
    return any(found[kind] for kind in kinds)
