"""Markdown: the text is kept as it is, with three exceptions.

Every row of a table becomes a line that can be understood alone. Comments, text hidden by inline HTML and struck-out
text are left out, because readers of the page do not see them. Powers and indices are written as in `scripts`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.reading.readers.bold_lines import Bold, can_be_heading
from index.reading.readers.contents import (
    MAX_HEADING,
    Contents,
    Mark,
    left_out,
    one_line,
    sections_of,
    with_bold,
)
from index.reading.readers.decode import decode
from index.reading.readers.latex.formula import DOLLARS, linear_formula
from index.reading.readers.scripts import lowered, raised, with_scripts
from index.reading.readers.tables import Cell, table_lines
from index.reading.readers.typed_tables import can_have_tables, with_typed_tables
from index.reading.readers.web import read_html

_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?\n)??(?:\1|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_TITLE = re.compile(r"""^title\s*[:=]\s*(["']?)(.+?)\1\s*$""", re.MULTILINE | re.IGNORECASE)
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)[ \t]*"
    r"|^\[[^\]\n]+\]:[ \t]*(?:#|<>)[ \t]*(?:\([^\n]*\)|\"[^\n]*\"|'[^\n]*')[ \t]*(?:\n|\Z)"  # a link that is a remark
    r"|<(?P<tag>[a-z]{1,10})\b(?=[^<>]*(?:\shidden\b|display:\s*none|visibility:\s*hidden|font-size:\s*0"
    r"|opacity:\s*0[;\"']"
    r"|[\s;\"']color:\s*(?:white|#fff(?:fff)?)\b|\bcolor=[\"']?(?:white|#fff)))[^<>]*>.{0,5000}?</(?P=tag)\s*>",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_STRUCK = re.compile(
    r"(?<![~\\])~~(?=[^\s~])(?:[^\n~]|\n(?!\n)|~(?!~)){1,2000}?(?<=[^\s~])~~(?!~)"
    r"|<(?P<tag>del|s|strike)\b[^<>]*>.{0,5000}?</(?P=tag)\s*>",
    re.DOTALL | re.IGNORECASE,
)
# As HTML, and as Pandoc writes them: H~2~O and 10^6^.
_HEIGHT = re.compile(
    r"<sup>(?P<html_up>[^<>\n]{1,40})</sup>|<sub>(?P<low>[^<>\n]{1,40})</sub>"
    r"|(?<=[A-Za-z)])~(?P<low_mark>\d{1,3})~(?!~)|(?<=[\w)])\^(?P<up_mark>[+−-]?\w{1,4})\^",
    re.IGNORECASE,
)
_PIPE, _DELIMITERS = re.compile(r"(?<!\\)\|"), re.compile(r"\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?)?")
_CODE = re.compile(r"(?<!`)(`+)(?!`)[^\n]{1,500}?(?<!`)\1(?!`)")
_BOLD = re.compile(r"(\*\*|__)([^\n*_]{1,200})\1:?")
_HTML_TABLE = re.compile(r"<table\b(?:(?!<table\b|</table).){0,50000}</table\s*>", re.DOTALL | re.IGNORECASE)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NOT_TYPED = ("heading_open", "html_block", "table_open", "bullet_list_open", "ordered_list_open", "blockquote_open")
# All blocks are parsed, because lists, quotations and fences can contain lines that look like headings. Markup inside a
# block is parsed only in headings.
_BLOCKS = MarkdownIt("commonmark").enable("table").disable("inline")
_INLINE = MarkdownIt("commonmark")


def read_markdown(data: bytes) -> Contents:
    """A Markdown text with a section per heading; titled by its front matter, or else its first top heading."""
    return markdown_contents(decode(data))


def markdown_contents(text: str) -> Contents:
    """What `read_markdown` finds in a text."""
    text, hidden = _without(_HIDDEN, text)
    text, struck = _without(_STRUCK, text)
    rows: set[str] = set()
    text = _with_typed(_with_rows(_with_heights(text), rows))
    front = _FRONT_MATTER.match(text)
    blocks = _Blocks.of(text, front.end() if front else 0)
    marks = [mark for mark in _marks(blocks) if _line_at(text, mark.start) not in rows]
    title = _TITLE.search(front[2] or "") if front else None
    top = next((mark.heading for mark in marks if mark.level == 1), "")
    notes = (left_out(len(struck)),) if struck else ()
    sections = sections_of(text, with_bold(text, marks, list(_bold(blocks))))
    return Contents(one_line(title[2]) if title else top, text, sections, notes, unseen=tuple(hidden))


def _without(unwanted: re.Pattern[str], text: str) -> tuple[str, list[str]]:
    """The text without the matches, and the matches. Code does not change."""
    places = [match[0] for match in _outside_code(unwanted, text) if any(map(str.isalnum, match[0]))]
    return _replaced(unwanted, text, lambda _: ""), places


def _with_heights(text: str) -> str:
    """The text with superscripts, subscripts and formulas written as in `scripts`."""
    text = _replaced(DOLLARS, text, lambda match: linear_formula(match[1] or match[2]))
    return with_scripts(_replaced(_HEIGHT, text, _wrapped))


def _wrapped(match: re.Match[str]) -> str:
    wrap = lowered if (match.lastgroup or "").startswith("low") else raised
    return wrap(match[match.lastgroup or 0])


