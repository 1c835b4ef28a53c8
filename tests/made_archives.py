"""Makes small Office, OpenDocument, e-book and Outlook files with a known content."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    f'xmlns:r="{_OFFICE}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "presentation")
) + (
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)  # fmt: skip


def make_zip(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive with these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def relations(**targets: str) -> str:
    """The relations of a part: id -> "kind target"."""
    lines = ""
    for key, found in targets.items():
        kind, target = found.split()
        lines += f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
    )


def shape(*lines: str, role: str = "") -> str:
    """A shape of a slide with these paragraphs."""
    placeholder = f'<p:ph type="{role}"/>' if role else ""
    paragraphs = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in lines)
    return f"<p:sp><p:nvSpPr><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>"


def make_pptx(*slides: str, **parts: str) -> bytes:
    """A presentation; `parts` are others by path, such as {"ppt/slides/_rels/slide1.xml.rels": ...}."""
    ids = "".join(f'<p:sldId id="{256 + i}" r:id="s{i}"/>' for i in range(len(slides)))
    held: dict[str, str] = {
        "ppt/presentation.xml": f"<p:presentation {_NAMES}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            **{f"s{i}": f"slide slides/slide{i + 1}.xml" for i in range(len(slides))}
        ),
    }
    for number, content in enumerate(slides, start=1):
        held[f"ppt/slides/slide{number}.xml"] = slide(content)
    return make_zip({**held, **parts})


def slide(content: str, root: str = "sld") -> str:
    """The XML of a slide, or of its notes."""
    return f"<p:{root} {_NAMES}><p:cSld><p:spTree>{content}</p:spTree></p:cSld></p:{root}>"


def chart(title: str, series: str, points: Sequence[tuple[str, str]]) -> str:
    """The XML of a chart with one series of (category, value)."""

    def cached(values: Sequence[str]) -> str:
        return "".join(f'<c:pt idx="{i}"><c:v>{escape(value)}</c:v></c:pt>' for i, value in enumerate(values))

    categories, values = zip(*points, strict=True)
    return (
        f"<c:chartSpace {_NAMES}><c:chart><c:title><a:t>{title}</a:t></c:title><c:plotArea><c:barChart><c:ser>"
        f"<c:tx><c:strRef>{cached([series])}</c:strRef></c:tx><c:cat><c:strRef>{cached(categories)}</c:strRef></c:cat>"
        f"<c:val><c:numRef>{cached(values)}</c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>"
    )


ERROR = "#DIV/0!"  # a cell with this text has the error itself


def make_xlsx(sheets: Mapping[str, Sequence[Sequence[str | float]]], **parts: str) -> bytes:
    """A workbook of sheets of texts and numbers, "" for an empty cell; `parts` are others by path."""
    named = list(sheets.items())
    listed = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="s{i}"/>' for i, (name, _) in enumerate(named, start=1))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    held = {
        "_rels/.rels": relations(main="officeDocument xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            **{f"s{i}": f"worksheet worksheets/sheet{i}.xml" for i in range(1, len(named) + 1)}
        ),
    }
    for number, (_, rows) in enumerate(named, start=1):
        lines = "".join(f'<row r="{i}">{_cells(row, i)}</row>' for i, row in enumerate(rows, start=1))
        held[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>'
        )
    return make_zip({**held, **parts})


def _cells(row: Sequence[str | float], number: int) -> str:
    cells = ""
    for column, value in zip("ABCDEFGH", row, strict=False):
        if value == ERROR:
            cells += f'<c r="{column}{number}" t="e"><f>1/0</f><v>{ERROR}</v></c>'
        elif isinstance(value, str) and value:
            cells += f'<c r="{column}{number}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        elif value != "":
            cells += f'<c r="{column}{number}"><v>{value}</v></c>'
    return cells


def make_odf(kind: str, body: str, *, title: str = "", styles: str = "") -> bytes:
    """An OpenDocument file; `kind` is "text", "presentation" or "spreadsheet"."""
    content = (
        f"<office:document-content {_ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    meta = (
        f"<office:document-meta {_ODF}><office:meta><dc:title>{title}</dc:title></office:meta></office:document-meta>"
    )
    return make_zip(
        {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content, "meta.xml": meta}
    )


def odf_table(*rows: Sequence[str], name: str = "t") -> str:
    """A table of plain cells."""
    cells = ("".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row) for row in rows)
    lines = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    return f'<table:table table:name="{name}">{lines}</table:table>'


def make_epub(*chapters: str, title: str = "", **parts: str) -> bytes:
    """An e-book of these bodies of web pages; `parts` are others by path."""
    items = "".join(f'<item id="c{i}" href="text/c%20{i}.xhtml"/>' for i in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{i}"/>' for i in range(len(chapters)))
    book = "OEBPS/book.opf"
    held = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": f'<container><rootfiles><rootfile full-path="{book}"/></rootfiles></container>',
        book: f"<package><metadata><title>{title}</title></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
    }
    for number, body in enumerate(chapters):
        held[f"OEBPS/text/c {number}.xhtml"] = f"<html><head><title/></head><body>{body}</body></html>"
    return make_zip({**held, **parts})


SENT = struct.pack("<IIQ", 0x00390040, 6, 133_500_000_000_000_000)  # 2024-01-18 05:20 UTC

# Compound files [MS-CFB], version 3: sectors of 512 bytes, every stream at least as long as those kept in sectors.
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _SMALLEST = 512, 4096


def make_compound(streams: Mapping[str, bytes]) -> bytes:
    """A file in Microsoft's container from before 2007, with these streams."""
    return _compound({"": None} | {name: content.ljust(_SMALLEST, b"\0") for name, content in streams.items()})


