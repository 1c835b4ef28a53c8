"""Tables in a plain text whose columns are drawn: with + - |, with the characters for boxes, or with a rule below each
name, as databases print them. One line for each row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from index.reading.readers.contents import one_line
from index.reading.readers.tables import Cell, table_lines

_DRAWN = str.maketrans(
    dict.fromkeys("─━╌╍┄┅", "-")
    | dict.fromkeys("═", "=")
    | dict.fromkeys("│┃║╎╏┆┇┊┋", "|")
    | dict.fromkeys("┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬╒╕╘╛╞╡╤╧╪╓╖╙╜╟╢╥╨╫┏┓┗┛┣┫┳┻╋╭╮╯╰┡┩╇", "+")
)
_RULE = re.compile(r"\+(?:[-=]+\+)+$")
_RULE_BELOW = re.compile(r"[ \t]*[-=─═]{2,}(?: +[-=─═]{2,})+[ \t]*$")
_RULES = re.compile(r"[-=─═]{2} +[-=─═]{2}")  # without which no line is rules
_RULES_AROUND = 3  # above and below the names, and below the rows
_FEWEST_RULED = 3  # lines: the names and two rows
_FEWEST = 4  # lines: a rule, the names, a row and a rule


def with_boxed_tables(text: str) -> str:
    """The text with one line for each row of a drawn table. Other lines do not change."""
    text = _with_ruled(text)
    if not re.search(r"[+┌╔╒╓┏╭][-─━═]", text):
        return text
    lines = text.split("\n")
    written: list[str] = []
    for is_drawn, run in groupby(lines, key=lambda line: line.strip()[:1].translate(_DRAWN) in ("+", "|")):
        block = list(run)
        written += (_rows(block) if is_drawn else []) or block
    return "\n".join(written)


def _with_ruled(text: str) -> str:
    """The text with the rows of tables whose names have a rule each below them."""
    if not _RULES.search(text):
        return text
    lines = text.split("\n")
    written: list[str] = []
    at = 0
    while at < len(lines):
        rows, after = ([], at) if not at or not _RULE_BELOW.match(lines[at]) else _below_rule(lines, at)
        if rows and written:
            written[-1:] = rows
            at = after
        else:
            written.append(lines[at])
            at += 1
    return "\n".join(written)


def _below_rule(lines: Sequence[str], at: int) -> tuple[list[str], int]:
    """The rows below the rules on the line `at`, and the number of the line after them; none if words cross columns."""
    starts = [found.start() for found in re.finditer(r"[-=─═]+", lines[at])]
    after = at + 1
    while after < len(lines) and lines[after].strip() and not _RULE_BELOW.match(lines[after]):
        if any(lines[after][start - 1 : start].strip() for start in starts[1:]):
            break
        after += 1
    texts = [_cut(line, starts) for line in (lines[at - 1], *lines[at + 1 : after])]
    if len(texts) < _FEWEST_RULED or not all(texts[0]) or any(lines[at - 1][start - 1].strip() for start in starts[1:]):
        return [], at
    if after < len(lines) and lines[after].strip():
        if not _RULE_BELOW.match(lines[after]):
            return [], at
        after += 1  # the rule below the last row
    return [*map(str, table_lines([[Cell(text, not n) for text in row] for n, row in enumerate(texts)]))], after


def _cut(line: str, starts: Sequence[int]) -> list[str]:
    return [one_line(line[a:b]) for a, b in pairwise([0, *starts[1:], max(len(line), starts[-1] + 1)])]


def _rows(lines: Sequence[str]) -> list[str]:
    """The rows of a table; none if the lines do not have the same columns."""
    drawn = [line.rstrip().translate(_DRAWN) for line in lines]
    rules = [number for number, line in enumerate(drawn) if _RULE.match(line.strip())]
    if len(lines) < _FEWEST or len(rules) < 2 or rules[0] or rules[-1] != len(lines) - 1:
        return []
    edges = [found.start() for found in re.finditer(r"\+", drawn[0])]
    if len(edges) < 3 or any(line[edge : edge + 1] not in ("|", "+") for line in drawn for edge in edges):
        return []
    are_lines = len(rules) <= _RULES_AROUND  # and none between two rows
    header = rules[1] if len(rules) > 2 else 0
    rows: list[list[Cell]] = []
    for first, last in pairwise(rules):
        parts = [[line[a + 1 : b].strip() for a, b in pairwise(edges)] for line in lines[first + 1 : last]]
        rows += _cells(parts, is_header=last == header, are_lines=are_lines and last != header)
    return [*map(str, table_lines(rows))]


def _cells(parts: Sequence[Sequence[str]], *, is_header: bool, are_lines: bool) -> Iterator[list[Cell]]:
    """The rows between two rules: one for each line, or one of all lines."""
    if are_lines:
        yield from ([Cell(one_line(text)) for text in line] for line in parts)
    elif parts:
        yield [Cell(one_line(" ".join(filter(None, column))), is_header) for column in zip(*parts, strict=True)]
