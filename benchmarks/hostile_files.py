"""The files that `benchmarks.hostile` reads: sound files, files with random damage, and hostile ones. Pure."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.hostile_nested import nested_attacks
from benchmarks.hostile_newer_formats import make_7z, make_tar, newer_attacks


def damaged(seed: int, per_format: int) -> Iterator[tuple[str, bytes]]:
    """Variants of sound files: cut off, with bits flipped, a part missing or twice, or under another's name."""
    dice = random.Random(seed)
    for suffix, data in sound().items():
        for number in range(per_format):
            broken = bytearray(data)
            start, end = sorted(dice.sample(range(len(data)), 2))
            name = f"damaged-{number}{suffix}"
            match number % 5:
                case 0:
                    del broken[start:]
                case 1:
                    for _ in range(dice.randint(1, 20)):
                        broken[dice.randrange(len(broken))] ^= 1 << dice.randrange(8)
                case 2:
                    del broken[start:end]
                case 3:
                    broken[start:start] = broken[start:end]
                case _:
                    name = f"named-{suffix[1:]}-{number}{dice.choice(list(sound()))}"
            yield name, bytes(broken)


def sound() -> dict[str, bytes]:
    """A small sound file of each of these kinds, by suffix."""
    words = "<p>Twenty days of leave.</p>"
    return {
        ".pdf": _pdf("BT /F1 12 Tf 72 700 Td (Twenty days of leave.) Tj ET"),
        ".docx": _zip({"word/document.xml": _docx("<w:p><w:r><w:t>Twenty days of leave.</w:t></w:r></w:p>")}),
        ".odt": _zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": _odt("Twenty days.")}),
        ".epub": _epub(f"<h1>Leave</h1>{words}"),
        ".zip": _zip({"notes/a.md": "# Leave\n\nTwenty days.\n", "b.csv": "a,b\n1,2\n"}),
        ".html": f"<title>Leave</title><h1>Leave</h1>{words}<table><tr><th>a<th>b<tr><td>1<td>2</table>".encode(),
        ".md": b"# Leave\n\nTwenty days.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        ".txt": "Zwanzig Tage für alle.\n".encode() * 5,
        ".csv": b"day;city;fee\nMon;Rome;9\nTue;Oslo;8\n",
        ".json": b'{"leave": {"days": 20, "who": ["all", "staff"]}}',
        ".xml": b"<leave><days>20</days><who>all</who></leave>",
        ".rtf": rb"{\rtf1\ansi\pard Twenty d\'e4ys.\par\trowd a\cell b\cell\row}",
        ".eml": b"From: a@x\nSubject: Leave\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nTwenty.\n--x\n"
        b"Content-Disposition: attachment; filename=a.csv\n\na,b\n1,2\n--x--\n",
        ".py": b"def leave():\n    return 20\n",
        ".yaml": b"leave:\n  days: 20\n",
        ".ipynb": b'{"cells": [{"cell_type": "markdown", "source": "# Leave"}]}',
        ".tex": b"\\section{Leave}\n\\begin{itemize}\\item Twenty $x^2$ days.\\footnote{All.}\\end{itemize}\n",
        ".7z": make_7z({"a.txt": b"Twenty days.", "b.csv": b"a,b\n1,2\n"}),
        ".tar": make_tar({"a.txt": b"Twenty days."}),
        ".mbox": b"From a@x Mon\nFrom: a@x\nSubject: Leave\n\nTwenty.\n\nOn Monday, Bo wrote:\n> How many?\n",
        ".ics": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Leave\nDTSTART:20260504\nEND:VEVENT\nEND:VCALENDAR\n",
        ".srt": b"1\n00:00:01,000 --> 00:00:02,000\nTwenty days.\n",
        ".opml": b"<opml><body><outline text='Leave'><outline text='Twenty'/></outline></body></opml>",
        ".fb2": b"<FictionBook><body><section><p>Twenty days.</p></section></body></FictionBook>",
    }


