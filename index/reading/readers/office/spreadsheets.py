"""Spreadsheets and CSV: writes every row as a line that can be understood alone."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain

import olefile
import python_calamine as calamine

from index.errors import DocumentError
from index.reading.readers.contents import Contents, Draft, Part, joined, one_line
from index.reading.readers.contents import left_out as struck_out
from index.reading.readers.decode import decode
from index.reading.readers.grid import Numbered, Sheet
from index.reading.readers.office.cell_formats import (
    STRUCK,
    Formats,
    RowFormats,
    sheet_parts,
    unstored_formulas,
    xlsb_formats,
    xlsx_formats,
)
from index.reading.readers.office.charts import chart_lines
from index.reading.readers.office.comments import remark_lines
from index.reading.readers.office.embedded import Embedded, drawn_texts, embedded
from index.reading.readers.office.hidden_cells import HiddenCells, hidden_cells
from index.reading.readers.office.merged import Merged
from index.reading.readers.office.number_formats import shown, shown_text
from index.reading.readers.office.ooxml import related
from index.reading.readers.office.package import Package
from index.reading.readers.office.xls_around import xls_around, xls_hidden
from index.reading.readers.office.xls_formats import xls_formats
from index.reading.readers.unseen import hidden_parts

MAX_CELLS = 20_000_000  # of a sheet, the empty ones between the others included: all of them take memory

_DELIMITERS = ",;\t|^~"
_STATED_DELIMITER = re.compile(r"sep=(.)\n", re.IGNORECASE)  # a first line for Excel
_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})\d""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^<>]*?\br\s*=\s*["'](\d{1,9})["']""")


def read_csv(data: bytes) -> Contents:
    """The rows of a file of values that are separated by any delimiter."""
    draft = Draft()
    draft.add_lines(line.text for line in values_of(data).lines())
    return draft.contents("")


def values_of(data: bytes) -> Sheet:
    """The rows of a file of separated values as a sheet."""
    text = decode(data)
    stated = _STATED_DELIMITER.match(text)
    body = text[stated.end() :] if stated else text
    csv.field_size_limit(max(csv.field_size_limit(), len(body) + 1))  # of the whole process: never lowered
    delimiter = stated[1] if stated else _delimiter(body)
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    return Sheet("", enumerate(([one_line(value) for value in row] for row in rows), start=1), is_headed=True)


def read_workbook(data: bytes) -> Contents:
    """The sheets of an Excel workbook, old or new: each is a page, and its name is the heading."""
    left_out = LeftOut()
    sheets = workbook_sheets(data, left_out)
    package = Package(data) if data.startswith(b"PK") else None
    around = _around(package) if package else xls_around(_stream(data))
    parts = [sheet_part(sheet, page, around.get(sheet.name, ())) for page, sheet in enumerate(sheets, 1)]
    away = tuple(
        replace(part, page=None, heading=f"sheet “{sheet.name}”")
        for part, sheet in zip(parts, sheets, strict=True)
        if sheet.name in left_out.sheets
    )
    shown = [part for part, sheet in zip(parts, sheets, strict=True) if sheet.name not in left_out.sheets]
    inside = _inside(package, left_out.sheets) if package else Embedded((), (), 0)
    notes = [*_notes(left_out, unstored_formulas(package) if package else []), *inside.notes()]
    contents = joined("", shown, notes)
    return replace(
        contents,
        attachments=inside.documents,
        pictures=inside.pictures,
        unseen=tuple(left_out.unseen),
        hidden=away,
    )


def _inside(package: Package, hidden: Sequence[str]) -> Embedded:
    """The pictures and documents in the sheets that are not hidden."""
    places: list[tuple[str, str]] = []
    for name, part in sheet_parts(package).items():
        if name not in hidden:
            drawings = (target for kind, target in related(package, part).values() if kind == "drawing")
            places += ((target, f"picture on sheet “{name}”") for target in (part, *drawings))
    return embedded(package, places)


@dataclass(slots=True)
class LeftOut:
    """The parts of a workbook that are not read. They are found while its rows are read."""

    struck: list[str] = field(default_factory=list)  # the texts of cells
    unseen: list[str] = field(default_factory=list)  # the same
    hidden: list[str] = field(default_factory=list)  # rows and columns, as they are shown
    sheets: list[str] = field(default_factory=list)  # the names of those that are hidden


def _notes(left_out: LeftOut, formulas: Sequence[str]) -> Iterator[str]:
    if left_out.struck:
        yield struck_out(len(left_out.struck))
    yield from hidden_parts(left_out.hidden)
    yield from unstored_note(len(formulas), *formulas[:1])


def unstored_note(count: int, example: str = "") -> Iterator[str]:
    """The note on formulas whose result is not stored in the file, if there are any."""
    if count:
        such = f", such as {example}" if example else ""
        yield (
            f"{count} {'formula has' if count == 1 else 'formulas have'} no stored result{such}: "
            "open the file in a spreadsheet program and save it"
        )


def workbook_sheets(data: bytes, left_out: LeftOut | None = None) -> list[Sheet]:
    """The sheets of an Excel workbook with their cells as text. Empty rows at its edges are left out, but counted.

    Struck-out and hidden cells are left out, and added to `left_out` when the rows are read. Hidden sheets are returned
    too, and `left_out` has their names.
    """
    if data.startswith(b"PK"):
        _check_extent(Package(data))
    left_out = left_out or LeftOut()
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = [workbook.get_sheet_by_index(i) for i in range(len(workbook.sheet_names))]
        formats = _formats(data)
        hidden = hidden_cells(Package(data)) if data.startswith(b"PK") else xls_hidden(_stream(data))
        visible = [one.visible == calamine.SheetVisibleEnum.Visible for one in workbook.sheets_metadata]
        left_out.sheets += (one.name for one, is_visible in zip(found, visible, strict=True) if not is_visible)
        return [_sheet(one, formats, hidden.get(one.name, HiddenCells()), left_out) for one in found]
    except calamine.PasswordError as error:
        raise DocumentError("is password-protected: save a copy without a password") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise DocumentError(f"is damaged: {one_line(str(error))[:200]}") from error


