"""Checks that cited words are about the thing of the question, and not about its neighbour in a table or folder. Pure.

A question names a thing: a product, a code, a year. A sentence that only repeats this name needs no support for it, so
the cited words are compared with the question here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from index.text.sentences import is_row
from qa.checking.clauses import split_clauses
from qa.text.calendar_words import MONTHS
from qa.text.parsed import ParsedText
from qa.text.units import UNITS, in_smallest
from qa.text.words import STOP_WORDS, stem

# A name with a number, such as Zephyr 40. An amount with its unit belongs to no name.
_NUMBERED = re.compile(
    r"\b(?P<name>[^\W\d_][\w-]*) (?P<number>\d{1,4})\b(?![.,:]\d|\s?[%€$£°])(?P<after>\s[^\W\d_]+)?", re.UNICODE
)
# Words before a number that do not make a name with it: approximations, dates, and parts of a document.
_NO_NAMES = STOP_WORDS | frozenset(MONTHS) | frozenset(
    "around nearly almost approximately roughly exactly precisely within since next last first than page pages section "
    "chapter clause article paragraph table figure step part appendix seite abschnitt kapitel tabelle schritt".split()
)  # fmt: skip
_MOST_IN_NAME = 4  # words
_SHORT = 2  # letters of a word that names nothing
_NUMBER = re.compile(r"\d+")
_DIGITS_OF_CODE = 3  # a name with fewer, such as R1, can be written in other ways
_SEPARATORS = re.compile(r"[\s./_-]+")
_ROMAN = dict(enumerate("I II III IV V VI VII VIII IX X XI XII XIII XIV XV".split(), 1))
# With these words, a question names one row to ask about the others.
_COMPARES = re.compile(
    r"\b(?:than|except|besides|apart|unlike|compared?|between|after|before|next|instead|other|others|not)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(?:since|from|until|till|by|to|seit|ab|bis|depuis|dès|jusqu|desde|hasta)\b|\d\s?[–-]\s?\d", re.IGNORECASE
)
_IS_BOUND = re.compile(
    r"\b(?:from|to|up|until|max\w*|min\w*|over|under|above|below|ab|bis|von|über|unter|höchst\w*|mindest\w*|de|à|desde|hasta"
    r"|más|menos|plus|moins|tot|vanaf|boven|onder|fino|oltre|sotto|até|acima|abaixo|od|do|powyżej|poniżej|до|от|свыше)\b",
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


def unnamed_thing(question: ParsedText, quote: ParsedText, place: ParsedText, around: Sequence[ParsedText]) -> str:
    """The name with a number that the question names and the quote does not, such as Zephyr 40. "" if there is none.

    If the quote is prose, the name can also be in the texts `around` it. A table row or its title must contain it.
    """
    texts = (quote, place) if is_row(quote.text) else (quote, place, *around)
    return next((thing for thing in numbered_names(question, around) if not _is_named(thing, texts)), "")


def unnamed_code(question: ParsedText, about: Sequence[ParsedText]) -> str:
    """The code of the question, such as 2025-0348 or INV-2231, that no text of the quoted document has. "" if none.

    A typing error is no other code: "in1905" is a year, and an O can be typed as a zero.
    """
    codes = [name for name in question.facts.names if sum(map(str.isdigit, name)) >= _DIGITS_OF_CODE]
    codes = [code for code in codes if code.strip("0123456789") not in STOP_WORDS]
    written = "".join(_plain_code(text.text) for text in about) if codes else ""
    return next((code.upper() for code in sorted(codes) if _plain_code(code) not in written), "")


def _plain_code(text: str) -> str:
    return _SEPARATORS.sub("", text.casefold()).replace("o", "0")


def numbered_names(question: ParsedText, around: Sequence[ParsedText]) -> Iterator[str]:
    """The names with a number in the question. Without its capital, it is a name if the texts `around` write it so."""
    for match in _NUMBERED.finditer(question.text):
        name, number, after = match["name"], match["number"], (match["after"] or "").strip().casefold()
        if name.casefold() in _NO_NAMES or 1900 <= int(number) <= 2100 or after in UNITS:
            continue
        written = re.compile(rf"\b{re.escape(name.capitalize())} \d")
        if name[0].isupper() or any(written.search(text.text) for text in around):
            yield f"{name} {number}"


def _is_named(thing: str, texts: Iterable[ParsedText]) -> bool:
    """Whether a text has the name with its number, or prose has the name with no number at all."""
    name, _, number = thing.rpartition(" ")
    roman = f"|{_ROMAN[int(number)]}" if int(number) in _ROMAN else ""
    pattern = rf"\b{re.escape(name)}(?:\W{{0,2}}(?:{number}{roman})(?!\w|[.,]\d)|(?!\W{{0,2}}\d)(?P<bare>))"
    found = [(match, text) for text in texts for match in re.finditer(pattern, text.text, re.IGNORECASE)]
    return any(match["bare"] is None or not is_row(text.text) for match, text in found)


def other_row(
    statement: ParsedText, question: ParsedText, quote: ParsedText, passage: ParsedText, document: ParsedText
) -> str:
    """The label of the quoted table row, if the question names the label of another row of the passage instead.

    The same for a further cell of words, if the question has all words of another one of its column in the document:
    "Terraces | Caravan: 24 euros" does not say what a tent costs. "" if the quote is not a single row, or if the
    statement names the label or cell itself, as an answer to "which". Of a name, such as a person's, a part is enough.
    """
    if not _is_one_row(quote) or quote.ranges or _COMPARES.search(question.text):
        return ""
    label, *further = cells(quote)
    if _codes_alike(question, quote):
        return label.value.text
    names = frozenset(map(stem, question.facts.names))
    known, asked = question.word_set | statement.word_set, _words(question)
    rows = [row for row in passage.sentences if is_row(row.text)]
    if label.value.word_set and not label.value.word_set & known:
        return label.value.text if any((_label(row).word_set - quote.word_set) & asked for row in rows) else ""
    unnamed = [cell for cell in further if _is_name(cell) and not cell.value.word_set & known]
    otherwise = list(_other_words(question, quote))
    columns = {cell.column.text for cell in (*unnamed, *(cell for cell, _ in otherwise))}
    rows += [row for row in document.sentences if columns and is_row(row.text)]
    for cell, word in otherwise:  # "Rosa Alberic", if the question and another row have "Rosa Albertine"
        same = (other.value for row in rows for other in cells(row) if other.column.text == cell.column.text)
        if any(stem(word) in value.word_set for value in same):
            return cell.value.text
    named = {
        other.column.text
        for row in rows
        for other in (cells(row) if columns else ())
        if other.column.text in columns
        and (words := _words(other.value) - quote.word_set)
        and (words <= asked or words & names)
    }
    return next((cell.value.text for cell in unnamed if cell.column.text in named), "")


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

    Only columns that are named by a code, a quarter or a year are compared. "" if the quote is not a single row.
    """
    if not _is_one_row(quote):
        return ""
    asked, row = _marks(question), cells(quote)
    marks = [_marks(cell.column) for cell in row]
    if not any(mark and mark <= asked for mark in marks):
        return ""
    known = question.facts.quantities
    for amount in statement.facts.quantities:
        holds = [any(two.supports(amount) for two in cell.value.facts.quantities) for cell in row]
        wrong = [mark and not mark <= asked for mark in marks]
        found = [i for i, is_held in enumerate(holds) if is_held]
        if found and all(wrong[i] for i in found) and not any(amount.agrees_with(one) for one in known):
            return row[found[0]].column.text
    return ""


