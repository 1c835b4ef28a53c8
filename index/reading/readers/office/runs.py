"""What the look of a run of Word text says: raised or lowered, as in `scripts`, or struck out and no longer valid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from index.reading.readers.office.ooxml import attribute, value
from index.reading.readers.office.package import Package
from index.reading.readers.scripts import lowered, mark, raised

_WRAPPERS: dict[str, Callable[[str], str]] = {"superscript": raised, "subscript": lowered}
_OF_NOTES = ("footnote reference", "endnote reference")  # the names of styles, in every language of Word
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class _Look:
    """What a style or a run says of its text; None where it says nothing."""

    wrap: Callable[[str], str] | None = None
    is_struck: bool | None = None


class Runs:
    """Prepares the parts of one document, and counts the places where its text is struck out or deleted."""

    def __init__(self, package: Package) -> None:
        self.struck = 0
        self._styles: dict[str, _Look] = {}
        if "word/styles.xml" in package.names:
            for style in package.tree("word/styles.xml").iterfind("{*}style"):
                look = _look(style.find("{*}rPr"))
                is_of_notes = value(style.find("{*}name")).lower() in _OF_NOTES
                self._styles[attribute(style, "styleId")] = _Look(mark, look.is_struck) if is_of_notes else look

    def prepared(self, part: etree._Element) -> etree._Element:
        """The part, its raised and lowered texts wrapped and its struck-out ones emptied."""
        self.struck += sum(deletion.find(".//{*}delText") is not None for deletion in part.iter("{*}del"))
        before: etree._Element | None = None
        for properties in part.iter("{*}rPr"):
            run = properties.getparent()
            look = self._look_of(properties)
            if run is None or not (look.wrap or look.is_struck):
                continue
            texts = [text for text in run.iterfind("{*}t") if text.text]
            for text in texts:
                text.text = "" if look.is_struck or look.wrap is None else look.wrap(text.text or "")
            if look.is_struck and texts:
                self.struck += run.getprevious() is not before or before is None
                before = run
        return part

    def _look_of(self, properties: etree._Element) -> _Look:
        own = _look(properties)
        style = properties.find("{*}rStyle")
        styled = self._styles.get(value(style), _Look()) if style is not None else _Look()
        wrap = styled.wrap if styled.wrap is mark or own.wrap is None else own.wrap
        return _Look(wrap, styled.is_struck if own.is_struck is None else own.is_struck)


def _look(properties: etree._Element | None) -> _Look:
    if properties is None:
        return _Look()
    lines = [properties.find("{*}strike"), properties.find("{*}dstrike")]
    stated = [value(line) not in _OFF for line in lines if line is not None]
    return _Look(_WRAPPERS.get(value(properties.find("{*}vertAlign"))), any(stated) if stated else None)
