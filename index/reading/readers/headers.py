"""Finds the rows at the top of a table that name its columns, if the file does not mark them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Self

from index.reading.readers.number_spans import are_spans, is_span

_MAX_HEADER = 60  # characters; a longer cell is not a header
_NUMBER = re.compile(r"[^\w]*\d[\d\s.,:/%–-]*(?:[^\w]|[¹²³⁰⁴-⁹])*$")  # perhaps with the mark of a footnote
_YEAR = re.compile(
    r"(?:FY ?)?(?:19|20)\d\d(?:[/–-]\d{2,4})? ?[A-Za-z]{0,2}[*¹²³]?$"
    r"|\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d$|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2}$"
)
_NOTE = re.compile(
    r"[*†‡¹²³⁰-⁹]|\(?\d{1,2}\)|(?:notes?|sources?|remarks?|comments?|as of|quellen?|hinweise?|anmerkung(?:en)?|stand|"
    r"nota|fuentes?|fonte|nb|n\.b|remarques?|källa|anm|kilder?|merknad|bron(?:nen)?|opmerking|źródło|uwaga|zdroj|pozn|"
    r"forrás|megjegyzés|kaynak|lähde|huom|источник|примечани[ея]|джерело|πηγή|出典|出所|注|资料来源|来源|자료|출처)"
    r"(?![^\W\d_])",
    re.IGNORECASE,
)
_FEWEST_STEPS = 3
MOST_LEVELS = 4  # of names above each other
_AMOUNT = re.compile(r"[^\w]*\d[\d\s.,–-]*°?[^\W\d_]{1,3}[²³]?(?:/[^\W\d_]{1,3}[²³]?)?$")
_MONEY = re.compile(r"\d[.,]\d\d$")
_MARK = re.compile(r"[xX×✓✔✗✘☑☒☐•●○■□–—-]$")
_LEGEND = re.compile(r"[^\s=]{1,5} ?= ?[^\W\d_]")
_LABEL = re.compile(r"(?=.*[^\W\d_]{2}).{1,40}[:：]$")
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){5}")
_DIGITS = re.compile(r"\d+")
_DIGIT, _WITH_WORD = re.compile(r"\d"), re.compile(r"[^\W\d_]{2}|^[^\W\d_]\d")


class Covered(str):
    """The empty text of a cell that is covered by a merged cell with the text `over`."""

    __slots__ = ("over",)
    over: str

    @classmethod
    def by(cls, over: str) -> Self:
        made = cls("")
        made.over = over
        return made


Row = Sequence[str]
Span = tuple[int, int]  # the first of some columns, and the one after the last


def header_size(rows: Sequence[Row]) -> int:
    """How many rows at the top name the columns: none, one, or the levels of merged names."""
    if len(rows) < 2 or (any(labels_in(rows[0])) and any(labels_in(rows[1]))):
        return 0
    indent = min(
        (next((i for i, text in enumerate(row) if text or _is_covered(text)), len(row)) for row in rows if any(row)),
        default=0,
    )
    return (indent and _header_size([row[indent:] for row in rows])) or _header_size(rows)


def _header_size(rows: Sequence[Row]) -> int:
    sides = _side_by_side(rows)
    if len(sides) > 1 and all(looks_like_header(side[0], side[1:]) for side in sides):
        return 1
    first, *others = rows = _without_empty_columns(rows)
    others = _without_repeats(first, others)
    rows = [first, *others]
    return _levels(rows) or int(
        looks_like_header(first, others)
        or _is_header_of_numbers(first, others)
        or _is_header_of_years_and_words(first, others)
        or _is_header_over_words(first, others)
        or _is_header_of_twins(first, others)
    )


def _without_repeats(names: Row, rows: Sequence[Row]) -> list[Row]:
    """The rows without those that repeat the names, and without a text alone above such a row."""
    repeats = [*(list(row) == list(names) for row in rows), False]
    return [row for i, row in enumerate(rows) if not (repeats[i] or (repeats[i + 1] and _is_lone(row)))]


def _is_lone(row: Row) -> bool:
    """Whether only the first cell has a text: above names that are repeated, it is the name of a part."""
    return bool(row) and bool(row[0]) and not any(row[1:])


def _side_by_side(rows: Sequence[Row]) -> list[list[Row]]:
    """The tables that empty columns divide the rows into. Each can have a name that another one has too."""
    sides = ([row[a:b] for row in rows if any(row[a:b])] for a, b in filled_spans(rows))
    return [side for side in sides if side]


def filled_spans(rows: Sequence[Row]) -> list[Span]:
    """The runs of columns with texts."""
    width = max(map(len, rows), default=0)
    filled = [any(i < len(row) and (row[i] or _is_covered(row[i])) for row in rows) for i in range(width)]
    ends = [i for i in range(width + 1) if i == width or not filled[i]]
    starts = [0, *(end + 1 for end in ends)]
    return [(a, b) for a, b in zip(starts, ends, strict=False) if b > a]


def _without_empty_columns(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without empty columns, such as those between two tables side by side."""
    width = max(map(len, rows))
    empty = {i for i in range(1, width) if not any(i < len(row) and (row[i] or _is_covered(row[i])) for row in rows)}
    return [[text for i, text in enumerate(row) if i not in empty] for row in rows] if empty else rows


