"""The periods that prices are for, such as a night or a year, by the words for them in seven languages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.text.words import IN_BRACKETS

_NAMES = {
    "hour": "hour hours hourly stunde stunden stündlich heure heures hora horas ora ore uur hr",
    "half day": "half-day halbtag demi-journée",
    "day": "day days daily tag tage tagen täglich jour jours journée journalier día días diario diaria giorno giorni"
    " giornaliero giornaliera dia dias diária dag dagen",
    "night": "night nights nightly nacht nächte nuit nuits nuitée noche noches notte notti noite noites nachten",
    "weekend": "weekend week-end wochenende fin-de-semana",
    "week": "week weeks weekly woche wochen wöchentlich semaine semaines hebdomadaire semana semanas semanal settimana"
    " settimane settimanale weken wekelijks",
    "month": "month months monthly monat monate monaten monatlich monatliche mois mensuel mensuelle mes meses mensual"
    " mese mesi mensile mês mensal maand maanden maandelijks",
    "quarter": "quarter quarterly quartal trimestre trimestriel trimestral kwartaal",
    "year": "year years yearly annual annually annum jahr jahre jahren jährlich jährliche jährlichen jahresbeitrag"
    " jahresgebühr an ans année annuel annuelle año años anual anno anni annuo annua annuale ano anos jaar jaarlijks",
}
PERIODS = {name: period for period, names in _NAMES.items() for name in names.split()}
# Of several hours or days, a column gives the number; "Day" is what a day costs.
_SEVERAL = frozenset(
    """hours stunden heures horas ore days tage tagen jours días giorni dias dagen nights nächte nuits nuitées noches
    notti noites nachten weeks wochen semaines semanas settimane weken months monate monaten meses mesi maanden years
    jahre jahren ans années años anni anos jaren""".split()
)
# In small letters, these mean something else: an article, "my" in French, "now" in Italian, a price tag.
_OTHERWISE = frozenset(("an", "mes", "ora", "tag"))


def periods_in(words: Iterable[str]) -> frozenset[str]:
    """The periods that the words name.

    >>> periods_in(["Mois", "d'août"]), periods_in(["an", "annual", "fee"])
    (frozenset({'month'}), frozenset({'year'}))
    """
    named = (word.casefold() for word in words if word not in _OTHERWISE)
    return frozenset(PERIODS[word] for word in named if word in PERIODS)


def priced_periods(column: str) -> frozenset[str]:
    """The periods that the prices in a column of this name are for.

    >>> priced_periods("Month (summer)"), priced_periods("Leave (days)"), priced_periods("Days")
    (frozenset({'month'}), frozenset(), frozenset())
    """
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", IN_BRACKETS.sub(" ", column))
    return periods_in(word for word in words if word.casefold() not in _SEVERAL)
