"""Checks that a cited table row is the one that the question is about, and its column the one that is asked for. Pure.

A row names its columns: "Part: filter | Price: 38".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from index.text.sentences import is_row
from qa.checking.compare import is_inflected, new_amounts
from qa.checking.subject import COMPARES, SPAN, codes_of, words_of, years_of
from qa.text.function_words import FUNCTION_WORDS
from qa.text.parsed import ParsedText
from qa.text.units import currencies
from qa.text.words import STOP_WORDS, stem

_MOST_IN_NAME = 4  # words
_SHORT = 2  # letters of a word that names nothing
_ROOT = 6  # letters that a word has in common with a longer one of the same root
_NUMBER = re.compile(r"\d+")
_IS_BOUND = re.compile(
    r"\b(?:from|to|up|until|max\w*|min\w*|over|under|above|below|ab|bis|von|über|unter|höchst\w*|mindest\w*|de|à|desde|hasta"
    r"|más|menos|plus|moins|tot|vanaf|boven|onder|fino|oltre|sotto|até|acima|abaixo|od|do|powyżej|poniżej|до|от|свыше)\b",
    re.IGNORECASE,
)
_ASKS_TOTAL = re.compile(
    r"\b(?:all in all|all told|altogether|(?:in |the )total|overall|insgesamt|gesamt\w*|alles zusammen|en tout|au total"
    r"|(?:en|in|no) total(?:e|aal)?|in tutto|complessivamente|ao todo|alles bij elkaar)\b",
    re.IGNORECASE,
)
_IS_TOTAL = re.compile(
    r"\W*(?:grand )?(?:total(?:e|es|i|s)?|sum|summe|gesamt\w*|insgesamt|somme|suma|totaal)\b", re.IGNORECASE
)
_HOW_MANY = re.compile(
    r"\b(?:how many|wie ?viele|combien (?:de |d['’])|cuánt[oa]s|quant[ei]|quant[oa]s)\s*(?!plus\b|moins\b|más\b)"
    r"(?P<thing>[^\W\d_]+)",
    re.IGNORECASE,
)
# What something is said to lack: "does not contain soya", "no lleva soja", "enthält keine Soja".
_LACKED = re.compile(
    r"\b(?:(?:not|n['’]t) (?:contain|have|include)(?: any)?|(?:has|have|contains?|with) no|without"
    r"|(?:enthält|enthalten|hat|haben) kein\w*|ohne|(?:contient|contiennent|ont|a) pas (?:de |d['’])|sans"
    r"|(?:no|non|não) (?:llevan?|tienen?|contienen?|contiene|contengono|hanno|ha|contém|contêm|têm|tem)|sin|senza|sem"
    r"|(?:bevat(?:ten)?|heeft|hebben) geen|zonder)\s?(?P<what>[^\W\d_]+)",
    re.IGNORECASE,
)
_ESTIMATE = re.compile(
    r"\b(?:forecast|expect|estimat|plan|project(?:ed|ion)|target|budget|predict|will\b|would\b|prognos|geplant|geschätzt"
    r"|erwartet|voraussichtlich|wird\b|prévu|prévision|estimé|previst|estimad)",
    re.IGNORECASE,
)


class Cell(NamedTuple):
    """A cell of a table row, with the name of its column."""

    column: ParsedText
    value: ParsedText


def other_row(
    statement: ParsedText, question: ParsedText, quote: ParsedText, passage: ParsedText, document: ParsedText
) -> str:
    """The cell of the quoted table row that shows that the question is about another row. "" if none does.

    It is the row's label, if the question names the label of another row of the passage, or a code that differs in its
    digits only. It is a further cell of words, if the question names another one of its column in the document:
    "Terraces | Caravan: 24 euros" does not say what a tent costs. "" if the quote is not a single row, or if the
    statement names the label or cell itself, as an answer to "which". Of a name, such as a person's, a part is enough.
    """
    if not is_one_row(quote) or quote.ranges:
        return ""
    label, known = cells(quote)[0].value, question.word_set | statement.word_set
    rows = [row for row in passage.sentences if is_row(row.text)]
    if _ASKS_TOTAL.search(question.text):
        if _IS_TOTAL.match(label.text):
            return ""
        if _is_part_of_total(question, quote, rows):
            return label.text
    if COMPARES.search(question.text):
        return ""
    if _codes_alike(question, quote):
        return label.text
    if label.word_set and not label.word_set & known:
        asked = words_of(question)
        if any((cells(row)[0].value.word_set - quote.word_set) & asked for row in rows):
            return label.text
    rows += [row for row in document.sentences if is_row(row.text)]
    first = f"{cells(quote)[0].column.text}: "  # a row with one cell only is a row too
    alike = [one for text in (passage, document) for one in text.sentences if one.text.startswith(first)]
    if any(_is_label_asked(cells(row)[0], label, question, statement) for row in alike):
        return label.text
    return _other_half(question, quote, rows) or _other_cell(known, question, quote, rows)


def _is_part_of_total(question: ParsedText, quote: ParsedText, rows: Sequence[ParsedText]) -> bool:
    """Whether another row of the same columns is a total, and the question does not name the label of this one."""
    if cells(quote)[0].value.word_set <= question.word_set:
        return False
    columns = [cell.column.text for cell in cells(quote)]
    totals = [row for row in rows if _IS_TOTAL.match(cells(row)[0].value.text)]
    return any([cell.column.text for cell in cells(row)] == columns for row in totals)


def _is_label_asked(other: Cell, label: ParsedText, question: ParsedText, statement: ParsedText) -> bool:
    """Whether the question has all words of another row's label, in any form, and not all of this row's label.

    "What does a new lining for the bag cost?" names the row "New lining for the bag", and not "New buckle". An answer
    that names this row's label itself, as one to "What comes after sanding?", tells which row it is.
    """
    own, wanted = _weighty(label), _weighty(other.value)
    if len(wanted) < 2 - (not own & wanted) or not wanted - own or _all_in(own, words_of(statement)):
        return False
    return _all_in(wanted, words_of(question)) and not _all_in(own, words_of(question))


def _weighty(label: ParsedText) -> frozenset[str]:
    return words_of(label) - FUNCTION_WORDS


def _all_in(words: Set[str], known: Set[str]) -> bool:
    """Whether all words are known, some of them in another form: "Farbowanie" in "ufarbowanie"."""
    return all(
        word in known or any(is_inflected(word, one) or (len(word) >= _ROOT and word in one) for one in known)
        for word in words
    )


def _other_half(question: ParsedText, quote: ParsedText, rows: Sequence[ParsedText]) -> str:
    """A cell such as "Rosa Alberic", if the question has "Rosa Albertine", as another of the rows has."""
    other = _other_words(question, quote)
    is_held = (cell.value.text for cell, word in other if any(stem(word) in v.word_set for v in _column(cell, rows)))
    return next(is_held, "")


def _other_cell(known: frozenset[str], question: ParsedText, quote: ParsedText, rows: Sequence[ParsedText]) -> str:
    """A cell of words without a `known` one, if the question names what another of the rows has in its column."""
    asked, names = words_of(question), frozenset(map(stem, question.facts.names))
    for cell in cells(quote)[1:]:
        if _is_name(cell) and not cell.value.word_set & known:
            others = (words_of(value) - quote.word_set for value in _column(cell, rows))
            if any(words and (words <= asked or words & names) for words in others):
                return cell.value.text
    return ""


def _column(cell: Cell, rows: Sequence[ParsedText]) -> Iterator[ParsedText]:
    """What the rows have in the column of the cell."""
    return (other.value for row in rows for other in cells(row) if other.column.text == cell.column.text)


def named_otherwise(question: ParsedText, row: ParsedText) -> str:
    """The cell of the row with another word beside a word of the question: "oak board", if it asks for a beech board.

    "" if there is none. Synonyms are not known, so this is no reason to withdraw an answer.
    """
    return next((cell.value.text for cell, _ in _other_words(question, row)), "")


def _other_words(question: ParsedText, row: ParsedText) -> Iterator[tuple[Cell, str]]:
    """The cells of the row with another word beside a word of the question, and the question's word beside it."""
    asked = [token.casefold() for token in question.tokens]
    for cell in cells(row):
        named = [token.casefold() for token in cell.value.tokens]
        for word in set(asked) & set(named) - STOP_WORDS:
            for step in (1, -1):
                wanted, held = _beside(asked, word, step), _beside(named, word, step)
                if wanted and held and stem(wanted) not in row.word_set and stem(held) not in question.word_set:
                    yield cell, wanted