def joined_names(rows: Sequence[Row], *, are_marked: bool = False) -> list[str]:
    """The names above each column as one: "Sales" over "2024" is "Sales 2024".

    If the file does not mark the names (`are_marked`), a name can be above several columns without a merged cell.
    """
    spread = [_spread(row, () if are_marked or row is rows[-1] else rows[-1]) for row in rows]
    names = _over_each_other(spread)
    is_plain = len(rows) == 1 and not are_marked and not any(map(_is_covered, rows[0]))
    return _distinct(names) if is_plain else names


def _over_each_other(rows: Sequence[Row]) -> list[str]:
    """The texts of each column as one."""
    width = max(map(len, rows), default=0)
    columns = ([row[i] for row in rows if i < len(row)] for i in range(width))
    return [" ".join(dict.fromkeys(filter(None, column))) for column in columns]


def _distinct(names: list[str]) -> list[str]:
    """The names, numbered from the second of the same name on: "Mon–Fri", "Mon–Fri (2)"."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return found


def is_caption(row: Row) -> bool:
    """Whether the row consists of one text that covers several columns."""
    return len(row) > 1 and sum(map(bool, row)) == 1 and bool(row[0]) and all(map(_is_covered, row[1:]))


def is_note(row: Row) -> bool:
    """Whether the row is a remark on the table, such as "Source: annual report", and not a value of a column."""
    if not row or not row[0] or any(row[1:]):
        return False
    words = row[0].count(" ") + 1
    is_sentence = (row[0][-1] == "." and words > 3) or (row[0][0].islower() and words > 3)
    return is_sentence or len(row[0]) > _MAX_HEADER or bool(_NOTE.match(row[0]))


def is_remark(row: Row, width: int) -> bool:
    """Whether the row of a table of `width` columns is a note or a legend. Of two columns, the second can be empty."""
    if width == 2:
        return is_note(row) and " " in row[0] and _NOTE.match(row[0]) is not None
    return width > 2 and (is_note(row) or is_legend(row))


def is_legend(row: Row) -> bool:
    """Whether every text of the row explains a sign, such as "E = early"."""
    return any(row) and all(_LEGEND.match(text) for text in row if text)


def labels_in(row: Row) -> list[bool]:
    """For each cell whether it is the name of the value beside it, as in a form: "Name:", "Ada", "Plot:", "17"."""
    ends = [_LABEL.match(text) is not None for text in row]
    return [ends[i] and bool(row[i + 1 : i + 2]) and bool(row[i + 1]) and not ends[i + 1] for i in range(len(row))]


def looks_like_header(first: Row, others: Sequence[Row]) -> bool:
    """Whether the row has a short, distinct name for every column. A table of two columns must also contain numbers.

    Without numbers, two columns can as well be a list of names and values, which has no header. The first column needs
    no name, because it can name the rows.
    """
    if len(first) < 2 or not others or not are_names(first[1:]) or first[0] in first[1:]:
        return False
    if (first[0] and not are_names(first[:1])) or (len(first) == 2 and is_value(first[1])):
        return False
    if len(first) > 2:
        return True
    values = [row[1] for row in others if len(row) > 1 and row[1]]
    of_parts = len(others) - len(values)  # rows with the name of a part
    return all(map(is_number, values)) and (not of_parts or of_parts < len(values) > 1)


def are_names(texts: Row) -> bool:
    """Whether the texts can be names of columns: they are short and distinct, and not numbers."""
    if len(set(texts)) < len(texts):
        return False
    return all(0 < len(text) <= _MAX_HEADER and not is_number(text) for text in texts)


def is_number(text: str) -> bool:
    """Whether the text is a number, perhaps with a sign or a currency's."""
    return _NUMBER.match(text) is not None


