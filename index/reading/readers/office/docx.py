"""Word documents (.docx), read from their XML: everything that is visible, in the order of the document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from lxml import etree

from index.errors import DocumentError
from index.reading.readers.contents import LETTER, Contents, Draft, one_line, with_running
from index.reading.readers.descriptions import described, with_reading
from index.reading.readers.formulas import linear
from index.reading.readers.office.charts import chart_lines
from index.reading.readers.office.comments import remark_lines
from index.reading.readers.office.embedded import drawn_texts, embedded
from index.reading.readers.office.numbering import Numbering
from index.reading.readers.office.ooxml import attribute, is_set, name_of, number, related, stated_title, value
from index.reading.readers.office.package import Package
from index.reading.readers.office.runs import Runs
from index.reading.readers.office.styles import TITLE, Style, outline_level, read_styles
from index.reading.readers.symbols import in_font
from index.reading.readers.tables import Cell, in_cell, table_lines

_BODY = re.compile(r"word/document\d*\.xml$")  # Office 365 writes document2.xml
_NOTES = re.compile(r"word/(?:footnotes|endnotes|header\d*|footer\d*)\.xml$")
_RUNNING = re.compile(r"word/(?:header|footer)\d*\.xml$")
_SPACES = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PICTURES = {"docPr": "descr", "shape": "alt"}  # where the words are that describe one
_RUBY = ("{*}rubyBase", "{*}rt")
# Inside a paragraph but not its own text: text boxes, moved and deleted text, the second copy for older programs.
_APART = frozenset(("txbxContent", "moveFrom", "del", "Fallback", "rPr", "pPr"))
_PAGE_FIELD, _LETTERS = re.compile(r"\b(?:NUM)?PAGES?\b"), re.compile(r"[^\W\d_]+")
_MOST_OF_PAGE = 2  # words beside the number of a page
Label = Callable[[etree._Element], str]  # the number that is shown before a paragraph
_LARGE = 28  # half points
_MAX_CELL = 1_000  # characters; a table with a longer cell lays out a page and holds no data


def read_docx(data: bytes) -> Contents:
    """The text of a Word document with a section per heading. Notes, headers and footers come last, without repeats."""
    package = Package(data)
    body = next((name for name in sorted(package.names) if _BODY.match(name)), None)
    if body is None:
        raise DocumentError("is a zip archive without a Word document in it: Quoth cannot read it")
    writer = _Writer(package, body)
    runs = Runs(package)
    writer.add_all(runs.prepared(package.tree(body)))
    seen: set[str] = set()
    writer.draft.end_headings()
    running: list[str] = []
    own = _on_first_page(package, body)
    for name in sorted(filter(_NOTES.match, package.names)):
        is_running = _RUNNING.match(name) and name not in own and writer.draft.length > LETTER
        for paragraph in runs.prepared(package.tree(name)).iter("{*}p"):
            text = _text(paragraph)
            if text.strip() and text not in seen and not _is_page_number(paragraph, text):
                seen.add(text)
                running += [text] if is_running else []
                writer.draft.add("" if is_running else text)
    if "word/comments.xml" in package.names:
        writer.draft.add_lines(remark_lines(package.tree("word/comments.xml")))
    top = writer.tops[0] if len(writer.tops) == 1 else ""
    contents = with_running(writer.draft.contents(writer.title or top or stated_title(package)), running)
    inside = embedded(package, [(body, "picture")])
    notes = (*runs.notes(), *inside.notes())
    return replace(
        contents, notes=notes, attachments=inside.documents, pictures=inside.pictures, unseen=tuple(runs.unseen)
    )


def _is_page_number(paragraph: etree._Element, text: str) -> bool:
    """Whether the paragraph is only the number of a page, such as "Page 1 of 3" in any language."""
    fields = [attribute(one, "instr") for one in paragraph.iter("{*}fldSimple")]
    fields += [one.text or "" for one in paragraph.iter("{*}instrText")]
    return any(map(_PAGE_FIELD.search, fields)) and len(_LETTERS.findall(text)) <= _MOST_OF_PAGE


def _is_bold(paragraph: etree._Element) -> bool:
    """Whether all words of a paragraph are in bold or large type, as in a heading without a style."""
    is_bold = False
    for run in paragraph.iter("{*}r"):
        if "".join(run.itertext("{*}t")).strip():
            is_bold = _stands_out(run)
            if not is_bold:
                break
    return is_bold


def _stands_out(run: etree._Element) -> bool:
    bold, size = run.find("{*}rPr/{*}b"), value(run.find("{*}rPr/{*}sz"))
    return (bold is not None and is_set(bold)) or (size.isdecimal() and int(size) >= _LARGE)


def _on_first_page(package: Package, body: str) -> set[str]:
    """The headers and footers that only first pages have, such as letterheads."""
    relations = related(package, body)
    references = package.tree(body).iter("{*}headerReference", "{*}footerReference")
    first = {attribute(one, "id") for one in references if attribute(one, "type") == "first"}
    return {name for key, (_, name) in relations.items() if key in first}


class _Writer:
    """Writes the blocks of a document into a draft."""

    def __init__(self, package: Package, body: str) -> None:
        self.draft = Draft()
        self.title = ""
        self.tops: list[str] = []  # the headings of level 1
        self._styles = read_styles(package)
        self._numbering = Numbering(package)
        self._package = package
        self._relations = related(package, body)

    def add_all(self, parent: etree._Element) -> None:
        for block in _blocks(parent):
            if name_of(block) == "tbl":
                self._add_table(block)
            else:
                self._add_paragraph(block)

    def _add_paragraph(self, paragraph: etree._Element) -> None:
        text = _text(paragraph)
        self._add_text(text, paragraph.find("{*}pPr"), is_bold=_is_bold(paragraph))
        for box in _text_boxes(paragraph):
            self.add_all(box)
        for chart in paragraph.iter("{*}chart"):
            kind, target = self._relations.get(attribute(chart, "id"), ("", ""))
            if kind == "chart":
                self.draft.add_lines(chart_lines(self._package.tree(target)))
        for diagram in paragraph.iter("{*}relIds"):
            kind, target = self._relations.get(attribute(diagram, "dm"), ("", ""))
            if kind == "diagramData":
                self.draft.add_lines(drawn_texts(self._package.tree(target)))

    def _add_text(self, text: str, properties: etree._Element | None, *, is_bold: bool = False) -> None:
        style_id = _setting(properties, "pStyle")
        style = self._styles.get(style_id, Style())
        stated = outline_level(properties)
        level = style.level if stated is None else stated
        label = self._label(properties, style_id, style)  # an empty paragraph of a list is counted too
        if not text.strip():
            return
        labelled = f"{label} {text.lstrip()}" if label else text
        if level == TITLE:
            self.title = self.title or one_line(text)
        if level > 0:
            self.draft.add_heading(labelled, level)
            self.tops += [one_line(text)] if level == 1 else []
        elif is_bold and not label:
            self.draft.add_bold(text)
        else:
            self.draft.add(labelled, gap="\n" if label else "\n\n")

    def _label(self, properties: etree._Element | None, style_id: str, style: Style) -> str:
        list_id = _setting(properties, "numPr/{*}numId") or style.list_id
        digits = _setting(properties, "numPr/{*}ilvl")
        return self._numbering.label(list_id, int(digits) if digits.isdecimal() else None, style_id)

    def _add_table(self, table: etree._Element) -> None:
        if _is_layout(table):
            for cell in _within(table, "tc"):
                self.add_all(cell)
            return
        self.draft.add_lines(table_lines(_rows(table, self._number)))

    def _number(self, paragraph: etree._Element) -> str:
        """The number of a paragraph in a cell. Bullets are left out: before a figure they look like a minus."""
        properties = paragraph.find("{*}pPr")
        style_id = _setting(properties, "pStyle")
        label = self._label(properties, style_id, self._styles.get(style_id, Style()))
        return "" if label == "-" else label


def _is_layout(table: etree._Element) -> bool:
    """Whether the table only lays out a page: it has one column, or long texts in its cells."""
    rows = _rows(table, lambda _: "")
    return max(map(len, rows), default=0) < 2 or any(len(cell.text) > _MAX_CELL for row in rows for cell in row)


def _setting(properties: etree._Element | None, path: str) -> str:
    return value(properties.find(f"{{*}}{path}")) if properties is not None else ""


def _rows(table: etree._Element, number_of: Label) -> list[list[Cell]]:
    """The rows of a table; a cell merged downwards is repeated in every row that it covers."""
    rows: list[list[Cell]] = []
    above: dict[int, str] = {}
    for row in _within(table, "tr"):
        skipped = number(row.find("{*}trPr/{*}gridBefore"), 0)
        is_header = is_set(row.find("{*}trPr/{*}tblHeader"))
        cells = [Cell("", is_header)] * skipped
        column = skipped
        for element in _within(row, "tc"):
            merge = element.find("{*}tcPr/{*}vMerge")
            continues = merge is not None and value(merge) != "restart"
            text = above.get(column, "") if continues else _cell_text(element, number_of)
            columns = number(element.find("{*}tcPr/{*}gridSpan"), 1)
            above[column] = text
            cells.append(Cell(text, is_header, columns, is_bold=_is_bold(element)))
            column += columns
        rows.append(cells)
    return rows


def _cell_text(cell: etree._Element, number_of: Label) -> str:
    pieces: list[str] = []
    for block in _blocks(cell):
        if name_of(block) == "tbl":
            pieces.append(in_cell(table_lines(_rows(block, number_of))))
        else:
            pieces += [number_of(block), _text(block), *(_cell_text(box, number_of) for box in _text_boxes(block))]
    return one_line(" ".join(pieces))


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs and tables of a body, cell or text box, also inside content controls and tracked insertions."""
    for child in parent:
        if name_of(child) in ("p", "tbl"):
            yield child
        elif name_of(child) not in _APART:
            yield from _blocks(child)


