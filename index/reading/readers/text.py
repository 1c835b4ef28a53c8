"""Plain text and reStructuredText: the text is kept as it is, but every row of a table becomes a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.reading.readers.contents import MAX_HEADING, Contents, Mark, one_line, sections_of
from index.reading.readers.decode import decode
from index.reading.readers.markup import RST, with_markup
from index.reading.readers.markup_syntax import plain_rst
from index.reading.readers.typed_tables import with_typed_tables

_UNDERLINED = re.compile(
    r"^(?:(?P<over>([^\w\s])\2{2,300})[ \t]*\n)?[ \t]*(?P<heading>[^\s].{0,300})\n(?P<under>([^\w\s])\5{2,300})[ \t]*$",
    re.MULTILINE,
)


def read_plain(data: bytes) -> Contents:
    """A plain text as one section, with a line for each row of its tables."""
    text = with_typed_tables(decode(data))
    return Contents("", text, sections_of(text, ()))


def read_text(data: bytes) -> Contents:
    """A text that is no prose, such as a log, as one section."""
    text = decode(data)
    return Contents("", text, sections_of(text, ()))


def read_rst(data: bytes) -> Contents:
    """A reStructuredText with a section per heading; titled by its first heading."""
    text, _ = with_markup(plain_rst(decode(data)), RST)
    marks = list(_underlined(text))
    return Contents(marks[0].heading if marks else "", text, sections_of(text, marks))


def _underlined(text: str) -> Iterator[Mark]:
    """The headings, which are underlined lines. Kinds of underlines are levels in the order of their first use."""
    levels: list[tuple[str, bool]] = []
    for match in _UNDERLINED.finditer(text):
        over, heading, under = match["over"] or "", match["heading"], match["under"]
        if len(under) >= len(heading.rstrip()) and (not over or over == under):
            kind = under[0], bool(over)
            levels += [kind] if kind not in levels else []
            yield Mark(match.start(), levels.index(kind) + 1, one_line(heading)[:MAX_HEADING])
