"""Finds a sentence that is nearer to the question than the cited one and gives another amount, time or date. Pure.

"The 9 mm is for the Moon" does not say which eyepiece a beginner uses if the passage also says "Beginners start with
the 25 mm".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.text.sentences import is_row
from qa.checking.asked_thing import TIMES
from qa.checking.compare import MEASURES
from qa.text.answer_type import ASKING
from qa.text.facts import Facts
from qa.text.function_words import FUNCTION_WORDS
from qa.text.parsed import ParsedText

MARGIN = 2  # words of question and statement that the nearer sentence has more than the cited one


def nearer_sentence(
    statement: ParsedText, question: ParsedText, quote: ParsedText, place: ParsedText, around: Sequence[ParsedText]
) -> str:
    """What another sentence of the texts `around` says in place of the statement's amount. "" if none is nearer.

    It is nearer if it has `MARGIN` more words of question and statement than the cited sentences that hold a new
    amount, time or date of the statement (with their `place`), and no such value, but others of the same kinds.
    """
    known = dict(_values(question.facts))
    new = {value: kind for value, kind in _values(statement.facts) if value not in known}
    if not new or is_row(quote.text) or not question.words:
        return ""
    words = (question.word_set | statement.word_set) - ASKING - MEASURES - FUNCTION_WORDS
    wanted = {word for word in words if not word[0].isdigit()}
    holding = [one for one in quote.sentences if new.keys() & dict(_values(one.facts)).keys()]
    if not holding:
        return ""
    cited = len(wanted & place.word_set.union(*(one.word_set for one in holding)))
    for sentence in (one for text in (quote, *around) for one in text.sentences):
        if len(wanted & sentence.word_set) < cited + MARGIN or is_row(sentence.text):
            continue
        held = dict(_values(sentence.facts))
        others = [value for value, kind in held.items() if kind in new.values() and value not in known]
        if others and not new.keys() & held.keys():
            return str(others[0])
    return ""


def _values(facts: Facts) -> Iterator[tuple[object, str]]:
    """The amounts with a unit, the times and the dates, each with its kind."""
    for one in facts.quantities:
        if one.unit:
            yield one, "duration" if one.kind in TIMES else one.kind
    yield from ((time, "time") for time in facts.times)
    yield from ((date, "date") for date in facts.dates)
