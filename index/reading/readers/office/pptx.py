"""Presentations (.pptx), read from their XML: each slide is a page, and its title is the heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from index.errors import DocumentError
from index.reading.readers.contents import Contents, Draft, Part, joined, left_out, numbered, one_line
from index.reading.readers.descriptions import described
from index.reading.readers.formulas import linear
from index.reading.readers.office.charts import chart_lines
from index.reading.readers.office.comments import remark_lines
from index.reading.readers.office.embedded import embedded
from index.reading.readers.office.ooxml import attribute, name_of, number_of, related, stated_title
from index.reading.readers.office.package import Package
from index.reading.readers.office.slide_lists import with_marks
from index.reading.readers.office.slide_looks import take_unseen
from index.reading.readers.scripts import lowered, raised
from index.reading.readers.symbols import in_font
from index.reading.readers.tables import Cell, table_lines

_MAIN = "ppt/presentation.xml"
_TITLES = ("title", "ctrTitle")
_BODIES = ("body", "obj")  # placeholders for a list
_ON_EVERY_SLIDE = ("sldNum", "dt", "ftr", "hdr")


def read_pptx(data: bytes) -> Contents:
    """The slides in the order of the show: text, tables, charts, diagrams and notes."""
    package = Package(data)
    if _MAIN not in package.names:
        raise DocumentError("is a zip archive without a presentation in it: Quoth cannot read it")
    struck: list[str] = []
    slides = list(enumerate(_slides(package), start=1))
    hidden = [page for page, name in slides if attribute(package.tree(name), "show") in ("0", "false")]
    parts = [Part(_slide(package, name, struck), page) for page, name in slides if page not in hidden]
    notes = [left_out(len(struck))] if struck else []
    inside = embedded(package, [(name, f"picture on slide {page}") for page, name in slides if page not in hidden])
    notes += inside.notes()
    shown = {page for page, name in slides if any(kind == "image" for kind, _ in related(package, name).values())}
    textless = [part.page for part in parts if part.page and not part.contents.sections and part.page not in shown]
    notes += [f"no text on {numbered('slide', textless)}, only pictures perhaps"] if textless else []
    first = parts[0].contents.title if parts else ""
    contents = joined(first or stated_title(package), parts, notes)
    away = tuple(Part(_slide(package, name, []), heading=f"slide {page}") for page, name in slides if page in hidden)
    return replace(contents, attachments=inside.documents, pictures=inside.pictures, hidden=away)


def _slides(package: Package) -> Iterator[str]:
    relations = related(package, _MAIN)
    for reference in package.tree(_MAIN).iterfind("{*}sldIdLst/{*}sldId"):
        ids = [value for key, value in reference.items() if key.startswith("{")]  # the plain `id` is another one
        kind, name = relations.get(ids[0] if ids else "", ("", ""))
        if kind == "slide":
            yield name


def _slide(package: Package, name: str, struck: list[str]) -> Contents:
    """One slide, with its title first. Struck-out texts are added to `struck`."""
    relations = related(package, name)
    slide = package.tree(name)
    _take_struck(slide, struck)
    pale = take_unseen(package, name, slide)
    every = list(_shapes(slide))
    shapes = [shape for shape in every if not _is_hidden(shape)]
    title = next((text for shape in shapes if _role(shape) in _TITLES and (text := one_line(_text(shape)))), "")
    draft = Draft()
    draft.add_heading(title, 1)
    for shape in shapes:
        if _role(shape) not in (*_TITLES, *_ON_EVERY_SLIDE):
            draft.add_lines(_lines(shape, package, relations))
            draft.add(_description(shape))
        elif _role(shape) in _TITLES and one_line(_text(shape)) != title:
            draft.add(_text(shape))
    for kind, target in relations.values():
        if kind == "notesSlide":
            draft.add_lines(_notes(package, target))
        elif kind == "comments":
            draft.add_lines(remark_lines(package.tree(target)))
    unseen = tuple(filter(str.strip, (_text(shape) for shape in every if _is_hidden(shape))))
    return replace(draft.contents(title), unseen=(*pale, *unseen))


def _take_struck(slide: etree._Element, struck: list[str]) -> None:
    for properties in slide.iter("{*}rPr"):
        run = properties.getparent()
        if run is not None and attribute(properties, "strike") not in ("", "noStrike"):
            for text in run.iterfind("{*}t"):
                struck += filter(None, [text.text])
                text.text = ""


def _notes(package: Package, name: str) -> Iterator[str]:
    for shape in _shapes(package.tree(name)):
        text = _text(shape).strip()
        if _role(shape) == "body" and text and not _is_hidden(shape):
            yield f"Notes: {text}"


def _shapes(parent: etree._Element) -> Iterator[etree._Element]:
    """The shapes of a slide, including those in groups."""
    for child in parent:
        name = name_of(child)
        if name in ("sp", "graphicFrame", "pic"):
            yield child
        elif name in ("cSld", "spTree", "grpSp", "AlternateContent", "Choice"):
            yield from _shapes(child)


def _is_hidden(shape: etree._Element) -> bool:
    properties = shape.find("*/{*}cNvPr")
    return properties is not None and attribute(properties, "hidden") in ("1", "true")


def _description(shape: etree._Element) -> str:
    properties = shape.find("*/{*}cNvPr")
    return "" if properties is None else described(attribute(properties, "descr"))


def _role(shape: etree._Element) -> str:
    """The placeholder that the shape fills: "title", "body", "sldNum", …; "" if none."""
    placeholder = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
    return "" if placeholder is None else attribute(placeholder, "type") or "obj"


def _lines(shape: etree._Element, package: Package, relations: dict[str, tuple[str, str]]) -> Iterator[str]:
    if name_of(shape) == "sp":
        yield _text(shape, is_body=_role(shape) in _BODIES)
        return
    for graphic in shape.iter("{*}tbl", "{*}chart", "{*}relIds"):
        if name_of(graphic) == "tbl":
            yield from table_lines(_rows(graphic))
            continue
        for reference in graphic.attrib.values():
            kind, target = relations.get(str(reference), ("", ""))
            if kind == "chart":
                yield from chart_lines(package.tree(target))
            elif kind == "diagramData":
                yield from filter(None, map(_text, package.tree(target).iter("{*}pt")))


def _rows(table: etree._Element) -> list[list[Cell]]:
    properties = table.find("{*}tblPr")
    is_headed = properties is not None and attribute(properties, "firstRow") == "1"
    rows = []
    for i, row in enumerate(table.iterfind("{*}tr")):
        cells = [cell for cell in row.iterfind("{*}tc") if attribute(cell, "hMerge") != "1"]
        rows.append([_cell(cell, is_header=is_headed and i == 0) for cell in cells if attribute(cell, "vMerge") != "1"])
    return rows


def _cell(cell: etree._Element, *, is_header: bool) -> Cell:
    return Cell(one_line(_text(cell)), is_header, number_of(cell, "gridSpan", 1), number_of(cell, "rowSpan", 1))


def _text(shape: etree._Element, *, is_body: bool = False) -> str:
    """The paragraphs of a shape, one on each line."""
    paragraphs = [(p, text) for p in shape.iter("{*}p") if (text := "".join(_pieces(p))).strip()]
    return "\n".join(with_marks(paragraphs, is_body=is_body and len(paragraphs) > 1))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = name_of(child)
        if name == "t":
            yield _with_look(child.text or "", element)
        elif name == "oMath":
            yield linear(child)
        elif name == "br":
            yield "\n"
        elif name != "Fallback":
            yield from _pieces(child)


def _with_look(text: str, run: etree._Element) -> str:
    """The text of a run, wrapped as in `scripts` if it is raised or lowered."""
    properties = run.find("{*}rPr")
    if properties is not None:
        fonts = (properties.find(f"{{*}}{kind}") for kind in ("sym", "latin"))
        for font in (font for font in fonts if font is not None):
            text = in_font(attribute(font, "typeface"), text)
            break
    shift = "" if properties is None else attribute(properties, "baseline")
    if not shift.strip("0%"):
        return text
    return lowered(text) if shift.startswith("-") else raised(text)
