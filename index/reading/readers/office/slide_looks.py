"""Text of a slide that nobody sees: white on a white slide, or tiny.

In doubt it is seen: if a picture or a filled shape is on the slide, or if the colour behind the text is not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from index.reading.readers.office.colours import is_light
from index.reading.readers.office.ooxml import attribute, name_of, number_of, related
from index.reading.readers.office.package import Package

_TINY = 200  # hundredths of a point
_SOLID = "1001"  # the number of the theme's plain background
_FILLS = ("solidFill", "gradFill", "blipFill", "pattFill", "grpFill")
_OWN = "{*}cSld/{*}bg"


def take_unseen(package: Package, name: str, slide: etree._Element) -> list[str]:
    """Remove the texts that nobody sees from the slide, and return them, one for each paragraph."""
    runs = [run for run in slide.iter("{*}r") if run.find("{*}rPr") is not None]
    tiny = [run for run in runs if 0 < number_of(run.find("{*}rPr"), "sz", 0) <= _TINY]
    pale = [run for run in runs if _is_pale(run) and not any(name_of(one) == "tbl" for one in run.iterancestors())]
    found: dict[etree._Element | None, str] = {}
    for run in dict.fromkeys(tiny + (pale if pale and _is_white(package, name, slide) else [])):
        for text in run.iterfind("{*}t"):
            found[run.getparent()] = found.get(run.getparent(), "") + (text.text or "")
            text.text = ""
    return [text for text in found.values() if text.strip()]


def _is_pale(run: etree._Element) -> bool:
    fill = run.find("{*}rPr/{*}solidFill")
    colour = fill[0] if fill is not None and len(fill) else None
    if colour is None or len(colour):  # it is changed, such as darkened
        return False
    return _is_light(colour) or attribute(colour, "val") in ("bg1", "lt1")


def _is_light(colour: etree._Element) -> bool:
    shown = attribute(colour, "lastClr") or attribute(colour, "val")
    return name_of(colour) in ("srgbClr", "sysClr") and is_light(shown)


def _is_white(package: Package, name: str, slide: etree._Element) -> bool:
    """Whether the slide is white, with nothing else behind its text."""
    trees = [slide]
    for kind in ("slideLayout", "slideMaster", "theme"):
        name = next((target for its_kind, target in related(package, name).values() if its_kind == kind), "")
        if name not in package.names:
            return False
        trees.append(package.tree(name))
    *drawn, theme = trees
    if any(True for tree in drawn for _ in _covers(tree)):
        return False
    ground = next((found for tree in drawn if (found := tree.find(_OWN)) is not None and len(found)), None)
    if ground is None:
        return False
    solid = ground.find("{*}bgPr/{*}solidFill")
    colour = solid if solid is not None else ground.find("{*}bgRef")
    if colour is None or not len(colour) or len(colour[0]) or attribute(colour, "idx") not in ("", _SOLID):
        return False
    if attribute(colour[0], "val") not in ("bg1", "lt1"):
        return _is_light(colour[0])
    colours = drawn[-1].find("{*}clrMap")
    light = theme.find("{*}themeElements/{*}clrScheme/{*}lt1")
    is_mapped = colours is None or attribute(colours, "bg1") == "lt1"
    return is_mapped and light is not None and len(light) == 1 and _is_light(light[0])


def _covers(tree: etree._Element) -> Iterator[etree._Element]:
    """What can be behind the text: pictures, tables, charts and filled shapes."""
    yield from tree.iter("{*}pic", "{*}graphicFrame")
    for properties in tree.iter("{*}spPr", "{*}grpSpPr"):
        yield from (child for child in properties if name_of(child) in _FILLS)
    yield from (fill for fill in tree.iter("{*}fillRef") if attribute(fill, "idx") != "0")
