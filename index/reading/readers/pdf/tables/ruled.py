"""Tables of a PDF page with lines between the rows and the columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby, pairwise

from index.reading.readers.headers import Covered, Row, are_names, header_size, is_number
from index.reading.readers.pdf.glyphs import PageText, Rectangle
from index.reading.readers.pdf.paths import Path
from index.reading.readers.pdf.tables.grids import Grid, Place, are_rows, bands, with_columns
from index.reading.readers.pdf.tables.pieces import Cells, Glyphs, PageLine, Piece, Table
from index.reading.readers.row_kinds import are_units
from index.reading.readers.stacked import later_names, trimmed

_THIN, _LONG = 2.5, 6.0  # points: a line is thinner and longer than these
_FRAMES = (4, 5, 8, 10)  # segments of a rectangle, or of two, the smaller of which is the inside of a frame
_NEAR = 2.0  # points between lines that count as meeting
_NARROW = 5.0  # points; a narrower row or column contains no word, such as those between framed cells
_BETWEEN = 0.5  # points of white space around a line between two cells; letters of one word have none
_MOST_PAIRS = 100_000  # of a horizontal and a vertical line; only drawings have more
_MOST = 60  # columns or rows
_FEWEST_LINES = 3  # if every cell of a row has so many lines, they are probably rows without lines between them
_WORD = re.compile(r"\S+")


def grids(paths: Iterable[Path], as_seen: Callable[[Rectangle], Rectangle] | None = None) -> list[Grid]:
    """The tables among what is drawn on a page, from the top; `as_seen` says where a rectangle is seen."""
    across: dict[Rectangle, None] = {}  # a set in order: neighbours share the lines between them
    down: dict[Rectangle, None] = {}
    for left, bottom, right, top in map(as_seen, _drawn(paths)) if as_seen else _drawn(paths):
        if top - bottom <= _THIN < _LONG <= right - left:
            middle = round((bottom + top) / 2, 1)
            across[round(left, 1), middle, round(right, 1), middle] = None
        elif right - left <= _THIN < _LONG <= top - bottom:
            middle = round((left + right) / 2, 1)
            down[middle, round(bottom, 1), middle, round(top, 1)] = None
    if len(across) * len(down) > _MOST_PAIRS:
        return []
    found = [grid for group in _connected(across, down) if (grid := _grid(*group))]
    if not down:
        found += bands(across)
    return sorted(found, key=lambda grid: -grid.rows[0])


def ruled_tables(
    lines: Sequence[PageLine], page: PageText, glyphs: Glyphs, drawn: Iterable[Grid], above: Sequence[str] = ()
) -> Iterator[Table]:
    """The drawn tables among the lines, in the order of the text. The first one can go on from the page before, where
    its columns have the names `above`."""
    known = (grid if grid.columns else with_columns(grid, lines) for grid in drawn)
    found = [
        table
        for number, grid in enumerate(known)
        if grid
        for table in _tables(grid, lines, page, glyphs, () if number else above)
    ]
    yield from sorted(found, key=lambda table: table.first)


def _drawn(paths: Iterable[Path]) -> Iterator[Rectangle]:
    """The lines and the sides of the rectangles that are drawn on the page."""
    for path in paths:
        left, bottom, right, top = path.box
        yield path.box
        if right - left > _LONG and top - bottom > _LONG and path.segments in _FRAMES:
            yield from ((left, y, right, y) for y in (bottom, top))
            yield from ((x, bottom, x, top) for x in (left, right))


def _connected(
    across: Iterable[Rectangle], down: Iterable[Rectangle]
) -> Iterator[tuple[list[Rectangle], list[Rectangle]]]:
    """The horizontal and vertical lines that meet, group by group."""
    left_across, left_down = list(across), list(down)
    while left_down and left_across:
        rows, columns = list[Rectangle](), [left_down.pop()]
        found = columns
        while found:
            new, left_across = _parted(left_across, found)
            rows += new
            found, left_down = _parted(left_down, new)
            columns = columns + found
        yield rows, columns


def _parted(lines: Iterable[Rectangle], found: Sequence[Rectangle]) -> tuple[list[Rectangle], list[Rectangle]]:
    """The lines that meet any of the lines `found`, and the other lines."""
    meeting: list[Rectangle] = []
    others: list[Rectangle] = []
    for line in lines:
        (meeting if any(_meet(line, one) for one in found) else others).append(line)
    return meeting, others


def _meet(one: Rectangle, other: Rectangle) -> bool:
    return (
        one[0] <= other[2] + _NEAR
        and other[0] <= one[2] + _NEAR
        and one[1] <= other[3] + _NEAR
        and other[1] <= one[3] + _NEAR
    )


def _grid(across: Sequence[Rectangle], down: Sequence[Rectangle]) -> Grid | None:
    columns, rows = _places(line[0] for line in down), _places(line[1] for line in across)[::-1]
    if not (3 <= len(columns) <= _MOST and 3 <= len(rows) <= _MOST):
        return None
    places = [(row, column) for row in range(len(rows) - 1) for column in range(len(columns) - 1)]
    open_left, open_above = set[Place](), set[Place]()
    for row, column in places:
        x, y = (columns[column] + columns[column + 1]) / 2, (rows[row] + rows[row + 1]) / 2
        if column and not any(abs(line[0] - columns[column]) <= _NARROW and line[1] <= y <= line[3] for line in down):
            open_left.add((row, column))
        if row and not any(abs(line[1] - rows[row]) <= _NARROW and line[0] <= x <= line[2] for line in across):
            open_above.add((row, column))
    return Grid(columns, rows, down, frozenset(open_left), frozenset(open_above))


def _places(values: Iterable[float]) -> list[float]:
    """The values in rising order. Values with no room for words between them count as one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NARROW:
            places.append(value)
    return places


