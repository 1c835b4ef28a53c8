"""The text of paragraphs and cells of OpenDocument files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from index.reading.readers.contents import one_line
from index.reading.readers.descriptions import with_reading
from index.reading.readers.office.ooxml import name_of, number_of
from index.reading.readers.tables import Cell, in_cell, table_lines

NEVER_TEXT = frozenset(
    "tracked-changes annotation annotation-end forms table-of-content sequence-decls variable-decls "
    "event-listeners script styles settings title desc".split()
)
APART = frozenset(("frame", "custom-shape", "g", "text-box", "note", "table"))  # in a paragraph, but not its text
_RUBY = ("{*}ruby-base", "{*}ruby-text")
ROW_GROUPS = ("table-header-rows", "table-rows", "table-row-group")
SHAPES = ("custom-shape", "text-box", "rect", "ellipse", "caption", "connector", "line", "polygon", "path")


def cell_text(cell: etree._Element, *, without: Sequence[str] = ("annotation",)) -> str:
    """The text of a cell on one line, `without` the elements of these names, by default the comments on it."""
    pieces = (
        in_cell(table_lines(list(rows_of(element)))) if name_of(element) == "table" else text_of(element)
        for element in cell.iter("{*}p", "{*}h", "{*}table")
        if not _is_in(element, cell, (*without, "table"))
    )
    return one_line(" ".join(pieces))


def shape_texts(parent: etree._Element) -> Iterator[str]:
    """The text of each shape and text box in the element, on one line."""
    for shape in parent.iter(*(f"{{*}}{name}" for name in SHAPES)):
        if not _is_in(shape, parent, (*SHAPES, "annotation")):
            yield from filter(None, [cell_text(shape)])


def rows_of(table: etree._Element, *, is_header: bool = False) -> Iterator[list[Cell]]:
    """The rows of a table. A repeated row comes at most 1,000 times, or once if it is empty."""
    for child in table:
        name = name_of(child)
        if name == "table-row":
            row = _row(child, is_header=is_header)
            times = _repeated(child, "number-rows-repeated") if any(cell.text for cell in row) else 1
            for _ in range(times):
                yield row
        elif name in ROW_GROUPS:
            yield from rows_of(child, is_header=is_header or name == "table-header-rows")


def _row(row: etree._Element, *, is_header: bool) -> list[Cell]:
    """The cells of a row, without those that a merged cell covers."""
    cells: list[Cell] = []
    for element in row:
        if name_of(element) == "table-cell":
            spans = number_of(element, "number-columns-spanned", 1), number_of(element, "number-rows-spanned", 1)
            cell = Cell(cell_text(element), is_header, *spans)
            cells += [cell] * _repeated(element, "number-columns-repeated")
    while cells and not cells[-1].text:
        cells.pop()
    return cells


def _repeated(element: etree._Element, name: str) -> int:
    return max(1, number_of(element, name, 1))


def _is_in(element: etree._Element, top: etree._Element, names: Sequence[str]) -> bool:
    """Whether the element is inside one of these names, below `top`."""
    above = element.getparent()
    while above is not None and above is not top:
        if name_of(above) in names:
            return True
        above = above.getparent()
    return False


def text_of(paragraph: etree._Element) -> str:
    """The text of a paragraph, without the boxes, shapes and notes that are anchored to it."""
    return "".join(_pieces(paragraph))


def _pieces(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = name_of(child)
        if name == "s":
            yield " " * number_of(child, "c", 1)
        elif name == "tab":
            yield "\t"
        elif name == "line-break":
            yield "\n"
        elif name == "ruby":
            yield with_reading(*("".join(_pieces(part)) for key in _RUBY for part in child.iterfind(key)))
        elif name and name not in APART and name not in NEVER_TEXT:
            yield from _pieces(child)
        yield child.tail or ""
