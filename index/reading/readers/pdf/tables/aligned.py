"""Tables of a PDF page with the names of the columns on one line, and rows of words below these names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.reading.readers.headers import are_names, have_words, is_mark, is_number, is_value, is_year
from index.reading.readers.number_spans import are_spans, is_span
from index.reading.readers.pdf.glyphs import PageText
from index.reading.readers.pdf.tables.pieces import (
    LARGER,
    OFF,
    Cells,
    Glyphs,
    PageLine,
    Piece,
    Table,
    are_of_one_size,
    is_below_a_row,
    texts,
)

FEWEST_ROWS = 2  # below the names
_MOST_WORDS = 6  # of a value on average; longer values are lines of a text in columns
_FAR = 1.5  # heights of a line: what goes on with a value is at most so far below it
_FARTHEST = 4.0  # the same for a row
_NEAR = 2.5  # the same from the bottom of the name of a part to that of the row below it
_DIGIT = re.compile(r"\d")

_Row = list[tuple[int, Piece]]  # the pieces of a row as they come, each with the number of its column


def aligned_tables(lines: Sequence[PageLine], page: PageText, glyphs: Glyphs) -> Iterator[Table]:
    """The tables among the lines, in order."""
    at = 0
    while at < len(lines):
        names = lines[at]
        # Names are checked first, because below each line of figures there can be hundreds of similar lines.
        if _can_be_names(names):
            rows, after = _rows_below(lines, at, _Values(names, page, glyphs, are_clear=_are_clear(lines, at)))
            if sum(len(row) > 1 for row in rows) >= FEWEST_ROWS and not _is_prose(rows):
                yield Table(at, after, [[name] for name in names], [_cells(row, len(names)) for row in rows])
                at = after - 1
        at += 1


def _can_be_names(names: PageLine) -> bool:
    """Whether the line has short texts of one size, or years or spans, and is not a name beside its value."""
    if len(names) < 2 or not (are_names(texts(names)) or _are_numbered(names)):
        return False
    return are_of_one_size(names) and not (len(names) == 2 and is_value(names[1].text))


def _are_numbered(names: PageLine) -> bool:
    """Whether the line has years or rising spans of numbers beside a word that names the rows."""
    first, *others = texts(names)
    if is_number(first) or not 1 < len(others) == len(set(others)):
        return False
    return all(map(is_year, others)) or are_spans(others)


def _are_clear(lines: Sequence[PageLine], at: int) -> bool:
    """Whether the line is no row of a table itself: it has no digits, or those of several numbered columns."""
    said = texts(lines[at])
    if is_below_a_row(lines, at):
        return False
    if _are_numbered(lines[at]) or not any(map(_DIGIT.search, said)):
        return True
    return len(said) > 2 and not _DIGIT.search(said[0]) and have_words(said)


class _Values:
    """Decides whether the rows below names are values and not further names: by another font or a column of numbers."""

    def __init__(self, names: PageLine, page: PageText, glyphs: Glyphs, *, are_clear: bool) -> None:
        self._page = page
        self._glyphs = glyphs
        self._fonts = {self._font(name) for name in names}
        self._have_a_font = True
        self._are_numbers = set(range(1, len(names))) if are_clear else set()
        self._is_number = _is_amount if _are_numbered(names) else _is_number_or_mark
        self._counts: Counter[int] = Counter()

    def take(self, row: _Row) -> bool:
        """Add a row. Returns False if the rows can no longer be values, so that no further row is needed."""
        self._have_a_font &= self._font(row[-1][1]) not in self._fonts
        self._are_numbers -= {column for column, piece in row if not self._is_number(piece.text)}
        self._counts.update(column for column, _ in row)
        return self._have_a_font or bool(self._are_numbers)

    def fit(self, line: PageLine) -> bool:
        """Whether the line can be the next row, below the name of a part."""
        has_a_font = self._have_a_font and self._font(line[-1]) not in self._fonts
        return has_a_font or (bool(self._are_numbers) and any(self._is_number(piece.text) for piece in line[1:]))

    def are_sure(self) -> bool:
        """Whether the rows are values for certain."""
        return self._have_a_font or any(self._counts[column] >= FEWEST_ROWS for column in self._are_numbers)

    def _font(self, piece: Piece) -> object:
        return self._glyphs.font(self._page.index[piece.start])


def _is_number_or_mark(text: str) -> bool:
    return is_number(text) or is_mark(text)


def _is_amount(text: str) -> bool:
    return is_number(text) and not is_year(text) and not is_span(text)


def _rows_below(lines: Sequence[PageLine], header: int, values: _Values) -> tuple[list[_Row], int]:
    """The rows below the names on the line `header`, and the number of the first line after them; no rows in doubt."""
    rows: list[_Row] = []
    after = header + 1
    while after < len(lines):
        columns = [_column(piece, lines[header]) for piece in lines[after]]
        known = [column for column in columns if column is not None]
        if len(known) < len(columns) or known != sorted(set(known)):
            break
        if rows and not _is_of_rows(lines[after][0], rows[0][0][1], lines[after - 1][0]):
            break
        row = list(zip(known, lines[after], strict=True))
        if rows and known[0] and (len(known) == 1 or known[0] >= rows[-1][-1][0]):
            if not _is_close_below(row[0][1], rows[-1][-1][1]):
                break
            rows[-1] += row  # it continues the value above, or the row after a value of several lines
        elif len(known) == 1 and not (_can_name_a_part(lines, after, lines[header]) and values.fit(lines[after + 1])):
            break
        elif rows and len(rows[-1]) > 1 and not values.take(rows[-1]):
            return [], after
        else:
            rows.append(row)
        after += 1
    while rows and len(rows[-1]) == 1:
        rows.pop()
        after -= 1
    are_values = rows and values.take(rows[-1]) and values.are_sure()
    return (rows if are_values else []), after


def _can_name_a_part(lines: Sequence[PageLine], at: int, names: PageLine) -> bool:
    """Whether the line is a few words alone below the first name, and a row of several cells is close below it."""
    (piece,), following = lines[at], lines[at + 1] if at + 1 < len(lines) else ()
    if len(following) < 2 or _column(following[0], names) or texts(following) == texts(names):
        return False
    is_first = abs(piece.left - names[0].left) <= OFF and piece.height <= LARGER * names[0].height
    is_close = 0 < piece.bottom - following[0].top + piece.height <= _NEAR * piece.height
    return is_first and is_close and len(piece.text.split()) <= _MOST_WORDS and not is_number(piece.text)


def _is_of_rows(piece: Piece, first: Piece, above: Piece) -> bool:
    """Whether a line is as small as the first row, and not far below the line above it."""
    return piece.height <= LARGER * first.height and above.bottom - piece.top <= _FARTHEST * piece.height


def _is_close_below(piece: Piece, above: Piece) -> bool:
    """Whether a piece can continue a value above: it is no larger and not far below, as a heading would be."""
    return piece.height <= LARGER * above.height and above.bottom - piece.top <= _FAR * above.height


def _column(piece: Piece, names: PageLine) -> int | None:
    return next((number for number, name in enumerate(names) if piece.is_in_line_with(name)), None)


def _is_prose(rows: Sequence[_Row]) -> bool:
    """Whether the values of any column are lines of prose."""
    words: Counter[int] = Counter()
    values: Counter[int] = Counter()
    for row in rows:
        for column, piece in row:
            words[column] += len(piece.text.split())
            values[column] += 1
    return any(words[column] > _MOST_WORDS * values[column] for column in values)


def _cells(row: _Row, columns: int) -> Cells:
    """The pieces by column; only one if the row is the name of a part."""
    if len(row) == 1:
        return [[row[0][1]]]
    return [[piece for column, piece in row if column == number] for number in range(columns)]
