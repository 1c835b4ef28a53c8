"""What the look of OpenDocument text says: raised and lowered text is wrapped as in `scripts`, formulas become text."""

from __future__ import annotations

import posixpath

from lxml import etree

from index.reading.readers.formulas import linear
from index.reading.readers.office.ooxml import attribute, enclose, name_of, write_before
from index.reading.readers.office.package import Package
from index.reading.readers.scripts import END, LOWERED, RAISED


def prepare(root: etree._Element, package: Package) -> int:
    """Wrap the texts of a content part by their styles, write its formulas before the frames that show them, and take
    out what is struck out. Gives the number of places where text was struck out or deleted."""
    trees = [root] if "styles.xml" not in package.names else [package.tree("styles.xml"), root]
    found: list[etree._Element] = [style for tree in trees for style in tree.iterfind("*/{*}style")]
    styles = {attribute(style, "name"): style for style in found}
    shifts = {name: shift for name in styles if (shift := _shift(name, styles))}
    lined = {name for name in styles if _is_struck(name, styles)}
    for span in root.iter("{*}span") if shifts else ():
        opening = shifts.get(attribute(span, "style-name"))
        if opening:
            enclose(span, opening, END)
    _write_formulas(root, package)
    return sum(1 for _ in root.iter("{*}deletion")) + _take_struck(root, lined)


def _take_struck(root: etree._Element, lined: set[str]) -> int:
    """Empty what has one of these styles; how many had a text."""
    struck = [e for e in root.iter(*_STYLED) if attribute(e, "style-name") in lined] if lined else []
    count = 0
    for element in struck:
        count += any(text.strip() for text in element.itertext())
        element.text = None
        for child in list(element):
            element.remove(child)
    return count


def _write_formulas(root: etree._Element, package: Package) -> None:
    for element in root.iter("{*}object"):
        target = posixpath.normpath(attribute(element, "href"))
        frame = element.getparent()
        if frame is not None and name_of(frame) == "frame" and f"{target}/content.xml" in package.names:
            formula = package.tree(f"{target}/content.xml")
            if name_of(formula) == "math":
                write_before(frame, linear(formula))


def _shift(name: str, styles: dict[str, etree._Element]) -> str:
    """What a text of that style begins with where it is raised or lowered."""
    position = _property("text-position", name, styles).split()
    if not position:
        return ""
    by_sign = LOWERED if position[0].startswith("-") else RAISED
    return _KINDS.get(position[0], by_sign)


def _is_struck(name: str, styles: dict[str, etree._Element]) -> bool:
    line = _property("text-line-through-style", name, styles) or _property("text-line-through-type", name, styles)
    return line not in ("", "none")


def _property(wanted: str, name: str, styles: dict[str, etree._Element]) -> str:
    """What a style says of its text: itself, or the one that it is based on."""
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        for properties in styles[name].iterfind("{*}text-properties"):
            if stated := attribute(properties, wanted):
                return stated
        name = attribute(styles[name], "parent-style-name")
    return ""


_KINDS = {"super": RAISED, "sub": LOWERED, "0%": ""}
_STYLED = ("{*}span", "{*}p", "{*}h", "{*}table-cell")
