"""The page in a real browser: asking, reading sources, stopping, two people, hostile words, keys, phones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
import pytest
from browsing import MARKS, PHONE, SIZES, Served, ask, at_both_widths, chip, renewed, settled, until
from made_scans import needs_tesseract, saved, scan
from playwright.sync_api import Locator, Page, expect
from scripted import HANDBOOK, HOSTILE, LEAVE, LOST, MIXED, cite, hit, make_document, reply, say

from index.errors import EngineError
from index.reading.sandbox import Sandbox
from index.search.scope import Scope

pytestmark = MARKS

served, page = renewed, at_both_widths  # fixtures of this file


def test_the_answer_grows_sentence_by_sentence_and_its_chips_with_it(page: Page, served: Served) -> None:
    chatbot = served.chatbot
    for step in (chatbot.go_on_searching, chatbot.go_on_writing, chatbot.go_on_finishing):
        step.clear()
    ask(page, MIXED, wait=False)
    answer = page.locator("#talk .answer.writing")
    expect(answer).to_have_text("Searching 3 documents…")
    chatbot.go_on_searching.set()
    expect(answer).to_have_text("Reading what was found…")
    chatbot.go_on_writing.set()
    expect(answer).to_contain_text("within two hours", timeout=60_000)
    expect(answer.locator("a.cite")).to_have_count(3)
    expect(answer).not_to_contain_text("The desk replaces it")
    chatbot.go_on_finishing.set()
    expect(answer).to_have_count(0, timeout=60_000)
    expect(page.locator("#talk .answer")).to_contain_text("The desk replaces it")
    expect(page.locator("#talk .answer a.cite")).to_have_count(4)
    expect(page.locator("#talk .sources .card")).to_have_text(["1 employee-handbook.pdf, p. 2", "2 security.md"])


def hold(page: Page, link: Locator, meanwhile: Callable[[], object]) -> None:
    """Press on a link and let go only once `meanwhile` has made the page replace it."""
    link.hover()
    pressed = link.element_handle()
    page.mouse.down()
    meanwhile()
    until(page, "link => !link.isConnected", pressed)
    page.mouse.up()


def test_what_was_found_can_be_opened_before_a_word_is_written_and_stays_where_it_is(
    page: Page, served: Served
) -> None:
    served.chatbot.go_on_writing.clear()
    served.chatbot.go_on_finishing.clear()
    ask(page, MIXED, wait=False)
    quotes = page.locator("#talk .quotes li")
    expect(quotes).to_have_count(2)
    expect(quotes.nth(1)).to_contain_text(LOST)
    expect(page.locator("#talk .answer.writing .searching")).to_be_visible()
    before = page.locator("#talk .question").bounding_box()
    quotes.nth(1).locator("a.cite").click()
    expect(page.locator("#source mark")).to_have_text(LOST)
    page.keyboard.press("Escape")
    served.chatbot.go_on_writing.set()
    expect(page.locator("#talk .answer.writing a.cite").nth(1)).to_be_visible(timeout=60_000)  # of finished sentences
    hold(page, page.locator("#talk .answer.writing a.cite").first, served.chatbot.go_on_finishing.set)
    expect(page.locator("#source blockquote")).to_have_text("twenty-five days of paid annual leave")
    page.keyboard.press("Escape")
    expect(page.locator("#talk .writing")).to_have_count(0, timeout=60_000)
    expect(quotes).to_have_count(2)
    assert page.locator("#talk .question").bounding_box() == before
    ask(page, "Short?")
    expect(quotes.first).to_be_hidden()  # folded away
    page.locator("#talk .quotes summary").click()
    expect(quotes.first).to_be_visible()


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


def test_a_sentence_that_is_not_supported_says_so_and_why(page: Page) -> None:
    ask(page, MIXED)
    expect(page.locator("#talk .doubt").first).to_have_text("The desk replaces it the same day ")
    why = page.locator("#talk .flag .why")
    expect(why).to_have_css("opacity", "0")
    page.locator("#talk .flag").focus()
    expect(why).to_have_css("opacity", "1")
    expect(why).to_have_text("Not supported (the cited text does not say “same day”).")
    expect(page.locator("#talk .note")).to_contain_text("One sentence is not supported")


def test_the_verdict_stays_in_view_above_three_passages_and_more_on_request(open_page: Callable[..., Page]) -> None:
    for size in SIZES:
        page = open_page(viewport=size)
        ask(page, MIXED)
        ask(page, "Who won the world cup?")
        verdict = page.locator("#talk .abstained")
        expect(verdict).to_have_text("Your documents do not say.")
        expect(verdict).to_be_in_viewport(ratio=1)
        cards = page.locator("#talk .nearest .card")
        expect(cards).to_have_count(5)
        assert [card.is_visible() for card in cards.all()] == [True, True, True, False, False]
        page.get_by_text("2 more").click()
        expect(cards.nth(4)).to_be_visible()
        expect(verdict).to_be_in_viewport(ratio=1)
        cards.first.click()
        assert page.locator("#source mark").evaluate("mark => mark.textContent") == LOST


def test_a_new_question_moves_to_the_top_and_a_reader_is_never_moved(open_page: Callable[..., Page]) -> None:
    for size in SIZES:
        page = open_page(viewport=size)
        for question in (MIXED, MIXED, "Anything that takes long"):
            ask(page, question, wait=question == MIXED)
        expect(page.locator("#talk .question").last).to_be_in_viewport(ratio=1)
        expect(page.locator("#talk .answer").last).to_contain_text("word word")
        view = page.locator("#talk .bubble-wrap")
        top = page.locator("#talk .message-row").nth(4).bounding_box()
        assert top is not None
        assert top["y"] < 120
        view.evaluate("view => view.scrollTop = 40")  # the reader looks at the first answer
        words = page.locator("#talk .answer").last.text_content() or ""
        until(
            page,
            "seen => [...document.querySelectorAll('#talk .answer')].at(-1).textContent.length > seen",
            len(words) + 300,
        )
        assert view.evaluate("view => view.scrollTop") == 40
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("#talk .writing")).to_have_count(0)
        assert view.evaluate("view => view.scrollTop") == 40


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


def test_what_is_pressed_has_a_name_and_room_for_a_finger(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE)
    send = page.get_by_role("button", name="Send")
    box = send.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44


def test_stop_keeps_what_was_written_and_closes_the_iterator(page: Page, served: Served) -> None:
    ask(page, "Anything that takes long", wait=False)
    expect(page.locator("#talk .answer")).to_contain_text("word word")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#talk .note")).to_have_text("Stopped.")
    assert served.chatbot.closed.wait(5)
    kept = page.locator("#talk .answer").text_content()
    assert kept
    assert kept.startswith("word word")
    page.wait_for_timeout(500)
    assert page.locator("#talk .answer").text_content() == kept
    ask(page, "Short?")
    expect(page.locator("#talk .answer").last).to_have_text("Yes [1].")
    assert served.chatbot.asked[-1][1][0].answer.startswith("word word")


def test_leaving_the_page_stops_the_computing(page: Page, served: Served) -> None:
    ask(page, "Anything that takes long", wait=False)
    expect(page.locator("#talk .answer")).to_contain_text("word word")
    page.close()
    assert served.chatbot.closed.wait(10)


def test_two_people_are_served_at_once(open_page: Callable[..., Page]) -> None:
    for size in SIZES:
        first, second = open_page(viewport=size), open_page(viewport=size)
        ask(first, "Anything that takes long", wait=False)
        expect(first.locator("#talk .answer")).to_contain_text("word word")
        ask(second, "Short?")
        expect(second.locator("#talk .answer")).to_have_text("Yes [1].")
        expect(first.locator("#talk .writing")).to_have_count(1)  # still writing: nobody waited for it
        expect(first.locator("#talk .question")).to_have_text("Anything that takes long")


def test_a_second_question_waits_until_the_first_is_answered(page: Page, served: Served) -> None:
    ask(page, "Anything that takes long", wait=False)
    page.fill("#box textarea", "Short?")
    page.press("#box textarea", "Enter")
    page.wait_for_timeout(300)
    assert [question for question, _ in served.chatbot.asked] == ["Anything that takes long"]
    expect(page.locator("#box textarea")).to_have_value("Short?")


def test_hostile_words_are_shown_and_never_run(page: Page) -> None:
    ask(page, HOSTILE)
    expect(page.locator("#talk .question")).to_have_text(HOSTILE)
    expect(page.locator("#talk .answer")).to_contain_text(HOSTILE)
    expect(page.locator("#talk .answer code")).to_have_text("a[1]")
    chip(page, 0).click()
    assert page.locator("#source mark").evaluate("mark => mark.textContent") == HOSTILE
    expect(page.locator("#source h2")).to_have_text(HOSTILE)
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Documents").click()
    expect(page.locator("#files")).to_contain_text(HOSTILE)
    assert page.evaluate("document.querySelectorAll('#talk img, #files img, #source img').length") == 0
    assert page.evaluate("document.body.dataset.pwned ?? 'no'") == "no"


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


def test_an_error_is_a_plain_line_in_the_chat(page: Page, served: Served) -> None:
    served.chatbot.error = EngineError("The model <b>x</b> is not here. Fetch it.")
    ask(page, "Short?")
    expect(page.locator("#talk .failed")).to_have_text("The model <b>x</b> is not here. Fetch it.")
    served.chatbot.error = None
    ask(page, "Short?")
    expect(page.locator("#talk .answer").last).to_have_text("Yes [1].")


def test_a_question_that_is_too_long_is_answered_in_words(page: Page) -> None:
    ask(page, "x" * 100_000)
    expect(page.locator("#talk .failed")).to_contain_text("100,000 characters")


def test_a_blank_question_is_not_asked(page: Page, served: Served) -> None:
    page.fill("#box textarea", "   ")
    page.press("#box textarea", "Enter")
    page.wait_for_timeout(400)
    assert served.chatbot.asked == []
    expect(page.locator("#talk .answer")).to_have_count(0)


def test_an_example_is_a_question(page: Page) -> None:
    page.locator("#talk .example").nth(1).click()
    expect(page.locator("#talk .answer")).to_have_text("Yes [1].")
    expect(page.locator("#talk .question")).to_have_text("Short?")


def test_a_question_is_asked_of_the_chosen_documents_until_the_choice_is_taken_back(
    open_page: Callable[..., Page], served: Served
) -> None:
    for size in SIZES:
        page = open_page(viewport=size)
        page.get_by_role("button", name="In all documents").click()
        picker = page.get_by_role("dialog", name="Documents to use")
        expect(picker.get_by_role("searchbox")).to_be_focused()
        expect(picker).to_be_in_viewport(ratio=1)
        picker.get_by_label("PDF files").check()
        picker.get_by_role("searchbox").fill("secur")
        expect(picker.get_by_role("checkbox")).to_have_count(1)
        picker.get_by_label("security.md").check()
        page.keyboard.press("Escape")
        expect(picker).to_have_count(0)
        expect(page.locator("#within .opener")).to_be_focused()
        ask(page, "Short?")
        assert served.chatbot.within == Scope(documents=("security.md",), types=("pdf",))
        page.get_by_role("button", name="Do not limit to PDF files").click()
        ask(page, "Short?")
        assert served.chatbot.within == Scope(documents=("security.md",))
        page.get_by_role("button", name="Only").click()
        page.get_by_role("button", name="All documents", exact=True).click()
        ask(page, "Short?")
        assert served.chatbot.within is None


def test_a_new_chat_is_empty_and_remembers_nothing(page: Page, served: Served) -> None:
    ask(page, "Short?")
    ask(page, "Short?")
    assert len(served.chatbot.asked[-1][1]) == 1
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#talk .example")).to_have_count(2)
    ask(page, "Short?")
    assert served.chatbot.asked[-1][1] == ()


def test_copy_gives_the_text_and_its_sources(open_page: Callable[..., Page]) -> None:
    for size in SIZES:
        page = open_page(viewport=size, permissions=["clipboard-read", "clipboard-write"])
        ask(page, "Short?")
        page.locator("#talk .copy").click()
        page.locator("#talk .copy.done").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == f"Yes [1].\n\nSources:\n[1] Employee handbook, p. 2: “{LEAVE}”"


def test_an_answer_is_announced_once(page: Page) -> None:
    page.evaluate(
        """() => {
            window.said = [];
            const announcer = document.getElementById('announcer');
            new MutationObserver(() => window.said.push(announcer.textContent)).observe(announcer, {childList: true});
        }"""
    )
    ask(page, MIXED)
    expect(page.locator("#announcer")).to_have_text("Answer ready, 2 sources, 1 sentence not supported")
    said = page.evaluate("window.said")
    assert len(said) == 2
    assert said[0].startswith(("Searching", "Reading", "Answering"))  # by the moment at which it is first seen
    assert page.locator("#talk [role=log]").get_attribute("aria-live") == "off"
    expect(chip(page, 0)).to_have_accessible_name("Source 1, Employee handbook, page 2")


def test_on_a_phone_nothing_scrolls_sideways_and_the_source_fills_the_screen(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 390, "height": 844})

    def is_narrow() -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth <= 390 && document.body.scrollWidth <= 390"))

    assert is_narrow()
    ask(page, HOSTILE)
    ask(page, MIXED)
    assert is_narrow()
    page.locator("#talk .answer").last.locator("a.cite").nth(1).click()
    page.locator("#source .light").wait_for()
    box = page.locator("#source").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert is_narrow()
    expect(page.locator("#source .light")).to_be_in_viewport()
    assert page.evaluate("document.querySelector('gradio-app').inert")
    page.get_by_role("button", name="Close source").click()
    assert not page.evaluate("document.querySelector('gradio-app').inert")
    page.get_by_role("tab", name="Documents").click()
    page.locator("#files table").wait_for()
    assert is_narrow()


def test_dark_and_light_follow_the_system(open_page: Callable[..., Page]) -> None:
    papers = []
    for scheme in ("light", "dark"):
        page = open_page(color_scheme=scheme)
        papers.append(page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"))
    assert papers == ["rgb(250, 248, 244)", "rgb(22, 21, 27)"]


def test_settings_say_what_they_mean_and_hold_for_the_next_question(
    open_page: Callable[..., Page], served: Served
) -> None:
    for size in SIZES:
        page = open_page(viewport=size, color_scheme="light")
        for chosen in (False, True):
            if "listing" not in (page.locator("body").get_attribute("class") or ""):
                page.get_by_role("button", name="Conversations").click()
            page.get_by_role("button", name="Settings").click()
            sheet = page.get_by_role("dialog")
            expect(sheet).to_contain_text("scripted-1b")
            strict = sheet.get_by_label("Answers 72 of 100")
            expect(strict).to_be_checked(checked=chosen)
            strict.check()
            sheet.get_by_label("Dark").check()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            sheet.get_by_role("button", name="Save").click()
            expect(page.locator("body.dark")).to_have_count(1)
            page.reload()
            settled(page)
            expect(page.locator("body.dark")).to_have_count(1)
        ask(page, "Short?")
        assert served.chatbot.preferences == {"min_confidence": 0.7}
