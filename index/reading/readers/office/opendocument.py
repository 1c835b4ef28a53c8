"""OpenDocument texts, presentations and sheets (.odt, .odp, .ods), read from their XML."""

from __future__ import annotations

import base64
import io
import posixpath
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain

from lxml import etree

from index.errors import DocumentError
from index.reading.readers.contents import Attachment, Contents, Draft, Part, joined, numbered, one_line
from index.reading.readers.descriptions import described
from index.reading.readers.grid import Sheet
from index.reading.readers.office.odf_looks import Prepared, prepare
from index.reading.readers.office.odf_sheets import odf_sheet, shown_in
from index.reading.readers.office.odf_text import APART, NEVER_TEXT, rows_of, shape_texts, text_of
from index.reading.readers.office.ooxml import attribute, name_of, number_of
from index.reading.readers.office.package import Package
from index.reading.readers.office.spreadsheets import sheet_part, unstored_note
from index.reading.readers.tables import table_lines

_ON_EVERY_PAGE = ("page-number", "header", "footer", "date-time")
_PICTURE = re.compile(r"(?:Pictures|media)/.*\.(?:png|jpe?g|gif|bmp|tiff?|webp|emf|wmf|svg)$", re.IGNORECASE)
_DESCRIPTION = "{*}desc"
_MOST_PICTURES = 1_000
_MAX_CELL = 1_000  # characters; a table with a longer cell lays out a page and holds no data


def read_opendocument(data: bytes) -> Contents:
    """The text of an OpenDocument file; each slide or sheet is a page."""
    package = _package(data)
    manifest = "META-INF/manifest.xml"
    if manifest in package.names and b"encryption-data" in package.read(manifest):
        raise DocumentError("is password-protected: save a copy without a password")
    if "content.xml" not in package.names:
        raise DocumentError("is a zip archive without an OpenDocument file in it: Quoth cannot read it")
    root = package.tree("content.xml")
    written = _written_pictures(root)
    prepared = prepare(root, package)
    contents = _contents(root, package, prepared)
    stored = (package.read(name) for name in package.names if _PICTURE.match(name))
    pictures = tuple(Attachment("picture", picture) for picture in (*stored, *written))
    notes = (*contents.notes, *prepared.notes)
    return replace(contents, notes=notes, pictures=pictures, unseen=tuple(prepared.unseen))


def _written_pictures(root: etree._Element) -> list[bytes]:
    """The pictures that a flat file has in its text. They are removed from it."""
    found = []
    for element in list(root.iter("{*}binary-data"))[:_MOST_PICTURES]:
        parent = element.getparent()
        with suppress(ValueError):
            if parent is not None and name_of(parent) == "image":
                found.append(base64.b64decode(element.text or ""))
        element.text = None
    return found


def _package(data: bytes) -> Package:
    """The parts of the file; a flat one (.fodt, .fods, .fodp) is a single part of them."""
    if data.startswith(b"PK"):
        return Package(data)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("content.xml", data)
    return Package(packed.getvalue())


def _contents(root: etree._Element, package: Package, prepared: Prepared) -> Contents:
    """The text. Sheets and slides that are hidden are kept separately."""
    hidden = prepared.hidden
    for body in root.iterfind("{*}body/{*}presentation"):
        return _presentation(body, package, prepared)
    for body in root.iterfind("{*}body/{*}spreadsheet"):
        tables = enumerate(body.iterfind("{*}table"), start=1)
        parts = [
            (sheet_part(odf_sheet(table), page, _around(table, package)), hidden.get(table, ""))
            for page, table in tables
        ]
        formulas = [cell for cell in body.iter("{*}table-cell") if attribute(cell, "formula") and not shown_in(cell)]
        return _without_hidden(_stated_title(package), parts, unstored_note(len(formulas)))
    writer = _Writer(_title_styles(root), prepared.labels, prepared.bold)
    writer.add_all(root.iterfind("{*}body/{*}*"))
    writer.draft.end_headings()
    writer.draft.add_lines(chain(_remarks(root), _charts(root, package)))
    top = writer.tops[0] if len(writer.tops) == 1 else ""
    return writer.draft.contents(writer.title or top or _stated_title(package))


def _around(table: etree._Element, package: Package) -> Iterator[str]:
    """The lines after those of a sheet: its shapes, comments and charts."""
    return chain(shape_texts(table), _remarks(table), _charts(table, package))


def _remarks(element: etree._Element) -> Iterator[str]:
    """A line for each comment in the element."""
    for remark in element.iter("{*}annotation"):
        text = one_line(" ".join(text_of(line) for line in remark.iter("{*}p")))
        if text:
            yield f"Comment: {text}"


def _charts(element: etree._Element, package: Package) -> Iterator[str]:
    """The charts in the element, each as its title and the rows of its table."""
    for frame in element.iter("{*}object"):
        part = posixpath.join(posixpath.normpath(attribute(frame, "href")), "content.xml")
        for chart in package.tree(part).iterfind("{*}body/{*}chart/{*}chart") if part in package.names else ():
            yield from filter(None, (one_line(" ".join(title.itertext())) for title in chart.iterfind("{*}title")))
            for table in chart.iterfind("{*}table"):
                yield from map(str, table_lines(list(rows_of(table))))


def _stated_title(package: Package) -> str:
    if "meta.xml" not in package.names:
        return ""
    return one_line(package.tree("meta.xml").findtext("{*}meta/{http://purl.org/dc/elements/1.1/}title") or "")


