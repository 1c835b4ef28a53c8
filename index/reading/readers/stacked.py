"""Tables that follow each other without an empty row between them: the names of the columns change within the rows.

      Room    Seats     Price
      Oak     12        90
      Catering
      Dish    Portions  Cost
      Soup    10        45

Words among numbers can also be values, such as "closed". So a row names the columns from here on only if several
columns of numbers have words in it, and numbers again below it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, takewhile

from index.reading.readers.headers import MOST_LEVELS, Covered, Row, are_names, header_size, is_caption, is_year
from index.reading.readers.row_kinds import is_alone

AROUND = 3  # rows above and below that are compared
_DIGIT = re.compile(r"\d")
_NO_NAME = re.compile(
    r"(?:n\.?/?a|none|nil|unknown|closed|open|free|sold out|pending|tbd|tba|total|sum|average|mean|min|max|subtotal|"
    r"broken|removed|missing|failed|failure|cancell?ed|offline|online|inactive|active|unavailable|suspended|retired|empty|"
    r"lost|error|no data|not (?:measured|available|applicable)|planned|ongoing|postponed|repaired|replaced|sold|"
    r"keine?|unbekannt|geschlossen|frei|gesamt|summe|defekt|kaputt|fehlt|abgesagt|entfernt|verkauft|geplant|offen|"
    r"aucune?|fermé|gratuit|inconnu|total général|annulé|vendu|manquant|en panne|cerrado|gratis|agotado|averiado|roto|"
    r"vendido|cancelado|chiuso|esaurito|guasto|venduto|gesloten|totaal|gemiddeld|kapot|verkocht|vervallen)\W*$",
    re.IGNORECASE,
)


def later_names(rows: Sequence[Row], is_marked: Callable[[int], bool] = lambda _: False) -> Iterator[int]:
    """The numbers of the rows that name the columns of another table, further down than the first names.

    `is_marked` says whether the file marks a row as such.
    """
    names, first = 0, 1  # the last row that names columns, and the first one with its values
    for number in range(2, len(rows) - 1):
        while first < number and not any(map(_DIGIT.search, rows[first])):  # more names, or words only
            first += 1
        above = rows[max(first, number - AROUND) : number]
        below = rows[number + 1 : number + 1 + AROUND + MOST_LEVELS]
        if begins_anew(rows[names], above, rows[number], below) or is_marked(number):
            yield number
            names, first = number, number + 1


def begins_anew(names: Row, above: Sequence[Row], row: Row, below: Iterable[Row]) -> bool:
    """Whether a row names the columns of another table, which goes on below it.

    `names` are those of the columns so far, and the rows `above` are its values, the last one last. A text alone above
    the row is the title of the other table, which makes one column of numbers enough.
    """
    if not above or len(row) < 2 or not row[0]:
        return False
    if any(isinstance(text, Covered) for text in row[1:]) and not is_caption(row):  # names above others
        under = list(islice(below, AROUND + MOST_LEVELS))
        size = header_size([row, *under])
        row, below = (under[size - 2], under[size - 1 :]) if size > 1 else (row, ())
    if _are_of_other_things(names, row):
        return True
    if not _can_name(names, row):
        return False
    has_title = is_title(above[-1])
    values = [one for one in above if not is_title(one)][-AROUND:]
    following = list(takewhile(lambda one: any(one) and not is_title(one), islice(below, AROUND)))
    if not values or not following or max(map(len, following)) > len(row):
        return False
    changed = sum(_are_numbers(values, i) and _are_numbers(following, i) and bool(row[i]) for i in range(1, len(row)))
    has_own_width = len(row) != max(map(len, values)) and {*map(len, following)} == {len(row)}
    if len(row) == 2:
        return bool(changed) and has_own_width
    return changed > 1 or (changed > 0 and (has_title or has_own_width))


def trimmed(row: Row) -> Row:
    """The row without the empty cells at its end, unless a merged cell covers them."""
    end = len(row)
    while end and not row[end - 1] and not isinstance(row[end - 1], Covered):
        end -= 1
    return row[:end]


def columns_of_numbers(rows: Sequence[Row]) -> list[int]:
    """The columns but the first with a digit in these rows."""
    width = max(map(len, rows), default=0)
    return [i for i in range(1, width) if any(i < len(row) and _DIGIT.search(row[i]) for row in rows)]


def has_words_at(columns: Sequence[int], row: Row) -> bool:
    """Whether the row has a text without digits in one of these columns. This is asked of every row of a sheet."""
    width = len(row)
    for i in columns:
        if i < width and (text := row[i]) and not (text[0].isdigit() or text[-1].isdigit() or _DIGIT.search(text)):
            return True
    return False


def is_title(row: Row) -> bool:
    """Whether the row consists of one text, such as the title of the table below it."""
    return is_caption(row) or is_alone(row)


def _are_of_other_things(names: Row, row: Row) -> bool:
    """Whether the row names the same columns as above, all but the first."""
    is_same = len(row) == len(names) > 2 and [*row[1:]] == [*names[1:]] and row[0] != names[0]
    return is_same and all(text and (is_year(text) or not _DIGIT.search(text)) for text in row[1:])


def _can_name(names: Row, row: Row) -> bool:
    texts = [text for text in row if text]
    if len(texts) < len(row) or texts == [*names] or not are_names(texts):
        return False
    if any((_DIGIT.search(text) and not is_year(text)) or _NO_NAME.match(text) for text in texts):
        return False
    are_large = all(not name[:1].islower() for name in names)
    return not (are_large and any(text[0].islower() for text in texts))


def _are_numbers(rows: Sequence[Row], column: int) -> bool:
    values = [row[column] for row in rows if column < len(row) and any(map(str.isalnum, row[column]))]
    return bool(values) and all(map(_DIGIT.search, values))
