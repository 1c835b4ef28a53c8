"""Asking in a real browser: answers as they grow, stopping, waiting, errors, hostile words, and what is asked of."""

from __future__ import annotations

from collections.abc import Callable

from browsing import MARKS, SIZES, Served, ask, at_both_widths, chip, ended, renewed, until
from playwright.sync_api import Locator, Page, expect
from scripted import HOSTILE, LEAVE, LOST, MIXED

from index.errors import EngineError
from index.scope import Scope

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
    ended(page)
    expect(quotes).to_have_count(2)
    assert page.locator("#talk .question").bounding_box() == before
    ask(page, "Short?")
    expect(quotes.first).to_be_hidden()  # folded away
    page.locator("#talk .quotes summary").click()
    expect(quotes.first).to_be_visible()


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


def test_stop_keeps_what_was_written_and_closes_the_iterator(page: Page, served: Served) -> None:
    ask(page, "Anything that takes long", wait=False)
    expect(page.locator("#talk .answer")).to_contain_text("word word")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#talk .note")).to_have_text("Stopped.")
    assert served.chatbot.closed.wait(5)
    kept = page.locator("#talk .answer").text_content()
    assert kept
    assert kept.startswith("word word")
    ask(page, "Short?")
    expect(page.locator("#talk .answer").last).to_have_text("Yes [1].")
    assert page.locator("#talk .answer").first.text_content() == kept
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
    expect(page.locator("#talk .answer")).to_contain_text("word word")
    expect(page.locator("#box textarea")).to_have_value("Short?")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#talk .writing")).to_have_count(0)
    assert [question for question, _ in served.chatbot.asked] == ["Anything that takes long"]
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#talk .answer").last).to_have_text("Yes [1].")


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
    ask(page, "Short?")  # the next question is the first
    assert [question for question, _ in served.chatbot.asked] == ["Short?"]
    expect(page.locator("#talk .question")).to_have_text(["Short?"])


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
