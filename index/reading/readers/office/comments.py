"""Comments in the margins of Office documents -> lines."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from index.reading.readers.contents import one_line
from index.reading.readers.office.ooxml import attribute, name_of

_REMARKS = ("comment", "threadedComment", "cm", "reply")
_FOR_OLD_PROGRAMS = "[Threaded comment]"  # begins the copy of a comment that is also kept in the new form


def remark_lines(comments: etree._Element) -> Iterator[str]:
    """A line for each comment in a part that holds comments, with the cell that it is about."""
    for remark in comments.iter(*(f"{{*}}{name}" for name in _REMARKS)):
        text = one_line("".join(_pieces(remark)))
        cell = attribute(remark, "ref")
        if text and not text.startswith(_FOR_OLD_PROGRAMS):
            yield f"Comment on {cell}: {text}" if cell else f"Comment: {text}"


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = name_of(child)
        if name in ("t", "text") and not len(child):
            yield child.text or ""
        elif name not in (*_REMARKS, "rPr", "rPh"):
            yield from _pieces(child)
            yield " " if name == "p" else ""
