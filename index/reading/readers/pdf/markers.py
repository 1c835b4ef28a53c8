"""Puts the markers of list items before their items, if the file has them elsewhere: some programs draw them last."""

from __future__ import annotations

import array
import re
from collections.abc import Iterator, Sequence

from index.reading.readers.pdf.glyphs import PageText
from index.reading.readers.pdf.tables.pieces import PageLine, Piece

_MARKER = re.compile(r"(?:[•◦▪‣●○■□–*-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxlcIVXLC]{1,6})[.)])\s*")
_LEVEL = 0.3  # of a line's height: how much the heights of a marker and its item can differ
_FARTHEST = 4.0  # such heights between the marker and the item
_MOST = 500  # markers of a page


def with_markers(page: PageText, lines: Sequence[PageLine]) -> PageText:
    """The page with each marker that is alone on a line of the text before the item that is beside it on the page."""
    alone = [line[0] for line in lines if len(line) == 1 and _MARKER.fullmatch(line[0].text)]
    moved = dict(_items(alone[:_MOST], lines)) if alone else {}
    return _rewritten(page, moved) if moved else page


def _items(markers: Sequence[Piece], lines: Sequence[PageLine]) -> Iterator[tuple[Piece, Piece]]:
    """The item of each marker that is not just before it in the text."""
    firsts = [line[0] for line in lines if not _MARKER.fullmatch(line[0].text)]
    for marker in markers:
        beside = [
            item
            for item in firsts
            if abs(item.middle_height - marker.middle_height) < _LEVEL * item.height
            and 0 <= item.left - marker.right < _FARTHEST * item.height
        ]
        if len(beside) == 1:
            yield marker, beside[0]


def _rewritten(page: PageText, moved: dict[Piece, Piece]) -> PageText:
    of_items = {item.start: marker for marker, item in moved.items()}
    ends = {marker.start: marker.end for marker in moved}
    characters, index = list[str](), array.array("i")
    at = 0
    while at < len(page.text):
        if at in ends:
            at = ends[at]
            while at < len(page.text) and page.text[at].isspace():
                at += 1
            continue
        if marker := of_items.get(at):
            characters += page.text[marker.start : marker.end].rstrip() + " "
            index.extend(page.index[marker.start : marker.start + len(page.text[marker.start : marker.end].rstrip())])
            index.append(page.index[at])
        characters.append(page.text[at])
        index.append(page.index[at])
        at += 1
    text = "".join(characters)
    end = len(text.rstrip())
    return PageText(text[:end], index[:end])
