"""Tables of a PDF page without lines, whose names or groups of rows are centred, as in prints of web pages.

                          2022                2023
      Region
                    Sales     Costs     Sales     Costs
                    Ada       10        11        12
      North
                    Bob       20        21        22

A name is over the column between whose neighbours it is. The cell of several rows is in the middle of their height. The
values of a column are below each other, and every row has all of them. In doubt there is no table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from index.reading.readers.headers import are_names, have_words, is_amount, is_number, is_year
from index.reading.readers.pdf.glyphs import PageText
from index.reading.readers.pdf.tables.labels import joined_labels, with_labels, without_labels
from index.reading.readers.pdf.tables.pieces import (
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

_FEWEST_ROWS = 2
_MOST_ROWS = 300
_MOST_WORDS = 6  # of a value, on average; longer values are lines of a text in columns
_MOST_WORDS_ALONE = 3  # the same if only the empty corner tells the names
_FAR, _FARTHER = 3.0, 15.0  # heights of a line between two rows, and before the label of several rows, at most
_NEAR = 2.0  # the same between two lines of names
_CLOSE = 0.6  # the same between two lines of a paragraph
_CENTRED = 0.2  # of the width of several columns: how far the name above all can be from their middle
_DIGIT = re.compile(r"\d")
_MOST_ABOVE = 3  # lines above the last line of names that can hold names


@dataclass(frozen=True, slots=True)
class _Body:
    """The rows of a table from the top, all of the same size, and the first line after them."""

    rows: Sequence[Sequence[Piece]]
    after: int

    def column(self, number: int) -> list[Piece]:
        return [row[number] for row in self.rows]

    def span(self, number: int) -> tuple[float, float]:
        column = self.column(number)
        return min(piece.left for piece in column), max(piece.right for piece in column)


def centred_tables(lines: Sequence[PageLine], page: PageText, glyphs: Glyphs) -> Iterator[Table]:
    """The tables among the lines, in order."""
    at = done = 0
    while at < len(lines):
        table = _table(lines, at, done, page, glyphs)
        if table:
            yield table
            done = table.after
        at = table.after if table else at + 1


def _table(lines: Sequence[PageLine], at: int, done: int, page: PageText, glyphs: Glyphs) -> Table | None:
    """The table whose names end on the line `at`. They begin after the line `done`."""
    if len(lines[at]) < 2 or not all(is_year(text) or not is_number(text) for text in texts(lines[at])):
        return None
    if not (are_of_one_size(lines[at]) and _can_begin(lines, at, page, glyphs)):
        return None
    body = _body(lines, at + 1)
    if not body or not _are_columns(body) or _is_prose(body):
        return None
    names, first = _names(lines, at, done, body)
    if first == at and (upper := _upper_names(lines, at, done, names)):
        names, first = upper, at - 1
    said = [" ".join(texts(name)) for name in names]
    if first == at and said and not said[0] and all(map(is_year, said[1:])):
        return None  # figures below years, which `figures` reads, with the parts below them
    is_row = first == at and is_below_a_row(lines, at)
    if not _can_be_names(names, said, can_number=not (is_row or (first < at and said[0]))):
        return None
    fonts = [{glyphs.font(page.index[piece.start]) for row in rows for piece in row} for rows in (names, body.rows)]
    is_clear = fonts[0].isdisjoint(fonts[1]) or (not is_row and _differ(body, said))
    return Table(first, body.after, names, [[[piece] for piece in row] for row in body.rows]) if is_clear else None


def _differ(body: _Body, said: Sequence[str]) -> bool:
    """Whether the names differ from the values: figures are below one, or there is none above short labels."""
    if any(_are_figures(body, number, said[number]) for number in range(1, len(said))):
        return True
    return not said[0] and not _is_prose(body, _MOST_WORDS_ALONE) and not any(text.count(" ") > 3 for text in said)


def _can_begin(lines: Sequence[PageLine], at: int, page: PageText, glyphs: Glyphs) -> bool:
    """Whether the line differs from the row below it. This is checked first, because most lines of a page do not."""
    below = next((line for line in lines[at + 1 : at + 1 + _MOST_ABOVE] if len(line) > 1), None)
    if below is None:
        return False
    if lines[at][0].left > below[0].right or any(is_amount(piece.text) for piece in below[1:]):
        return True
    name, value = (glyphs.font(page.index[line[0].start]) for line in (lines[at], below))
    return name != value


def _can_be_names(names: Cells, said: Sequence[str], *, can_number: bool) -> bool:
    """Whether the first column has no name or any, and the others have distinct ones without digits, or with years.

    Several can be numbered, unless the line can be a row of a table (not `can_number`).
    """
    if not said or not all(said[1:]):
        return False
    numbered = [piece.text for name in names for piece in name if _DIGIT.search(piece.text) and not is_year(piece.text)]
    can_number = can_number and len(said) > 2 and not _DIGIT.search(said[0]) and have_words(numbered)
    return _are_years(said) or (are_names(said if said[0] else said[1:]) and (can_number or not numbered))


def _are_years(said: Sequence[str]) -> bool:
    return len(set(said)) == len(said) > 2 and not is_number(said[0]) and all(map(is_year, said[1:]))


def _are_figures(body: _Body, number: int, name: str) -> bool:
    """Whether the values of a column are numbers below a name that is none.

    They can have units if there are three columns: two can be a list, such as "colour: red, width: 12 cm".
    """
    values = texts(body.column(number))
    is_value = is_amount if len(body.rows[0]) > 2 else is_number
    return all(map(is_value, values)) and (not is_number(name) or not any(map(is_year, values)))


def _body(lines: Sequence[PageLine], first: int) -> _Body | None:
    """The rows that begin on this line; None if there are too few."""
    rows: list[tuple[int, PageLine]] = []
    labels: list[tuple[int, Piece]] = []
    bottom = lines[first - 1][0].bottom
    for number, line in enumerate(lines[first : first + _MOST_ROWS], start=first):
        far = _FAR if len(line) > 1 else _FARTHER
        is_far = bottom - max(piece.top for piece in line) > far * line[0].height
        if is_far or any(piece.middle_height > lines[first - 1][0].middle_height for piece in line):
            break
        if len(line) == 1:
            labels.append((number, line[0]))
        else:
            rows.append((number, line))
            bottom = min(piece.bottom for piece in line)
    rows, labels = without_labels(rows, labels)
    if len(rows) < _FEWEST_ROWS:
        return None
    last, lowest = rows[-1][0], rows[-1][1][0].middle_height
    inside = [(number, piece) for number, piece in labels if number < last or piece.middle_height > lowest]
    whole = with_labels([row for _, row in rows], list(joined_labels(piece for _, piece in inside)))
    return _Body(whole, max([last, *(number for number, _ in inside)]) + 1) if whole else None


def _are_columns(body: _Body) -> bool:
    """Whether the values of each column are below each other, with white space between two columns."""
    width = len(body.rows[0])
    for number in range(width):
        column = body.column(number)
        sides = ([p.left for p in column], [p.middle for p in column], [p.right for p in column])
        if min(max(side) - min(side) for side in sides) > OFF:
            return False
    spans = [body.span(number) for number in range(width)]
    return all(spans[number][1] < spans[number + 1][0] for number in range(width - 1))


def _is_prose(body: _Body, most: int = _MOST_WORDS) -> bool:
    columns = (body.column(number) for number in range(len(body.rows[0])))
    return any(fmean(len(piece.text.split()) for piece in column) > most for column in columns)


def _names(lines: Sequence[PageLine], at: int, done: int, body: _Body) -> tuple[Cells, int]:
    """The names of each column, one above several columns first, and the line on which they begin."""
    spans = [body.span(number) for number in range(len(body.rows[0]))]
    names: list[list[Piece]] = [[] for _ in spans]
    for piece in lines[at]:
        column = _column_below(piece, spans, names)
        if column is None:
            return [], at
        names[column].append(piece)
    first = at
    for number in range(at - 1, max(done, at - _MOST_ABOVE) - 1, -1):
        line = lines[number]
        is_near = line[0].bottom - lines[first][0].top <= _NEAR * line[0].height
        above = _names_above(line, spans, names) if is_near and not _ends_a_text(lines, number) else None
        if above is None:
            break
        names, first = above, number
    return names, first


def _ends_a_text(lines: Sequence[PageLine], number: int) -> bool:
    """Whether the line is the last one of a paragraph: it ends as a sentence does, or goes on with a long line."""
    if len(lines[number]) > 1:
        return False
    (piece,), before = lines[number], lines[number - 1] if number else ()
    is_sentence = " " in piece.text and piece.text.endswith((".", ":", ";", "!", "?"))
    is_below = len(before) == 1 and abs(before[0].left - piece.left) <= OFF
    is_near = is_below and 0 <= before[0].bottom - piece.top <= _CLOSE * piece.height
    return is_sentence or (is_near and len(before[0].text.split()) > _MOST_WORDS)


def _upper_names(
    lines: Sequence[PageLine], at: int, done: int, names: Sequence[Sequence[Piece]]
) -> list[list[Piece]] | None:
    """The names below those on the line above, which has one for each column, also for the first, which lacks one."""
    above = lines[at - 1] if at > done else ()
    if not names or names[0] or len(above) != len(names) or not are_names(texts(above)):
        return None
    is_near = above[0].bottom - lines[at][0].top <= _NEAR * above[0].height
    are_below = all(piece.is_in_line_with(name[0]) for piece, name in zip(above[1:], names[1:], strict=True) if name)
    return [[piece, *name] for piece, name in zip(above, names, strict=True)] if is_near and are_below else None


def _column_below(piece: Piece, spans: Sequence[tuple[float, float]], names: Sequence[Sequence[Piece]]) -> int | None:
    """The nearest column without a name between whose neighbours the piece is."""
    found = [
        number
        for number in range(len(spans))
        if not names[number]
        and (not number or spans[number - 1][1] < piece.left)
        and (number + 1 == len(spans) or piece.right < spans[number + 1][0])
    ]
    return min(found, key=lambda number: abs(sum(spans[number]) / 2 - piece.middle), default=None)


def _names_above(
    line: PageLine, spans: Sequence[tuple[float, float]], names: Sequence[Sequence[Piece]]
) -> list[list[Piece]] | None:
    """The names with those on a line above them; None if the line has anything else."""
    longer = [list(name) for name in names]
    wide: list[Piece] = []
    for piece in line:
        column = _column_below(piece, spans, longer)
        if column is None:
            wide.append(piece)
        else:
            longer[column].append(piece)
    if not wide:
        return longer
    extents = {
        column: (min(spans[column][0], name[0].left), max(spans[column][1], name[0].right))
        for column, name in enumerate(names)
        if name
    }
    others = {column: extent for column, extent in extents.items() if column}
    groups = _in_the_middle(wide, others) or _in_the_middle(wide, extents) or _at_the_left(wide, extents)
    for piece, columns in zip(wide, groups, strict=False):
        for column in columns:
            longer[column].insert(0, piece)
    return longer if groups else None


_Extents = Mapping[int, tuple[float, float]]  # by column: where its names and values begin and end


def _in_the_middle(wide: PageLine, extents: _Extents) -> list[list[int]]:
    """The columns below each of several pieces that are in their middle; none if they are not."""
    groups: list[list[int]] = [[] for _ in wide]
    for column, extent in extents.items():
        middle = sum(extent) / 2
        groups[min(range(len(wide)), key=lambda i: abs(wide[i].middle - middle))].append(column)
    for piece, columns in zip(wide, groups, strict=True):
        if len(columns) < 2:
            return []
        left, right = extents[columns[0]][0], extents[columns[-1]][1]
        if abs(piece.middle - (left + right) / 2) > _CENTRED * (right - left):
            return []
    return groups if len(wide) > 1 else []


def _at_the_left(wide: PageLine, extents: _Extents) -> list[list[int]]:
    """The same for pieces that begin with the first of their columns."""
    groups: list[list[int]] = [[] for _ in wide]
    for column, (left, _) in extents.items():
        begun = [i for i, piece in enumerate(wide) if piece.left <= left + OFF]
        if begun:
            groups[begun[-1]].append(column)
    begin = all(
        len(columns) > 1 and abs(piece.left - extents[columns[0]][0]) <= OFF
        for piece, columns in zip(wide, groups, strict=True)
    )
    return groups if begin and len(wide) > 1 else []
