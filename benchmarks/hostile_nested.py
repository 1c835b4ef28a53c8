"""Hostile files in which things are inside each other or numbered: archives, tables, lists, comments. Pure."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Mapping

from benchmarks.hostile_newer_formats import ZEROS, make_7z, make_tar

_MANY = 20_000
_OFFICE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "style")
)


def nested_attacks() -> dict[str, bytes]:
    """The files, by name."""
    return {**_archives(), **_tables(), **_lists()}


def _zip(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method, compresslevel=1) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _archives() -> dict[str, bytes]:
    bomb = gzip.compress(ZEROS[: 90 << 20], 1)
    leaf, tree = _zip({"a.txt": b"words " * 1_000_000}), b""
    for _ in range(3):
        tree = _zip({f"{number}.zip": tree or leaf for number in range(10)})
    deep = _zip({"a.txt": b"words"})
    for _ in range(500):
        deep = _zip({"a.zip": deep}, zipfile.ZIP_STORED)
    return {
        "bombs_in.zip": _zip({f"{number}.gz": bomb for number in range(90)}),
        "bombs_in.tar": make_tar({f"{number}.gz": bomb for number in range(90)}),
        "bombs_in.7z": make_7z({f"{number}.gz": bomb for number in range(5)}),
        "tree.zip": tree,
        "deep_zips.zip": deep,
        "many_zips.zip": _zip({f"{number}.zip": _zip({}) for number in range(_MANY - 10)}),
        "paths_in.zip": _zip({"a.zip": _zip({"../../outside.txt": b"words", "/etc/passwd": b"words"})}),
        "bombs_in.eml": b"From: a@x.org\nSubject: s\nContent-Type: application/zip\n\n" + _zip({"a.gz": bomb}),
    }


def _tables() -> dict[str, bytes]:
    html, odt, docx = b"x", "<text:p>x</text:p>", "<w:p><w:r><w:t>x</w:t></w:r></w:p>"
    for depth in range(2_000):
        html = b"<table><tr><td>a<td>b<tr><td>c<td>" + html + b"</table>"
        if depth < 40:
            cell = "<table:table-cell>{}</table:table-cell>"
            row = f"<table:table-row>{cell.format('<text:p>a</text:p>')}{cell.format(odt)}</table:table-row>"
            odt = f"<table:table>{row * (1 + (depth < 2))}</table:table>"
            row = f"<w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc>{docx}</w:tc></w:tr>"
            docx = f"<w:tbl>{row * (1 + (depth < 2))}</w:tbl>"
    return {
        "deep_tables.html": html,
        "wide_tables.html": b"<table><tr><td>a<td>b<tr><td>c<td>" + b"<table><tr><td>x<td>y</table>" * _MANY,
        "deep_tables.odt": _odt(odt),
        "deep_tables.docx": _docx(docx),
    }


def _lists() -> dict[str, bytes]:
    items = "<text:list-item><text:p>x</text:p></text:list-item>" * _MANY
    odt = f'<text:list text:style-name="L">{items}</text:list>'
    level = '<text:list-level-style-number text:level="1" style:num-format="I" text:start-value="999999999"/>'
    numbered = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    numbering = (
        f'<w:numbering {_OFFICE}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="99999999"/>'
        f'<w:numFmt w:val="upperRoman"/><w:lvlText w:val="{"%1" * 200}"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    item = "<text:list-item><text:p>x</text:p></text:list-item>"
    many_lists = f'<text:list text:style-name="L" text:continue-numbering="true">{item}</text:list>'
    return {
        "roman.html": b"<ol type=I start=99999>" + b"<li value=99999>x" * (5 * _MANY) + b"</ol>",
        "letters.html": b"<ol type=a start=99999>" + b"<li>x" * (5 * _MANY) + b"</ol>",
        "deep_lists.html": b"<ol type=a><li>" * 50_000 + b"x",
        "roman.odt": _odt(odt, f'<text:list-style style:name="L">{level}</text:list-style>'),
        "many_lists.odt": _odt(many_lists * _MANY, f'<text:list-style style:name="L">{level}</text:list-style>'),
        "roman.docx": _docx(numbered * _MANY, numbering),
        "multirow.tex": b"\\begin{tabular}{ll}" + b"\\multirow{999}{*}{a} & b\\\\ & c\\\\" * _MANY + b"\\end{tabular}",
        "lists.tex": b"\\begin{enumerate}[label=\\Roman*,start=99999]" * 29 + b"\\item x" * _MANY,
    }


def _odt(body: str, styles: str = "") -> bytes:
    content = (
        f"<office:document-content {_ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return _zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def _docx(body: str, numbering: str = "") -> bytes:
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": f"<w:document {_OFFICE}><w:body>{body}</w:body></w:document>".encode(),
    }
    return _zip(parts | ({"word/numbering.xml": numbering.encode()} if numbering else {}))