def attacks(outside: Path, url: str) -> dict[str, bytes]:
    """Hostile files, by name. None of them may reach the file `outside` or the address `url`."""
    cases: dict[str, bytes] = {}
    for number, target in enumerate((outside.as_uri(), url, "file:///etc/passwd")):
        entity = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{target}">]>'
        parameter = f'<!DOCTYPE a [<!ENTITY % x SYSTEM "{target}"> %x;]>'
        cases[f"entity-{number}.xml"] = f"{entity}<a><b>see &x; here</b></a>".encode()
        cases[f"parameter-{number}.xml"] = f"{parameter}<a><b>words</b></a>".encode()
        cases[f"schema-{number}.xml"] = f'<!DOCTYPE a SYSTEM "{target}"><a><b>words</b></a>'.encode()
        cases[f"include-{number}.xml"] = (
            '<a xmlns:x="http://www.w3.org/2001/XInclude"><b>words</b>'
            f'<x:include href="{target}" parse="text"/></a>'.encode()
        )
        cases[f"entity-{number}.docx"] = _zip(
            {"word/document.xml": entity + _docx("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")}
        )
        cases[f"entity-{number}.odt"] = _zip({"content.xml": entity + _odt("&x;")})
        cases[f"external-{number}.docx"] = _zip(
            {
                "word/document.xml": _docx("<w:p><w:r><w:t>words</w:t></w:r></w:p>"),
                "word/_rels/document.xml.rels": f'<Relationships><Relationship Id="r" Type="x/chart" Target="{target}" '
                'TargetMode="External"/></Relationships>',
            }
        )
        cases[f"linked-{number}.html"] = (
            f'<link rel=stylesheet href="{target}"><iframe src="{target}"></iframe><img src="{target}">'
            f'<object data="{target}"></object><p>words <a href="{target}">here</a></p>'.encode()
        )
        cases[f"include-{number}.rst"] = (
            f"Title\n=====\n\n.. include:: {target}\n\n.. raw:: html\n   :file: {target}\n".encode()
        )
        cases[f"include-{number}.md"] = (
            f"# Title\n\n![x]({target}) words\n\n<iframe src='{target}'></iframe>\n".encode()
        )
        cases[f"tag-{number}.yaml"] = f"a: !!python/object/apply:os.system ['cat {target}']\nb: words\n".encode()
        cases[f"body-{number}.eml"] = (
            "From: a@x\nSubject: s\nContent-Type: message/external-body; access-type=URL; "
            f'URL="{target}"\n\nx\n'.encode()
        )
        cases[f"action-{number}.pdf"] = _pdf(
            "BT /F1 12 Tf 72 700 Td (words) Tj ET", f"/OpenAction << /S /URI /URI ({target}) >>"
        )
        cases[f"import-{number}.tex"] = f"\\input{{{target}}}\n\\section{{One}}\nwords\n".encode()
    for number, name in enumerate(
        ("../../outside.txt", "/etc/passwd", "..\\..\\x.txt", "a/../../outside.txt", "C:\\x.txt")
    ):
        cases[f"path-{number}.docx"] = _zip(
            {name: "x", "word/document.xml": _docx("<w:p><w:r><w:t>a</w:t></w:r></w:p>")}
        )
        cases[f"path-{number}.zip"] = _zip({name: "words", "a.txt": "words"})
        cases[f"path-{number}.epub"] = _epub("<p>words</p>", chapter=name)
        cases[f"path-{number}.eml"] = (
            "From: a@x\nSubject: s\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nwords\n--x\n"
            f'Content-Disposition: attachment; filename="{name}"\n\nwords\n--x--\n'.encode()
        )
    return {**cases, **_bombs(), **_odd_texts(), **newer_attacks(), **nested_attacks()}


