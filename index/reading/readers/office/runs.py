"""Handles formatting of Word text that changes its meaning: raised, lowered, struck-out and hidden text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from index.reading.readers.contents import left_out
from index.reading.readers.office.colours import is_light
from index.reading.readers.office.equation_fields import equation
from index.reading.readers.office.ooxml import attribute, is_set, value
from index.reading.readers.office.package import Package
from index.reading.readers.scripts import lowered, mark, raised
from index.reading.readers.symbols import in_font

_WRAPPERS: dict[str, Callable[[str], str]] = {"superscript": raised, "subscript": lowered}
_OF_NOTES = ("footnote reference", "endnote reference")  # the names of styles, in every language of Word
_TEXT = "{{{}}}t"
_OFF = ("0", "false", "off", "none")
_WHITE = ("background1", "light1")  # the colours of a theme that are white in nearly all documents
_TINY = 4  # half points
_USUAL, _SHIFTED = 20, 0.2  # half points of text, and the share of its size by which a power is moved
_PLAIN_TABLES = ("", "TableGrid", "TableNormal")  # styles of tables without a colour behind the text


@dataclass(frozen=True, slots=True)
class _Look:
    """The formatting that a style or a run states; None for what it does not state."""

    wrap: Callable[[str], str] | None = None
    is_struck: bool | None = None
    is_vanished: bool | None = None
    is_white: bool | None = None
    is_tiny: bool | None = None
    has_ground: bool | None = None  # a colour behind the text


class Runs:
    """Prepares the parts of one document, counts struck-out and deleted texts, and collects hidden texts."""

    def __init__(self, package: Package) -> None:
        self.struck = 0
        self.unseen: list[str] = []  # the texts that nobody sees
        self._styles: dict[str, _Look] = {}
        self._is_white_page = True
        if "word/styles.xml" in package.names:
            self._styles = _styles(package.tree("word/styles.xml"))
        self._telling = any(
            look.is_struck or look.is_vanished or look.is_white or look.is_tiny for look in self._styles.values()
        )

    def prepared(self, part: etree._Element) -> etree._Element:
        """The part with raised and lowered texts wrapped as in `scripts`, and without struck-out and hidden texts."""
        self.struck += sum(deletion.find(".//{*}delText") is not None for deletion in part.iter("{*}del"))
        self.struck += _without_deleted_rows(part)
        _write_equations(part)
        _empty_codes(part)
        self._is_white_page = self._is_white_page and part.find("{*}background") is None
        before: etree._Element | None = None
        for run in part.iter("{*}r") if self._telling else _parents(part.iter("{*}rPr")):
            look = self._look_of(run)
            is_hidden = self._is_hidden(look, run)
            font = _font(run)
            if not (look.wrap or look.is_struck or is_hidden or font):
                continue
            texts = [text for text in run.iterfind("{*}t") if text.text]
            for text in texts if font else ():
                text.text = in_font(font, text.text or "")
            if not (look.wrap or look.is_struck or is_hidden):
                continue
            said = "".join(text.text or "" for text in texts)
            is_empty = look.is_struck or is_hidden or look.wrap is None
            for text in texts:
                text.text = "" if is_empty or look.wrap is None else look.wrap(text.text or "")
            if texts and (look.is_struck or is_hidden):
                is_new = before is None or run.getprevious() is not before
                self.struck += is_new and bool(look.is_struck)
                if not look.is_struck:
                    if is_new or not self.unseen:
                        self.unseen.append("")
                    self.unseen[-1] += said
                before = run
        return part

    def notes(self) -> Iterator[str]:
        """The notes for the owner of the file."""
        if self.struck:
            yield left_out(self.struck)

    def _look_of(self, run: etree._Element) -> _Look:
        properties = run.find("{*}rPr")
        own = _look(properties)
        style = properties.find("{*}rStyle") if properties is not None else None
        styled = self._styles.get(value(style), _Look())
        above = _Look()
        if self._telling and (of_paragraph := _paragraph_properties(run)) is not None:
            named = self._styles.get(value(of_paragraph.find("{*}pStyle")), _Look())
            above = _Look(has_ground=_has_ground(of_paragraph) or named.has_ground)
            above = replace(named, wrap=None, has_ground=above.has_ground)
        return _Look(
            styled.wrap if styled.wrap is mark or own.wrap is None else own.wrap,
            _first(own.is_struck, styled.is_struck, above.is_struck),
            _first(own.is_vanished, styled.is_vanished, above.is_vanished),
            _first(own.is_white, styled.is_white, above.is_white),
            _first(own.is_tiny, styled.is_tiny, above.is_tiny),
            _first(own.has_ground, styled.has_ground, above.has_ground),
        )

    def _is_hidden(self, look: _Look, run: etree._Element) -> bool:
        is_white = look.is_white and not look.has_ground and self._is_white_page and _is_on_paper(run)
        return bool(look.is_vanished or look.is_tiny or is_white)


def _styles(part: etree._Element) -> dict[str, _Look]:
    """The formatting of each style by its id, including that of the style it is based on."""
    stated: dict[str, _Look] = {}
    above: dict[str, str] = {}
    for style in part.iterfind("{*}style"):
        look = _look(style.find("{*}rPr"), style.find("{*}pPr"))
        is_of_notes = value(style.find("{*}name")).lower() in _OF_NOTES
        key = attribute(style, "styleId")
        stated[key] = _Look(mark, look.is_struck) if is_of_notes else look
        above[key] = value(style.find("{*}basedOn"))
    return {key: _inherited(key, stated, above) for key in stated}


def _inherited(key: str, stated: dict[str, _Look], above: dict[str, str]) -> _Look:
    look = stated[key]
    seen = {key}
    while (key := above.get(key, "")) in stated and key not in seen:
        seen.add(key)
        base = stated[key]
        look = _Look(
            look.wrap or base.wrap,
            _first(look.is_struck, base.is_struck),
            _first(look.is_vanished, base.is_vanished),
            _first(look.is_white, base.is_white),
            _first(look.is_tiny, base.is_tiny),
            _first(look.has_ground, base.has_ground),
        )
    return look


def _write_equations(part: etree._Element) -> None:
    """Put the formulas that fields draw by their code into the text. The code can be divided between runs."""
    code: list[etree._Element] | None = None  # the parts of the code of the field that has begun
    for element in part.iter("{*}fldChar", "{*}instrText"):
        if etree.QName(element).localname == "instrText" and code is not None:
            code.append(element)
        elif attribute(element, "fldCharType") == "begin":
            code = []
        elif code:
            if shown := equation("".join(one.text or "" for one in code)):
                code[0].tag, code[0].text = _TEXT.format(etree.QName(code[0]).namespace), shown
            code = None


def _empty_codes(part: etree._Element) -> None:
    """Remove what fields inside the code of another field show, and the prompts of controls that nobody filled in."""
    depths: list[list[etree._Element] | None] = []  # of the open fields: the texts in the code, or None after it
    for element in part.iter("{*}fldChar", "{*}t"):
        kind = attribute(element, "fldCharType")
        if etree.QName(element).localname == "t":
            for texts in depths:
                if texts is not None:
                    texts.append(element)
        elif kind == "begin":
            depths.append([])
        elif depths:
            for text in (depths[-1] or ()) if kind == "separate" or len(depths) > 1 else ():
                text.text = ""
            depths[-1:] = [None] if kind == "separate" else []
    for prompt in part.iter("{*}showingPlcHdr"):
        control = prompt.getparent().getparent()
        if is_set(prompt) and control is not None:
            for text in control.iterfind("{*}sdtContent//{*}t"):
                text.text = ""


def _without_deleted_rows(part: etree._Element) -> int:
    """Remove the rows that are marked as deleted, and return their number."""
    rows = [mark.getparent().getparent() for mark in part.iterfind(".//{*}trPr/{*}del")]
    for row in rows:
        table = row.getparent()
        if table is not None:
            table.remove(row)
    return len(rows)


def _font(run: etree._Element) -> str:
    """The font that the run itself names; "" if it names none."""
    fonts = run.find("{*}rPr/{*}rFonts")
    return "" if fonts is None else attribute(fonts, "ascii")


def _first(*stated: bool | None) -> bool | None:
    return next((one for one in stated if one is not None), None)


def _parents(found: Iterator[etree._Element]) -> Iterator[etree._Element]:
    for element in found:
        parent = element.getparent()
        if parent is not None:
            yield parent


def _paragraph_properties(run: etree._Element) -> etree._Element | None:
    paragraph = next(run.iterancestors("{*}p"), None)
    return None if paragraph is None else paragraph.find("{*}pPr")


def _is_on_paper(run: etree._Element) -> bool:
    """Whether nothing around the run can have a colour: no shaded paragraph or cell, styled table or shape."""
    for above in run.iterancestors():
        name = etree.QName(above).localname
        if name in ("txbxContent", "pict", "drawing"):
            return False
        properties = above.find(f"{{*}}{name}Pr") if name in ("p", "tc", "tbl") else None
        if properties is not None and _has_ground(properties):
            return False
        if name == "tbl" and value(above.find("{*}tblPr/{*}tblStyle")) not in _PLAIN_TABLES:
            return False
    return True


def _look(properties: etree._Element | None, of_paragraph: etree._Element | None = None) -> _Look:
    ground = _has_ground(of_paragraph) if of_paragraph is not None else None
    if properties is None:
        return _Look(has_ground=ground or None)
    lines = [properties.find("{*}strike"), properties.find("{*}dstrike")]
    stated = [value(line) not in _OFF for line in lines if line is not None]
    vanish, size = properties.find("{*}vanish"), value(properties.find("{*}sz"))
    return _Look(
        _WRAPPERS.get(value(properties.find("{*}vertAlign"))) or _shifted(properties),
        any(stated) if stated else None,
        None if vanish is None else value(vanish) not in _OFF,
        _is_white(properties.find("{*}color")),
        int(size) <= _TINY if size.isdecimal() else None,
        ground or _has_ground(properties) or None,
    )


def _shifted(properties: etree._Element) -> Callable[[str], str] | None:
    """The wrapper for text that is smaller and moved up or down, as some programs write powers. None for other text."""
    position, size = value(properties.find("{*}position")), value(properties.find("{*}sz"))
    if not (position.lstrip("-").isdecimal() and size.isdecimal()):
        return None
    halves = int(position)
    is_small = int(size) < _USUAL and abs(halves) >= _SHIFTED * int(size)
    return (raised if halves > 0 else lowered) if is_small else None


def _is_white(colour: etree._Element | None) -> bool | None:
    if colour is None:
        return None
    theme, digits = attribute(colour, "themeColor"), value(colour)
    if theme:
        is_changed = attribute(colour, "themeShade") or attribute(colour, "themeTint")
        return theme in _WHITE and not is_changed
    return is_light(digits)


def _has_ground(properties: etree._Element) -> bool:
    """Whether these properties of a run, paragraph, cell or table put a colour behind the text."""
    shading, highlight = properties.find("{*}shd"), properties.find("{*}highlight")
    fill = "" if shading is None else attribute(shading, "fill").lower()
    is_filled = fill not in ("", "auto", "ffffff") or (shading is not None and attribute(shading, "themeFill") != "")
    return is_filled or value(highlight) not in ("", "none", "white")
