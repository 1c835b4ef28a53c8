"""Tells questions that ask for something ("Who keeps the key?") from those that ask whether it is so. Pure."""

from __future__ import annotations

import re

ASKS_FOR = re.compile(
    r"\W*(?:(?:at|in|on|from|by|since|until|for|to|with|of|mit|von|für|seit|bis|an|bei|à|de|en|con|para|a|da|di|per|van"
    r"|voor) )?(?:what|when|where|who|whom|whose|which|why|how|wann|wo|wer|we[mn]|wessen|was|wie|warum|welche[rsnm]?"
    r"|quand|où|qui|que|quoi|quel(?:le)?s?|comment|combien|pourquoi|cuándo|dónde|qui[eé]n(?:es)?|qué|cuál(?:es)?|cómo"
    r"|cuánt[oa]s?|chi|cosa|quando|dove|perché|come|quant[oiae]|qual[ei]?|wat|waar|wanneer|waarom|hoe|welke?|quem|onde|como|quais)\b",
    re.IGNORECASE,
)


# How a question begins that asks whether something is so: with its verb, perhaps after "so" or "and".
_WHETHER = re.compile(
    r"\W*(?:(?:so|and|but|or|also|und|aber|oder|et|mais|ou|y|pero|o) )?(?:is|are|am|was|were|do|does|did|can|could|may"
    r"|might|must|shall|should|will|would|has|have|had"
    r"|ist|sind|bist|seid|war|waren|wäre|kann|kannst|können|könnten?|darf|dürfen|muss|müssen|soll|sollen|wird|werden"
    r"|würden?|hat|hast|haben|hätten?|gibt|geht|ginge|passt|reicht"
    r"|est-ce|est-il|est-elle|sont-ils|y a-t-il|peut-on|puis-je|pouvons-nous|pouvez-vous|avez-vous|avons-nous|faut-il"
    r"|es|está|están|hay|puedo|puede|podemos|podría|tiene|tienen|è|c'è|ci sono|posso|possiamo|può|há|é|pode|podemos"
    r"|zijn|kunnen|mag|mogen|heeft|hebben)\b",
    re.IGNORECASE,
)


def is_open(sentence: str) -> bool:
    """Whether the sentence of a document only asks whether something is so, which says nothing about it.

    >>> is_open("Is a berth free?"), is_open("How long is the guarantee?"), is_open("His album is “Who Cares?”")
    (True, False, False)
    """
    asked = sentence.strip(" \"'”’»)")
    if asked.endswith(("吗？", "吗?")):
        return True
    if not asked.endswith("?"):
        return False  # as nearly all sentences
    parts = re.split(r"[,;:]\s", asked)
    return any(map(_WHETHER.match, (parts[0], parts[-1]))) and not ASKS_FOR.match(parts[0])
