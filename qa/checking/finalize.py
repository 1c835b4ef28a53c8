"""What of a written text stands, and how it is shown: its sentences checked, dropped or quoted instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.checking.cite import SentenceCheck, cite, join
from qa.records import Prompt, Statement
from qa.text.quotes import quote_likeliest

_REFUSAL = re.compile(
    r"\b(?:do(?:es)?|did) ?(?:not|n[o']t) (?:\w+ )?(?:say|state|mention|contain|provide|specify|give|include|answer)\b"
    r"|\b(?:is|are|was) ?(?:not|n[o']t) (?:\w+ )?(?:stated|mentioned|given|provided|specified|said|known|available)\b"
    r"|\bno (?:information|mention|answer)\b|\b(?:can ?not|can't|unable to) (?:\w+ )?(?:answer|tell|say|find)\b",
    re.IGNORECASE,
)
LIKELY = 0.5  # from this confidence on, the documents answer though the model could not: they are quoted
UNVERIFIED = "I could not verify the generated answer. The closest passage:"


@dataclass(frozen=True, slots=True)
class Checked:
    """A text as it is shown, and its sentences."""

    text: str
    statements: tuple[Statement, ...] = ()  # whose texts stand in `text` in this order
    dropped: tuple[Statement, ...] = ()  # those that are left out of `text`

    @property
    def is_supported(self) -> bool:
        """Whether anything of it is supported."""
        return any(statement.supported for statement in self.statements)


def check_sentences(text: str, check: SentenceCheck, *, drops: bool, sentences: int | None = None) -> Checked:
    """`text` with its first sentences, or all, checked; unsupported ones are left out where `drops`."""
    statements = cite(text, check, sentences)
    text = join(text, statements)
    dropped = tuple(statement for statement in statements if drops and statement.supported is False)
    for statement in dropped:
        text = text.replace(f"{statement.text} ", "", 1).replace(statement.text, "", 1)
    return Checked(text, tuple(statement for statement in statements if statement not in dropped), dropped)


def finalize(written: str, check: SentenceCheck, prompt: Prompt, *, drops: bool) -> Checked:
    """The whole text, checked; the likeliest sentence is quoted behind those that stand.

    It is quoted alone where nothing stands of what was claimed, and the documents are likely to answer.
    """
    checked = check_sentences(written, check, drops=drops)
    statements, dropped = checked.statements, checked.dropped
    text = re.sub(r"\s*\n\s*\n\s*", "\n\n", checked.text).strip() if dropped else checked.text.strip()
    claimed = (*statements, *dropped)
    likely = check.confidence is not None and check.confidence >= LIKELY
    if likely and not is_refusal(written) and _is_withdrawn(claimed) and (quote := quote_likeliest(prompt, ())):
        return Checked(f"{UNVERIFIED} {quote.text}", (quote,), claimed)
    if checked.is_supported and (quote := quote_likeliest(prompt, statements)):
        return Checked(f"{text}\n\n{quote.text}", (*statements, quote), dropped)
    return Checked(text, statements, dropped)


def _is_withdrawn(statements: Sequence[Statement]) -> bool:
    """Whether something was claimed, and nothing of it stands up to the check."""
    found = {statement.supported for statement in statements}
    return False in found and True not in found


def is_refusal(text: str) -> bool:
    """Whether an answer says that the passages do not answer, as larger models do in words (English ones)."""
    return _REFUSAL.search(text) is not None
