"""Hostile files of the formats that were added last: archives, mailboxes, calendars, photographs, LaTeX. Pure."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise

ZEROS = bytes(101 << 20)  # slightly more than Quoth reads of an archive
_DEEP = 50_000


def newer_attacks() -> dict[str, bytes]:
    """The files, by name."""
    return {**_archives(), **_lists(), **_sources(), **_pictures(), **_documents_in_documents()}


def make_7z(files: Mapping[str, bytes], *, packed: bytes | None = None, size: int | None = None) -> bytes:
    """A .7z archive of these files; `packed` and `size` are those of their contents in LZMA2, where they lie."""
    content = b"".join(files.values())
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0}]
    packed = lzma.compress(content, lzma.FORMAT_RAW, filters=filters) if packed is None else packed
    total = len(content) if size is None else size
    sizes = b"".join(_number(len(data)) for data in list(files.values())[:-1])
    counts = b"\x08\x0d" + _number(len(files)) + (b"\x09" + sizes if sizes else b"") + b"\x00"
    coder = b"\x01\x21\x21\x01" + bytes([18])
    streams = (
        b"\x04\x06" + _number(0) + b"\x01\x09" + _number(len(packed)) + b"\x00"
        b"\x07\x0b\x01\x00" + coder + b"\x0c" + _number(total) + b"\x00" + counts + b"\x00"
    )
    names = b"\x00" + b"".join(name.encode("utf-16-le") + b"\0\0" for name in files)
    header = b"\x01" + streams + b"\x05" + _number(len(files)) + b"\x11" + _number(len(names)) + names + b"\x00\x00"
    return _sevenzip(packed, header)


def _sevenzip(packed: bytes, header: bytes) -> bytes:
    start = struct.pack("<QQI", len(packed), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\x00\x04" + struct.pack("<I", zlib.crc32(start)) + start + packed + header


def _number(value: int) -> bytes:
    """A number as .7z writes it, in the longest form."""
    return b"\xff" + struct.pack("<Q", value)


def make_tar(files: Mapping[str, bytes]) -> bytes:
    """A .tar archive of these files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def _archives() -> dict[str, bytes]:
    raw = [{"id": lzma.FILTER_LZMA2, "preset": 0}]
    packed_zeros = lzma.compress(ZEROS, lzma.FORMAT_RAW, filters=raw)
    sound = make_7z({"a.txt": b"words"})
    huge = struct.pack("<Q", 1 << 62)
    return {
        "bomb.tar.gz": gzip.compress(make_tar({"a.txt": ZEROS}), 1),
        "bomb.tar.bz2": bz2.compress(make_tar({"a.txt": ZEROS}), 1),
        "bomb.tar.xz": lzma.compress(make_tar({"a.txt": ZEROS}), preset=0),
        "bomb.gz": gzip.compress(gzip.compress(ZEROS, 1)),
        "members.gz": gzip.compress(b"words\n") * 20_000,
        "many.tar": make_tar({f"{i}.txt": b"w" for i in range(5_000)}),
        "paths.tar": make_tar(dict.fromkeys(("../../outside.txt", "/etc/passwd", "a/../../x.txt"), b"words")),
        "endless.tar": make_tar({"a.txt": b"words"})[:124] + b"77777777777" + make_tar({"a.txt": b"words"})[135:],
        "nested.tar.gz": gzip.compress(make_tar({"a.tar": make_tar({"b.tar": make_tar({"c.txt": ZEROS[: 5 << 20]})})})),
        "bomb.7z": make_7z({"a.txt": b""}, packed=packed_zeros, size=len(ZEROS)),
        "lie.7z": make_7z({"a.txt": b"words"}, size=1 << 40),
        "lie-large.7z": make_7z({"a.txt": b"words", "b.txt": b"more"}, size=(1 << 62)),
        "many.7z": make_7z({f"{i}.txt": b"w" for i in range(15_000)}),
        "paths.7z": make_7z(dict.fromkeys(("../../outside.txt", "/etc/passwd", "C:\\x.txt"), b"words")),
        "nested.7z": make_7z({"a.7z": make_7z({"b.7z": make_7z({"c.txt": b"words"})}), "d.txt": b"words"}),
        "cut.7z": sound[:-9],
        "far.7z": sound[:12] + huge + sound[20:],
        "long.7z": sound[:20] + huge + sound[28:],
        "count.7z": _sevenzip(b"", b"\x01\x05\xff" + huge),
        "coders.7z": _sevenzip(b"", b"\x01\x04\x07\x0b\x01\x00\xff" + huge),
        "packed-header.7z": _sevenzip(packed_zeros, _packed_header(len(packed_zeros), 1 << 40)),
        "loop.7z": _sevenzip(
            b"x", b"\x01\x04\x06\x00\x01\x09\x01\x00\x07\x0b\x01\x00\x02\x01\x00\x01\x00\x00\x01\x0c\x01\x01\x00\x00"
        ),
        "dictionary.7z": make_7z({"a.txt": b"words"}).replace(b"\x01\x21\x21\x01\x12", b"\x01\x21\x21\x01\x28"),
    }


def _packed_header(packed: int, size: int) -> bytes:
    return (
        b"\x17\x06" + _number(0) + b"\x01\x09" + _number(packed) + b"\x00"
        b"\x07\x0b\x01\x00\x01\x21\x21\x01\x12\x0c" + _number(size) + b"\x00\x00"
    )


