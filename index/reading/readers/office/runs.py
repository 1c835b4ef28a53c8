"""What the look of a run of Word text says: raised and lowered text is wrapped as in `scripts`."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from index.reading.readers.office.ooxml import attribute, value
from index.reading.readers.office.package import Package
from index.reading.readers.scripts import lowered, mark, raised

_WRAPPERS: dict[str, Callable[[str], str]] = {"superscript": raised, "subscript": lowered}
_OF_NOTES = ("footnote reference", "endnote reference")  # the names of styles, in every language of Word


def prepare_runs(package: Package) -> Callable[[etree._Element], etree._Element]:
    """What wraps the texts in a part of this document, and gives the part back."""
    styles = _styles(package)

    def prepare(part: etree._Element) -> etree._Element:
        for properties in part.iter("{*}rPr"):
            run = properties.getparent()
            wrap = _WRAPPERS.get(value(properties.find("{*}vertAlign")))
            style = properties.find("{*}rStyle")
            if style is not None and (wrap is None or wrap is raised):
                wrap = styles.get(value(style), wrap)
            if run is not None and wrap:
                for text in run.iterfind("{*}t"):
                    text.text = wrap(text.text or "")
        return part

    return prepare


def _styles(package: Package) -> dict[str, Callable[[str], str]]:
    """By the id of a style of characters: what wraps a text of that style."""
    if "word/styles.xml" not in package.names:
        return {}
    found: dict[str, Callable[[str], str]] = {}
    for style in package.tree("word/styles.xml").iterfind("{*}style"):
        aligned = _WRAPPERS.get(value(style.find("{*}rPr/{*}vertAlign")))
        wrap = mark if value(style.find("{*}name")).lower() in _OF_NOTES else aligned
        if wrap:
            found[attribute(style, "styleId")] = wrap
    return found
