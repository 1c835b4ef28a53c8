"""The pages of a PDF with their text layers, each opened once. The text of a page depends on its neighbours."""

from __future__ import annotations

import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.errors import DocumentError
from index.reading.readers.pdf.annotations import annotation_lines
from index.reading.readers.pdf.columns import with_columns
from index.reading.readers.pdf.foot_notes import notes_first, notes_of_columns_first
from index.reading.readers.pdf.from_top import from_the_top
from index.reading.readers.pdf.glyphs import LayerGlyphs, PageText, character_codes, is_garbled, page_text
from index.reading.readers.pdf.hidden import without_hidden
from index.reading.readers.pdf.markers import with_markers
from index.reading.readers.pdf.page_ends import carried, seam
from index.reading.readers.pdf.paths import Path, paths_of
from index.reading.readers.pdf.raised import with_scripts
from index.reading.readers.pdf.right_to_left import Mirrored, in_order, is_right_to_left, mirrored
from index.reading.readers.pdf.running import NEIGHBOURS, EdgeLine, edge_lines, without_running
from index.reading.readers.pdf.spaced import without_gaps
from index.reading.readers.pdf.struck import without_struck
from index.reading.readers.pdf.tables.continued import OpenTable, open_table, table_above
from index.reading.readers.pdf.tables.ends import TableEnds, names_above
from index.reading.readers.pdf.tables.grids import Grid
from index.reading.readers.pdf.tables.pieces import PageLine, lines_of
from index.reading.readers.pdf.tables.rows import with_rows
from index.reading.readers.pdf.tables.ruled import grids
from index.reading.readers.pdf.turned import Turn, Turned

MAX_BESIDE = 20  # the most characters beside a scan, such as a page number
MIN_COVERED = 0.5  # the smallest share of the page that a scan covers
MAX_FORMS = 3  # the depth to which images are looked for
_ENOUGH = 500  # a page with so many characters other than white space is not a scan
_SEEN = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING)
_MOST_OPEN = 2 * NEIGHBOURS + 4  # pages


