"""Reads from Word's styles the heading level of a paragraph, and the list that numbers it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from index.reading.readers.office.ooxml import attribute, value
from index.reading.readers.office.package import Package

TITLE = -1  # instead of a level: the style of the document's title
# Built-in styles keep their English names in every language of Word; other programs translate them.
_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|nagłówek|заголовок|标题|標題|见出し|見出し) ?([1-9])$"
)


@dataclass(frozen=True, slots=True)
class Style:
    """The level of a heading (1 to 9), `TITLE`, or 0 for text; and the number of a list, or ""."""

    level: int = 0
    list_id: str = ""


def read_styles(package: Package) -> dict[str, Style]:
    """The styles by id. A property that a style does not state comes from the style that it is based on."""
    if "word/styles.xml" not in package.names:
        return {}
    elements = {attribute(style, "styleId"): style for style in package.tree("word/styles.xml").iterfind("{*}style")}
    return {style_id: _resolved(style_id, elements) for style_id in elements}


def outline_level(properties: etree._Element | None) -> int | None:
    """The heading level that paragraph properties state: Word counts from 0, and 9 is text."""
    digits = value(properties.find("{*}outlineLvl")) if properties is not None else ""
    if digits not in [*"0123456789"]:
        return None
    return (int(digits) + 1) % 10


def _resolved(style_id: str, elements: dict[str, etree._Element]) -> Style:
    level: int | None = None
    list_id = ""
    seen: set[str] = set()
    while style_id in elements and style_id not in seen:
        seen.add(style_id)
        style = elements[style_id]
        level = _level(style) if level is None else level
        list_id = list_id or value(style.find("{*}pPr/{*}numPr/{*}numId"))
        style_id = value(style.find("{*}basedOn"))
    return Style(level or 0, list_id)


def _level(style: etree._Element) -> int | None:
    name = value(style.find("{*}name")).lower()
    if name == "title":
        return TITLE
    heading = _HEADING.match(name)
    return int(heading[1]) if heading else outline_level(style.find("{*}pPr"))
