"""Tables of reStructuredText, and tables of separated values in a text."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from itertools import pairwise

from index.reading.readers.contents import one_line
from index.reading.readers.tables import Cell, table_lines

_Lines = list[str]

_SIMPLE_RULE = re.compile(r"\s*={2,}(?:\s+={2,})+\s*$")
_GRID_RULE = re.compile(r"\s*\+(?:[-=]{3,}\+)+\s*$")


def rst_tables(lines: _Lines) -> _Lines:
    written: _Lines = []
    at = 0
    while at < len(lines):
        if directive := _DIRECTIVE.match(lines[at]):
            end = _end_of_block(lines, at)
            written += filter(None, [directive[2].strip()])
            written += (_list_table if directive[1] == "list" else _values_table)(lines[at + 1 : end])
            at = end
            continue
        rows, after = _grid_table(lines, at) if _GRID_RULE.match(lines[at]) else _simple_table(lines, at)
        if rows:
            written += map(str, table_lines(rows))
            at = after
        else:
            after = max(after, at + 1)
            written += lines[at:after]
            at = after
    return written


_DIRECTIVE = re.compile(r"\s*\.\. (list|csv)-table::(.*)$")
_OPTION = re.compile(r"\s*:([\w-]+):\s*(.*)$")
_ITEM = re.compile(r"\s*(\*\s+)?-(?:\s+(.*))?$")


def _end_of_block(lines: _Lines, at: int) -> int:
    """The number of the first line after a block that is indented below line `at`."""
    indent = len(lines[at]) - len(lines[at].lstrip())
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent):
        end += 1
    return end


def _options(lines: _Lines) -> tuple[dict[str, str], _Lines]:
    """The options at the beginning of a directive, and the lines of its content."""
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        option = _OPTION.match(line)
        if not option:
            return found, lines[number:]
        found[option[1]] = option[2]
    return found, []


def _list_table(lines: _Lines) -> _Lines:
    """The rows of a table that is written as a list of lists."""
    options, content = _options(lines)
    rows: list[list[str]] = []
    for line in content:
        item = _ITEM.match(line)
        if item and (item[1] or rows):
            if item[1]:
                rows.append([])
            rows[-1].append(item[2] or "")
        elif rows and line.strip():
            rows[-1][-1] += f" {line.strip()}"
    header = int(options["header-rows"]) if options.get("header-rows", "").strip() in [*"123"] else 0
    return list(
        map(str, table_lines([[Cell(one_line(text), i < header) for text in row] for i, row in enumerate(rows)]))
    )


def _values_table(lines: _Lines) -> _Lines:
    """The rows of a table of separated values."""
    options, content = _options(lines)
    stated = [options["header"]] if options.get("header") else []
    header = len(stated) or int(options.get("header-rows", "").strip() in [*"123"])
    return csv_table([*stated, *map(str.strip, content)], "header" * header)


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


def csv_table(lines: _Lines, stated: str) -> _Lines:
    """The rows of a table of separated values, whose first row names the columns if it is `stated` or looks so."""
    csv.field_size_limit(max(csv.field_size_limit(), sum(map(len, lines)) + 1))  # of the whole process: never lowered
    rows = [
        [Cell(one_line(text)) for text in row] for row in csv.reader(filter(str.strip, lines), skipinitialspace=True)
    ]
    if "header" in stated.replace("noheader", "") and rows:
        rows[0] = [replace(cell, is_header=True) for cell in rows[0]]
    return list(map(str, table_lines(rows)))
