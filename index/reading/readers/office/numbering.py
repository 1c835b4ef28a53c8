"""Computes the numbers that Word shows before paragraphs ("3.", "2.1", "(a)"), which are not in its text."""

from __future__ import annotations

from lxml import etree

from index.reading.readers.list_numbers import Level, NumberedList
from index.reading.readers.office.ooxml import attribute, is_set, number, value
from index.reading.readers.office.package import Package


class Numbering:
    """Counts the paragraphs of each list as they come."""

    def __init__(self, package: Package) -> None:
        self._lists: dict[str, NumberedList] = {}  # by id; several ids can continue one list
        self._restarts: dict[str, dict[int, int]] = {}  # by id, then level: the number to start again with
        if "word/numbering.xml" not in package.names:
            return
        root = package.tree("word/numbering.xml")
        shared = _shared_lists(root)
        for element in root.iterfind("{*}num"):
            list_id = attribute(element, "numId")
            found = shared.get(value(element.find("{*}abstractNumId")), NumberedList({}))
            overrides = list(element.iterfind("{*}lvlOverride"))
            levels = dict(_level(level) for override in overrides for level in override.iterfind("{*}lvl"))
            self._lists[list_id] = NumberedList({**found.levels, **levels}, found.counts)
            starts = {_index(one): number(one.find("{*}startOverride"), 0) for one in overrides}
            self._restarts[list_id] = {level: start for level, start in starts.items() if start}

    def label(self, list_id: str, level: int | None, style_id: str) -> str:
        """The label of the next paragraph of a list: a number, "-" for a bullet, "" for nothing.

        If `level` is None, the paragraph's style determines it.
        """
        found = self._lists.get(list_id)
        if found is None:
            return ""
        if level is None:
            level = next((i for i, one in found.levels.items() if style_id and one.style_id == style_id), 0)
        return found.label(level, restart=self._restarts[list_id].pop(level, None))


def _shared_lists(root: etree._Element) -> dict[str, NumberedList]:
    """The lists by their ids. One that only names a style of lists is that style's list."""
    found, styled, links = dict[str, NumberedList](), dict[str, NumberedList](), dict[str, str]()
    for element in root.iterfind("{*}abstractNum"):
        key = attribute(element, "abstractNumId")
        found[key] = NumberedList(dict(map(_level, element.iterfind("{*}lvl"))))
        if name := value(element.find("{*}styleLink")):
            styled[name] = found[key]
        links[key] = value(element.find("{*}numStyleLink"))
    return {key: styled.get(links[key], own) for key, own in found.items()}


def _level(level: etree._Element) -> tuple[int, Level]:
    return _index(level), Level(
        value(level.find("{*}numFmt")) or "decimal",
        value(level.find("{*}lvlText")),
        number(level.find("{*}start"), 1),
        value(level.find("{*}pStyle")),
        is_set(level.find("{*}isLgl")),
    )


def _index(element: etree._Element) -> int:
    digits = attribute(element, "ilvl")
    return int(digits) if digits in [*"012345678"] else 0