def _title_styles(root: etree._Element) -> set[str]:
    """The names of the styles of titles: "Title", and the styles that the document derives from it."""
    styles = root.iterfind("{*}automatic-styles/{*}style")
    return {"Title"} | {attribute(s, "name") for s in styles if attribute(s, "parent-style-name") == "Title"}


def _presentation(body: etree._Element, package: Package, prepared: Prepared) -> Contents:
    title, hidden, labels = _stated_title(package), prepared.hidden, prepared.labels
    pages = enumerate(body.iterfind("{*}page"), start=1)
    parts = [(Part(_slide(page, package, labels), number), hidden.get(page, "")) for number, page in pages]
    textless = [part.page for part, away in parts if part.page and not part.contents.sections and not away]
    notes = [f"no text on {numbered('slide', textless)}, only pictures perhaps"] if textless else []
    return _without_hidden(title or (parts[0][0].contents.title if parts else ""), parts, notes)


def _without_hidden(title: str, parts: Sequence[tuple[Part, str]], notes: Iterable[str]) -> Contents:
    """The parts joined, without the hidden ones, which are those with a name."""
    contents = joined(title, [part for part, name in parts if not name], notes)
    return replace(contents, hidden=tuple(replace(part, heading=name) for part, name in parts if name))


def _slide(page: etree._Element, package: Package, labels: Mapping[etree._Element, str]) -> Contents:
    writer = _Writer(set(), labels)
    titles = [shape for shape in page if attribute(shape, "class") == "title"]
    heading = one_line(" ".join(text_of(line) for shape in titles for line in shape.iter("{*}p")))
    writer.draft.add_heading(heading, 1)
    writer.add_all(shape for shape in page if shape not in titles and name_of(shape) != "notes")
    for notes in page.iterfind("{*}notes"):
        shapes = (shape for shape in notes if attribute(shape, "class") not in _ON_EVERY_PAGE)
        said = "\n".join(text_of(line) for shape in shapes for line in shape.iter("{*}p"))
        writer.draft.add(f"Notes: {said}" if said.strip() else "")
    writer.draft.add_lines(chain(_remarks(page), _charts(page, package)))
    return writer.draft.contents(heading)


def opendocument_sheets(data: bytes) -> list[Sheet]:
    """The sheets of an OpenDocument spreadsheet; none of a text or a presentation."""
    package = _package(data)
    root = package.tree("content.xml")
    prepare(root, package)
    return [odf_sheet(table) for table in root.iterfind("{*}body/{*}spreadsheet/{*}table")]


class _Writer:
    """Writes the blocks of a text or a slide into a draft."""

    def __init__(
        self, title_styles: set[str], labels: Mapping[etree._Element, str], bold: Collection[str] = ()
    ) -> None:
        self.draft = Draft()
        self.title = ""
        self.tops: list[str] = []  # the headings of level 1
        self._title_styles = title_styles
        self._labels = labels  # of paragraphs
        self._bold = bold  # styles

    def add_all(self, blocks: Iterator[etree._Element] | etree._Element) -> None:
        for block in blocks:
            name = name_of(block)
            if name in ("p", "h"):
                self._add_paragraph(block)
            elif name == "table":
                self._add_table(block)
            elif name and name not in NEVER_TEXT:
                self.add_all(block)
                for words in block.iterfind(_DESCRIPTION) if name == "frame" else ():
                    self.draft.add(described("".join(words.itertext())))

    def _add_paragraph(self, paragraph: etree._Element) -> None:
        text = text_of(paragraph)
        label = self._labels.get(paragraph)
        labelled = f"{label} {text.lstrip()}" if label else text
        level = number_of(paragraph, "outline-level", 1) if name_of(paragraph) == "h" else 0
        if level and text.strip():
            self.draft.add_heading(text if label == "-" else labelled, level)
            self.tops += [one_line(text)] if level == 1 else []
        elif not level and label is None and text.strip() and self._is_bold(paragraph):
            self.draft.add_bold(text)
        elif not level:
            self.draft.add(labelled if text.strip() else "", gap="\n\n" if label is None else "\n")
        if attribute(paragraph, "style-name") in self._title_styles:
            self.title = self.title or one_line(text)
        self.add_all(_set_apart(paragraph))

    def _is_bold(self, paragraph: etree._Element) -> bool:
        """Whether the whole paragraph is bold, by its style or by those of all its spans."""
        spans = [child for child in paragraph if "".join(child.itertext()).strip()]
        is_bare = bool((paragraph.text or "").strip()) or any((child.tail or "").strip() for child in paragraph)
        are_bold = spans and not is_bare and all(attribute(span, "style-name") in self._bold for span in spans)
        return bool(are_bold) or attribute(paragraph, "style-name") in self._bold

    def _add_table(self, table: etree._Element) -> None:
        rows = list(rows_of(table))
        if max(map(len, rows), default=0) < 2 or any(len(cell.text) > _MAX_CELL for row in rows for cell in row):
            for cell in table.iter("{*}table-cell"):
                self.add_all(cell)
            return
        self.draft.add_lines(table_lines(rows))


def _set_apart(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes, shapes and notes that are anchored to a paragraph."""
    for child in paragraph:
        name = name_of(child)
        if name == "note":
            yield from child.iterfind("{*}note-body")
        elif name in APART:
            yield child
        elif name not in NEVER_TEXT:
            yield from _set_apart(child)