def _beside(words: Sequence[str], word: str, step: int) -> str:
    """The word that follows (1) or precedes (-1) the word; "" if it is short, a number or a function word."""
    place = words.index(word) + step
    found = words[place] if 0 <= place < len(words) else ""
    return found if len(found) > _SHORT and found.isalpha() and found not in STOP_WORDS else ""


def other_column(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The name of the column that the statement takes an amount from, if the question names another one.

    Columns named by a code, a quarter or a year are compared, and those that the question names in the same words. ""
    if the quote is not a single row.
    """
    if not is_one_row(quote):
        return ""
    if column := _beside_named(statement, question, cells(quote)) or _beside_alike(statement, question, cells(quote)):
        return column
    asked, row = _marks(question), cells(quote)
    marks = [_marks(cell.column) for cell in row]
    if not any(mark and mark <= asked for mark in marks):
        return ""
    for amount in new_amounts(statement, question):
        holds = [any(two.supports(amount) for two in cell.value.facts.quantities) for cell in row]
        wrong = [mark and not mark <= asked for mark in marks]
        found = [i for i, is_held in enumerate(holds) if is_held]
        if found and all(wrong[i] for i in found):
            return row[found[0]].column.text
    return ""


def _beside_named(statement: ParsedText, question: ParsedText, row: Sequence[Cell]) -> str:
    """The column of the statement's only new amount, if the question names another column of amounts, not this one.

    The label of the row, and a cell whose number the question names, only say which row is meant.
    """
    new, known = new_amounts(statement, question), question.facts.quantities
    numbers = [
        cell
        for cell in row[1:]
        if cell.column.word_set and any(not one.is_year and one not in known for one in cell.value.facts.quantities)
    ]
    named = [cell for cell in numbers if cell.column.word_set <= question.word_set]
    if len(new) != 1 or not named or COMPARES.search(question.text):
        return ""
    held = [cell for cell in numbers if any(two.value == new[0].value for two in cell.value.facts.quantities)]
    is_other = held and not any(cell in named or cell.column.word_set & question.word_set for cell in held)
    return held[0].column.text if is_other else ""


def _beside_alike(statement: ParsedText, question: ParsedText, row: Sequence[Cell]) -> str:
    """The column of the statement's only new amount, if the question names another one in what tells the two apart.

    "Price guests" and not "Price members", of which the first word is the same.
    """
    new = new_amounts(statement, question)
    if len(new) != 1 or COMPARES.search(question.text):
        return ""
    numbers = [cell for cell in row[1:] if cell.column.word_set and cell.value.facts.quantities]
    held = [cell for cell in numbers if any(two.value == new[0].value for two in cell.value.facts.quantities)]
    if len(held) != 1:
        return ""
    own, asked = _weighty(held[0].column), words_of(question)
    said = asked | words_of(statement)
    for cell in numbers:
        other = _weighty(cell.column)
        apart, instead = other - own, own - other
        if (
            own & other
            and apart
            and instead
            and _all_in(apart, asked)
            and not any(_all_in({one}, said) for one in instead)
        ):
            return held[0].column.text
    return ""


def other_measure(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The cell of the quoted row with another amount than the one that the statement repeats from the question.

    A row for a bore of 5/8 inch says nothing about 7/8 inch. "" if the quote is not a single row, or holds a range.
    """
    if not is_one_row(quote) or quote.ranges or COMPARES.search(question.text):
        return ""
    asked = [one for one in question.facts.quantities & statement.facts.quantities if one.unit and not one.bound]
    row = cells(quote)
    for amount in asked:
        kind = amount.kind
        same = [
            (cell, two)
            for cell in row
            for two in ParsedText(f"{cell.column.text}: {cell.value.text} | ").facts.quantities
            if two.kind == kind and not _IS_BOUND.search(cell.column.text.partition("(")[0])
        ]
        if same and not any(two.agrees_with(amount) for _, two in same):
            return f"{same[0][0].column.text}: {same[0][0].value.text}"
    return ""


def counted_in_money(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The column of the quoted row that the number of the statement is in, if that is money and the question asks how
    many of something there are; "" otherwise.
    """
    asked = _HOW_MANY.search(question.text)
    if not asked or not is_one_row(quote) or currencies(asked["thing"]):
        return ""
    held = [cell for cell in cells(quote) if cell.value.facts.values & statement.facts.values]
    return held[0].column.text if held and all(cell.column.currencies for cell in held) else ""


def other_date(question: ParsedText, quote: ParsedText) -> str:
    """The date of the quoted table row, if the question names another one: a day, or a month of a year. "" otherwise.

    "" if the question is about a span of time, such as "since March 2021", or compares.
    """
    asked, held = question.facts.dates, quote.facts.dates
    if not asked or not held or not is_one_row(quote) or SPAN.search(question.text) or COMPARES.search(question.text):
        return ""
    if any(one.agrees_with(other) for one in asked for other in held):
        return ""
    return " and ".join(sorted(map(str, held)))


def denied_nowhere(statement: ParsedText, quote: ParsedText, around: Sequence[ParsedText]) -> str:
    """What the statement denies of the thing in the quoted row, if no text around the row has the word: "no soya".

    "" if there is none. A row without a column for soya says nothing about it.
    """
    if not is_one_row(quote) or not statement.facts.negated:
        return ""
    known = quote.word_set.union(*(text.word_set for text in around))
    lacked = (match["what"] for match in _LACKED.finditer(statement.text))
    return next((word for word in lacked if stem(word) not in known and stem(word) not in FUNCTION_WORDS), "")


def unsaid_estimate(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The name of the column that makes an amount of the statement an estimate, if the statement does not say so.

    Only columns are compared. In prose, most sentences that leave out such a word are still right (docs/checking.md).
    """
    if not is_one_row(quote) or any(_ESTIMATE.search(text.text) for text in (statement, question)):
        return ""
    for amount in new_amounts(statement, question):
        holds = [cell for cell in cells(quote) if any(two.supports(amount) for two in cell.value.facts.quantities)]
        if holds and all(_ESTIMATE.search(cell.column.text) for cell in holds):
            return holds[0].column.text
    return ""


def cells(row: ParsedText) -> tuple[Cell, ...]:
    """The cells of a table row, "Part: filter | Price: 38". The name of a column is "" if none is written."""
    return _cells(row.text)


@lru_cache(maxsize=1024)  # a check compares a row with the same rows around it many times
def _cells(row: str) -> tuple[Cell, ...]:
    parts = [text.partition(": ") for text in row.split(" | ")]
    return tuple(
        Cell(ParsedText(name if colon else ""), ParsedText(value if colon else name)) for name, colon, value in parts
    )


def is_one_row(quote: ParsedText) -> bool:
    return len(quote.sentences) == 1 and is_row(quote.text)


def _codes_alike(question: ParsedText, quote: ParsedText) -> bool:
    """Whether the quote has codes that differ from one of the question in the digits only, as M16 does from M14."""
    held = codes_of(quote)
    return any(
        code not in held and _NUMBER.sub("0", code) in {_NUMBER.sub("0", one) for one in held}
        for code in codes_of(question)
    )


def _is_name(cell: Cell) -> bool:
    """Whether the cell has a few words and no amount: it can tell what the row is about."""
    return bool(cell.column.text) and 0 < len(cell.value.tokens) <= _MOST_IN_NAME and not cell.value.facts.quantities


def _marks(text: ParsedText) -> frozenset[str]:
    """The codes, quarters and years of a text, which tell columns apart."""
    return frozenset(name for name in text.facts.names if any(map(str.isdigit, name))) | years_of(text)
