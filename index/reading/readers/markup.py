r"""Reads the markup of Org, AsciiDoc and reStructuredText: raised, lowered and struck-out words, notes and tables.

Only these change: a table gets one line for each row, as in every other format. The rest of the text is kept as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.reading.readers.contents import one_line
from index.reading.readers.latex.formula import BRACKETED, linear_formula
from index.reading.readers.scripts import lowered, raised, with_scripts
from index.reading.readers.tables import Cell, table_lines
from index.reading.readers.text_tables import csv_table, rst_tables

_Lines = list[str]


@dataclass(frozen=True, slots=True)
class Markup:
    """How a language marks words inside a line. The first group of each pattern matches the words."""

    up: re.Pattern[str]
    low: re.Pattern[str]
    struck: re.Pattern[str] | None
    note: re.Pattern[str] | None  # a footnote in the text itself
    tables: Callable[[_Lines], _Lines]
    formula: re.Pattern[str]  # of LaTeX


def with_markup(text: str, markup: Markup) -> tuple[str, int]:
    """The text without the marks of raised and lowered words, and the number of places where it was struck out."""
    struck = 0
    text = markup.formula.sub(lambda found: linear_formula(next(filter(None, found.groups()), "")), text)
    if markup.struck:
        text, struck = markup.struck.subn("", text)
    if markup.note:
        text = markup.note.sub(lambda found: f" ({found[1]})", text)
    text = markup.up.sub(lambda found: raised(found[1]), text)
    text = with_scripts(markup.low.sub(lambda found: lowered(found[1]), text))
    return "\n".join(markup.tables(text.split("\n"))), struck


def _org_tables(lines: _Lines) -> _Lines:
    return list(_in_blocks(lines, lambda line: line.lstrip().startswith("|"), _org_table))


def _org_table(lines: _Lines) -> _Lines:
    rules = [number for number, line in enumerate(lines) if line.lstrip().startswith("|-")]
    header = rules[0] if rules and len(rules) + 1 < len(lines) else 0
    rows = [
        [Cell(one_line(cell), is_header=number < header) for cell in line.strip().strip("|").split("|")]
        for number, line in enumerate(lines)
        if number not in rules
    ]
    return list(map(str, table_lines(rows)))


def _in_blocks(lines: _Lines, is_part: Callable[[str], bool], write: Callable[[_Lines], _Lines]) -> Iterator[str]:
    """The lines, with each run of lines that belong together replaced by what `write` returns."""
    block: _Lines = []
    for line in [*lines, None]:
        if line is not None and is_part(line):
            block.append(line)
            continue
        if block:
            yield from write(block)
            block = []
        if line is not None:
            yield line


_ASCIIDOC_RULE, _ASCIIDOC_CSV = "|===", ",==="
_COLUMNS = re.compile(r"cols\s*=\s*\"?([^\"\]]*)")
_TIMES = re.compile(r"(\d{1,3})\*")
_ASCIIDOC_CELL = re.compile(r"(?:^|(?<=\s))(?:(\d{1,2})?(?:\.(\d{1,2}))?\+)?[<^>.]{0,3}[aehlmsv]?\|")
_MOST_COLUMNS = 100


def _asciidoc_tables(lines: _Lines) -> _Lines:
    written: _Lines = []
    at = 0
    while at < len(lines):
        rule = lines[at].strip()
        if rule in (_ASCIIDOC_RULE, _ASCIIDOC_CSV):
            end = next((i for i in range(at + 1, len(lines)) if lines[i].strip() == rule), 0)
            if end:
                stated = written.pop() if written and written[-1].startswith("[") else ""
                is_csv = rule == _ASCIIDOC_CSV or "format=csv" in stated.replace('"', "")
                written += (csv_table if is_csv else _asciidoc_table)(lines[at + 1 : end], stated)
                at = end + 1
                continue
        written.append(lines[at])
        at += 1
    return written


def _asciidoc_table(lines: _Lines, stated: str) -> _Lines:
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    cells: list[Cell] = []
    of_first = 0
    for number, line in enumerate(lines):
        marks = list(_ASCIIDOC_CELL.finditer(line))
        before = line[: marks[0].start()] if marks else line
        if before.strip() and cells:
            last = cells[-1]
            cells[-1] = Cell(f"{last.text} {one_line(before)}".strip(), columns=last.columns, rows=last.rows)
        ends = [*(mark.start() for mark in marks[1:]), len(line)]
        for mark, end in zip(marks, ends, strict=False):
            text = one_line(line[mark.end() : end])
            cells.append(Cell(text, columns=int(mark[1] or 1), rows=int(mark[2] or 1)))
        if number == first:
            of_first = sum(cell.columns for cell in cells)
    columns = _stated_columns(stated) or of_first
    has_gap = first + 1 < len(lines) and not lines[first + 1].strip() and "noheader" not in stated
    is_headed = has_gap or "header" in stated.replace("noheader", "")
    rows = list(_rows(cells, columns)) if columns else []
    if is_headed and rows:
        rows[0] = [Cell(cell.text, True, cell.columns, cell.rows) for cell in rows[0]]
    return list(map(str, table_lines(rows)))


def _stated_columns(stated: str) -> int:
    found = _COLUMNS.search(stated)
    if not found:
        return 0
    kinds = [_TIMES.match(kind.strip()) for kind in found[1].split(",") if kind.strip()]
    return min(sum(int(times[1]) if times else 1 for times in kinds), _MOST_COLUMNS)


def _rows(cells: Sequence[Cell], columns: int) -> Iterator[list[Cell]]:
    """The cells in rows of `columns` columns, including the cells that reach down from rows above."""
    hanging = [0] * columns
    row: list[Cell] = []
    free = columns
    for cell in cells:
        if not row:
            free = hanging.count(0)
            hanging = [max(0, left - 1) for left in hanging]
        row.append(cell)
        free -= cell.columns
        if cell.rows > 1:
            place = columns - free - cell.columns
            for column in range(max(0, place), min(columns, place + cell.columns)):
                hanging[column] = cell.rows - 1
        if free <= 0:
            yield row
            row = []
    if row:
        yield row


_WORD = r"[\w)\]]"
ORG = Markup(
    re.compile(rf"(?<={_WORD})\^(?:\{{([^{{}}\n]{{1,40}})\}})"),
    re.compile(rf"(?<={_WORD})_(?:\{{([^{{}}\n]{{1,40}})\}})"),
    re.compile(r"(?<![^\s(])\+(?! )[^+\n]{1,300}(?<! )\+(?![^\s.,;:!?)])"),
    None,
    _org_tables,
    BRACKETED,
)
ASCIIDOC = Markup(
    re.compile(rf"(?<={_WORD})\^([^\s^]{{1,40}})\^"),
    re.compile(rf"(?<={_WORD})~([^\s~]{{1,40}})~"),
    re.compile(r"\[\.?line-through\]#[^#\n]{1,500}#"),
    re.compile(r"footnote:\w{0,40}\[([^\]\n]{1,500})\]"),
    _asciidoc_tables,
    re.compile(r"(?:latexmath|stem):\[((?:\\\]|[^\]\n]){1,500})\](?!\])"),
)
RST = Markup(
    re.compile(r"(?:\\ )?:sup:`([^`\n]{1,40})`(?:\\ )?"),
    re.compile(r"(?:\\ )?:sub:`([^`\n]{1,40})`(?:\\ )?"),
    None,
    None,
    rst_tables,
    re.compile(r":math:`([^`]{1,500})`"),
)
