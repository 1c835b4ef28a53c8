"""Finds the entries of the day that a question names, among many entries that differ only by their day.

Neither words nor meanings tell 4 July from 24 July, so a search brings the entries of any days.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.records import Hit, Passage
from index.text.sentences import is_row
from qa.records import Sentence
from qa.text.calendar_words import Date
from qa.text.facts import Facts, find_facts
from qa.text.parsed import ParsedText

SEARCHED = 2  # documents, those of the best hits
MOST_PASSAGES = 400  # of a document: longer ones would take too long
MOST_ADDED = 4  # passages
_ENTRY = re.compile(r"\s[|;]\s.*\s[|;]\s")  # a line of a log: "No. 109 | 4 July 2023 | Elmgate Bore | depth 5.07"

# "On 4 and 11 July", "vom 4. bis 11. Juli"
_SEVERAL = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th|\.)?"
    r"(?: (?:and|to|or|until|till|und|bis|oder|et|au|ou|y|al|o|e|en|tot|t/m)\b|\s?[-–]\s?\d)",
    re.IGNORECASE,
)


def day_of(question: ParsedText) -> Date | None:
    """The day that the question names with its month; None if it names none, or several."""
    days = _days(question.facts)
    return days.pop() if len(days) == 1 and not _SEVERAL.search(question.text) else None


def add_entries_of_day(
    question: ParsedText, hits: Sequence[Hit], passages_of: Callable[[str], Sequence[Passage]]
) -> list[Hit]:
    """The hits, and behind them the passages of the best documents with an entry of the day that the question names.

    They have the score of the best hit. Those with more words of the question come first.
    """
    day = day_of(question)
    if day is None or any(_entries(hit.passage, day) for hit in hits):
        return list(hits)
    added: list[tuple[int, Passage]] = []  # how many words of the question an entry has, and its passage
    for document_id in list(dict.fromkeys(hit.passage.document_id for hit in hits))[:SEARCHED]:
        passages = passages_of(document_id)
        for one in passages if len(passages) <= MOST_PASSAGES else ():
            if entries := _entries(one, day):
                shared = max(len(question.word_set & ParsedText(entry).word_set) for entry in entries)
                added.append((shared, one))
    added.sort(key=lambda pair: -pair[0])
    return [*hits, *(replace(hits[0], passage=one) for _, one in added[:MOST_ADDED])]


def are_of_other_days(question: ParsedText, sentences: Sequence[Sentence]) -> list[bool]:
    """For each sentence, whether it is an entry of other days than the one that an entry and the question name."""
    day = day_of(question)
    entries = [_days(one.parsed.facts) if day and _is_entry(one.text) else set[Date]() for one in sentences]
    matches = [day is not None and any(map(day.agrees_with, days)) for days in entries]
    return [any(matches) and bool(days) and not is_match for days, is_match in zip(entries, matches, strict=True)]


def _entries(passage: Passage, day: Date) -> list[str]:
    """The entries of the day in a passage."""
    if not re.search(rf"(?<!\d)0?{day.day}(?!\d)", passage.text):
        return []
    lines = filter(_is_entry, passage.text.split("\n"))
    return [line for line in lines if any(map(day.agrees_with, _days(find_facts(line))))]


def _is_entry(text: str) -> bool:
    return is_row(text) or _ENTRY.search(text) is not None


def _days(facts: Facts) -> set[Date]:
    return {one for one in facts.dates if isinstance(one, Date) and one.day}
