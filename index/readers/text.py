"""Plain text and Markdown: the text itself is canonical."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt

from index.readers.contents import MAX_HEADING, Contents, Mark, one_line, sections_of
from index.readers.decode import decode

_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?\n)??(?:\1|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_TITLE = re.compile(r"""^title\s*[:=]\s*(["']?)(.+?)\1\s*$""", re.MULTILINE | re.IGNORECASE)
# Lists, quotations and fences can hold lines that look like headings, so all blocks have to be told apart; markup
# inside a block matters in headings alone.
_BLOCKS = MarkdownIt("commonmark").disable("inline")
_INLINE = MarkdownIt("commonmark")


def read_text(data: bytes) -> Contents:
    """A plain text as one section."""
    text = decode(data)
    return Contents("", text, sections_of(text, ()))


def read_markdown(data: bytes) -> Contents:
    """A Markdown text with a section per heading; titled by its front matter, or else its first top heading."""
    text = decode(data)
    front = _FRONT_MATTER.match(text)
    marks = list(_marks(text, front.end() if front else 0))
    title = _TITLE.search(front[2] or "") if front else None
    top = next((mark.heading for mark in marks if mark.level == 1), "")
    return Contents(one_line(title[2]) if title else top, text, sections_of(text, marks))


def _marks(text: str, body: int) -> Iterator[Mark]:
    """The headings of text[body:]; one in a list or a quotation belongs to that, not to the document."""
    starts = [body, *(match.end() for match in re.compile("\n").finditer(text, body))]
    tokens = _BLOCKS.parse(text[body:])
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.level == 0 and opening.map:
            heading = one_line(_plain(inline.content))[:MAX_HEADING]
            if heading:
                yield Mark(starts[opening.map[0]], int(opening.tag[1]), heading)


def _plain(heading: str) -> str:
    """The words of a heading without its markup."""
    (inline,) = _INLINE.parseInline(heading)
    return "".join(
        token.content if token.type in ("text", "code_inline") else " " * (token.type == "softbreak")
        for token in inline.children or ()
    )
