"""Spreadsheets and CSV: every row as a line that can be understood alone."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain

import python_calamine as calamine

from index.errors import DocumentError
from index.reading.readers.contents import Contents, Draft, Part, joined, one_line
from index.reading.readers.decode import decode
from index.reading.readers.grid import Sheet
from index.reading.readers.office.charts import chart_lines
from index.reading.readers.office.comments import remark_lines
from index.reading.readers.office.ooxml import attribute, related
from index.reading.readers.office.package import Package

MAX_CELLS = 20_000_000  # of a sheet, the empty ones between the others included: all of them take memory

_DELIMITERS = ",;\t|"
_STATED_DELIMITER = re.compile(r"sep=(.)\n", re.IGNORECASE)  # how Excel is told
_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})\d""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^<>]*?\br\s*=\s*["'](\d{1,9})["']""")


def read_csv(data: bytes) -> Contents:
    """The rows of a file of separated values, whatever separates them."""
    draft = Draft()
    draft.add_lines(line.text for line in values_of(data).lines())
    return draft.contents("")


def values_of(data: bytes) -> Sheet:
    """The rows of a file of separated values as the one sheet that it makes in a spreadsheet program."""
    text = decode(data)
    stated = _STATED_DELIMITER.match(text)
    body = text[stated.end() :] if stated else text
    csv.field_size_limit(max(csv.field_size_limit(), len(body) + 1))  # of the whole process: never lowered
    delimiter = stated[1] if stated else _delimiter(body)
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    return Sheet("", enumerate(([one_line(value) for value in row] for row in rows), start=1), is_headed=True)


def read_workbook(data: bytes) -> Contents:
    """The sheets of an Excel workbook, old or new: each is a page, and its name is the heading."""
    sheets = workbook_sheets(data)
    around = _around(Package(data)) if data.startswith(b"PK") else {}
    return joined("", (sheet_part(sheet, page, around.get(sheet.name, ())) for page, sheet in enumerate(sheets, 1)))


def workbook_sheets(data: bytes) -> list[Sheet]:
    """The sheets of an Excel workbook with their cells as text. Its empty margins have no rows, but count."""
    if data.startswith(b"PK"):
        _check_extent(Package(data))
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = [workbook.get_sheet_by_index(i) for i in range(len(workbook.sheet_names))]
        return [_sheet(one) for one in found]
    except calamine.PasswordError as error:
        raise DocumentError("is password-protected: save a copy without a password") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise DocumentError(f"is damaged: {one_line(str(error))[:200]}") from error


def _sheet(found: calamine.CalamineSheet) -> Sheet:
    top, left = found.start or (0, 0)
    rows = ([_shown(value) for value in row] for row in found.to_python())
    return Sheet(found.name, enumerate(rows, start=top + 1), left + 1)


def _around(package: Package) -> dict[str, list[str]]:
    """By the name of the sheet: what hangs on it beside its cells, comments and charts."""
    found: dict[str, list[str]] = {}
    main = next((name for name in package.names if name == "xl/workbook.xml"), "")
    relations = related(package, main)
    for sheet in package.tree(main).iterfind("{*}sheets/{*}sheet") if main else ():
        ids = [value for key, value in sheet.items() if key.startswith("{")]
        _, part = relations.get(ids[0] if ids else "", ("", ""))
        if part:
            found[attribute(sheet, "name")] = list(_hanging(package, part))
    return found


def _hanging(package: Package, part: str) -> Iterator[str]:
    for kind, target in related(package, part).values():
        if kind in ("comments", "threadedComment"):
            yield from remark_lines(package.tree(target))
        elif kind == "chart":
            yield from chart_lines(package.tree(target))
        elif kind == "drawing":
            yield from _hanging(package, target)


def sheet_part(sheet: Sheet, page: int, more: Iterable[str] = ()) -> Part:
    """A sheet as a page under its name, `more` lines after its own; one with nothing in it has no text at all."""
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


def _shown(value: object) -> str:
    """A value nearly as the sheet shows it: dates as in ISO 8601, whole numbers without decimals."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        return str(value)
    return one_line(str(value))


def _check_extent(package: Package) -> None:
    """Refuse sheets with a cell so far off that the empty ones before it would fill the memory."""
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