def other_measure(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The cell of the quoted row with another amount than the one that the statement repeats from the question.

    A row for a bore of 5/8 inch says nothing about 7/8 inch. "" if the quote is not a single row, or holds a range.
    """
    if not _is_one_row(quote) or quote.ranges or _COMPARES.search(question.text):
        return ""
    asked = [one for one in question.facts.quantities & statement.facts.quantities if one.unit and not one.bound]
    row = cells(quote)
    for amount in asked:
        kind = in_smallest(amount.value, amount.unit)[1]
        same = [
            (cell, two)
            for cell in row
            for two in ParsedText(f"{cell.column.text}: {cell.value.text} | ").facts.quantities
            if in_smallest(two.value, two.unit)[1] == kind and not _IS_BOUND.search(cell.column.text.partition("(")[0])
        ]
        if same and not any(two.agrees_with(amount) for _, two in same):
            return f"{same[0][0].column.text}: {same[0][0].value.text}"
    return ""


def other_code(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The code beside an amount in the quote, if the statement gives the amount to another code. "" if it does not.

    "It has 200 of the KX-1, and some KX-2" does not say that there are 200 of the KX-2.
    """
    own = _codes(statement) or _codes(question)
    if len(own) != 1 or is_row(quote.text):
        return ""
    clauses = [clause for sentence in quote.sentences for clause in split_clauses(sentence)]
    for amount in statement.facts.quantities - question.facts.quantities:
        holding = [clause for clause in clauses if any(one.supports(amount) for one in clause.facts.quantities)]
        others = [_codes(clause) for clause in holding]
        if others and all(codes and not codes & own for codes in others):
            return ", ".join(sorted(name.upper() for name in others[0]))
    return ""


def unsaid_estimate(statement: ParsedText, question: ParsedText, quote: ParsedText) -> str:
    """The name of the column that makes an amount of the statement an estimate, if the statement does not say so.

    Only columns are compared. In prose, most sentences that leave out such a word are still right (docs/checking.md).
    """
    if not _is_one_row(quote) or any(_ESTIMATE.search(text.text) for text in (statement, question)):
        return ""
    known = question.facts.quantities
    new = [one for one in statement.facts.quantities if not any(one.agrees_with(two) for two in known)]
    for amount in new:
        holds = [cell for cell in cells(quote) if any(two.supports(amount) for two in cell.value.facts.quantities)]
        if holds and all(_ESTIMATE.search(cell.column.text) for cell in holds):
            return holds[0].column.text
    return ""


def other_time(question: ParsedText, quote: ParsedText, place: ParsedText) -> str:
    """The years that the quote is about, if the question names another year that neither quote nor title has.

    "" if the quote is about a span of time, such as "since 2021", or if the question compares.
    """
    asked, said = _years(question), _years(quote)
    is_span = any(_SPAN.search(text.text) for text in (question, quote)) or _COMPARES.search(question.text)
    if not asked or not said or is_span or asked & (said | _years(place)):
        return ""
    return " and ".join(sorted(said))


def other_document(question: ParsedText, around: Sequence[ParsedText], rivals: Iterable[ParsedText]) -> str:
    """The title of another document that the question names, if the texts `around` the quote never name it.

    `rivals` are the titles of the other retrieved documents. A question names a title if it has all words of it, or if
    it shares a name with it.
    """
    for title in rivals:
        words = _words(title)
        named = (words if words <= question.word_set else frozenset()) | (question.facts.names & title.folded)
        if named and named.difference(*(text.word_set | text.folded for text in around)):
            return title.text
    return ""


def cells(row: ParsedText) -> list[Cell]:
    """The cells of a table row, "Part: filter | Price: 38". The name of a column is "" if none is written."""
    parts = [text.partition(": ") for text in row.text.split(" | ")]
    return [
        Cell(ParsedText(name if colon else ""), ParsedText(value if colon else name)) for name, colon, value in parts
    ]


def _is_one_row(quote: ParsedText) -> bool:
    return len(quote.sentences) == 1 and is_row(quote.text)


def _codes_alike(question: ParsedText, quote: ParsedText) -> bool:
    """Whether the quote has codes that differ from one of the question in the digits only, as M16 does from M14."""
    held = _codes(quote)
    return any(
        code not in held and _NUMBER.sub("0", code) in {_NUMBER.sub("0", one) for one in held}
        for code in _codes(question)
    )


def _is_name(cell: Cell) -> bool:
    """Whether the cell has a few words and no amount: it can tell what the row is about."""
    return bool(cell.column.text) and 0 < len(cell.value.tokens) <= _MOST_IN_NAME and not cell.value.facts.quantities


def _label(row: ParsedText) -> ParsedText:
    """The value of the first cell, which says what the row is about."""
    return cells(row)[0].value


def _words(text: ParsedText) -> frozenset[str]:
    return frozenset(word for word in text.word_set if not word[0].isdigit())


def _codes(text: ParsedText) -> frozenset[str]:
    return frozenset(name for name in text.facts.names if any(map(str.isdigit, name)) and any(map(str.isalpha, name)))


def _years(text: ParsedText) -> frozenset[str]:
    dated = {str(date.year) for date in text.facts.dates if date.year}
    return frozenset(dated | {str(one.value) for one in text.facts.quantities if one.is_year})


def _marks(text: ParsedText) -> frozenset[str]:
    """The codes, quarters and years of a text, which tell columns apart."""
    return frozenset(name for name in text.facts.names if any(map(str.isdigit, name))) | _years(text)
