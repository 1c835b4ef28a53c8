"""Plain text, Markdown and reStructuredText: the text itself is canonical."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt

from index.readers.contents import MAX_HEADING, Contents, Mark, one_line, sections_of
from index.readers.decode import decode

_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?\n)??(?:\1|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_TITLE = re.compile(r"""^title\s*[:=]\s*(["']?)(.+?)\1\s*$""", re.MULTILINE | re.IGNORECASE)
_UNDERLINED = re.compile(
    r"^(?:(?P<over>([^\w\s])\2{2,300})[ \t]*\n)?[ \t]*(?P<heading>[^\s].{0,300})\n(?P<under>([^\w\s])\5{2,300})[ \t]*$",
    re.MULTILINE,
)
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
    return markdown_contents(decode(data))


def markdown_contents(text: str) -> Contents:
    """What `read_markdown` finds in a text."""
    front = _FRONT_MATTER.match(text)
    marks = list(_marks(text, front.end() if front else 0))
    title = _TITLE.search(front[2] or "") if front else None
    top = next((mark.heading for mark in marks if mark.level == 1), "")
    return Contents(one_line(title[2]) if title else top, text, sections_of(text, marks))


def read_rst(data: bytes) -> Contents:
    """A reStructuredText with a section per heading; titled by its first heading."""
    text = decode(data)
    marks = list(_underlined(text))
    return Contents(marks[0].heading if marks else "", text, sections_of(text, marks))


def _underlined(text: str) -> Iterator[Mark]:
    """The headings: underlined lines. Each kind of underline means the level at which it came first."""
    levels: list[tuple[str, bool]] = []
    for match in _UNDERLINED.finditer(text):
        over, heading, under = match["over"] or "", match["heading"], match["under"]
        if len(under) >= len(heading.rstrip()) and (not over or over == under):
            kind = under[0], bool(over)
            levels += [kind] if kind not in levels else []
            yield Mark(match.start(), levels.index(kind) + 1, one_line(heading)[:MAX_HEADING])


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
