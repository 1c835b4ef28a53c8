"""Finds sentences that look like the answer but apply to another range or another year. They are ranked lower.

Only one number differs from the right answer, so neither similarity nor a small model notices. A comparison does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.text.sentences import is_row
from qa.checking.compare import other_range
from qa.evidence.days import are_of_other_days
from qa.records import Sentence
from qa.text.dates import years_of
from qa.text.facts import fold
from qa.text.parsed import ParsedText
from qa.text.words import STOP_WORDS

_YEAR = re.compile(r"(?:19|20)\d\d")
_COLUMN = re.compile(r"(?:^|\| )([^:|]{1,80}):")  # the name of a column in a table row


def are_mismatched(question: ParsedText, sentences: Sequence[Sentence]) -> list[bool]:
    """For each sentence, whether its range or its document's year does not match the question.

    A table row is mismatched if its ranges ("five to ten years") contain none of the question's quantities. If the
    question names a year that is in the title of a retrieved passage, a sentence is mismatched if its own title names
    only other years, and neither the sentence nor its heading names the year of the question. A table row is also
    mismatched if another row of its table has more of the question's codes, numbers and names, or is of the day that
    the question names.
    """
    other_rows = _with_fewer_keys(question, sentences)
    of_other_days = are_of_other_days(question, sentences)
    asked = years_of(question.text)
    titled = any(asked & years_of(sentence.passage.title) for sentence in sentences)

    def is_mismatched(i: int, sentence: Sentence) -> bool:
        passage = sentence.passage
        its = years_of(passage.title)
        is_another_edition = titled and its and not asked & (its | years_of(f"{passage.heading} {sentence.text}"))
        is_another_row = i in other_rows or of_other_days[i] or other_range(question.facts.quantities, sentence.parsed)
        return bool(is_another_edition or is_another_row)

    return [is_mismatched(i, sentence) for i, sentence in enumerate(sentences)]


def _with_fewer_keys(question: ParsedText, sentences: Sequence[Sentence]) -> set[int]:
    """The indices of the table rows whose keys of the question are only a part of those of another row of their table.

    A key is a code, a year, a name, or a number after a name: "Q3", "ZF-2002", "2024", "Zephyr", "30" in "Zephyr 30".
    Other numbers are quantities, which stand in rows for many things.
    """
    keys = {fold(word) for word in _keys(question.tokens)}
    tables: dict[tuple[str, ...], dict[int, frozenset[str]]] = {}
    for i, sentence in enumerate(sentences):
        if keys and is_row(sentence.text):
            table = (sentence.passage.document_id, sentence.passage.heading, *_COLUMN.findall(sentence.text))
            tables.setdefault(table, {})[i] = sentence.parsed.folded & keys
    return {
        i
        for rows in tables.values()
        for held in [set(rows.values())]
        for i, its in rows.items()
        if any(its < others for others in held)
    }


def _keys(asked: Sequence[str]) -> Iterator[str]:
    for before, word in pairwise(["", *asked]):
        is_code = word[0].isalpha() and any(map(str.isdecimal, word))
        is_name = bool(before) and _is_capital(word)
        if is_code or is_name or _YEAR.fullmatch(word) or (word.isdecimal() and _is_capital(before)):
            yield word


def _is_capital(word: str) -> bool:
    return word[:1].isupper() and word.casefold() not in STOP_WORDS