@dataclass(frozen=True, slots=True)
class Opened:
    """A page and its text layer: the characters in the order of the file, without struck-out and hidden ones."""

    page: pdfium.PdfPage
    layer: pdfium.PdfTextPage
    glyphs: LayerGlyphs
    codes: Sequence[int]
    is_scan: bool
    text: PageText
    struck: int  # places
    hidden: Sequence[str]  # texts that nobody sees
    edges: tuple[EdgeLine, ...]
    paths: Sequence[Path]  # what is drawn on it


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The text of a page in its order, its lines if they are known, and the tables that are drawn on it."""

    text: PageText
    glyphs: LayerGlyphs
    lines: Sequence[PageLine] | None
    drawn: Sequence[Grid]

    def written(self, above: Sequence[str] = (), open_above: OpenTable | None = None) -> PageText:
        """The text with a line for each row of its tables, the first of which can have begun on an earlier page."""
        return with_rows(self.text, self.glyphs, self.lines, self.drawn, above, open_above=open_above)

    def all_lines(self) -> Sequence[PageLine]:
        """The lines of the page."""
        return lines_of(self.text, self.glyphs) if self.lines is None else self.lines

    def begins_with_a_row(self) -> bool:
        """Whether the first line is in several columns, and no table is drawn."""
        return not self.drawn and any(len(line) > 1 for line in self.all_lines()[:1])


class Pages:
    """The pages of a document, numbered from 1. Raises `DocumentError` if a page cannot be opened."""

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._document = document
        self._pages: dict[int, pdfium.PdfPage] = {}
        self._opened: dict[int, Opened] = {}
        self._written: dict[int, PageText] = {}
        self._ends: dict[int, TableEnds] = {}  # not dropped with the pages, because they are small

    def close(self) -> None:
        """Close all open pages."""
        for number in list(self._pages):
            self._close(number)

    def page(self, number: int) -> pdfium.PdfPage:
        """The page itself."""
        if not 1 <= number <= len(self._document):
            raise DocumentError(f"has no page {number}: it has {len(self._document)}")
        if number not in self._pages:
            if len(self._pages) >= _MOST_OPEN:
                self._close(min(self._pages))
            try:
                self._pages[number] = self._document[number - 1]
            except pdfium.PdfiumError as error:
                raise DocumentError(f"is damaged: its page {number} cannot be opened") from error
        return self._pages[number]

    def opened(self, number: int) -> Opened:
        """The page with its text layer."""
        if number not in self._opened:
            page = self.page(number)
            try:
                layer = page.get_textpage()
            except pdfium.PdfiumError as error:
                raise DocumentError("is damaged: the text of a page cannot be read") from error
            codes = character_codes(layer)
            glyphs = LayerGlyphs(layer)
            paths = list(paths_of(page))
            text = without_gaps(in_order(page_text(codes, glyphs), glyphs), glyphs)
            text, struck = without_struck(text, page, glyphs, paths)
            text, hidden = without_hidden(text, page, layer, glyphs, paths)
            edges: tuple[EdgeLine, ...] = ()
            if len(self._document) > 1 and not page.get_rotation():
                _, bottom, _, top = page.get_bbox()
                edges = edge_lines(text, glyphs, bottom, top)
            self._opened[number] = Opened(
                page, layer, glyphs, codes, _is_scan(page, layer, codes), text, struck, hidden, edges, paths
            )
        return self._opened[number]

    def written(self, number: int) -> PageText:
        """The text of the page as it is read."""
        if number not in self._written:
            opened, prepared = self.opened(number), self._prepared(number)
            written = prepared.written()
            self._ends[number] = TableEnds.of(written, prepared.drawn)
            if prepared.drawn and (above := names_above(number, self._ends_of)):
                written = prepared.written(above)
            elif prepared.begins_with_a_row() and not _begins_with_names(written):
                written = prepared.written(open_above=table_above(number, self._lines_of, self._open_table))
            written = notes_of_columns_first(written, opened.glyphs)
            written = notes_first(written, opened.glyphs, lambda: self._begins(number + 1))
            further = annotation_lines(opened.page, lambda: lines_of(opened.text, opened.glyphs))
            self._written[number] = _with_lines(written, further)
        return self._written[number]

    def _prepared(self, number: int) -> _Prepared:
        """The page before its tables are written as rows."""
        opened = self.opened(number)
        text, glyphs = opened.text, opened.glyphs
        turn = Turn.of(opened.page, text, glyphs)
        if opened.page.get_rotation() and not turn:  # its text is seen sideways
            return _Prepared(with_scripts(text, glyphs), glyphs, None, ())
        is_mirrored = not turn and is_right_to_left(text.text)
        if turn:
            glyphs = Turned(glyphs, turn)
        else:
            around = [range(number - NEIGHBOURS, number), range(number + 1, number + NEIGHBOURS + 1)]
            text = without_running(text, opened.edges, *map(self._edges, around))
        glyphs = Mirrored(glyphs, text) if is_mirrored else glyphs
        lines = lines_of(text, glyphs)
        for change in (partial(from_the_top, glyphs=glyphs), with_markers):
            changed = change(text, lines)
            if changed is not text:
                text, lines = changed, lines_of(changed, glyphs)
        ordered = with_scripts(with_columns(text, lines), glyphs)
        is_level = bool(ordered.index) and glyphs.is_level(ordered.index[0])
        as_seen = turn.box if turn else mirrored if is_mirrored else None
        drawn = grids(opened.paths, as_seen) if is_level else ()
        return _Prepared(ordered, glyphs, lines if ordered is text else None, drawn)

    def _begins(self, number: int) -> str:
        """The text that a page begins with; "" if there is none."""
        try:
            return self._prepared(number).text.text if number <= len(self._document) else ""
        except (DocumentError, pdfium.PdfiumError):
            return ""

    def _lines_of(self, number: int) -> Sequence[PageLine]:
        """The lines of a page; none if it has drawn tables or cannot be read."""
        try:
            prepared = self._prepared(number)
            return () if prepared.drawn else prepared.all_lines()
        except (DocumentError, pdfium.PdfiumError):
            return ()

    def _open_table(self, number: int) -> OpenTable | None:
        """The table without lines that the page ends with; None if there is none, or if the page cannot be read."""
        try:
            prepared = self._prepared(number)
            return None if prepared.drawn else open_table(prepared.written(), prepared.glyphs)
        except (DocumentError, pdfium.PdfiumError):
            return None

    def _ends_of(self, number: int) -> TableEnds:
        """How the tables of a page begin and end; no table if the page cannot be read."""
        if number not in self._ends:
            try:
                prepared = self._prepared(number)
                self._ends[number] = TableEnds.of(prepared.written(), prepared.drawn)
            except (DocumentError, pdfium.PdfiumError):
                self._ends[number] = TableEnds()
        return self._ends[number]

    def carried_to(self, number: int) -> int:
        """The number of characters at the start of the page that end the last sentence of the page before it."""
        try:
            if number < 2 or self.opened(number - 1).is_scan or self.opened(number).is_scan:
                return 0
            return carried(self.written(number - 1).text, self.written(number).text)
        except (DocumentError, pdfium.PdfiumError):
            return 0

    def with_end(self, number: int) -> PageText:
        """The text of the page from its first complete sentence to the end of its last sentence.

        If that ends on the next page, its characters there have no place on this page.
        """
        own = self.written(number)
        start = self.carried_to(number)
        rows = tuple(replace(row, start=row.start - start) for row in own.rows)
        text, index = own.text[start:], own.index[start:]
        taken = self.carried_to(number + 1) if number < len(self._document) else 0
        if taken:
            after = self.written(number + 1).text[:taken].rstrip()
            lost, between = seam(text, after)
            text, index = text[: len(text) - lost] + between + after, index[: len(index) - lost]
        return PageText(text, index, rows)

    def _edges(self, numbers: Iterable[int]) -> Iterator[EdgeLine]:
        for number in numbers:
            if 1 <= number <= len(self._document):
                try:
                    yield from self.opened(number).edges
                except (DocumentError, pdfium.PdfiumError):
                    continue  # this page cannot be read, but others can

    def _close(self, number: int) -> None:
        self._written.pop(number, None)
        opened = self._opened.pop(number, None)
        if opened:
            opened.layer.close()
        self._pages.pop(number).close()


def _with_lines(page: PageText, lines: Sequence[str]) -> PageText:
    """The page, followed by lines that have no place on it."""
    if not lines:
        return page
    text = "\n".join(filter(None, [page.text, *lines]))
    return PageText(text, page.index + array.array("i", [-1] * (len(text) - len(page.text))), page.rows)


def _begins_with_names(page: PageText) -> bool:
    """Whether the page begins with a table that has names of its own."""
    return bool(page.rows) and not page.text[: page.rows[0].start].strip() and any(page.rows[0].line.headers)


def _is_scan(page: pdfium.PdfPage, layer: pdfium.PdfTextPage, codes: Sequence[int]) -> bool:
    """Whether the page is a scan: an image with few words, or a text whose fonts do not name letters."""
    letters = sum(0x20 < code < 0x110000 and not chr(code).isspace() for code in codes[:_ENOUGH])
    if letters >= MAX_BESIDE:
        return is_garbled(layer, codes)
    objects = page.get_objects(filter=_SEEN if not letters else _SEEN[:1], max_depth=MAX_FORMS)
    return any(not letters or _area(drawn) > MIN_COVERED * page.get_width() * page.get_height() for drawn in objects)


def _area(drawn: pdfium.PdfObject) -> float:
    left, bottom, right, top = drawn.get_bounds()
    return float((right - left) * (top - bottom))
