"""Tables in a plain text whose columns are divided by spaces or tabs: one line for each row, as in every other format.

Every character has the same width, so the tables are found as those without lines on the page of a PDF. In doubt, and
wherever there is no table, the text does not change.
"""

from __future__ import annotations

import array
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from unicodedata import combining, east_asian_width

from index.reading.readers.boxed_tables import with_boxed_tables
from index.reading.readers.contents import TableRow, one_line
from index.reading.readers.headers import is_number
from index.reading.readers.pdf.glyphs import PageText, Rectangle
from index.reading.readers.pdf.tables.rows import with_rows
from index.reading.readers.tabbed import tabbed_lines
from index.reading.readers.tables import Cell, table_lines

_GAP = re.compile(r"\S(?: {2,}| ?\t[ \t]*)\S")  # between two columns
_RULE = re.compile(r"[ \t]*[-=_─═]{2,}[-=_─═+|┼ \t]*$")  # a line below the names of the columns
_RULED = re.compile(r"^\s*(?:[+┌╔╒╓┏╭][-=─━═]{2}|[-=]{2,} +[-=]{2})", re.MULTILINE)
_BAR = " | "
_FEWEST_LINES = 3  # with several columns: the names and two rows
_APART = 3  # lines from one with several columns to the next in a table, at most
_MOST_LINES = 3_000  # of a table
_WIDTH, _HEIGHT, _PITCH, _TAB = 6.0, 10.0, 14.0, 8


def with_typed_tables(text: str) -> str:
    """The text with one line for each row of a table, each value with the name of its column."""
    text = with_boxed_tables(text)
    if not can_have_tables(text):
        return text
    lines = text.split("\n")
    written: list[str] = []
    done = 0
    for first, after in _blocks(lines):
        written += lines[done:first]
        written += _with_rows(lines[first:after])
        done = after
    return "\n".join(written + lines[done:])


def can_have_tables(text: str) -> bool:
    """Whether any line of the text has several columns."""
    return _GAP.search(text) is not None or _RULED.search(text) is not None


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The lines [first, after) around several lines with several columns close to each other."""
    wide = [number for number, line in enumerate(lines) if _GAP.search(line)]
    starts = [0, *(i for i, (a, b) in enumerate(pairwise(wide), start=1) if b - a > _APART), len(wide)]
    after = 0
    for start, end in pairwise(starts):
        if _FEWEST_LINES <= end - start <= _MOST_LINES:
            first = wide[start]
            if first > after and lines[first - 1][:2].isspace():
                first -= 1  # with a name above a single column
            after = wide[end - 1] + 1
            yield first, after


def _with_rows(lines: Sequence[str]) -> list[str]:
    start = next((number for number, line in enumerate(lines) if "\t" in line), len(lines))
    if rows := tabbed_lines([line for line in lines[start:] if line.strip()]):
        return [*lines[:start], *map(str, rows)]
    if any(_BAR in line for line in lines):
        return _with_barred(lines)
    page = _Typed(lines)
    read = with_rows(page.text, page)
    if not read.rows or (page.names < 0 and any(map(_can_be_a_list, read.rows))):
        return list(lines)
    text = read.text
    for before, row in reversed([*pairwise([None, *read.rows])]):
        if row and (before is None or before.table != row.table):
            text = text[: row.start].rstrip(" \t") + text[row.start :]
    return text.split("\n")


def _with_barred(lines: Sequence[str]) -> list[str]:
    """The lines, with those that bars divide into cells as rows if a rule below the first of them marks the names."""
    start = next(number for number, line in enumerate(lines) if _BAR in line)
    is_row = (_BAR in line or _RULE.match(line) for line in lines[start:])
    end = start + sum(1 for _ in takewhile(bool, is_row))
    barred = [line.strip().strip("|").split("|") for line in lines[start:end] if _BAR in line]
    is_ruled = start + 1 < end and _RULE.match(lines[start + 1])
    if not is_ruled or len(barred) < _FEWEST_LINES or len(set(map(len, barred))) > 1:
        return list(lines)
    rows = [[Cell(one_line(cell), is_header=not number) for cell in row] for number, row in enumerate(barred)]
    return [*lines[:start], *map(str, table_lines(rows)), *lines[end:]]


def _can_be_a_list(row: TableRow) -> bool:
    """Whether the row is one of two columns, and can be of a list, such as "name: Ada, age: 36"."""
    return len(row.line.headers) == 2 and bool(row.line.headers[0]) and not is_number(row.line.values[0])


class _Typed:
    """Lines as a page, without the rules below names, and the place of each character on it."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._places: list[tuple[int, int, int]] = []  # the line, and the columns where the character begins and ends
        rules = [number for number, line in enumerate(lines) if _RULE.match(line)]
        self.names = rules[0] - 1 if rules else -1
        kept = [(number, line) for number, line in enumerate(lines) if number not in rules]
        for number, line in kept:
            self._places += _columns(line, number - sum(rule < number for rule in rules))
        text = "\n".join(line for _, line in kept)
        self.text = PageText(text, array.array("i", range(len(text))))

    def box(self, index: int) -> Rectangle:
        line, left, right = self._places[index]
        return _WIDTH * left, -_PITCH * line, _WIDTH * right, _HEIGHT - _PITCH * line

    def font(self, index: int) -> object:
        """Names above a rule count as bold."""
        return self._places[index][0] == self.names


def _columns(line: str, number: int) -> Iterator[tuple[int, int, int]]:
    """The place of each character of a line and of its end."""
    column = 0
    for character in f"{line}\n":
        width = 0 if combining(character) else 1 + (east_asian_width(character) in "WF")
        after = (column // _TAB + 1) * _TAB if character == "\t" else column + width
        yield number, column, after
        column = after