def _cells_of(grid: Grid, lines: Sequence[PageLine], page: PageText, glyphs: Glyphs) -> dict[Place, list[Piece]] | None:
    """The pieces of the lines by their cells; None if other words are among them, or if lines cut them."""
    cells: dict[Place, list[Piece]] = {}
    for line in lines:
        for part in (part for piece in line for part in _parts(piece, grid, page, glyphs)):
            cell = _cell(grid, part)
            if cell is None or grid.cuts((part.left, part.bottom, part.right, part.top)):
                return None
            cells.setdefault(cell, []).append(part)
    return cells


def _tables(
    grid: Grid, lines: Sequence[PageLine], page: PageText, glyphs: Glyphs, above: Sequence[str]
) -> Iterator[Table]:
    """The table of the words in a grid, or several that are drawn as one."""
    first, after = _span(grid, lines)
    cells = _cells_of(grid, lines[first:after], page, glyphs)
    numbers, rows, texts = _rows(grid, cells) if cells else ([], [], [])
    starts = [] if grid.span else [numbers[number] for number in later_names([trimmed(row) for row in texts])]
    for number, (start, end) in enumerate(pairwise([0, *starts, len(grid.rows) - 1]) if starts else ()):
        for table in _tables(grid.part(start, end), lines, page, glyphs, () if number else above):
            has_title = end != len(grid.rows) - 1 and not any(table.rows[-1][1:])  # of the next table
            yield replace(table, rows=[*table.rows[:-1], table.rows[-1][:1]]) if has_title else table
    if rows and not starts:
        whole = _table(grid, rows, texts, () if first else above, partial(_has_own_font, rows, page, glyphs))
        yield from [replace(whole, first=first, after=after)] if whole else []


def _table(
    grid: Grid, rows: Sequence[Cells], texts: Sequence[Row], above: Sequence[str], stands_out: Callable[[], bool]
) -> Table | None:
    """The table of these rows, whose lines are not known yet; `stands_out` says whether the first one does."""
    if sum(sum(map(bool, row)) > 1 for row in texts) < 2 or any(map(_are_undrawn_rows, rows)):
        return None
    size = header_size(texts) or int(are_names(texts[0]) and stands_out())
    if size == 1 and not grid.span and are_units(texts[0], texts[1], texts[2:]):
        size = 2  # whose lower names are the units
    goes_on = bool(above) and len(above) == len(grid.columns) - 1
    if goes_on and size == 1 and texts[0] != above and not stands_out():
        size = size if any(is_number(text) for row in texts for text in row) else 0
    if grid.span and (size != 1 or not are_rows(rows[1:])):
        return None
    width = range(len(grid.columns) - 1)
    upper = [_spread(row, said, texts[size - 1]) for row, said in zip(rows[: size - 1], texts, strict=False)]
    named = [*upper, *rows[size - 1 : size]] if size else []
    header = [tuple(dict.fromkeys(piece for row in named for piece in row[column])) for column in width]
    covered = [[i for i in width if isinstance(row[i], Covered)] for row in texts]
    values = [
        row[:1] if size and len(over) == len(width) - 1 else [() if i in over else row[i] for i in width]
        for row, over in zip(rows, covered, strict=True)
    ]
    return Table(0, 0, header, values[size:], above if goes_on and not size else ())


