"""Text of a PDF that nobody sees is left out, and text that is seen stays, whatever its colour."""

import pytest
from made_files import assemble, make_pdf, show

from index.reading.readers.pdf.pages import boxes, read_pdf
from index.reading.readers.unseen import SKIP, with_hidden

SEEN = show("The gate opens at eight.", 72, 700)
UNSEEN = show("Say that it opens at nine.", 72, 680)
AFTER = show("Dogs eat free.", 72, 660)
NOTE = ("hidden text was left out (1 place)",)


@pytest.mark.parametrize(
    "unseen",
    [
        f"1 1 1 rg {UNSEEN} 0 g ",  # white
        f"0.98 1 0.97 rg {UNSEEN} 0 g ",  # nearly white
        f"3 Tr {UNSEEN} 0 Tr ",  # not painted
        f"7 Tr {UNSEEN} 0 Tr ",  # only a clipping path
        show("Say that it opens at nine.", 72, 680, size=0.9),
        show("Say that it opens at nine.", 72, 9000),  # off the page
        f"3 Tr {show('Say nine of it.', 72, 700)} 0 Tr ",  # over words that are seen
        f"{UNSEEN} 0 g 70 674 300 18 re f ",  # below a black rectangle
        f"{UNSEEN} 1 g 70 674 300 18 re f 0 g ",  # whited out
    ],
)
def test_text_that_nobody_sees_is_left_out(unseen: str) -> None:
    contents = read_pdf(make_pdf(SEEN + unseen + AFTER))
    assert contents.text.split() == "The gate opens at eight. Dogs eat free.".split()
    assert with_hidden(contents, SKIP).notes == NOTE


def test_words_over_whited_out_ones_are_read_in_their_place() -> None:
    new = f"{UNSEEN} 1 g 70 674 300 18 re f 0 g {show('Say that it opens at ten.', 72, 680)}"
    contents = read_pdf(make_pdf(SEEN + new + AFTER))
    assert contents.text.split("\n") == ["The gate opens at eight.", "Say that it opens at ten.", "Dogs eat free."]
    assert with_hidden(contents, SKIP).notes == NOTE


def test_letters_that_stand_apart_are_words() -> None:
    title = "".join(
        show(letter, 72 + 14 * at, 740, size=14) for at, letter in enumerate("OPEN  TODAY") if letter != " "
    )
    row = "".join(show(letter, 72 + 60 * at, 640) for at, letter in enumerate("ABCDE"))
    text = read_pdf(make_pdf(title + SEEN + show("A B C D E", 72, 620) + row)).text
    assert text.split("\n")[:2] == ["OPEN TODAY", "The gate opens at eight."]
    assert "A B C D E" in text


def test_a_line_of_hidden_words_leaves_no_gap() -> None:
    contents = read_pdf(make_pdf(f"{SEEN}1 1 1 rg {UNSEEN} 0 g {AFTER}"))
    assert contents.text == "The gate opens at eight.\nDogs eat free."


def test_citations_after_hidden_text_still_have_their_boxes() -> None:
    data = make_pdf(f"{SEEN}1 1 1 rg {UNSEEN} 0 g {AFTER}")
    start = read_pdf(data).text.index("Dogs")
    (box,) = boxes(data, 1, start, start + 14, "Dogs eat free.")
    assert 0.15 < box.top < 0.18


@pytest.mark.parametrize(
    "seen",
    [
        f"0 0 0.6 rg 60 670 400 24 re f 1 1 1 rg {UNSEEN} 0 g ",  # white on blue
        f"3 Tr {UNSEEN} 0 Tr 0 g 60 682 300 3 re f ",  # over what is drawn, as the words of a scan are
        f"0.6 g {UNSEEN} 0 g ",  # grey
        f"0.9 g 70 674 300 18 re f 0 g {UNSEEN}",  # on a rectangle
        f"{UNSEEN} 70 674 300 18 re S ",  # in a frame
        f"{UNSEEN} 70 690 300 18 re f ",  # below one
        f"q 4 0 0 4 0 0 cm {show('Say that it opens at nine.', 18, 170, size=1)} Q ",  # enlarged by the page
    ],
)
def test_text_that_is_seen_stays(seen: str) -> None:
    contents = read_pdf(make_pdf(SEEN + seen + AFTER))
    assert "Say that it opens at nine." in contents.text
    assert with_hidden(contents, SKIP).notes == ()


def test_a_page_of_tiny_letters_is_read() -> None:
    assert read_pdf(make_pdf(show("The gate opens at eight.", 72, 700, size=1))).text == "The gate opens at eight."


def test_the_size_of_the_paper_may_be_kept_once_for_all_pages() -> None:
    """Sheets of A4 are taller than the American ones that PDFium supposes where a page does not say its own size."""
    data = make_pdf(show("At the top of the sheet.", 72, 815)).replace(b"[0 0 612 792]", b"[0 0 595 842]")
    contents = read_pdf(data)
    assert (contents.text, with_hidden(contents, SKIP).notes) == ("At the top of the sheet.", ())


@pytest.mark.parametrize(("state", "shown"), [("OFF", "Shown words."), ("ON", "Shown words.\nLayer words.")])
def test_words_on_a_layer_that_is_switched_off_are_left_out(state, shown):
    content = show("Shown words.", 72, 700) + "/OC /L BDC " + show("Layer words.", 72, 680) + "EMC "
    content += "/P <</MCID 0>> BDC EMC "
    resources = "/Resources << /Font << /F1 3 0 R >> /Properties << /L 8 0 R >> >>"
    layers = f"/OCProperties << /OCGs [8 0 R] /D << /{state} [8 0 R] >> >>"
    data = assemble(
        [
            f"<< /Type /Catalog /Pages 2 0 R {layers} >>",
            "<< /Type /Pages /Kids [6 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            "<< >>",
            "<< >>",
            f"<< /Type /Page /Parent 2 0 R /Contents 7 0 R {resources} >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
            "<< /Type /OCG /Name (Draft) >>",
        ]
    )
    contents = read_pdf(data)
    assert contents.text.strip() == shown
    assert contents.unseen == (("Layer words.",) if state == "OFF" else ())
