"""Reads the formats of the cells of a workbook, because calamine returns only their values.

Three kinds of files store the same tables: .xlsx in XML, .xlsb in binary records with the same names [MS-XLSB], and
.xls in a stream of records [MS-XLS]. All are read row by row, and only if any format matters.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from index.reading.readers.contents import one_line
from index.reading.readers.office.number_formats import BUILT_IN
from index.reading.readers.office.ooxml import attribute, is_set, related
from index.reading.readers.office.package import Package
from index.reading.readers.scripts import lowered, raised

_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*)>")
_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d{1,7})["']""")
_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})\d""")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d{1,6})["']""")
_FORMULA = re.compile(
    rb"""<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3}\d{1,7})["']""")

_SHARED = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^<>]*\bt\s*=\s*["']s["'])[^<>]*?\br\s*=\s*["']([A-Z]{1,3})\d[^<>]*>\s*"""
    rb"""<(?:\w+:)?v>\s*(\d{1,9})\s*</"""
)


_INLINE = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^<>]*\bt\s*=\s*["']inlineStr["'])[^<>]*?\br\s*=\s*["']([A-Z]{1,3})\d[^<>]*>\s*"""
    rb"""(<(?:\w+:)?is\b[^<>]*>.*?</(?:\w+:)?is>)""",
    re.DOTALL,
)
_RICH = re.compile(rb"vertAlign|strike")
STRUCK = "\x00"  # in the place of struck-out words of a text
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^<>]*\bt\s*=\s*["']e["'])[^<>]*?\br\s*=\s*["']([A-Z]{1,3})\d[^<>]*>\s*"""
    rb"""(?:<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v>\s*(#[A-Z0-9/_?!]{2,20})\s*</"""
)
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowFormats:
    """A row, 0 for the first: by column, the numbers of its cells' formats, and texts that calamine does not know.

    Those are texts with raised parts, and errors such as #DIV/0!.
    """

    row: int
    styles: Mapping[int, int]
    texts: Mapping[int, str]


Rows = Callable[[], Iterator[RowFormats]]


@dataclass(frozen=True, slots=True)
class Formats:
    """The number formats of a workbook, and the formats of the cells of each sheet."""

    codes: Sequence[str] = ()  # by number; "" for one that shows a value as it is
    struck: frozenset[int] = frozenset()  # the numbers of those that are struck out
    texts: Mapping[int, str] = field(default_factory=dict)  # by number: those with raised, lowered or struck-out parts
    sheets: Mapping[str, Rows] = field(default_factory=dict)  # by name
    shows_errors: Callable[[str], bool] = lambda _: False  # or has formatted texts of its own: the sheet of this name

    def of(self, sheet: str, *, with_looks: bool = False) -> Iterator[RowFormats]:
        """The rows of a sheet in order, with the formats of their cells; `with_looks` also those without a number."""
        says_anything = with_looks or any(self.codes) or self.struck or self.texts
        is_read = sheet in self.sheets and (says_anything or self.shows_errors(sheet))  # finding errors takes longest
        return self.sheets[sheet]() if is_read else iter(())


def sheet_parts(package: Package) -> dict[str, str]:
    """The part of each sheet, by the sheet's name."""
    main = next((name for name in package.names if name == "xl/workbook.xml"), "")
    relations = related(package, main)
    parts = {}
    for sheet in package.tree(main).iterfind("{*}sheets/{*}sheet") if main else ():
        ids = [value for key, value in sheet.items() if key.startswith("{")]
        _, part = relations.get(ids[0] if ids else "", ("", ""))
        if part:
            parts[attribute(sheet, "name")] = part
    return parts


def xlsx_formats(package: Package) -> Formats:
    """The formats of an .xlsx workbook."""
    texts = dict(_rich_texts(package))
    parts = sheet_parts(package)
    sheets = {name: _xlsx_rows(package, part, texts) for name, part in parts.items()}

    def shows_errors(name: str) -> bool:
        sheet = package.read(parts[name])
        return bool(_ERROR.search(sheet) or _has_rich(sheet))

    if "xl/styles.xml" not in package.names:
        return Formats(texts=texts, sheets=sheets, shows_errors=shows_errors)
    styles = package.tree("xl/styles.xml")
    named = {_number(one, "numFmtId"): attribute(one, "formatCode") for one in styles.iterfind("{*}numFmts/{*}numFmt")}
    fonts = [font.find("{*}strike") for font in styles.iterfind("{*}fonts/{*}font")]
    struck = {i for i, one in enumerate(fonts) if is_set(one)}
    cells = list(styles.iterfind("{*}cellXfs/{*}xf"))
    return Formats(
        codes_of((_number(one, "numFmtId") for one in cells), named),
        frozenset(i for i, one in enumerate(cells) if _number(one, "fontId") in struck),
        texts,
        sheets,
        shows_errors,
    )


def _number(element: etree._Element, name: str) -> int:
    digits = attribute(element, name)
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 0


def codes_of(ids: Iterable[int], named: Mapping[int, str]) -> list[str]:
    return [one_line(named.get(number) or BUILT_IN.get(number, "")) for number in ids]


def _rich_texts(package: Package) -> Iterator[tuple[int, str]]:
    """The shared texts with a raised, lowered or struck-out part, by their number."""
    name = "xl/sharedStrings.xml"
    if name not in package.names or not _RICH.search(package.read(name)):
        return
    for number, item in enumerate(package.tree(name).iterfind("{*}si")):
        if text := _rich_text(item):
            yield number, text


def _rich_text(item: etree._Element) -> str:
    """The text of an item with a raised, lowered or struck-out part; "" for another one."""
    runs = [_rich_run(run) for run in item.iterfind("{*}r")]
    return "".join(text for text, _ in runs) if any(is_rich for _, is_rich in runs) else ""


def _has_rich(sheet: bytes) -> bool:
    """Whether the sheet itself can have such texts."""
    return b"inlineStr" in sheet and bool(_RICH.search(sheet))


def _inline_texts(sheet: bytes, start: int, end: int) -> dict[int, str]:
    """Those of a row, by column."""
    found = {}
    for cell in _INLINE.finditer(sheet, start, end):
        item = etree.fromstring(cell[2], etree.XMLParser(recover=True, resolve_entities=False))
        if item is not None and (text := _rich_text(item)):
            found[_column_number(cell[1])] = text
    return found


def _rich_run(run: etree._Element) -> tuple[str, bool]:
    """The text of a run, and whether its formatting changes its meaning."""
    text = run.findtext("{*}t") or ""
    strike = run.find("{*}rPr/{*}strike")
    if is_set(strike):
        return STRUCK, True
    alignment = run.find("{*}rPr/{*}vertAlign")
    kind = "" if alignment is None else attribute(alignment, "val")
    wrap = {"superscript": raised, "subscript": lowered}.get(kind)
    return (wrap(text), True) if wrap else (text, False)


def _xlsx_rows(package: Package, part: str, texts: Mapping[int, str]) -> Rows:
    return lambda: _rows(package.read(part), texts)


def _rows(sheet: bytes, texts: Mapping[int, str]) -> Iterator[RowFormats]:
    """The rows of a sheet's XML. A row or cell that states no place follows the one before it."""
    starts = list(_ROW.finditer(sheet))
    has_rich = _has_rich(sheet)
    number = -1
    for at, opening in enumerate(starts):
        stated = _NUMBER.search(opening[1])
        number = int(stated[1]) - 1 if stated else number + 1
        end = starts[at + 1].start() if at + 1 < len(starts) else len(sheet)
        styled: dict[int, int] = {}
        column = -1
        for cell in _CELL.finditer(sheet, opening.end(), end):
            place = _COLUMN.search(cell[1])
            column = _column_number(place[1]) if place else column + 1
            style = _STYLE.search(cell[1])
            if style:
                styled[column] = int(style[1])
        shared = _SHARED.finditer(sheet, opening.end(), end) if texts else ()
        rich = {_column_number(one[1]): texts[int(one[2])] for one in shared if int(one[2]) in texts}
        errors = {_column_number(one[1]): one[2].decode() for one in _ERROR.finditer(sheet, opening.end(), end)}
        inline = _inline_texts(sheet, opening.end(), end) if has_rich else {}
        yield RowFormats(number, styled, rich | inline | errors)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number - 1


def unstored_formulas(package: Package) -> list[str]:
    """The formulas whose result is not stored in the file, as "Sheet!B2"."""
    found = []
    for name, part in sheet_parts(package).items():
        sheet = package.read(part)
        if b"<f" in sheet or b":f" in sheet:
            for cell in _FORMULA.finditer(sheet):
                place = _REFERENCE.search(cell[1])
                found.append(f"{name}!{place[1].decode()}" if place else name)
    return found


def xlsb_formats(package: Package) -> Formats:
    """The formats of an .xlsb workbook."""
    if "xl/styles.bin" not in package.names:
        return Formats()
    named: dict[int, str] = {}
    fonts: list[bool] = []
    ids: list[tuple[int, int]] = []  # of formats and of fonts
    is_of_cells = False
    for kind, content in _binary_records(package.read("xl/styles.bin")):
        if kind == 44 and len(content) >= 6:
            named[struct.unpack_from("<H", content)[0]] = _wide_text(content, 2)[0]
        elif kind == 43 and len(content) >= 4:
            fonts.append(bool(content[2] & 8))
        elif kind in (617, 618):
            is_of_cells = kind == 617
        elif kind == 47 and is_of_cells and len(content) >= 6:
            ids.append(struct.unpack_from("<HH", content, 2))
    struck = frozenset(i for i, (_, font) in enumerate(ids) if fonts[font : font + 1] == [True])
    sheets = {name: _xlsb_rows(package, part) for name, part in _xlsb_parts(package)}
    return Formats(codes_of((number for number, _ in ids), named), struck, sheets=sheets)


def _xlsb_parts(package: Package) -> Iterator[tuple[str, str]]:
    relations = related(package, "xl/workbook.bin")
    for kind, content in _binary_records(package.read("xl/workbook.bin")):
        if kind == 156:
            relation, end = _wide_text(content, 8)
            _, part = relations.get(relation, ("", ""))
            if part:
                yield _wide_text(content, end)[0], part


def _xlsb_rows(package: Package, part: str) -> Rows:
    def rows() -> Iterator[RowFormats]:
        number, styled, errors = -1, dict[int, int](), dict[int, str]()
        for kind, content in _binary_records(package.read(part)):
            if kind == 0 and len(content) >= 4:
                yield RowFormats(number, styled, errors)
                number, styled, errors = struct.unpack_from("<I", content)[0], {}, {}
            elif 0 < kind < 12 and len(content) >= 7:
                column = struct.unpack_from("<I", content)[0]
                styled[column] = int.from_bytes(content[4:7], "little")
                if kind in (3, 11) and content[8:9] and content[8] in ERRORS:
                    errors[column] = ERRORS[content[8]]
        yield RowFormats(number, styled, errors)

    return rows


def _binary_records(part: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(part):
        kind, at = _variable(part, at, 2)
        size, at = _variable(part, at, 4)
        yield kind, part[at : at + size]
        at += size


def _variable(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of up to `most` bytes, each of which says whether another byte follows, and the position after it."""
    number = 0
    for i, byte in enumerate(part[at : at + most]):
        number |= (byte & 0x7F) << 7 * i
        if byte < 0x80:
            return number, at + i + 1
    return number, at + most


def _wide_text(content: bytes, at: int) -> tuple[str, int]:
    """The text at this position, which begins with its length, and the position after it."""
    end = at + 4 + 2 * int.from_bytes(content[at : at + 4], "little")
    return content[at + 4 : end].decode("utf-16-le", "replace"), end
