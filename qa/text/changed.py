"""Words that say that something is otherwise than before: "from 6 to 8 euros", "from now on", "no longer". Pure."""

from __future__ import annotations

import re

_CANCELLED = re.compile(
    r"\b(?:cancell?ed|called off|dropped|withdrawn|discontinued|deleted|removed"
    r"|no longer (?:takes? place|offered|available|applies|valid)"
    r"|entfäll\w*|entfallen|abgesagt|gestrichen|eingestellt|fällt aus|fallen aus"
    r"|annulée?s?|supprimée?s?|n['’]a(?:ura)? (?:plus )?pas lieu|cancelad[oa]s?|anulad[oa]s?|suprimid[oa]s?"
    r"|suspendid[oa]s?|annullat[oaie]|soppress[oaie]|cancellat[oaie]|sospes[oaie]|geannuleerd|vervall?en|vervalt|afgelast|geschrapt"
    r"|odwołan[eaoy]|отмен\w+)\b|取消|中止",
    re.IGNORECASE,
)
# "The fee rises from 6 to 8 euros". "Open from 9 to 6" changes nothing.
_IS_ALTERED = re.compile(
    r"\b(?:ris\w+|rais\w+|increas\w+|reduc\w+|lower\w+|chang\w+|mov\w+|cut|goes|steig\w+|stieg\w*|sinkt|erhöh\w+|gesenkt"
    r"|angehoben|geändert|verlegt|verschoben|pass\w+|port\w+|augment\w+|baiss\w+|déplac\w+|reporté\w*|sub\w+|baj\w+|pas[ao]\w*"
    r"|cambi\w+|aument\w+|traslad\w+|sal\w+|scend\w+|spost\w+|alter\w+|desc\w+|verhoog\w+|verlaag\w+|verplaatst|gaat"
    r"|gewijzigd|zmieni\w+|wzrasta|podnies\w+|obniż\w+|повыш\w+|сниж\w+|перенес\w+)\b",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    r"\b(?:from|von|vom|de|du|del|da|dal|van|od|с)\s(?P<before>[^.;:!?]{1,40}?)\s(?:to|auf|à|au|a|al|para|naar|do|na|до|на)\s"
    r"[^.;:!?]",
    re.IGNORECASE,
)
_FROM_NOW_ON = re.compile(
    r"\b(?:from now on|with immediate effect|as of now|henceforth|instead of|is replaced by|has been replaced by|now"
    r"|ab sofort|künftig|fortan|von nun an|statt|anstelle|nunmehr|jetzt|wird auf|wurde auf"
    r"|désormais|dorénavant|dès maintenant|au lieu d|est remplacée? par|maintenant"
    r"|en adelante|a partir de ahora|en lugar de|ahora|d['’]ora in poi|invece di|al posto di|adesso"
    r"|a partir de agora|em vez de|agora|voortaan|met ingang van|in plaats van|vanaf nu|od teraz|zamiast"
    r"|отныне|вместо)\b|从现在起|改为",
    re.IGNORECASE,
)
_NO_LONGER = re.compile(
    r"\b(?:no longer|not any ?more|n['’]t any ?more|nicht mehr|n['’](?:est|y a|a|ont) plus|ne \w+ plus|ya no"
    r"|non (?:è |si )?più|já não|não mais|niet (?:langer|meer)|już nie|больше не)\b|不再",
    re.IGNORECASE,
)
# "The deposit is raised to 80 euros", "wird auf 80 Euro angehoben".
_SET_TO = re.compile(
    r"\b(?:raised|increased|lowered|reduced|cut|changed|moved|postponed|brought forward) (?:\w+ ){0,2}to\b"
    r"|\bauf\b.{1,40}\b(?:angehoben|erhöht|gesenkt|herabgesetzt|verlegt|verschoben|geändert)\b"
    r"|\b(?:porté|augmenté|abaissé|ramené|avancé|reporté|déplacé)e?s? (?:à|au)\b"
    r"|\b(?:sube|baja|elevad|reducid|traslad|aplazad)\w* (?:a|al|hasta)\b"
    r"|\b(?:aumentat|ridott|portat|spostat|rinviat)\w* (?:a|al|alle)\b"
    r"|\b(?:verhoogd|verlaagd|verplaatst|verschoven) naar\b",
    re.IGNORECASE,
)


def says_changed(text: str) -> bool:
    """Whether a sentence says that something is otherwise than before.

    >>> says_changed("The fee is now 8 euros."), says_changed("Open from 9 to 6.")
    (True, False)
    """
    return bool(value_before(text) or is_from_now_on(text) or is_set_anew(text) or is_no_longer(text))


def value_before(text: str) -> str:
    """What held before a change from one value to another: "6" of "rises from 6 to 8 euros". "" if it is not named."""
    match = _FROM_TO.search(text) if _IS_ALTERED.search(text) else None
    return match["before"] if match else ""


def is_from_now_on(text: str) -> bool:
    """Whether the text says that something holds from now on, or in place of something else."""
    return _FROM_NOW_ON.search(text) is not None


def is_set_anew(text: str) -> bool:
    """Whether the text says that something was set to another value: "raised to 80 euros"."""
    return _SET_TO.search(text) is not None


def is_cancelled(text: str) -> bool:
    """Whether the text says that something was cancelled."""
    return _CANCELLED.search(text) is not None


def is_no_longer(text: str) -> bool:
    """Whether the text says that something no longer is so, or was cancelled."""
    return _NO_LONGER.search(text) is not None or is_cancelled(text)
