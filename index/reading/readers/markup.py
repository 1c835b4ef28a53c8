r"""Reads the markup of Org, AsciiDoc and reStructuredText: raised, lowered and struck-out words, notes and tables.

Only these change: a table gets one line for each row, as in every other format. The rest of the text is kept as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.reading.readers.contents import one_line
from index.reading.readers.latex.formula import BRACKETED, linear_formula
from index.reading.readers.scripts import lowered, raised, with_scripts
from index.reading.readers.tables import Cell, table_lines

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


_ASCIIDOC_RULE = "|==="
_COLUMNS = re.compile(r"cols\s*=\s*\"?([^\"\]]*)")
_TIMES = re.compile(r"(\d{1,3})\*")
_ASCIIDOC_CELL = re.compile(r"(?:^|(?<=\s))(?:(\d{1,2})?(?:\.(\d{1,2}))?\+)?[<^>.]{0,3}[aehlmsv]?\|")
_MOST_COLUMNS = 100


def _asciidoc_tables(lines: _Lines) -> _Lines:
    written: _Lines = []
    at = 0
    while at < len(lines):
        if lines[at].strip() == _ASCIIDOC_RULE:
            end = next((i for i in range(at + 1, len(lines)) if lines[i].strip() == _ASCIIDOC_RULE), 0)
            if end:
                stated = written.pop() if written and written[-1].startswith("[") else ""
                written += _asciidoc_table(lines[at + 1 : end], stated)
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


_SIMPLE_RULE = re.compile(r"\s*={2,}(?:\s+={2,})+\s*$")
_GRID_RULE = re.compile(r"\s*\+(?:[-=]{3,}\+)+\s*$")


def _rst_tables(lines: _Lines) -> _Lines:
    written: _Lines = []
    at = 0
    while at < len(lines):
        rows, after = _grid_table(lines, at) if _GRID_RULE.match(lines[at]) else _simple_table(lines, at)
        if rows:
            written += map(str, table_lines(rows))
            at = after
        else:
            after = max(after, at + 1)
            written += lines[at:after]
            at = after
    return written


def _simple_table(lines: _Lines, at: int) -> tuple[list[list[Cell]], int]:
    """The rows of a table between lines of "==== ====", and the number of the line after it; none if it is not one."""
    if not _SIMPLE_RULE.match(lines[at]):
        return [], at
    rules = [at]
    for number in range(at + 1, len(lines)):
        if _SIMPLE_RULE.match(lines[number]):
            rules.append(number)
            ends = number + 1 == len(lines) or not lines[number + 1].strip()
            if len(rules) == 3 or (ends and len(rules) == 2):
                break
    if len(rules) < 2:
        return [], at
    starts = [found.start() for found in re.finditer(r"=+", lines[at])]
    header = rules[1] if len(rules) == 3 else 0
    rows: list[list[Cell]] = []
    for number in range(at + 1, rules[-1]):
        line = lines[number]
        if number in rules or not line.strip() or set(line.strip()) <= set("- "):
            continue
        texts = [one_line(line[a:b]) for a, b in pairwise([*starts, max(len(line), starts[-1] + 1)])]
        if rows and not texts[0] and (number < header) == rows[-1][0].is_header:  # it continues the row above
            rows[-1] = [
                Cell(f"{cell.text} {text}".strip(), cell.is_header) for cell, text in zip(rows[-1], texts, strict=True)
            ]
        else:
            rows.append([Cell(text, is_header=number < header) for text in texts])
    return rows, rules[-1] + 1


def _grid_table(lines: _Lines, at: int) -> tuple[list[list[Cell]], int]:
    """The same for a table drawn with +, - and |. A table with merged cells does not change."""
    end = at
    while end < len(lines) and lines[end].strip()[:1] in ("+", "|"):
        end += 1
    edges = [found.start() for found in re.finditer(r"\+", lines[at])]
    rows: list[list[str]] = [[]]
    header = 0
    for line in lines[at + 1 : end]:
        if _GRID_RULE.match(line):
            if [found.start() for found in re.finditer(r"\+", line)] != edges:
                return [], end
            header = len(rows) if "=" in line else header
            rows.append([])
        elif any(line[edge : edge + 1] != "|" for edge in edges):
            return [], end
        else:
            texts = [line[a + 1 : b].strip() for a, b in pairwise(edges)]
            rows[-1] = [f"{old} {new}".strip() for old, new in zip(rows[-1] or [""] * len(texts), texts, strict=True)]
    rows = list(filter(None, rows))
    return [[Cell(one_line(text), number < header) for text in row] for number, row in enumerate(rows)], end


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
    _rst_tables,
    re.compile(r":math:`([^`]{1,500})`"),
)
