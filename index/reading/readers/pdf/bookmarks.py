"""Finds the headings of a PDF: bookmarks whose words are in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.reading.readers.contents import Cut

Path = tuple[str, ...]  # ("Chapter", "Part"): a bookmark and those above it


def page_cuts(text: str, paths: Iterable[Path], current: Path) -> tuple[list[Cut], Path]:
    """The cuts where headings begin in the text of a page, and the path at its end.

    `paths` are the bookmarks that lead to this page, and `current` is the one before them. A bookmark says on which
    page it begins, but seldom where. If a line of the page begins with its words, it begins at that line. Otherwise,
    the rest of the page has only the headings that it shares with the bookmark before it.
    """
    cuts = [Cut(0, current)]
    for path in paths:
        since = cuts[-1].start
        found = _find(path[-1], text, since)
        cut = Cut(since, _shared(cuts[-1].path, path)) if found is None else Cut(found, path)
        if cut.start == since or not text[since : cut.start].strip():
            cut = Cut(since, cut.path)
            cuts.pop()
        cuts.append(cut)
        current = path
    return cuts, current


def _find(heading: str, text: str, start: int) -> int | None:
    """The start of a line that begins with the heading, perhaps after a number and over several lines."""
    words = r"\s+".join(map(re.escape, heading.split()))
    match = re.compile(rf"^[\d.]*[^\S\n]*({words})\b", re.MULTILINE | re.IGNORECASE).search(text, start)
    return match.start() if match else None


def _shared(one: Path, other: Path) -> Path:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return one[:length]
