"""Makes images of written pages, and tells whether they can be read here."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from index.reading.sandbox import find_tesseract

TESSERACT = find_tesseract()
needs_tesseract = pytest.mark.skipif(not TESSERACT, reason="tesseract is not installed: apt-get install tesseract-ocr")


def scan(*lines: str, size: tuple[int, int] = (800, 300), letters: int = 30) -> Image.Image:
    """A white page with these lines of black letters, the first at (60, 60)."""
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((60, 60 + 2 * letters * number), line, font=ImageFont.load_default(letters), fill=0)
    return image


def saved(image: Image.Image, kind: str, *more: Image.Image) -> bytes:
    """The bytes of an image file, or of a PDF, of these pages."""
    file = io.BytesIO()
    options = {"save_all": True, "append_images": list(more)} if more else {}
    image.save(file, kind, **({"resolution": 150} if kind == "PDF" else {}), **options)
    return file.getvalue()
