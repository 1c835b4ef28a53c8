"""The words of several languages that deny or forbid something. Pure."""

from __future__ import annotations

import re

from qa.text.words import stem

_PLAIN = frozenset(
    "not no never cannot without nicht nie niemals kein keine keinen keiner pas jamais aucun aucune nunca jamás ningún"
    " ninguna".split()
)
_INSTEAD_OF_THINGS = frozenset(
    "none nobody nothing neither nor niemand nichts keinem keines weder ohne rien ninguno nadie tampoco sin".split()
)
# Words of languages in which a sentence is not searched for facts; "non" would also be a part of English words.
_OF_OTHER_LANGUAGES = frozenset("non niet geen nooit não".split())

NEGATIONS = _PLAIN | _INSTEAD_OF_THINGS  # in lower case: a sentence with one of them is negated
# As stems. Two texts that differ only by one of these contradict each other. Words that replace a thing are not among
# them: "nobody came" and "Ann came" differ in more than the denial.
DENIALS = frozenset(map(stem, _PLAIN | _OF_OTHER_LANGUAGES))
# What is forbidden, or no longer there.
FORBIDS = re.compile(
    r"\b(?:forbidden|prohibited|banned|illegal|verboten|untersagt|unzulässig|interdite?s?|prohibid[oa]s?|vietat[oaie]"
    r"|proibid[oa]s?|verboden"
    r"|abolished|discontinued|scrapped|waived|entfällt|entfallen|entfiel|abgeschafft|aufgehoben|supprimée?s?|abolie?s?"
    r"|suprimid[oa]s?|eliminad[oa]s?|abolit[oaie]|abolid[oa]s?|vervalt|vervallen|afgeschaft)\b",
    re.IGNORECASE,
)

# What a cell says in place of no, and of yes. "Not yet" and "no, from May" say no too.
SAYS_NO = re.compile(
    r"[-–—✗✘✕❌☐]+|no|none|not?\b.*|n/?a|never|false|nein|kein\w*\b.*|(?:noch )?nicht\b.*|falsch|non|aucune?\b.*"
    r"|pas\b.*|sin\b.*|ningun\w*\b.*|falso|faux|(?:aún|todavía) no\b.*|ohne\b.*|sans\b.*|without\b.*"
    r"|nee|geen\b.*|niet\b.*|nessun\w*\b.*|senza\b.*|não\b.*|sem\b.*|nenhum\w*\b.*|nie|нет|否|无|なし|0",
    re.IGNORECASE,
)
SAYS_YES = re.compile(
    r"[✓✔☑x]|y|yes|true|ja|oui|sí|si|included|enthalten|inclus\w*|incluid[oa]|available|sì|sim|tak|да|是|有|あり",
    re.IGNORECASE,
)
