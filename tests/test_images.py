import io
import struct
import zlib

import pytest
from made_scans import TESSERACT, needs_tesseract, saved, scan
from PIL import Image

from index.errors import DocumentError
from index.reading.readers.images import boxes, page_image, read_image

PAGE = scan("The office closes at six.", "Ask the desk for infor-", "mation about keys.")
TEXT = "The office closes at six.\nAsk the desk for information about keys."


@pytest.mark.slow
@needs_tesseract
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_the_words_of_an_image_are_its_text_on_page_one(kind):
    contents = read_image(saved(PAGE, kind), TESSERACT)
    assert " ".join(contents.text.split()) == " ".join(TEXT.split())
    assert [section.page for section in contents.sections] == [1]


@needs_tesseract
def test_the_pages_of_a_tiff_are_pages_and_one_without_text_is_noted():
    contents = read_image(saved(PAGE, "TIFF", scan(), scan("Third page here.")), TESSERACT)
    assert [section.page for section in contents.sections] == [1, 3]
    assert [note.partition(":")[0] for note in contents.notes] == ["no text could be recognised on page 2"]


@pytest.mark.slow
@needs_tesseract
@pytest.mark.parametrize("quote", ["office closes", "information", "The office closes at six.\nAsk"])
def test_the_boxes_of_a_span_cover_its_words_and_no_others(quote):
    data = saved(PAGE, "PNG")
    text = read_image(data, TESSERACT).text.replace("\n\n", "\n")
    start = text.index(quote)
    found = boxes(data, 1, start, start + len(quote), quote, tesseract=TESSERACT)
    assert found
    rest = PAGE.copy()
    for box in found:
        left, top = box.left * rest.width, box.top * rest.height
        rest.paste(
            255,
            (
                round(left) - 3,
                round(top) - 3,
                round(left + box.width * rest.width) + 3,
                round(top + box.height * rest.height) + 3,
            ),
        )
    left_over = read_image(saved(rest, "PNG"), TESSERACT).text
    assert not set(quote.split()) & set(left_over.split())
    assert "keys" in left_over


@needs_tesseract
def test_a_quote_that_is_not_at_its_place_has_no_boxes():
    data = saved(PAGE, "PNG")
    assert boxes(data, 1, 0, 6, "office", tesseract=TESSERACT) == []
    assert boxes(data, 1, 0, 0, "", tesseract=TESSERACT) == []


@needs_tesseract
def test_reading_twice_gives_the_same():
    data = saved(PAGE, "JPEG")
    assert read_image(data, TESSERACT) == read_image(data, TESSERACT)


@needs_tesseract
def test_a_page_that_lies_on_its_side_is_read():
    lines = (
        "The office closes at six every day.",
        "Ask at the desk for keys and cards.",
        "Parking is free for all guests.",
    )
    assert "closes at six" in read_image(saved(scan(*lines).rotate(90, expand=True), "PNG"), TESSERACT).text


@needs_tesseract
def test_letters_on_a_transparent_ground_are_read():
    ink = Image.new("RGBA", PAGE.size, (0, 0, 0, 0))
    ink.paste((0, 0, 0, 255), mask=PAGE.point(lambda value: 255 - value))
    assert "office closes" in read_image(saved(ink, "PNG"), TESSERACT).text


@needs_tesseract
def test_small_letters_are_enlarged():
    assert (
        "office closes" in read_image(saved(PAGE.resize((300, 112), Image.Resampling.LANCZOS), "PNG"), TESSERACT).text
    )


@pytest.mark.slow
@needs_tesseract
def test_an_image_without_words_is_refused():
    noise = Image.effect_noise((200, 150), 90)
    for image in (scan(), noise):
        with pytest.raises(DocumentError, match="no text could be recognised"):
            read_image(saved(image, "PNG"), TESSERACT)


def test_without_the_program_the_reason_is_the_cure():
    with pytest.raises(DocumentError, match="install tesseract-ocr"):
        read_image(saved(PAGE, "PNG"))
    with pytest.raises(DocumentError, match="install tesseract-ocr"):
        boxes(saved(PAGE, "PNG"), 1, 0, 3, "The")


@pytest.mark.parametrize("program", ["/bin/false", "/bin/echo", "/no/such/program"])
def test_a_program_that_fails_costs_the_image(program):
    with pytest.raises(DocumentError, match="recognised"):
        read_image(saved(PAGE, "PNG"), program)


def test_a_page_image_is_turned_as_the_camera_was_held_and_no_wider_than_asked_for():
    turned = Image.Exif()
    turned[0x0112] = 6  # to be turned by 90 degrees
    file = io.BytesIO()
    PAGE.save(file, "JPEG", exif=turned)
    shown = Image.open(io.BytesIO(page_image(file.getvalue(), 1, width=300)))
    assert (shown.format, shown.size) == ("PNG", (300, 800))


def test_a_page_that_is_not_there_is_an_error_that_says_how_many_are():
    with pytest.raises(DocumentError, match="it has 1"):
        page_image(saved(PAGE, "PNG"), 2)


def test_an_image_of_monstrous_size_is_refused_before_it_is_unpacked():
    for side in (9_000, 60_000):
        head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
        chunks = b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            for kind, body in ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
        )
        with pytest.raises(DocumentError, match="pixels: make it smaller"):
            page_image(b"\x89PNG\r\n\x1a\n" + chunks, 1)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_a_truncated_image_is_refused_as_damaged(kind):
    data = saved(PAGE, kind)
    for length in (9, 40, len(data) // 2):
        with pytest.raises(DocumentError, match="damaged"):
            page_image(data[:length], 1)


@needs_tesseract
def test_two_columns_of_a_scan_are_read_one_after_the_other():
    left = [
        "The ferry leaves the old",
        "harbour at nine and goes",
        "to the island of Lund. It",
        "comes back at night with",
        "the mail and the fish.",
    ]
    right = [
        "Tickets cost twelve crowns",
        "for adults. Children pay",
        "six crowns. Dogs travel",
        "free of charge on deck",
        "but not in the cabin.",
    ]
    page = scan(*left, size=(1650, 800))
    page.paste(scan(*right, size=(770, 800)), (880, 0))
    text = read_image(saved(page, "PNG"), TESSERACT).text
    assert text.split() == " ".join([*left, *right]).split()
