"""Lists that are drawn anew, in a real browser: the focus, open menus and half-typed words stay."""

from __future__ import annotations

from browsing import MARKS, Served, ask, at_both_widths, renewed, settled
from playwright.sync_api import Page, Route, expect
from scripted import make_document

pytestmark = MARKS

served, page = renewed, at_both_widths  # fixtures of this file


def draw_documents(page: Page, served: Served, name: str) -> None:
    """Let the list of documents be drawn anew, and wait until it is."""
    served.chatbot.held[name] = make_document(name, "Words.")
    expect(page.locator("#files tbody")).to_contain_text(name, timeout=15_000)


def test_a_menu_and_a_name_that_is_being_typed_stay_while_the_documents_are_drawn_anew(
    page: Page, served: Served
) -> None:
    (served.chatbot.settings.documents / "security.md").write_text("words")
    page.get_by_role("tab", name="Documents").click()
    opener = page.get_by_role("button", name="Actions for security.md")
    opener.press("Enter")
    draw_documents(page, served, "a-1.md")
    expect(page.get_by_role("menuitem", name="Preview")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    draw_documents(page, served, "a-2.md")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Rename or move").press("Enter")
    page.keyboard.type("rules")
    draw_documents(page, served, "a-3.md")
    expect(page.get_by_role("textbox", name="Rename the document")).to_have_value("rules.md")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Delete").press("Enter")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#notice")).to_contain_text("security.md is back.")
    assert page.evaluate("document.activeElement.closest('#shelf') !== null")


def test_the_list_of_conversations_is_drawn_anew_below_the_keyboard(page: Page) -> None:
    for question in ("Short?", "Who won the world cup?"):
        ask(page, question)
        page.get_by_role("button", name="New chat").click()
        expect(page.locator("#talk .question")).to_have_count(0)
    if "listing" not in (page.locator("body").get_attribute("class") or ""):
        page.get_by_role("button", name="Conversations").click()
    opener = page.get_by_role("button", name="Actions for Short?")
    opener.press("Enter")
    page.keyboard.press("Enter")  # Pin to the top
    expect(page.locator("#chats li a").first).to_have_text("Short? (pinned)")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Rename").press("Enter")
    page.keyboard.type("Leave")
    page.keyboard.press("Enter")
    expect(page.locator("#chats li a").first).to_have_text("Leave (pinned)")
    expect(page.get_by_role("button", name="Actions for Leave")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Delete").press("Enter")
    expect(page.locator("#chats li a")).to_have_text(["Who won the world cup?"])
    expect(page.get_by_role("button", name="Actions for Who won the world cup?")).to_be_focused()


def test_whoever_goes_on_at_once_after_a_question_of_the_page_keeps_the_focus(page: Page) -> None:
    ask(page, "Short?")
    if "listing" not in (page.locator("body").get_attribute("class") or ""):
        page.get_by_role("button", name="Conversations").click()
    page.get_by_role("button", name="Actions for Short?").click()
    page.get_by_role("menuitem", name="Rename").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    # The browser tells that a dialog is closed a moment later. By then the search has the focus.
    page.evaluate("document.querySelector('dialog').close(''); document.querySelector('#chats input').focus()")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Search conversations")).to_be_focused()


def test_what_is_typed_after_a_question_was_sent_stays_when_its_reply_comes_late(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(lambda url: "/queue/join" in url, hold)
    page.fill("#box textarea", "Short?")
    page.press("#box textarea", "Enter")
    while not held:
        page.wait_for_timeout(20)
    expect(page.locator("#box textarea")).to_have_value("")
    page.keyboard.type("And the next")
    for route in held:
        route.continue_()
    expect(page.locator("#talk .answer")).to_have_text("Yes [1].")
    expect(page.locator("#box textarea")).to_have_value("And the next")
    page.unroute_all()
    page.locator("#talk .follow-ups a").first.click()  # asks at once
    expect(page.locator("#talk .question")).to_have_count(2)
    expect(page.locator("#box textarea")).to_have_value("And the next")


def test_a_question_that_does_not_arrive_is_in_the_box_again(page: Page) -> None:
    page.route(lambda url: "/queue/join" in url, lambda route: route.abort())
    page.fill("#box textarea", "Short?")
    with page.expect_event("load", timeout=60_000):  # Gradio loads the page again when it has found the server again
        page.press("#box textarea", "Enter")
        expect(page.locator("#box textarea")).to_have_value("Short?")
    page.unroute_all()
    settled(page)
    expect(page.locator("#box textarea")).to_have_value("Short?")
    page.reload()  # until it is sent, and with all that Gradio asked in vain
    settled(page)
    page.press("#box textarea", "Enter")
    expect(page.locator("#talk .answer")).to_have_text("Yes [1].")
    page.reload()
    settled(page)
    expect(page.locator("#box textarea")).to_have_value("")


def test_words_typed_while_the_page_starts_stay(page: Page) -> None:
    page.reload()
    page.locator("#box textarea").wait_for(timeout=60_000)
    page.fill("#box textarea", "Short?")
    settled(page)
    expect(page.locator("#box textarea")).to_have_value("Short?")
