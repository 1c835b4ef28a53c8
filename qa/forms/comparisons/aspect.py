"""What a question asks of the things that it compares: the words that are left when the things are taken off. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.forms.comparisons.named_things import Named
from qa.forms.words.comparatives import PRICE, Measure, find_measure
from qa.forms.words.roots import roots
from qa.text.courtesy import asking_sentences
from qa.text.units import UNITS

_COMPARES = (
    r"differ\w*|diffs?|compar\w+|versus|vs\.?|contrast\w*|unterschied\w*|\w+unterschied|unterscheid\w*|vergleich\w*"
    r"|verglich\w*"
    r"|gegenüber|gegenübergestellt|différ\w*|compar\w*|diferen\w*|distingu\w*|both|either|neither|same"
    r"|beide[nrs]?|gleich\w*"
    r"|selbe\w*|dieselbe\w*|weder|même\w*|ambos|ambas|mism[oa]s?|identical|identisch\w*|better|worse|besser"
    r"|schlechter|meilleure?s?"
    r"|mejor(?:es)?|confront\w*|verschil\w*|vergelijk\w*|stess[oaie]|entramb[ie]|migliore?|melhor(?:es)?|beter"
)
# "On both sides" is a place, and "both names please" asks for all of the answer.
_PLACES = (
    r"(?! (?:sides?|ends?|hands?|directions?|legs?|seiten|enden|händen|richtungen|lados|lati|kanten"
    r"|names?|dates?|numbers?|figures|amounts|answers?|please|pls|namen|bitte|noms|nombres|nomi|nomes)\b)"
)
COMPARES = re.compile(rf"(?<![\w-])(?:{_COMPARES})(?![\w-]){_PLACES}", re.IGNORECASE)
_ASKS_TO_COMPARE = re.compile(
    r"\b(?:compare|differ|differences?|contrast|vergleich\w*|unterscheid\w*|unterschied\w*|compare[rz]?|diffèrent|différences?"
    r"|compar[ao]r?|difieren|diferencias?|confronta\w*|differenz[ae]|diferenças?|vergelijk\w*|verschil\w*)\b",
    re.IGNORECASE,
)
_SHARES = re.compile(
    r"\b(?:in common|have both|gemeinsam\w*|en commun|points communs|en común|in comune|em comum"
    r"|gemeen\w*)\b|\b(?:share)$|\balike\b",
    re.IGNORECASE,
)
# Words of such questions that say nothing about what is compared.
_FILLERS = frozenset(
    roots(
        "one ones much many amount big main exactly really term terms regard regarding concerning concern respect"
        " comes come"
        " compared between among other another each every all three four two offer offers quote tender proposal"
        " contract plan"
        " policy product model option version document file say says said tell give gives given get want wants"
        " need offer"
        " charge charges charged make provide provides ask asks require look see find know please list show"
        " explain describe"
        " whose who whom whether overall total altogether generally simply just also something anything there"
        " thing things"
        " go goes work let lets mine pick choose take takes have has having lasting does do did done using use used"
        " im in um wieviel viel wie sich bei beim bezüglich hinsichtlich mal doch bitte jeweils angebot vertrag"
        " dokument regel"
        " regeln haben sagen sagt nennen hat mehr zeig nenne liste kurz genau dort beim betrifft angeht es tarif"
        " modell produkt firma anbieter"
        " kein keine keinen keinem keiner nicht pas aucun aucune no sin ningún ninguna ohne sans without except never"
        " lequel laquelle lesquels lesquelles zwischen welche est-ce que ce which cual cuales"
        " dire dit disent propose offre contrat niveau côté concernant rapport quant pour sur entre deux terme termes"
        " dice dicen ofrece oferta contrato cuanto respecto en cuanto entre dos cuesta hay existe worin inwiefern"
        " combien cuánto cuánta cuántos cuántas quanto quanta quanti quante hoeveel wieviel"
        " il gli lo un uno una di del dello della dei degli delle da dal dalla nel nella nei nelle tra fra con per su"
        " sul sulla che cosa quale quali qual è sono c'è ci si quanto riguarda rispetto due contratti contratto offerta"
        " os as um uma do da dos das no na nos nas em por para ou quais são há dois duas relação contratos oferta"
        " het een van bij op tussen met of wat welk zijn er qua betreft twee verschillen contracten zitten"
    )
)
# They name a measure of what stands beside them, and a document can leave them out.
_GENERAL = frozenset(
    roots(
        "time times life period periods length amount number rate rates level rule rules conditions condition"
        " policy allowance"
        " date day days value values wert werte valeur valeurs valor valores valore valori"
        " figure figures size capacity option possibility zeit frist dauer höhe anzahl zahl regelung"
        " möglichkeit"
        " umfang fassungsvermögen größe délai durée montant nombre plazo duración importe número periodo price"
        " cost costs"
        " preis kosten prix coût precio coste prezzo costo durata termine periodo importo preço custo prazo duração"
        " prijs kosten duur termijn tax taxes vat tva mwst mehrwertsteuer iva btw hors net netto brutto gross"
    )
)
_OF_TWO = re.compile(r"(?<!\w)(?:or|than|oder|als|ou|que|o|of|dan|di|vs\.?|versus)(?!\w)", re.IGNORECASE)
# "More than 3" is no comparison of two things.
_LIMIT = re.compile(
    r"\b(?:more|less|fewer|later|earlier|longer|mehr|weniger|länger|später|plus|moins|más|menos) (?:than|als"
    r"|que|de) (?:\d|an?\b)"
    r"|\bor (?:more|less|later|longer)\b|\bat the (?:latest|earliest)\b|\bno longer\b|\bmore or less\b",
    re.IGNORECASE,
)
_KIND_ASKED = re.compile(r"\b(?:which|what|welche[rsnm]?|quel(?:le)?s?|qué)\s+(\w+)", re.IGNORECASE)
_CONTRACTED = re.compile(r"\b\w+n['’]t\b|['’](?:s|re|ll|d|ve|t|m)\b|\b(?:l|d|qu|n|s|j|c|m)['’](?=\w)", re.IGNORECASE)
_PER = re.compile(
    r"\b(?:per|an?|pro|am|im|par|al|por|je|each|every)\s(?P<unit>day|week|month|year|night|hour|person|trip"
    r"|tag|woche|monat|jahr"
    r"|nacht|stunde|person|jour|semaine|mois|an|nuit|heure|personne|día|semana|mes|año|noche|hora|persona)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Aspect:
    """What is asked of each thing. Without words and measure, everything is compared."""

    words: tuple[str, ...]  # roots that a sentence on it must have
    general: tuple[str, ...]  # roots that it can have
    compared: str = ""  # the comparative, as written
    measure: Measure | None = None
    wants_more: bool = False
    per: str = ""  # the root of "day" in "a day"

    @property
    def text(self) -> str:
        return " ".join((*self.words, *self.general, self.measure.name if self.measure else ""))


def compares(text: str) -> bool:
    """Whether the question has words that compare things: "differ", or a comparative and "or" or "than"."""
    if COMPARES.search(text):
        return True
    is_of_two = _OF_TWO.search(text) is not None and not _LIMIT.search(text)
    return is_of_two and find_measure(text) is not None


def asks_to_compare(text: str) -> bool:
    """Whether the question says that things are to be compared, whichever they are."""
    return _ASKS_TO_COMPARE.search(text) is not None


def asks_what_is_shared(text: str) -> bool:
    """Whether the question asks what things have in common."""
    return _SHARES.search(text.rstrip(" ?!.")) is not None


def find_aspect(text: str, named: Sequence[Named]) -> Aspect:
    """What the question asks of the named things."""
    rest = text
    for start, end in sorted({(one.start, one.end) for one in named}, reverse=True):
        rest = f"{rest[:start]} ; {rest[end:]}"
    rest = " ".join(asking_sentences(rest))
    per = _PER.search(rest)
    rest = _PER.sub(" ", rest)
    found = find_measure(rest)
    if found:
        rest = re.sub(rf"\b{re.escape(found[0])}\b", " ", rest, count=1)
    rest = _CONTRACTED.sub(" ", rest)
    rest = re.sub(r"(?i)\b(\w{3,}?)s?unterschiede?\b", r"\1", rest)  # "Preisunterschied" is one in price
    rest = COMPARES.sub(" ", rest)
    kinds = {word for one in named if one.thing for word in roots(" ".join(one.thing.words - one.thing.own))}
    kinds |= {word for one in named if one.thing and one.thing.table for word in roots(one.thing.table.columns[0])}
    idle = _FILLERS | kinds | UNITS.keys()
    left = [word for word in dict.fromkeys(roots(rest)) if word not in idle and len(word) > 1]
    wh = _KIND_ASKED.search(rest)  # "which languages": the kind of what is asked, which a sentence need not name
    kind = set(roots(wh[1])) if wh and len(set(left) - _GENERAL) > 1 else set()
    words = tuple(word for word in left if word not in _GENERAL | kind)
    general = tuple(word for word in left if word in _GENERAL | kind)
    measured = set(roots(found[1].words)) if found else set()
    words, general = (tuple(word for word in some if word not in measured) for some in (words, general))
    measure = found[1] if found and (found[1].name or left) else None
    if not found and not words and set(general) & set(roots(PRICE.words)):  # "the difference in price"
        measure = PRICE
    return Aspect(words, general, found[0] if found else "", measure, found[2] if found else False,
        roots(per["unit"])[0] if per and roots(per["unit"]) else "")  # fmt: skip
