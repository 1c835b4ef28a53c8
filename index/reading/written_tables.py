"""Reads the tables back from a document's text, with the offsets of every cell.

Every reader writes a row of a table as one line, "name: Ada | born: 1815" (`index.reading.readers.tables`), with the
header of each column in it and without empty cells. So the tables of all formats can be read back from the text that
is in the catalogue, and a cell can be cited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.reading.readers.headers import is_note
from index.reading.readers.tables import BETWEEN
from index.reading.table_topics import heading_in, lines_above, names_a_part
from index.records import Document, Section
from index.text.headings import headings_of

_NAMED = ": "
_LONGEST_NAME = 200  # characters; a header of two rows is both names


@dataclass(frozen=True, slots=True)
class WrittenCell:
    """The text of a cell: `document.text[start:end] == text`. The name of its column begins at `begin`."""

    text: str
    begin: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row of a table in [start, end) of the document's text. `cells` has one entry per column, None if empty."""

    start: int
    end: int
    cells: tuple[WrittenCell | None, ...]
    group: str = ""  # the line of one text that stands above it inside the table, such as the name of a part


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A table of a document. A column without a name has the name ""."""

    document_id: str
    title: str  # of the document
    heading: str  # the headings above it; of a sheet, its name
    above: str  # the lines above it, such as its caption
    page: int | None
    columns: tuple[str, ...]
    rows: tuple[WrittenRow, ...]


def tables_of(document: Document) -> list[WrittenTable]:
    """The tables of the document, in order.

    A table that continues at the top of the next page is one table. A table without headers is left out if its rows
    differ in length: empty cells are not in the text, so the columns are unknown.
    """
    tables: list[WrittenTable] = []
    for section in document.sections or ():
        for block in _blocks(document, section):
            table = block.table()
            if table and tables and _goes_on(document, tables[-1], table):
                last = tables.pop()
                table = WrittenTable(
                    last.document_id,
                    last.title,
                    last.heading,
                    last.above,
                    last.page,
                    last.columns,
                    last.rows + table.rows,
                )
            if table:
                tables.append(table)
    return tables


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as it is written: its pieces, each with the possible name in it ("" if there is none)."""

    start: int
    text: str
    pieces: tuple[str, ...]
    names: tuple[str, ...]  # of each piece, the text before the first ": "
    group: str = ""

    @classmethod
    def of(cls, start: int, text: str) -> _Line:
        pieces = tuple(text.split(BETWEEN))
        return cls(start, text, pieces, tuple(_name(piece) for piece in pieces))


@dataclass(slots=True)
class _Block:
    """Lines of a table below each other."""

    document: Document
    section: Section
    above: str
    lines: list[_Line] = field(default_factory=list)

    def table(self) -> WrittenTable | None:
        names, several = self._names()
        columns: list[str] = []
        found: list[list[tuple[str, WrittenCell]]] = []
        layout: tuple[str, ...] = ()
        for line in self.lines:
            cells = list(_cells(line, names, several))
            layout_here = tuple(name for name, _ in cells)
            if layout_here != layout:
                layout = layout_here
                _insert(layout, columns)
            found.append(cells)
        rows: list[tuple[WrittenCell | None, ...]]
        if not any(columns):
            widths = {len(cells) for cells in found}
            if len(widths) > 1 or len(found) < 2:
                return None
            columns = [""] * widths.pop()
            rows = [tuple(cell for _, cell in cells) for cells in found]
        else:
            rows = [_placed(cells, columns) for cells in found]
        return WrittenTable(
            self.document.id,
            self.document.title,
            self.section.heading,
            self.above,
            self.section.page,
            tuple(columns),
            tuple(
                WrittenRow(line.start, line.start + len(line.text), cells, line.group)
                for line, cells in zip(self.lines, rows, strict=True)
            ),
        )

    def name_first_part(self) -> None:
        """Give the rows without a group the line just above them, if it can be the name of a part too."""
        name = self.above.rpartition("\n")[2]
        if names_a_part(name) and name not in headings_of(self.section.heading):
            self.lines = [line if line.group else replace(line, group=name) for line in self.lines]

    def _names(self) -> tuple[frozenset[str], bool]:
        """The names of the columns, and whether one has ": " in it.

        A name is the text before ": " in the pieces. If a piece has several, the most frequent one counts.
        """
        counted: Counter[str] = Counter()
        for line in self.lines:
            counted.update(line.names)
        first = Counter(line.names[0] for line in self.lines)
        longer = {
            found
            for line in self.lines
            for piece, name in zip(line.pieces, line.names, strict=True)
            if name and _NAMED in piece[len(name) + 1 :]
            for found in [tuple(_prefixes(piece))]
            if len(found) > 1
        }
        for prefixes in longer:
            counted.update(dict.fromkeys(prefixes[1:], 0))
        for line in self.lines if longer else ():
            counted.update(prefix for piece in line.pieces for prefix in list(_prefixes(piece))[1:])
        names = set(counted) - {""}
        for prefixes in longer:
            best = max(prefixes, key=lambda name: (counted[name], len(name) if len(self.lines) > 1 else -len(name)))
            names -= {name for name in prefixes if counted[name] < counted[best] or len(name) < len(best)} - {best}
        if first[""] * 2 >= len(self.lines):  # the first column has no name, but some of its texts have a colon
            names -= {name for name in first if counted[name] == first[name]}
        return frozenset(names), any(_NAMED in name for name in names)


