"""Scans and photographs (.png, .jpg, .tif, .bmp, .webp, .gif, .heic): reads their text by text recognition."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps

from index.errors import DocumentError
from index.reading.readers.contents import Contents, Part, joined, numbered, sections_of
from index.reading.readers.ocr import CURE, LANGUAGES, MAX_PAGES, Recognised, recognise
from index.records import Box

MAX_PIXELS = 50_000_000  # of a page
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF", "HEIF")
_DECODING_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    ZeroDivisionError,
    struct.error,
    zlib.error,
)
_GOOD_SIDE = 3_000  # pixels: the longer side of a page of A4 at 250 dpi
_MAX_SIDE = 2 * _GOOD_SIDE  # larger images take longer, and no more is recognised
_MAX_ENLARGED = 3.0  # times


def read_image(data: bytes, tesseract: str = "") -> Contents:
    """The text recognised on an image; `tesseract` is the path of the program, or "" if there is none."""
    with _opened(data) as image:
        if not tesseract:
            raise DocumentError(f"is an image: {CURE}")
        pages = _count_pages(image)
        parts = [Part(_contents(image, page, tesseract), page) for page in range(1, min(pages, MAX_PAGES) + 1)]
    if not any(part.contents.sections for part in parts):
        raise DocumentError(f"is an image on which no text could be recognised: {LANGUAGES}")
    textless = [part.page for part in parts if part.page and not part.contents.sections]
    notes = [f"no text could be recognised on {numbered('page', textless)}: {LANGUAGES}"] if textless else []
    notes += [f"only the first {MAX_PAGES} pages were recognised: split it"] if pages > MAX_PAGES else []
    return joined("", parts, notes)


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a picture in pixels. Raises `DocumentError` if it is of no format that is read."""
    with _opened(data) as image:
        return image.size


def words_on(data: bytes, tesseract: str) -> str:
    """The words on a picture in a document. They are looked for only once, because most pictures have none."""
    with _opened(data) as image:
        return recognise(_enlarged(_page(image, 1).convert("L")), tesseract, is_scan=False).text


def boxes(data: bytes, page: int, start: int, end: int, quote: str, *, tesseract: str = "") -> list[Box]:
    """The boxes of [start, end) of the text of a page; none unless these characters are the quote."""
    if not tesseract:
        raise DocumentError(f"is an image: {CURE}")
    with _opened(data) as image:
        return _recognised(image, page, tesseract).boxes(start, end, quote)


def page_image(data: bytes, page: int, *, width: int = 1200) -> bytes:
    """A page of the image as it is displayed, as a PNG at most `width` pixels wide."""
    with _opened(data) as image:
        shown = _page(image, page)
        shown.thumbnail((width, 10 * width))
        png = io.BytesIO()
        shown.save(png, "PNG", compress_level=1)
        return png.getvalue()


def _contents(image: Image.Image, page: int, tesseract: str) -> Contents:
    text = _recognised(image, page, tesseract).text
    return Contents("", text, sections_of(text, ()))


def _recognised(image: Image.Image, page: int, tesseract: str) -> Recognised:
    return recognise(_enlarged(_page(image, page).convert("L")), tesseract)


def _enlarged(shown: Image.Image) -> Image.Image:
    """The image at a size that suits the recognition of text."""
    side = max(shown.size)
    scale = min(max(_GOOD_SIDE / side, 1.0), _MAX_ENLARGED, _MAX_SIDE / side)
    size = (max(1, round(shown.width * scale)), max(1, round(shown.height * scale)))
    return shown.resize(size, Image.Resampling.BICUBIC) if scale != 1 else shown


def _page(image: Image.Image, page: int) -> Image.Image:
    """A page, turned as the camera was held, with white for transparent parts."""
    pages = _count_pages(image)
    if not 1 <= page <= pages:
        raise DocumentError(f"has no page {page}: it has {pages}")
    try:
        image.seek(page - 1)
        _check_size(image)
        turned = ImageOps.exif_transpose(image)
        if turned.has_transparency_data:
            turned = turned.convert("RGBA")
            turned = Image.alpha_composite(Image.new("RGBA", turned.size, "white"), turned)
        return turned.convert("RGB")
    except _DECODING_ERRORS as error:
        raise DocumentError(f"is damaged: its page {page} cannot be decoded") from error


def _count_pages(image: Image.Image) -> int:
    """The number of pages. Only TIFF files have several; the frames of other formats are an animation."""
    try:
        return getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    except _DECODING_ERRORS as error:
        raise DocumentError("is damaged: its pages cannot be counted") from error


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise DocumentError(f"is an image of more than {MAX_PIXELS // 1_000_000} million pixels: make it smaller")


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    if data[4:8] == b"ftyp":
        import pi_heif  # only photographs of phones need it

        pi_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of doubtful tags and large sizes: the sizes are checked here
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise DocumentError("is an image of far too many pixels: make it smaller") from error
    except _DECODING_ERRORS as error:
        raise DocumentError("is damaged: it cannot be opened as an image") from error
    with image:
        _check_size(image)
        yield image