def _replaced(wanted: re.Pattern[str], text: str, write: Callable[[re.Match[str]], str]) -> str:
    """The text with the matches outside code replaced by what `write` returns."""
    kept, done = list[str](), 0
    for match in _outside_code(wanted, text):
        kept += text[done : match.start()], write(match)
        done = match.end()
    return "".join([*kept, text[done:]])


def _outside_code(wanted: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """The matches that do not begin in code."""
    found = list(wanted.finditer(text))
    if not found:
        return []
    lines = [match.start() for match in _LINE.finditer(text)] + [len(text)]
    blocks = [token.map for token in _BLOCKS.parse(text) if token.type in ("fence", "code_block") and token.map]
    code = sorted([(lines[first], lines[end]) for first, end in blocks] + [m.span() for m in _CODE.finditer(text)])
    starts = [start for start, _ in code]

    def is_code(place: int) -> bool:
        before = bisect_right(starts, place)
        return before > 0 and place < code[before - 1][1]

    return [match for match in found if not is_code(match.start())]


def _line_at(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]


def _with_rows(text: str, rows: set[str]) -> str:
    """The text with one line for each row of a table, also added to `rows`: one can look like a heading.

    Tables in lists and quotations do not change.
    """

    def written(match: re.Match[str]) -> str:
        table = read_html(match[0].encode()).text
        rows.update(table.split("\n"))
        return f"\n\n{table}\n\n"

    text = _replaced(_HTML_TABLE, text, written)
    if "|" not in text:  # there is no table, so nothing has to be parsed
        return text
    lines = _LINE.findall(text)
    for table in reversed(list(_tables(_BLOCKS.parse(_with_pipes_of_code(text))))):
        first, end = table[0].map or (0, 0)
        own = table_lines(_rows(table))
        rows.update(own)
        lines[first:end] = [f"{line}\n" for line in own]
    return "".join(lines)


def _with_pipes_of_code(text: str) -> str:
    """The text with escaped pipes in the code of table rows, where the row would have too many cells otherwise."""
    lines, width = text.split("\n"), 0
    for number, line in enumerate(lines):
        if _DELIMITERS.fullmatch(line.strip()):
            width = len(_PIPE.findall(line.strip().strip("|"))) + 1
        elif not line.strip():
            width = 0
        elif width and "`" in line and len(_PIPE.findall(line.strip().strip("|"))) >= width:
            escaped = _CODE.sub(lambda code: _PIPE.sub(r"\\|", code[0]), line)
            if len(_PIPE.findall(escaped.strip().strip("|"))) == width - 1:
                lines[number] = escaped
    return "\n".join(lines)


def _with_typed(text: str) -> str:
    """The text with one line for each row of a table that is only typed, also in a block of code without a language."""
    if not can_have_tables(text):
        return text
    lines, written, done = _LINE.findall(text), list[str](), 0
    for token in _BLOCKS.parse(text):
        is_other = token.type in _NOT_TYPED or (token.type == "fence" and token.info.strip())
        if token.level == 0 and token.map and is_other and token.map[0] >= done:
            written += with_typed_tables("".join(lines[done : token.map[0]])), *lines[slice(*token.map)]
            done = token.map[1]
    return "".join([*written, with_typed_tables("".join(lines[done:]))])


def _tables(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for position, token in enumerate(tokens):
        if token.level == 0 and token.type == "table_open":
            start = position
        elif token.level == 0 and token.type == "table_close":
            yield tokens[start:position]


def _rows(table: Sequence[Token]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for opening, inline in pairwise(table):
        if opening.type == "tr_open":
            rows.append([])
        elif opening.type in ("th_open", "td_open"):
            rows[-1].append(Cell(one_line(_plain(inline.content)), is_header=opening.type == "th_open"))
    return rows


@dataclass(frozen=True, slots=True)
class _Blocks:
    """The blocks of the body of a text."""

    tokens: Sequence[Token]
    starts: Sequence[int]  # of its lines

    @classmethod
    def of(cls, text: str, body: int) -> Self:
        """The blocks of text[body:]."""
        starts = [body, *(match.end() for match in re.compile("\n").finditer(text, body))]
        return cls(_BLOCKS.parse(text[body:]), starts)

    def outermost(self, kind: str) -> Iterator[tuple[int, Token, str]]:
        """The blocks of a kind that are in no list and no quotation: where each begins, its opening, and its words."""
        for opening, inline in pairwise(self.tokens):
            if opening.type == kind and opening.level == 0 and opening.map:
                yield self.starts[opening.map[0]], opening, inline.content


def _marks(blocks: _Blocks) -> Iterator[Mark]:
    """The headings, without those in lists and quotations."""
    for start, opening, words in blocks.outermost("heading_open"):
        if heading := one_line(_plain(words))[:MAX_HEADING]:
            yield Mark(start, int(opening.tag[1]), heading)


def _is_break(token: Token) -> bool:
    return token.type == "softbreak" or (token.type == "html_inline" and token.content.lower().startswith("<br"))


def _bold(blocks: _Blocks) -> Iterator[Bold]:
    """The paragraphs that are one line of bold words."""
    for start, _, words in blocks.outermost("paragraph_open"):
        found = _BOLD.fullmatch(words.strip())
        line = one_line(_plain(found[2])) if found else ""
        if line and can_be_heading(line):
            yield start, line


def _plain(markup: str) -> str:
    """The words of a heading or a cell without its markup."""
    (inline,) = _INLINE.parseInline(markup)
    return "".join(
        token.content if token.type in ("text", "code_inline") else " " * _is_break(token)
        for token in inline.children or ()
    )