def _blocks(document: Document, section: Section) -> Iterator[_Block]:
    """The runs of lines in the section that are rows of one table, each with the lines above it."""
    block: _Block | None = None
    held: list[str] = []  # lines since the last row
    topic = ""  # the last line that looks like a heading
    known: set[str] = set()  # the names in the block
    group = ""
    for start, text in _lines(document.text, section):
        if BETWEEN not in text and (not block or _name(text) not in known or not _name(text)):
            held.append(text)
            continue
        line = _Line.of(start, text)
        named = set(line.names) - {""}
        topic = heading_in(held) or topic
        is_new = bool(held) and line.names[0] not in known | {""}  # below a line of text, with another first column
        if block and not is_new and _belongs(named, known) and _goes_on_after(held):
            group = next((line for line in held if line and not is_note([line])), group)
            if held and names_a_part(group):
                block.name_first_part()
        else:
            if block:
                yield block
            block, known, group = _Block(document, section, lines_above(held, topic)), set(), ""
        held = []
        known |= named
        block.lines.append(replace(line, group=group) if group else line)
    if block:
        yield block


def _belongs(named: set[str], known: set[str]) -> bool:
    """Whether a row with the names `named` can belong to a table with the names `known`."""
    return bool(named & known) if named and known else not named and not known


def _goes_on_after(held: Sequence[str]) -> bool:
    """Whether a table can continue after these lines: a single line of text can name a part of it."""
    return not held or (all(held) and len(held) == 1)


def _insert(layout: Sequence[str], columns: list[str]) -> None:
    """Insert new names among the columns, each after the name before it in its row."""
    place = 0
    for name in layout:
        if name not in columns:
            columns.insert(place, name)
        place = columns.index(name) + 1


def _placed(cells: Sequence[tuple[str, WrittenCell]], columns: Sequence[str]) -> tuple[WrittenCell | None, ...]:
    """The cells of a row in the order of the columns."""
    if [name for name, _ in cells] == columns:
        return tuple(cell for _, cell in cells)
    of = dict(reversed(cells))  # the first of two with one name
    return tuple(of.get(name) for name in columns)


def _lines(text: str, section: Section) -> Iterator[tuple[int, str]]:
    start = section.start
    while start < section.end:
        end = text.find("\n", start, section.end)
        end = section.end if end < 0 else end
        yield start, text[start:end].rstrip()
        start = end + 1


def _cells(line: _Line, names: frozenset[str], several: bool) -> Iterator[tuple[str, WrittenCell]]:
    """The values of a row with the names of their columns. `several`: names can have ": " in them."""
    begin = line.start
    for piece, first in zip(line.pieces, line.names, strict=True):
        name = first if first in names else ""
        if several:
            name = max((prefix for prefix in _prefixes(piece) if prefix in names), key=len, default="")
        value = len(name) + len(_NAMED) if name else 0
        if len(piece) > value:
            yield name, WrittenCell(piece[value:], begin, begin + value, begin + len(piece))
        begin += len(piece) + len(BETWEEN)


def _name(piece: str) -> str:
    """The text before the first ": ", if it is short enough for a name; otherwise ""."""
    at = piece.find(_NAMED, 0, _LONGEST_NAME)
    return piece[:at] if at > 0 else ""


def _prefixes(piece: str) -> Iterator[str]:
    """The possible names in a piece such as "name: value"."""
    at = piece.find(_NAMED)
    while 0 < at <= _LONGEST_NAME:
        yield piece[:at]
        at = piece.find(_NAMED, at + 1)


def _goes_on(document: Document, table: WrittenTable, other: WrittenTable) -> bool:
    """Whether `other` continues `table` at the top of the next page."""
    if table.columns != other.columns or None in (table.page, other.page) or other.above:
        return False
    between = document.text[table.rows[-1].end : other.rows[0].start]
    return other.page != table.page and not between.strip()