def is_amount(text: str) -> bool:
    """Whether the text is a number, perhaps with a short unit, such as "12 kg" and "80 km/h"."""
    return is_number(text) or _AMOUNT.match(text) is not None


def is_year(text: str) -> bool:
    """Whether the text is a year or a financial year, perhaps with the mark of a footnote, or a date with a year."""
    return _YEAR.match(text) is not None


def is_value(text: str) -> bool:
    """Whether the text beside the first name of two is a value: "20 m", "EUR 6.35", or the number of an account."""
    is_money = _MONEY.search(text) is not None
    return is_money or _LONG_NUMBER.search(text) is not None or (is_amount(text) and not is_year(text))


def is_mark(text: str) -> bool:
    """Whether the text only ticks a cell, such as "x" or "✓"."""
    return _MARK.match(text) is not None


def have_words(texts: Row) -> bool:
    """Whether those of the texts that have digits and are no years have words too, such as "1st quarter" and "Q2"."""
    return all(_WITH_WORD.search(text) for text in texts if _DIGIT.search(text) and not is_year(text))


def _is_header_of_numbers(first: Row, others: Sequence[Row]) -> bool:
    """Whether the row has years, or numbers in even steps such as sizes, above rows of a word and other numbers."""
    if first and is_number(first[0]):
        return _is_header_of_years_alone(first, others)
    names = first[1:]
    are_years_of_names = first and first[0] and all(map(_YEAR.match, names))  # a word beside years
    has_labels = are_years_of_names or not any(is_number(row[0]) for row in others if row)
    if len(names) < 2 or len(set(names)) < len(names) or not has_labels:
        return False
    values = [value for row in others for value in row[1:] if value]
    if not any(is_number(value) and not _YEAR.match(value) for value in values):
        return False
    if are_spans(names):
        return not any(map(is_span, values))
    if all(map(_YEAR.match, names)):
        return True
    return _are_steps(names) and not any(_are_steps(row[1:]) for row in others)


def _is_header_of_years_and_words(first: Row, others: Sequence[Row]) -> bool:
    """Whether the row has years beside words, such as "2024", "2025", "Change", above numbers that are no years."""
    names = first[1:]
    years = [i for i, name in enumerate(names, start=1) if is_year(name)]
    words = [name for name in names if not is_year(name)]
    has_both = bool(years) and bool(words) and len(set(names)) == len(names)
    if not has_both or not are_names(words) or (first[0] and not are_names(first[:1])):
        return False
    values = [row[i] for row in others[:2] for i in years if i < len(row) and row[i]]
    return bool(values) and all(is_number(value) and not is_year(value) for value in values)


def _is_header_over_words(first: Row, others: Sequence[Row]) -> bool:
    """Whether the row has different numbers, dates or times that look alike, above rows that have only words."""
    names, values = first[1:], [value for row in others for value in row if value]
    are_alike = len({_DIGITS.sub("0", name) for name in names}) == 1 and len(set(names)) == len(names) > 1
    if not are_alike or len(others) < 2 or is_number(first[0]) or not all(map(is_number, names)):
        return False
    return all(len(row) > 2 and row[0] for row in others) and not any(map(_DIGIT.search, values))


