"""Documents of Word and Excel in a single XML file (Office 2003 and later) -> the package that other versions write.

Many programs export such files, most often under the names .xls and .doc.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from lxml import etree

from index.reading.readers.grid import column_letters
from index.reading.readers.office.ooxml import attribute, name_of, number_of
from index.reading.readers.office.package import parse_xml

_MARK = re.compile(
    rb"schemas\.microsoft\.com/office/(?:word/2003/wordml|2006/xmlPackage)|urn:schemas-microsoft-com:office:spreadsheet"
)
_BEGIN = 2_048  # bytes in which it is
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMED_FORMATS = {
    "Percent": "0.00%",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Currency": "#,##0.00",
    "Euro Currency": '#,##0.00 "€"',
    "Scientific": "0.00E+00",
    "General Date": "yyyy-mm-dd h:mm",
    "Short Date": "yyyy-mm-dd",
    "Medium Date": "d-mmm-yy",
    "Long Date": "d mmmm yyyy",
    "Short Time": "h:mm",
    "Medium Time": "h:mm AM/PM",
    "Long Time": "h:mm:ss",
}
_FIRST_DAY = datetime(1899, 12, 30)
_MOST_COLUMNS = 16_384
_NUMBER = re.compile(r"-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")


def packed(data: bytes) -> bytes:
    """The file as a package; the file itself if it is none of these or is damaged."""
    if not _MARK.search(data[:_BEGIN]) or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:5] not in (b"<?xml", b"<Work", b"<w:wo"):
        return data
    try:
        root = parse_xml(data)
    except etree.XMLSyntaxError:
        return data
    parts = {"Workbook": _workbook, "wordDocument": _document, "package": _parts}.get(name_of(root))
    if parts is None:
        return data
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        for name, part in parts(root):
            made.writestr(name, part)
    return archive.getvalue()


def _parts(root: etree._Element) -> Iterator[tuple[str, bytes]]:
    """The parts of a package that are written one after another."""
    for part in root.iterfind("{*}part"):
        name = attribute(part, "name").lstrip("/")
        inner, binary = part.find("{*}xmlData"), part.find("{*}binaryData")
        if inner is not None and len(inner):
            yield name, etree.tostring(inner[0])
        elif binary is not None:
            with suppress(ValueError):
                yield name, base64.b64decode(binary.text or "")


def _document(root: etree._Element) -> Iterator[tuple[str, bytes]]:
    """The body and the styles of a document of Word 2003, whose elements have nearly the names of later ones."""
    for merge in root.iter("{*}vmerge"):
        merge.tag = f"{{{etree.QName(merge).namespace}}}vMerge"
    for note in root.iter("{*}footnote", "{*}endnote"):  # stands in the text: its words follow in brackets
        for first, sign in ((note[:1], " ("), (note[-1:], ")")):
            for text in list(first[0].iter("{*}t"))[:: 1 if sign == " (" else -1][:1] if first else ():
                text.text = sign + (text.text or "") if sign == " (" else (text.text or "") + sign
    for name, part in (("document", root.find("{*}body")), ("styles", root.find("{*}styles"))):
        if part is not None:
            yield f"word/{name}.xml", etree.tostring(part)


def _workbook(root: etree._Element) -> Iterator[tuple[str, bytes]]:
    """The sheets of a workbook of Excel 2003 with the formats of their cells."""
    codes, styles = _formats(root)
    sheets = root.findall("{*}Worksheet")
    named = [
        f'<sheet name="{_quoted(_name(s))}" sheetId="{n}" r:id="s{n}"{_state(s)}/>' for n, s in enumerate(sheets, 1)
    ]
    yield "_rels/.rels", _related([("w", "officeDocument", "xl/workbook.xml")])
    yield "[Content_Types].xml", b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    yield "xl/workbook.xml", _xml("workbook", f"<sheets>{''.join(named)}</sheets>", f'xmlns:r="{_OFFICE}"')
    yield (
        "xl/_rels/workbook.xml.rels",
        _related(
            [(f"s{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
            + [("f", "styles", "styles.xml")]
        ),
    )
    formats = "".join(f'<numFmt numFmtId="{n}" formatCode="{_quoted(code)}"/>' for n, code in enumerate(codes, 164))
    cells = "".join(f'<xf numFmtId="{n}" applyNumberFormat="1"/>' for n in range(164, 164 + len(codes)))
    yield (
        "xl/styles.xml",
        _xml("styleSheet", f'<numFmts>{formats}</numFmts><cellXfs><xf numFmtId="0"/>{cells}</cellXfs>'),
    )
    for number, sheet in enumerate(sheets, 1):
        rows, remarks = _sheet(sheet, styles)
        yield f"xl/worksheets/sheet{number}.xml", _xml("worksheet", rows)
        if remarks:
            yield f"xl/comments{number}.xml", _xml("comments", f"<commentList>{remarks}</commentList>")
            relations = _related([("c", "comments", f"../comments{number}.xml")])
            yield f"xl/worksheets/_rels/sheet{number}.xml.rels", relations


def _formats(root: etree._Element) -> tuple[list[str], dict[str, int]]:
    """The codes of the formats, and by style the number of its own, 1 for the first."""
    codes: list[str] = []
    styles: dict[str, int] = {}
    for style in root.iterfind("{*}Styles/{*}Style"):
        found = style.find("{*}NumberFormat")
        code = "" if found is None else attribute(found, "Format")
        if code and code != "General":
            codes.append(_NAMED_FORMATS.get(code, code))
            styles[attribute(style, "ID")] = len(codes)
        elif attribute(style, "Parent") in styles:
            styles[attribute(style, "ID")] = styles[attribute(style, "Parent")]
    return codes, styles


def _sheet(sheet: etree._Element, styles: dict[str, int]) -> tuple[str, str]:
    """The rows of a sheet with its merged cells, and its comments."""
    rows, merged, remarks = [], [], []
    number = 0
    for row in sheet.iterfind("{*}Table/{*}Row"):
        number = (
            number_of(row, "Index", number + 1) if len(attribute(row, "Index")) < 4 else int(attribute(row, "Index"))
        )
        cells, column = [], 0
        for cell in row.iterfind("{*}Cell"):
            column = min(number_of(cell, "Index", column + 1), _MOST_COLUMNS)
            place = f"{column_letters(column)}{number}"
            across, down = number_of(cell, "MergeAcross", 0), number_of(cell, "MergeDown", 0)
            if across or down:
                merged.append(f'<mergeCell ref="{place}:{column_letters(column + across)}{number + down}"/>')
            style = attribute(cell, "StyleID") or attribute(row, "StyleID")
            cells.append(_cell(cell, place, styles.get(style, 0)))
            for remark in cell.iterfind("{*}Comment/{*}Data"):
                words = _quoted("".join(remark.itertext()))
                remarks.append(f'<comment ref="{place}"><text><t>{words}</t></text></comment>')
            column += across
        hidden = ' hidden="1"' if attribute(row, "Hidden") == "1" else ""
        rows.append(f'<row r="{number}"{hidden}>{"".join(cells)}</row>')
    body = f"{_columns(sheet)}<sheetData>{''.join(rows)}</sheetData>"
    return body + (f"<mergeCells>{''.join(merged)}</mergeCells>" if merged else ""), "".join(remarks)


def _columns(sheet: etree._Element) -> str:
    columns, number = [], 0
    for column in sheet.iterfind("{*}Table/{*}Column"):
        number = number_of(column, "Index", number + 1)
        last = number + number_of(column, "Span", 0)
        if attribute(column, "Hidden") == "1":
            columns.append(f'<col min="{number}" max="{last}" hidden="1"/>')
        number = last
    return f"<cols>{''.join(columns)}</cols>" if columns else ""


def _cell(cell: etree._Element, place: str, style: int) -> str:
    data = cell.find("{*}Data")
    text = "" if data is None else "".join(data.itertext())
    kind = "" if data is None else attribute(data, "Type")
    if kind == "DateTime":
        with suppress(ValueError):
            since = datetime.fromisoformat(text) - _FIRST_DAY
            kind, text = "Number", repr(since.days + since.seconds / 86_400)
    if kind == "Number" and _NUMBER.fullmatch(text):
        return f'<c r="{place}" s="{style}"><v>{text}</v></c>'
    if kind in ("Boolean", "Error"):
        return f'<c r="{place}" s="{style}" t="{kind[0].lower()}"><v>{_quoted(text)}</v></c>'
    words = f"<is><t>{_quoted(text)}</t></is>" if text else ""
    return f'<c r="{place}" s="{style}" t="inlineStr">{words}</c>'


def _name(sheet: etree._Element) -> str:
    return attribute(sheet, "Name") or "Sheet"


def _state(sheet: etree._Element) -> str:
    visible = sheet.findtext("{*}WorksheetOptions/{*}Visible") or ""
    return ' state="hidden"' if visible.startswith("SheetHidden") or visible == "SheetVeryHidden" else ""


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace("\n", "&#10;")


def _xml(root: str, body: str, more: str = "") -> bytes:
    return f'<{root} xmlns="{_MAIN}" {more}>{body}</{root}>'.encode()


def _related(relations: Sequence[tuple[str, str, str]]) -> bytes:
    found = (f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for key, kind, target in relations)
    return f'<Relationships xmlns="{_RELATIONS}">{"".join(found)}</Relationships>'.encode()
