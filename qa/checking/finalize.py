"""What of a written text stands, and how it is shown: its sentences checked, dropped or quoted instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from qa.checking.cite import Check, cite, join
from qa.records import Prompt, Statement
from qa.text.quotes import quote_likeliest

_REFUSAL = re.compile(
    r"\b(?:do(?:es)?|did) ?(?:not|n[o']t) (?:\w+ )?(?:say|state|mention|contain|provide|specify|give|include|answer)\b"
    r"|\b(?:is|are|was) ?(?:not|n[o']t) (?:\w+ )?(?:stated|mentioned|given|provided|specified|said|known|available)\b"
    r"|\bno (?:information|mention|answer)\b|\b(?:can ?not|can't|unable to) (?:\w+ )?(?:answer|tell|say|find)\b",
    re.IGNORECASE,
)
INSTEAD = "No sentence that was written stood up to its source. The closest that your documents say:"

Settled = tuple[str, tuple[Statement, ...], tuple[Statement, ...]]  # a text, its statements, and those left out


class Settle(Protocol):
    """Checks the first sentences of a text, or all."""

    def __call__(self, text: str, sentences: int | None = None) -> Settled: ...


def settle_sentences(text: str, sentences: int | None = None, *, check: Check, drops: bool) -> Settled:
    """`text` with its first sentences, or all, as they are shown; those that are; and those that are left out."""
    statements = cite(text, check, sentences)
    text = join(text, statements)
    dropped = tuple(statement for statement in statements if drops and statement.supported is False)
    for statement in dropped:
        text = text.replace(f"{statement.text} ", "", 1).replace(statement.text, "", 1)
    return text, tuple(statement for statement in statements if statement not in dropped), dropped


def finish(written: str, prompt: Prompt, settle: Settle, *, likely: bool) -> Settled:
    """What `settle` makes of the whole text; the likeliest sentence is quoted behind those that stand.

    It is quoted alone where nothing stands of what was claimed, and the documents are `likely` to answer.
    """
    text, statements, dropped = settle(written)
    text = re.sub(r"\s*\n\s*\n\s*", "\n\n", text).strip() if dropped else text.strip()
    claimed = (*statements, *dropped)
    if likely and not is_refusal(written) and _is_withdrawn(claimed) and (quote := quote_likeliest(prompt, ())):
        return f"{INSTEAD} {quote.text}", (quote,), claimed
    if any(statement.supported for statement in statements) and (quote := quote_likeliest(prompt, statements)):
        return f"{text}\n\n{quote.text}", (*statements, quote), dropped
    return text, statements, dropped


def _is_withdrawn(statements: Sequence[Statement]) -> bool:
    """Whether something was claimed, and nothing of it stands up to the check."""
    found = {statement.supported for statement in statements}
    return False in found and True not in found


def is_refusal(text: str) -> bool:
    """Whether an answer says that the passages do not answer, as larger models do in words (English ones)."""
    return _REFUSAL.search(text) is not None
