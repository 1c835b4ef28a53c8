"""Org and AsciiDoc without what is not for readers: comments, settings of programs, and the addresses of links.

Code is kept as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

_ORG_BEGIN = re.compile(r"[ \t]*#\+begin_(\w+)", re.IGNORECASE)
_ORG_END = re.compile(r"[ \t]*#\+end_(\w+)", re.IGNORECASE)
_ORG_CODE = ("src", "example")
_ORG_DRAWER, _ORG_DRAWER_END = re.compile(r"[ \t]*:PROPERTIES:[ \t]*$", re.I), re.compile(r"[ \t]*:END:[ \t]*$", re.I)
_ORG_COMMENT = re.compile(r"[ \t]*#(?: |$)")
_ORG_LINK = re.compile(r"\[\[[^\[\]\n]{0,2000}\]\[([^\[\]\n]{1,2000})\]\]|\[\[([^\[\]\n]{1,2000})\]\]")
_ASCIIDOC_FENCE = re.compile(r"(-{4,}|\.{4,}|/{4,})[ \t]*$")
_ASCIIDOC_UNREAD = re.compile(r"//(?!/)|:!?[\w-]+!?:[ \t]*$")
_ASCIIDOC_LINK = re.compile(
    r"<<[^<>,\n]{1,500},[ \t]*([^<>\n]{1,500})>>|<<([^<>\n]{1,500})>>"
    r"|(?:https?://|link:|xref:|mailto:)[^\s\[\]]{1,500}\[([^\[\]\n]{1,500})\]"
)

Kind = Callable[[str], tuple[str, str]]  # of a line: what it begins, and what it ends, both "" for most lines


def plain_org(text: str) -> str:
    """An Org file without comments and properties, and with the texts of links in their place."""

    def kind(line: str) -> tuple[str, str]:
        if _ORG_DRAWER.match(line):
            return "drawer", ""
        if _ORG_DRAWER_END.match(line):
            return "", "drawer"
        begin, end = _ORG_BEGIN.match(line), _ORG_END.match(line)
        return begin[1].lower() if begin else "", end[1].lower() if end else ""

    return "\n".join(
        _read(
            text.split("\n"), kind, code=_ORG_CODE, unread=("drawer", "comment"), comment=_ORG_COMMENT, link=_ORG_LINK
        )
    )


def plain_asciidoc(text: str) -> str:
    """An AsciiDoc file without comments and empty settings, and with the texts of links in their place."""

    def kind(line: str) -> tuple[str, str]:
        fence = _ASCIIDOC_FENCE.match(line)
        return (fence[1], fence[1]) if fence else ("", "")

    lines = text.split("\n")
    fences = {kind(line)[0] for line in lines} - {""}
    unread = tuple(fence for fence in fences if fence[0] == "/")
    code = tuple(fences.difference(unread))
    return "\n".join(_read(lines, kind, code=code, unread=unread, comment=_ASCIIDOC_UNREAD, link=_ASCIIDOC_LINK))


def _read(
    lines: list[str],
    kind: Kind,
    *,
    code: tuple[str, ...],
    unread: tuple[str, ...],
    comment: re.Pattern[str],
    link: re.Pattern[str],
) -> Iterator[str]:
    """The lines that are read. A block without an end is none."""
    ends: dict[str, list[int]] = {}
    kinds = [kind(line) for line in lines]
    for number, (_, end) in enumerate(kinds):
        ends.setdefault(end, []).append(number)
    at = 0
    while at < len(lines):
        begun = kinds[at][0]
        closing = ends.get(begun, []) if begun in (*code, *unread) else []
        following = bisect_right(closing, at)
        if following < len(closing):
            if begun in code:
                yield from lines[at : closing[following] + 1]
            at = closing[following] + 1
            continue
        if not comment.match(lines[at]):
            yield link.sub(lambda found: next(filter(None, found.groups())), lines[at])
        at += 1
