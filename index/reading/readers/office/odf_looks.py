"""Handles formatting of OpenDocument text that changes its meaning: raised, lowered, struck-out and hidden text."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from index.reading.readers.contents import left_out
from index.reading.readers.formulas import linear
from index.reading.readers.office.colours import is_light
from index.reading.readers.office.odf_lists import labels_of
from index.reading.readers.office.ooxml import attribute, enclose, name_of, write_before
from index.reading.readers.office.package import Package
from index.reading.readers.scripts import END, LOWERED, RAISED
from index.reading.readers.unseen import hidden_parts

_Named = Mapping[str, etree._Element]  # by its name


@dataclass(frozen=True, slots=True)
class Prepared:
    """The texts that were removed from a document, and notes. Hidden sheets and slides are only marked."""

    notes: Sequence[str]
    unseen: Sequence[str]
    hidden: Mapping[etree._Element, str]  # each with its name
    labels: Mapping[etree._Element, str]  # the numbers of paragraphs that are not in cells
    bold: Collection[str] = ()  # the names of styles of bold paragraphs


def prepare(root: etree._Element, package: Package) -> Prepared:
    """Prepare a content part for reading.

    Raised and lowered texts are wrapped as in `scripts`, formulas become text before the frames that show them, and
    struck-out, deleted and hidden text is removed. Numbered paragraphs in cells get their numbers.
    """
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
    struck = sum(1 for _ in root.iter("{*}deletion"))
    valid = {name for name in styles if _line_through(name, styles) == "none"}
    lines = (e for e in root.iter(*_STYLED) if lined and attribute(e, "style-name") in lined)
    struck += len(_emptied(lines, valid))
    masters = {attribute(master, "name"): master for tree in trees for master in tree.iter("{*}master-page")}
    unseen = _emptied(list(_hidden(root, styles, masters)))
    rows = [row for row in root.iter("{*}table-row") if attribute(row, "visibility") == "collapse"]
    names = ["a row"] * len(_emptied(rows))
    notes = [*[left_out(struck)] * bool(struck), *hidden_parts(names)]
    labels = _outside_cells(labels_of(root, trees))
    bold = {name for name in styles if _property("font-weight", name, styles) in _BOLD}
    return Prepared(notes, unseen, {part: name for name, part in _hidden_parts(root, styles)}, labels, bold)


def _outside_cells(labels: Mapping[etree._Element, str]) -> dict[etree._Element, str]:
    """The labels of paragraphs that are not in cells. Those in cells are put into them, except bullets: before a figure
    they look like a minus."""
    found = dict(labels)
    for paragraph, label in labels.items():
        if label and label != "-" and next(paragraph.iterancestors("{*}table-cell"), None) is not None:
            paragraph.text = f"{label} {paragraph.text or ''}"
            found[paragraph] = ""
    return found


def _hidden(root: etree._Element, styles: _Named, masters: _Named) -> Iterator[etree._Element]:
    """The texts that are marked as hidden, or white without a colour behind them."""
    unseen = {name for name in styles if _property("display", name, styles) == "none"}
    white = {name for name in styles if _is_white(name, styles)}
    pages = {page for page in root.iter("{*}page") if white and _is_white_page(page, styles, masters)}
    for element in root.iter(*_STYLED) if unseen or white else ():
        name = attribute(element, "style-name")
        is_on_page = name in white and next(element.iterancestors("{*}page"), None) in pages
        is_white = is_on_page or (name in white and next(element.iterancestors(*_COLOURED), None) is None)
        if name in unseen or (is_white and not _has_ground(element, styles)):
            yield element
    for element in root.iter("{*}hidden-text", "{*}hidden-paragraph", "{*}section"):
        if name_of(element) != "section" or attribute(element, "display") == "none":
            yield element


def _is_white_page(page: etree._Element, styles: _Named, masters: _Named) -> bool:
    """Whether a slide is white, and has nothing but frames of text, so that nothing else is behind them."""
    master = masters.get(attribute(page, "master-page-name"))
    around = [page] if master is None else [page, master]
    shapes = [shape for one in around for shape in one if name_of(shape) not in ("notes", "forms", "animations", "par")]
    for shape in shapes:
        is_text = name_of(shape) == "frame" and all(name_of(part) == "text-box" for part in shape)
        if not is_text or _fill(shape, styles, "graphic-properties")[0] not in ("", "none"):
            return False
    fills = [_fill(one, styles, "drawing-page-properties") for one in around]
    kind, colour = next((fill for fill in fills if fill[0] not in ("", "none")), ("solid", "#ffffff"))
    return kind == "solid" and is_light(colour.removeprefix("#"))


def _fill(element: etree._Element, styles: _Named, kind: str) -> tuple[str, str]:
    """What the style of a slide or shape puts behind its text: the kind of fill, and its colour."""
    name = attribute(element, "style-name")
    return _property("fill", name, styles, kind), _property("fill-color", name, styles, kind)


def _is_white(name: str, styles: _Named) -> bool:
    return is_light(_property("color", name, styles).removeprefix("#"))


def _has_ground(element: etree._Element, styles: _Named) -> bool:
    """Whether the element's style, or that of its paragraph, puts a colour behind the text."""
    around = [element, *element.iterancestors("{*}p", "{*}h")]
    names = [attribute(one, "style-name") for one in around]
    grounds = [
        _property("background-color", name, styles, kind)
        for name in names
        for kind in ("text-properties", "paragraph-properties", "table-cell-properties")
    ]
    return any(ground not in ("", "transparent", "#ffffff") for ground in grounds)


