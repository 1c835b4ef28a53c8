"""The numbers that OpenDocument programs show before the items of lists and before headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from index.reading.readers.list_numbers import LEVELS, Level, NumberedList
from index.reading.readers.office.ooxml import attribute, name_of, number_of

_KINDS = {
    "1": "decimal",
    "01, 02, 03, ...": "decimalZero",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "": "none",
}
_PLACE = re.compile(r"%(\d)%")
_SHAPES = ("text-box", "custom-shape", "rect", "ellipse")
_Levels = Mapping[int, Level]


def labels_of(root: etree._Element, styles: Sequence[etree._Element]) -> dict[etree._Element, str]:
    """The labels of the paragraphs and headings of a content part, "-" for a bullet.

    `styles` are the trees with its styles. Paragraphs without a label are missing, and those that are shown without one
    although they begin an item have "".
    """
    return dict(_Counting(styles).labels(root))


class _Counting:
    """Counts the items of every list of a document as they come."""

    def __init__(self, styles: Sequence[etree._Element]) -> None:
        self._styles = {
            attribute(style, "name"): _levels(style, "list-level-style")
            for tree in styles
            for style in tree.iterfind("*/{*}list-style")
        }
        self._of_paragraphs = {
            attribute(style, "name"): attribute(style, "list-style-name")
            for tree in styles
            for style in tree.iterfind("*/{*}style")
        }
        outlines = [_levels(style, "outline-level-style") for tree in styles for style in tree.iter("{*}outline-style")]
        self._outline = NumberedList(outlines[0] if outlines else {})
        self._lists: dict[etree._Element, NumberedList] = {}  # by element, also inside other lists
        self._by_id: dict[str, NumberedList] = {}
        self._by_style: dict[str, NumberedList] = {}  # the last list of each style

    def labels(self, root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
        for item in root.iter("{*}list-item"):
            if (paragraph := next(item.iterchildren("{*}p", "{*}h"), None)) is not None:
                yield paragraph, self._of_item(item, paragraph)
        for heading in root.iter("{*}h") if self._outline.levels else ():
            if _name_of_parent(heading) != "list-item" and attribute(heading, "is-list-header") != "true":
                level = number_of(heading, "outline-level", 1) - 1
                start = number_of(heading, "start-value", 1)
                is_new = attribute(heading, "restart-numbering") == "true"
                if label := self._outline.label(level, restart=start if is_new else None):
                    yield heading, label

    def _of_item(self, item: etree._Element, paragraph: etree._Element) -> str:
        around = list(_lists_around(item))  # the innermost first
        named = next((name for one in around if (name := attribute(one, "style-name"))), "")
        style = named or self._of_paragraphs.get(attribute(paragraph, "style-name"), "")
        found = self._list(around, style)
        if not found.levels:
            return "-"
        start = number_of(item, "start-value", -1)
        return found.label(min(len(around), LEVELS) - 1, restart=None if start < 0 else start)

    def _list(self, around: Sequence[etree._Element], style: str) -> NumberedList:
        """The counts of the list, which can continue another one. A list inside it can have its own style."""
        outermost = around[-1]
        named = [one for one in around if attribute(one, "style-name")]
        own = named[0] if named else outermost
        if own not in self._lists:
            continued = self._by_id.get(attribute(outermost, "continue-list"))
            if attribute(outermost, "continue-numbering") == "true":
                continued = continued or self._by_style.get(style)
            if _name_of_parent(outermost) in _SHAPES:
                continued = continued or self._before(outermost)
            levels = self._styles.get(style, {})
            is_same = continued is not None and (own is outermost or continued.levels == levels)
            made = NumberedList(levels, continued.counts if continued and is_same else [None] * LEVELS)
            self._lists[own] = self._by_style[style] = made
            if own is outermost and (key := attribute(outermost, "id")):
                self._by_id[key] = made
        return self._lists[own]

    def _before(self, outermost: etree._Element) -> NumberedList | None:
        """The list just before this one. On slides, each change of style begins a new list, but counting goes on."""
        before = outermost.getprevious()
        return None if before is None else self._lists.get(before)


def _name_of_parent(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else name_of(parent)


def _lists_around(item: etree._Element) -> Iterator[etree._Element]:
    above: etree._Element | None = item
    while above is not None and name_of(above) in ("list-item", "list-header"):
        found = above.getparent()
        if found is None:
            return
        yield found
        above = found.getparent()


def _levels(style: etree._Element, name: str) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for element in style:
        level = number_of(element, "level", 1) - 1
        if name_of(element) == "list-level-style-bullet":
            found[level] = Level("bullet")
        elif name_of(element).startswith(name) and 0 <= level < LEVELS:
            kind = _KINDS.get(attribute(element, "num-format"), "decimal")
            found[level] = Level(kind, _pattern(element, level, found), number_of(element, "start-value", 1))
    return found


def _pattern(element: etree._Element, level: int, above: _Levels) -> str:
    """The pattern of a label in the way of Word: "%1.%2" means the numbers of the first two levels."""
    if stated := attribute(element, "num-list-format"):
        return _PLACE.sub(r"%\1", stated)
    if attribute(element, "num-format") == "":
        return ""
    first = max(0, level + 1 - number_of(element, "display-levels", 1))
    shown = [i for i in range(first, level) if above.get(i, Level()).kind not in ("none", "bullet")]
    numbers = ".".join(f"%{i + 1}" for i in (*shown, level))
    return f"{attribute(element, 'num-prefix')}{numbers}{attribute(element, 'num-suffix')}"
