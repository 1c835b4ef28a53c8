"""OpenDocument texts, presentations and sheets (.odt, .odp, .ods), read from their XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from index.errors import DocumentError
from index.reading.readers.contents import Attachment, Contents, Draft, Part, joined, numbered, one_line
from index.reading.readers.grid import Numbered, Sheet
from index.reading.readers.headers import Covered
from index.reading.readers.office.number_formats import shown
from index.reading.readers.office.odf_looks import prepare
from index.reading.readers.office.ooxml import attribute, name_of, number_of
from index.reading.readers.office.package import Package
from index.reading.readers.office.spreadsheets import sheet_part, unstored_note
from index.reading.readers.tables import Cell, table_lines

_NEVER_TEXT = frozenset(
    "tracked-changes annotation annotation-end forms table-of-content sequence-decls variable-decls "
    "event-listeners script styles settings title desc".split()
)
_APART = frozenset(("frame", "custom-shape", "g", "text-box", "note", "table"))  # in a paragraph, but not its text
_ROW_GROUPS = ("table-header-rows", "table-rows", "table-row-group")
_PICTURE = re.compile(r"(?:Pictures|media)/.*\.(?:png|jpe?g|gif|bmp|tiff?|webp|emf|wmf|svg)$", re.IGNORECASE)
_MAX_REPEATED = 1_000  # the most copies of a repeated cell or row that is not empty
_MAX_ROWS, _MAX_COLUMNS = 1_048_576, 16_384  # of a sheet
_DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d{1,30})?")
_MAX_CELL = 1_000  # characters; a table with a longer cell lays out a page and holds no data


def read_opendocument(data: bytes) -> Contents:
    """The text of an OpenDocument file; each slide or sheet is a page."""
    package = Package(data)
    manifest = "META-INF/manifest.xml"
    if manifest in package.names and b"encryption-data" in package.read(manifest):
        raise DocumentError("is password-protected: save a copy without a password")
    if "content.xml" not in package.names:
        raise DocumentError("is a zip archive without an OpenDocument file in it: Quoth cannot read it")
    root = package.tree("content.xml")
    prepared = prepare(root, package)
    contents = _contents(root, package, prepared.hidden)
    pictures = tuple(Attachment("picture", package.read(name)) for name in package.names if _PICTURE.match(name))
    notes = (*contents.notes, *prepared.notes)
    return replace(contents, notes=notes, pictures=pictures, unseen=tuple(prepared.unseen))


def _contents(root: etree._Element, package: Package, hidden: Mapping[etree._Element, str]) -> Contents:
    """The text. Sheets and slides that are `hidden` (with their names) are kept separately."""
    for body in root.iterfind("{*}body/{*}presentation"):
        return _presentation(body, _stated_title(package), hidden)
    for body in root.iterfind("{*}body/{*}spreadsheet"):
        tables = enumerate(body.iterfind("{*}table"), start=1)
        parts = [(sheet_part(_sheet(table), page, _remarks(table)), hidden.get(table, "")) for page, table in tables]
        formulas = [cell for cell in body.iter("{*}table-cell") if attribute(cell, "formula") and not _shown(cell)]
        return _without_hidden(_stated_title(package), parts, unstored_note(len(formulas)))
    writer = _Writer(_title_styles(root))
    writer.add_all(root.iterfind("{*}body/{*}*"))
    writer.draft.end_headings()
    writer.draft.add_lines(_remarks(root))
    top = writer.tops[0] if len(writer.tops) == 1 else ""
    return writer.draft.contents(writer.title or top or _stated_title(package))


def _remarks(element: etree._Element) -> Iterator[str]:
    """A line for each comment in the element."""
    for remark in element.iter("{*}annotation"):
        text = one_line(" ".join(_text(line) for line in remark.iter("{*}p")))
        if text:
            yield f"Comment: {text}"


def _stated_title(package: Package) -> str:
    if "meta.xml" not in package.names:
        return ""
    return one_line(package.tree("meta.xml").findtext("{*}meta/{http://purl.org/dc/elements/1.1/}title") or "")


def _title_styles(root: etree._Element) -> set[str]:
    """The names of the styles of titles: "Title", and the styles that the document derives from it."""
    styles = root.iterfind("{*}automatic-styles/{*}style")
    return {"Title"} | {attribute(s, "name") for s in styles if attribute(s, "parent-style-name") == "Title"}


def _presentation(body: etree._Element, title: str, hidden: Mapping[etree._Element, str]) -> Contents:
    pages = enumerate(body.iterfind("{*}page"), start=1)
    parts = [(Part(_slide(page), number), hidden.get(page, "")) for number, page in pages]
    textless = [part.page for part, away in parts if part.page and not part.contents.sections and not away]
    notes = [f"no text on {numbered('slide', textless)}, only pictures perhaps"] if textless else []
    return _without_hidden(title or (parts[0][0].contents.title if parts else ""), parts, notes)


def _without_hidden(title: str, parts: Sequence[tuple[Part, str]], notes: Iterable[str]) -> Contents:
    """The parts joined, without the hidden ones, which are those with a name."""
    contents = joined(title, [part for part, name in parts if not name], notes)
    return replace(contents, hidden=tuple(replace(part, heading=name) for part, name in parts if name))


def _slide(page: etree._Element) -> Contents:
    writer = _Writer(set())
    titles = [shape for shape in page if attribute(shape, "class") == "title"]
    heading = one_line(" ".join(_text(line) for shape in titles for line in shape.iter("{*}p")))
    writer.draft.add_heading(heading, 1)
    writer.add_all(shape for shape in page if shape not in titles and name_of(shape) != "notes")
    for notes in page.iterfind("{*}notes"):
        said = "\n".join(_text(line) for line in notes.iter("{*}p"))
        writer.draft.add(f"Notes: {said}" if said.strip() else "")
    writer.draft.add_lines(_remarks(page))
    return writer.draft.contents(heading)


def opendocument_sheets(data: bytes) -> list[Sheet]:
    """The sheets of an OpenDocument spreadsheet; none of a text or a presentation."""
    package = Package(data)
    root = package.tree("content.xml")
    prepare(root, package)
    return [_sheet(table) for table in root.iterfind("{*}body/{*}spreadsheet/{*}table")]


def _sheet(table: etree._Element) -> Sheet:
    return Sheet(one_line(attribute(table, "name")), _numbered(_sheet_rows(table)))


def _numbered(rows: Iterable[etree._Element]) -> Iterator[Numbered]:
    """The number and the values of every row. A repeated row comes at most 1,000 times, or once if it is empty."""
    number = 1
    open_above: dict[int, _Spanning] = {}  # by column: merged cells of the rows above that reach into this one
    for row in rows:
        values = _values(row, open_above)
        times = _count(row, "number-rows-repeated", _MAX_ROWS)
        for repeated in range(min(times, _MAX_REPEATED) if values else 1):
            yield number + repeated, values
        number += times


@dataclass(frozen=True, slots=True)
class _Spanning:
    """A merged cell: its text, and how many further rows it covers."""

    text: str
    rows: int
    is_first: bool  # the column is its first


def _values(row: etree._Element, above: dict[int, _Spanning]) -> list[str]:
    """The values of a row up to the last one that is not empty, because the empty cells after it fill the sheet.

    The text of a merged cell is repeated in every row that it covers, and counts for all its columns.
    """
    values: list[str] = []
    pending = 0  # empty cells since the last value
    spans: dict[int, _Spanning] = {}
    for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
        column = len(values) + pending
        text = _shown(cell) if name_of(cell) == "table-cell" else ""
        if text:
            columns, rows = (_count(cell, f"number-{kind}-spanned", _MAX_REPEATED) for kind in ("columns", "rows"))
            for i in range(columns if columns > 1 or rows > 1 else 0):
                spans[column + i] = _Spanning(text, rows, is_first=i == 0)
        elif name_of(cell) == "covered-table-cell" and (spanning := spans.get(column, above.get(column))):
            text = spanning.text if spanning.is_first else Covered.by(spanning.text)
        is_kept = text or isinstance(text, Covered)
        times = _count(cell, "number-columns-repeated", _MAX_REPEATED if is_kept else _MAX_COLUMNS)
        if is_kept:
            values += [*[""] * pending, *[text] * times]
            pending = 0
        else:
            pending += times
    left = {column: replace(one, rows=one.rows - 1) for column, one in {**above, **spans}.items() if one.rows > 1}
    above.clear()
    above.update(left)
    return values


def _sheet_rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if name_of(child) == "table-row":
            yield child
        elif name_of(child) in _ROW_GROUPS:
            yield from _sheet_rows(child)


def _count(element: etree._Element, name: str, most: int) -> int:
    digits = attribute(element, name)
    return max(1, min(int(digits), most)) if digits.isdecimal() and len(digits) < 10 else 1


class _Writer:
    """Writes the blocks of a text or a slide into a draft."""

    def __init__(self, title_styles: set[str]) -> None:
        self.draft = Draft()
        self.title = ""
        self.tops: list[str] = []  # the headings of level 1
        self._title_styles = title_styles

    def add_all(self, blocks: Iterator[etree._Element] | etree._Element, marker: str = "") -> None:
        """Add blocks, the first of them after the marker of its list item."""
        for block in blocks:
            name = name_of(block)
            if name in ("p", "h"):
                self._add_paragraph(block, marker)
            elif name == "table":
                self._add_table(block)
            elif name == "list-item":
                self.add_all(block, marker="- ")
            elif name and name not in _NEVER_TEXT:
                self.add_all(block, marker if name == "list" else "")
            marker = ""

    def _add_paragraph(self, paragraph: etree._Element, marker: str) -> None:
        text = _text(paragraph)
        level = number_of(paragraph, "outline-level", 1) if name_of(paragraph) == "h" else 0
        if level:
            self.draft.add_heading(text, level)
            self.tops += [one_line(text)] if level == 1 else []
        else:
            self.draft.add(marker + text if text.strip() else "", gap="\n" if marker else "\n\n")
        if attribute(paragraph, "style-name") in self._title_styles:
            self.title = self.title or one_line(text)
        self.add_all(_set_apart(paragraph))

    def _add_table(self, table: etree._Element) -> None:
        rows = list(_rows(table))
        if max(map(len, rows), default=0) < 2 or any(len(cell.text) > _MAX_CELL for row in rows for cell in row):
            for cell in table.iter("{*}table-cell"):
                self.add_all(cell)
            return
        self.draft.add_lines(table_lines(rows))


def _rows(table: etree._Element, *, is_header: bool = False) -> Iterator[list[Cell]]:
    """The rows of a table. A repeated row comes at most 1,000 times, or once if it is empty."""
    for child in table:
        name = name_of(child)
        if name == "table-row":
            row = _row(child, is_header=is_header)
            times = _repeated(child, "number-rows-repeated") if any(cell.text for cell in row) else 1
            for _ in range(times):
                yield row
        elif name in _ROW_GROUPS:
            yield from _rows(child, is_header=is_header or name == "table-header-rows")


def _row(row: etree._Element, *, is_header: bool) -> list[Cell]:
    """The cells of a row, without those that a merged cell covers."""
    cells: list[Cell] = []
    for element in row:
        if name_of(element) == "table-cell":
            spans = number_of(element, "number-columns-spanned", 1), number_of(element, "number-rows-spanned", 1)
            cell = Cell(_cell_text(element), is_header, *spans)
            cells += [cell] * _repeated(element, "number-columns-repeated")
    while cells and not cells[-1].text:
        cells.pop()
    return cells


def _repeated(element: etree._Element, name: str) -> int:
    return max(1, number_of(element, name, 1))


def _cell_text(cell: etree._Element) -> str:
    return one_line(" ".join(_text(line) for line in cell.iter("{*}p", "{*}h") if not _is_noted(line, cell)))


def _shown(cell: etree._Element) -> str:
    """The text that the cell of a sheet shows."""
    return _cell_text(cell) or _stored_value(cell)


def _stored_value(cell: etree._Element) -> str:
    """The value of a cell whose displayed text is not stored."""
    for name in ("string-value", "date-value", "time-value", "boolean-value"):
        if text := attribute(cell, name):
            return text.replace("T", " ") if name == "date-value" else text
    kind, value = attribute(cell, "value-type"), attribute(cell, "value")
    if kind == "percentage" and _DECIMAL.fullmatch(value):
        return shown(float(value), "0.##########%") or value
    return " ".join(filter(None, (value, attribute(cell, "currency") if kind == "currency" else "")))


def _is_noted(line: etree._Element, cell: etree._Element) -> bool:
    """Whether the line belongs to a comment on the cell."""
    above = line.getparent()
    while above is not None and above is not cell:
        if name_of(above) == "annotation":
            return True
        above = above.getparent()
    return False


def _text(paragraph: etree._Element) -> str:
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
        elif name and name not in _APART and name not in _NEVER_TEXT and name != "ruby-text":
            yield from _pieces(child)
        yield child.tail or ""


def _set_apart(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes, shapes and notes that are anchored to a paragraph."""
    for child in paragraph:
        name = name_of(child)
        if name == "note":
            yield from child.iterfind("{*}note-body")
        elif name in _APART:
            yield child
        elif name not in _NEVER_TEXT:
            yield from _set_apart(child)