def _is_header_of_twins(first: Row, others: Sequence[Row]) -> bool:
    """Whether the row has words, some of them twice, above rows of a word and numbers, as in a timetable."""
    names = first[1:]
    if len(names) < _FEWEST_STEPS or len(others) < 2 or not first[0] or is_number(first[0]) or first[0] in names:
        return False
    if len(set(names)) in (1, len(names)) or not are_names(list(dict.fromkeys(names))):
        return False
    values = [value for row in others for value in row[1:] if any(map(str.isalnum, value))]
    are_labelled = all(row[0] and not is_number(row[0]) for row in others if row)
    return are_labelled and len(values) > len(names) and all(map(is_number, values))


def _is_header_of_years_alone(first: Row, others: Sequence[Row]) -> bool:
    """Whether the row has years in even steps, also above the first column, over numbers that are not years."""
    values = [value for row in others for value in row if value]
    return (
        all(map(_YEAR.match, first))
        and _are_steps(first)
        and bool(values)
        and all(is_number(value) and not _YEAR.match(value) for value in values)
    )


def _are_steps(names: Row) -> bool:
    if len(names) < _FEWEST_STEPS or not all(name.isdecimal() and len(name) < 10 for name in names):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(names)}
    return len(steps) == 1 and steps.pop() > 0


def _levels(rows: Sequence[Row]) -> int:
    """How many rows at the top name the columns together, from two on; 0 if no names are above several others."""
    top = rows[0]
    for size in range(2, min(MOST_LEVELS, len(rows) - 1) + 1):
        names, body = rows[size - 1], rows[size:]
        if _is_header_of_two(top, names, body):
            return size
        if is_caption(names) or not all(map(_is_name, filter(None, (*top, *names)))):
            return 0
        upper = rows[:size]
        are_merged = all(any(map(_is_covered, row)) for row in upper)
        if not are_merged and (any(row and row[0] for row in upper) or not _are_numbers_below(body[1:], len(body[0]))):
            return 0
        joined = _over_each_other([_spread(row, body[0]) for row in upper])
        top = [Covered.by(name) if i and name == joined[i - 1] else name for i, name in enumerate(joined)]
    return 0


def _is_header_of_two(top: Row, names: Row, body: Sequence[Row]) -> bool:
    """Whether names of the first row are above several names of the second, and both together are distinct."""
    width = len(names)
    if width < 3 or len(top) > width or is_caption(top) or _is_of_preamble(top, names):
        return False
    spread = _spread(top, names)
    spans = [before == after != "" for before, after in pairwise(spread)]
    joined = joined_names([top, names])
    if not any(spans) or len(set(joined[1:])) < len(joined[1:]) or not all(joined[1:]):
        return False
    lower = [
        name for name, above in zip(names[1:], [*spread, *[""] * width][1:], strict=False) if name and name != above
    ]
    if not lower or any(len(name) > _MAX_HEADER for name in (*names, *top)):
        return False
    if not all(_is_name(name) for name in (*lower, *filter(None, top))):
        return False
    is_merged = any(map(_is_covered, top))
    return is_merged or (len(set(lower)) < len(lower) and not top[0]) or _are_numbers_below(body, width)


def _is_of_preamble(top: Row, names: Row) -> bool:
    """Whether the row above the names of the columns is a line of its own, such as "Station: North pier"."""
    is_narrow = len(top) < len(names) and all(top) and not any(map(_is_covered, top))
    return is_narrow and bool(names[0]) and top[0] != names[0]


def _are_numbers_below(body: Sequence[Row], width: int) -> bool:
    values = [value for row in body for value in row[1:width] if value]
    return bool(values) and all(is_number(value) and not _YEAR.match(value) for value in values)


def _is_name(text: str) -> bool:
    return bool(_YEAR.match(text)) or not is_number(text)


def _is_covered(text: str) -> bool:
    return isinstance(text, Covered)


def _spread(row: Row, below: Row) -> list[str]:
    """The names of the upper row, each repeated for all columns that it spans: it covers them, or they are empty."""
    if any(map(_is_covered, row)) or not below:
        return [text.over if isinstance(text, Covered) else text for text in row]
    spread: list[str] = []
    for i, name in enumerate(below):
        own = row[i] if i < len(row) else ""
        spread.append(own or (spread[-1] if i and name else ""))
    return spread