def _lists() -> dict[str, bytes]:
    event = "BEGIN:VEVENT\nSUMMARY:Meeting\nDTSTART:20260504\nEND:VEVENT\n"
    message = b"From a@x Mon\nFrom: a@x\nSubject: s\n\nwords\n\n"
    quoted = b"".join(b">" * depth + b" words\n" for depth in range(3_000))
    return {
        "events.ics": f"BEGIN:VCALENDAR\n{event * 100_000}END:VCALENDAR".encode(),
        "open.ics": b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 100_000,
        "folded.ics": b"BEGIN:VEVENT\nSUMMARY:x" + b"\n x" * 100_000,
        "cards.vcf": b"BEGIN:VCARD\nFN:Ada\nEND:VCARD\n" * 20_000,
        "large.mbox": message * 5_000,
        "senders.mbox": b"From a@x Mon\n" * 50_000,
        "one.mbox": b"From a@x Mon\nFrom: a@x\n\n" + b"words " * (4 << 20),
        "quoted.eml": b"From: a@x\nSubject: s\n\n" + quoted,
        "introduced.eml": b"From: a@x\nSubject: s\n\n" + b"On Monday x wrote:\n> words\n" * 10_000,
        "begun.eml": b"From: a@x\nSubject: s\n\n" + b"On " + b"Monday " * 200_000,
        "quotes.eml": b"From: a@x\nSubject: s\nContent-Type: text/html\n\n" + b"<blockquote>" * 5_000 + b"words",
        "cues.srt": b"1\n00:00:01,000 --> 00:00:02,000\nwords\n\n" * 20_000,
        "arrows.vtt": b"WEBVTT\n\n" + b"-->" * 500_000,
        "deep.opml": b"<opml><body>" + b"<outline text='x'>" * _DEEP + b"</outline>" * _DEEP + b"</body></opml>",
        "deep.fb2": b"<FictionBook><body>" + b"<section>" * _DEEP + b"words" + b"</section>" * _DEEP + b"</body>",
        "stars.org": b"".join(b"*" * depth + b" words\n" for depth in range(1, 3_000)),
    }


def _sources() -> dict[str, bytes]:
    return {
        "macros.tex": b"\\def\\a{\\b\\b\\b\\b\\b\\b\\b\\b\\b\\b}" * 1
        + b"\\def\\b{\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a}\\a" * 50,
        "doubling.tex": b"".join(b"\\newcommand{\\%s}{\\%s\\%s}" % (one, two, two) for one, two in _pairs()) + b"\\a",
        "open.bib": b"@a{" * 100_000,
        "fields.bib": b"@a{k, x={" + b"y = {z" * 50_000,
        "drawers.org": b":PROPERTIES:\n" * 100_000,
        "fences.adoc": b"----\n////\n" * 50_000,
        "links.adoc": b"http://a" * 100_000,
        "braces.tex": b"{" * 100_000 + b"words" + b"}" * 100_000,
        "begun.tex": b"\\begin{itemize}\\item words " * 50_000,
        "notes.tex": b"\\footnote{" * 3_000 + b"words",
        "formula.tex": b"$" + b"\\frac{" * 50_000 + b"words",
        "dollars.md": b"$x^" * 100_000 + b"words",
        "tildes.md": b"~~a " * 100_000 + b"words",
        "heights.md": b"a^b" * 50_000 + b"words",
        "formulas.html": b"<p>" + b"\\(" * 20_000 + b"words",
    }


def _pairs() -> Sequence[tuple[bytes, bytes]]:
    names = [bytes([letter]) for letter in range(ord("a"), ord("z") + 1)]
    return list(pairwise(names))


def _pictures() -> dict[str, bytes]:
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    return {
        "head.heic": heic,
        "boxes.heic": heic + b"\0\0\0\x08meta" * 100_000,
        "size.heic": heic + b"\xff\xff\xff\xffmeta" + bytes(100),
        "large.gif": b"GIF89a\xff\xff\xff\xff\x80\0\0" + bytes(6) + b",\0\0\0\0\xff\xff\xff\xff\0\x02",
        "frames.gif": b"GIF89a\x01\0\x01\0\x80\0\0"
        + bytes(6)
        + b",\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0" * 100_000
        + b";",
    }


def _documents_in_documents() -> dict[str, bytes]:
    png = _large_png(40_000)
    inner = _docx({}, b"words")
    for _ in range(20):
        inner = _docx({"chunk.docx": inner}, b"words")
    pictures = {f"{i}.png": _large_png(200 + i) for i in range(300)}
    return {
        "picture.docx": _docx({"a.png": png}, b"words"),
        "pictures.docx": _docx(pictures, b"words"),
        "chunks.docx": _docx({f"{i}.docx": _docx({}, b"words") for i in range(300)}, b"words"),
        "nested-chunks.docx": inner,
        "preview.pages": _zip({"QuickLook/Preview.pdf": b"%PDF-1.7\n" + bytes(20 << 20)}),
        "none.pages": _zip({"Index/Document.iwa": b"x"}),
        "pieces.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 100_000,
    }


def _large_png(side: int) -> bytes:
    """A black picture that is small as a file."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packed = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    rows = b"".join(packed.compress(row) for _ in range(side)) + packed.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _docx(inside: Mapping[str, bytes], words: bytes) -> bytes:
    """A Word file with these pictures and documents in it."""
    kinds = {"png": "image", "docx": "aFChunk"}
    links = "".join(
        f'<Relationship Id="r{i}" Type="x/{kinds[name.rpartition(".")[2]]}" Target="{name}"/>'
        for i, name in enumerate(inside)
    )
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = b"<w:p><w:r><w:t>" + words + b"</w:t></w:r></w:p>"
    document = f'<w:document xmlns:w="{main}"><w:body>'.encode() + body + b"</w:body></w:document>"
    return _zip(
        {
            "word/document.xml": document,
            "word/_rels/document.xml.rels": f"<Relationships>{links}</Relationships>".encode(),
            **{f"word/{name}": data for name, data in inside.items()},
        }
    )


def _zip(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()
