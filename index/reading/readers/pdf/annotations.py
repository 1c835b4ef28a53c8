"""Reads the annotations of a PDF page: the values of a form, notes and comments; and the files in a PDF."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.reading.readers.contents import Attachment, one_line
from index.reading.readers.pdf.tables.pieces import PageLine

_MOST = 1_000  # annotations of a page, and files of a document
_LONGEST = 100_000  # bytes of a text
_BUTTONS = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_VALUES = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_REMARKS = (
    raw.FPDF_ANNOT_TEXT,
    raw.FPDF_ANNOT_FREETEXT,
    raw.FPDF_ANNOT_HIGHLIGHT,
    raw.FPDF_ANNOT_UNDERLINE,
    raw.FPDF_ANNOT_SQUIGGLY,
    raw.FPDF_ANNOT_STAMP,
    raw.FPDF_ANNOT_CARET,
    raw.FPDF_ANNOT_INK,
    raw.FPDF_ANNOT_LINE,
    raw.FPDF_ANNOT_SQUARE,
    raw.FPDF_ANNOT_CIRCLE,
    raw.FPDF_ANNOT_POLYGON,
    raw.FPDF_ANNOT_POLYLINE,
    raw.FPDF_ANNOT_FILEATTACHMENT,
)
_HIDDEN = 2  # of the flags of an annotation


def annotation_lines(page: pdfium.PdfPage, lines: Callable[[], Sequence[PageLine]]) -> list[str]:
    """A line for each value of a form, labelled by the words left of it or else its name, and for each remark.

    `lines` returns the lines of the page, which only forms need.
    """
    found: list[str] = []
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        if annotation:
            found += filter(None, [_line(annotation, page, lines)])
            raw.FPDFPage_CloseAnnot(annotation)
    return found


def _line(annotation: raw.FPDF_ANNOTATION, page: pdfium.PdfPage, lines: Callable[[], Sequence[PageLine]]) -> str:
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    if raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
        return ""
    if kind in _REMARKS:
        said = _text(lambda *into: raw.FPDFAnnot_GetStringValue(annotation, b"Contents", *into))
        return f"Comment: {said}" if said else ""
    if kind != raw.FPDF_ANNOT_WIDGET or not page.formenv:
        return ""
    form = page.formenv
    field = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if field not in (*_BUTTONS, *_VALUES) or (field in _BUTTONS and not raw.FPDFAnnot_IsChecked(form, annotation)):
        return ""
    value = _text(lambda *into: raw.FPDFAnnot_GetFormFieldValue(form, annotation, *into))
    name = _label(annotation, lines()) or _text(lambda *into: raw.FPDFAnnot_GetFormFieldName(form, annotation, *into))
    return f"{name.rstrip(': ')}: {value}" if name and value else value


def _label(annotation: raw.FPDF_ANNOTATION, lines: Sequence[PageLine]) -> str:
    """The words to the left of an annotation, on the same line."""
    place = raw.FS_RECTF()
    if not raw.FPDFAnnot_GetRect(annotation, place):
        return ""
    beside = [
        piece
        for line in lines
        for piece in line
        if place.bottom <= piece.middle_height <= place.top and piece.middle < place.left
    ]
    nearest = max(beside, key=lambda piece: piece.right, default=None)
    return one_line(nearest.text) if nearest else ""


def _text(read: Callable[..., int]) -> str:
    """The text that PDFium writes into a buffer. A call without a buffer returns its length."""
    size = min(read(None, 0), _LONGEST)
    if size < 4:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return one_line(buffer.raw[: size - 2].decode("utf-16-le", "replace"))


def attachments(document: pdfium.PdfDocument) -> Iterator[Attachment]:
    """The files in a PDF."""
    for number in range(min(document.count_attachments(), _MOST)):
        with suppress(pdfium.PdfiumError):
            attached = document.get_attachment(number)
            yield Attachment(one_line(attached.get_name()) or "attachment", bytes(attached.get_data()))