def _bombs() -> dict[str, bytes]:
    zeros = bytes(60 << 20)
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    cell = '<c r="XFD1048576"><v>1</v></c>'
    deep = 100_000
    return {
        "bomb.docx": _zip({"word/document.xml": zeros}),
        "bomb.odt": _zip({"content.xml": zeros}),
        "bomb.zip": _zip({"a.txt": zeros}),
        "many.zip": _zip({f"{i}.txt": "" for i in range(21_000)}),
        "nested.zip": _zip({"a.zip": _zip({"b.zip": _zip({"c.txt": zeros})}), "d.txt": "words"}),
        "bomb.epub": _zip({"META-INF/container.xml": zeros}),
        "many.docx": _zip({f"word/{i}.xml": "" for i in range(21_000)}),
        "far.xlsx": _zip(
            {
                "xl/workbook.xml": "<workbook><sheets><sheet name='a' sheetId='1' r:id='s'/></sheets></workbook>",
                "xl/worksheets/sheet1.xml": "<worksheet><sheetData>"
                f"<row r='1048576'>{cell}</row></sheetData></worksheet>",
            }
        ),
        "laughs.xml": f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><a>&l11;</a>'.encode(),
        "laughs.docx": _zip({"word/document.xml": f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]>' + _docx("&l11;")}),
        "deep.html": b"<div>" * deep + b"words",
        "deep-table.html": b"<table><tr><td>" * 20_000 + b"words",
        "deep.xml": b"<a>" * deep + b"words" + b"</a>" * deep,
        "deep.json": b"[" * deep + b"]" * deep,
        "deep.yaml": b"".join(b" " * i + b"a:\n" for i in range(2_000)),
        "deep.rtf": rb"{\rtf1 " + b"{" * deep + b"words" + b"}" * deep,
        "deep.md": b"> " * 20_000 + b"words",
        "deep.docx": _zip(
            {"word/document.xml": _docx("<w:tbl><w:tr><w:tc>" * 3_000 + "</w:tc></w:tr></w:tbl>" * 3_000)}
        ),
        "deep.eml": b"".join(
            b"From: a@x\nContent-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(2_000)
        ),
        "attributes.html": b"<p " + b"".join(b"a%d=1 " % i for i in range(100_000)) + b">words</p>",
        "spans.html": b"<table>" + b"<tr><td colspan=99999 rowspan=99999>x" * 500,
        "bomb.pdf": _pdf_stream(zlib.compress(zeros), "/Filter /FlateDecode"),
        "loop.pdf": _pdf("/F1 Do", "/Pages 2 0 R"),
        "kids.pdf": _pdf("", "").replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
        "count.pdf": _pdf("", "").replace(b"/Count 1", b"/Count 999999999"),
    }


def _odd_texts() -> dict[str, bytes]:
    line = b"words " * (20 << 17)  # about 20 MB
    surrogate = "words \ud800 words".encode("utf-16-le", "surrogatepass")
    cases = {
        f"line{suffix}": line for suffix in (".txt", ".md", ".csv", ".json", ".jsonl", ".xml", ".py", ".rst", ".tex")
    }
    cases |= {f"nuls{suffix}": b"words\0words\0" * 100 for suffix in (".txt", ".md", ".csv", ".json", ".html", ".py")}
    cases |= {f"surrogate{suffix}": b"\xff\xfe" + surrogate for suffix in (".txt", ".md", ".csv", ".html", ".xml")}
    cases |= {
        "escaped.json": b'{"a": "words \\ud800", "\\udfff": 1}',
        "escaped.jsonl": b'{"a": "\\ud800"}\n' * 10,
        "escaped.html": b"<p>words &#xD800; &#0; &#x110000;</p>",
        "escaped.rtf": rb"{\rtf1\ansi words \u55296 ? \u0 ? \bin99999999 x}",
        "number.json": b"[" + b"9" * 1_000_000 + b", 1e999999]",
        "half.txt": b"\xff\xfew",
        "broken.txt": b"words \xc3\x28 \xf0\x28\x8c\x28 " * 50,
        "bidi.txt": "words \u202e\u2066 words\u200b".encode(),
        "backticks.md": b"`" * 200_000 + b"words",
        "brackets.md": b"[" * 50_000 + b"words",
        "stars.md": b"*a **b " * 30_000,
        "quotes.csv": b'"' * 1_000_001,
        "columns.csv": b"a," * 1_000_000 + b"\n" + b"1," * 1_000_000,
    }
    return cases


def _zip(parts: Mapping[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _docx(body: str) -> str:
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{main}"><w:body>{body}</w:body></w:document>'


def _odt(words: str) -> str:
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text"))
    return (
        f"<office:document-content {names}><office:body><office:text><text:p>{words}</text:p></office:text>"
        "</office:body></office:document-content>"
    )


def _epub(body: str, chapter: str = "c.xhtml") -> bytes:
    item = f'<manifest><item id="c" href="{chapter}"/></manifest><spine><itemref idref="c"/></spine>'
    return _zip(
        {
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>',
            "b.opf": f"<package><metadata><title>Book</title></metadata>{item}</package>",
            "c.xhtml": f"<html><body>{body}</body></html>",
        }
    )


def _pdf(content: str, catalog: str = "") -> bytes:
    return _pdf_stream(content.encode(), "", catalog)


def _pdf_stream(stream: bytes, filters: str, catalog: str = "") -> bytes:
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
        f"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 {font} >> >> >>".encode(),
        f"<< /Length {len(stream)} {filters} >>\nstream\n".encode() + stream + b"\nendstream",
    ]
    objects = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, body) for number, body in enumerate(bodies, start=1))
    return b"%PDF-1.7\n" + objects + b"trailer << /Root 1 0 R /Size 5 >>\n%%EOF\n"
