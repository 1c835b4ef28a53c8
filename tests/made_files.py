"""Makes small PDF and Word files with a known content."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape


def show(text: str, x: float, y: float, *, size: float = 12) -> str:
    """PDF operators that show a text with its baseline's left end at (x, y)."""
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 {size} Tf {x} {y} Td ({escaped}) Tj ET\n"


@dataclass(frozen=True)
class PdfPage:
    """A page of US letter size, as in `show` operators and attributes such as "/Rotate 90"."""

    content: str
    attributes: str = ""


def make_pdf(
    *pages: PdfPage | str,
    title: str = "",
    bookmarks: Sequence[tuple[str, int]] = (),
    passwords: tuple[str, str] | None = None,
) -> bytes:
    """A PDF of these pages. `bookmarks` are (heading, page) in one level, `passwords` (user's, owner's)."""
    key, encryption = _encryption(*passwords) if passwords else (b"", "")
    first_page = 6
    kids = [f"{first_page + 2 * i} 0 R" for i in range(len(pages))]
    first_bookmark = first_page + 2 * len(pages)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Outlines 4 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} /MediaBox [0 0 612 792] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /First {first_bookmark} 0 R /Last {first_bookmark + len(bookmarks) - 1} 0 R >>" if bookmarks else "<< >>",
        f"<< /Title ({title}) >>" if title and not passwords else "<< >>",
    ]
    for i, given in enumerate(pages):
        page = PdfPage(given) if isinstance(given, str) else given
        content = page.content.encode("cp1252")
        if key:
            content = _rc4(_object_key(key, first_page + 2 * i + 1), content)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {first_page + 2 * i + 1} 0 R {page.attributes} >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content.decode('latin-1')}\nendstream")
    for i, (heading, number) in enumerate(bookmarks):
        following = f"/Next {first_bookmark + i + 1} 0 R" if i + 1 < len(bookmarks) else ""
        objects.append(f"<< /Title ({heading}) /Parent 4 0 R /Dest [{kids[number - 1]} /Fit] {following} >>")
    return assemble(objects, f"/Encrypt << {encryption} >> /ID [<00> <00>]" if key else "")


def assemble(objects: Sequence[str], trailer: str = "") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog and the fifth the properties."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    xref = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R {trailer} >>\n".encode()
    out += f"startxref\n{xref}\n%%EOF\n".encode()
    return bytes(out)


# The standard security handler, revision 2: 40-bit RC4 (ISO 32000-1, 7.6.3).
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def _encryption(user: str, owner: str) -> tuple[bytes, str]:
    padded = [(password.encode() + _PADDING)[:32] for password in (user, owner)]
    for_owner = _rc4(hashlib.md5(padded[1]).digest()[:5], padded[0])
    permissions = (-4).to_bytes(4, "little", signed=True)
    key = hashlib.md5(padded[0] + for_owner + permissions + b"\0").digest()[:5]
    for_user = _rc4(key, _PADDING)
    return key, f"/Filter /Standard /V 1 /R 2 /P -4 /O <{for_owner.hex()}> /U <{for_user.hex()}>"


def _object_key(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[: len(key) + 5]


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


_WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def paragraph(text: str, *, style: str = "", properties: str = "") -> str:
    """WordprocessingML of a paragraph."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'<w:p><w:pPr>{named}{properties}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def table(*rows: Sequence[str]) -> str:
    """WordprocessingML of a table of plain cells."""
    return f"<w:tbl>{''.join(map(row, rows))}</w:tbl>"


def row(cells: Sequence[str]) -> str:
    """WordprocessingML of a table row."""
    return f"<w:tr>{''.join(f'<w:tc>{paragraph(text)}</w:tc>' for text in cells)}</w:tr>"


def make_docx(body: str, **parts: str) -> bytes:
    """A Word file with this body; `parts` are other XML parts, such as styles="<w:style …/>"."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f"<w:document {_WORD}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", f"<w:{name} {_WORD}>{content}</w:{name}>")
    return packed.getvalue()
