"""Org, AsciiDoc and reStructuredText without what is not for readers: comments, settings, the addresses of links.

Code is kept as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial

_ORG_BEGIN = re.compile(r"[ \t]*#\+begin_(\w+)", re.IGNORECASE)
_ORG_END = re.compile(r"[ \t]*#\+end_(\w+)", re.IGNORECASE)
_ORG_CODE = ("src", "example")
_ORG_DRAWER, _ORG_DRAWER_END = re.compile(r"[ \t]*:PROPERTIES:[ \t]*$", re.I), re.compile(r"[ \t]*:END:[ \t]*$", re.I)
_ORG_COMMENT = re.compile(
    r"[ \t]*#(?: |$|\+(?:tblfm|options|startup|property|filetags|setupfile|latex_\w+|html_\w+|exclude_tags|bind):)",
    re.I,
)
_ORG_LINK = re.compile(r"\[\[[^\[\]\n]{0,2000}\]\[([^\[\]\n]{1,2000})\]\]|\[\[([^\[\]\n]{1,2000})\]\]")
_ASCIIDOC_FENCE = re.compile(r"(-{4,}|\.{4,}|/{4,})[ \t]*$")
_ASCIIDOC_UNREAD = re.compile(r"//(?!/)|:!?[\w-]+!?:[ \t]*$")
_ASCIIDOC_LINK = re.compile(
    r"<<[^<>,\n]{1,500},[ \t]*([^<>\n]{1,500})>>|<<([^<>\n]{1,500})>>"
    r"|(?:https?://|link:|xref:|mailto:)[^\s\[\]]{1,500}\[([^\[\]\n]{1,500})\]"
)
_ASCIIDOC_SET = re.compile(r"^:([\w-]{1,60}):[ \t]+(\S.{0,300})$", re.MULTILINE)
_ASCIIDOC_NAMED = re.compile(r"(?<!\\)\{([\w-]{1,60})\}")
_RST_COMMENT = re.compile(r"\.\.(?:[ \t]+(?![_\[|]|[\w:.+-]+::|__)\S.*)?$")
_RST_SET = re.compile(r"\.\.[ \t]+\|([^|\n]{1,60})\|[ \t]+replace::[ \t]+(\S.*)$")
_RST_NAMED = re.compile(r"(?<![\w|])\|(\S(?:[^|\n]{0,58}\S)?)\|(?![\w|])_{0,2}")

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
            text.split("\n"),
            kind,
            code=_ORG_CODE,
            unread=("drawer", "comment"),
            comment=_ORG_COMMENT,
            written=partial(_ORG_LINK.sub, _last),
        )
    )


def plain_asciidoc(text: str) -> str:
    """An AsciiDoc file without comments and empty settings, and with the texts of links and of its own names."""
    stated = {found[1]: found[2].strip() for found in _ASCIIDOC_SET.finditer(text)}

    def written(line: str) -> str:
        named = _ASCIIDOC_NAMED.sub(lambda found: stated.get(found[1], found[0]), line) if "{" in line else line
        return _ASCIIDOC_LINK.sub(_last, named)

    def kind(line: str) -> tuple[str, str]:
        fence = _ASCIIDOC_FENCE.match(line)
        return (fence[1], fence[1]) if fence else ("", "")

    lines = text.split("\n")
    fences = {kind(line)[0] for line in lines} - {""}
    unread = tuple(fence for fence in fences if fence[0] == "/")
    code = tuple(fences.difference(unread))
    return "\n".join(_read(lines, kind, code=code, unread=unread, comment=_ASCIIDOC_UNREAD, written=written))


def plain_rst(text: str) -> str:
    """A reStructuredText without comments, and with its own names replaced by their texts."""
    lines = text.split("\n")
    stated = {found[1]: found[2] for line in lines if (found := _RST_SET.match(line))}
    kept: list[str] = []
    is_comment = False
    for number, line in enumerate(lines):
        is_indented = line[:1] in (" ", "\t") or not line.strip()
        is_comment = bool(_RST_COMMENT.match(line)) or (is_comment and is_indented)
        if line.strip() == ".." and not "".join(lines[number + 1 : number + 2]).strip():
            is_comment = False  # an empty comment ends before the next block
        elif not is_comment and not _RST_SET.match(line):
            kept.append(_RST_NAMED.sub(lambda found: stated.get(found[1], found[0]), line) if stated else line)
    return "\n".join(kept)


def _last(found: re.Match[str]) -> str:
    return next((text for text in found.groups() if text), "")


def _read(
    lines: list[str],
    kind: Kind,
    *,
    code: tuple[str, ...],
    unread: tuple[str, ...],
    comment: re.Pattern[str],
    written: Callable[[str], str],
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
            yield written(lines[at])
        at += 1