def _hidden_parts(root: etree._Element, styles: _Named) -> Iterator[tuple[str, etree._Element]]:
    """The hidden sheets and slides, each with its name."""
    for table in root.iter("{*}table"):
        if _property("display", attribute(table, "style-name"), styles, "table-properties") == "false":
            yield f"sheet “{attribute(table, 'name')}”", table
    for page in root.iter("{*}page"):
        if _property("visibility", attribute(page, "style-name"), styles, "drawing-page-properties") == "hidden":
            yield f"slide “{attribute(page, 'name')}”", page


def _emptied(found: Iterable[etree._Element], kept: Collection[str] = ()) -> list[str]:
    """Remove the content of the elements, except spans of the styles that are `kept`. Return the removed texts."""
    texts = []
    for element in list(found):
        texts.append("".join(element.itertext()))
        _empty(element, kept)
        for key in [key for key in element.attrib if str(key).endswith("value")]:  # a cell has it as an attribute too
            del element.attrib[key]
    return list(filter(str.strip, texts))


def _empty(element: etree._Element, kept: Collection[str]) -> None:
    element.text = None
    for child in list(element):
        if kept and name_of(child) == "span":
            child.tail = None
            if attribute(child, "style-name") not in kept:
                _empty(child, kept)
        else:
            element.remove(child)


def _write_formulas(root: etree._Element, package: Package) -> None:
    for element in root.iter("{*}object"):
        target = posixpath.normpath(attribute(element, "href"))
        frame = element.getparent()
        if frame is not None and name_of(frame) == "frame" and f"{target}/content.xml" in package.names:
            formula = package.tree(f"{target}/content.xml")
            if name_of(formula) == "math":
                write_before(frame, linear(formula))


def _shift(name: str, styles: _Named) -> str:
    """The wrapper for a raised or lowered text of that style; "" for other styles."""
    position = _property("text-position", name, styles).split()
    if not position:
        return ""
    by_sign = LOWERED if position[0].startswith("-") else RAISED
    return _KINDS.get(position[0], by_sign)


def _is_struck(name: str, styles: _Named) -> bool:
    return _line_through(name, styles) not in ("", "none")


def _line_through(name: str, styles: _Named) -> str:
    return _property("text-line-through-style", name, styles) or _property("text-line-through-type", name, styles)


def _property(wanted: str, name: str, styles: _Named, kind: str = "text-properties") -> str:
    """A property of a style, or of the style that it is based on."""
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        for properties in styles[name].iterfind(f"{{*}}{kind}"):
            if stated := attribute(properties, wanted):
                return stated
        name = attribute(styles[name], "parent-style-name")
    return ""


_KINDS = {"super": RAISED, "sub": LOWERED, "0%": ""}
_COLOURED = ("{*}table", "{*}frame", "{*}custom-shape", "{*}page")  # elements that can have their own colour
_STYLED = ("{*}span", "{*}p", "{*}h", "{*}table-cell")
_BOLD = frozenset(("bold", "600", "700", "800", "900"))
