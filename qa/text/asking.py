"""Tells questions that ask for something ("Who keeps the key?") from those that ask whether it is so. Pure."""

from __future__ import annotations

import re

ASKS_FOR = re.compile(
    r"\W*(?:(?:at|in|on|from|by|since|until|for|to|with|of|mit|von|für|seit|bis|an|bei|à|de|en|con|para|a|da|di|per|van"
    r"|voor) )?(?:what|when|where|who|whom|whose|which|why|how|wann|wo|wer|we[mn]|wessen|was|wie|warum|welche[rsnm]?"
    r"|quand|où|qui|que|quoi|quel(?:le)?s?|comment|combien|pourquoi|cuándo|dónde|qui[eé]n(?:es)?|qué|cuál(?:es)?|cómo"
    r"|cuánt[oa]s?|chi|cosa|quando|dove|perché|come|quant[oiae]|qual[ei]|wat|waar|wanneer|waarom|hoe|welke?|quem|onde|como|quais)\b",
    re.IGNORECASE,
)


def is_open(sentence: str) -> bool:
    """Whether the sentence of a document only asks whether something is so, which says nothing about it.

    >>> is_open("Is a berth free?"), is_open("How long is the guarantee?"), is_open("A berth is free.")
    (True, False, False)
    """
    asked = sentence.rstrip(" \"'”’»)")
    return asked.endswith(("?", "？")) and not any(ASKS_FOR.match(part) for part in re.split(r"[,;:]\s", asked))
