"""Sources in a real browser: the quoted words are marked where they stand, in texts, PDFs and scans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
import pytest
from browsing import MARKS, PHONE, Served, ask, at_both_widths, chip, renewed, until
from made_scans import needs_tesseract, saved, scan
from playwright.sync_api import Page, expect
from scripted import HANDBOOK, LEAVE, LOST, MIXED, cite, hit, make_document, reply, say

from index.reading.sandbox import Sandbox

pytestmark = MARKS

served, page = renewed, at_both_widths  # fixtures of this file


def test_a_chip_opens_the_text_with_exactly_the_quote_marked_and_in_view(page: Page) -> None:
    ask(page, MIXED)
    chip(page, 2).click()
    mark = page.locator("#source mark")
    expect(mark).to_be_in_viewport(ratio=1)
    assert mark.evaluate("mark => mark.textContent") == LOST
    assert page.locator("#source .words").evaluate("words => words.textContent").count(LOST) == 1
    expect(page.locator("#source h2")).to_have_text("Security guide")
    expect(page.locator("#source blockquote")).to_have_text(LOST)


def test_a_chip_opens_the_pdf_page_with_boxes_on_exactly_the_words(page: Page, served: Served) -> None:
    ask(page, MIXED)
    chip(page, 1).click()
    light = page.locator("#source .light")
    expect(light).to_be_in_viewport(ratio=0.6)  # on a phone the page is shown so large that it can be read
    expect(page.locator("#source .where")).to_contain_text("page 2 of 3")
    until(page, "document.querySelector('#source .page img').naturalWidth > 0")
    assert words_inside(served.chatbot.sandbox.files[HANDBOOK], 2, place_of_light(page)) == LEAVE


def test_a_quote_has_no_line_ends_of_a_pdf_and_rows_are_a_table(page: Page, served: Served) -> None:
    lines = "The filter is cleaned\nonce a month and replaced\nafter two years.\n- Use warm water.\n- Never use soap."
    rows = "Part: Filter | Price: 18.50\nPart: Hose | Price: 14.00"
    document = make_document("manual.txt", f"{lines}\n\n{rows}\n")
    served.chatbot.held[document.id] = document
    said = [say(f"It says so [{n}].", cite(document, quote, n)) for n, quote in ((1, lines), (2, rows))]
    answer = reply("What of the filter?", *said, hits=[hit(document, lines)])
    served.chatbot.answers[answer.question] = answer
    ask(page, answer.question)
    chip(page, 0).click()
    quote = page.locator("#source blockquote")
    expect(quote).to_contain_text("The filter is cleaned once a month and replaced after two years.")
    text = quote.evaluate("quote => quote.textContent")
    assert text.splitlines()[1:] == ["- Use warm water.", "- Never use soap."]
    page.keyboard.press("ArrowRight")
    expect(quote.locator("th")).to_have_text(["Part", "Price"])
    expect(quote.locator("td")).to_have_text(["Filter", "18.50", "Hose", "14.00"])


def test_a_long_text_is_read_on_in_both_directions_and_stays_where_it_is(page: Page, served: Served) -> None:
    lines = [f"Line {n} of the log 𝄞." for n in range(5000)]  # 𝄞 is one character here and two in a browser
    document = make_document("log.txt", "\n".join(lines))
    served.chatbot.held[document.id] = document
    answer = reply("Which line?", say("This [1].", cite(document, lines[2500], 1)), hits=[hit(document, lines[2500])])
    served.chatbot.answers[answer.question] = answer
    ask(page, answer.question)
    chip(page, 0).click()
    mark, words = page.locator("#source mark"), page.locator("#source .words")
    expect(mark).to_be_in_viewport()
    for place in (0, 1):
        page.get_by_role("button", name="Show more").nth(place).dispatch_event("click")  # where the reader is, stays
        expect(words).to_contain_text(f"Line {(1000, 4000)[place]} of")
        expect(mark).to_be_in_viewport()
    shown = words.evaluate("words => words.textContent").splitlines()
    begin = document.text.index(shown[1])
    assert document.text[begin:].startswith("\n".join(shown[1:-1]))  # nothing is twice or missing


def test_the_pages_around_a_citation_can_be_turned_and_words_are_marked_on_their_own_alone(page: Page) -> None:
    ask(page, MIXED)
    chip(page, 1).click()
    light, image = page.locator("#source .light"), page.locator("#source .page img")
    light.wait_for()
    page.get_by_role("button", name="Next page").click()
    expect(page.locator("#source .leaves span")).to_have_text("page 3 of 3")
    expect(page.locator("#source .where")).to_have_text(f"{HANDBOOK} · page 3 of 3")
    expect(page.get_by_role("button", name="Next page")).to_be_disabled()
    expect(image).to_have_attribute("alt", "Page 3 of Employee handbook")
    until(page, "document.querySelector('#source .page img').naturalWidth > 0")
    expect(light).to_have_count(0)
    page.keyboard.press("Enter")  # the focus went to the other button
    expect(light).to_have_count(1)
    page.get_by_role("button", name="Text").click()
    expect(page.locator("#source .leaves")).to_be_hidden()


def place_of_light(page: Page) -> list[float]:
    """The box on the words, as [left, top, right, bottom] in fractions of the page image."""
    found: list[float] = page.locator("#source .light").evaluate(
        """light => {
            const box = light.getBoundingClientRect(), edge = parseFloat(getComputedStyle(light).paddingLeft);
            const page = light.parentElement.querySelector('img').getBoundingClientRect();
            return [(box.left + edge - page.left) / page.width, (box.top + edge - page.top) / page.height,
                (box.right - edge - page.left) / page.width, (box.bottom - edge - page.top) / page.height];
        }"""
    )
    return found


@needs_tesseract
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_chip_opens_a_scan_with_boxes_on_exactly_the_words(
    page: Page, served: Served, tmp_path: Path, kind: str
) -> None:
    name, quote = f"notice.{kind.lower()}", "Parking is free for guests."
    picture = scan("The office closes at six.", quote, "Ask for keys.", size=(800, 400))
    (tmp_path / name).write_bytes(saved(picture, kind))
    with Sandbox(tmp_path) as sandbox:
        document = sandbox.read(name)
        served.chatbot.sandbox = sandbox
        served.chatbot.held[name] = document
        answer = reply(
            "Where do I park?", say("It is free [1].", cite(document, quote, 1)), hits=[hit(document, quote)]
        )
        served.chatbot.answers[answer.question] = answer
        ask(page, answer.question)
        chip(page, 0).click()
        expect(page.locator("#source .light")).to_be_in_viewport(ratio=1, timeout=60_000)
        until(page, "document.querySelector('#source .page img').naturalWidth > 0")
        left, top, right, bottom = place_of_light(page)
        ink = picture.point(lambda value: 255 - value)
        inside = [round(v) for v in (left * ink.width, top * ink.height, right * ink.width, bottom * ink.height)]
        line = (0, 100, 800, 160)  # the second one, and no other
        assert ink.crop(inside).getbbox() is not None
        ink.paste(0, tuple(v + d for v, d in zip(inside, (-3, -3, 3, 3), strict=True)))
        assert ink.crop(line).getbbox() is None
        assert ink.getbbox() is not None


def words_inside(pdf: bytes, page: int, rectangle: Sequence[float]) -> str:
    """The words of a page inside [left, top, right, bottom], in fractions of the page from its top left."""
    left, top, right, bottom = rectangle
    document = pypdfium2.PdfDocument(pdf)
    opened = document[page - 1]
    width, height = opened.get_size()
    text = opened.get_textpage().get_text_bounded(
        left=left * width - 1, bottom=(1 - bottom) * height - 1, right=right * width + 1, top=(1 - top) * height + 1
    )
    document.close()
    return str(text).strip()


def test_the_same_number_opens_the_span_of_its_own_statement(page: Page) -> None:
    ask(page, MIXED)
    for n, quote in enumerate(["twenty-five days of paid annual leave", LEAVE]):
        chip(page, n).click()
        expect(page.locator("#source blockquote")).to_have_text(quote)
        page.keyboard.press("Escape")  # on a phone the source covers the answer
        expect(page.locator("#source")).to_be_hidden()
    chip(page, 1).click()
    expect(page.locator("#talk .sources [aria-current]")).to_have_text("1 employee-handbook.pdf, p. 2")


def test_a_pdf_can_be_read_as_text_too(page: Page) -> None:
    ask(page, MIXED)
    chip(page, 1).click()
    page.locator("#source .light").wait_for()
    page.get_by_role("button", name="Text").click()
    assert page.locator("#source mark").evaluate("mark => mark.textContent") == LEAVE
    page.get_by_role("button", name="Page", exact=True).click()
    expect(page.locator("#source .light")).to_have_count(1)


def test_keys_alone_open_step_through_and_close_sources(page: Page) -> None:
    ask(page, MIXED)
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('a.cite')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#source blockquote")).to_have_text(LOST)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#source blockquote")).to_have_text(LEAVE)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("button", name="Previous source")).to_be_disabled()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#source blockquote")).to_have_text(LEAVE)
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('a.cite')")
    page.keyboard.press("/")
    expect(page.locator("#box textarea")).to_be_focused()
    expect(page.locator("#box textarea")).to_have_value("")


def test_the_back_of_a_phone_closes_the_source(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE)
    ask(page, "Short?")
    chip(page, 0).click()
    expect(page.locator("#source")).to_be_visible()
    page.go_back()
    expect(page.locator("#source")).to_be_hidden()
    expect(page.locator("#talk .answer")).to_have_text("Yes [1].")
    chip(page, 0).click()
    page.get_by_role("button", name="Close source").click()
    expect(page.locator("#source")).to_be_hidden()
    until(page, "!history.state?.source")  # nothing is left for Back to close


def test_a_document_that_is_gone_says_so_and_the_quote_stays(page: Page, served: Served) -> None:
    ask(page, MIXED)
    del served.chatbot.held["security.md"]
    chip(page, 2).click()
    expect(page.locator("#source .note")).to_contain_text("security.md is no longer in the index.")
    expect(page.locator("#source blockquote")).to_have_text(LOST)
    expect(page.locator("#source mark")).to_have_count(0)


def test_words_that_are_no_longer_there_are_not_marked(page: Page, served: Served) -> None:
    ask(page, MIXED)
    served.chatbot.held["security.md"] = make_document("security.md", "All new words.", title="Security guide")
    chip(page, 2).click()
    expect(page.locator("#source .note")).to_contain_text("Nothing is marked.")
    expect(page.locator("#source .words")).to_have_text("All new words.")
    expect(page.locator("#source mark")).to_have_count(0)


def test_a_pdf_whose_file_is_gone_is_shown_as_text(page: Page, served: Served) -> None:
    ask(page, MIXED)
    served.chatbot.sandbox.files = {}
    chip(page, 1).click()
    expect(page.locator("#source .note")).to_contain_text("cannot be shown as an image")
    assert page.locator("#source mark").evaluate("mark => mark.textContent") == LEAVE
