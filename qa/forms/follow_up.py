"""Follow-ups to answers in a form: "and the second one?", "how many?", "shorter", "as a table", "and section 5?". Pure.

The earlier question is asked again with what the follow-up changes, or its answer is given again in part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from qa.forms.compare import find_comparison
from qa.forms.form import bare
from qa.forms.listing import asks_for_list
from qa.forms.place import REFERENCE, find_reference
from qa.forms.steps import asks_for_steps
from qa.forms.summary import find_subject
from qa.records import Answer, Statement

SHORT = 3  # statements of a shortened summary, from its whole length

_ORDINALS = {
    word: number
    for words in (
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
        "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte",
    )
    for number, word in enumerate(words.split(), 1)
} | {"last": -1, "final": -1, "letzte": -1}
_THING = r"(?: (?:one|step|item|point|schritt|punkt|decision|risk|entry|chapter|section))?"
_NTH = re.compile(
    rf"(?:and |so |what(?: is|'s|’s| about| was) |how about |und |was ist |wie lautet )*(?:the |der |die |das )?"
    rf"(?P<nth>{'|'.join(_ORDINALS)})[rsn]?{_THING}",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?:and )?how many(?: (?:steps|items|points|of them|of these|entries|names|things|results))?"
    r"(?: (?:are there|are they|is that|in total|altogether|do i need|did you find))*"
    r"|wie viele(?: (?:schritte|punkte|sind es|sind das|gibt es))*",
    re.IGNORECASE,
)
_SHORTER = re.compile(
    r"(?:please |can you |make it |a bit |even |say it |und |bitte )*(?:shorter|briefer|in short|more briefly|kürzer)"
    r"(?:,? please|,? bitte)?",
    re.IGNORECASE,
)
_TABLE = re.compile(
    r"(?:please |can you |show (?:it|them|this) |put (?:it|them|this) |make |bitte )*(?:as|in|into|als|in einer)?"
    r" ?(?:a |an |eine )?(?:table|tabelle)(?:,? please|,? bitte)?",
    re.IGNORECASE,
)
_AND = re.compile(r"(?:and|what about|how about|und|y|et) (?P<rest>.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a follow-up wants of the earlier answer: the nth item (-1: the last), a count, less of it, or a table."""

    kind: str  # nth, count, shorter, table
    nth: int = 0


def find_follow_up(asked: str, before: str) -> FollowUp | None:
    """What the follow-up wants of the answer to the question `before`. None if it is no such follow-up."""
    text = bare(asked)
    has_items = asks_for_list(before) or asks_for_steps(before)
    if has_items and (match := _NTH.fullmatch(text)):
        return FollowUp("nth", _ORDINALS[match["nth"].lower()])
    if has_items and _COUNT.fullmatch(text):
        return FollowUp("count")
    if find_subject(before) and _SHORTER.fullmatch(text):
        return FollowUp("shorter")
    if has_items and _TABLE.fullmatch(text):
        return FollowUp("table")
    return None


def restated(asked: str, before: str) -> str | None:
    """The earlier question about what the follow-up names instead. None if no rule applies.

    >>> restated("And section 5?", "What does section 4.2 of the handbook say?")
    'What does section 5 of the handbook say?'
    """
    match = _AND.fullmatch(bare(asked))
    if not match:
        return None
    rest = match["rest"]
    reference = REFERENCE.fullmatch(rest)
    old = REFERENCE.search(before) if reference and find_reference(before) else None
    if old:
        return f"{before[: old.start()].rstrip()} {rest}{' ' * old[0].endswith(' ')}{before[old.end() :]}"
    if comparison := find_comparison(before):
        first, second = comparison.sides
        return f"Compare {rest} of {first.name} and {second.name}"
    if (subject := find_subject(before)) and subject[0] and re.match(r"(?:the|der|die|das) |\S+\.\w+$", rest):
        return f"Summarise {rest}"
    return None


def answer_again(follow_up: FollowUp, earlier: Answer) -> Answer | None:
    """The part of the earlier answer that the follow-up wants. None if the earlier answer has no statements."""
    items = earlier.statements
    if not items:
        return None
    if follow_up.kind == "count":
        return replace(earlier, text=f"There are {len(items)}:\n\n{_lines(items)}")
    if follow_up.kind == "shorter":
        sentences = [item for item in items if " | " not in item.text] or list(items)  # rows of tables say less
        kept = tuple(sentences[:: ceil(len(sentences) / SHORT)])
        return replace(earlier, text=_lines(kept), statements=kept)
    if follow_up.kind == "table":
        rows = [f"| {n} | {item.text} |" for n, item in enumerate(items, 1)]
        is_safe = not any("|" in item.text or "\n" in item.text for item in items)
        return replace(earlier, text="\n".join(["| No. | Item |", "|---|---|", *rows])) if is_safe else earlier
    position = follow_up.nth - 1 if follow_up.nth > 0 else len(items) - 1
    if position >= len(items):
        return replace(earlier, text=f"There are only {len(items)}.", statements=(), hits=(), abstained=True)
    return replace(earlier, text=items[position].text, statements=(items[position],))


def _lines(items: Sequence[Statement]) -> str:
    return "\n".join(f"{n}. {item.text}" for n, item in enumerate(items, 1))
