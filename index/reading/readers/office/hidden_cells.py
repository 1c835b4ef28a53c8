"""Finds hidden rows, columns and white text of an .xlsx workbook, except those of filters and groups."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from index.reading.readers.office.cell_formats import sheet_parts
from index.reading.readers.office.ooxml import attribute
from index.reading.readers.office.package import Package

_HIDDEN = re.compile(rb"""<(?:\w+:)?(row|col)\b(?=[^<>]*\bhidden\s*=\s*["'](?:1|true)["'])([^<>]*)>""")
_OF_GROUP = re.compile(rb"""\boutlineLevel\s*=\s*["'][1-9]""")
_PLACE = re.compile(rb"""\b(r|min|max)\s*=\s*["'](\d{1,7})["']""")
_MOST_COLUMNS = 16_384
_WHITE = "FFFFFFFF"


@dataclass(frozen=True, slots=True)
class HiddenCells:
    """The hidden rows and columns of a sheet (from 0), and the numbers of the formats with white text on white."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    styles: frozenset[int] = frozenset()


def hidden_cells(package: Package) -> Mapping[str, HiddenCells]:
    """The hidden parts of each sheet that has any, by its name."""
    white = _white_styles(package)
    found = {}
    for name, part in sheet_parts(package).items():
        data = package.read(part)
        rows, columns = set[int](), set[int]()
        for hidden in _HIDDEN.finditer(data) if b"hidden" in data else ():
            places = {key: int(digits) for key, digits in _PLACE.findall(hidden[2])}
            if _OF_GROUP.search(hidden[2]):
                continue
            if hidden[1] == b"row":
                rows.add(places.get(b"r", 0) - 1)
            elif 0 < places.get(b"min", 0) <= places.get(b"max", 0) <= _MOST_COLUMNS:
                columns.update(range(places[b"min"] - 1, places[b"max"]))
        if b"autoFilter" in data:
            rows.clear()
        # The style of a table and a condition can put a colour behind the text.
        plain = frozenset[int]() if b"tablePart" in data or b"conditionalFormatting" in data else white
        if rows or columns or plain:
            found[name] = HiddenCells(frozenset(rows), frozenset(columns), plain)
    return found


def _white_styles(package: Package) -> frozenset[int]:
    """The numbers of the cell formats whose text is white, without a colour behind it."""
    if "xl/styles.xml" not in package.names:
        return frozenset()
    styles = package.tree("xl/styles.xml")
    white = {str(i) for i, font in enumerate(styles.iterfind("{*}fonts/{*}font")) if _is_white(font.find("{*}color"))}
    plain = {str(i) for i, fill in enumerate(styles.iterfind("{*}fills/{*}fill")) if _is_plain(fill)}
    formats = enumerate(styles.iterfind("{*}cellXfs/{*}xf")) if white else ()
    return frozenset(
        i for i, one in formats if attribute(one, "fontId") in white and (attribute(one, "fillId") or "0") in plain
    )


def _is_white(colour: etree._Element | None) -> bool:
    if colour is None:
        return False
    is_of_theme = attribute(colour, "theme") == "0" and attribute(colour, "tint") in ("", "0")
    return is_of_theme or attribute(colour, "rgb").upper() == _WHITE


def _is_plain(fill: etree._Element) -> bool:
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return False  # a gradient
    kind = attribute(pattern, "patternType")
    return kind in ("", "none") or (kind == "solid" and _is_white(pattern.find("{*}fgColor")))