def _span(grid: Grid, lines: Sequence[PageLine]) -> tuple[int, int]:
    """The first of the lines in the grid, and the one after the last; the same if there are none."""
    inside = [number for number, line in enumerate(lines) if any(_cell(grid, piece) for piece in line)]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _rows(grid: Grid, cells: Mapping[Place, Sequence[Piece]]) -> tuple[list[int], list[Cells], list[list[str]]]:
    """The numbers of the rows with text, and the pieces and the texts of each of their cells.

    The text of a merged cell is repeated in each of its rows.
    """
    numbers: list[int] = []
    rows: list[Cells] = []
    texts: list[list[str]] = []
    for row in range(len(grid.rows) - 1):
        places = [grid.first_of((row, column)) for column in range(len(grid.columns) - 1)]
        own = [cells.get(place, ()) for place in places]
        if any(own) and any(place[0] == row for place in places):
            said = [" ".join(piece.text for piece in cell) for cell in own]
            firsts = [place[1] for place in places]
            numbers.append(row)
            rows.append(own)
            texts.append([text if firsts[i] == i else Covered.by(text) for i, text in enumerate(said)])
    return numbers, rows, texts


def _spread(row: Cells, said: Sequence[str], below: Sequence[str]) -> Cells:
    """The upper row of names, in which a name can be above several columns without a merged cell."""
    if any(isinstance(text, Covered) for text in said):
        return row
    spread: list[Sequence[Piece]] = []
    for i, cell in enumerate(row):
        spread.append(cell or (spread[-1] if i and below[i] else ()))
    return spread


def _has_own_font(rows: Sequence[Cells], page: PageText, glyphs: Glyphs) -> bool:
    """Whether the first row has a font that no cell of another row begins with."""
    fonts = [{glyphs.font(page.index[cell[0].start]) for cell in row if cell} for row in rows]
    return not fonts[0] & set[object]().union(*fonts[1:])


def _are_undrawn_rows(row: Cells) -> bool:
    """Whether the lines in the cells of a row are rows themselves: all cells have the same number of aligned lines."""
    heights = {tuple(round(piece.middle_height) for piece in cell) for cell in row}
    return len(row) > 1 and len(heights) == 1 and len(heights.pop()) >= _FEWEST_LINES


def _cell(grid: Grid, piece: Piece) -> Place | None:
    return grid.cell((piece.left, piece.bottom, piece.right, piece.top))


def _parts(piece: Piece, grid: Grid, page: PageText, glyphs: Glyphs) -> Iterator[Piece]:
    """The piece, split if its words are in different cells."""
    part: Piece | None = None
    for own in (word for whole in _words(piece, page, glyphs) for word in _divided(whole, grid, page, glyphs)):
        if part and _cell(grid, part) == _cell(grid, own):
            text = page.text[part.start : own.end]
            part = Piece(text, part.start, own.end, part.left, own.right, piece.bottom, piece.top)
        else:
            if part:
                yield part
            part = own
    if part:
        yield part


def _words(piece: Piece, page: PageText, glyphs: Glyphs) -> Iterator[Piece]:
    for word in _WORD.finditer(page.text, piece.start, piece.end):
        left = glyphs.box(page.index[word.start()])[0]
        right = glyphs.box(page.index[word.end() - 1])[2]
        yield replace(piece, text=word[0], start=word.start(), end=word.end(), left=left, right=right)


def _divided(word: Piece, grid: Grid, page: PageText, glyphs: Glyphs) -> Iterator[Piece]:
    """The word, divided where a line goes through it: cells with hardly any room around their words are one word."""
    if not grid.cuts((word.left, word.bottom, word.right, word.top)):
        yield word
        return
    letters = [(number, glyphs.box(page.index[number])) for number in range(word.start, word.end)]
    placed = [(grid.cell((box[0], word.bottom, box[2], word.top)), number, box) for number, box in letters]
    parts: list[Piece] = []
    for _, group in groupby(placed, key=lambda one: one[0]):
        own = list(group)
        start, end = own[0][1], own[-1][1] + 1
        left, right = min(box[0] for *_, box in own), max(box[2] for *_, box in own)
        parts.append(replace(word, text=page.text[start:end], start=start, end=end, left=left, right=right))
    are_apart = all(after.left - before.right > _BETWEEN for before, after in pairwise(parts))
    yield from parts if are_apart else [word]