def _formats(data: bytes) -> Formats:
    """The formats of the cells."""
    if data.startswith(b"PK"):
        package = Package(data)
        return xlsb_formats(package) if "xl/workbook.bin" in package.names else xlsx_formats(package)
    return xls_formats(_stream(data))


@lru_cache(maxsize=1)
def _stream(data: bytes) -> bytes:
    """The stream of records of an .xls workbook."""
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        stream = next((name for name in ("Workbook", "Book") if file.exists(name)), "")
        return file.openstream(stream).read() if stream else b""


def _sheet(found: calamine.CalamineSheet, formats: Formats, hidden: HiddenCells, left_out: LeftOut) -> Sheet:
    return Sheet(found.name, _numbered(found, formats, hidden, left_out), (found.start or (0, 0))[1] + 1)


def _numbered(
    found: calamine.CalamineSheet, formats: Formats, hidden: HiddenCells, left_out: LeftOut
) -> Iterator[Numbered]:
    top, left = found.start or (0, 0)
    merged = Merged(found.merged_cell_ranges or ())
    known = formats.of(found.name, with_looks=bool(hidden.styles))
    current = RowFormats(-1, {}, {})
    unread = set[int]()  # hidden columns with a text
    unread_rows = 0
    for number, row in enumerate(found.to_python(), start=top):
        while current.row < number:
            current = next(known, RowFormats(MAX_CELLS, {}, {}))
        own = current if current.row == number else RowFormats(number, {}, {})
        texts = []
        for column, value in enumerate(row, start=left):
            style = own.styles.get(column, 0 if 0 in hidden.styles else -1)
            code = formats.codes[style] if 0 <= style < len(formats.codes) else ""
            text = one_line(own.texts[column]) if column in own.texts else _shown(value, code)
            left_out.struck += [text] * (STRUCK in own.texts.get(column, ""))
            if not text and value != "" and code.strip(";") == "" != code:  # a format that shows nothing
                left_out.unseen.append(_shown(value))
            if text and style in formats.struck:
                left_out.struck.append(text)
                text = ""
            elif text and style in hidden.styles:
                left_out.unseen.append(text)
                text = ""
            elif text and column in hidden.columns:
                unread.add(column)
                text = ""
            texts.append(text)
        if number in hidden.rows:
            unread_rows += any(texts)
            merged.filled(number, texts, left)
            continue
        yield number + 1, merged.filled(number, texts, left)
    if unread_rows:
        left_out.hidden.append(f"{unread_rows} row{'s' * (unread_rows > 1)} of sheet “{found.name}”")
    if unread:
        left_out.hidden.append(f"{len(unread)} column{'s' * (len(unread) > 1)} of sheet “{found.name}”")


def _around(package: Package) -> dict[str, list[str]]:
    """The comments and charts of each sheet as lines, by the sheet's name."""
    return {name: list(_hanging(package, part)) for name, part in sheet_parts(package).items()}


def _hanging(package: Package, part: str) -> Iterator[str]:
    for kind, target in related(package, part).values():
        if kind in ("comments", "threadedComment"):
            yield from remark_lines(package.tree(target))
        elif kind == "chart":
            yield from chart_lines(package.tree(target))
        elif kind == "drawing":
            yield from drawn_texts(package.tree(target))
            yield from _hanging(package, target)
        elif kind == "diagramData":
            yield from drawn_texts(package.tree(target))


def sheet_part(sheet: Sheet, page: int, more: Iterable[str] = ()) -> Part:
    """A sheet as a page under its name, with `more` lines after its own. An empty sheet has no text."""
    draft = Draft()
    lines = chain((line.text for line in sheet.lines()), more)
    first = next(lines, None)
    if first is not None:
        draft.add_heading(sheet.name, 1)
        draft.add_lines(chain([first], lines))
    return Part(draft.contents(""), page)


def _delimiter(text: str) -> str:
    """The delimiter that splits the first rows most evenly, then into the most columns."""
    sample = "\n".join(text[:100_000].split("\n")[:100])

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row)
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        return (rows, width) if width > 1 else (0, 0)

    return max(_DELIMITERS, key=evenness)


def _shown(value: object, code: str = "") -> str:
    """A value as the sheet shows it. Without a format, dates are written as in ISO 8601."""
    if isinstance(value, bool):
        return str(value).upper()
    if code and isinstance(value, (int, float, date, time, timedelta)):
        text = shown(value, code)
        if text is not None:
            return text
    if isinstance(value, str) and "@" in code:
        return one_line(shown_text(value, code)) if value else ""
    if isinstance(value, float):
        return f"{value:.15G}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        return shown(value, "[h]:mm:ss") or str(value)
    return one_line(str(value))


def _check_extent(package: Package) -> None:
    """Raise `DocumentError` if a sheet has a cell so far off that the empty cells before it would fill the memory."""
    for name in package.names:
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            part = package.read(name)
            columns = max(map(_column_number, set(_COLUMN.findall(part))), default=0)
            rows = max(map(int, _ROW.findall(part)), default=0)
            if rows * columns > MAX_CELLS:
                raise DocumentError(f"has a sheet of {rows:,} rows and {columns:,} columns: delete the far cells")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
