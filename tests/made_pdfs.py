"""PDFs made of lines of text, and a stand-in for the sandbox that shows their pages and boxes."""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pypdfium2

from index.errors import DocumentError
from index.records import Box

PAGE_WIDTH, PAGE_HEIGHT, MARGIN, LINE = 612, 792, 72, 18


def make_pdf(pages: Sequence[str]) -> bytes:
    """A PDF whose pages show the lines of `pages` in Helvetica."""
    drawn = []
    for text in pages:
        shown = " ".join(f"({line}) Tj T*" for line in text.replace("(", "").replace(")", "").split("\n"))
        drawn.append(f"BT /F1 11 Tf {LINE} TL {MARGIN} {PAGE_HEIGHT - MARGIN} Td {shown} ET")
    return drawn_pdf(*drawn, size=(PAGE_WIDTH, PAGE_HEIGHT))


def drawn_pdf(*pages: str, size: tuple[int, int] = (595, 842)) -> bytes:
    """A PDF of pages that are drawn so, with Helvetica as F1 and its bold letters as F2."""
    fonts = "".join(
        f"/F{number} << /Type /Font /Subtype /Type1 /BaseFont /Helvetica{name} >> "
        for number, name in ((1, ""), (2, "-Bold"))
    )
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for shown in pages:
        objects.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents {len(objects)} 0 R "
            f"/Resources << /Font << {fonts} >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    body, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")


@dataclass(slots=True)
class PdfSandbox:
    """Page images and boxes of PDFs held in memory."""

    files: Mapping[str, bytes]
    lock: threading.Lock = field(default_factory=threading.Lock)
    rendered: list[tuple[str, int]] = field(default_factory=list)

    def page_image(self, document_id: str, page: int, **_: object) -> bytes:
        with self.lock:
            self.rendered.append((document_id, page))
            pdf = self._open(document_id)
            png = io.BytesIO()
            pdf[page - 1].render(scale=2).to_pil().save(png, "PNG")
            pdf.close()
        return png.getvalue()

    def cells(self, document_id: str, *_: object, **__: object) -> str:
        raise DocumentError("is no sheet", document_id)

    def boxes(self, document_id: str, page: int, start: int, end: int, quote: str, **_: object) -> list[Box]:
        assert end - start == len(quote)
        with self.lock:
            pdf = self._open(document_id)
            text_page = pdf[page - 1].get_textpage()
            at = text_page.get_text_range().find(quote)
            count = text_page.count_rects(at, len(quote)) if at >= 0 else 0
            width, height = pdf[page - 1].get_size()
            rects = [text_page.get_rect(i) for i in range(count)]
            pdf.close()
        return [Box(lt / width, 1 - t / height, (r - lt) / width, (t - b) / height) for lt, b, r, t in rects]

    def _open(self, document_id: str) -> pypdfium2.PdfDocument:
        if document_id not in self.files:
            raise DocumentError("is no longer in the documents folder. Update the index.", document_id)
        return pypdfium2.PdfDocument(self.files[document_id])
