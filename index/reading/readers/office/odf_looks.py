"""What the look of OpenDocument text says: raised and lowered text is wrapped as in `scripts`, formulas become text."""

from __future__ import annotations

import posixpath

from lxml import etree

from index.reading.readers.formulas import linear
from index.reading.readers.office.ooxml import attribute, enclose, name_of, write_before
from index.reading.readers.office.package import Package
from index.reading.readers.scripts import END, LOWERED, RAISED


def prepare(root: etree._Element, package: Package) -> None:
    """Wrap the texts of a content part by their styles, and write its formulas before the frames that show them."""
    trees = [root] if "styles.xml" not in package.names else [package.tree("styles.xml"), root]
    styles: dict[str, etree._Element] = {
        attribute(style, "name"): style for tree in trees for style in tree.iterfind("*/{*}style")
    }
    shifts = {name: shift for name in styles if (shift := _shift(name, styles))}
    for span in root.iter("{*}span") if shifts else ():
        opening = shifts.get(attribute(span, "style-name"))
        if opening:
            enclose(span, opening, END)
    for element in root.iter("{*}object"):
        target = posixpath.normpath(attribute(element, "href"))
        frame = element.getparent()
        if frame is not None and name_of(frame) == "frame" and f"{target}/content.xml" in package.names:
            formula = package.tree(f"{target}/content.xml")
            if name_of(formula) == "math":
                write_before(frame, linear(formula))


def _shift(name: str, styles: dict[str, etree._Element]) -> str:
    """What a text of that style begins with: a style says so itself, or the one that it is based on."""
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        for properties in styles[name].iterfind("{*}text-properties"):
            position = attribute(properties, "text-position").split()
            if position:
                by_sign = LOWERED if position[0].startswith("-") else RAISED
                return _KINDS.get(position[0], by_sign)
        name = attribute(styles[name], "parent-style-name")
    return ""


_KINDS = {"super": RAISED, "sub": LOWERED, "0%": ""}