def _within(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The nearest descendants with that name, without those inside inner tables or paragraphs."""
    for child in parent:
        if name_of(child) == name:
            yield child
        elif name_of(child) not in ("tbl", "p"):
            yield from _within(child, name)


def _text(element: etree._Element) -> str:
    return "".join(_pieces(element))


def _pieces(element: etree._Element) -> Iterator[str]:
    is_run = name_of(element) == "r"
    for child in element:
        name = name_of(child)
        if name == "t":
            yield child.text or ""
        elif name == "oMath":
            yield linear(child)
        elif name in _PICTURES:
            shown = described(attribute(child, _PICTURES[name]))
            yield f" {shown} " if shown else ""
            yield from _pieces(child)
        elif name == "ruby":
            yield with_reading(*(_text(part) for key in _RUBY for part in child.iterfind(key)))
        elif is_run and name in _SPACES:
            yield _SPACES[name]
        elif is_run and name == "sym":
            yield _sign(child)
        elif is_run and name == "fldChar":
            yield _field_value(child)
        elif name not in _APART and not _is_hidden(child):
            yield from _pieces(child)


def _sign(symbol: etree._Element) -> str:
    code = attribute(symbol, "char")
    try:
        return in_font(attribute(symbol, "font"), chr(int(code, 16)))
    except (ValueError, OverflowError):
        return ""


def _field_value(field: etree._Element) -> str:
    """The text that an old form field shows: a box, ticked or not, or the entry that was chosen from a list."""
    for box in field.iterfind("{*}ffData/{*}checkBox"):
        state = box.find("{*}checked")
        state = box.find("{*}default") if state is None else state
        return "☒" if is_set(state) else "☐"
    for choice in field.iterfind("{*}ffData/{*}ddList"):
        entries = [value(entry) for entry in choice.iterfind("{*}listEntry")]
        return "".join(entries[number(choice.find("{*}result"), 0) :][:1])
    return ""


def _is_hidden(run: etree._Element) -> bool:
    """Whether readers of the document do not see the run, so that it must not be cited."""
    return is_set(run.find("{*}rPr/{*}vanish"))


def _text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if name_of(child) == "txbxContent":
            yield child
        elif name_of(child) != "Fallback":
            yield from _text_boxes(child)
