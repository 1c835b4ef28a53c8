"""The periods that prices are for, such as a night or a year, by the words for them in seven languages. Pure."""

from __future__ import annotations

from collections.abc import Iterable

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


def periods_in(words: Iterable[str]) -> frozenset[str]:
    """The periods that the words name.

    >>> periods_in("Mois (haute saison)".split()), periods_in(["an", "annual", "fee"])
    (frozenset({'month'}), frozenset({'year'}))
    """
    named = {word.casefold() for word in words} - {"an"}  # an article, except in "par an"
    return frozenset(PERIODS[word] for word in named if word in PERIODS)