def make_msg(streams: Mapping[str, bytes]) -> bytes:
    """An Outlook message of streams by path, such as "__substg1.0_0037001F"; they are filled up with spaces."""
    contents: dict[str, bytes | None] = {"": None}  # by path; None for a folder
    for path, content in {"__properties_version1.0": bytes(32) + SENT, **streams}.items():
        names = path.split("/")
        contents.update({"/".join(names[:depth]): None for depth in range(1, len(names))})
        filling = " ".encode("utf-16-le") if path.endswith("001F") else b" "
        contents[path] = content + filling * (max(0, _SMALLEST - len(content)) // len(filling) + 1)
    return _compound(contents)


def make_xls(sheets: Mapping[str, Sequence[Sequence[str | float]]], codes: Sequence[str] = ()) -> bytes:
    """An Excel workbook of before 2007 [MS-XLS] (BIFF8) of sheets of texts and numbers, "" for an empty cell.

    `codes` are the number formats of the columns; a code that begins with "~" is struck out.
    """
    looks = _looks_records(codes)
    bodies = [_sheet_records(rows, len(codes)) for rows in sheets.values()]
    listed = [8 + len(name) for name in sheets]  # bytes of the entry of each sheet
    begin = 4 + 16 + len(looks) + sum(4 + size for size in listed) + 4
    stream = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + looks
    for name, body in zip(sheets, bodies, strict=True):
        stream += _record(0x0085, struct.pack("<IHBB", begin, 0, len(name), 0) + name.encode("latin-1"))
        begin += len(body)
    stream += _record(0x000A) + b"".join(bodies)
    return _compound({"": None, "Workbook": stream.ljust(_SMALLEST, b"\0")})


def _looks_records(codes: Sequence[str]) -> bytes:
    """Two fonts, the second struck out, and a format for every code; the format 0 is General."""
    fonts = b"".join(_record(0x0031, struct.pack("<HH", 200, flags) + bytes(12)) for flags in (0, 8))
    named = b"".join(
        _record(0x041E, struct.pack("<HHB", 164 + i, len(code.strip("~")), 1) + code.strip("~").encode("utf-16-le"))
        for i, code in enumerate(codes)
    )
    looks = [(0, 0), *((code.startswith("~"), 164 + i) for i, code in enumerate(codes))]
    return fonts + named + b"".join(_record(0x00E0, struct.pack("<HH", *look) + bytes(16)) for look in looks)


def _sheet_records(rows: Sequence[Sequence[str | float]], formats: int) -> bytes:
    records = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            place = struct.pack("<HHH", i, j, j + 1 if j < formats else 0)
            if value == ERROR:
                records += _record(0x0205, place + b"\7\1")
            elif isinstance(value, str) and value:
                text = struct.pack("<HB", len(value), 0) + value.encode("latin-1")
                records += _record(0x0204, place + text)
            elif not isinstance(value, str):
                records += _record(0x0203, place + struct.pack("<d", value))
    return records + _record(0x000A)


def make_xlsb(rows: Sequence[Sequence[str | float]], codes: Sequence[str]) -> bytes:
    """An Excel workbook in binary records [MS-XLSB] of one sheet, "Sheet"; `codes` are the formats of its columns."""

    def text(value: str) -> bytes:
        return struct.pack("<I", len(value)) + value.encode("utf-16-le")

    formats = b"".join(_binary(44, struct.pack("<H", 164 + i) + text(code)) for i, code in enumerate(codes))
    numbers = 0, *range(164, 164 + len(codes))
    looks = b"".join(_binary(47, struct.pack("<HHH", 0, number, 0) + bytes(10)) for number in numbers)
    cells = b""
    for i, row in enumerate(rows):
        cells += _binary(0, struct.pack("<I", i) + bytes(13))
        for j, value in enumerate(row):
            place = struct.pack("<II", j, j + 1 if j < len(codes) else 0)
            is_text = isinstance(value, str)
            if value == ERROR:
                cells += _binary(3, place + b"\7")
                continue
            cells += _binary(6, place + text(value)) if is_text else _binary(5, place + struct.pack("<d", value))
    listed = bytes(4) + struct.pack("<I", 1) + text("rId1") + text("Sheet")
    counts = struct.pack("<I", len(codes)), struct.pack("<I", len(codes) + 1)
    extent = struct.pack("<IIII", 0, len(rows), 0, 8)
    book = _binary(153, bytes(12)) + _binary(143) + _binary(156, listed) + _binary(144) + _binary(157) + _binary(132)
    styles = _binary(615, counts[0]) + formats + _binary(616) + _binary(617, counts[1]) + looks + _binary(618)
    return make_zip(
        {
            "_rels/.rels": relations(main="officeDocument xl/workbook.bin"),
            "xl/_rels/workbook.bin.rels": relations(rId1="worksheet worksheets/sheet1.bin"),
            "xl/workbook.bin": book,
            "xl/styles.bin": styles,
            "xl/worksheets/sheet1.bin": _binary(129) + _binary(148, extent) + _binary(145) + cells + _binary(146),
        }
    )


def _binary(kind: int, content: bytes = b"") -> bytes:
    size = len(content)
    numbers = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return numbers + (bytes([size]) if size < 0x80 else bytes([size & 0x7F | 0x80, size >> 7])) + content


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(contents: Mapping[str, bytes | None]) -> bytes:
    paths = list(contents)
    children = {path: [i for i, p in enumerate(paths) if p and p.rpartition("/")[0] == path] for path in paths}
    right = {one: other for ids in children.values() for one, other in zip(ids, [*ids, _FREE][1:], strict=True)}
    body, fat, directory = b"", [_FAT], b""
    right = {one: other for ids in children.values() for one, other in zip(ids, [*ids, _FREE][1:], strict=True)}
    for number, (path, content) in enumerate(contents.items()):
        first = _END
        if content is not None:
            first, count = len(fat), -(-len(content) // _SECTOR)
            fat += [*range(first + 1, first + count), _END]
            body += content.ljust(count * _SECTOR, b"\0")
        kind = 5 if not path else 1 if content is None else 2
        name = (path.rpartition("/")[2] or "Root Entry").encode("utf-16-le") + b"\0\0"
        directory += name.ljust(64, b"\0") + struct.pack("<H", len(name))
        directory += struct.pack("<BBIII", kind, 1, _FREE, right.get(number, _FREE), [*children[path], _FREE][0])
        directory += bytes(36) + struct.pack("<IQ", first, len(content or b""))
    first, count = len(fat), -(-len(directory) // _SECTOR)
    fat += [*range(first + 1, first + count), _END]
    directory = directory.ljust(count * _SECTOR, b"\0")
    assert len(fat) <= _SECTOR // 4, "too much for one sector of the table"
    fat += [_FREE] * (_SECTOR // 4 - len(fat))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, 1, first, 0, _SMALLEST, _END, 0, _END, 0, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)[4:]
    return header + struct.pack("<128I", *fat) + body + directory
